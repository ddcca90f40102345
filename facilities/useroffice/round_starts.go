package useroffice

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"marke/facilities"
	"marke/facilities/store"
	"marke/scheduler"
)

// modesMost bounds the combinations of options that one instrument of a step is tried with.
const modesMost = 12

// brokenStart is a start that the rules of booking refuse, and which they are.
type brokenStart struct{ violations []facilities.Violation }

// foundStarts is what one instrument offers a step.
type foundStarts struct {
	modes  []roundMode
	broken []brokenStart // only when there are no modes
}

// starts asks the rules of booking where a step could start on one instrument, were the request alone in the round. touched is
// what the sample has met in the steps before.
func (c *roundCase) starts(ctx context.Context, tx *store.Tx, ask *roundAsk, at int, r facilities.Resource, touched []string, m manner) (foundStarts, error) {
	var found foundStarts
	windows := c.windows(ask.RoundRequest)
	wish := c.wish(ask.RoundRequest, at, r, nil, windows[0].Start)
	q, err := ask1(ctx, tx, c.act, wish, m)
	if err != nil {
		return found, err
	}
	if q == nil {
		return foundStarts{broken: []brokenStart{{[]facilities.Violation{{Code: ruleInactive, Resource: r.ID, Span: c.round.Period}}}}}, nil
	}
	if q.sample != nil && len(touched) > 0 {
		grown := *q.sample
		grown.Materials = append(slices.Clone(grown.Materials), touched...)
		q.sample = &grown
	}
	if q.catalogue = c.catalogue; len(c.movable) > 0 {
		q.shuffle = &shuffle{away: c.movable}
	}
	q.wish.Process = processFor(r, ask.Steps[at].Process, q.sample)
	hull := facilities.Span{Start: windows[0].Start, End: windows[0].End}
	for _, w := range windows {
		hull.Start, hull.End = earlierOf(hull.Start, w.Start), laterOf(hull.End, w.End)
	}
	s, err := look(ctx, tx, c.now, q, []facilities.Resource{r}, hull, ask.moving)
	if err != nil {
		return found, err
	}
	s.round = c.round.ID
	c.lift(s)
	for i := range s.resources {
		if s.resources[i].ID == r.ID { // starts lie on slots
			s.resources[i].Rules.Grid = multiple(r.Rules.Grid, c.round.Grid())
		}
	}
	ask.quotas = append(ask.quotas, s.quotaUses...)
	n := numbersOf(s, "")
	world, err := worldOf(s, n)
	if err != nil {
		return found, err
	}
	for _, with := range c.combinations(r, q.wish.With) {
		q.wish.With = with
		mode := roundMode{resource: r, with: with, class: q.wish.Process}
		for _, w := range windows {
			mode.starts = append(mode.starts, c.allowed(s, n, world, q.wish, w.Span)...)
		}
		slices.Sort(mode.starts)
		if mode.starts = slices.Compact(mode.starts); len(mode.starts) > 0 {
			found.modes = append(found.modes, mode)
		}
	}
	if len(found.modes) == 0 {
		q.wish.With = wish.With
		found.broken = c.refusals(s, n, world, q.wish, windows)
	}
	return found, nil
}

// ruleInactive is the code of a request whose person may not book any more.
const ruleInactive = "person_inactive"

// ask1 is ask, but answers nil for a settled wish whose person has left.
func ask1(ctx context.Context, tx *store.Tx, a act, w facilities.Wish, m manner) (*asked, error) {
	q, err := ask(ctx, tx, a, w, m)
	var e *facilities.Error
	if m.settled && errors.As(err, &e) && e.Code == facilities.Conflict {
		return nil, nil
	}
	return q, err
}

