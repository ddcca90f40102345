package scheduler

import (
	"slices"

	"marke/scheduler/interval"
)

// needsRule meets every need of the wish with one of its options: operators, accessories, utilities. Options are tried in
// the order given, and the choice is the first, in that order, that meets all needs at once, so that choosing for one does
// not take from another what only that one lacks.
type needsRule struct{}

func (needsRule) judgeWish(t *trial) { t.meetNeeds() }

// need is one need of a trial. Its options are trial.options[from:to].
type need struct {
	kind     NeedKind
	owner    *resource // that the violation is about
	skill    ResourceID
	from, to int
	chosen   int // an index in trial.options, -1: none, or met by a claim made by name
	met      bool
	failed   bool // no option is free even if nothing else is chosen
	excluded interval.Span
}

// option is one way to meet a need.
type option struct {
	claim   claim
	byName  int // the index of the claim by name that would do, -1: none
	checked bool
	free    bool // while no other need takes of the same resource
}

// visitsMax bounds the search for a choice that meets all needs. Needs that share no option are never searched.
const visitsMax = 10_000

func (t *trial) addNeed(n Need) {
	from := len(t.options)
	for _, named := range []bool{true, false} { // what is asked for by name is taken before anything else
		for _, o := range n.Options {
			units := counted(o.Units)
			if by := t.byName(o.Resource, units); (by >= 0) == named {
				t.options = append(t.options, option{claim: t.claim(t.w.resource(o.Resource), units), byName: by})
			}
		}
	}
	t.needs = append(t.needs, need{kind: n.Kind, owner: t.primary(), skill: n.Skill, from: from, to: len(t.options), chosen: -1})
}

// byName gives the claim by name that holds so many units of a resource, -1 when there is none.
func (t *trial) byName(id ResourceID, units int64) int {
	return slices.IndexFunc(t.claims, func(c claim) bool { return c.r.ID == id && c.units >= units })
}

// findEntangled reports whether two needs, or a need and a claim by name, have a resource in common.
func (t *trial) findEntangled() bool {
	for i := range t.needs {
		for o := t.needs[i].from; o < t.needs[i].to; o++ {
			id := t.options[o].claim.r.ID
			for c := range t.claims {
				if t.claims[c].r.ID == id {
					return true
				}
			}
			for p := t.needs[i].to; p < len(t.options); p++ {
				if t.options[p].claim.r.ID == id {
					return true
				}
			}
		}
	}
	return false
}

// meetNeeds chooses the options and reports the needs that cannot be met.
func (t *trial) meetNeeds() {
	for i := range t.claims {
		t.claims[i].meetsAlready = false
	}
	for o := range t.options {
		t.options[o].checked = false
	}
	for i := range t.needs {
		t.needs[i].chosen, t.needs[i].met = -1, false
		t.survey(&t.needs[i])
		if t.needs[i].failed {
			if t.reportNeed(&t.needs[i], t.needs[i].excluded); t.done() {
				return
			}
		}
	}
	if !t.entangled {
		return
	}
	for i := range t.needs {
		t.needs[i].chosen, t.needs[i].met = -1, false
	}
	t.visits = 0
	if t.assign(0, true) {
		return
	}
	t.assign(0, false) // not all at once: as many as come first
	for i := range t.needs {
		if n := &t.needs[i]; !n.met && !n.failed {
			if t.reportNeed(n, t.here()); t.done() {
				return
			}
		}
	}
}

// survey takes the first option of a need that is free by itself. When none is, it remembers the starts at which none is.
func (t *trial) survey(n *need) {
	n.failed, n.excluded = true, interval.Always
	for o := n.from; o < n.to; o++ {
		t.options[o].claim.taken = t.named(t.options[o].claim.r.ID)
		free, excluded := t.try(n, o)
		if free {
			n.failed, n.met, n.chosen = false, true, o
			return
		}
		n.excluded = n.excluded.Intersect(excluded)
	}
}

