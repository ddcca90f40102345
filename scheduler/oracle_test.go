package scheduler

import (
	"cmp"
	"slices"

	"marke/scheduler/interval"
)

// The oracle judges a wish tick by tick, from the snapshot alone, in the plainest way there is. It shares no code with the
// rules but the vocabulary.
type oracle struct {
	s    *Snapshot
	wish *Wish
}

// verdict gives the codes that the wish breaks, in the order of Codes, and the resources chosen for its needs.
func (o oracle) verdict() (broken []Code, chosen []ResourceID) {
	is := map[Code]bool{}
	press, u := o.resource(o.wish.Resource), o.wish.Use
	length := max(u.To-u.From, 0)
	is[TooShort] = length < max(press.Shortest, 1)
	if length == 0 {
		return []Code{TooShort}, nil
	}
	is[TooLong] = press.Longest > 0 && length > press.Longest
	is[OffGrid] = press.Grid > 1 && (o.local(u.From)%TicksPerDay%press.Grid != 0 || o.local(u.From+length)%TicksPerDay%press.Grid != 0)
	is[InPast] = u.From < o.s.Now && !o.wish.Started || u.To < o.s.Now
	is[Notice] = !o.wish.Started && u.From >= o.s.Now && u.From-o.s.Now < press.Notice
	is[Horizon] = press.Horizon > 0 && u.From-o.s.Now > press.Horizon

	units := map[ResourceID]int64{}
	var named []ResourceID
	for _, c := range append([]Claim{{o.wish.Resource, o.wish.Units}}, o.wish.Claims...) {
		if units[c.Resource] == 0 {
			named = append(named, c.Resource)
		}
		units[c.Resource] += max(c.Units, 1)
	}
	for _, id := range named {
		for _, code := range o.claim(id, units[id]) {
			is[code] = true
		}
		o.people(id, is)
	}
	chosen, missing := o.needs(named, units)
	for _, code := range missing {
		is[code] = true
	}
	o.alone(named, chosen, is)
	is[OverQuota] = o.overQuota()
	for _, rule := range Codes {
		if is[rule.Code] {
			broken = append(broken, rule.Code)
		}
	}
	return broken, chosen
}

// claim judges units of one resource.
func (o oracle) claim(id ResourceID, units int64) (broken []Code) {
	r, u := o.resource(id), o.wish.Use
	is := map[Code]bool{}
	for t := u.From - r.Setup; t < u.To+r.Cleanup; t++ {
		is[OutsideHours] = is[OutsideHours] || !slices.ContainsFunc(r.Open, func(s interval.Span) bool { return s.Contains(t) })
		for _, d := range r.Down {
			if d.Span.Contains(t) {
				is[[]Code{Closed, Maintenance, Outage, RoundOpen}[d.Kind]] = true
			}
		}
		level, uses, occupied := r.Capacity, int64(0), int64(0)
		for _, l := range r.Levels {
			if l.Span.Contains(t) {
				level = l.Units
			}
		}
		for _, h := range o.held(id) {
			if h.Use.Contains(t) {
				uses += h.Units
			}
			if h.Use.From-h.Before <= t && t < h.Use.To+h.After {
				occupied += h.Units
			}
		}
		is[Capacity] = is[Capacity] || u.Contains(t) && uses+units > level
		is[SetupCleanup] = is[SetupCleanup] || occupied+units > level
	}
	is[SetupCleanup] = is[SetupCleanup] && !is[Capacity]
	is[Changeover] = o.changeover(r)
	for _, m := range o.wish.Materials {
		is[Contamination] = is[Contamination] || slices.Contains(r.Refuses, m)
	}
	if r.Person != 0 {
		is[PersonBusy] = o.elsewhere(r.Person, id)
	}
	for _, rule := range Codes {
		if is[rule.Code] {
			broken = append(broken, rule.Code)
		}
	}
	return broken
}

func (o oracle) changeover(r *Resource) bool {
	if len(r.Changeover.Classes) == 0 {
		return false
	}
	row := o.held(r.ID)
	slices.SortStableFunc(row, func(a, b Held) int {
		return cmp.Or(cmp.Compare(a.Use.From, b.Use.From), cmp.Compare(a.Use.To, b.Use.To), cmp.Compare(a.Booking, b.Booking))
	})
	at := 0
	for at < len(row) && (row[at].Use.From < o.wish.Use.From || row[at].Use.From == o.wish.Use.From && row[at].Use.To <= o.wish.Use.To) {
		at++
	}
	row = slices.Insert(row, at, Held{Use: o.wish.Use, Class: o.wish.Class})
	for i := max(at-1, 0); i < min(at+1, len(row)-1); i++ {
		a, b := row[i], row[i+1]
		x, y := slices.Index(r.Changeover.Classes, a.Class), slices.Index(r.Changeover.Classes, b.Class)
		if x >= 0 && y >= 0 && b.Use.From < a.Use.To+r.Changeover.Ticks[x][y] && (r.Capacity != 1 || !a.Use.Overlaps(b.Use)) {
			return true
		}
	}
	return false
}

