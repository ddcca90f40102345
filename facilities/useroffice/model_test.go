package useroffice

import (
	"context"
	"flag"
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"marke/facilities"
	"marke/facilities/store"
)

// A few runs of the model by default; MARKE_FULL, or many rounds of the races, ask for many.
func init() {
	checks := "15"
	if os.Getenv("MARKE_FULL") != "" || rounds(0) >= 100 {
		checks = "300"
	}
	flag.Set("rapid.checks", checks)
}

// modelBooking is what the model knows of a booking. Time is in quarters of an hour from the midnight of the run's day.
type modelBooking struct {
	resource string
	from, to int
	state    facilities.State
	replaces int // an index; -1: none
	id       [2]facilities.BookingID
}

// modelResource is what the model knows of a resource.
type modelResource struct {
	id             string
	capacity       int
	manager        bool
	setup, cleanup int // quarters
}

// model is the plainest thing that the office can be held against: a list, searched from one end to the other.
type model struct {
	resources []modelResource
	bookings  []modelBooking
	outages   []modelBooking // resource, from and to
}

func (m *model) resource(id string) modelResource {
	return m.resources[slices.IndexFunc(m.resources, func(r modelResource) bool { return r.id == id })]
}

// occupied reports that a booking's claim, buffers included, holds a quarter.
func (m *model) occupied(b modelBooking, quarter int) bool {
	r := m.resource(b.resource)
	return b.from-r.setup <= quarter && quarter < b.to+r.cleanup
}

// fits reports that nothing is in the way of a use, leaving out one booking (-1: none).
func (m *model) fits(want modelBooking, except int) bool {
	r := m.resource(want.resource)
	for quarter := want.from - r.setup; quarter < want.to+r.cleanup; quarter++ {
		taken := 0
		for i, b := range m.bookings {
			if i != except && b.resource == want.resource && b.state == facilities.StateApproved && m.occupied(b, quarter) {
				taken++
			}
		}
		if taken >= r.capacity {
			return false
		}
		for _, o := range m.outages {
			if o.resource == want.resource && o.from <= quarter && quarter < o.to {
				return false
			}
		}
	}
	return true
}

func (m *model) book(resource string, from, to int) bool {
	b := modelBooking{resource: resource, from: from, to: to, state: facilities.StateApproved, replaces: -1}
	if m.resource(resource).manager {
		b.state = facilities.StateRequested
	}
	if !m.fits(b, -1) {
		return false
	}
	m.bookings = append(m.bookings, b)
	return true
}

// replaced is the approved booking that a request would take the place of, or -1.
func (m *model) replaced(i int) int {
	if r := m.bookings[i].replaces; r >= 0 && m.bookings[r].state == facilities.StateApproved {
		return r
	}
	return -1
}

// open is the request to move a booking, or -1.
func (m *model) open(of int) int {
	return slices.IndexFunc(m.bookings, func(b modelBooking) bool { return b.replaces == of && b.state == facilities.StateRequested })
}

func (m *model) move(i, from, to int) bool {
	b := &m.bookings[i]
	want := modelBooking{resource: b.resource, from: from, to: to}
	switch {
	case b.from == from && b.to == to:
		return !b.state.Ended()
	case b.state == facilities.StateRequested:
		if except := m.replaced(i); !m.fits(want, except) {
			return false
		}
	case b.state != facilities.StateApproved:
		return false
	case b.from <= from && to <= b.to: // gives time back
	case !m.fits(want, i):
		return false
	case m.resource(b.resource).manager:
		if r := m.open(i); r >= 0 {
			m.bookings[r].from, m.bookings[r].to = from, to
			return true
		}
		m.bookings = append(m.bookings, modelBooking{resource: b.resource, from: from, to: to, state: facilities.StateRequested, replaces: i})
		return true
	}
	b.from, b.to = from, to
	return true
}

func (m *model) approve(i int) bool {
	b := &m.bookings[i]
	replaced := m.replaced(i)
	if b.state != facilities.StateRequested || !m.fits(*b, replaced) {
		return false
	}
	if replaced >= 0 {
		m.bookings[replaced].state = facilities.StateCancelled
	}
	b.state = facilities.StateApproved
	return true
}

