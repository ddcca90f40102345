package ledger

import "marke/facilities"

// Condition is one of the five under which costs that one pays for several are passed on outside VAT
// ("kosten voor gemene rekening": Hoge Raad 23 April 1997, no. 32 166). One broken, and the line carries VAT.
type Condition string

// The five conditions.
const (
	ForSeveral     Condition = "for_several"     // incurred for two or more
	OnePaysFirst   Condition = "one_pays_first"  // one of them pays it first
	AtActualCost   Condition = "at_actual_cost"  // passed on for the real amount
	KeyFixedBefore Condition = "key_fixed"       // by a key that was fixed beforehand
	RiskBySameKey  Condition = "risk_by_the_key" // and its risk is borne by that same key
)

// Broken lists the conditions that passing on a cost under these terms breaks, in the order above; none: no VAT.
func Broken(c Cost, t Terms) []Condition {
	var broken []Condition
	check := func(holds bool, condition Condition) {
		if !holds {
			broken = append(broken, condition)
		}
	}
	bearers, _ := unitsOf(t.Agreement.Cost)
	check(len(bearers) > 1, ForSeveral)
	check(len(c.Paid) <= 1, OnePaysFirst)
	check(c.Margin == 0 && !c.Estimate && (c.InKind == nil || c.InKind.Method == ValueActual), AtActualCost)
	fixed, accepted := t.FixedOn()
	check(accepted && !c.Day.Before(fixed), KeyFixedBefore)
	check(len(t.CostRisk) == 0 || sameKey(t.CostRisk, t.Agreement.Cost), RiskBySameKey)
	return broken
}

// sameKey reports that two keys give everyone the same part: 40/60 is 2/3.
func sameKey(a, b []facilities.Share) bool {
	left, _ := unitsOf(a)
	right, _ := unitsOf(b)
	if len(left) != len(right) {
		return false
	}
	for i := range left {
		// Units are below 2³⁰, so the products fit.
		if left[i].Partner != right[i].Partner || left[i].Units*right[0].Units != right[i].Units*left[0].Units {
			return false
		}
	}
	return true
}