// people judges what one resource asks of the people.
func (o oracle) people(id ResourceID, is map[Code]bool) {
	r, u := o.resource(id), o.wish.Use
	if r.Attended {
		who := slices.DeleteFunc(slices.Clone(o.wish.Companions), func(p PersonID) bool { return p == o.wish.Person })
		if !o.resource(o.wish.Resource).Operated {
			who = append(who, o.wish.Person)
		}
		for _, p := range who {
			is[PersonBusy] = is[PersonBusy] || o.elsewhere(p, 0)
		}
	}
	if o.wish.Person == 0 {
		return
	}
	if len(r.Access.Phases) > 0 && !slices.Contains(r.Access.Phases, o.wish.Phase) || r.Access.NoGuests && o.wish.Guest ||
		len(r.Access.Partners) > 0 && !slices.Contains(r.Access.Partners, o.wish.Partner) {
		is[Access] = true
	}
	if id == o.wish.Resource {
		for _, s := range o.person(o.wish.Person).Suspensions {
			is[Suspended] = is[Suspended] || s.Facility == r.Facility && s.Span.Contains(o.s.Now)
		}
	}
	if r.NeedsQualified && !o.resource(o.wish.Resource).Operated {
		switch {
		case !o.qualified(o.wish.Person, id, u.From):
			is[Unqualified] = true
		case !o.throughout(o.wish.Person, id):
			is[QualificationExpires] = true
		}
	}
}

// elsewhere reports that a person spends time of the use elsewhere; via is the operator resource that is being claimed.
func (o oracle) elsewhere(p PersonID, via ResourceID) bool {
	if p == 0 {
		return false
	}
	var at []Attendance
	if person := o.person(p); person != nil {
		at = slices.Clone(person.Attends)
		for _, r := range o.s.Resources {
			if r.Person == p && r.ID != via {
				for _, h := range o.held(r.ID) {
					at = append(at, Attendance{h.Booking, h.Use})
				}
			}
		}
	}
	return slices.ContainsFunc(at, func(a Attendance) bool {
		return (o.wish.Moving == 0 || a.Booking != o.wish.Moving) && a.Use.Overlaps(o.wish.Use)
	})
}

func (o oracle) qualified(p PersonID, r ResourceID, t int64) bool {
	person := o.person(p)
	return person != nil && slices.ContainsFunc(person.Qualifications, func(q Qualification) bool { return q.Resource == r && q.Valid.Contains(t) })
}

func (o oracle) throughout(p PersonID, r ResourceID) bool {
	for t := o.wish.Use.From; t < o.wish.Use.To; t++ {
		if !o.qualified(p, r, t) {
			return false
		}
	}
	return true
}

