//go:build unix

package scheduler

import (
	"flag"
	"fmt"
	"runtime/debug"
	"runtime/metrics"
	"sync/atomic"
	"testing"
	"time"
)

var scaleSeconds = flag.Float64("scale.seconds", 40, "processor seconds that BenchmarkScale gives each round")

// BenchmarkScale solves rounds of 10 to 300 instruments and 1 to 13 weeks, with as
// many requests for each instrument and week, so that the largest has 10,000. It
// tells after how many processor seconds 95 % of the objective at the end was
// reached, and how much memory was in use at most.
func BenchmarkScale(b *testing.B) {
	for _, instruments := range []int{10, 30, 100, 300} {
		for _, weeks := range []int{1, 4, 13} {
			requests := instruments * weeks * 10_000 / (300 * 13)
			b.Run(fmt.Sprintf("%dinstruments/%dweeks/%drequests", instruments, weeks, requests), func(b *testing.B) {
				for b.Loop() {
					solveAtScale(b, sampleRound(1, sampleShape{instruments, requests, weeks, Satisfaction, false}))
				}
			})
		}
	}
}

func solveAtScale(b *testing.B, p *RoundProblem) {
	type moment struct {
		seconds   float64
		objective int64
	}
	var history []moment
	debug.FreeOSMemory()
	most, stop := watchMemory()
	began := processSeconds(b)
	plan, err := Solve(p, SolveOptions{Seed: 1,
		Stop: func() bool { return processSeconds(b)-began > *scaleSeconds },
		Progress: func(x RoundProgress) {
			if x.Found {
				history = append(history, moment{processSeconds(b) - began, x.Objective})
			}
		}})
	spent := processSeconds(b) - began
	stop()
	if err != nil {
		b.Fatal(err)
	}
	if err := VerifyRound(p, plan); err != nil {
		b.Fatal(err)
	}
	reached := spent
	for _, m := range history {
		if 100*m.objective >= 95*plan.Objective {
			reached = m.seconds
			break
		}
	}
	b.ReportMetric(reached, "cpu-s-to-95%")
	b.ReportMetric(spent, "cpu-s")
	b.ReportMetric(float64(plan.Objective)/roundUnit, "objective")
	b.ReportMetric(100*float64(plan.Bound-plan.Objective)/float64(plan.Bound), "gap-%")
	b.ReportMetric(float64(most.Load())/(1<<20), "MiB-peak")
	b.ReportMetric(0, "ns/op")
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
