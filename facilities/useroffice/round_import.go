package useroffice

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// RequestImport is what a table of requests came to. When Faults is not empty nothing was written.
type RequestImport struct {
	Requests []facilities.RoundRequest
	Faults   []RowFault
}

// RowFault is what is wrong in one line of a table. The fields of Err are named by the heading of their column, as the table writes it.
type RowFault struct {
	Line int // from 1, the heading included
	Err  *facilities.Error
}

// RequestColumns are the columns of a table of requests, the needed ones first. Rows that name the same route are the steps of one
// request, in their order; what is said of the whole request is read from the first. Times without an offset are those of the facility's clock.
var RequestColumns = slices.Concat(columns["requests"].needed, columns["requests"].allowed)

// requestColumn is the column of a table that holds what a fault names by its place in a request.
func requestColumn(location string) string {
	last := location[strings.LastIndex(location, ".")+1:]
	last, _, _ = strings.Cut(last, "[")
	switch {
	case strings.Contains(location, "intake."):
		return "intake"
	case strings.Contains(location, "with["):
		return "with"
	case last == "duration_minutes":
		return "minutes"
	case last == "resources", last == "steps":
		return "resource"
	case last == "for":
		return "person"
	case last == "windows", strings.Contains(location, "windows") && last == "from":
		return "start"
	case strings.Contains(location, "windows") && last == "to":
		return "end"
	}
	return last
}

// ImportRequests hands in a table of requests (CSV, as the general import reads it; see RequestColumns), all or none, ranked as they
// stand. dry only judges it. Faults come in the order of their lines.
func (o *Office) ImportRequests(ctx context.Context, actor facilities.Actor, now time.Time, round facilities.RoundID, file []byte, dry bool) (RequestImport, error) {
	a := act{actor, now, "import_requests"}
	a.Via = "import"
	if err := needWrite(actor); err != nil {
		return RequestImport{}, err
	}
	t, err := readTable(bytes.NewReader(file), "requests")
	if err != nil {
		return RequestImport{}, err
	}
	imported := subject[RequestImport]{"round_import",
		func(RequestImport) string { return string(round) },
		func(ctx context.Context, tx *store.Tx, id string) (RequestImport, error) { return RequestImport{}, nil }}
	var out RequestImport
	done, err := write(ctx, o, a, imported, func(ctx context.Context, tx *store.Tx) (RequestImport, error) {
		out = RequestImport{}
		r, err := openCall(ctx, tx, a, round)
		if err != nil {
			return out, err
		}
		requests, err := out.read(ctx, tx, a, r, t)
		if err != nil {
			return out, err
		}
		for _, request := range requests {
			made, err := addRequest(ctx, tx, a, request.RoundRequest)
			var e *facilities.Error
			if errors.As(err, &e) && (e.Code == facilities.Invalid || e.Code == facilities.Conflict || e.Code == facilities.Forbidden) {
				out.Faults = append(out.Faults, request.faults(e)...)
				continue
			}
			if err != nil {
				return out, err
			}
			out.Requests = append(out.Requests, made)
		}
		slices.SortStableFunc(out.Faults, func(a, b RowFault) int { return a.Line - b.Line })
		for i := range out.Faults {
			out.Faults[i].Err = t.atHeadings(out.Faults[i].Err)
		}
		if dry || len(out.Faults) > 0 {
			return out, errTried
		}
		return out, nil
	})
	if errors.Is(err, errTried) {
		return out, nil
	}
	return done, err
}

// requestRows is a request as it stands in a table.
type requestRows struct {
	facilities.RoundRequest
	lines []int // of its steps
	wrong bool  // one of its rows cannot be read
}

// faults names what is wrong with a request by row and column: what a step is wrong in stands in its row, all else in the first.
func (r requestRows) faults(e *facilities.Error) []RowFault {
	if len(e.Fields) == 0 {
		return []RowFault{{r.lines[0], e}}
	}
	var out []RowFault
	for step, line := range r.lines {
		own := *e
		own.Fields = nil
		for _, field := range e.Fields {
			if of := stepOf(field.Location); of == step || step == 0 && of >= len(r.lines) {
				field.Location = requestColumn(field.Location)
				own.Fields = append(own.Fields, field)
			}
		}
		if len(own.Fields) > 0 {
			out = append(out, RowFault{line, &own})
		}
	}
	return out
}

// stepOf is the step that a place in a request is of; 0 for what is of the whole.
func stepOf(location string) int {
	_, number, found := strings.Cut(location, "steps[")
	number, _, closed := strings.Cut(number, "]")
	step, err := strconv.Atoi(number)
	if !found || !closed || err != nil {
		return 0
	}
	return step
}

// atHeadings names what is wrong with a row by what the table writes over its columns.
func (t *table) atHeadings(e *facilities.Error) *facilities.Error {
	named := *e
	named.Fields = slices.Clone(e.Fields)
	for i, field := range named.Fields {
		if heading, there := t.headings[field.Location]; there {
			named.Fields[i].Location = heading
		}
	}
	return &named
}