// wish is a step of a request as somebody would book it. Answers are those to the instrument's own questions.
func (c *roundCase) wish(r facilities.RoundRequest, at int, resource facilities.Resource, with []facilities.WishClaim, start time.Time) facilities.Wish {
	step := r.Steps[at]
	if with == nil {
		with = step.With
	}
	w := facilities.Wish{Resource: resource.ID, Use: facilities.Span{Start: start, End: start.Add(step.Duration)}, With: slices.Clone(with), Units: max(step.Units, 1),
		For: r.Person, Companions: slices.Clone(r.Companions), Project: r.Project, Title: r.Title, Confidential: r.Confidential, Sample: r.Sample,
		OrderNumber: r.OrderNumber, Intake: answersTo(resource, step.Intake)}
	return w
}

// answersTo are the answers to an instrument's own questions.
func answersTo(r facilities.Resource, answers map[string]string) map[string]string {
	own := maps.Clone(answers)
	maps.DeleteFunc(own, func(key, _ string) bool {
		return !slices.ContainsFunc(r.Intake, func(f facilities.IntakeField) bool { return f.Key == key })
	})
	return own
}

// processFor is the changeover class of a use: what the step says, or else the first of the instrument's classes
// that the sample has touched.
func processFor(r facilities.Resource, process string, sample *facilities.Sample) string {
	for _, class := range r.Changeover.Classes {
		if class == process || process == "" && sample != nil && slices.Contains(sample.Materials, class) {
			return class
		}
	}
	return ""
}

// windows are those of a request inside the period, or all of it.
func (c *roundCase) windows(r facilities.RoundRequest) []facilities.RoundWindow {
	var out []facilities.RoundWindow
	for _, w := range r.Windows {
		w.Start, w.End = laterOf(w.Start, c.round.Period.Start), earlierOf(w.End, c.round.Period.End)
		if !w.Empty() {
			out = append(out, w)
		}
	}
	if len(out) == 0 {
		out = []facilities.RoundWindow{{Span: c.round.Period, Preference: 100}}
	}
	return out
}

// combinations are the ways to meet what an instrument and its company need, by name; what is asked for by name is in all of them.
func (c *roundCase) combinations(r facilities.Resource, asked []facilities.WishClaim) [][]facilities.WishClaim {
	needs := []struct {
		of   facilities.Resource
		need facilities.Need
	}{}
	add := func(of facilities.Resource) {
		for _, need := range of.Needs {
			needs = append(needs, struct {
				of   facilities.Resource
				need facilities.Need
			}{of, need})
		}
	}
	add(r)
	for _, w := range asked {
		if other, ok := c.catalogue.Resource(w.Resource); ok {
			add(other)
		}
	}
	out := [][]facilities.WishClaim{slices.Clone(asked)}
	for _, n := range needs {
		options := optionsFor(c.catalogue, n.of, n.need)
		var longer [][]facilities.WishClaim
		for _, with := range out {
			if slices.ContainsFunc(options, func(o facilities.Resource) bool { return names(with, o.ID) }) {
				longer = append(longer, with)
				continue
			}
			for _, o := range options {
				longer = append(longer, append(slices.Clone(with), facilities.WishClaim{Resource: o.ID, Units: max(n.need.Units, 1)}))
			}
		}
		out = longer[:min(len(longer), modesMost)]
	}
	return out
}

func names(with []facilities.WishClaim, id facilities.ResourceID) bool {
	return slices.ContainsFunc(with, func(w facilities.WishClaim) bool { return w.Resource == id })
}

// whenAsked are the rules about the moment of asking, which a round sets for itself.
var whenAsked = []scheduler.Code{scheduler.Notice, scheduler.Horizon}

// allowed lists the slots within a window at which a wish breaks no rule and takes just what it names.
func (c *roundCase) allowed(s *snapshot, n *numbers, world *scheduler.World, w facilities.Wish, window facilities.Span) []int64 {
	length := w.Use.Duration()
	w.Use = facilities.Span{Start: window.Start, End: window.Start.Add(length)}
	query := scheduler.Query{Wish: *wishOf(s, w, n, ""), Range: ticksOf(window), Limit: int(c.slots()) + 1, Tolerate: whenAsked,
		Resources: []scheduler.ResourceID{scheduler.ResourceID(n.resources.number(w.Resource))}}
	var out []int64
	for _, slot := range scheduler.Suggest(world, query) {
		start := timeOf(slot.Use.From)
		chosen := slices.ContainsFunc(slot.Claims, func(t scheduler.Taken) bool { return t.Need })
		if at := c.slot(start); !chosen && c.span(at, at).Start.Equal(start) && c.inside(slot) {
			out = append(out, at)
		}
	}
	return out
}

