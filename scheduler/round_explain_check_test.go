package scheduler

import (
	"slices"
	"testing"
)

// The check of explanations: it knows a problem and a plan, and shares with the
// explainer nothing but RoundChange's fields. A plan is a list of placements, and
// what is allowed is what verifiedStands says.

// checkRefusals checks every reason of a plan's refusals.
func checkRefusals(t *testing.T, name string, p *RoundProblem, plan *RoundPlan, seen map[string]int) {
	t.Helper()
	for _, refusal := range plan.Refused {
		k := &refusalCheck{t: t, name: name + ", " + refusal.Request, p: p, plan: plan, request: refusal.Request}
		if len(refusal.Reasons) == 0 {
			t.Errorf("%s: no reason", k.name)
		}
		var never []RoundReason
		changes, none, why := 0, 0, 0
		for i := range refusal.Reasons {
			r := &refusal.Reasons[i]
			seen[string(r.Code)]++
			switch r.Code {
			case ReasonNeverFits:
				never = append(never, *r)
				seen["rule "+string(r.Rule)]++
				why++
			case ReasonCrowded, ReasonLimit, ReasonPinned, ReasonChain:
				k.crowded(r)
				why++
			case ReasonNotWorth:
				k.notWorth(r)
				why++
			case ReasonPredecessor, ReasonTogether:
				k.others(r)
				why++
			case ReasonNoWay:
				why++
			case ReasonWouldFit:
				k.change(r.Change)
				seen["change "+string(r.Change.Kind)]++
				changes++
			case ReasonNoChange:
				none++
			default:
				t.Errorf("%s: the code is %q", k.name, r.Code)
			}
		}
		if len(never) > 0 {
			k.never(never)
		}
		if why == 0 {
			t.Errorf("%s: nothing says why", k.name)
		}
		worth := slices.ContainsFunc(refusal.Reasons, func(r RoundReason) bool { return r.Code == ReasonNotWorth })
		if (changes > 0) == (none > 0) && !worth {
			t.Errorf("%s: %d changes would have helped, and %d times none", k.name, changes, none)
		}
	}
}

type refusalCheck struct {
	t       *testing.T
	name    string
	p       *RoundProblem
	plan    *RoundPlan
	request string
}

func (k *refusalCheck) errorf(format string, args ...any) {
	k.t.Helper()
	k.t.Errorf(k.name+": "+format, args...)
}

// verifiedStands reports whether placements break no rule.
func verifiedStands(p *RoundProblem, placements []RoundPlacement) bool {
	v := &roundVerifier{p: p, plan: &RoundPlan{Placements: placements}}
	for _, step := range []func() error{v.index, v.placements, v.capacities, v.changeovers, v.chains, v.groups, v.limits} {
		if step() != nil {
			return false
		}
	}
	return true
}

// leaveOut takes placements out.
func leaveOut(placements, gone []RoundPlacement) []RoundPlacement {
	return slices.DeleteFunc(slices.Clone(placements), func(x RoundPlacement) bool { return slices.Contains(gone, x) })
}

// findPlaces tries all places of some requests beside placements; nil when there
// are none, or when that would take too long, which done tells.
func findPlaces(p *RoundProblem, beside []RoundPlacement, requests []string) (found []RoundPlacement, done bool) {
	b := newBoardCheck(p, beside)
	places := map[string][]RoundPlacement{}
	for _, id := range requests {
		r := b.requests[id]
		for m := range r.Modes {
			for start := int64(0); start+r.Modes[m].Duration <= p.Slots; start++ {
				if x := (RoundPlacement{id, m, start}); b.room(r, x) && b.inOrder(r, x) {
					places[id] = append(places[id], x)
				}
			}
		}
	}
	requests = slices.Clone(requests)
	slices.SortStableFunc(requests, func(x, y string) int { return len(places[x]) - len(places[y]) })
	left := 8_000_000
	possible := func(x RoundPlacement) bool {
		left--
		return b.room(b.requests[x.Request], x) && b.inOrder(b.requests[x.Request], x)
	}
	var try func(k int) bool
	try = func(k int) bool {
		if k == len(requests) {
			return verifiedStands(p, b.placements)
		}
		for _, id := range requests[k:] { // each of them needs a place still
			if !slices.ContainsFunc(places[id], possible) {
				return false
			}
		}
		for _, x := range places[requests[k]] {
			if left < 0 {
				return false
			}
			if !possible(x) {
				continue
			}
			b.add(x, 1)
			if try(k + 1) {
				return true
			}
			b.add(x, -1)
		}
		return false
	}
	if try(0) {
		return b.placements[len(beside):], true
	}
	return nil, left >= 0
}

