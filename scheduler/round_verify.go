package scheduler

import (
	"cmp"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"
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
		v.index, v.placements, v.capacities, v.changeovers, v.chains, v.groups, v.limits, v.pinned, v.refusals, v.partners, v.objective, v.bounds,
	} {
		if err := step(); err != nil {
			return errors.New(shortened(err.Error()))
		}
	}
	return nil
}

type roundVerifier struct {
	p         *RoundProblem
	plan      *RoundPlan
	resources map[string]int // their numbers in the problem
	requests  map[string]int
	levels    [][]RoundLevel // of each resource, as runs
	single    []bool         // of each resource: there is never more than one unit
	weights   [][]int64      // of each resource, running sums; nil when all slots weigh 100
	pins      map[string]RoundPlacement
	before    map[string]RoundPrevious
	placed    []verifiedPlacement // of each request; its mode is nil when it has no place
	value     int64
	counted   map[verifiedAccount]int64 // hundredths of slots
}

type verifiedPlacement struct {
	mode       *RoundMode
	number     int
	start, end int64
}

type verifiedAccount struct{ partner, pool string }

func (v *roundVerifier) index() error {
	v.resources = make(map[string]int, len(v.p.Resources))
	v.requests = make(map[string]int, len(v.p.Requests))
	v.levels, v.single, v.weights = make([][]RoundLevel, len(v.p.Resources)), make([]bool, len(v.p.Resources)), make([][]int64, len(v.p.Resources))
	for i := range v.p.Resources {
		r := &v.p.Resources[i]
		v.resources[r.ID] = i
		v.levels[i] = painted(v.p.Slots, r.Capacity, levelCoats(r))
		v.single[i] = !slices.ContainsFunc(v.levels[i], func(l RoundLevel) bool { return l.Level > 1 })
		if len(r.Prime) > 0 {
			v.weights[i] = runningSums(painted(v.p.Slots, 100, r.Prime))
		}
	}
	for i := range v.p.Requests {
		v.requests[v.p.Requests[i].ID] = i
	}
	v.pins = make(map[string]RoundPlacement, len(v.p.Pinned))
	for _, x := range v.p.Pinned {
		v.pins[x.Request] = x
	}
	v.before = make(map[string]RoundPrevious, len(v.p.Previous))
	for _, x := range v.p.Previous {
		v.before[x.Request] = x
	}
	return nil
}

// placements checks each placement by itself and adds up what it is worth.
func (v *roundVerifier) placements() error {
	v.placed = make([]verifiedPlacement, len(v.p.Requests))
	v.counted = map[verifiedAccount]int64{}
	for _, x := range v.plan.Placements {
		number, known := v.requests[x.Request]
		if !known {
			return fmt.Errorf("there is no request %s", x.Request)
		}
		if v.placed[number].mode != nil {
			return fmt.Errorf("%s is placed twice", x.Request)
		}
		r := &v.p.Requests[number]
		if x.Mode < 0 || x.Mode >= len(r.Modes) {
			return fmt.Errorf("%s has no mode %d", x.Request, x.Mode)
		}
		m := &r.Modes[x.Mode]
		if x.Start < 0 || x.Start > v.p.Slots-m.Duration {
			return fmt.Errorf("%s at %d leaves the period", x.Request, x.Start)
		}
		end := x.Start + m.Duration
		best := int64(-1)
		for _, w := range r.Windows {
			if w.From <= x.Start && end <= w.To {
				best = max(best, w.Value)
			}
		}
		if best < 0 {
			return fmt.Errorf("%s [%d,%d) lies in none of its windows", x.Request, x.Start, end)
		}
		v.value += best
		for i, claim := range m.Claims {
			from, to := x.Start-claim.Before, end+claim.After
			if from < 0 || to > v.p.Slots {
				return fmt.Errorf("%s: the buffers of %s leave the period", x.Request, claim.Resource)
			}
			if i == 0 {
				v.counted[v.accountOf(r, m)] += v.weightOf(claim.Resource, from, to)
			}
		}
		v.placed[number] = verifiedPlacement{m, x.Mode, x.Start, end}
	}
	return nil
}

// accountOf is where a mode counts: at its partner, in the pool of its first claim.
func (v *roundVerifier) accountOf(r *RoundRequest, m *RoundMode) verifiedAccount {
	if len(m.Claims) == 0 {
		return verifiedAccount{r.Partner, ""}
	}
	pool := v.p.Resources[v.resources[m.Claims[0].Resource]].Pool
	if pool == "" {
		pool = "all"
	}
	return verifiedAccount{r.Partner, pool}
}