// inside reports that a use with its buffers stays in the period.
func (c *roundCase) inside(s scheduler.Slot) bool {
	period := ticksOf(c.round.Period)
	return !slices.ContainsFunc(s.Claims, func(t scheduler.Taken) bool { return t.Occupied.From < period.From || t.Occupied.To > period.To })
}

// triedMost bounds the starts whose refusals are looked at.
const triedMost = 20_000

// refusals judges every start of a wish that has no place.
func (c *roundCase) refusals(s *snapshot, n *numbers, world *scheduler.World, w facilities.Wish, windows []facilities.RoundWindow) []brokenStart {
	length := w.Use.Duration()
	step := c.round.Grid()
	var out []brokenStart
	for _, window := range windows {
		for at := window.Start; !at.Add(length).After(window.End) && len(out) < triedMost; at = at.Add(step) {
			w.Use = facilities.Span{Start: at, End: at.Add(length)}
			verdict := scheduler.Check(world, wishOf(s, w, n, ""))
			violations := slices.DeleteFunc(verdict.Violations, func(v scheduler.Violation) bool { return slices.Contains(whenAsked, v.Code) })
			out = append(out, brokenStart{violationsOf(s, n, w.Resource, violations)})
		}
	}
	if len(out) == 0 {
		out = append(out, brokenStart{[]facilities.Violation{{Code: ruleWindowShort, Resource: w.Resource, Span: windows[0].Span,
			Params: map[string]any{"actual": windows[0].Duration(), "limit": length}}}})
	}
	return out
}

// ruleWindowShort is the code of a request that is longer than every window of its own.
const ruleWindowShort = "window_short"

// minimalRules picks, of the rules that refuse some starts, a minimal set that together refuses all of them: without any
// one of these at least one start would be left. Of rules that say the same the first of scheduler.Codes is kept: what is wrong with the wish itself
// comes before what is in its way.
func minimalRules(broken []brokenStart) []facilities.Violation {
	var codes []string
	shown := map[string]facilities.Violation{}
	for _, b := range broken {
		for _, v := range b.violations {
			if _, known := shown[v.Code]; !known {
				shown[v.Code] = v
				codes = append(codes, v.Code)
			}
		}
	}
	slices.SortFunc(codes, func(a, b string) int { return ruleOrder(a) - ruleOrder(b) })
	kept := slices.Clone(codes)
	for _, code := range slices.Backward(codes) {
		less := slices.DeleteFunc(slices.Clone(kept), func(k string) bool { return k == code })
		if refusesAll(broken, less) {
			kept = less
		}
	}
	var out []facilities.Violation
	for _, code := range kept {
		out = append(out, shown[code])
	}
	return out
}

func refusesAll(broken []brokenStart, codes []string) bool {
	for _, b := range broken {
		if !slices.ContainsFunc(b.violations, func(v facilities.Violation) bool { return slices.Contains(codes, v.Code) }) {
			return false
		}
	}
	return true
}

// ruleOrder is a code's place among those that a verdict reports.
func ruleOrder(code string) int {
	for i, rule := range scheduler.Codes {
		if string(rule.Code) == code {
			return i
		}
	}
	return len(scheduler.Codes)
}

// multiple is the least common multiple of an instrument's grid and the round's.
func multiple(grid, slot time.Duration) time.Duration {
	if grid <= 0 {
		return slot
	}
	a, b := grid, slot
	for b != 0 {
		a, b = b, a%b
	}
	return grid / a * slot
}

func earlierOf(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

func laterOf(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