// boardCheck counts what each resource holds in each slot, so that most places can
// be turned down before all rules are asked.
type boardCheck struct {
	p          *RoundProblem
	requests   map[string]*RoundRequest
	later      map[string][]string // those that come after each
	at         map[string]RoundPlacement
	resources  map[string]*RoundResource
	free       map[string][]int64
	placements []RoundPlacement
}

func newBoardCheck(p *RoundProblem, placements []RoundPlacement) *boardCheck {
	b := &boardCheck{p: p, requests: map[string]*RoundRequest{}, later: map[string][]string{}, at: map[string]RoundPlacement{}, resources: map[string]*RoundResource{}, free: map[string][]int64{}}
	for i := range p.Requests {
		r := &p.Requests[i]
		b.requests[r.ID] = r
		for _, a := range r.After {
			b.later[a.Request] = append(b.later[a.Request], r.ID)
		}
	}
	for i := range p.Resources {
		r := &p.Resources[i]
		coats := slices.Clone(r.Levels)
		for _, s := range r.Closed {
			coats = append(coats, RoundLevel{s.From, s.To, 0})
		}
		b.resources[r.ID], b.free[r.ID] = r, slotwise(painted(p.Slots, r.Capacity, coats))
	}
	for _, x := range placements {
		b.add(x, 1)
	}
	return b
}

// add lays a placement on the board, or with -1 takes the last one off.
func (b *boardCheck) add(x RoundPlacement, sign int64) {
	m := &b.requests[x.Request].Modes[x.Mode]
	for _, c := range m.Claims {
		for t := x.Start - c.Before; t < x.Start+m.Duration+c.After; t++ {
			b.free[c.Resource][t] -= sign * c.Units
		}
	}
	if sign > 0 {
		b.placements, b.at[x.Request] = append(b.placements, x), x
	} else {
		b.placements = b.placements[:len(b.placements)-1]
		delete(b.at, x.Request)
	}
}

// inOrder reports whether a place keeps the gaps to those placed before and after it.
func (b *boardCheck) inOrder(r *RoundRequest, x RoundPlacement) bool {
	for _, a := range r.After {
		if y, there := b.at[a.Request]; there && !b.gap(a, y, x) {
			return false
		}
	}
	for _, id := range b.later[r.ID] {
		y, there := b.at[id]
		if there && slices.ContainsFunc(b.requests[id].After, func(a RoundAfter) bool { return a.Request == r.ID && !b.gap(a, x, y) }) {
			return false
		}
	}
	return true
}

func (b *boardCheck) gap(a RoundAfter, earlier, later RoundPlacement) bool {
	gap := later.Start - earlier.Start - b.requests[earlier.Request].Modes[earlier.Mode].Duration
	return a.GapMin <= gap && gap <= a.GapMax
}

// room reports whether a place lies in a window and each claim by itself has room.
func (b *boardCheck) room(r *RoundRequest, x RoundPlacement) bool {
	m := &r.Modes[x.Mode]
	end := x.Start + m.Duration
	if !slices.ContainsFunc(r.Windows, func(w RoundWindow) bool { return w.From <= x.Start && end <= w.To }) {
		return false
	}
	for _, c := range m.Claims {
		if x.Start < c.Before || end+c.After > b.p.Slots || slices.Min(b.free[c.Resource][x.Start-c.Before:end+c.After]) < c.Units {
			return false
		}
	}
	return true
}

