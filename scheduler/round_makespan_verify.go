package scheduler

import (
	"fmt"
	"slices"
)

// spanProof proves how soon a plan of all requests can end, from the problem and a
// certificate. It knows three classes of bound, and recomputes each of them:
//
//   - the longest chain: durations and least gaps, from the first slot in which a
//     request can start at all. This needs no certificate.
//   - work: what some requests need of a resource, between what must come before
//     and after them (RoundWork).
//   - nogoods (RoundNogood): each is checked by reverse unit propagation, after
//     Goldberg and Novikov, "Verification of proofs of unsatisfiability" (2003), with
//     chains and capacities as the rules that hold anyway; the last of them says
//     that no plan ends by a slot.
type spanProof struct {
	*roundVerifier
	number   map[string]int
	modes    [][]*RoundMode // of each request, those that fit somewhere by themselves
	shortest []int64
	least    []int64 // the first start, and the last, that are possible at all
	most     []int64
	soonest  []int64 // the first end
	heads    []int64
	tails    []int64
	uses     [][]spanUse // of each request, when it has one mode
	plain    bool        // each request has one mode
	lo, hi   []int64
	nogoods  []spanNogood
}

type spanUse struct {
	resource        int
	units, from, to int64
}

// spanNogood is a nogood by numbers; ends is -1 when it speaks of all plans.
type spanNogood struct {
	ends   int64
	starts []spanStarts
}

type spanStarts struct {
	request  int
	from, to int64
}

// spans checks the bound of a plan that ends soonest.
func (v *roundVerifier) spans() error {
	if v.plan.Bound > v.plan.Objective {
		return fmt.Errorf("bound %d/10000 contradicts objective %d/10000", v.plan.Bound, v.plan.Objective)
	}
	disturbance := int64(0)
	for _, x := range v.p.Previous {
		disturbance += x.MoveCost
	}
	s := newSpanProof(v)
	proven := s.chains()
	work, err := s.work(v.plan.Certificate.Work)
	if err != nil {
		return err
	}
	ended, err := s.check(v.plan.Certificate.Nogoods)
	if err != nil {
		return err
	}
	if proven = max(proven, work, ended) - disturbance; v.plan.Bound > proven*10_000 {
		return fmt.Errorf("bound %d/10000 is not proven; the certificate proves %d", v.plan.Bound, proven)
	}
	return nil
}

func newSpanProof(v *roundVerifier) *spanProof {
	n := len(v.p.Requests)
	s := &spanProof{roundVerifier: v, number: map[string]int{}, plain: true, modes: make([][]*RoundMode, n), shortest: make([]int64, n), least: make([]int64, n), most: make([]int64, n), soonest: make([]int64, n), uses: make([][]spanUse, n)}
	resources := map[string]int{}
	for i := range v.p.Resources {
		resources[v.p.Resources[i].ID] = i
	}
	pinned := map[string]RoundPlacement{}
	for _, x := range v.p.Pinned {
		pinned[x.Request] = x
	}
	for i := range v.p.Requests {
		r := &v.p.Requests[i]
		s.number[r.ID] = i
		s.shortest[i], s.least[i], s.most[i], s.soonest[i] = v.p.Slots, v.p.Slots, -1, v.p.Slots
		for m := range r.Modes {
			pin, isPinned := pinned[r.ID]
			if isPinned && pin.Mode != m {
				continue
			}
			first, last := s.starts(r, &r.Modes[m])
			if isPinned {
				first, last = pin.Start, pin.Start
			}
			if first > last {
				continue
			}
			s.modes[i] = append(s.modes[i], &r.Modes[m])
			s.shortest[i] = min(s.shortest[i], r.Modes[m].Duration)
			s.soonest[i] = min(s.soonest[i], first+r.Modes[m].Duration)
			s.least[i], s.most[i] = min(s.least[i], first), max(s.most[i], last)
		}
		s.plain = s.plain && len(r.Modes) == 1
		for _, claim := range r.Modes[0].Claims {
			s.uses[i] = append(s.uses[i], spanUse{resources[claim.Resource], claim.Units, -claim.Before, r.Modes[0].Duration + claim.After})
		}
	}
	return s
}

