package scheduler

import (
	"reflect"
	"testing"
)

const (
	clean ClassID = 1
	gold  ClassID = 2
)

// goldLine makes the press one that needs 40 ticks from gold to clean and 20 back.
func goldLine(s *Snapshot) {
	s.find(press).Changeover = Table{Classes: []ClassID{clean, gold}, Ticks: [][]int64{{0, 20}, {40, 0}}}
}

func TestChangeover(t *testing.T) {
	gap := func(b BookingID, from, to, needed, there int64) []Violation {
		return []Violation{{Code: Changeover, Resource: press, Booking: b, Span: span(from, to), Limit: needed, Actual: there}}
	}
	run(t, []ruleCase{
		{"too soon after another class", func(s *Snapshot, w *Wish) {
			goldLine(s)
			s.hold(1, press, 500, 570).Class = gold
			w.Class = clean
		}, gap(1, 570, 610, 40, 30)},
		{"just long enough after", func(s *Snapshot, w *Wish) {
			goldLine(s)
			s.hold(1, press, 500, 560).Class = gold
			w.Class = clean
		}, nil},
		{"too soon before another class: the next one's buffer no longer fits", func(s *Snapshot, w *Wish) {
			goldLine(s)
			s.hold(1, press, 670, 700).Class = gold
			w.Class = clean
		}, gap(1, 660, 680, 20, 10)},
		{"the matrix is read row before, column after", func(s *Snapshot, w *Wish) {
			goldLine(s)
			s.hold(1, press, 500, 570).Class = clean
			w.Class = gold
		}, nil},
		{"the same class needs none", func(s *Snapshot, w *Wish) {
			goldLine(s)
			s.hold(1, press, 500, 600).Class = gold
			s.hold(2, press, 660, 700).Class = gold
			w.Class = gold
		}, nil},
		{"no class needs none", func(s *Snapshot, w *Wish) {
			goldLine(s)
			s.hold(1, press, 500, 600).Class = gold
		}, nil},
		{"a class that the resource does not know needs none", func(s *Snapshot, w *Wish) {
			goldLine(s)
			s.hold(1, press, 500, 600).Class = gold
			w.Class = 77
		}, nil},
		{"it runs from use to use, not from buffer to buffer", func(s *Snapshot, w *Wish) {
			goldLine(s)
			s.find(press).Setup = 30
			h := s.hold(1, press, 500, 560)
			h.Class, h.After = gold, 10
			w.Class = clean
		}, nil},
		{"only the neighbour counts", func(s *Snapshot, w *Wish) {
			goldLine(s)
			s.hold(1, press, 500, 590).Class = gold
			s.hold(2, press, 590, 595)
			w.Class = clean
		}, nil},
		{"the booking that moves is no neighbour, the one behind it is", func(s *Snapshot, w *Wish) {
			goldLine(s)
			s.hold(1, press, 500, 570).Class = gold
			s.hold(7, press, 575, 640).Class = clean
			w.Class, w.Moving = clean, 7
		}, gap(1, 570, 610, 40, 30)},
		{"where uses overlap, capacity says it all", func(s *Snapshot, w *Wish) {
			goldLine(s)
			s.hold(1, press, 500, 610).Class = gold
			w.Class = clean
		}, []Violation{{Code: Capacity, Resource: press, Span: span(600, 610), Limit: 1}}},
	})
}

func TestChangeoverBelongsToTheLaterBooking(t *testing.T) {
	s, wish := laboratory()
	goldLine(&s)
	s.find(press).Setup, s.find(press).Cleanup = 5, 10
	before := s.hold(1, press, 500, 550)
	before.Class, before.After = gold, 10
	after := s.hold(2, press, 700, 750)
	after.Class, after.Before = gold, 5
	wish.Class = clean
	w := s.world(t)
	v := Check(w, &wish)
	if len(v.Violations) > 0 {
		t.Fatalf("violations %+v", v.Violations)
	}
	if want := []Taken{{Resource: press, Units: 1, Use: span(600, 660), Occupied: span(560, 670)}}; !reflect.DeepEqual(v.Claims, want) {
		t.Errorf("claims %+v, want %+v", v.Claims, want)
	}
	if want := []Occupied{{2, press, span(680, 750)}}; !reflect.DeepEqual(v.Next, want) {
		t.Errorf("next %+v, want %+v", v.Next, want)
	}
	if want := []Occupied{{1, press, span(500, 560)}, {2, press, span(695, 750)}}; !reflect.DeepEqual(w.Occupied(press), want) {
		t.Errorf("without the wish: %+v, want %+v", w.Occupied(press), want)
	}
}

func TestChangeoverDoesNotReachIntoTheCleanupBefore(t *testing.T) {
	s, wish := laboratory()
	goldLine(&s)
	before := s.hold(1, press, 500, 560)
	before.Class, before.After = gold, 30
	wish.Class = clean
	v := Check(s.world(t), &wish)
	if len(v.Violations) > 0 || v.Claims[0].Occupied != span(590, 660) {
		t.Errorf("got %+v, want it from 590, where the cleanup ends", v)
	}
}
