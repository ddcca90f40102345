package scheduler

import (
	"cmp"
	"slices"
)

// compileMode turns claims into uses. Claims of one resource by one mode are
// laid over each other, so that a resource's uses never overlap in themselves.
func (c *round) compileMode(from *RoundMode, resources map[string]int32) roundMode {
	mode := roundMode{duration: int32(from.Duration), account: -1, weigh: -1}
	type edge struct {
		at    int32
		units int64
	}
	claimed := map[int32][]RoundClaim{}
	var order []int32
	for i, claim := range from.Claims {
		res := resources[claim.Resource]
		if i == 0 {
			mode.weigh = res
			mode.from, mode.to = -int32(claim.Before), int32(from.Duration+claim.After)
			mode.flat = 100 * int64(mode.to-mode.from)
			if c.res[res].prefix != nil {
				mode.flat = -1
			}
		}
		if claimed[res] == nil {
			order = append(order, res)
		}
		claimed[res] = append(claimed[res], claim)
	}
	for _, res := range order {
		class := int32(-1)
		if from.Class != "" && c.res[res].change != nil {
			class = int32(slices.Index(c.res[res].classes, from.Class))
		}
		var edges []edge
		for _, claim := range claimed[res] {
			edges = append(edges, edge{-int32(claim.Before), claim.Units}, edge{int32(from.Duration + claim.After), -claim.Units})
		}
		slices.SortStableFunc(edges, func(a, b edge) int { return cmp.Compare(a.at, b.at) })
		units := int64(0)
		for i, e := range edges {
			if units > 0 && e.at > edges[i-1].at {
				mode.uses = append(mode.uses, roundUse{res, int32(min(units, 1<<30)), edges[i-1].at, e.at, class})
			}
			units += e.units
		}
	}
	return mode
}

// counted is what a placement adds to its account, in hundredths of slots.
func (c *round) counted(m *roundMode, start int32) int64 {
	if m.flat >= 0 {
		return m.flat
	}
	prefix := c.res[m.weigh].prefix
	return prefix[start+m.to] - prefix[start+m.from]
}

// countedMost is the most that a placement of a mode can add to its account.
func (c *round) countedMost(m *roundMode) int64 {
	if m.flat >= 0 {
		return m.flat
	}
	most := int64(0)
	for _, run := range m.starts {
		for at := run.lo; at <= run.hi; at++ {
			most = max(most, c.counted(m, at))
		}
	}
	return most
}
