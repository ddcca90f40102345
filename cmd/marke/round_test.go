package main

import (
	"strings"
	"testing"
	"time"

	"marke/scheduler"
)

func TestProgressIsALineOnATerminalAndNothingInAPipe(t *testing.T) {
	began := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	at := func(tenths int) time.Time { return began.Add(time.Duration(tenths) * 100 * time.Millisecond) }
	for _, terminal := range []bool{true, false} {
		var out strings.Builder
		line := progressLine{out: &out, shown: terminal, began: began}
		line.show(scheduler.RoundProgress{Steps: 5_000}, at(5))
		line.show(scheduler.RoundProgress{Steps: 9_000, Found: true, Objective: 1, Bound: 1}, at(6)) // too soon after the last
		line.show(scheduler.RoundProgress{Steps: 20_000, Found: true, Objective: 970_000, Bound: 1_000_000}, at(20))
		line.clear()
		want := "\r   0.5 s  no plan yet  10000 steps/s\x1b[K\r   2.0 s  objective 97.00  bound 100.00  gap 3.00 %  10000 steps/s\x1b[K\r\x1b[K"
		if !terminal {
			want = ""
		}
		if out.String() != want {
			t.Errorf("terminal %v: %q, want %q", terminal, out.String(), want)
		}
	}
}
