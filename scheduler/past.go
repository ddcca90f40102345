package scheduler

import "marke/scheduler/interval"

// pastRule keeps uses from starting in the past. Of a booking that has started only the end must not lie there.
type pastRule struct{}

func (pastRule) judgeWish(t *trial) {
	at, until := t.use.From, t.w.now
	if t.wish.Started {
		at, until = t.use.To, t.w.now-t.use.Length()
	}
	if at < t.w.now {
		t.report(Violation{Code: InPast, Resource: t.primary().ID, Limit: t.w.now}, interval.Span{From: interval.Min, To: until})
	}
}