// starts gives the first and the last start that windows and levels allow a mode
// by itself.
func (s *spanProof) starts(r *RoundRequest, m *RoundMode) (first, last int64) {
	first, last = s.p.Slots, -1
	for _, w := range r.Windows {
		from, to := max(w.From, 0), min(w.To, s.p.Slots)-m.Duration
		for from <= to && from < first && !s.fits(m, from) {
			from++
		}
		for to >= from && to > last && !s.fits(m, to) {
			to--
		}
		if from <= to {
			first, last = min(first, from), max(last, to)
		}
	}
	return first, last
}

// fits reports whether the levels and the period have room for a mode alone.
func (s *spanProof) fits(m *RoundMode, start int64) bool {
	for _, claim := range m.Claims {
		from, to := start-claim.Before, start+m.Duration+claim.After
		if from < 0 || to > s.p.Slots {
			return false
		}
		for t := from; t < to; t++ {
			units := int64(0)
			for _, other := range m.Claims {
				if other.Resource == claim.Resource && start-other.Before <= t && t < start+m.Duration+other.After {
					units += other.Units
				}
			}
			if units > s.levels[claim.Resource][t] {
				return false
			}
		}
	}
	return true
}

// chains computes heads, the least start of each request, and tails, the least
// time from its end to the end of all, and gives the longest way through.
func (s *spanProof) chains() int64 {
	s.heads, s.tails = slices.Clone(s.least), make([]int64, len(s.p.Requests))
	longest := int64(0)
	for changed := true; changed; { // chains have no circles, so this ends
		changed = false
		for i := range s.p.Requests {
			for _, a := range s.p.Requests[i].After {
				before := s.number[a.Request]
				if head := s.endOf(before) + a.GapMin; head > s.heads[i] {
					s.heads[i], changed = head, true
				}
				if tail := s.tails[i] + s.shortest[i] + a.GapMin; tail > s.tails[before] {
					s.tails[before], changed = tail, true
				}
			}
		}
	}
	for i := range s.p.Requests {
		longest = max(longest, s.endOf(i)+s.tails[i])
	}
	return longest
}

// endOf is the least end of a request by its head.
func (s *spanProof) endOf(i int) int64 { return max(s.heads[i]+s.shortest[i], s.soonest[i]) }

// work is when the requests that a certificate names can have been done.
func (s *spanProof) work(w *RoundWork) (int64, error) {
	if w == nil {
		return 0, nil
	}
	level := s.levels[w.Resource]
	if level == nil || w.Head < 0 || w.Head > s.p.Slots || w.Tail < 0 {
		return 0, fmt.Errorf("the work on %s is not as it should be", w.Resource)
	}
	need := int64(0)
	for i := range s.p.Requests {
		if s.heads[i] >= w.Head && s.tails[i] >= w.Tail {
			need += leastWorkOf(s.modes[i], w.Resource)
		}
	}
	if need == 0 {
		return 0, nil
	}
	for t := w.Head; t < s.p.Slots; t++ {
		if need -= level[t]; need <= 0 {
			return t + 1 + w.Tail, nil
		}
	}
	return s.p.Slots + w.Tail, nil
}

// leastWorkOf is the least that a request takes of a resource while it is used,
// buffers left out, in units × slots.
func leastWorkOf(modes []*RoundMode, resource string) int64 {
	least := int64(-1)
	for _, m := range modes {
		work := int64(0)
		for _, claim := range m.Claims {
			if claim.Resource == resource {
				work += claim.Units * m.Duration
			}
		}
		if least < 0 || work < least {
			least = work
		}
	}
	return max(least, 0)
}
