package main

import (
	"testing"
	"time"

	"marke/scheduler"
)

func TestASearchIsStoppedInTimeForWhatComesAfter(t *testing.T) {
	began := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	at := func(ms int) time.Time { return began.Add(time.Duration(ms) * time.Millisecond) }
	for _, x := range []struct {
		name string
		left int64 // work, of which there are forty thousand in a millisecond
		want int   // the last barrier, in milliseconds, after which another leg is begun
	}{
		{"nothing is left to do", 0, 1_900},
		{"what is left takes half a second", 20_000_000, 1_400},
		{"what is left takes longer than there is", 400_000_000, 0},
	} {
		limit := timeLimit{began: began, limit: 2 * time.Second}
		last := 0
		if limit.reached(at(50)) {
			t.Errorf("%s: the search is over before it began", x.name)
		}
		for ms := 100; ms <= 3_000; ms += 100 {
			limit.hear(scheduler.RoundProgress{Work: int64(ms) * 40_000, Left: x.left}, at(ms))
			if !limit.reached(at(ms)) {
				last = ms
			}
		}
		if last != x.want {
			t.Errorf("%s: the last leg begins at %d ms, want %d", x.name, last, x.want)
		}
	}
}
