package scheduler

import "marke/scheduler/interval"

// noticeRule asks for time between now and the start, so that the primary resource can be made ready. A start in the past
// is pastRule's; a booking that has started needs no notice.
type noticeRule struct{}

func (noticeRule) judgeWish(t *trial) {
	r, ahead := t.primary(), t.use.From-t.w.now
	if !t.wish.Started && 0 <= ahead && ahead < r.Notice {
		t.report(Violation{Code: Notice, Resource: r.ID, Limit: r.Notice, Actual: ahead},
			interval.Span{From: t.w.now, To: t.w.now + r.Notice})
	}
}
