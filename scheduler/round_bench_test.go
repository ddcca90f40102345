//go:build unix

package scheduler_test

import (
	"flag"
	"fmt"
	"os"
	"testing"
	"time"

	"marke/scheduler"
	"marke/scheduler/roundfile"
)

var roundSeconds = flag.Float64("rounds.seconds", 60, "how long each round of BenchmarkRounds is solved")

// BenchmarkRounds solves the rounds of testdata and drawn ones of three sizes, and
// logs objective, bound and gap after 1, 10 and 60 seconds of the clock, and at
// the end, with the time that processors spent by then.
func BenchmarkRounds(b *testing.B) {
	type round struct {
		name    string
		problem func() *scheduler.RoundProblem
	}
	rounds := []round{
		{"small", func() *scheduler.RoundProblem { return readRound(b, "testdata/small.json") }},
		{"medium", func() *scheduler.RoundProblem { return readRound(b, "testdata/medium.json") }},
	}
	for _, size := range []struct {
		name                         string
		instruments, requests, weeks int
		drawn                        uint64
	}{{"small", 5, 40, 1, 4}, {"medium", 20, 300, 2, 3}, {"large", 100, 3000, 13, 1}} {
		for seed := range size.drawn {
			rounds = append(rounds, round{fmt.Sprintf("drawn %s %d", size.name, seed), func() *scheduler.RoundProblem {
				return scheduler.SampleRound(seed, size.instruments, size.requests, size.weeks)
			}})
		}
	}
	for _, r := range rounds {
		b.Run(r.name, func(b *testing.B) {
			p := r.problem()
			for b.Loop() {
				solveWatched(b, p)
			}
		})
	}
}

func readRound(tb testing.TB, name string) *scheduler.RoundProblem {
	tb.Helper()
	f, err := os.Open(name)
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	p, err := roundfile.ReadProblem(f)
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

func solveWatched(b *testing.B, p *scheduler.RoundProblem) {
	began, spent := time.Now(), scheduler.ProcessSeconds(b)
	marks := []float64{1, 10, 60}
	say := func(objective, bound int64) {
		gap := 100 * float64(bound-objective) / float64(max(1, bound))
		b.Logf("%7.1f s %7.1f s of processors  objective %12.2f  bound %12.2f  gap %5.2f %%", time.Since(began).Seconds(),
			scheduler.ProcessSeconds(b)-spent, float64(objective)/10_000, float64(bound)/10_000, gap)
	}
	plan, err := scheduler.Solve(p, scheduler.SolveOptions{Seed: 1,
		Stop: func() bool { return time.Since(began).Seconds() >= *roundSeconds },
		Progress: func(g scheduler.RoundProgress) {
			if len(marks) > 0 && time.Since(began).Seconds() >= marks[0] {
				marks = marks[1:]
				say(g.Objective, g.Bound)
			}
		}})
	if err != nil {
		b.Fatal(err)
	}
	say(plan.Objective, plan.Bound)
	if err := scheduler.VerifyRound(p, plan); err != nil {
		b.Fatal(err)
	}
}
