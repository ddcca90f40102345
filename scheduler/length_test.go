package scheduler

import "testing"

func TestLength(t *testing.T) {
	bounds := func(from, to int64) func(*Snapshot, *Wish) {
		return func(s *Snapshot, w *Wish) {
			s.find(press).Shortest, s.find(press).Longest = 30, 240
			w.Use = span(from, to)
		}
	}
	short := func(limit, length int64, at int64) []Violation {
		return []Violation{{Code: TooShort, Resource: press, Span: span(at, at+length), Overridable: true, Limit: limit, Actual: length}}
	}
	run(t, []ruleCase{
		{"the shortest", bounds(600, 630), nil},
		{"shorter", bounds(600, 629), short(30, 29, 600)},
		{"the longest", bounds(600, 840), nil},
		{"longer", bounds(600, 841), []Violation{{Code: TooLong, Resource: press, Span: span(600, 841), Overridable: true, Limit: 240, Actual: 241}}},
		{"nothing at all, without any rule", func(s *Snapshot, w *Wish) { w.Use = span(600, 600) }, short(1, 0, 600)},
		{"reversed", func(s *Snapshot, w *Wish) { w.Use = span(660, 600) }, short(1, 0, 660)},
		{"a further resource's lengths do not count", func(s *Snapshot, w *Wish) {
			s.find(mould).Shortest = 500
			w.Claims = []Claim{{Resource: mould}}
		}, nil},
	})
}