// crowded checks that with the set gone all stands where it is said to, that with
// any one of it back nothing does, and what it says of worth and price.
func (k *refusalCheck) crowded(r *RoundReason) {
	if len(r.Displace) == 0 {
		k.errorf("%s displaces nothing", r.Code)
		return
	}
	rest := leaveOut(k.plan.Placements, r.Displace)
	if len(rest) != len(k.plan.Placements)-len(r.Displace) {
		k.errorf("%v is not all in the plan", r.Displace)
	}
	if !slices.ContainsFunc(r.Place, func(x RoundPlacement) bool { return x.Request == k.request }) {
		k.errorf("the place %v is not its own", r.Place)
	}
	after := append(slices.Clone(rest), r.Place...)
	if !verifiedStands(k.p, after) {
		k.errorf("with %v gone, %v does not stand", r.Displace, r.Place)
	}
	worth, full, gone, placed := k.weigh(k.plan.Placements)-k.weigh(rest), k.objective(k.plan.Placements), k.objective(rest), k.objective(after)
	if r.Worth != worth || r.Price != full-gone || r.Gain != placed-gone {
		k.errorf("worth %d, price %d, gain %d; they are %d, %d, %d", r.Worth, r.Price, r.Gain, worth, full-gone, placed-gone)
	}
	k.minimal(r)
	k.scarce(r)
}

// minimal checks that no one of the set can be back, with those of the set that it
// cannot stand without, wherever the request and those placed with it stand then.
func (k *refusalCheck) minimal(r *RoundReason) {
	elsewhere := map[string]bool{}
	var ids []string
	for _, x := range r.Place {
		elsewhere[x.Request] = true
		ids = append(ids, x.Request)
		if slices.Contains(r.Displace, x) {
			k.errorf("%v is said to go to where it is", x)
		}
	}
	var moved []string
	for _, x := range r.Displace {
		if elsewhere[x.Request] {
			moved = append(moved, x.Request)
		}
	}
	slices.Sort(moved)
	if r.Code != ReasonPinned && (r.Code == ReasonChain) != (len(moved) > 0) || !slices.Equal(moved, r.Requests) {
		k.errorf("%s names %v, and %v stand elsewhere", r.Code, r.Requests, moved)
	}
	for _, x := range r.Displace {
		back := []RoundPlacement{x}
		others := slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return id == x.Request })
		if len(others) == len(ids) { // it went, and does not only stand elsewhere
			back = k.standsWith(x, slices.DeleteFunc(slices.Clone(r.Displace), func(y RoundPlacement) bool { return elsewhere[y.Request] }))
		}
		gone := leaveOut(r.Displace, back)
		stays := slices.DeleteFunc(slices.Clone(gone), func(y RoundPlacement) bool { return !elsewhere[y.Request] })
		if !verifiedStands(k.p, append(leaveOut(k.plan.Placements, gone), stays...)) {
			continue // without what stood between, it follows another too soon
		}
		if found, done := findPlaces(k.p, leaveOut(k.plan.Placements, gone), others); found != nil {
			k.errorf("%v need not go: %v", back, found)
		} else if !done && r.Code != ReasonChain { // several that move have too many places
			k.errorf("whether %v has to go takes too long to say", back)
		}
	}
}

// standsWith lists a placement and those of some others that it cannot stand without.
func (k *refusalCheck) standsWith(x RoundPlacement, of []RoundPlacement) []RoundPlacement {
	byID := map[string]*RoundRequest{}
	for i := range k.p.Requests {
		byID[k.p.Requests[i].ID] = &k.p.Requests[i]
	}
	out := []RoundPlacement{x}
	for i := 0; i < len(out); i++ {
		r := byID[out[i].Request]
		for _, y := range of {
			needs := slices.ContainsFunc(r.After, func(a RoundAfter) bool { return a.Request == y.Request }) || r.Together != "" && byID[y.Request].Together == r.Together
			if needs && !slices.Contains(out, y) {
				out = append(out, y)
			}
		}
	}
	return out
}

