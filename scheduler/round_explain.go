package scheduler

import (
	"errors"
	"slices"
	"sync"
)

// Explain gives each request that a plan does not place its reasons, in the order
// of ids. They are those of the plan that Solve gives, and as true of a plan that
// was changed since. It fails when the placements break a rule.
func Explain(p *RoundProblem, placements []RoundPlacement) ([]RoundRefusal, error) {
	if err := checkPlacements(p, placements); err != nil {
		return nil, err
	}
	c := compile(p)
	return c.explain(c.spots(placements), explainAll), nil
}

// checkPlacements names the first rule that placements break.
func checkPlacements(p *RoundProblem, placements []RoundPlacement) error {
	if faults := CheckRound(p); len(faults) > 0 {
		return &RoundFaults{faults}
	}
	v := &roundVerifier{p: p, plan: &RoundPlan{Placements: placements}}
	for _, step := range []func() error{v.index, v.placements, v.capacities, v.changeovers, v.chains, v.groups, v.limits, v.pinned} {
		if err := step(); err != nil {
			return errors.New(shortened(err.Error()))
		}
	}
	return nil
}

// spots finds placements, which break no rule, among the compiled modes.
func (c *round) spots(placements []RoundPlacement) []roundSpot {
	at := make(map[string]RoundPlacement, len(placements))
	for _, x := range placements {
		at[x.Request] = x
	}
	out := make([]roundSpot, len(c.req))
	for r := range c.req {
		out[r].mode = -1
		if x, placed := at[c.req[r].id]; placed {
			out[r].mode = int32(slices.IndexFunc(c.req[r].modes, func(m roundMode) bool { return int(m.source) == x.Mode }))
			out[r].start = int32(x.Start)
		}
	}
	return out
}

const (
	explainers = 2         // that work beside each other
	triesAll   = 6_000_000 // of all searches for a cheapest set together
	triesMost  = 60_000    // of the search for one request
	triesLeast = 400

	explainAll   = 300_000_000 // work of each explainer: a second or two
	explainFirst = 16_000_000  // however short the search was
	explainLeast = 30_000      // of one request, while there is some left
)

// explainingAfter is how much work each explainer may do after a search that did so
// much: a plan that is needed at once has reasons that are as true, but for which
// less was tried.
func explainingAfter(work int64) int64 {
	return max(explainFirst, min(explainAll, work/3))
}

// triesFor is how many tries there are for one of so many requests.
func triesFor(refused int, all int64) int {
	least := max(startsLeast, triesLeast*all/explainAll)
	return int(max(least, min(triesMost, triesAll*all/explainAll/int64(refused))))
}

// explain gives each request without a place its reasons. Each explainer may do so
// much work.
func (c *round) explain(spots []roundSpot, all int64) []RoundRefusal {
	refused := refusedOf(spots)
	if len(refused) == 0 {
		return nil
	}
	base := c.withRoom()
	tries := triesFor(len(refused), all)
	out := make([]RoundRefusal, len(refused))
	var wait sync.WaitGroup
	for k := range explainers {
		wait.Go(func() {
			x := newRoundExplainer(base, spots, tries)
			x.all = x.work + all
			for i := k; i < len(refused); i += explainers {
				x.allot((len(refused) - i + explainers - 1) / explainers)
				out[i] = RoundRefusal{c.req[refused[i]].id, x.reasons(refused[i])}
			}
		})
	}
	wait.Wait()
	return out
}

// roundExplainer looks from a plan at what is not in it. The state is the plan
// again after each question.
type roundExplainer struct {
	roundEvicter
	all, share  int64            // the work of all questions, and of one request's, may be so much; 0 is no end
	soonest     int32            // no change may ask for an earlier start
	number      map[string]int32 // of each resource
	blocked     blockedSpans
	bare        []roundBare
	pools       []string
	instruments []int32 // resources that some mode claims first, in the order of ids
}

func newRoundExplainer(base *round, spots []roundSpot, tries int) *roundExplainer {
	c := *base
	c.req = slices.Clone(base.req) // changed requests are tried out in it
	s := newRoundState(&c)
	s.restore(spots)
	x := &roundExplainer{roundEvicter: newRoundEvicter(s, tries), number: map[string]int32{}}
	x.blocked = blockedSpans{cache: map[[2]int32][]RoundSpan{}, round: &c}
	x.bare = make([]roundBare, len(c.res))
	for i := range c.res {
		x.number[c.res[i].id] = int32(i)
	}
	x.pools = make([]string, len(c.res))
	for i := range c.source.Resources {
		x.pools[x.number[c.source.Resources[i].ID]] = poolOf(&c.source.Resources[i])
	}
	first := make([]bool, len(c.res))
	for i := range c.source.Requests {
		for _, m := range c.source.Requests[i].Modes {
			if len(m.Claims) > 0 {
				first[x.number[m.Claims[0].Resource]] = true
			}
		}
	}
	for i := range first {
		if first[i] {
			x.instruments = append(x.instruments, int32(i))
		}
	}
	return x
}

// withRoom is the round with each resource's levels as they are, where compile
// cuts them to what is asked: a changed request may ask more.
func (c *round) withRoom() *round {
	asked := unitsAsked(c.source)
	most := int64(1)
	for i := range c.source.Requests {
		for _, m := range c.source.Requests[i].Modes {
			for _, claim := range m.Claims {
				most = max(most, claim.Units)
			}
		}
	}
	out := *c
	out.res = slices.Clone(c.res)
	byID := make(map[string]*RoundResource, len(c.source.Resources))
	for i := range c.source.Resources {
		byID[c.source.Resources[i].ID] = &c.source.Resources[i]
	}
	for i := range out.res {
		r := &out.res[i]
		r.level = paintLevels(byID[r.id], c.slots)
		for k := range r.level {
			r.level[k].level = int32(min(int64(r.level[k].level), asked[r.id]+most))
		}
	}
	return &out
}

