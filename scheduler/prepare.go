package scheduler

import (
	"cmp"
	"fmt"
	"slices"

	"marke/scheduler/interval"
)

// unitsMax bounds capacities and claims, so that their sums stay far from overflow.
const unitsMax = 1 << 40

// Prepare checks a snapshot and makes it ready for questions. The snapshot is read, not kept, but for its interval sets and
// tables, which must not change while the World is in use. It fails when the snapshot contradicts itself: a number that
// is missing or used twice, a negative capacity or buffer, levels that overlap, a set not in normal form, a tick out of
// bounds. The error names the place.
func Prepare(s Snapshot) (*World, error) {
	w := &World{now: s.Now, rules: allRules}
	if !inBounds(s.Now) || !inBounds(s.Origin) {
		return nil, fmt.Errorf("now or origin is out of bounds")
	}
	if err := w.addFacilities(s); err != nil {
		return nil, err
	}
	if err := w.addResources(s); err != nil {
		return nil, err
	}
	if err := w.addHeld(s.Held); err != nil {
		return nil, err
	}
	if err := w.addPeople(s.People); err != nil {
		return nil, err
	}
	return w, w.addQuotas(s.Quotas)
}

func (w *World) addFacilities(s Snapshot) error {
	for _, f := range s.Facilities {
		if !f.Office.Valid() || !f.Prime.Valid() {
			return fmt.Errorf("facility %d: hours are not in normal form", f.ID)
		}
		for i, o := range f.Clock {
			if !inBounds(o.From) || o.Ticks <= -TicksPerDay || TicksPerDay <= o.Ticks || i > 0 && o.From <= f.Clock[i-1].From {
				return fmt.Errorf("facility %d: offset %d is out of order or out of bounds", f.ID, i)
			}
		}
		w.facilities = append(w.facilities, facility{f.ID, clock{s.Origin, f.Clock}, f.Office, f.Prime})
	}
	slices.SortFunc(w.facilities, func(a, b facility) int { return cmp.Compare(a.id, b.id) })
	for i, f := range w.facilities {
		if f.id == 0 || i > 0 && f.id == w.facilities[i-1].id {
			return fmt.Errorf("facility %d: a number is zero or used twice", f.id)
		}
	}
	return nil
}

func (w *World) addResources(s Snapshot) error {
	w.resources = make([]resource, len(s.Resources))
	for i, r := range s.Resources {
		if err := r.fault(); err != nil {
			return fmt.Errorf("resource %d: %w", r.ID, err)
		}
		prepared := resource{Resource: r, facility: w.facility(r.Facility)}
		if prepared.facility.id != r.Facility {
			return fmt.Errorf("resource %d: facility %d is not there", r.ID, r.Facility)
		}
		for _, d := range r.Down {
			prepared.down[d.Kind] = append(prepared.down[d.Kind], d.Span)
		}
		for kind, spans := range prepared.down {
			prepared.down[kind] = interval.Normalise(spans)
		}
		w.resources[i] = prepared
	}
	slices.SortFunc(w.resources, func(a, b resource) int { return cmp.Compare(a.ID, b.ID) })
	for i := range w.resources {
		id := w.resources[i].ID
		if id == 0 || i > 0 && id == w.resources[i-1].ID {
			return fmt.Errorf("resource %d: a number is zero or used twice", id)
		}
		w.resourceIDs = append(w.resourceIDs, id)
	}
	return nil
}

// fault says what is wrong with a resource by itself.
func (r *Resource) fault() error {
	for _, ticks := range []int64{r.Setup, r.Cleanup, r.Shortest, r.Longest, r.Grid, r.Notice, r.Horizon} {
		if ticks < 0 || !inBounds(ticks) {
			return fmt.Errorf("a buffer or a booking rule is negative or out of bounds")
		}
	}
	if r.Grid > TicksPerDay {
		return fmt.Errorf("the grid is longer than a day")
	}
	if r.Capacity < 0 || r.Capacity > unitsMax {
		return fmt.Errorf("capacity %d is out of bounds", r.Capacity)
	}
	if !r.Open.Valid() {
		return fmt.Errorf("opening hours are not in normal form")
	}
	var levels []interval.Span
	for _, l := range r.Levels {
		if l.Units < 0 || l.Units > unitsMax || l.Span.Empty() || !spanInBounds(l.Span) {
			return fmt.Errorf("a level is empty or out of bounds")
		}
		for _, other := range levels {
			if other.Overlaps(l.Span) {
				return fmt.Errorf("levels overlap at tick %d", max(other.From, l.Span.From))
			}
		}
		levels = append(levels, l.Span)
	}
	for _, d := range r.Down {
		if d.Kind > ByRound || !spanInBounds(d.Span) {
			return fmt.Errorf("a downtime is of no kind or out of bounds")
		}
	}
	for _, n := range r.Needs {
		if err := n.fault(); err != nil {
			return err
		}
	}
	return r.Changeover.fault()
}

func (n Need) fault() error {
	for _, o := range n.Options {
		if n.Kind > NeedsUtility || o.Units < 0 || o.Units > unitsMax {
			return fmt.Errorf("a need is of no kind or out of bounds")
		}
	}
	return nil
}

