package scheduler

import (
	"fmt"
	"slices"
	"testing"
)

// A file may hold several limits of one name, in any order; each stands for itself.
func TestLimitsOfOneNameAreToldTruly(t *testing.T) {
	for name, limits := range map[string][]RoundLimit{
		"the second is the tighter one":  {{"quota", []string{"q000000"}, 9}, {"quota", []string{"q000000"}, 2}},
		"the first is the tighter one":   {{"quota", []string{"q000000"}, 2}, {"quota", []string{"q000000"}, 9}},
		"the first is of another":        {{"quota", []string{"q000001"}, 9}, {"quota", []string{"q000000"}, 2}},
		"neither lets it pass":           {{"quota", []string{"q000000"}, 1}, {"quota", []string{"q000000"}, 2}},
		"one of each name":               {{"budget", []string{"q000000"}, 2}, {"quota", []string{"q000000"}, 2}},
		"together with others, used up":  {{"quota", []string{"q000000", "q000001"}, 9}, {"quota", []string{"q000000", "q000002"}, 5}},
		"together with others, too long": {{"quota", []string{"q000000", "q000001"}, 2}, {"quota", []string{"q000000", "q000002"}, 9}},
	} {
		p := oddRound(30, 4, 4)
		for i := range p.Requests {
			p.Requests[i].Modes[0].Duration = 3
		}
		p.Requests[0].Windows[0].Value = 1 // what others may take as well
		p.Limits = limits
		plan, err := Solve(p, SolveOptions{Seed: 1, Steps: 2_000})
		if err != nil {
			t.Fatal(err)
		}
		if err := VerifyRound(p, plan); err != nil {
			t.Error(name, err)
		}
		checkRefusals(t, name, p, plan, map[string]int{})
		for _, refused := range plan.Refused {
			said := []string{}
			for _, r := range refused.Reasons {
				if r.Code == ReasonNeverFits {
					said = append(said, fmt.Sprintf("%s %s%s", r.Rule, r.Limit, r.Resource))
				}
			}
			if n := len(said); n != len(slices.Compact(said)) {
				t.Errorf("%s: %s is told twice by %v", name, refused.Request, said)
			}
		}
		if len(plan.Refused) == 0 {
			t.Errorf("%s: nothing is refused", name)
		}
	}
}
