package useroffice

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"marke/facilities"
	"marke/scheduler"
)

// compiled is a round as the solver sees it, with the way back.
type compiled struct {
	*roundCase
	problem *scheduler.RoundProblem
	shares  roundShares
	steps   map[string]compiledStep // by the problem's request
	changes []foundChange           // what would have placed the refused, in the order of the plan's refusals
}

// compiledStep is what a request of the problem stands for.
type compiledStep struct {
	ask  *roundAsk
	step int
}

// openPool is the pool of instruments that the round does not cover; nobody has a target in it.
const openPool = "-"

// compile makes the round's problem. What the rules of booking say of a request alone has become its windows; what requests
// have in common (instruments, operators, supplies, people, quotas) is what the solver looks at.
func (c *roundCase) compile(objective facilities.RoundObjective) (*compiled, error) {
	shares, err := c.shares()
	if err != nil {
		return nil, err
	}
	if err := c.value(shares); err != nil {
		return nil, err
	}
	return c.build(objective, shares)
}

// build writes the problem of requests that have their values.
func (c *roundCase) build(objective facilities.RoundObjective, shares roundShares) (*compiled, error) {
	out := &compiled{roundCase: c, shares: shares, steps: map[string]compiledStep{}, problem: &scheduler.RoundProblem{
		GridMinutes: int64(c.round.GridMinutes), Slots: c.slots(), Objective: scheduler.RoundObjective{Kind: scheduler.RoundKind(objective)}}}
	if objective == facilities.RoundSatisfaction {
		out.problem.Objective.ShortfallCostHundredths = 100 * shortfallPoints
	}
	out.addResources()
	out.addPartners()
	for _, ask := range c.possible() {
		out.addRequest(ask)
	}
	out.addPeople()
	out.addLimits()
	return out, out.addPins()
}

// addResources writes when each resource can be used at all, whoever asks.
func (c *compiled) addResources() {
	for _, r := range c.resources() {
		out := scheduler.RoundResource{ID: string(r.ID), Capacity: r.Capacity, Pool: openPool, Closed: c.closed(r)}
		if c.round.Covers(r) {
			out.Pool = string(r.Pool)
		}
		if r.Kind == facilities.Instrument {
			out.Prime = c.prime()
		}
		if r.Capacity > 1 {
			out.Levels = c.levels(r)
		}
		if len(r.Changeover.Classes) > 0 {
			out.Changeover = &scheduler.RoundChangeover{Classes: r.Changeover.Classes}
			for _, row := range r.Changeover.Minutes {
				slots := make([]int64, len(row))
				for i, m := range row {
					slots[i] = c.slotsUp(time.Duration(m) * time.Minute)
				}
				out.Changeover.Slots = append(out.Changeover.Slots, slots)
			}
		}
		c.problem.Resources = append(c.problem.Resources, out)
	}
}

// closed lists the slots in which not a single unit is free all through: closed, down, or held.
func (c *compiled) closed(r facilities.Resource) []scheduler.RoundSpan {
	open := make([]bool, c.slots())
	for _, free := range scheduler.Free(c.world, scheduler.ResourceID(c.numbers.resources.number(r.ID)), 1, ticksOf(c.round.Period)) {
		from, to := timeOf(free.From), timeOf(free.To)
		for i := c.slot(from.Add(c.round.Grid() - 1)); i < c.slot(to); i++ {
			open[i] = true
		}
	}
	return runs(open, false)
}

// runs lists the maximal spans of slots that are as asked.
func runs(slots []bool, as bool) []scheduler.RoundSpan {
	var out []scheduler.RoundSpan
	for i := 0; i < len(slots); i++ {
		if slots[i] != as {
			continue
		}
		from := i
		for i < len(slots) && slots[i] == as {
			i++
		}
		out = append(out, scheduler.RoundSpan{From: int64(from), To: int64(i)})
	}
	return out
}

