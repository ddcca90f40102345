package roundfile

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"strings"

	"marke/scheduler"
)

// sizeMax is the largest file that is read, in bytes; a year of three hundred
// instruments is a tenth of it.
const sizeMax = 64 << 20

// Fault is one thing wrong with a file, and where.
type Fault struct {
	Line, Column int    // of the value, counted from 1; 0 when it is missing
	Path         string // such as requests[3].windows[0].to
	Message      string
}

// Error is what is wrong with a file. It is never empty.
type Error struct{ Faults []Fault }

func (e *Error) Error() string {
	var lines []string
	for _, f := range e.Faults {
		place := f.Path
		if f.Line > 0 {
			place = strings.TrimSuffix(fmt.Sprintf("line %d, column %d: %s", f.Line, f.Column, f.Path), ": ")
		}
		if place != "" {
			place += ": "
		}
		lines = append(lines, place+f.Message)
	}
	return strings.Join(lines, "\n")
}

// ReadProblem reads a problem and checks that it is well formed: see
// scheduler.CheckRound. What is wrong with the file comes back as an *Error, what
// is wrong with reading it as it is.
func ReadProblem(from io.Reader) (*scheduler.RoundProblem, error) {
	var w problemWire
	source, err := readStrict(from, &w, problemFormat)
	if err != nil {
		return nil, err
	}
	if w.Format != problemFormat {
		return nil, source.fault("format", fmt.Sprintf("is %q, not %s", w.Format, problemFormat))
	}
	if cost := string(w.Objective.ShortfallCost); cost != "" {
		if _, ok := hundredths(cost); !ok {
			return nil, source.fault("objective.shortfall_cost", cost+" is not a number with at most two decimals")
		}
	}
	for i := range w.Partners {
		if w.Partners[i].Target != nil && w.Partners[i].Targets != nil {
			return nil, source.fault(fmt.Sprintf("partners[%d].target", i), "stands beside targets: one of them counts")
		}
	}
	p := w.problem()
	if faults := scheduler.CheckRound(p); len(faults) > 0 {
		return nil, source.faults(faults)
	}
	return p, nil
}

// ReadPlan reads a plan. Whether it is right for its problem is for
// scheduler.VerifyRound to say.
func ReadPlan(from io.Reader) (*scheduler.RoundPlan, error) {
	var w planWire
	source, err := readStrict(from, &w, planFormat)
	if err != nil {
		return nil, err
	}
	if w.Format != planFormat {
		return nil, source.fault("format", fmt.Sprintf("is %q, not %s", w.Format, planFormat))
	}
	if path, wrong := w.misuse(); path != "" {
		return nil, source.fault(path, wrong)
	}
	plan, path, ok := w.plan()
	if !ok {
		return nil, source.fault(path, "is not a number with at most four decimals")
	}
	return plan, nil
}

// source is a file's text, to find places in.
type source []byte

// The formats of the files, as they name themselves.
const (
	problemFormat = "marke.problem/1"
	planFormat    = "marke.plan/1"
)

// readStrict reads one JSON value, all of whose fields are known and there once. A file that says that it is of another of the formats is told so, and nothing else.
func readStrict(from io.Reader, into any, format string) (source, error) {
	text, err := io.ReadAll(io.LimitReader(from, sizeMax+1))
	if err != nil {
		return nil, err
	}
	s := source(text)
	if len(s) > sizeMax {
		return nil, &Error{[]Fault{{Message: fmt.Sprintf("the file is larger than %d MiB", sizeMax>>20)}}}
	}
	if len(bytes.TrimSpace(text)) == 0 {
		return nil, s.at(0, "", "the file is empty")
	}
	if err := s.survey(reflect.TypeOf(into).Elem()); err != nil {
		if is := s.format(); is != format && (is == problemFormat || is == planFormat) {
			return nil, s.fault("format", fmt.Sprintf("is %q, not %s", is, format))
		}
		return nil, err
	}
	if err := json.Unmarshal(s, into); err != nil { // the survey leaves it nothing to find
		return nil, s.at(0, "", strings.TrimPrefix(err.Error(), "json: "))
	}
	return s, nil
}

// format is what the file says that it is; empty when that cannot be read.
func (s source) format() string {
	var w struct {
		Format string `json:"format"`
	}
	if json.Unmarshal(s, &w) != nil {
		return ""
	}
	return w.Format
}

func (s source) fault(path, message string) error {
	return s.faults([]scheduler.RoundFault{{Path: path, Message: message}})
}

// faults finds the places of what is wrong, in one walk for all.
func (s source) faults(faults []scheduler.RoundFault) error {
	wanted := map[string]bool{}
	for i := range faults {
		wanted[faults[i].Path] = true
		wanted[single(faults[i].Path)] = true
	}
	found := s.locate(wanted)
	e := &Error{}
	for _, f := range faults {
		line, column := 0, 0
		at, there := found[f.Path]
		if !there {
			if at, there = found[single(f.Path)]; there {
				f.Path = single(f.Path)
			}
		}
		if there {
			line, column = s.place(at)
		}
		e.Faults = append(e.Faults, Fault{line, column, f.Path, f.Message})
	}
	return e
}

// single is the path of a partner's target when it has but one, for all.
func single(path string) string { return strings.Replace(path, `.targets["all"]`, ".target", 1) }

// place turns an offset into a line and a column, both from 1.
func (s source) place(offset int64) (line, column int) {
	before := s[:max(0, min(int64(len(s)), offset))]
	return bytes.Count(before, []byte("\n")) + 1, len(before) - bytes.LastIndexByte(before, '\n')
}