func (t Table) fault() error {
	if len(t.Ticks) != len(t.Classes) {
		return fmt.Errorf("the changeover has %d rows for %d classes", len(t.Ticks), len(t.Classes))
	}
	for _, row := range t.Ticks {
		if len(row) != len(t.Classes) {
			return fmt.Errorf("the changeover has a row of %d for %d classes", len(row), len(t.Classes))
		}
		for _, ticks := range row {
			if ticks < 0 || !inBounds(ticks) {
				return fmt.Errorf("a changeover of %d ticks is out of bounds", ticks)
			}
		}
	}
	return nil
}

// addHeld sorts the claims that are held to their resources and sweeps them together.
func (w *World) addHeld(held []Held) error {
	w.held = slices.Clone(held)
	slices.SortFunc(w.held, func(a, b Held) int {
		return cmp.Or(cmp.Compare(a.Resource, b.Resource), cmp.Compare(a.Use.From, b.Use.From), cmp.Compare(a.Use.To, b.Use.To),
			cmp.Compare(a.Booking, b.Booking), cmp.Compare(a.Units, b.Units), cmp.Compare(a.Class, b.Class))
	})
	rest := w.held
	var loads []load
	for i := range w.resources {
		r := &w.resources[i]
		n := 0
		for n < len(rest) && rest[n].Resource == r.ID {
			n++
		}
		r.held, rest = rest[:n:n], rest[n:]
		loads = loads[:0]
		for _, l := range r.Levels {
			loads = append(loads, load{l.Span, r.Capacity - l.Units})
		}
		levels := len(loads)
		for _, h := range r.held {
			if h.Units < 0 || h.Units > unitsMax || h.Before < 0 || h.After < 0 || !inBounds(h.Before) || !inBounds(h.After) || !spanInBounds(h.Use) {
				return fmt.Errorf("booking %d: its claim on resource %d is out of bounds", h.Booking, h.Resource)
			}
			loads = append(loads, load{h.Use, h.Units})
		}
		r.uses = newProfile(r.Capacity, loads)
		r.occupied = r.uses
		if r.buffered() {
			for k, h := range r.held {
				loads[levels+k].span = h.Occupied()
			}
			r.occupied = newProfile(r.Capacity, loads)
		}
		r.room = r.free(1)
	}
	if len(rest) > 0 {
		return fmt.Errorf("booking %d: resource %d is not there", rest[0].Booking, rest[0].Resource)
	}
	return nil
}

// buffered reports whether anything that is held has a buffer.
func (r *resource) buffered() bool {
	return slices.ContainsFunc(r.held, func(h Held) bool { return h.Before+h.After > 0 })
}

func (w *World) addPeople(people []Person) error {
	w.people = make([]person, len(people))
	for i, p := range people {
		w.people[i] = person{Person: p}
		w.people[i].Qualifications = joined(p.Qualifications)
		for _, a := range p.Attends {
			w.people[i].attends = append(w.people[i].attends, attendance{Attendance: a})
		}
	}
	slices.SortFunc(w.people, func(a, b person) int { return cmp.Compare(a.ID, b.ID) })
	for i := range w.people {
		id := w.people[i].ID
		if id == 0 || i > 0 && id == w.people[i-1].ID {
			return fmt.Errorf("person %d: a number is zero or used twice", id)
		}
		w.personIDs = append(w.personIDs, id)
	}
	for i := range w.resources { // an operator is where the operator resource is claimed
		r := &w.resources[i]
		if r.Person == 0 {
			continue
		}
		p := w.person(r.Person)
		for _, h := range r.held {
			p.attends = append(p.attends, attendance{Attendance{h.Booking, h.Use}, r.ID})
		}
	}
	for i := range w.people {
		p := &w.people[i]
		slices.SortFunc(p.attends, func(a, b attendance) int {
			return cmp.Or(cmp.Compare(a.Use.From, b.Use.From), cmp.Compare(a.Use.To, b.Use.To), cmp.Compare(a.Booking, b.Booking))
		})
		for _, a := range p.attends {
			if !spanInBounds(a.Use) {
				return fmt.Errorf("person %d: an attendance is out of bounds", p.ID)
			}
			p.longest = max(p.longest, a.Use.Length())
		}
	}
	return nil
}

// joined sorts qualifications and makes one of those that adjoin.
func joined(in []Qualification) []Qualification {
	sorted := slices.Clone(in)
	slices.SortFunc(sorted, func(a, b Qualification) int {
		return cmp.Or(cmp.Compare(a.Resource, b.Resource), cmp.Compare(a.Valid.From, b.Valid.From), cmp.Compare(a.Valid.To, b.Valid.To))
	})
	out := sorted[:0]
	for _, q := range sorted {
		if n := len(out); n > 0 && out[n-1].Resource == q.Resource && q.Valid.From <= out[n-1].Valid.To {
			out[n-1].Valid.To = max(out[n-1].Valid.To, q.Valid.To)
			continue
		}
		if !q.Valid.Empty() {
			out = append(out, q)
		}
	}
	return out
}

// bounds are the ticks that may be asked about; beyond them buffers and offsets would leave what interval can hold.
var bounds = interval.Span{From: interval.Min / 2, To: interval.Max / 2}

// bounded moves the ends of a span within the bounds; a reversed one stays so.
func bounded(s interval.Span) interval.Span {
	return interval.Span{From: min(max(s.From, bounds.From), bounds.To), To: min(max(s.To, bounds.From), bounds.To)}
}

func inBounds(t int64) bool { return bounds.From <= t && t <= bounds.To }

// spanInBounds also admits ends that mean "always".
func spanInBounds(s interval.Span) bool {
	return interval.Min <= s.From && s.From <= interval.Max && interval.Min <= s.To && s.To <= interval.Max
}
