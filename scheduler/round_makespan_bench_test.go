//go:build unix

package scheduler

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// BenchmarkPSPLIB solves all projects of each folder of testdata/psplib on one
// processor, each for 10 seconds of it, those of 60 jobs for 30, those of 120 for
// 60, and logs how far the spans are from the best known, or, where none is listed,
// from the bound.
func BenchmarkPSPLIB(b *testing.B) {
	folders, err := os.ReadDir("testdata/psplib")
	if err != nil {
		b.Fatal(err)
	}
	for _, folder := range folders {
		if !folder.IsDir() {
			continue
		}
		seconds := map[string]float64{"j60": 30, "j90": 30, "j120": 60}[folder.Name()]
		b.Run(folder.Name(), func(b *testing.B) {
			for b.Loop() {
				solveFolder(b, filepath.Join("testdata/psplib", folder.Name()), max(seconds, 10))
			}
		})
	}
}

func solveFolder(b *testing.B, folder string, seconds float64) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	known := map[string]int64{}
	for _, x := range psplibBest(b) {
		known[x.name] = x.best
	}
	names, err := filepath.Glob(filepath.Join(folder, "*.sm"))
	if err != nil || len(names) == 0 {
		b.Fatalf("no project in %s (%v)", folder, err)
	}
	gaps, spent, met, proven := 0.0, 0.0, 0, 0
	b.Logf("%-10s %5s %5s %6s %7s %8s", "project", "span", "best", "bound", "gap", "seconds")
	for _, name := range names {
		p := readProject(b, name)
		began := processSeconds(b)
		plan, err := Solve(p, SolveOptions{Seed: 1, Stop: func() bool { return processSeconds(b)-began > seconds }})
		took := processSeconds(b) - began
		if err != nil {
			b.Fatalf("%s: %v", name, err)
		}
		if err := VerifyRound(p, plan); err != nil {
			b.Fatalf("%s: %v", name, err)
		}
		span, bound := plan.Objective/roundUnit, plan.Bound/roundUnit
		short := strings.TrimSuffix(filepath.Base(name), ".sm")
		best, listed := known[short]
		if !listed {
			best = bound
		}
		gap := 100 * float64(span-best) / float64(best)
		if span == best {
			met++
		}
		if span == bound {
			proven++
		}
		gaps += gap
		spent += took
		b.Logf("%-10s %5d %5d %6d %6.2f%% %8.2f", short, span, best, bound, gap, took)
	}
	b.Logf("%d of %d as short as the best known, %d proven; mean gap %.3f%%", met, len(names), proven, gaps/float64(len(names)))
	b.ReportMetric(gaps/float64(len(names)), "gap-%")
	b.ReportMetric(spent/float64(len(names)), "cpu-s/project")
	b.ReportMetric(0, "ns/op")
}
