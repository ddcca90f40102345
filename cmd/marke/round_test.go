package main

import (
	"context"
	"os"
	"path/filepath"
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

// TestEveryMalformedProblemIsOneLineAndExitStatusTwo takes the table of package
// roundfile through the command line.
func TestEveryMalformedProblemIsOneLineAndExitStatusTwo(t *testing.T) {
	const from = "../../scheduler/roundfile/testdata/"
	plain, err := os.ReadFile(from + "plain.json")
	if err != nil {
		t.Fatal(err)
	}
	table, err := os.ReadFile(from + "malformed.tsv")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	in, out := filepath.Join(dir, "in.json"), filepath.Join(dir, "out.json")
	bytesOf := strings.NewReplacer(`\xef`, "\xef", `\xbb`, "\xbb", `\xbf`, "\xbf", `\xff`, "\xff", `\x00`, "\x00", `\n`, "\n")
	n := 0
	for line := range strings.Lines(string(table)) {
		cells := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		name, want := cells[0], cells[3]
		text := bytesOf.Replace(cells[2])
		if cells[1] != "<all>" {
			head, tail, _ := strings.Cut(string(plain), bytesOf.Replace(cells[1]))
			if text = head + text + tail; cells[2] == "<cut>" {
				text = head
			}
		}
		if err := os.WriteFile(in, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		n++
		var said, wrong strings.Builder
		status := run(context.Background(), []string{"round", "solve", "--in", in, "--out", out, "--steps", "200"}, &said, &wrong)
		_, err := os.Stat(out)
		if want == "solved" {
			if status != 0 || err != nil || wrong.String() != "" {
				t.Errorf("%s: status %d, %q", name, status, wrong.String())
			}
			if err := os.Remove(out); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if want == "solved:pinned" {
			want = "no plan keeps all that must be placed"
		}
		// the line shows the first of several faults
		if status != 2 || err == nil || strings.Count(wrong.String(), "\n") != 1 || !strings.Contains(wrong.String(), want) && !strings.Contains(wrong.String(), "more)") {
			t.Errorf("%s: status %d, a file %v, %q does not say %q", name, status, err == nil, wrong.String(), want)
		}
	}
	if n < 100 {
		t.Errorf("the table has %d cases", n)
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 1 {
		t.Errorf("%d files are left: %v", len(left), err)
	}
}
