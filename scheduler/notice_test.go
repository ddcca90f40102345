package scheduler

import "testing"

func TestPastNoticeAndHorizon(t *testing.T) {
	at := func(now int64, more ...func(*Snapshot, *Wish)) func(*Snapshot, *Wish) {
		return func(s *Snapshot, w *Wish) {
			s.Now = now
			s.find(press).Notice, s.find(press).Horizon = 120, 1000
			for _, f := range more {
				f(s, w)
			}
		}
	}
	past := func(now int64) []Violation {
		return []Violation{{Code: InPast, Resource: press, Span: span(600, 660), Limit: now}}
	}
	started := func(_ *Snapshot, w *Wish) { w.Started, w.Moving = true, 7 }
	run(t, []ruleCase{
		{"exactly the notice", at(480), nil},
		{"a tick less", at(481), []Violation{{Code: Notice, Resource: press, Span: span(600, 660), Overridable: true, Limit: 120, Actual: 119}}},
		{"now is not the past", at(600), []Violation{{Code: Notice, Resource: press, Span: span(600, 660), Overridable: true, Limit: 120, Actual: 0}}},
		{"the past needs no notice", at(601), past(601)},
		{"exactly the horizon", at(-400), nil},
		{"a tick beyond", at(-401), []Violation{{Code: Horizon, Resource: press, Span: span(600, 660), Overridable: true, Limit: 1000, Actual: 1001}}},
		{"a booking that has started may have a start in the past", at(630, started), nil},
		{"and may end now", at(660, started), nil},
		{"but not have ended", at(661, started), past(661)},
	})
}
