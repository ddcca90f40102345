package scheduler

import (
	"cmp"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"marke/scheduler/interval"
)

// horizonTick bounds the random worlds; their midnight is at about tick 40, and at about tick 55 their clock jumps.
const horizonTick = 96

// someWorld draws a small world in which every rule has something to say: two like instruments, two operators, a utility
// and an accessory.
func someWorld(t *rapid.T) Snapshot {
	d := draw{t}
	s := Snapshot{
		Now: d.int("now", -40, 15), Origin: origin - 40,
		Facilities: []Facility{{ID: lab, Office: d.set("office"), Prime: d.set("prime"), Clock: []Offset{{-1000, 0}, {d.int("jump", 50, 60), d.int("by", -3, 3)}}}},
	}
	s.Resources = []Resource{
		d.resource(press, true), d.resource(twin, true), d.resource(ada, false), d.resource(bob, false), d.resource(steam, false), d.resource(mould, false),
	}
	s.find(steam).Capacity = 3
	s.find(ada).Person = adaIn
	for id := range PersonID(3) {
		s.People = append(s.People, d.person(id+1))
	}
	ids := []ResourceID{press, twin, ada, bob, steam, mould}
	for i := range d.int("held", 0, 8) {
		s.Held = append(s.Held, Held{Booking: BookingID(i/2 + 1), Resource: rapid.SampledFrom(ids).Draw(t, "on"), Units: max(1, d.int("units", -1, 2)),
			Use: d.span("use", 1, 12), Before: max(0, d.int("before", -6, 3)), After: max(0, d.int("after", -6, 3)), Class: ClassID(d.int("class", 0, 2))})
	}
	if d.often("quota") {
		q := Quota{ID: 1, Facility: lab, Resources: []ResourceID{press}, Person: eva, PrimeOnly: d.often("prime only"), Max: d.int("max", 0, 30)}
		for range d.int("counts", 0, 3) {
			q.Counted = append(q.Counted, Count{At: d.int("at", 0, horizonTick), Ticks: d.int("ticks", 0, 20), Booking: BookingID(d.int("of", 1, 4))})
		}
		s.Quotas = []Quota{q}
	}
	return s
}

func someWish(t *rapid.T) Wish {
	d := draw{t}
	w := Wish{
		Resource: press, Units: max(0, d.int("units", -6, 2)), Use: d.span("wish", 0, 10), Person: PersonID(max(1, d.int("person", -4, 3)) % 3),
		Class: ClassID(d.int("class", 0, 2)), Guest: d.seldom("guest"), Moving: BookingID(max(0, d.int("moving", -8, 4))),
	}
	w.Started = w.Moving != 0 && d.often("started")
	if d.often("companion") {
		w.Companions = []PersonID{PersonID(d.int("who", 1, 3))}
	}
	if d.seldom("material") {
		w.Materials = []MaterialID{1}
	}
	if d.seldom("by name") {
		w.Claims = []Claim{{rapid.SampledFrom([]ResourceID{ada, bob, steam, mould, twin}).Draw(t, "named"), d.int("units", 0, 2)}}
	}
	return w
}

// draw gives names to the ways in which the worlds vary.
type draw struct{ t *rapid.T }

func (d draw) int(name string, low, high int64) int64 {
	return rapid.Int64Range(low, high).Draw(d.t, name)
}
func (d draw) often(name string) bool  { return d.int(name, 0, 1) == 1 }
func (d draw) seldom(name string) bool { return d.int(name, 0, 7) == 7 }

func (d draw) span(name string, shortest, longest int64) interval.Span {
	from := d.int(name, 0, horizonTick-longest)
	return span(from, from+d.int(name+" length", shortest, longest))
}

// set covers most of the time, with a few holes.
func (d draw) set(name string) interval.Set {
	var holes []interval.Span
	for range d.int(name+" holes", 0, 2) {
		holes = append(holes, d.span(name, 1, 8))
	}
	return interval.AppendComplement(nil, interval.Normalise(holes), span(-50, horizonTick+50))
}

