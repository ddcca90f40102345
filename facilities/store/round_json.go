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
	Code       string         `json:"code"`
	Step       int            `json:"step,omitempty"`
	Resource   string         `json:"resource,omitempty"`
	Span       spanRow        `json:"span"`
	Price      int64          `json:"price,omitempty"`
	Gain       int64          `json:"gain,omitempty"`
	Worth      int64          `json:"worth,omitempty"`
	Displace   []placementRow `json:"displace,omitempty"`
	Violations []violationRow `json:"violations,omitempty"`
	Words      wordsRow       `json:"words"`
	Partner    wordsRow       `json:"partner"`
}

func fromReason(r facilities.RoundReason) reasonRow {
	return reasonRow{r.Code, r.Step, string(r.Resource), fromSpan(r.Span), r.Price, r.Gain, r.Worth, each(r.Displace, fromPlacement),
		each(r.Violations, fromViolation), fromWords(r.Words), fromWords(r.Partner)}
}

func (r reasonRow) toReason() facilities.RoundReason {
	return facilities.RoundReason{Code: r.Code, Step: r.Step, Resource: facilities.ResourceID(r.Resource), Span: r.Span.toSpan(), Price: r.Price,
		Gain: r.Gain, Worth: r.Worth, Displace: each(r.Displace, placementRow.toPlacement), Violations: each(r.Violations, violationRow.toViolation),
		Words: r.Words.toWords(), Partner: r.Partner.toWords()}
}

// wordsRow is a message; its values are numbers, names and lists of names.
type wordsRow struct {
	Key    string              `json:"key,omitempty"`
	Counts map[string]int      `json:"counts,omitempty"`
	Whole  map[string]int64    `json:"numbers,omitempty"`
	Names  map[string]string   `json:"names,omitempty"`
	Lists  map[string][]string `json:"lists,omitempty"`
	Titles map[string]string   `json:"titles,omitempty"`
}

func fromWords(w facilities.RoundWords) wordsRow {
	row := wordsRow{Key: w.Key, Counts: map[string]int{}, Whole: map[string]int64{}, Names: map[string]string{}, Lists: map[string][]string{}, Titles: w.Titles}
	for name, value := range w.Params {
		switch v := value.(type) {
		case int:
			row.Counts[name] = v
		case int64:
			row.Whole[name] = v
		case string:
			row.Names[name] = v
		case []string:
			row.Lists[name] = v
		}
	}
	return row
}

func (r wordsRow) toWords() facilities.RoundWords {
	w := facilities.RoundWords{Key: r.Key, Titles: r.Titles}
	put := func(name string, value any) {
		if w.Params == nil {
			w.Params = map[string]any{}
		}
		w.Params[name] = value
	}
	for name, v := range r.Counts {
		put(name, v)
	}
	for name, v := range r.Whole {
		put(name, v)
	}
	for name, v := range r.Names {
		put(name, v)
	}
	for name, v := range r.Lists {
		put(name, v)
	}
	return w
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