func (m *model) cancel(i int) bool {
	b := &m.bookings[i]
	if b.state != facilities.StateRequested && b.state != facilities.StateApproved {
		return false
	}
	b.state = facilities.StateCancelled
	if r := m.open(i); r >= 0 {
		m.bookings[r].state = facilities.StateCancelled
	}
	return true
}

func (m *model) outage(resource string, from, to int) {
	m.outages = append(m.outages, modelBooking{resource: resource, from: from, to: to})
	for i, b := range m.bookings {
		for quarter := from; quarter < to; quarter++ {
			if b.resource == resource && b.state == facilities.StateApproved && m.occupied(b, quarter) {
				m.bookings[i].state = facilities.StateDisplaced
			}
		}
	}
}

// TestRaceFreeModel does the same in any order to the model and to the office on both engines: every outcome and every
// state must be the same, and no quarter may ever hold more than there is.
//
// It was seen to fail with each of these taken out: the capacity and buffer rules, the release of the booking that an
// approved request replaces, leaving that booking out when the request is moved, withdrawing the request when the booking is
// cancelled, and giving time back being allowed only to what holds it.
func TestRaceFreeModel(t *testing.T) {
	desks := [2]*desk{onSQLite(t, storeOptions), onPostgres(t, storeOptions)}
	for _, d := range desks {
		d.change(func(ctx context.Context, tx *store.Tx) error {
			c, err := tx.Catalogue(ctx)
			if err != nil {
				return err
			}
			f, _ := c.Facility("lab")
			f.ClosedOnHolidays = false
			if _, err := tx.SaveFacility(ctx, f); err != nil {
				return err
			}
			_, err = tx.SaveResource(ctx, facilities.Resource{ID: "oven", Facility: "lab", Kind: facilities.Instrument, Name: "Oven", Capacity: 1, Approval: facilities.ApprovalManager,
				Rules: facilities.BookingRules{Setup: 30 * time.Minute, Cleanup: 15 * time.Minute}})
			return err
		})
	}
	run := 0
	rapid.Check(t, func(t *rapid.T) {
		run++
		m := &model{resources: []modelResource{{id: "quick", capacity: 1}, {id: "printers", capacity: 3}, {id: "oven", capacity: 1, manager: true, setup: 2, cleanup: 1}}}
		play := &play{t: t, m: m, desks: desks, day: time.Duration(run) * 24 * time.Hour}
		for range rapid.IntRange(20, 50).Draw(t, "steps") {
			play.step()
		}
	})
}

// play is one run of the model beside the offices.
type play struct {
	t     *rapid.T
	m     *model
	desks [2]*desk
	day   time.Duration
}

func (p *play) span(from, to int) facilities.Span {
	return later(facilities.Span{Start: monday.Add(time.Duration(from) * 15 * time.Minute), End: monday.Add(time.Duration(to) * 15 * time.Minute)}, p.day)
}