func (d draw) resource(id ResourceID, instrument bool) Resource {
	r := Resource{ID: id, Facility: lab, Capacity: max(1, d.int("capacity", -4, 2)), Open: d.set("open")}
	if d.seldom("down") {
		r.Down = []Downtime{{DowntimeKind(d.int("kind", 0, 3)), d.span("down", 1, 20)}}
	}
	if d.seldom("level") {
		r.Levels = []Level{{d.span("level", 1, 20), d.int("level units", 0, 3)}}
	}
	if d.seldom("buffers") {
		r.Setup, r.Cleanup = d.int("setup", 0, 4), d.int("cleanup", 0, 4)
	}
	if !instrument {
		return r
	}
	r.Shortest, r.Longest = max(0, d.int("shortest", -9, 5)), max(0, d.int("longest", -40, 10))
	r.Grid, r.Notice, r.Horizon = max(0, d.int("grid", -8, 5)), max(0, d.int("notice", -9, 20)), max(0, d.int("horizon", -90, 80))
	r.NeedsQualified, r.Attended, r.TwoPersons, r.Access.NoGuests = d.seldom("qualified"), d.often("attended"), d.often("two persons"), d.seldom("no guests")
	r.Operated = d.seldom("operated")
	if d.seldom("refuses") {
		r.Refuses = []MaterialID{1}
	}
	if d.often("changeover") {
		r.Changeover = Table{[]ClassID{clean, gold}, [][]int64{{d.int("cc", 0, 1), d.int("cg", 0, 6)}, {d.int("gc", 0, 6), 0}}}
	}
	options := []Claim{{ada, 1}, {bob, 1}, {steam, 1}, {steam, 2}, {mould, 1}}
	for range max(0, d.int("needs", -3, 3)) {
		n := Need{Kind: NeedKind(d.int("need", 0, 2)), Options: rapid.SliceOfNDistinct(rapid.SampledFrom(options), 0, 3, rapid.ID[Claim]).Draw(d.t, "options")}
		if d.seldom("skill") {
			n.Skill = press
		}
		r.Needs = append(r.Needs, n)
	}
	return r
}

func (d draw) person(id PersonID) Person {
	p := Person{ID: id}
	for range d.int("qualifications", 0, 2) {
		p.Qualifications = append(p.Qualifications, Qualification{rapid.SampledFrom([]ResourceID{press, twin}).Draw(d.t, "for"), d.span("valid", 30, 95)})
	}
	for range d.int("attends", 0, 2) {
		p.Attends = append(p.Attends, Attendance{BookingID(d.int("booking", 1, 4)), d.span("there", 1, 20)})
	}
	if d.seldom("suspended") {
		p.Suspensions = []Suspension{{lab, d.span("suspension", 1, 40)}}
	}
	return p
}

func (s Snapshot) worldOf(t *rapid.T) *World {
	w, err := Prepare(s)
	if err != nil {
		t.Fatalf("prepare: %v", err)
	}
	return w
}

func TestCheckAgreesWithJudgingTickByTick(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, wish := someWorld(t), someWish(t)
		v := Check(s.worldOf(t), &wish)
		want, chosen := oracle{&s, &wish}.verdict()
		if got := slices.Compact(codesOf(v.Violations)); !slices.Equal(got, want) {
			t.Fatalf("got  %v\nwant %v\n%+v", got, want, v.Violations)
		}
		var got []ResourceID
		for _, c := range v.Claims {
			if c.Need {
				got = append(got, c.Resource)
			}
		}
		if !slices.Equal(got, chosen) {
			t.Fatalf("chose %v, want %v", got, chosen)
		}
		for _, x := range v.Violations {
			if x.Span.Empty() && wish.Use.Length() > 0 {
				t.Fatalf("%s concerns no time: %+v", x.Code, x)
			}
		}
	})
}

// someQuery asks for slots on both instruments, with a price that differs from start to start.
func someQuery(t *rapid.T) Query {
	d := draw{t}
	q := Query{Wish: someWish(t), Resources: []ResourceID{twin, press}, Range: d.span("range", 10, 70), Limit: int(d.int("limit", 1, 12))}
	if d.often("priced") {
		q.Price = func(r ResourceID, use interval.Span) int64 { return (use.From*7 + int64(r)*3) % 5 }
	}
	switch d.int("tolerant", 0, 3) {
	case 1:
		q.Tolerate = []Code{Unqualified, Suspended, OperatorMissing, OverQuota, OffGrid}
	case 2:
		q.Tolerate = []Code{OutsideHours, Maintenance, RoundOpen, QualificationExpires, TooLong}
	case 3:
		q.Tolerate = []Code{Closed, TwoPersons, PersonBusy, UtilityShort, AccessoryMissing, Notice, Horizon}
	}
	return q
}

// bruteForce checks every start on the grid of every resource.
func bruteForce(w *World, q Query) []Slot {
	var all []Slot
	length := q.Wish.Use.Length()
	for _, id := range []ResourceID{press, twin} {
		for start := q.Range.From; start+length <= q.Range.To; start++ {
			wish := q.Wish
			wish.Resource, wish.Use = id, span(start, start+length)
			v := Check(w, &wish)
			if r := w.resource(id); r.Grid > 1 && !r.facility.clock.onGrid(start, r.Grid) {
				continue
			}
			if slices.ContainsFunc(v.Violations, func(x Violation) bool { return !slices.Contains(q.Tolerate, x.Code) }) {
				continue
			}
			slot := Slot{Resource: id, Use: wish.Use, Claims: v.Claims, Distance: max(start-q.Wish.Use.From, q.Wish.Use.From-start)}
			if len(v.Violations) > 0 {
				slot.Missing = v.Violations
			}
			if q.Price != nil {
				slot.Price = q.Price(id, wish.Use)
			}
			all = append(all, slot)
		}
	}
	slices.SortFunc(all, func(a, b Slot) int {
		return cmp.Or(cmp.Compare(a.Distance, b.Distance), cmp.Compare(a.Price, b.Price), cmp.Compare(a.Resource, b.Resource), cmp.Compare(a.Use.From, b.Use.From))
	})
	return all[:min(len(all), q.Limit)]
}

