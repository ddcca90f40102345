package ledger

import (
	"cmp"
	"slices"

	"marke/facilities"
	"marke/facilities/money"
)

// The signed key governs. What follows only shows what other rules of sharing would give.

// Demand is what a partner asks of something shared, in whole units.
type Demand struct {
	Partner facilities.PartnerID
	Units   int64
}

// AirportShares divides a fixed cost by need: each partner needs a level that alone would cost its amount, and dearer levels contain the cheaper ones. Each step
// of cost is borne equally by those who need it: the Shapley value of the airport game (Littlechild & Owen 1973). Ordered by partner.
func AirportShares(needs []Part) ([]Part, error) {
	ordered := slices.SortedFunc(slices.Values(needs), func(a, b Part) int {
		return cmp.Or(cmp.Compare(a.Amount, b.Amount), cmp.Compare(a.Partner, b.Partner))
	})
	var steps []money.Cents
	before := money.Cents(0)
	for _, n := range ordered {
		if n.Amount < 0 || n.Amount > amountMax {
			return nil, facilities.BadField("needs", "ledger_whatif", "row", string(n.Partner))
		}
		steps = append(steps, n.Amount-before)
		before = n.Amount
	}
	partners := make([]facilities.PartnerID, len(ordered))
	for i, n := range ordered {
		partners[i] = n.Partner
	}
	return inSteps(partners, steps)
}

// SerialShares divides a cost by serial cost sharing (Moulin & Shenker 1992): with demands q₁ ≤ q₂ ≤ …, the k-th step is the cost of raising all who ask
// at least q_k to it, C(Q_k) − C(Q_k₋₁) with Q_k = q₁ + … + q_k₋₁ + (n−k+1)·q_k, and is borne equally by those. cost must not fall. Ordered by partner.
func SerialShares(demands []Demand, cost func(units int64) money.Cents) ([]Part, error) {
	ordered := slices.SortedFunc(slices.Values(demands), func(a, b Demand) int {
		return cmp.Or(cmp.Compare(a.Units, b.Units), cmp.Compare(a.Partner, b.Partner))
	})
	var steps []money.Cents
	var partners []facilities.PartnerID
	var sum int64
	before := money.Cents(0)
	for i, d := range ordered {
		if d.Units < 0 || d.Units > minutesMax {
			return nil, facilities.BadField("demands", "ledger_whatif", "row", string(d.Partner))
		}
		level := cost(sum + int64(len(ordered)-i)*d.Units)
		if level < before {
			return nil, facilities.BadField("cost", "ledger_whatif", "row", string(d.Partner))
		}
		steps, partners = append(steps, level-before), append(partners, d.Partner)
		before = level
		sum += d.Units
	}
	return inSteps(partners, steps)
}

// inSteps divides the k-th step equally over the k-th partner and all after it.
func inSteps(partners []facilities.PartnerID, steps []money.Cents) ([]Part, error) {
	if len(partners) == 0 {
		return nil, facilities.BadField("partners", "ledger_whatif", "row", "")
	}
	of := map[facilities.PartnerID]money.Cents{}
	for k, step := range steps {
		var key []facilities.Share
		for _, p := range partners[k:] {
			key = append(key, facilities.Share{Partner: p, Units: 1})
		}
		parts, err := SplitBy(step, key)
		if err != nil {
			return nil, err
		}
		for _, p := range parts {
			of[p.Partner] += p.Amount
		}
	}
	var out []Part
	for _, p := range sortedKeys(of) {
		out = append(out, Part{p, of[p]})
	}
	return out, nil
}

// AverageShares divides the cost of all demands together in proportion to them. Ordered by partner.
func AverageShares(demands []Demand, cost func(units int64) money.Cents) ([]Part, error) {
	var key []facilities.Share
	var sum int64
	for _, d := range demands {
		key = append(key, facilities.Share{Partner: d.Partner, Units: d.Units})
		sum += d.Units
	}
	if err := checkKey("demands", "demands", key); err != nil {
		return nil, err
	}
	return SplitBy(cost(sum), key)
}
