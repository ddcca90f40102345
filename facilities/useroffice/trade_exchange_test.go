package useroffice

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"marke/scheduler"
	"marke/scheduler/roundfile"
)

// scarce is a small random round on two instruments, of three partners with targets.
func scarce(random *rand.Rand, kind scheduler.RoundKind) *scheduler.RoundProblem {
	p := &scheduler.RoundProblem{GridMinutes: 30, Slots: 24, Objective: scheduler.RoundObjective{Kind: kind},
		Resources: []scheduler.RoundResource{{ID: "a", Capacity: 1, Prime: []scheduler.RoundLevel{{From: 4, To: 14, Level: 150}}}, {ID: "b", Capacity: 1}}}
	if kind == scheduler.Satisfaction {
		p.Objective.ShortfallCostHundredths = 250
	}
	for i := range 3 {
		p.Partners = append(p.Partners, scheduler.RoundPartner{ID: fmt.Sprint("p", i), Targets: []scheduler.RoundTarget{{Pool: "all", Slots: 8 + int64(i)}}})
	}
	for i := range 14 {
		length := 2 + random.Int64N(4)
		from := random.Int64N(24 - length)
		r := scheduler.RoundRequest{ID: fmt.Sprintf("r%02d", i), Partner: fmt.Sprint("p", i%3),
			Windows: []scheduler.RoundWindow{{From: from, To: from + length, Value: 20 + random.Int64N(30)}, {From: 0, To: 24, Value: 5 + random.Int64N(15)}}}
		for _, on := range []string{"a", "b"} {
			r.Modes = append(r.Modes, scheduler.RoundMode{Duration: length, Claims: []scheduler.RoundClaim{{Resource: on, Units: 1}}})
		}
		p.Requests = append(p.Requests, r)
	}
	return p
}

// unitOfValue is a unit of value in the numbers of plans. An objective and the next that there can be are at most that far apart.
const unitOfValue = 10_000

// Whatever two change places, the plan's file says what the new plan is worth and verifies, also where the old one's proof was made for that plan alone.
func TestAPlanWithChangedPlacesVerifies(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 7))
	swaps, proven, loosened := 0, 0, 0
	for n := range 20 {
		kind := []scheduler.RoundKind{scheduler.FairFirst, scheduler.Satisfaction}[n%2]
		p := scarce(random, kind)
		plan, err := scheduler.Solve(p, scheduler.SolveOptions{Seed: 1, Steps: 20_000})
		if err != nil {
			t.Fatal(err)
		}
		s := &savedDraft{compiled: &compiled{problem: p}, plan: plan}
		for i, x := range plan.Placements {
			for _, y := range plan.Placements[i+1:] {
				all := slices.Clone(plan.Placements)
				for k := range all {
					switch all[k].Request {
					case x.Request:
						all[k].Mode, all[k].Start = y.Mode, y.Start
					case y.Request:
						all[k].Mode, all[k].Start = x.Mode, x.Start
					}
				}
				if !keepsRules(p, all) {
					continue
				}
				swapped, file, err := s.replanned(all)
				if err != nil {
					t.Fatalf("round %d, %s and %s: %v", n, x.Request, y.Request, err)
				}
				swaps++
				if plan.Proof != nil {
					proven++
				}
				if plan.Proof != nil && swapped.Proof == nil {
					loosened++
					closer := *swapped
					if closer.Bound -= unitOfValue; closer.Bound >= closer.Objective && scheduler.VerifyRound(p, &closer) == nil {
						t.Errorf("round %d: the bound could be closer than %d", n, swapped.Bound)
					}
				}
				read, err := roundfile.ReadPlan(bytes.NewReader(file))
				if err != nil {
					t.Fatal(err)
				}
				if err := scheduler.VerifyRound(p, read); err != nil {
					t.Errorf("round %d: the file: %v", n, err)
				}
				if swapped.Bound < plan.Objective {
					t.Errorf("round %d: the bound %d denies the plan before, worth %d", n, swapped.Bound, plan.Objective)
				}
			}
		}
	}
	t.Logf("%d swaps, %d beside a proof, %d of them without it", swaps, proven, loosened)
	if swaps < 100 || loosened == 0 {
		t.Errorf("%d swaps, %d with another bound", swaps, loosened)
	}
}
