package scheduler

import (
	"reflect"
	"slices"
	"testing"

	"marke/scheduler/interval"
)

// The tests speak of one small laboratory. Tick 0 is midnight of Monday 1 July 2024, and the clock is UTC unless a case
// says otherwise.
const (
	origin = 19905 * TicksPerDay

	lab   FacilityID = 1
	press ResourceID = 10 // the instrument that the wish is about
	twin  ResourceID = 11 // one like it
	ada   ResourceID = 20 // an operator
	bob   ResourceID = 21 // another
	steam ResourceID = 30 // a utility of 3 units
	mould ResourceID = 40 // an accessory

	eva   PersonID = 1 // who wishes
	finn  PersonID = 2 // who may come along
	adaIn PersonID = 3 // the person behind ada
)

func span(from, to int64) interval.Span { return interval.Span{From: from, To: to} }

// laboratory is where everything is possible: the wish of from 600 to 660 on the press breaks no rule.
func laboratory() (Snapshot, Wish) {
	always := interval.Of(interval.Always)
	resource := func(id ResourceID, capacity int64) Resource {
		return Resource{ID: id, Facility: lab, Capacity: capacity, Open: always}
	}
	s := Snapshot{
		Now: 0, Origin: origin,
		Facilities: []Facility{{ID: lab, Office: always}},
		Resources: []Resource{resource(press, 1), resource(twin, 1), resource(ada, 1), resource(bob, 1),
			resource(steam, 3), resource(mould, 1)},
		People: []Person{{ID: eva}, {ID: finn}, {ID: adaIn}},
	}
	s.find(ada).Person = adaIn
	return s, Wish{Resource: press, Use: span(600, 660), Person: eva}
}

func (s *Snapshot) find(id ResourceID) *Resource {
	return &s.Resources[slices.IndexFunc(s.Resources, func(r Resource) bool { return r.ID == id })]
}

func (s *Snapshot) personOf(id PersonID) *Person {
	return &s.People[slices.IndexFunc(s.People, func(p Person) bool { return p.ID == id })]
}

// hold adds a claim of a booking.
func (s *Snapshot) hold(b BookingID, r ResourceID, from, to int64) *Held {
	s.Held = append(s.Held, Held{Booking: b, Resource: r, Units: 1, Use: span(from, to)})
	return &s.Held[len(s.Held)-1]
}

func (s Snapshot) world(t testing.TB) *World {
	t.Helper()
	w, err := Prepare(s)
	if err != nil {
		t.Fatalf("prepare: %v", err)
	}
	return w
}

// ruleCase changes the laboratory or the wish, and says all that must be found then.
type ruleCase struct {
	name string
	set  func(s *Snapshot, w *Wish)
	want []Violation
}

// run holds each case to exactly the violations wanted.
func run(t *testing.T, cases []ruleCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s, wish := laboratory()
			c.set(&s, &wish)
			got := Check(s.world(t), &wish).Violations
			if len(got)+len(c.want) > 0 && !reflect.DeepEqual(got, c.want) {
				t.Errorf("got  %+v\nwant %+v", got, c.want)
			}
		})
	}
}
