package scheduler

import (
	"cmp"
	"container/heap"
	"fmt"
	"slices"
)

// VerifyRound checks a plan against its problem without trusting the solver: every
// rule, the objective, the ratios, and the bounds, which it computes again from
// the certificates in integers. It shares no code with the search. The error names
// the first fault; nil is a plan that is right.
func VerifyRound(p *RoundProblem, plan *RoundPlan) error {
	if faults := CheckRound(p); len(faults) > 0 {
		return &RoundFaults{faults}
	}
	v := &roundVerifier{p: p, plan: plan}
	for _, step := range []func() error{
		v.index, v.placements, v.capacities, v.changeovers, v.chains, v.groups, v.limits, v.pinned, v.refusals, v.objective, v.bounds,
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

type roundVerifier struct {
	p         *RoundProblem
	plan      *RoundPlan
	resources map[string]*RoundResource
	requests  map[string]*RoundRequest
	placed    map[string]verifiedPlacement
	value     int64
	counted   map[verifiedAccount]int64 // hundredths of slots
	levels    map[string][]int64
	weights   map[string][]int64
	pins      map[string]RoundPlacement
	before    map[string]RoundPrevious
}

type verifiedPlacement struct {
	request    *RoundRequest
	mode       *RoundMode
	number     int
	start, end int64
}

type verifiedAccount struct{ partner, pool string }

// painted gives a value for each slot: ground, and where a coat lies the last one.
// It sweeps over the slots with the coats that lie there on a heap, the last on top.
func painted(slots, ground int64, coats []RoundLevel) []int64 {
	out := slices.Repeat([]int64{ground}, int(slots))
	begin := make([][]int, slots)
	for i, c := range coats {
		if from := max(c.From, 0); from < min(c.To, slots) {
			begin[from] = append(begin[from], i)
		}
	}
	var lying coatHeap
	for t := range out {
		for _, i := range begin[t] {
			heap.Push(&lying, i)
		}
		for len(lying) > 0 && coats[lying[0]].To <= int64(t) {
			heap.Pop(&lying)
		}
		if len(lying) > 0 {
			out[t] = coats[lying[0]].Level
		}
	}
	return out
}

// coatHeap holds numbers of coats, the highest first.
type coatHeap []int

func (h coatHeap) Len() int           { return len(h) }
func (h coatHeap) Less(i, j int) bool { return h[i] > h[j] }
func (h coatHeap) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *coatHeap) Push(x any)        { *h = append(*h, x.(int)) }
func (h *coatHeap) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}

func (v *roundVerifier) index() error {
	v.resources = map[string]*RoundResource{}
	v.requests = map[string]*RoundRequest{}
	v.levels, v.weights = map[string][]int64{}, map[string][]int64{}
	for i := range v.p.Resources {
		r := &v.p.Resources[i]
		v.resources[r.ID] = r
		coats := slices.Clone(r.Levels)
		for _, c := range r.Closed {
			coats = append(coats, RoundLevel{c.From, c.To, 0})
		}
		v.levels[r.ID] = painted(v.p.Slots, r.Capacity, coats)
		v.weights[r.ID] = painted(v.p.Slots, 100, r.Prime)
	}
	for i := range v.p.Requests {
		v.requests[v.p.Requests[i].ID] = &v.p.Requests[i]
	}
	return nil
}

// placements checks each placement by itself and adds up what it is worth.
func (v *roundVerifier) placements() error {
	v.placed = map[string]verifiedPlacement{}
	v.counted = map[verifiedAccount]int64{}
	for _, x := range v.plan.Placements {
		r, known := v.requests[x.Request]
		if !known {
			return fmt.Errorf("there is no request %s", x.Request)
		}
		if _, twice := v.placed[x.Request]; twice {
			return fmt.Errorf("%s is placed twice", x.Request)
		}
		if x.Mode < 0 || x.Mode >= len(r.Modes) {
			return fmt.Errorf("%s has no mode %d", x.Request, x.Mode)
		}
		m := &r.Modes[x.Mode]
		end := x.Start + m.Duration
		best := int64(-1)
		for _, w := range r.Windows {
			if w.From <= x.Start && end <= w.To {
				best = max(best, w.Value)
			}
		}
		if best < 0 || x.Start < 0 || end > v.p.Slots {
			return fmt.Errorf("%s [%d,%d) lies in none of its windows", x.Request, x.Start, end)
		}
		v.value += best
		for i, claim := range m.Claims {
			from, to := x.Start-claim.Before, end+claim.After
			if from < 0 || to > v.p.Slots {
				return fmt.Errorf("%s: the buffers of %s leave the period", x.Request, claim.Resource)
			}
			if i == 0 {
				sum := int64(0)
				for _, w := range v.weights[claim.Resource][from:to] {
					sum += w
				}
				v.counted[verifiedAccount{r.Partner, v.pool(claim.Resource)}] += sum
			}
		}
		v.placed[x.Request] = verifiedPlacement{r, m, x.Mode, x.Start, end}
	}
	return nil
}

func (v *roundVerifier) pool(resource string) string {
	if pool := v.resources[resource].Pool; pool != "" {
		return pool
	}
	return "all"
}

func (v *roundVerifier) capacities() error {
	use := map[string][]int64{}
	for _, x := range v.placed {
		for _, claim := range x.mode.Claims {
			if use[claim.Resource] == nil {
				use[claim.Resource] = make([]int64, v.p.Slots+1)
			}
			use[claim.Resource][x.start-claim.Before] += claim.Units
			use[claim.Resource][x.end+claim.After] -= claim.Units
		}
	}
	for i := range v.p.Resources {
		id := v.p.Resources[i].ID
		if use[id] == nil {
			continue
		}
		held := int64(0)
		for t, level := range v.levels[id] {
			if held += use[id][t]; held > level {
				return fmt.Errorf("%s holds %d of %d at slot %d", id, held, level, t)
			}
		}
	}
	return nil
}