// levels lists the spans in which some units are held by others. A slot that is touched counts as held all through.
func (c *compiled) levels(r facilities.Resource) []scheduler.RoundLevel {
	held := make([]int64, c.slots())
	for _, h := range c.held {
		if h.Resource != r.ID {
			continue
		}
		for i := max(c.slot(h.Span.Start), 0); i < min(c.slot(h.Span.End.Add(c.round.Grid()-1)), c.slots()); i++ {
			held[i] += h.Units
		}
	}
	var out []scheduler.RoundLevel
	for i := 0; i < len(held); {
		from := i
		for i < len(held) && held[i] == held[from] {
			i++
		}
		if held[from] > 0 {
			out = append(out, scheduler.RoundLevel{From: int64(from), To: int64(i), Level: max(0, r.Capacity-held[from])})
		}
	}
	return out
}

// prime lists the slots that do not weigh 100 percent.
func (c *compiled) prime() []scheduler.RoundLevel {
	var out []scheduler.RoundLevel
	weight := func(i int) int64 { return c.weights[i+1] - c.weights[i] }
	for i := 0; i < int(c.slots()); {
		from := i
		for i < int(c.slots()) && weight(i) == weight(from) {
			i++
		}
		if weight(from) != 100 {
			out = append(out, scheduler.RoundLevel{From: int64(from), To: int64(i), Level: weight(from)})
		}
	}
	return out
}

// addPartners writes the targets, in whole slots.
func (c *compiled) addPartners() {
	targets := map[facilities.PartnerID][]scheduler.RoundTarget{}
	for _, ask := range c.possible() {
		targets[ask.Partner] = nil
	}
	for _, o := range c.shares.outcomes {
		if _, asks := targets[o.Partner]; asks && o.Target > 0 {
			targets[o.Partner] = append(targets[o.Partner], scheduler.RoundTarget{Pool: string(o.Pool), Slots: o.Target / int64(c.round.GridMinutes)})
		}
	}
	for _, p := range slices.Sorted(maps.Keys(targets)) {
		c.problem.Partners = append(c.problem.Partners, scheduler.RoundPartner{ID: string(p), Targets: targets[p]})
	}
}

// addRequest writes the steps of a request: each its own request of the problem, chained and together.
func (c *compiled) addRequest(ask *roundAsk) {
	together := ""
	switch {
	case ask.Together != "":
		together = "group:" + string(ask.Partner) + "/" + ask.Together
	case len(ask.steps) > 1:
		together = "route:" + string(ask.ID)
	}
	spent := make([]int64, len(ask.values))
	var done time.Duration
	for i, step := range ask.steps {
		id := stepID(ask.ID, i)
		c.steps[id] = compiledStep{ask, i}
		request := scheduler.RoundRequest{ID: id, Partner: string(ask.Partner), Together: together}
		done += step.Duration
		for k, window := range c.windows(ask.RoundRequest) {
			value := max(1, ask.values[k]*int64(done)/int64(ask.Duration())-spent[k])
			spent[k] += value
			request.Windows = append(request.Windows, c.spans(step, window, value)...)
		}
		for k := range step.modes {
			request.Modes = append(request.Modes, c.mode(ask, i, k, request.Windows))
		}
		if i > 0 {
			after := scheduler.RoundAfter{Request: stepID(ask.ID, i-1), GapMin: c.slotsUp(step.GapMin), GapMax: c.slots()}
			if step.GapMax > 0 {
				after.GapMax = c.slotsDown(step.GapMax)
			}
			request.After = append(request.After, after)
		}
		c.problem.Requests = append(c.problem.Requests, request)
	}
}

// stepID names a step in the problem.
func stepID(id facilities.RoundRequestID, step int) string {
	if step == 0 {
		return string(id)
	}
	return string(id) + "." + strconv.Itoa(step+1)
}

