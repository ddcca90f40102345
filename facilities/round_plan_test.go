package facilities

import "testing"

// A plan whose worst ratio cannot rise may still leave a better second one.
func TestAFairPlanIsProvenOnlyWhereNoRatioCanRise(t *testing.T) {
	const whole = 1_000_000
	for _, x := range []struct {
		ratios       []int64
		limit        int64
		value, bound int64
		want         bool
	}{
		{nil, 0, 10, 10, true},
		{nil, 0, 9, 10, false},
		{[]int64{whole, whole}, whole, 10, 10, true},
		{[]int64{700_000, whole}, 700_000, 10, 10, true},
		{[]int64{700_000, whole}, 700_001, 10, 10, false},
		{[]int64{700_000, whole}, 700_000, 9, 10, false},
		{[]int64{700_000, 800_000}, 700_000, 10, 10, false},
	} {
		plan := RoundPlan{Value: x.value, Bound: x.bound, Fairness: x.ratios, FairnessBound: x.limit}
		if got := plan.Proven(); got != x.want {
			t.Errorf("ratios %v limited by %d, value %d of %d: proven %v", x.ratios, x.limit, x.value, x.bound, got)
		}
	}
}
