package scheduler

import (
	"cmp"
	"slices"
)

func (c *round) compileLimits(p *RoundProblem, number map[string]int32) {
	limits := slices.Clone(p.Limits)
	slices.SortStableFunc(limits, func(a, b RoundLimit) int { return cmp.Compare(a.Name, b.Name) })
	for _, l := range limits {
		limit := roundCap{name: l.Name, max: min(l.Max, int64(len(l.Requests))*p.Slots)}
		for _, id := range l.Requests {
			limit.requests = append(limit.requests, number[id])
		}
		slices.Sort(limit.requests)
		for _, r := range limit.requests {
			c.req[r].limits = append(c.req[r].limits, int32(len(c.limits)))
		}
		c.limits = append(c.limits, limit)
	}
}

type accountKey struct {
	partner int32
	pool    string
}

func (c *round) compileAccounts(p *RoundProblem, partners map[string]int32) map[accountKey]int32 {
	ids := make([]string, 0, len(p.Partners))
	byID := make(map[string]*RoundPartner, len(p.Partners))
	for i := range p.Partners {
		ids = append(ids, p.Partners[i].ID)
		byID[p.Partners[i].ID] = &p.Partners[i]
	}
	slices.Sort(ids)
	accounts := map[accountKey]int32{}
	for i, id := range ids {
		partners[id] = int32(i)
		targets := slices.Clone(byID[id].Targets)
		slices.SortFunc(targets, func(a, b RoundTarget) int { return cmp.Compare(a.Pool, b.Pool) })
		for _, t := range targets {
			if t.Slots > 0 {
				accounts[accountKey{int32(i), t.Pool}] = int32(len(c.accounts))
				c.accounts = append(c.accounts, roundAccount{partner: int32(i), pool: t.Pool, target: 100 * t.Slots})
			}
		}
	}
	return accounts
}

// partnerIDs are the partners in the order of their numbers.
func (c *round) partnerIDs() []string {
	var ids []string
	for i := range c.source.Partners {
		ids = append(ids, c.source.Partners[i].ID)
	}
	slices.Sort(ids)
	return ids
}