func TestSuggestGivesTheBestSlotsThatPassCheck(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, q := someWorld(t), someQuery(t)
		w := s.worldOf(t)
		got, want := Suggest(w, q), bruteForce(w, q)
		if q.Wish.Use.Empty() {
			want = nil
		}
		if len(got) != len(want) {
			t.Fatalf("%d slots, want %d\ngot  %+v\nwant %+v", len(got), len(want), got, want)
		}
		for i := range got {
			if len(got[i].Missing) == 0 {
				got[i].Missing = nil
			}
			if !reflect.DeepEqual(got[i], want[i]) {
				t.Fatalf("slot %d\ngot  %+v\nwant %+v", i, got[i], want[i])
			}
		}
	})
}

func TestTheOrderOfTheInputChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, q := someWorld(t), someQuery(t)
		w := s.worldOf(t)
		mixed := s
		mixed.Resources = rapid.Permutation(s.Resources).Draw(t, "resources")
		mixed.People = rapid.Permutation(s.People).Draw(t, "people")
		mixed.Held = rapid.Permutation(s.Held).Draw(t, "held")
		for i := range mixed.People {
			p := &mixed.People[i]
			p.Attends = rapid.Permutation(p.Attends).Draw(t, "attends")
			p.Qualifications = rapid.Permutation(p.Qualifications).Draw(t, "qualifications")
		}
		other := mixed.worldOf(t)
		wish := q.Wish
		if a, b := Check(w, &wish), Check(other, &wish); !reflect.DeepEqual(a, b) {
			t.Fatalf("check: %+v\nmixed: %+v", a, b)
		}
		if a, b := Suggest(w, q), Suggest(other, q); !reflect.DeepEqual(a, b) {
			t.Fatalf("suggest: %+v\nmixed: %+v", a, b)
		}
	})
}

// Taking away a claim that is held never makes a wish break a rule that it did not break before, but for these. A
// changeover: the neighbour behind the one that went may be of another class. Buffers, where uses no longer collide and
// buffers were not looked at before. When not all needs were met, another may now be the one that goes without; and who
// is chosen decides who is there beside the person.
func TestTakingAwayAClaimNeverAddsAViolation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, wish := someWorld(t), someWish(t)
		if len(s.Held) == 0 {
			t.Skip("nothing is held")
		}
		before := Check(s.worldOf(t), &wish)
		gone := int(rapid.Int64Range(0, int64(len(s.Held)-1)).Draw(t, "gone"))
		s.Held = slices.Delete(slices.Clone(s.Held), gone, gone+1)
		for _, v := range Check(s.worldOf(t), &wish).Violations {
			excused := false
			switch v.Code {
			case Changeover, TwoPersons:
				excused = true
			case SetupCleanup:
				excused = before.Has(Capacity)
			case OperatorMissing, AccessoryMissing, UtilityShort:
				excused = before.Has(OperatorMissing) || before.Has(AccessoryMissing) || before.Has(UtilityShort)
			}
			if !excused && !before.Has(v.Code) {
				t.Fatalf("%+v is new; before: %+v", v, before.Violations)
			}
		}
	})
}

// What Free calls free, a bare wish without buffers, people or needs may take, and nothing else.
func TestFreeIsWhereABareWishFits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := someWorld(t)
		units := rapid.Int64Range(1, 3).Draw(t, "units")
		id := rapid.SampledFrom([]ResourceID{press, steam, mould}).Draw(t, "resource")
		r := s.find(id)
		*r = Resource{ID: id, Facility: lab, Capacity: r.Capacity, Levels: r.Levels, Open: r.Open, Down: r.Down}
		s.Now, s.Quotas = -1000, nil
		w := s.worldOf(t)
		free := Free(w, id, units, span(0, horizonTick))
		if !free.Valid() {
			t.Fatalf("%v is not in normal form", free)
		}
		for tick := int64(0); tick < horizonTick; tick++ {
			fits := len(Check(w, &Wish{Resource: id, Units: units, Use: span(tick, tick+1)}).Violations) == 0
			if free.Contains(tick) != fits {
				t.Fatalf("tick %d: free is %v, a wish fits: %v", tick, free.Contains(tick), fits)
			}
		}
	})
}
