package store

import (
	"time"

	"marke/facilities"
)

// What of a round has structure of its own and is only ever read whole is JSON. These are its
// forms; instants are seconds since 1970, durations seconds.

type spanRow struct {
	Start int64 `json:"start"`
	End   int64 `json:"end"`
}

func fromSpan(s facilities.Span) spanRow { return spanRow{unix(s.Start), unix(s.End)} }

func (r spanRow) toSpan() facilities.Span {
	return facilities.Span{Start: fromUnix(r.Start), End: fromUnix(r.End)}
}

// unix is 0 for no instant.
func unix(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}

func fromUnix(second int64) time.Time {
	if second == 0 {
		return time.Time{}
	}
	return time.Unix(second, 0).UTC()
}

type withRow struct {
	Resource string `json:"resource"`
	Units    int64  `json:"units"`
}

func fromWith(w facilities.WishClaim) withRow { return withRow{string(w.Resource), w.Units} }

func (r withRow) toWith() facilities.WishClaim {
	return facilities.WishClaim{Resource: facilities.ResourceID(r.Resource), Units: r.Units}
}

type placementRow struct {
	Request  string    `json:"request"`
	Step     int       `json:"step,omitempty"`
	Resource string    `json:"resource"`
	With     []withRow `json:"with,omitempty"`
	Use      spanRow   `json:"use"`
	Pinned   bool      `json:"pinned,omitempty"`
}

func fromPlacement(p facilities.RoundPlacement) placementRow {
	return placementRow{string(p.Request), p.Step, string(p.Resource), each(p.With, fromWith), fromSpan(p.Use), p.Pinned}
}

func (r placementRow) toPlacement() facilities.RoundPlacement {
	return facilities.RoundPlacement{Request: facilities.RoundRequestID(r.Request), Step: r.Step, Resource: facilities.ResourceID(r.Resource),
		With: each(r.With, withRow.toWith), Use: r.Use.toSpan(), Pinned: r.Pinned}
}

type reasonRow struct {
	Code     string            `json:"code"`
	Step     int               `json:"step,omitempty"`
	Resource string            `json:"resource,omitempty"`
	Span     spanRow           `json:"span"`
	Price    int64             `json:"price,omitempty"`
	Params   map[string]string `json:"params,omitempty"`
	Displace []placementRow    `json:"displace,omitempty"`
}

func fromReason(r facilities.RoundReason) reasonRow {
	return reasonRow{r.Code, r.Step, string(r.Resource), fromSpan(r.Span), r.Price, r.Params, each(r.Displace, fromPlacement)}
}

func (r reasonRow) toReason() facilities.RoundReason {
	return facilities.RoundReason{Code: r.Code, Step: r.Step, Resource: facilities.ResourceID(r.Resource), Span: r.Span.toSpan(), Price: r.Price,
		Params: r.Params, Displace: each(r.Displace, placementRow.toPlacement)}
}

// violationRow keeps a violation; its params are durations (as text), numbers and names.
type violationRow struct {
	Code        string              `json:"code"`
	Resource    string              `json:"resource"`
	Span        spanRow             `json:"span"`
	Overridable bool                `json:"overridable,omitempty"`
	Params      map[string]paramRow `json:"params,omitempty"`
}

// paramRow is one value in the words of a violation.
type paramRow struct {
	Seconds *int64 `json:"seconds,omitempty"` // a duration
	Value   any    `json:"value,omitempty"`
}

func fromViolation(v facilities.Violation) violationRow {
	row := violationRow{v.Code, string(v.Resource), fromSpan(v.Span), v.Overridable, nil}
	for name, value := range v.Params {
		if row.Params == nil {
			row.Params = map[string]paramRow{}
		}
		if d, is := value.(time.Duration); is {
			length := seconds(d)
			row.Params[name] = paramRow{Seconds: &length}
			continue
		}
		row.Params[name] = paramRow{Value: value}
	}
	return row
}

func (r violationRow) toViolation() facilities.Violation {
	v := facilities.Violation{Code: r.Code, Resource: facilities.ResourceID(r.Resource), Span: r.Span.toSpan(), Overridable: r.Overridable}
	for name, param := range r.Params {
		if v.Params == nil {
			v.Params = map[string]any{}
		}
		switch number, isNumber := param.Value.(float64); {
		case param.Seconds != nil:
			v.Params[name] = duration(*param.Seconds)
		case isNumber:
			v.Params[name] = int64(number)
		default:
			v.Params[name] = param.Value
		}
	}
	return v
}

// slotRow is an alternative without its price, which is asked anew when somebody takes it.
type slotRow struct {
	Resource string    `json:"resource"`
	Use      spanRow   `json:"use"`
	With     []withRow `json:"with,omitempty"`
	Approval string    `json:"approval"`
}

func fromSlot(a facilities.Alternative) slotRow {
	return slotRow{string(a.Resource), fromSpan(a.Use), each(a.With, fromWith), string(a.Approval)}
}

func (r slotRow) toSlot() facilities.Alternative {
	return facilities.Alternative{Resource: facilities.ResourceID(r.Resource), Use: r.Use.toSpan(), With: each(r.With, withRow.toWith),
		Approval: facilities.Approval(r.Approval)}
}
