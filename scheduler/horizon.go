package scheduler

import "marke/scheduler/interval"

// horizonRule keeps the start within the time that the primary resource can be booked ahead.
type horizonRule struct{}

func (horizonRule) judgeWish(t *trial) {
	r, ahead := t.primary(), t.use.From-t.w.now
	if r.Horizon > 0 && ahead > r.Horizon {
		t.report(Violation{Code: Horizon, Resource: r.ID, Limit: r.Horizon, Actual: ahead},
			interval.Span{From: t.w.now + r.Horizon + 1, To: interval.Max})
	}
}
