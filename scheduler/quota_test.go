package scheduler

import (
	"reflect"
	"testing"

	"marke/scheduler/interval"
)

func TestQuota(t *testing.T) {
	const hour, day = TicksPerHour, TicksPerDay
	primeDay := func(used ...Count) func(*Snapshot, *Wish) {
		return func(s *Snapshot, _ *Wish) {
			s.Facilities[0].Prime = interval.Of(span(9*hour, 18*hour), span(day+9*hour, day+18*hour))
			s.Quotas = []Quota{{ID: 3, Facility: lab, Resources: []ResourceID{press}, Person: eva, Period: Day, PrimeOnly: true, Max: 4 * hour, Counted: used}}
		}
	}
	use := func(from, to int64, next func(*Snapshot, *Wish)) func(*Snapshot, *Wish) {
		return func(s *Snapshot, w *Wish) {
			next(s, w)
			w.Use = span(from, to)
		}
	}
	over := func(from, to, limit, with int64) []Violation {
		return []Violation{{Code: OverQuota, Resource: press, Quota: 3, Span: span(from, to), Limit: limit, Actual: with, Overridable: true}}
	}
	noon := Count{At: 12 * hour, Ticks: 2 * hour, Booking: 1}
	two := Count{At: 14 * hour, Ticks: 2 * hour, Booking: 2}
	weekly := func(s *Snapshot, _ *Wish) {
		s.Quotas = []Quota{{ID: 3, Facility: lab, Resources: []ResourceID{press}, Partner: 8, Period: Week, Max: 100,
			Counted: []Count{{At: 7*day - 1, Ticks: 60}, {At: 7 * day, Ticks: 90}}}}
	}
	run(t, []ruleCase{
		// vectors.md: at most 4 prime-time hours a day: 12–14 and 14–16 are legal, then 16–18 is refused.
		{"12–14 is legal", use(12*hour, 14*hour, primeDay()), nil},
		{"then 14–16 is legal", use(14*hour, 16*hour, primeDay(noon)), nil},
		{"then 16–18 is refused", use(16*hour, 18*hour, primeDay(noon, two)), over(0, day, 4*hour, 6*hour)},
		{"outside prime time nothing counts", use(18*hour, 22*hour, primeDay(noon, two)), nil},
		{"the next day counts by itself", use(day+9*hour, day+13*hour, primeDay(noon, two)), nil},
		{"a use through the night counts in each day", use(17*hour, day+14*hour, primeDay(noon, two)), append(over(0, day, 4*hour, 5*hour), over(day, 2*day, 4*hour, 5*hour)...)},
		{"the booking that moves does not count", use(16*hour, 18*hour, func(s *Snapshot, w *Wish) {
			primeDay(noon, two)(s, w)
			w.Moving = 2
		}), nil},
		{"somebody else's quota", use(16*hour, 18*hour, func(s *Snapshot, w *Wish) {
			primeDay(noon, two)(s, w)
			w.Person = finn
		}), nil},
		{"another resource", use(16*hour, 18*hour, func(s *Snapshot, w *Wish) {
			primeDay(noon, two)(s, w)
			w.Resource = twin
		}), nil},
		{"a partner's week ends on Sunday night", use(6*day, 6*day+40, func(s *Snapshot, w *Wish) { weekly(s, w); w.Partner = 8 }), nil},
		{"and holds so much", use(6*day, 6*day+41, func(s *Snapshot, w *Wish) { weekly(s, w); w.Partner = 8 }), over(0, 7*day, 100, 101)},
		{"the week after has its own", use(7*day, 7*day+41, func(s *Snapshot, w *Wish) { weekly(s, w); w.Partner = 8 }), over(7*day, 14*day, 100, 131)},
		{"a project's month is the calendar's", use(30*day, 30*day+61, func(s *Snapshot, w *Wish) {
			w.Project = 4
			s.Quotas = []Quota{{ID: 3, Facility: lab, Resources: []ResourceID{press}, Project: 4, Period: Month, Max: 100,
				Counted: []Count{{At: 0, Ticks: 40}, {At: 31 * day, Ticks: 100}}}}
		}), over(0, 31*day, 100, 101)},
	})
}

func TestAppendCountsSplitsByPeriodAndPrime(t *testing.T) {
	const hour, day = TicksPerHour, TicksPerDay
	f := Facility{Prime: interval.Of(span(9*hour, 18*hour), span(day+9*hour, day+18*hour))}
	got := AppendCounts(nil, Quota{Period: Day, PrimeOnly: true}, f, origin, 7, span(17*hour, day+10*hour))
	if want := []Count{{0, hour, 7}, {day, hour, 7}}; !reflect.DeepEqual(got, want) {
		t.Errorf("prime: got %v, want %v", got, want)
	}
	got = AppendCounts(nil, Quota{Period: Week}, f, origin, 7, span(17*hour, day+10*hour))
	if want := []Count{{0, 17 * hour, 7}}; !reflect.DeepEqual(got, want) {
		t.Errorf("week: got %v, want %v", got, want)
	}
}