// needs tries every choice of options, in order, and keeps the first that meets all. Needs that no option meets by itself
// stand aside; when the others cannot all be met, each takes what is left for it.
func (o oracle) needs(named []ResourceID, units map[ResourceID]int64) (chosen []ResourceID, missing []Code) {
	var needs []Need
	for _, id := range named {
		needs = append(needs, o.resource(id).Needs...)
	}
	needs = append(needs, o.wish.Needs...)

	type state struct {
		taken map[ResourceID]int64
		spent map[ResourceID]bool
	}
	byName := func(c Claim) bool { return slices.Contains(named, c.Resource) && units[c.Resource] >= max(c.Units, 1) }
	free := func(n Need, c Claim, taken map[ResourceID]int64) bool {
		if p := o.resource(c.Resource).Person; n.Skill != 0 && p != 0 && !o.throughout(p, n.Skill) {
			return false
		}
		return len(o.claim(c.Resource, max(c.Units, 1)+taken[c.Resource])) == 0
	}
	ordered := func(n Need) (out []Claim) {
		for _, want := range []bool{true, false} {
			for _, c := range n.Options {
				if byName(c) == want {
					out = append(out, c)
				}
			}
		}
		return out
	}
	var open []Need
	for _, n := range needs {
		if !slices.ContainsFunc(n.Options, func(c Claim) bool { return byName(c) || free(n, c, units) }) {
			missing = append(missing, []Code{OperatorMissing, AccessoryMissing, UtilityShort}[n.Kind])
			continue
		}
		open = append(open, n)
	}
	var best []ResourceID
	var short []Code
	var search func(i int, st state, picked []ResourceID, all bool) bool
	search = func(i int, st state, picked []ResourceID, all bool) bool {
		if i == len(open) {
			best = slices.Clone(picked)
			return true
		}
		for _, c := range ordered(open[i]) {
			if byName(c) {
				if st.spent[c.Resource] {
					continue
				}
				st.spent[c.Resource] = true
				if search(i+1, st, picked, all) {
					return true
				}
				st.spent[c.Resource] = false
				continue
			}
			if !free(open[i], c, st.taken) {
				continue
			}
			st.taken[c.Resource] += max(c.Units, 1)
			if search(i+1, st, append(picked, c.Resource), all) {
				return true
			}
			st.taken[c.Resource] -= max(c.Units, 1)
		}
		if !all {
			short = append(short, []Code{OperatorMissing, AccessoryMissing, UtilityShort}[open[i].Kind])
			return search(i+1, st, picked, all)
		}
		return false
	}
	begin := func() state {
		st := state{map[ResourceID]int64{}, map[ResourceID]bool{}}
		for id, n := range units {
			st.taken[id] = n
		}
		return st
	}
	if !search(0, begin(), nil, true) {
		search(0, begin(), nil, false)
	}
	return best, append(missing, short...)
}

func (o oracle) alone(named, chosen []ResourceID, is map[Code]bool) {
	if o.wish.Person == 0 {
		return
	}
	for _, id := range named {
		r := o.resource(id)
		office := o.s.Facilities[0].Office
		outside := false
		for t := o.wish.Use.From; t < o.wish.Use.To; t++ {
			outside = outside || !slices.ContainsFunc(office, func(s interval.Span) bool { return s.Contains(t) })
		}
		if !r.TwoPersons || !outside {
			continue
		}
		there := map[PersonID]bool{}
		for _, p := range o.wish.Companions {
			if p != o.wish.Person && (!r.NeedsQualified || o.throughout(p, id)) {
				there[p] = true
			}
		}
		for _, c := range append(slices.Clone(named), chosen...) {
			// A companion who is not qualified is not made so by being an operator too.
			if p := o.resource(c).Person; p != 0 && !slices.Contains(o.wish.Companions, p) {
				there[p] = true
			}
		}
		if !o.resource(o.wish.Resource).Operated {
			there[o.wish.Person] = true
		}
		is[TwoPersons] = is[TwoPersons] || len(there) < 2
	}
}

func (o oracle) overQuota() bool {
	for _, q := range o.s.Quotas {
		mine := q.Person != 0 && q.Person == o.wish.Person || q.Partner != 0 && q.Partner == o.wish.Partner || q.Project != 0 && q.Project == o.wish.Project
		if !mine || !slices.Contains(q.Resources, o.wish.Resource) {
			continue
		}
		asked := map[int64]int64{} // by local day
		for t := o.wish.Use.From; t < o.wish.Use.To; t++ {
			prime := slices.ContainsFunc(o.s.Facilities[0].Prime, func(s interval.Span) bool { return s.Contains(t) })
			if prime || !q.PrimeOnly {
				asked[o.local(t)/TicksPerDay]++
			}
		}
		for _, c := range q.Counted {
			if day := o.local(c.At) / TicksPerDay; asked[day] > 0 && (o.wish.Moving == 0 || c.Booking != o.wish.Moving) {
				asked[day] += c.Ticks
			}
		}
		for _, ticks := range asked {
			if ticks > q.Max {
				return true
			}
		}
	}
	return false
}

// local is the wall clock at tick t, in ticks since 1970.
func (o oracle) local(t int64) int64 {
	local := t + o.s.Origin
	for i, offset := range o.s.Facilities[0].Clock {
		if i == 0 || offset.From <= t {
			local = t + o.s.Origin + offset.Ticks
		}
	}
	return local
}

func (o oracle) held(id ResourceID) (out []Held) {
	for _, h := range o.s.Held {
		if h.Resource == id && (o.wish.Moving == 0 || h.Booking != o.wish.Moving) {
			out = append(out, h)
		}
	}
	return out
}

func (o oracle) resource(id ResourceID) *Resource { return o.s.find(id) }

func (o oracle) person(id PersonID) *Person {
	for i := range o.s.People {
		if o.s.People[i].ID == id {
			return &o.s.People[i]
		}
	}
	return nil
}
