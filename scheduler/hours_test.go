package scheduler

import (
	"testing"

	"marke/scheduler/interval"
)

func TestOpeningHours(t *testing.T) {
	outside := func(r ResourceID, from, to int64) Violation {
		return Violation{Code: OutsideHours, Resource: r, Span: span(from, to), Overridable: true}
	}
	open := func(spans ...interval.Span) func(*Snapshot, *Wish) {
		return func(s *Snapshot, _ *Wish) { s.find(press).Open = interval.Of(spans...) }
	}
	run(t, []ruleCase{
		{"within", open(span(480, 1080)), nil},
		{"exactly from opening to closing", open(span(600, 660)), nil},
		{"begins too early", open(span(610, 1080)), []Violation{outside(press, 600, 610)}},
		{"ends too late", open(span(480, 650)), []Violation{outside(press, 650, 660)}},
		{"wholly outside", open(span(0, 500)), []Violation{outside(press, 600, 660)}},
		{"never open", open(), []Violation{outside(press, 600, 660)}},
		{"open all the time", open(interval.Always), nil},
		{"openings that touch are one", open(span(480, 630), span(630, 900)), nil},
		{"a break in the middle", open(span(480, 620), span(640, 900)), []Violation{outside(press, 620, 640)}},
		{"two breaks are two violations", open(span(480, 610), span(620, 640), span(650, 900)),
			[]Violation{outside(press, 610, 620), outside(press, 640, 650)}},
		{"through midnight", func(s *Snapshot, w *Wish) {
			s.find(press).Open = interval.Of(span(1320, 1440), span(1440, 1800))
			w.Use = span(1380, 1500)
		}, nil},
		{"longer than a day where the days touch", func(s *Snapshot, w *Wish) {
			s.find(press).Open = interval.Of(span(0, 1440), span(1440, 2880), span(2880, 4320))
			w.Use = span(60, 4300)
		}, nil},
		{"setup before opening", func(s *Snapshot, w *Wish) {
			s.find(press).Open = interval.Of(span(600, 1080))
			s.find(press).Setup = 15
		}, []Violation{outside(press, 585, 600)}},
		{"cleanup after closing", func(s *Snapshot, w *Wish) {
			s.find(press).Open = interval.Of(span(480, 660))
			s.find(press).Cleanup = 10
		}, []Violation{outside(press, 660, 670)}},
		{"a further resource has its own hours", func(s *Snapshot, w *Wish) {
			s.find(mould).Open = interval.Of(span(0, 630))
			w.Claims = []Claim{{Resource: mould}}
		}, []Violation{outside(mould, 630, 660)}},
	})
}
