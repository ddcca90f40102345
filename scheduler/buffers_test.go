package scheduler

import "testing"

func TestSetupAndCleanup(t *testing.T) {
	meet := func(from, to int64) []Violation {
		return []Violation{{Code: SetupCleanup, Resource: press, Span: span(from, to), Limit: 1}}
	}
	buffers := func(s *Snapshot) { s.find(press).Setup, s.find(press).Cleanup = 10, 20 }
	run(t, []ruleCase{
		{"our setup meets their use", func(s *Snapshot, _ *Wish) { buffers(s); s.hold(1, press, 500, 595) }, meet(590, 595)},
		{"our cleanup meets their use", func(s *Snapshot, _ *Wish) { buffers(s); s.hold(1, press, 670, 700) }, meet(670, 680)},
		{"our use meets their cleanup", func(s *Snapshot, _ *Wish) { s.hold(1, press, 500, 590).After = 20 }, meet(600, 610)},
		{"our use meets their setup", func(s *Snapshot, _ *Wish) { s.hold(1, press, 670, 700).Before = 15 }, meet(655, 660)},
		{"buffer meets buffer", func(s *Snapshot, _ *Wish) { buffers(s); s.hold(1, press, 500, 585).After = 10 }, meet(590, 595)},
		{"buffers that touch", func(s *Snapshot, _ *Wish) { buffers(s); s.hold(1, press, 500, 580).After = 10 }, nil},
		{"where uses meet, capacity says it all", func(s *Snapshot, _ *Wish) { buffers(s); s.hold(1, press, 640, 700) },
			[]Violation{{Code: Capacity, Resource: press, Span: span(640, 660), Limit: 1}}},
		{"the booking that moves leaves its buffers too", func(s *Snapshot, w *Wish) {
			buffers(s)
			h := s.hold(7, press, 640, 700)
			h.Before, h.After = 10, 20
			w.Moving = 7
		}, nil},
		{"both sides are told", func(s *Snapshot, _ *Wish) { buffers(s); s.hold(1, press, 500, 595); s.hold(2, press, 670, 700) },
			append(meet(590, 595), meet(670, 680)...)},
	})
}
