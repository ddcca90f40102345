package scheduler

import "testing"

func TestDowntime(t *testing.T) {
	down := func(kind DowntimeKind, from, to int64) func(*Snapshot, *Wish) {
		return func(s *Snapshot, _ *Wish) {
			s.find(press).Down = append(s.find(press).Down, Downtime{Kind: kind, Span: span(from, to)})
		}
	}
	run(t, []ruleCase{
		{"a closure may be overridden", down(ByClosure, 500, 610), []Violation{{Code: Closed, Resource: press, Span: span(600, 610), Overridable: true}}},
		{"so may maintenance", down(ByMaintenance, 620, 630), []Violation{{Code: Maintenance, Resource: press, Span: span(620, 630), Overridable: true}}},
		{"an outage may not", down(ByOutage, 650, 9000), []Violation{{Code: Outage, Resource: press, Span: span(650, 660)}}},
		{"touching is no harm", down(ByOutage, 500, 600), nil},
		{"nor is touching behind", down(ByOutage, 660, 700), nil},
		{"the buffers must be clear too", func(s *Snapshot, w *Wish) {
			s.find(press).Cleanup = 20
			down(ByMaintenance, 670, 700)(s, w)
		}, []Violation{{Code: Maintenance, Resource: press, Span: span(670, 680), Overridable: true}}},
		{"two outages that overlap are one", func(s *Snapshot, w *Wish) {
			down(ByOutage, 610, 630)(s, w)
			down(ByOutage, 620, 640)(s, w)
		}, []Violation{{Code: Outage, Resource: press, Span: span(610, 640)}}},
		{"all kinds at once are all told", func(s *Snapshot, w *Wish) {
			down(ByOutage, 610, 620)(s, w)
			down(ByMaintenance, 610, 620)(s, w)
			down(ByClosure, 610, 620)(s, w)
		}, []Violation{
			{Code: Closed, Resource: press, Span: span(610, 620), Overridable: true},
			{Code: Maintenance, Resource: press, Span: span(610, 620), Overridable: true},
			{Code: Outage, Resource: press, Span: span(610, 620)},
		}},
		{"another resource's outage is not ours", func(s *Snapshot, w *Wish) {
			s.find(twin).Down = []Downtime{{ByOutage, span(0, 9000)}}
		}, nil},
	})
}