// try asks the rules about an option, for what is taken of its resource now.
func (t *trial) try(n *need, o int) (free bool, excluded interval.Span) {
	opt := &t.options[o]
	if opt.byName >= 0 { // its own violations, if any, are reported as the claim's
		return true, interval.Span{}
	}
	if n.skill != 0 && opt.claim.r.Person != 0 {
		if _, excluded, ok := t.w.person(opt.claim.r.Person).qualified(n.skill, t.use); !ok {
			return false, excluded
		}
	}
	t.probing, t.probe = true, probe{}
	t.judgeClaim(&opt.claim)
	t.probing = false
	return !t.probe.refused, t.probe.excluded
}

// assign chooses for the needs from i on, going back on choices that leave a later need without an option. With all false
// it never goes back, and leaves needs unmet.
func (t *trial) assign(i int, all bool) bool {
	for i < len(t.needs) && t.needs[i].failed {
		i++
	}
	if i == len(t.needs) {
		return true
	}
	n := &t.needs[i]
	for o := n.from; o < n.to; o++ {
		if t.visits++; t.visits > visitsMax && all {
			return false
		}
		if !t.take(n, o) {
			continue
		}
		if t.assign(i+1, all) || !all {
			return true
		}
		t.release(n, o)
	}
	if !all {
		t.assign(i+1, false)
	}
	return false
}

// take chooses an option if it is free beside what is chosen already.
func (t *trial) take(n *need, o int) bool {
	opt := &t.options[o]
	if opt.byName >= 0 {
		if !t.claims[opt.byName].meetsAlready {
			t.claims[opt.byName].meetsAlready = true
			n.met, n.chosen = true, o
			return true
		}
		return false
	}
	opt.claim.taken = t.takenOf(opt.claim.r.ID)
	if opt.claim.taken > 0 || !opt.checked {
		free, _ := t.try(n, o)
		if opt.claim.taken == 0 {
			opt.checked, opt.free = true, free
		} else if !free {
			return false
		}
	}
	if opt.claim.taken == 0 && !opt.free {
		return false
	}
	n.met, n.chosen = true, o
	return true
}

func (t *trial) release(n *need, o int) {
	if by := t.options[o].byName; by >= 0 {
		t.claims[by].meetsAlready = false
	}
	n.met, n.chosen = false, -1
}

// takenOf is the units of a resource that the claims by name and the needs met so far take.
func (t *trial) takenOf(id ResourceID) int64 {
	units := t.named(id)
	for i := range t.needs {
		if c := t.needs[i].chosen; c >= 0 && t.options[c].byName < 0 && t.options[c].claim.r.ID == id {
			units += t.options[c].claim.units
		}
	}
	return units
}

// named is the units of a resource that the claims by name take.
func (t *trial) named(id ResourceID) int64 {
	if t.entangled {
		for i := range t.claims {
			if t.claims[i].r.ID == id {
				return t.claims[i].units
			}
		}
	}
	return 0
}

// reportNeed says that a need is not met: which units it wants, and the most that any of its options has free throughout.
func (t *trial) reportNeed(n *need, excluded interval.Span) {
	v := Violation{Code: [...]Code{OperatorMissing, AccessoryMissing, UtilityShort}[n.kind], Resource: n.owner.ID, Limit: 1}
	if t.brief && !t.tolerates(v.Code) {
		t.report(v, excluded) // the numbers would not be read
		return
	}
	for o := n.from; o < n.to; o++ {
		c := &t.options[o].claim
		if o == n.from || c.units < v.Limit {
			v.Limit = c.units
		}
		if c.r.Open.Covers(c.occupied) {
			v.Actual = max(v.Actual, c.r.occupied.least(c.occupied, c.ownOccupied)-t.takenOf(c.r.ID))
		}
	}
	if n.to == n.from+1 {
		v.Resource = t.options[n.from].claim.r.ID
	}
	t.report(v, excluded)
}