// allot gives the first of so many requests its share of the work that is left: four
// times what each of them could have. Where work is short those that come later get
// less, but all get some.
func (x *roundExplainer) allot(requests int) {
	x.share = 4 * (x.all - x.work) / int64(requests)
	x.until = min(x.all, x.work+max(explainLeast, x.share))
}

func (x *roundExplainer) reasons(req int32) []RoundReason {
	if x.spent() {
		return append(x.tooMany(req, x.neverFits(req)), RoundReason{Code: ReasonNoChange})
	}
	var needed []int32 // that have no place, itself included
	for _, r := range x.c.neededBy(req) {
		if x.mode[r] < 0 {
			needed = append(needed, r)
		}
	}
	rules := x.neverFits(req)
	if needed == nil {
		return append(x.tooMany(req, rules), RoundReason{Code: ReasonNoChange})
	}
	if len(rules) > 0 {
		return append(rules, x.changes(req, needed)...)
	}
	why := x.others(req, needed)
	never := slices.ContainsFunc(needed, func(r int32) bool { return r != req && len(x.neverFits(r)) > 0 })
	if !never {
		until := x.until
		if until > 0 {
			x.until -= (until - x.work) / 4 // for the changes
		}
		crowded := x.crowded(req, needed)
		x.until = until
		if crowded.Code == ReasonNotWorth {
			return []RoundReason{crowded}
		}
		if crowded.Code != ReasonNoWay || len(why) == 0 {
			why = append(why, crowded)
		}
	}
	return append(why, x.changes(req, needed)...)
}

// tooMany says what is plain of a request that needs too many others to try them.
func (x *roundExplainer) tooMany(req int32, rules []RoundReason) []RoundReason {
	var before []string
	for _, a := range x.c.req[req].after {
		if x.mode[a.other] < 0 {
			before = append(before, x.c.req[a.other].id)
		}
	}
	switch {
	case len(rules) > 0:
		return rules
	case len(before) > 0:
		slices.Sort(before)
		return []RoundReason{{Code: ReasonPredecessor, Requests: slices.Compact(before)}}
	default:
		return []RoundReason{{Code: ReasonNoWay}}
	}
}

// others names those without which a request cannot stand and for which there is
// no room.
func (x *roundExplainer) others(req int32, needed []int32) []RoundReason {
	var before, beside []string
	for _, r := range needed {
		if r == req {
			continue
		}
		if slices.ContainsFunc(x.c.req[req].after, func(a roundLink) bool { return a.other == r }) {
			before = append(before, x.c.req[r].id)
		} else if x.c.req[req].group >= 0 && x.c.req[r].group == x.c.req[req].group && !x.hasRoom(r) {
			beside = append(beside, x.c.req[r].id)
		}
	}
	var out []RoundReason
	if len(before) > 0 {
		slices.Sort(before)
		out = append(out, RoundReason{Code: ReasonPredecessor, Requests: before})
	}
	if len(beside) > 0 {
		slices.Sort(beside)
		out = append(out, RoundReason{Code: ReasonTogether, Requests: beside})
	}
	return out
}

// hasRoom reports whether a request fits beside all placements as they are.
func (x *roundExplainer) hasRoom(req int32) bool {
	mark := len(x.journal)
	fits := x.fitFirst(req)
	x.undo(mark)
	return fits
}

// fitFirst places a request where it meets nothing: at the best worth, in the first
// mode, as early as it can.
func (x *roundExplainer) fitFirst(req int32) bool {
	r := &x.c.req[req]
	bestMode, bestStart, bestWorth := int32(-1), int32(0), int64(0)
	for mode := range r.modes {
		m := &r.modes[mode]
		x.work += int64(len(m.starts))
		for i := range m.starts {
			if x.spent() {
				break
			}
			if run := &m.starts[i]; bestMode < 0 || run.worth > bestWorth {
				if at := x.firstFree(req, m, run.lo, run.hi); at >= 0 {
					bestMode, bestStart, bestWorth = int32(mode), at, run.worth
				}
			}
		}
	}
	if bestMode < 0 {
		return false
	}
	x.put(req, bestMode, bestStart)
	return true
}

// neededMost bounds how many others a request may need for more to be said of it
// than that they have no place.
const neededMost = 300

// neededBy lists what must be placed for a request to stand, itself included,
// those that come first in front; nothing when there are too many to try.
func (c *round) neededBy(req int32) []int32 {
	if len(c.req[req].after) == 0 && c.req[req].group < 0 {
		return []int32{req}
	}
	waits := map[int32]int{req: 0}
	queue := []int32{req}
	for k := 0; k < len(queue); k++ {
		if len(queue) > neededMost {
			return nil
		}
		r := &c.req[queue[k]]
		add := func(other int32) {
			if _, seen := waits[other]; !seen {
				waits[other] = 0
				queue = append(queue, other)
			}
		}
		for _, a := range r.after {
			add(a.other)
		}
		if r.group >= 0 {
			if len(c.groups[r.group]) > neededMost {
				return nil
			}
			for _, other := range c.groups[r.group] {
				add(other)
			}
		}
	}
	slices.Sort(queue)
	var out []int32
	for _, r := range queue {
		if waits[r] = len(c.req[r].after); waits[r] == 0 {
			out = append(out, r)
		}
	}
	for k := 0; k < len(out); k++ {
		for _, b := range c.req[out[k]].before {
			if left, needed := waits[b.other]; needed {
				if waits[b.other] = left - 1; left == 1 {
					out = append(out, b.other)
				}
			}
		}
	}
	return out
}