// scarce checks that the resource is held in the span, or the limit used up.
func (k *refusalCheck) scarce(r *RoundReason) {
	if r.Code == ReasonLimit {
		if !slices.ContainsFunc(k.p.Limits, func(l RoundLimit) bool { return l.Name == r.Limit }) {
			k.errorf("the limit %q is not there", r.Limit)
		}
		return
	}
	if r.Resource == "" {
		if r.Code == ReasonCrowded {
			k.errorf("no resource is scarce")
		}
		return
	}
	claimed := slices.ContainsFunc(r.Place, func(x RoundPlacement) bool {
		i := slices.IndexFunc(k.p.Requests, func(q RoundRequest) bool { return q.ID == x.Request })
		m := &k.p.Requests[i].Modes[x.Mode]
		return slices.ContainsFunc(m.Claims, func(c RoundClaim) bool {
			return c.Resource == r.Resource && x.Start-c.Before <= r.Span.From && r.Span.To <= x.Start+m.Duration+c.After
		})
	})
	if !claimed {
		k.errorf("it does not claim %s in %v", r.Resource, r.Span)
	}
}

// weigh is the value of placements, in ten-thousandths.
func (k *refusalCheck) weigh(placements []RoundPlacement) int64 {
	v := &roundVerifier{p: k.p, plan: &RoundPlan{Placements: placements}}
	if v.index() != nil || v.placements() != nil {
		k.errorf("placements of the plan do not stand by themselves")
	}
	return v.value * 10_000
}

// objective is what placements are worth in all.
func (k *refusalCheck) objective(placements []RoundPlacement) int64 {
	v := &roundVerifier{p: k.p, plan: &RoundPlan{Placements: placements}}
	if v.index() != nil || v.placements() != nil {
		k.errorf("placements of the plan do not stand by themselves")
	}
	objective, _ := v.weigh()
	return objective
}

func (k *refusalCheck) notWorth(r *RoundReason) {
	after := append(slices.Clone(k.plan.Placements), r.Place...)
	if !verifiedStands(k.p, after) {
		k.errorf("there is said to be room at %v", r.Place)
	}
	if gain := k.objective(after) - k.objective(k.plan.Placements); gain != r.Gain || gain > 0 {
		k.errorf("the gain is said to be %d, and is %d", r.Gain, gain)
	}
}

// others checks that those named have no place.
func (k *refusalCheck) others(r *RoundReason) {
	for _, id := range r.Requests {
		if slices.ContainsFunc(k.plan.Placements, func(x RoundPlacement) bool { return x.Request == id }) {
			k.errorf("%s is said to have no place", id)
		}
	}
	if len(r.Requests) == 0 {
		k.errorf("%s names nobody", r.Code)
	}
}

// change checks that with the change made the request, with what it needs, has a
// place beside all others.
func (k *refusalCheck) change(x *RoundChange) {
	changed := *k.p
	changed.Requests = slices.Clone(k.p.Requests)
	i := slices.IndexFunc(changed.Requests, func(r RoundRequest) bool { return r.ID == k.request })
	r := &changed.Requests[i]
	r.Modes, r.Windows = slices.Clone(r.Modes), slices.Clone(r.Windows)
	m := &r.Modes[x.Mode]
	m.Claims = slices.Clone(m.Claims)
	switch x.Kind {
	case ChangeWindow:
		w := &r.Windows[x.Window]
		if x.From > w.From || x.To < w.To || x.Earlier != w.From-x.From || x.Later != x.To-w.To {
			k.errorf("%+v does not widen %v", *x, *w)
		}
		w.From, w.To = x.From, x.To
	case ChangeDuration:
		if x.Duration != m.Duration-x.Shorter {
			k.errorf("%+v does not shorten %d", *x, m.Duration)
		}
		m.Duration = x.Duration
	case ChangeResource:
		m.Claims[x.Claim].Resource = x.Resource
	case ChangeUnits:
		m.Claims[x.Claim].Units = x.Units
	default:
		k.errorf("the change is %+v", *x)
	}
	if faults := CheckRound(&changed); len(faults) > 0 {
		k.errorf("%+v makes the problem bad: %v", *x, faults)
		return
	}
	if found, _ := findPlaces(&changed, k.plan.Placements, k.needed()); found == nil {
		k.errorf("%+v does not give it a place", *x)
	}
}

