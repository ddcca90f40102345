package scheduler

import (
	"slices"

	"marke/scheduler/interval"
)

// trial is one wish held against the rules at one place in time. Check makes one that collects every violation; Suggest
// makes one and moves it from start to start, and it stops at the first violation that is not tolerated.
type trial struct {
	w    *World
	wish *Wish
	use  interval.Span

	person     *person // nil: no person is named
	companions []*person
	own        []Held // what the booking that moves holds
	claims     []claim
	needs      []need
	options    []option // of all needs, one after another
	entangled  bool     // some option stands in the way of another need
	visits     int

	// What was found.
	violations []Violation
	tolerate   []Code // Suggest: rules that may be broken
	brief      bool   // stop at the first violation that may not
	refused    bool   // it was found …
	excluded   interval.Span
	probing    bool // an option is being tried: violations go to probe
	probe      probe
}

// claim is units of one resource that the wish asks for, or could take to meet a need.
type claim struct {
	r            *resource
	units        int64
	taken        int64 // units of the same resource that others of the wish's claims take
	use          interval.Span
	occupied     interval.Span // with setup and cleanup
	ownUses      []load        // what the booking that moves holds of it
	ownOccupied  []load
	meetsAlready bool // asked for by name, and meets a need
}

// probe is the answer to "is this option free?".
type probe struct {
	refused  bool
	excluded interval.Span
}

// newTrial prepares what does not depend on the primary resource or the start.
func newTrial(w *World, wish *Wish) *trial {
	t := &trial{w: w, wish: wish}
	if wish.Person != 0 {
		t.person = w.person(wish.Person)
	}
	companions := slices.Clone(wish.Companions)
	slices.Sort(companions)
	for _, id := range slices.Compact(companions) {
		if id != 0 && id != wish.Person { // oneself is no companion
			t.companions = append(t.companions, w.person(id))
		}
	}
	if wish.Moving != 0 {
		for _, h := range w.held {
			if h.Booking == wish.Moving {
				t.own = append(t.own, h)
			}
		}
	}
	return t
}

// choose makes the trial one of a primary resource: its claims, its needs and their options.
func (t *trial) choose(primary *resource) {
	t.claims, t.needs, t.options = t.claims[:0], t.needs[:0], t.options[:0]
	t.addClaim(primary, t.wish.Units)
	for _, c := range t.wish.Claims {
		t.addClaim(t.w.resource(c.Resource), c.Units)
	}
	for i := range t.claims {
		for _, n := range t.claims[i].r.Needs {
			t.addNeed(n)
		}
	}
	for _, n := range t.wish.Needs {
		t.addNeed(n)
	}
	t.entangled = t.findEntangled()
}

// addClaim adds units of a resource; two claims on one resource are one.
func (t *trial) addClaim(r *resource, units int64) {
	units = counted(units)
	for i := range t.claims {
		if t.claims[i].r.ID == r.ID {
			t.claims[i].units += units
			return
		}
	}
	t.claims = append(t.claims, t.claim(r, units))
}

func (t *trial) claim(r *resource, units int64) claim {
	c := claim{r: r, units: units}
	for _, h := range t.own {
		if h.Resource == r.ID {
			c.ownUses = append(c.ownUses, load{h.Use, h.Units})
			c.ownOccupied = append(c.ownOccupied, load{h.Occupied(), h.Units})
		}
	}
	return c
}

// counted reads units: none said means one, and no sum of them overflows.
func counted(units int64) int64 {
	if units == 0 {
		return 1
	}
	return min(max(units, 0), unitsMax)
}

// place moves the trial to a use.
func (t *trial) place(use interval.Span) {
	use = bounded(use)
	use.To = max(use.From, use.To) // a reversed use is too short, and holds nothing
	t.use = use
	for i := range t.claims {
		t.claims[i].place(use)
	}
	for i := range t.options {
		t.options[i].claim.place(use)
	}
	t.refused = false
	t.violations = t.violations[:0]
}

func (c *claim) place(use interval.Span) {
	c.use = use
	c.occupied = use.Widen(c.r.Setup, c.r.Cleanup)
}

// judge holds the trial against every rule. A use that holds no tick is too short, and there is nothing else to judge.
func (t *trial) judge() {
	if t.use.Empty() {
		lengthRule{}.judgeWish(t)
		return
	}
	for _, rule := range t.w.rules.beforeClaims {
		if rule.judgeWish(t); t.done() {
			return
		}
	}
	for i := range t.claims {
		if t.judgeClaim(&t.claims[i]); t.done() {
			return
		}
	}
	for _, rule := range t.w.rules.afterClaims {
		if rule.judgeWish(t); t.done() {
			return
		}
	}
}

func (t *trial) judgeClaim(c *claim) {
	for _, rule := range t.w.rules.perClaim {
		if rule.judgeClaim(t, c); t.done() {
			return
		}
	}
}

// report records a violation. The excluded starts, of which the present one is always one, are those that the rule
// refuses likewise: Suggest does not try them.
func (t *trial) report(v Violation, excluded interval.Span) {
	if t.probing {
		t.probe = probe{true, excluded}
		return
	}
	if t.brief && !t.tolerates(v.Code) {
		t.refused, t.excluded = true, excluded
		return
	}
	if v.Span == (interval.Span{}) {
		v.Span = t.use
	}
	v.Overridable = v.Code.overridable(v.Resource != 0 && t.dangerous(v.Resource))
	t.violations = append(t.violations, v)
}

// done reports that nothing more need be known.
func (t *trial) done() bool {
	if t.probing {
		return t.probe.refused
	}
	return t.refused
}

func (t *trial) tolerates(code Code) bool {
	for _, c := range t.tolerate {
		if c == code {
			return true
		}
	}
	return false
}

func (t *trial) dangerous(id ResourceID) bool { return t.w.resource(id).Dangerous }

// primary is the resource that the wish is about.
func (t *trial) primary() *resource { return t.claims[0].r }

// here excludes the present start alone.
func (t *trial) here() interval.Span { return interval.Span{From: t.use.From, To: t.use.From + 1} }