func (v *roundVerifier) changeovers() error {
	type run struct {
		verifiedPlacement
		class string
	}
	for i := range v.p.Resources {
		res := &v.p.Resources[i]
		if res.Changeover == nil {
			continue
		}
		var runs []run
		for _, x := range v.placed {
			for _, claim := range x.mode.Claims {
				if claim.Resource == res.ID {
					runs = append(runs, run{x, x.mode.Class})
				}
			}
		}
		slices.SortFunc(runs, func(a, b run) int {
			return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.end, b.end), cmp.Compare(a.class, b.class), cmp.Compare(a.request.ID, b.request.ID))
		})
		for k := 1; k < len(runs); k++ {
			a, b := runs[k-1], runs[k]
			if a.class == "" || b.class == "" {
				continue
			}
			from, to := slices.Index(res.Changeover.Classes, a.class), slices.Index(res.Changeover.Classes, b.class)
			if b.start < a.end+res.Changeover.Slots[from][to] {
				return fmt.Errorf("%s follows %s on %s before the changeover from %s to %s is done", b.request.ID, a.request.ID, res.ID, a.class, b.class)
			}
		}
	}
	return nil
}

func (v *roundVerifier) chains() error {
	for i := range v.p.Requests {
		r := &v.p.Requests[i]
		x, placed := v.placed[r.ID]
		if !placed {
			continue
		}
		for _, a := range r.After {
			before, there := v.placed[a.Request]
			if !there {
				return fmt.Errorf("%s is placed, its predecessor %s is not", r.ID, a.Request)
			}
			if gap := x.start - before.end; gap < a.GapMin || gap > a.GapMax {
				return fmt.Errorf("%s starts %d slots after %s", r.ID, gap, a.Request)
			}
		}
	}
	return nil
}

func (v *roundVerifier) groups() error {
	first := map[string]bool{}
	for i := range v.p.Requests {
		r := &v.p.Requests[i]
		if r.Together == "" {
			continue
		}
		_, placed := v.placed[r.ID]
		if other, known := first[r.Together]; known && other != placed {
			return fmt.Errorf("only a part of %s is placed", r.Together)
		}
		first[r.Together] = placed
	}
	return nil
}

func (v *roundVerifier) limits() error {
	for _, l := range v.p.Limits {
		total := int64(0)
		for _, id := range l.Requests {
			if x, placed := v.placed[id]; placed {
				total += x.mode.Duration
			}
		}
		if total > l.Max {
			return fmt.Errorf("limit %s holds %d of %d", l.Name, total, l.Max)
		}
	}
	return nil
}

func (v *roundVerifier) pinned() error {
	for _, x := range v.p.Pinned {
		if now, placed := v.placed[x.Request]; !placed || now.start != x.Start || now.number != x.Mode {
			return fmt.Errorf("%s is pinned and was moved", x.Request)
		}
	}
	return nil
}

func (v *roundVerifier) refusals() error {
	refused := map[string]bool{}
	for _, r := range v.plan.Refused {
		if len(r.Reasons) == 0 {
			return fmt.Errorf("%s is refused without a reason", r.Request)
		}
		refused[r.Request] = true
	}
	for i := range v.p.Requests {
		id := v.p.Requests[i].ID
		if _, placed := v.placed[id]; placed == refused[id] {
			return fmt.Errorf("%s must be either placed or refused, with a reason", id)
		}
	}
	return nil
}

// weigh computes the objective and the ratios.
func (v *roundVerifier) weigh() (objective int64, ratios []int64) {
	objective = v.value * 10_000
	short := int64(0)
	for i := range v.p.Partners {
		q := &v.p.Partners[i]
		for _, t := range q.Targets {
			got := v.counted[verifiedAccount{q.ID, t.Pool}]
			short += max(0, 100*t.Slots-got)
			if t.Slots > 0 {
				ratios = append(ratios, min(1_000_000, got*10_000/t.Slots))
			}
		}
	}
	slices.Sort(ratios)
	switch v.p.Objective.Kind {
	case Makespan:
		last := int64(0)
		for _, x := range v.placed {
			last = max(last, x.end)
		}
		objective = last * 10_000
	case Satisfaction:
		objective -= v.p.Objective.ShortfallCostHundredths * short
	}
	for _, x := range v.p.Previous {
		now, placed := v.placed[x.Request]
		if !placed {
			objective -= x.DropCost * 10_000
		} else if now.start != x.Start || now.number != x.Mode {
			objective -= x.MoveCost * 10_000
		}
	}
	return objective, ratios
}

// objective compares what the plan says of itself with what it is.
func (v *roundVerifier) objective() error {
	objective, ratios := v.weigh()
	switch v.p.Objective.Kind {
	case Makespan:
		if len(v.plan.Refused) > 0 {
			return fmt.Errorf("%d requests are not placed", len(v.plan.Refused))
		}
	case FairFirst:
		if !slices.Equal(ratios, v.plan.Fairness) {
			return fmt.Errorf("the plan says fairness %v, it is %v", v.plan.Fairness, ratios)
		}
		if len(ratios) > 0 && v.plan.FairnessBound < ratios[0] {
			return fmt.Errorf("the fairness bound %d contradicts %d", v.plan.FairnessBound, ratios[0])
		}
	}
	if objective != v.plan.Objective {
		return fmt.Errorf("the plan says objective %d/10000, it is %d/10000", v.plan.Objective, objective)
	}
	return nil
}
