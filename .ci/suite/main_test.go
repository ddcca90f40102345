package main

import (
	"strings"
	"testing"
)

func TestReport(t *testing.T) {
	const seed = `{"Action":"output","Package":"p","Output":"-test.shuffle 7\n"}`
	tests := []struct {
		name            string
		stream          []string
		passed, failed  int
		skipped         string
		shown, notShown []string
	}{
		{
			name: "passes quietly",
			stream: []string{
				seed,
				`{"Action":"output","Package":"p","Test":"TestA","Output":"chatter\n"}`,
				`{"Action":"pass","Package":"p","Test":"TestA/sub"}`,
				`{"Action":"pass","Package":"p","Test":"TestA"}`,
				`{"Action":"output","Package":"p","Output":"PASS\n"}`,
				`{"Action":"output","Package":"p","Output":"ok  \tp\t0.1s\n"}`,
				`{"Action":"pass","Package":"p"}`,
			},
			passed:   2,
			shown:    []string{"ok  \tp\t0.1s\n", "2 passed, 0 failed, 0 skipped\n"},
			notShown: []string{"chatter", "PASS", "shuffle"},
		},
		{
			name: "shows what a failed test printed, and the seed",
			stream: []string{
				seed,
				`{"Action":"output","Package":"p","Test":"TestB","Output":"got 1, want 2\n"}`,
				`{"Action":"fail","Package":"p","Test":"TestB"}`,
				`{"Action":"fail","Package":"p"}`,
			},
			failed: 1,
			shown:  []string{"got 1, want 2\n", "-test.shuffle 7\n", "0 passed, 1 failed, 0 skipped\n"},
		},
		{
			name: "names a skipped test and why it was",
			stream: []string{
				`{"Action":"output","Package":"p","Test":"TestC","Output":"no browser\n"}`,
				`{"Action":"skip","Package":"p","Test":"TestC"}`,
			},
			skipped: "p.TestC",
			shown:   []string{"no browser\n", "SKIPPED", "p.TestC\n", "0 passed, 0 failed, 1 skipped\n"},
		},
		{
			name:     "does not mind a package without tests",
			stream:   []string{`{"Action":"output","Package":"q","Output":"?   \tq\t[no test files]\n"}`, `{"Action":"skip","Package":"q"}`},
			shown:    []string{"[no test files]"},
			notShown: []string{"SKIPPED"},
		},
		{
			name: "shows a test that never ended, a failed build and what is no event",
			stream: []string{
				`{"Action":"build-output","ImportPath":"r","Output":"r.go:1: no\n"}`,
				`{"Action":"output","Package":"p","Test":"TestD","Output":"waiting\n"}`,
				`something else`,
			},
			shown: []string{"r.go:1: no\n", "UNFINISHED: p.TestD\nwaiting\n", "something else\n"},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var out strings.Builder
			r := report{out: &out, output: map[string]*strings.Builder{}}
			r.read(strings.NewReader(strings.Join(test.stream, "\n") + "\n"))
			r.close()
			if r.passed != test.passed || r.failed != test.failed || strings.Join(r.skipped, " ") != test.skipped {
				t.Errorf("counted %d passed, %d failed, skipped %q; want %d, %d, %q",
					r.passed, r.failed, r.skipped, test.passed, test.failed, test.skipped)
			}
			for _, want := range test.shown {
				if !strings.Contains(out.String(), want) {
					t.Errorf("did not show %q in:\n%s", want, &out)
				}
			}
			for _, unwanted := range test.notShown {
				if strings.Contains(out.String(), unwanted) {
					t.Errorf("showed %q in:\n%s", unwanted, &out)
				}
			}
		})
	}
}

func TestRunReturnsWhatGoTestReturns(t *testing.T) {
	if code := run([]string{"./no-such-folder"}, &strings.Builder{}); code == 0 {
		t.Error("a run without tests returned 0")
	}
}
