//go:build unix

package scheduler

import (
	"flag"
	"fmt"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"sync/atomic"
	"testing"
	"time"
)

var scaleSeconds = flag.Float64("scale.seconds", 40, "seconds that BenchmarkScale gives each round")

// scaleRow is a row of docs/scheduler-scale.md.
const scaleRow = "| %d | %d | %s | %.1f | %.1f | %.2f | %d |\n"

// BenchmarkScale solves rounds of 10 to 300 instruments and 1 to 13 weeks, with as
// many requests for each instrument and week, so that the largest has 10,000. It
// writes a row of the table for each: after how many seconds 95 % of the objective at
// the end was reached, how long the search took, the gap, and how much memory was in
// use at most. The seconds are those of a clock: what else the machine does counts.
func BenchmarkScale(b *testing.B) {
	for _, instruments := range []int{10, 30, 100, 300} {
		for _, weeks := range []int{1, 4, 13} {
			requests := instruments * weeks * 10_000 / (300 * 13)
			b.Run(fmt.Sprintf("%dinstruments/%dweeks/%drequests", instruments, weeks, requests), func(b *testing.B) {
				for b.Loop() {
					x := solveAtScale(b, sampleRound(1, sampleShape{instruments, requests, weeks, Satisfaction, false}))
					b.ReportMetric(x.reached, "s-to-95%")
					b.ReportMetric(x.spent, "s")
					b.ReportMetric(x.gap, "gap-%")
					b.ReportMetric(float64(x.most)/(1<<20), "MiB-peak")
					b.ReportMetric(0, "ns/op")
					fmt.Fprintf(os.Stderr, scaleRow, instruments, weeks, thousands(requests), x.reached, x.spent, x.gap, x.most>>20)
				}
			})
		}
	}
}

// thousands writes a number as a table does.
func thousands(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%d,%03d", n/1000, n%1000)
}

// scaleFigures are seconds, percent and bytes.
type scaleFigures struct {
	reached, spent, gap float64
	most                uint64
}

func solveAtScale(b *testing.B, p *RoundProblem) scaleFigures {
	type moment struct {
		seconds   float64
		objective int64
	}
	var history []moment
	debug.FreeOSMemory()
	most, stop := watchMemory()
	began := time.Now()
	plan, err := Solve(p, SolveOptions{Seed: 1,
		Stop: func() bool { return time.Since(began).Seconds() >= *scaleSeconds },
		Progress: func(x RoundProgress) {
			if x.Found {
				history = append(history, moment{time.Since(began).Seconds(), x.Objective})
			}
		}})
	out := scaleFigures{spent: time.Since(began).Seconds()}
	stop()
	if err != nil {
		b.Fatal(err)
	}
	if err := VerifyRound(p, plan); err != nil {
		b.Fatal(err)
	}
	out.reached = out.spent
	for _, m := range history {
		if 100*m.objective >= 95*plan.Objective {
			out.reached = m.seconds
			break
		}
	}
	out.gap = 100 * float64(plan.Bound-plan.Objective) / float64(plan.Bound)
	out.most = most.Load()
	return out
}

// watchMemory looks every few milliseconds at the memory that is in use.
func watchMemory() (most *atomic.Uint64, stop func()) {
	most = new(atomic.Uint64)
	done, ended := make(chan struct{}), make(chan struct{})
	sample := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	look := func() {
		metrics.Read(sample)
		most.Store(max(most.Load(), sample[0].Value.Uint64()-sample[1].Value.Uint64()))
	}
	go func() {
		defer close(ended)
		for {
			look()
			select {
			case <-done:
				return
			case <-time.After(5 * time.Millisecond):
			}
		}
	}()
	return most, func() { close(done); <-ended }
}