// weightOf is what slots of a resource count, in hundredths.
func (v *roundVerifier) weightOf(resource string, from, to int64) int64 {
	sums := v.weights[v.resources[resource]]
	if sums == nil {
		return 100 * (to - from)
	}
	return sums[to] - sums[from]
}

func (v *roundVerifier) capacities() error {
	type edge struct{ at, units int64 }
	edges := make([][]edge, len(v.p.Resources))
	for _, x := range v.placed {
		if x.mode == nil {
			continue
		}
		for _, claim := range x.mode.Claims {
			k := v.resources[claim.Resource]
			edges[k] = append(edges[k], edge{x.start - claim.Before, claim.Units}, edge{x.end + claim.After, -claim.Units})
		}
	}
	for k, edges := range edges {
		slices.SortFunc(edges, func(a, b edge) int { return cmp.Compare(a.at, b.at) })
		held := int64(0)
		for _, level := range v.levels[k] {
			for at := level.From; at < level.To; {
				for len(edges) > 0 && edges[0].at <= at {
					held += edges[0].units
					edges = edges[1:]
				}
				if held > level.Level {
					return fmt.Errorf("%s holds %d of %d at slot %d", v.p.Resources[k].ID, held, level.Level, at)
				}
				if at = level.To; len(edges) > 0 {
					at = min(at, edges[0].at)
				}
			}
		}
	}
	return nil
}

func (v *roundVerifier) changeovers() error {
	type run struct {
		verifiedPlacement
		id string
	}
	runs := make([][]run, len(v.p.Resources))
	for i, x := range v.placed {
		if x.mode == nil {
			continue
		}
		for _, claim := range x.mode.Claims {
			if k := v.resources[claim.Resource]; v.p.Resources[k].Changeover != nil {
				runs[k] = append(runs[k], run{x, v.p.Requests[i].ID})
			}
		}
	}
	for i, runs := range runs {
		slices.SortFunc(runs, func(a, b run) int {
			return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.end, b.end), cmp.Compare(a.mode.Class, b.mode.Class), cmp.Compare(a.id, b.id))
		})
		res := &v.p.Resources[i]
		for k := 1; k < len(runs); k++ {
			a, b := runs[k-1], runs[k]
			if a.mode.Class == "" || b.mode.Class == "" {
				continue
			}
			from, to := slices.Index(res.Changeover.Classes, a.mode.Class), slices.Index(res.Changeover.Classes, b.mode.Class)
			if b.start < a.end+res.Changeover.Slots[from][to] {
				return fmt.Errorf("%s follows %s on %s before the changeover from %s to %s is done", b.id, a.id, res.ID, a.mode.Class, b.mode.Class)
			}
		}
	}
	return nil
}

// at is where a request is placed; ok is false for one that has no place.
func (v *roundVerifier) at(request string) (x verifiedPlacement, ok bool) {
	x = v.placed[v.requests[request]]
	return x, x.mode != nil
}

func (v *roundVerifier) chains() error {
	for i := range v.p.Requests {
		r := &v.p.Requests[i]
		x := v.placed[i]
		if x.mode == nil {
			continue
		}
		for _, a := range r.After {
			before, there := v.at(a.Request)
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
		placed := v.placed[i].mode != nil
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
			if x, placed := v.at(id); placed {
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
		if now, placed := v.at(x.Request); !placed || now.start != x.Start || now.number != x.Mode {
			return fmt.Errorf("%s is pinned and was moved", x.Request)
		}
	}
	return nil
}

func (v *roundVerifier) refusals() error {
	refused := map[string]bool{}
	for _, r := range v.plan.Refused {
		if _, known := v.requests[r.Request]; !known || refused[r.Request] {
			return fmt.Errorf("%s is refused, and is no request or refused already", r.Request)
		}
		if len(r.Reasons) == 0 {
			return fmt.Errorf("%s is refused without a reason", r.Request)
		}
		refused[r.Request] = true
	}
	for i := range v.p.Requests {
		if id := v.p.Requests[i].ID; (v.placed[i].mode != nil) == refused[id] {
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
		now, placed := v.at(x.Request)
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
		return fmt.Errorf("the plan says objective %s, it is %s", inUnits(v.plan.Objective), inUnits(objective))
	}
	return nil
}

// inUnits says ten-thousandths of a unit of value as a decimal number of units.
func inUnits(parts int64) string {
	text := big.NewRat(parts, roundUnit).FloatString(4)
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
}
