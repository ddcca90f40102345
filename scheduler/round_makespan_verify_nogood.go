package scheduler

import (
	"errors"
	"fmt"
	"slices"
)

// check goes through the nogoods of a certificate, and gives the soonest end that
// they leave.
func (s *spanProof) check(proof []RoundNogood) (int64, error) {
	if len(proof) == 0 {
		return 0, nil
	}
	if !s.plain {
		return 0, errors.New("nogoods can only be checked when each request has one mode")
	}
	for _, levels := range s.levels {
		s.level = append(s.level, slotwise(levels))
	}
	soonest := int64(0)
	rootLo, rootHi := slices.Clone(s.least), slices.Clone(s.most)
	for place, x := range proof {
		g, err := s.nogood(x)
		if err != nil {
			return 0, fmt.Errorf("nogood %d: %w", place, err)
		}
		var from []spanNogood
		for _, k := range x.From {
			if k < 0 || k >= place {
				return 0, fmt.Errorf("nogood %d does not come after %d", place, k)
			}
			from = append(from, s.nogoods[k])
		}
		s.lo, s.hi = slices.Clone(rootLo), slices.Clone(rootHi)
		for _, y := range g.starts {
			s.lo[y.request], s.hi[y.request] = max(s.lo[y.request], y.from), min(s.hi[y.request], y.to)
		}
		ends := g.ends
		if ends < 0 {
			ends = 2 * s.p.Slots
		}
		if s.consistent(ends, from) {
			return 0, fmt.Errorf("nogood %d does not follow", place)
		}
		s.nogoods = append(s.nogoods, g)
		switch {
		case len(g.starts) == 0 && g.ends >= 0:
			soonest = max(soonest, g.ends+1)
		case len(g.starts) == 1 && g.ends < 0:
			s.lo, s.hi = rootLo, rootHi
			if !s.exclude(g.starts[0]) || !s.consistent(2*s.p.Slots, nil) {
				return 0, fmt.Errorf("nogood %d leaves no plan at all", place)
			}
		}
	}
	return soonest, nil
}

func (s *spanProof) nogood(x RoundNogood) (spanNogood, error) {
	g := spanNogood{ends: x.EndsBy}
	for _, y := range x.Starts {
		i, known := s.number[y.Request]
		if !known || slices.ContainsFunc(g.starts, func(o spanStarts) bool { return o.request == i }) {
			return g, fmt.Errorf("%s is not a request, or named twice", y.Request)
		}
		g.starts = append(g.starts, spanStarts{i, y.From, y.To})
	}
	return g, nil
}

// consistent follows what the starts and the end imply until nothing changes;
// false when a request has no start left, a resource too little, or a nogood holds.
func (s *spanProof) consistent(ends int64, from []spanNogood) bool {
	for i := range s.hi {
		s.hi[i] = min(s.hi[i], ends-s.shortest[i])
	}
	for {
		before := s.room()
		if !s.followChains() || !s.followCapacities() || !s.followNogoods(ends, from) {
			return false
		}
		if s.room() == before {
			return true
		}
	}
}

// room counts the starts that are left; -1 when a request has none.
func (s *spanProof) room() int64 {
	total := int64(0)
	for i := range s.lo {
		if s.lo[i] > s.hi[i] {
			return -1
		}
		total += s.hi[i] - s.lo[i] + 1
	}
	return total
}

func (s *spanProof) followChains() bool {
	for changed := true; changed; {
		changed = false
		for i := range s.p.Requests {
			for _, a := range s.p.Requests[i].After {
				before := s.number[a.Request]
				gap := s.shortest[before] + a.GapMin
				if s.lo[before]+gap > s.lo[i] {
					s.lo[i], changed = s.lo[before]+gap, true
				}
				if s.hi[i]-gap < s.hi[before] {
					s.hi[before], changed = s.hi[i]-gap, true
				}
				if s.lo[i] > s.hi[i] || s.lo[before] > s.hi[before] {
					return false
				}
			}
		}
	}
	return s.room() >= 0
}

// followCapacities moves each request past the slots that what the others hold for
// certain leaves no room in.
func (s *spanProof) followCapacities() bool {
	held := make([][]int64, len(s.p.Resources))
	for k := range held {
		held[k] = make([]int64, s.p.Slots)
	}
	for i, uses := range s.uses {
		for _, u := range uses {
			for t := s.hi[i] + u.from; t < s.lo[i]+u.to; t++ {
				if held[u.resource][t] += u.units; held[u.resource][t] > s.level[u.resource][t] {
					return false
				}
			}
		}
	}
	for i, uses := range s.uses {
		certainFrom, certainTo := s.hi[i], s.lo[i]
		for _, u := range uses {
			level, held := s.level[u.resource], held[u.resource]
			full := func(t int64) bool {
				return held[t]+u.units > level[t] && (t < certainFrom+u.from || t >= certainTo+u.to)
			}
			for t := s.lo[i] + u.to - 1; t >= s.lo[i]+u.from; t-- {
				if full(t) {
					if s.lo[i] = t + 1 - u.from; s.lo[i] > s.hi[i] {
						return false
					}
					t = s.lo[i] + u.to
				}
			}
			for t := s.hi[i] + u.from; t < s.hi[i]+u.to; t++ {
				if full(t) {
					if s.hi[i] = t - u.to; s.hi[i] < s.lo[i] {
						return false
					}
					t = s.hi[i] + u.from - 1
				}
			}
		}
	}
	return true
}

// followNogoods takes from a request the starts that a nogood forbids once all
// else that it says holds.
func (s *spanProof) followNogoods(ends int64, from []spanNogood) bool {
	for _, g := range from {
		if g.ends >= 0 && ends > g.ends {
			continue
		}
		open, times := spanStarts{request: -1}, 0
		for _, y := range g.starts {
			if s.lo[y.request] < y.from || s.hi[y.request] > y.to {
				open = y
				times++
			}
		}
		if times == 0 || times == 1 && !s.exclude(open) {
			return false
		}
	}
	return true
}

// exclude takes starts from a request, as far as that leaves the others in one
// piece.
func (s *spanProof) exclude(y spanStarts) bool {
	if s.lo[y.request] >= y.from {
		s.lo[y.request] = max(s.lo[y.request], y.to+1)
	}
	if s.hi[y.request] <= y.to {
		s.hi[y.request] = min(s.hi[y.request], y.from-1)
	}
	return s.lo[y.request] <= s.hi[y.request]
}
