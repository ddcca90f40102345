package scheduler_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"syscall"
	"testing"
	"time"

	"marke/scheduler"
	"marke/scheduler/roundfile"
)

// medium is a round of 20 instruments, 300 requests and two weeks.
func medium(t testing.TB) *scheduler.RoundProblem {
	t.Helper()
	f, err := os.Open("testdata/medium.json")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	p, err := roundfile.ReadProblem(f)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func solved(t testing.TB, p *scheduler.RoundProblem, steps int64) *scheduler.RoundPlan {
	t.Helper()
	plan, err := scheduler.Solve(p, scheduler.SolveOptions{Seed: 1, Steps: steps})
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

// TestEveryReasonInMediumIsTrue takes long, as every place of every refusal is tried;
// a campaign does it with a better plan, and for fairness too.
func TestEveryReasonInMediumIsTrue(t *testing.T) {
	p := medium(t)
	seen := map[string]int{}
	steps := int64(scheduler.Campaign(100_000, 3_000_000))
	scheduler.CheckRefusals(t, "medium", p, solved(t, p, steps), seen)
	if scheduler.Campaign(0, 1) == 1 {
		p.Objective.Kind = scheduler.FairFirst
		scheduler.CheckRefusals(t, "medium, fair-first", p, solved(t, p, steps), seen)
	}
	t.Log(seen)
	for _, code := range []scheduler.ReasonCode{scheduler.ReasonCrowded, scheduler.ReasonWouldFit, scheduler.ReasonNoChange} {
		if seen[string(code)] == 0 {
			t.Errorf("no refusal in medium was for %s: %v", code, seen)
		}
	}
}

// randomOutage closes a resource for four hours to four days, and says when that
// became known.
func randomOutage(p *scheduler.RoundProblem, random *rand.Rand) ([]scheduler.RoundOutage, scheduler.ReplanOptions) {
	from := random.Int64N(p.Slots - 100)
	span := scheduler.RoundSpan{From: from, To: min(p.Slots, from+16+random.Int64N(368))}
	out := scheduler.RoundOutage{Resource: p.Resources[random.IntN(len(p.Resources))].ID, RoundSpan: span}
	return []scheduler.RoundOutage{out}, scheduler.ReplanOptions{Now: max(0, from-random.Int64N(48)), Imminent: 8, Seed: 1}
}

func TestReplanningMediumMovesOnlyWhatPays(t *testing.T) {
	p := medium(t)
	plan := solved(t, p, 300_000)
	random := rand.New(rand.NewPCG(1, 2))
	for i := range scheduler.Campaign(40, 200) {
		outages, o := randomOutage(p, random)
		got, err := scheduler.Replan(p, plan.Placements, outages, o)
		if err != nil {
			t.Fatal(err)
		}
		scheduler.CheckProposal(t, fmt.Sprintf("outage %d, %v, now %d", i, outages, o.Now), p, plan.Placements, outages, o, got)
	}
}

// processorTime is what this process has used.
func processorTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// BenchmarkReplan re-plans medium around random outages, and solves the same afresh
// for comparison: the figures of docs/replanning.md.
func BenchmarkReplan(b *testing.B) {
	p := medium(b)
	plan := solved(b, p, 2_000_000)
	b.Run("least disturbance", func(b *testing.B) {
		sum, slowest := disturbance{}, time.Duration(0)
		random := rand.New(rand.NewPCG(1, 2))
		for b.Loop() {
			outages, o := randomOutage(p, random)
			before := processorTime()
			got, err := scheduler.Replan(p, plan.Placements, outages, o)
			if err != nil {
				b.Fatal(err)
			}
			slowest = max(slowest, processorTime()-before)
			sum.add(disturbanceOf(p, plan.Placements, got.Placements(), hits(got)))
		}
		sum.report(b)
		b.ReportMetric(float64(slowest.Milliseconds()), "slowest-cpu-ms")
	})
	b.Run("solved afresh", func(b *testing.B) {
		sum := disturbance{}
		random := rand.New(rand.NewPCG(1, 2))
		for b.Loop() {
			outages, o := randomOutage(p, random)
			got, err := scheduler.Replan(p, plan.Placements, outages, o)
			if err != nil {
				b.Fatal(err)
			}
			fresh, err := scheduler.Solve(got.Problem, scheduler.SolveOptions{Seed: 1, Steps: 300_000})
			if err != nil {
				b.Fatal(err)
			}
			sum.add(disturbanceOf(p, plan.Placements, fresh.Placements, hits(got)))
		}
		sum.report(b)
	})
}

// hits names what an outage hit.
func hits(r *scheduler.RoundProposal) map[string]bool {
	hit := map[string]bool{}
	for _, x := range r.Moved {
		hit[x.From.Request] = x.Hit
	}
	for _, x := range r.Dropped {
		hit[x.Request] = x.Hit
	}
	return hit
}

// disturbance is what a plan changes of the one before.
type disturbance struct {
	n, hit, dropped, worth, movedHit, movedOther, shift, otherMode float64
}

func disturbanceOf(p *scheduler.RoundProblem, before, after []scheduler.RoundPlacement, hit map[string]bool) disturbance {
	d := disturbance{n: 1}
	now := map[string]scheduler.RoundPlacement{}
	for _, x := range after {
		now[x.Request] = x
	}
	value := map[string]int64{}
	for i := range p.Requests {
		for _, w := range p.Requests[i].Windows {
			value[p.Requests[i].ID] = max(value[p.Requests[i].ID], w.Value)
		}
	}
	for _, x := range before {
		to, placed := now[x.Request]
		if hit[x.Request] {
			d.hit++
		}
		switch {
		case !placed:
			d.dropped++
			d.worth += float64(value[x.Request])
			continue
		case to == x:
			continue
		case hit[x.Request]:
			d.movedHit++
		default:
			d.movedOther++
		}
		d.shift += float64(max(to.Start-x.Start, x.Start-to.Start))
		if to.Mode != x.Mode {
			d.otherMode++
		}
	}
	return d
}

func (d *disturbance) add(x disturbance) {
	d.n, d.hit, d.dropped, d.worth = d.n+x.n, d.hit+x.hit, d.dropped+x.dropped, d.worth+x.worth
	d.movedHit, d.movedOther, d.shift, d.otherMode = d.movedHit+x.movedHit, d.movedOther+x.movedOther, d.shift+x.shift, d.otherMode+x.otherMode
}

func (d *disturbance) report(b *testing.B) {
	for name, sum := range map[string]float64{
		"hit": d.hit, "dropped": d.dropped, "worth-dropped": d.worth, "moved-hit": d.movedHit, "moved-other": d.movedOther, "shift-slots": d.shift, "other-mode": d.otherMode,
	} {
		b.ReportMetric(sum/d.n, name)
	}
}
