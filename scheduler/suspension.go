package scheduler

import "marke/scheduler/interval"

// suspensionRule keeps a person who is suspended now, after no-shows, from booking at the facility at all.
type suspensionRule struct{}

func (suspensionRule) judgeWish(t *trial) {
	if t.person == nil {
		return
	}
	r := t.primary()
	for _, s := range t.person.Suspensions {
		if s.Facility == r.facility.id && s.Span.Contains(t.w.now) && !t.done() {
			t.report(Violation{Code: Suspended, Resource: r.ID, Person: t.person.ID, Span: s.Span}, interval.Always)
		}
	}
}
