package scheduler

import (
	"cmp"
	"slices"
)

// plan writes what a search found as a plan, in the order of ids. Each explainer may
// do so much work.
func (c *round) plan(spots []roundSpot, objective, bound, explaining int64) *RoundPlan {
	plan := &RoundPlan{Objective: objective, Bound: bound, Placements: c.placements(spots)}
	got := make([]int64, len(c.accounts))
	for r, spot := range spots {
		req := &c.req[r]
		if spot.mode < 0 {
			continue
		}
		m := &req.modes[spot.mode]
		if m.account >= 0 {
			got[m.account] += c.counted(m, spot.start)
		}
	}
	plan.Refused = c.explain(spots, explaining)
	partners := slices.Clone(c.source.Partners)
	slices.SortFunc(partners, func(a, b RoundPartner) int { return cmp.Compare(a.ID, b.ID) })
	account := 0
	for i, q := range partners {
		result := RoundPartnerResult{ID: q.ID}
		for ; account < len(c.accounts) && c.accounts[account].partner == int32(i); account++ {
			a := &c.accounts[account]
			result.Pools = append(result.Pools, RoundPoolResult{Pool: a.pool, Target: a.target / 100, PlacedHundredths: got[account]})
		}
		plan.Partners = append(plan.Partners, result)
	}
	return plan
}

// Proven reports that a plan for a kind of objective is proven to be the best: nothing
// that a certificate leaves open could make another better. A fair plan is when no
// plan is fairer, and none that is as fair is worth more.
func (p *RoundPlan) Proven(kind RoundKind) bool {
	return p.Objective == p.Bound && (kind != FairFirst || p.Fairest || fairest(p.Fairness, p.FairnessBound))
}

// placements writes where a search put what it placed.
func (c *round) placements(spots []roundSpot) []RoundPlacement {
	var out []RoundPlacement
	for r, spot := range spots {
		if spot.mode >= 0 {
			req := &c.req[r]
			out = append(out, RoundPlacement{req.id, int(req.modes[spot.mode].source), int64(spot.start)})
		}
	}
	return out
}

// priceAccounts writes the price of one more slot of each target: what the bound
// pays for it.
func (c *round) priceAccounts(plan *RoundPlan, b *roundBounder) {
	prices := b.best[b.accountsAt():]
	for i := range plan.Partners {
		for k := range plan.Partners[i].Pools {
			plan.Partners[i].Pools[k].Price = 100 * prices[0]
			prices = prices[1:]
		}
	}
}
