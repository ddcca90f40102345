package scheduler

import "testing"

func TestPersonBusy(t *testing.T) {
	busy := func(p PersonID, b BookingID, from, to int64) Violation {
		return Violation{Code: PersonBusy, Person: p, Booking: b, Span: span(from, to)}
	}
	attends := func(p PersonID, b BookingID, from, to int64) func(*Snapshot, *Wish) {
		return func(s *Snapshot, w *Wish) {
			s.find(press).Attended = true
			s.personOf(p).Attends = append(s.personOf(p).Attends, Attendance{b, span(from, to)})
		}
	}
	run(t, []ruleCase{
		{"in another place", attends(eva, 4, 630, 700), []Violation{busy(eva, 4, 630, 660)}},
		{"just before and just after", func(s *Snapshot, w *Wish) {
			attends(eva, 4, 500, 600)(s, w)
			attends(eva, 5, 660, 700)(s, w)
		}, nil},
		{"twice", func(s *Snapshot, w *Wish) {
			attends(eva, 5, 640, 650)(s, w)
			attends(eva, 4, 100, 610)(s, w)
		}, []Violation{busy(eva, 4, 600, 610), busy(eva, 5, 640, 650)}},
		{"a long one found behind short ones", func(s *Snapshot, w *Wish) {
			attends(eva, 4, 100, 900)(s, w)
			attends(eva, 5, 110, 120)(s, w)
			attends(eva, 6, 590, 595)(s, w)
		}, []Violation{busy(eva, 4, 600, 660)}},
		{"where nobody need be there", func(s *Snapshot, w *Wish) {
			attends(eva, 4, 630, 700)(s, w)
			s.find(press).Attended = false
		}, nil},
		{"a companion", func(s *Snapshot, w *Wish) {
			attends(finn, 4, 630, 700)(s, w)
			w.Companions = []PersonID{finn, finn}
		}, []Violation{busy(finn, 4, 630, 660)}},
		{"the booking that moves", func(s *Snapshot, w *Wish) {
			attends(eva, 7, 630, 700)(s, w)
			w.Moving = 7
		}, nil},
		{"staff operate, so the person may be elsewhere", func(s *Snapshot, w *Wish) {
			attends(eva, 4, 630, 700)(s, w)
			s.find(press).Operated = true
		}, nil},
		{"an operator who attends something else", func(s *Snapshot, w *Wish) {
			attends(adaIn, 4, 630, 700)(s, w)
			w.Claims = []Claim{{Resource: ada}}
		}, []Violation{{Code: PersonBusy, Resource: ada, Person: adaIn, Booking: 4, Span: span(630, 660)}}},
		{"who operates cannot use something else", func(s *Snapshot, w *Wish) {
			s.find(press).Attended = true
			s.hold(4, ada, 630, 700)
			w.Person = adaIn
		}, []Violation{busy(adaIn, 4, 630, 660)}},
		{"an operator claimed twice is capacity's to say", func(s *Snapshot, w *Wish) {
			s.hold(4, ada, 630, 700)
			w.Claims = []Claim{{Resource: ada}}
		}, []Violation{{Code: Capacity, Resource: ada, Span: span(630, 660), Limit: 1}}},
	})
}