func (p *play) step() {
	resource := rapid.SampledFrom([]string{"quick", "printers", "oven", "oven"}).Draw(p.t, "resource")
	from := rapid.IntRange(32, 38).Draw(p.t, "from")
	to := from + rapid.IntRange(1, 6).Draw(p.t, "length")
	action := rapid.SampledFrom([]string{"book", "book", "book", "move", "move", "move", "approve", "approve", "cancel", "outage"}).Draw(p.t, "action")
	which := p.pick(action)
	what := fmt.Sprintf("%s %s %d–%d (%d)", action, resource, from, to, which)
	switch {
	case action == "book":
		before := len(p.m.bookings)
		ok := p.m.book(resource, from, to)
		p.both(what, ok, func(e int, d *desk) error {
			b, err := d.Book(context.Background(), d.as("erik"), now, facilities.Wish{Resource: facilities.ResourceID(resource), Use: p.span(from, to)})
			if err == nil && ok {
				p.m.bookings[before].id[e] = b.ID
			}
			return err
		})
	case action == "outage" && from%4 == 0 && to == from+1: // not too many
		p.m.outage(resource, from, to)
		p.both(what, true, func(e int, d *desk) error {
			_, _, err := d.OpenDowntime(context.Background(), d.as("mia"), now, facilities.Downtime{Kind: facilities.Outage, Facility: "lab",
				Resource: facilities.ResourceID(resource), Start: p.span(from, to).Start, End: p.span(from, to).End, Reason: "leak"}, false)
			return err
		})
	case which < 0:
	case action == "move":
		before := len(p.m.bookings)
		id := p.m.bookings[which].id
		ok := p.m.move(which, from, to)
		p.both(what, ok, func(e int, d *desk) error {
			b, err := d.Change(context.Background(), d.as("erik"), now, id[e], 0, Change{Use: ref(p.span(from, to))})
			if err == nil && len(p.m.bookings) > before {
				p.m.bookings[before].id[e] = b.ID
			}
			return err
		})
	case action == "approve":
		ok := p.m.approve(which)
		p.both(what, ok, func(e int, d *desk) error {
			_, err := d.Approve(context.Background(), d.as("mia"), now, p.m.bookings[which].id[e], 0, Decision{})
			return err
		})
	case action == "cancel":
		ok := p.m.cancel(which)
		p.both(what, ok, func(e int, d *desk) error {
			_, err := d.Cancel(context.Background(), d.as("erik"), now, p.m.bookings[which].id[e], 0, "")
			return err
		})
	}
	p.compare(what)
}

// pick is a booking that the action concerns: mostly one for which it is possible, -1 if there is none at all.
func (p *play) pick(action string) int {
	var fitting []int
	for i, b := range p.m.bookings {
		if action == "approve" && b.state == facilities.StateRequested || action != "approve" && !b.state.Ended() {
			fitting = append(fitting, i)
		}
	}
	if len(fitting) > 0 && rapid.IntRange(0, 9).Draw(p.t, "any") > 0 {
		return rapid.SampledFrom(fitting).Draw(p.t, "which")
	}
	if n := len(p.m.bookings); n > 0 {
		return rapid.IntRange(0, n-1).Draw(p.t, "which")
	}
	return -1
}

// both does a step on both engines and holds the outcome against the model's.
func (p *play) both(what string, ok bool, do func(e int, d *desk) error) {
	for e, d := range p.desks {
		err := do(e, d)
		if err != nil && facilities.CodeOf(err) != facilities.Conflict || (err == nil) != ok {
			p.t.Fatalf("%s on %s: %v, and the model says %v", what, d.st.Engine(), err, ok)
		}
	}
}

// compare holds every booking against the model's, and counts what is held.
func (p *play) compare(what string) {
	for e, d := range p.desks {
		for i, b := range p.m.bookings {
			if got := d.booking(b.id[e]); got.State != b.state || got.Use != p.span(b.from, b.to) {
				p.t.Fatalf("after %s on %s: booking %d is %s at %v, the model says %s at %v", what, d.st.Engine(), i, got.State, got.Use, b.state, p.span(b.from, b.to))
			}
		}
		var held []facilities.HeldClaim
		d.view(func(ctx context.Context, tx *store.Tx) (err error) {
			held, err = tx.HeldClaims(ctx, []facilities.ResourceID{"quick", "printers", "oven"}, p.span(0, 96), "")
			return err
		})
		for quarter := range 96 {
			taken := map[string]int{}
			for _, h := range held {
				if h.Span.Overlaps(p.span(quarter, quarter+1)) {
					taken[string(h.Resource)] += int(h.Units)
				}
			}
			for _, r := range p.m.resources {
				want := 0
				for _, b := range p.m.bookings {
					if b.resource == r.id && b.state == facilities.StateApproved && p.m.occupied(b, quarter) {
						want++
					}
				}
				if taken[r.id] != want || want > r.capacity {
					p.t.Fatalf("after %s on %s: quarter %d of %s holds %d, the model says %d of %d", what, d.st.Engine(), quarter, r.id, taken[r.id], want, r.capacity)
				}
			}
		}
	}
}