// read turns rows into requests. What is wrong with a row is noted; its request, with all its steps, is left out.
func (i *RequestImport) read(ctx context.Context, tx *store.Tx, a act, round facilities.Round, t table) ([]requestRows, error) {
	c, err := tx.Catalogue(ctx)
	if err != nil {
		return nil, err
	}
	zone := c.Zone(round.Facility)
	var out []requestRows
	at := map[string]int{} // of routes; -1 for those whose first row is wrong
	for k := range t.rows {
		rw := &t.rows[k]
		step := rw.roundStep()
		route := rw.text("route")
		if n, known := at[route]; known && route != "" {
			wrong := rw.err()
			if wrong != nil {
				i.Faults = append(i.Faults, RowFault{rw.line, wrong})
			}
			if n >= 0 {
				out[n].Steps, out[n].lines, out[n].wrong = append(out[n].Steps, step), append(out[n].lines, rw.line), out[n].wrong || wrong != nil
			}
			continue
		}
		r, err := rw.roundRequest(ctx, tx, a, zone)
		var unknown *facilities.Error
		switch {
		case facilities.CodeOf(err) == facilities.Invalid && errors.As(err, &unknown):
			rw.faults = append(rw.faults, unknown.Fields...)
		case err != nil:
			return nil, err
		}
		if wrong := rw.err(); wrong != nil {
			i.Faults = append(i.Faults, RowFault{rw.line, wrong})
			at[route] = -1
			continue
		}
		r.Round, r.Steps = round.ID, []facilities.RoundStep{step}
		at[route] = len(out)
		out = append(out, requestRows{RoundRequest: r, lines: []int{rw.line}})
	}
	return slices.DeleteFunc(out, func(r requestRows) bool { return r.wrong }), nil
}

// roundStep reads what a row says of one use.
func (r *row) roundStep() facilities.RoundStep {
	s := facilities.RoundStep{Capability: r.text("capability"), Process: r.text("process")}
	for _, id := range splitList(r.text("resource")) {
		s.Resources = append(s.Resources, facilities.ResourceID(id))
	}
	r.need("minutes")
	r.duration("minutes", time.Minute, &s.Duration)
	r.duration("gap_min_minutes", time.Minute, &s.GapMin)
	r.duration("gap_max_minutes", time.Minute, &s.GapMax)
	r.number("units", 1, &s.Units)
	s.With = r.claims("with")
	s.Intake = r.answers("intake")
	return s
}

// answers reads what an instrument asks before: "material=PEEK; sheet=VIB-2041".
func (r *row) answers(column string) map[string]string {
	var out map[string]string
	for _, part := range splitList(r.text(column)) {
		question, answer, found := strings.Cut(part, "=")
		if !found {
			r.fault(column, "import_answer")
			continue
		}
		if out == nil {
			out = map[string]string{}
		}
		out[strings.TrimSpace(question)] = strings.TrimSpace(answer)
	}
	return out
}

// claims reads resources with their units: "tprc-cooling*2".
func (r *row) claims(column string) []facilities.WishClaim {
	var out []facilities.WishClaim
	for _, part := range splitList(r.text(column)) {
		id, units, _ := strings.Cut(part, "*")
		claim := facilities.WishClaim{Resource: facilities.ResourceID(strings.TrimSpace(id)), Units: 1}
		if units != "" {
			n, err := parseDecimal(strings.TrimSpace(units))
			if err != nil || n < 1 || n != float64(int64(n)) {
				r.fault(column, "number")
			}
			claim.Units = int64(n)
		}
		out = append(out, claim)
	}
	return out
}

// roundRequest reads what a row says of the whole request.
func (r *row) roundRequest(ctx context.Context, tx *store.Tx, a act, zone *time.Location) (facilities.RoundRequest, error) {
	request := facilities.RoundRequest{Title: r.need("title"), Project: facilities.ProjectID(r.text("project")), Sample: facilities.SampleID(r.text("sample")),
		Together: r.text("together"), OrderNumber: r.text("order_number")}
	r.yes("confidential", &request.Confidential)
	r.yes("accept_tariff", &request.AcceptTariff)
	if r.has("start") || r.has("end") {
		preference := int64(100)
		r.number("preference", 1, &preference)
		if preference < 1 || preference > 100 {
			r.fault("preference", "round_number", "min", 1, "max", 100)
		}
		window := facilities.RoundWindow{Span: facilities.Span{Start: r.instant("start", zone), End: r.instant("end", zone)}, Preference: int(preference)}
		request.Windows = []facilities.RoundWindow{window}
	}
	people, err := withPeople(ctx, tx, a, facilities.Wish{}, r.text("person"), splitList(r.text("companions")))
	request.Person, request.Companions = people.For, people.Companions
	return request, err
}
