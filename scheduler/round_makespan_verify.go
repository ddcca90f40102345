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
	uses     [][]verifiedHold // of each request, when it has one mode
	plain    bool             // each request has one mode
	level    [][]int64        // of each resource and slot, for nogoods
	lo, hi   []int64
	nogoods  []spanNogood
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
		return fmt.Errorf("bound %s contradicts objective %s", inUnits(v.plan.Bound), inUnits(v.plan.Objective))
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
		return fmt.Errorf("bound %s is not proven; the certificate proves %d", inUnits(v.plan.Bound), proven)
	}
	return nil
}

func newSpanProof(v *roundVerifier) *spanProof {
	n := len(v.p.Requests)
	s := &spanProof{roundVerifier: v, number: map[string]int{}, plain: true, modes: make([][]*RoundMode, n), shortest: make([]int64, n), least: make([]int64, n), most: make([]int64, n), soonest: make([]int64, n), uses: make([][]verifiedHold, n)}
	for i := range v.p.Requests {
		r := &v.p.Requests[i]
		s.number[r.ID] = i
		s.shortest[i], s.least[i], s.most[i], s.soonest[i] = v.p.Slots, v.p.Slots, -1, v.p.Slots
		for m := range r.Modes {
			starts := s.starts(r, m)
			if len(starts) == 0 {
				continue
			}
			first, last := starts[0].from, starts[len(starts)-1].to-1
			s.modes[i] = append(s.modes[i], &r.Modes[m])
			s.shortest[i] = min(s.shortest[i], r.Modes[m].Duration)
			s.soonest[i] = min(s.soonest[i], first+r.Modes[m].Duration)
			s.least[i], s.most[i] = min(s.least[i], first), max(s.most[i], last)
		}
		s.plain = s.plain && len(r.Modes) == 1
		s.uses[i] = v.holdsOf(&r.Modes[0])
	}
	return s
}

// chains computes heads, the least start of each request, and tails, the least
// time from its end to the end of all, and gives the longest way through.
func (s *spanProof) chains() int64 {
	s.heads, s.tails = slices.Clone(s.least), make([]int64, len(s.p.Requests))
	longest := int64(0)
	order := s.inOrder()
	for _, i := range order {
		for _, a := range s.p.Requests[i].After {
			s.heads[i] = max(s.heads[i], s.endOf(s.number[a.Request])+a.GapMin)
		}
	}
	for _, i := range slices.Backward(order) {
		for _, a := range s.p.Requests[i].After {
			before := s.number[a.Request]
			s.tails[before] = max(s.tails[before], s.tails[i]+s.shortest[i]+a.GapMin)
		}
	}
	for i := range s.p.Requests {
		longest = max(longest, s.endOf(i)+s.tails[i])
	}
	return longest
}

// inOrder lists the requests so that each comes after those that it waits for.
func (s *spanProof) inOrder() []int {
	waits, later := make([]int, len(s.p.Requests)), make([][]int, len(s.p.Requests))
	var order []int
	for i := range s.p.Requests {
		for _, a := range s.p.Requests[i].After {
			before := s.number[a.Request]
			later[before] = append(later[before], i)
		}
		if waits[i] = len(s.p.Requests[i].After); waits[i] == 0 {
			order = append(order, i)
		}
	}
	for k := 0; k < len(order); k++ {
		for _, i := range later[order[k]] {
			if waits[i]--; waits[i] == 0 {
				order = append(order, i)
			}
		}
	}
	return order
}

// endOf is the least end of a request by its head.
func (s *spanProof) endOf(i int) int64 { return max(s.heads[i]+s.shortest[i], s.soonest[i]) }

// work is when the requests that a certificate names can have been done.
func (s *spanProof) work(w *RoundWork) (int64, error) {
	if w == nil {
		return 0, nil
	}
	k, known := s.resources[w.Resource]
	if !known || w.Head < 0 || w.Head > s.p.Slots || w.Tail < 0 {
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
	for _, level := range s.levels[k] {
		from := max(level.From, w.Head)
		if slots := level.To - from; slots > 0 && level.Level > 0 {
			if took := (need + level.Level - 1) / level.Level; took <= slots {
				return from + took + w.Tail, nil
			}
			need -= slots * level.Level
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
