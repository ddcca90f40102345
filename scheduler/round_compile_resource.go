package scheduler

import (
	"cmp"
	"slices"
)

func (c *round) compileResources(p *RoundProblem) map[string]int32 {
	order := make([]*RoundResource, len(p.Resources))
	for i := range p.Resources {
		order[i] = &p.Resources[i]
	}
	slices.SortFunc(order, func(a, b *RoundResource) int { return cmp.Compare(a.ID, b.ID) })
	number := make(map[string]int32, len(order))
	asked := unitsAsked(p)
	for i, r := range order {
		number[r.ID] = int32(i)
		out := roundResource{id: r.ID, level: paintLevels(r, c.slots), exclusive: true}
		highest := int32(0)
		for k := range out.level {
			highest = max(highest, out.level[k].level)
			out.level[k].level = int32(min(int64(out.level[k].level), asked[r.ID]))
		}
		out.unary = highest <= 1
		if len(r.Prime) > 0 {
			out.prefix = make([]int64, c.slots+1)
			for _, step := range paint(r.Prime, 100, c.slots) {
				for t := step.from; t < step.to; t++ {
					out.prefix[t+1] = out.prefix[t] + int64(step.level)
				}
			}
		}
		if r.Changeover != nil {
			out.change, out.classes = within(r.Changeover.Slots, int64(c.slots)), r.Changeover.Classes
			out.exclusive = false
		}
		c.res = append(c.res, out)
	}
	return number
}

// unitsAsked is the most that all requests together could hold of each resource:
// more capacity than that is as good as that, and keeps sums small.
func unitsAsked(p *RoundProblem) map[string]int64 {
	asked := map[string]int64{}
	for i := range p.Requests {
		most := map[string]int64{}
		for m := range p.Requests[i].Modes {
			units := map[string]int64{}
			for _, claim := range p.Requests[i].Modes[m].Claims {
				units[claim.Resource] += claim.Units
				most[claim.Resource] = max(most[claim.Resource], units[claim.Resource])
			}
		}
		for id, units := range most {
			asked[id] += units
		}
	}
	return asked
}

// within is a table of slots none of which is more than the period.
func within(table [][]int64, slots int64) [][]int64 {
	out := make([][]int64, len(table))
	for k, row := range table {
		for _, v := range row {
			out[k] = append(out[k], min(v, slots))
		}
	}
	return out
}

func poolOf(r *RoundResource) string {
	if r.Pool == "" {
		return "all"
	}
	return r.Pool
}

// clampGap brings a gap to what differs within a period: all gaps there are lie from
// minus the period up to, not including, the period.
func clampGap(v, slots int64) int32 { return int32(max(-slots-1, min(slots, v))) }

// paintLevels gives the level over the period: capacity, then levels, then
// closures.
func paintLevels(r *RoundResource, slots int32) []roundStep {
	coats := slices.Clone(r.Levels)
	for _, s := range r.Closed {
		coats = append(coats, RoundLevel{s.From, s.To, 0})
	}
	return paint(coats, r.Capacity, slots)
}

// paint lays coats over a ground, each over those before it, and gives the runs
// of equal level. It works from the last coat back, so that each slot is painted
// once however many coats there are.
func paint(coats []RoundLevel, ground int64, slots int32) []roundStep {
	level := make([]int32, slots)
	next := make([]int32, slots+1) // the first slot from here on that is bare
	for t := range next {
		next[t] = int32(t)
	}
	find := func(t int32) int32 {
		root := t
		for next[root] != root {
			root = next[root]
		}
		for next[t] != root {
			next[t], t = root, next[t]
		}
		return root
	}
	lay := func(from, to int64, value int32) {
		lo, hi := int32(max(from, 0)), int32(min(to, int64(slots)))
		for t := find(min(lo, slots)); t < hi; t = find(t) {
			level[t] = value
			next[t] = t + 1
		}
	}
	for i := len(coats) - 1; i >= 0; i-- {
		lay(coats[i].From, coats[i].To, int32(coats[i].Level))
	}
	lay(0, int64(slots), int32(ground))
	var steps []roundStep
	for t := int32(0); t < slots; t++ {
		if n := len(steps); n > 0 && steps[n-1].level == level[t] {
			steps[n-1].to = t + 1
			continue
		}
		steps = append(steps, roundStep{t, t + 1, level[t]})
	}
	return steps
}
