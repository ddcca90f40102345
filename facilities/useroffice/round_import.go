package useroffice

import (
	"bytes"
	"context"
	"errors"
	"slices"
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

// RowFault is what is wrong in one line of a table.
type RowFault struct {
	Line int // from 1, the heading included
	Err  error
}

// RequestColumns are the columns of a table of requests, the needed ones first. Rows that name the same route are the steps of one
// request, in their order; what is said of the whole request is read from the first. Times without an offset are those of the facility's clock.
var RequestColumns = slices.Concat(columns["requests"].needed, columns["requests"].allowed)

// RequestColumn is the column of a table that holds what a fault names by its place in a request.
func RequestColumn(location string) string {
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
				out.Faults = append(out.Faults, RowFault{request.line, err})
				continue
			}
			if err != nil {
				return out, err
			}
			out.Requests = append(out.Requests, made)
		}
		slices.SortStableFunc(out.Faults, func(a, b RowFault) int { return a.Line - b.Line })
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
	line int
}

// read turns rows into requests. What is wrong with a row is noted; its request is left out.
func (i *RequestImport) read(ctx context.Context, tx *store.Tx, a act, round facilities.Round, t table) ([]requestRows, error) {
	c, err := tx.Catalogue(ctx)
	if err != nil {
		return nil, err
	}
	zone := c.Zone(round.Facility)
	var out []requestRows
	at := map[string]int{} // of routes
	for k := range t.rows {
		rw := &t.rows[k]
		step := rw.roundStep()
		route := rw.text("route")
		if n, known := at[route]; known && route != "" {
			out[n].Steps = append(out[n].Steps, step)
			if wrong := rw.err(); wrong != nil {
				i.Faults = append(i.Faults, RowFault{rw.line, wrong})
			}
			continue
		}
		r, err := rw.roundRequest(ctx, tx, a, zone)
		if facilities.CodeOf(err) != facilities.Invalid && err != nil {
			return nil, err
		}
		if wrong := rw.err(); wrong != nil {
			err = wrong
		}
		if err != nil {
			i.Faults = append(i.Faults, RowFault{rw.line, err})
			continue
		}
		r.Round, r.Steps = round.ID, []facilities.RoundStep{step}
		at[route] = len(out)
		out = append(out, requestRows{r, rw.line})
	}
	return out, nil
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
