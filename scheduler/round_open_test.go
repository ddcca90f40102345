package scheduler

import "testing"

func TestAnOpenRoundKeepsItsTime(t *testing.T) {
	open := func(from, to int64) func(*Snapshot, *Wish) {
		return func(s *Snapshot, _ *Wish) {
			s.find(press).Down = append(s.find(press).Down, Downtime{Kind: ByRound, Span: span(from, to)})
		}
	}
	kept := func(from, to int64) []Violation {
		return []Violation{{Code: RoundOpen, Resource: press, Span: span(from, to), Overridable: true}}
	}
	run(t, []ruleCase{
		{"within", open(0, 9000), kept(600, 660)},
		{"at its beginning", open(650, 9000), kept(650, 660)},
		{"before it is no harm", open(660, 9000), nil},
		{"after it neither", open(0, 600), nil},
		{"a buffer counts", func(s *Snapshot, w *Wish) {
			s.find(press).Cleanup = 10
			open(665, 9000)(s, w)
		}, kept(665, 670)},
		{"of another machine is none of its business", func(s *Snapshot, _ *Wish) {
			s.find(twin).Down = []Downtime{{ByRound, span(0, 9000)}}
		}, nil},
	})
}