// needed lists the request and all without a place that it cannot stand without,
// those that come first in front.
func (k *refusalCheck) needed() []string {
	byID := map[string]*RoundRequest{}
	for i := range k.p.Requests {
		byID[k.p.Requests[i].ID] = &k.p.Requests[i]
	}
	placed := map[string]bool{}
	for _, x := range k.plan.Placements {
		placed[x.Request] = true
	}
	var out []string
	var add func(id string)
	add = func(id string) {
		if placed[id] {
			return
		}
		placed[id] = true
		for _, a := range byID[id].After {
			add(a.Request)
		}
		out = append(out, id)
		for i := range k.p.Requests {
			if r := &k.p.Requests[i]; r.Together != "" && r.Together == byID[id].Together {
				add(r.ID)
			}
		}
	}
	add(k.request)
	return out
}

// never checks that the rules named leave the request no start when no others hold,
// and that any fewer of them would leave it one.
func (k *refusalCheck) never(reasons []RoundReason) {
	if k.fitsUnder(reasons) {
		k.errorf("it fits under the rules that are said to leave it no start: %v", reasons)
	}
	for i := range reasons {
		if !k.fitsUnder(slices.Delete(slices.Clone(reasons), i, i+1)) {
			k.errorf("it fits nowhere, with or without %s %s", reasons[i].Rule, reasons[i].Resource)
		}
	}
}

// fitsUnder tries all starts of the request, alone, when only some rules hold.
func (k *refusalCheck) fitsUnder(reasons []RoundReason) bool {
	holds := func(rule ReasonRule, which string) bool {
		return slices.ContainsFunc(reasons, func(r RoundReason) bool {
			return r.Rule == rule && (r.Resource == which || rule == RuleLimit && r.Limit == which)
		})
	}
	alone := *k.p
	r := k.p.Requests[slices.IndexFunc(k.p.Requests, func(r RoundRequest) bool { return r.ID == k.request })]
	r.After, r.Together = nil, ""
	if !holds(RuleWindows, "") {
		r.Windows = []RoundWindow{{0, k.p.Slots, 0}}
	}
	r.Modes = slices.Clone(r.Modes)
	for m := range r.Modes {
		r.Modes[m].Claims = slices.Clone(r.Modes[m].Claims)
		for i := range r.Modes[m].Claims {
			if !holds(RuleBuffers, "") {
				r.Modes[m].Claims[i].Before, r.Modes[m].Claims[i].After = 0, 0
			}
		}
	}
	alone.Requests, alone.Limits = []RoundRequest{r}, nil
	for _, l := range k.p.Limits {
		if slices.Contains(l.Requests, r.ID) && holds(RuleLimit, l.Name) {
			alone.Limits = append(alone.Limits, RoundLimit{l.Name, []string{r.ID}, l.Max})
		}
	}
	alone.Resources = slices.Clone(k.p.Resources)
	for i := range alone.Resources {
		x := &alone.Resources[i]
		if !holds(RuleClosed, x.ID) {
			x.Closed = nil
		}
		if !holds(RuleCapacity, x.ID) {
			x.Capacity, x.Levels = 1_000, nil
		}
	}
	for m := range r.Modes {
		for start := range k.p.Slots {
			x := RoundPlacement{r.ID, m, start}
			if pin := slices.IndexFunc(k.p.Pinned, func(x RoundPlacement) bool { return x.Request == r.ID }); pin >= 0 && holds(RulePin, "") && k.p.Pinned[pin] != x {
				continue
			}
			if start+r.Modes[m].Duration <= k.p.Slots && verifiedStands(&alone, []RoundPlacement{x}) {
				return true
			}
		}
	}
	return false
}
