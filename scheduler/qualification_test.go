package scheduler

import (
	"testing"

	"marke/scheduler/interval"
)

func TestQualification(t *testing.T) {
	holds := func(spans ...interval.Span) func(*Snapshot, *Wish) {
		return func(s *Snapshot, _ *Wish) {
			s.find(press).NeedsQualified = true
			for _, v := range spans {
				s.personOf(eva).Qualifications = append(s.personOf(eva).Qualifications, Qualification{press, v})
			}
		}
	}
	none := func(r ResourceID, overridable bool) []Violation {
		return []Violation{{Code: Unqualified, Resource: r, Person: eva, Span: span(600, 660), Overridable: overridable}}
	}
	expires := func(from int64, overridable bool) []Violation {
		return []Violation{{Code: QualificationExpires, Resource: press, Person: eva, Span: span(from, 660), Overridable: overridable}}
	}
	danger := func(next func(*Snapshot, *Wish)) func(*Snapshot, *Wish) {
		return func(s *Snapshot, w *Wish) {
			s.find(press).Dangerous = true
			next(s, w)
		}
	}
	run(t, []ruleCase{
		{"without end", holds(interval.Always), nil},
		{"exactly the use", holds(span(600, 660)), nil},
		{"none", holds(), none(press, true)},
		{"none, and the resource is dangerous", danger(holds()), none(press, false)},
		{"ended before", holds(span(0, 600)), none(press, true)},
		{"begins later", holds(span(601, 9000)), none(press, true)},
		{"ends during the use", holds(span(0, 640)), expires(640, true)},
		{"ends during the use of a dangerous resource", danger(holds(span(0, 640))), expires(640, false)},
		{"renewed in time", holds(span(0, 640), span(640, 900)), nil},
		{"renewed too late", holds(span(0, 640), span(650, 900)), expires(640, true)},
		{"for another resource", func(s *Snapshot, _ *Wish) {
			s.find(press).NeedsQualified = true
			s.personOf(eva).Qualifications = []Qualification{{twin, interval.Always}}
		}, none(press, true)},
		{"a further resource asks too", func(s *Snapshot, w *Wish) {
			s.find(twin).NeedsQualified = true
			w.Claims = []Claim{{Resource: twin}}
		}, none(twin, true)},
		{"staff operate", func(s *Snapshot, w *Wish) {
			holds()(s, w)
			s.find(press).Operated = true
		}, nil},
		{"a person who is not known holds none", func(s *Snapshot, w *Wish) {
			holds()(s, w)
			w.Person = 99
		}, []Violation{{Code: Unqualified, Resource: press, Person: 99, Span: span(600, 660), Overridable: true}}},
	})
}
