package scheduler

import "testing"

func TestCapacity(t *testing.T) {
	full := func(r ResourceID, from, to, asked, free int64) Violation {
		return Violation{Code: Capacity, Resource: r, Span: span(from, to), Limit: asked, Actual: free}
	}
	steamed := func(units int64) func(*Snapshot, *Wish) {
		return func(s *Snapshot, w *Wish) {
			s.hold(1, steam, 590, 620).Units = 2
			s.hold(2, steam, 610, 640)
			w.Claims = []Claim{{Resource: steam, Units: units}}
		}
	}
	run(t, []ruleCase{
		{"taken in the middle", func(s *Snapshot, _ *Wish) { s.hold(1, press, 620, 640) }, []Violation{full(press, 620, 640, 1, 0)}},
		{"taken around", func(s *Snapshot, _ *Wish) { s.hold(1, press, 0, 900) }, []Violation{full(press, 600, 660, 1, 0)}},
		{"touching on both sides", func(s *Snapshot, _ *Wish) { s.hold(1, press, 500, 600); s.hold(2, press, 660, 700) }, nil},
		{"two bookings that touch are one obstacle", func(s *Snapshot, _ *Wish) { s.hold(1, press, 590, 610); s.hold(2, press, 610, 620) },
			[]Violation{full(press, 600, 620, 1, 0)}},
		{"a hole between two", func(s *Snapshot, _ *Wish) { s.hold(1, press, 590, 610); s.hold(2, press, 650, 690) },
			[]Violation{full(press, 600, 610, 1, 0), full(press, 650, 660, 1, 0)}},
		{"a cumulative resource has room", func(s *Snapshot, w *Wish) {
			s.hold(1, steam, 0, 900).Units = 2
			w.Claims = []Claim{{Resource: steam, Units: 1}}
		}, nil},
		{"swept together where they overlap", steamed(1), []Violation{full(steam, 610, 620, 1, 0)}},
		{"two units fail sooner, and the fewest free are told", steamed(2), []Violation{full(steam, 600, 620, 2, 0)}},
		{"three fail throughout", steamed(3), []Violation{full(steam, 600, 640, 3, 0)}},
		{"more than there is", steamed(4), []Violation{full(steam, 600, 660, 4, 0)}},
		{"a level below the capacity", func(s *Snapshot, w *Wish) {
			s.find(steam).Levels = []Level{{span(630, 700), 1}}
			w.Claims = []Claim{{Resource: steam, Units: 2}}
		}, []Violation{full(steam, 630, 660, 2, 1)}},
		{"a level above it", func(s *Snapshot, w *Wish) {
			s.find(steam).Levels = []Level{{span(0, 700), 9}}
			w.Claims = []Claim{{Resource: steam, Units: 9}}
		}, nil},
		{"two claims on one resource add up", func(s *Snapshot, w *Wish) {
			w.Claims = []Claim{{Resource: steam, Units: 2}, {Resource: steam, Units: 2}}
		}, []Violation{full(steam, 600, 660, 4, 3)}},
		{"more held than there is, after a capacity was lowered", func(s *Snapshot, _ *Wish) {
			s.hold(1, press, 600, 610)
			s.hold(2, press, 600, 610)
		}, []Violation{full(press, 600, 610, 1, 0)}},
		{"the booking that moves is not in its own way", func(s *Snapshot, w *Wish) {
			s.hold(7, press, 630, 700)
			w.Moving = 7
		}, nil},
		{"but others beside it are", func(s *Snapshot, w *Wish) {
			s.hold(7, press, 630, 700)
			s.hold(8, press, 640, 650)
			w.Moving = 7
		}, []Violation{full(press, 640, 650, 1, 0)}},
		{"a resource that is not there has nothing", func(s *Snapshot, w *Wish) { w.Resource = 99 }, []Violation{
			{Code: OutsideHours, Resource: 99, Span: span(600, 660), Overridable: true}, full(99, 600, 660, 1, 0)}},
	})
}
