// Command suite runs go test with the arguments it is given, shows its own
// output, and also fails when a test was skipped: a test that did not run is
// a defect, because nobody sees what it no longer tests.
//
// It shows what a plain go test shows, package lines and the output of tests
// that failed, and closes with the counts.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"slices"
	"strings"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdout))
}

// run returns the exit code: go test's own, or 1 when it passed with skips.
func run(args []string, out io.Writer) int {
	cmd := exec.Command("go", append([]string{"test", "-json"}, args...)...)
	cmd.Stderr = os.Stderr
	stream, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "suite:", err)
		return 1
	}
	r := report{out: out, output: map[string]*strings.Builder{}}
	r.read(stream)
	err = cmd.Wait()
	r.close()
	switch {
	case cmd.ProcessState.ExitCode() > 0:
		return cmd.ProcessState.ExitCode()
	case err != nil || r.failed > 0 || len(r.skipped) > 0 || r.passed == 0:
		return 1
	}
	return 0
}

// event is one line of go test -json; see `go doc test2json`.
type event struct {
	Action  string
	Package string
	Test    string
	Output  string
}

// report turns events into text and counts. A test with subtests counts as one
// more than its subtests, as it does for go test.
type report struct {
	out            io.Writer
	output         map[string]*strings.Builder // what a running test has printed
	passed, failed int
	skipped        []string
}

// read follows the stream to its end.
func (r *report) read(stream io.Reader) {
	lines := bufio.NewReader(stream)
	for {
		line, err := lines.ReadBytes('\n')
		if len(line) > 0 {
			var e event
			if json.Unmarshal(line, &e) == nil {
				r.add(e)
			} else {
				r.out.Write(line) // what is not an event is not ours to hide
			}
		}
		if err != nil {
			return
		}
	}
}

func (r *report) add(e event) {
	name := e.Package + "." + e.Test
	switch e.Action {
	case "build-output":
		io.WriteString(r.out, e.Output)
	case "output":
		switch {
		case e.Test != "", strings.HasPrefix(e.Output, "-test.shuffle "):
			// Kept: worth showing only if the test, or the package, fails.
			if r.output[name] == nil {
				r.output[name] = &strings.Builder{}
			}
			r.output[name].WriteString(e.Output)
		case e.Output != "PASS\n": // a plain go test has no such line
			io.WriteString(r.out, e.Output)
		}
	case "pass", "fail", "skip":
		r.end(e.Action, name, e.Test == "")
	}
}

// end shows what a test or package printed that did not pass, and counts it if
// it is a test.
func (r *report) end(action, name string, isPackage bool) {
	if text := r.output[name]; text != nil && action != "pass" {
		io.WriteString(r.out, text.String())
	}
	delete(r.output, name)
	switch {
	case isPackage: // its tests are counted; "skip" says that it has none
	case action == "pass":
		r.passed++
	case action == "fail":
		r.failed++
	case action == "skip":
		r.skipped = append(r.skipped, name)
	}
}

// close shows what a test printed that never came to an end (a panic, a
// time-out), and then the counts.
func (r *report) close() {
	for _, name := range slices.Sorted(maps.Keys(r.output)) {
		fmt.Fprintf(r.out, "--- UNFINISHED: %s\n%s", name, r.output[name])
	}
	for _, name := range r.skipped {
		fmt.Fprintf(r.out, "--- SKIPPED, which this project counts as a failure: %s\n", name)
	}
	fmt.Fprintf(r.out, "%d passed, %d failed, %d skipped\n", r.passed, r.failed, len(r.skipped))
}
