package main

import (
	"time"

	"marke/scheduler"
)

// timeLimit stops a search in time for all that comes after it: reasons for refusals,
// certificates, and the file.
type timeLimit struct {
	began time.Time
	limit time.Duration

	first, last reported
	leg         time.Duration // the last one
}

// reported is what a search said of itself, and when.
type reported struct {
	at   time.Time
	work int64
	left int64
}

// hear takes what a search says of itself at a barrier.
func (l *timeLimit) hear(p scheduler.RoundProgress, now time.Time) {
	r := reported{now, p.Work, p.Left}
	if l.first.at.IsZero() {
		l.first, l.last = r, r
	}
	l.leg, l.last = now.Sub(l.last.at), r
}

// reached reports whether to stop now: the search goes on as long as the end of
// another leg is nearer to the limit than this moment.
func (l *timeLimit) reached(now time.Time) bool {
	return now.Sub(l.began)+l.ending()+l.leg/2 >= l.limit
}

// Before a search has shown its pace, it is taken to be this.
const (
	paceWork = 4_000_000
	paceTime = 100 * time.Millisecond
)

// ending is how long what is left to do will take, at the pace of the search so far.
func (l *timeLimit) ending() time.Duration {
	work, took := l.last.work-l.first.work+paceWork, l.last.at.Sub(l.first.at)+paceTime
	return time.Duration(float64(took) * float64(l.last.left) / float64(work))
}