// spans cuts a window to the runs of starts that some mode has: a use may begin in each slot of a run.
func (c *compiled) spans(step *roundStep, window facilities.RoundWindow, value int64) []scheduler.RoundWindow {
	length := c.slotsUp(step.Duration)
	from, to := c.slot(window.Start.Add(c.round.Grid()-1)), c.slot(window.End)
	may := make([]bool, c.slots())
	for _, m := range step.modes {
		for _, start := range m.starts {
			if start >= from && start+length <= to {
				may[start] = true
			}
		}
	}
	var out []scheduler.RoundWindow
	for _, run := range runs(may, true) {
		out = append(out, scheduler.RoundWindow{From: run.From, To: run.To - 1 + length, Value: value})
	}
	return out
}

// mode writes one way to do a step. Where its own starts are fewer than the windows and the resources' own times say, a gate of its own
// closes the rest.
func (c *compiled) mode(ask *roundAsk, step, k int, windows []scheduler.RoundWindow) scheduler.RoundMode {
	m := ask.steps[step].modes[k]
	length := c.slotsUp(ask.steps[step].Duration)
	out := scheduler.RoundMode{Duration: length, Class: m.class}
	claims := append([]facilities.WishClaim{{Resource: m.resource.ID, Units: max(ask.steps[step].Units, 1)}}, m.with...)
	for _, claim := range claims {
		r, _ := c.catalogue.Resource(claim.Resource)
		before, after := c.buffers(r)
		out.Claims = append(out.Claims, scheduler.RoundClaim{Resource: string(claim.Resource), Units: max(claim.Units, 1), Before: before, After: after})
	}
	if shut := c.gate(m, length, windows, out.Claims); len(shut) > 0 {
		gate := fmt.Sprintf("gate:%s/%d", stepID(ask.ID, step), k)
		c.problem.Resources = append(c.problem.Resources, scheduler.RoundResource{ID: gate, Capacity: 1, Pool: openPool, Closed: shut})
		out.Claims = append(out.Claims, scheduler.RoundClaim{Resource: gate, Units: 1})
	}
	return out
}

// gate lists the slots that have to be shut to this mode alone, none when its resources and windows already say it all. A slot that no allowed
// use touches is shut; a start that is still possible then is shut at its first slot, even if an allowed one goes with it.
func (c *compiled) gate(m roundMode, length int64, windows []scheduler.RoundWindow, claims []scheduler.RoundClaim) []scheduler.RoundSpan {
	allowed := map[int64]bool{}
	for _, start := range m.starts {
		allowed[start] = true
	}
	closed := make([]map[int64]bool, len(claims))
	for i, claim := range claims {
		closed[i] = c.closedSlots(claim.Resource)
	}
	var excess []int64 // starts that nothing forbids so far
	for _, w := range windows {
		for start := w.From; start+length <= w.To; start++ {
			if allowed[start] {
				continue
			}
			shut := false
			for i, claim := range claims {
				for slot := start - claim.Before; slot < start+length+claim.After && !shut; slot++ {
					shut = slot < 0 || slot >= c.slots() || closed[i][slot]
				}
			}
			if !shut {
				excess = append(excess, start)
			}
		}
	}
	if len(excess) == 0 {
		return nil
	}
	touched := make([]bool, c.slots())
	for _, start := range m.starts {
		for slot := start; slot < start+length; slot++ {
			touched[slot] = true
		}
	}
	for _, start := range excess {
		if !slices.Contains(touched[start:start+length], false) {
			touched[start] = false
		}
	}
	return runs(touched, false)
}

// closedSlots are the closed slots of a resource of the problem.
func (c *compiled) closedSlots(id string) map[int64]bool {
	out := map[int64]bool{}
	for i := range c.problem.Resources {
		if c.problem.Resources[i].ID != id {
			continue
		}
		for _, s := range c.problem.Resources[i].Closed {
			for slot := s.From; slot < s.To; slot++ {
				out[slot] = true
			}
		}
	}
	return out
}
