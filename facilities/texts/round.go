package texts

import (
	"fmt"
	"strings"
	"time"

	"marke/facilities"
)

// RoundPeriod says what the slots of an allocation round are in time. Without a
// Start the days of the period are numbered.
type RoundPeriod struct {
	Start time.Time
	Grid  time.Duration // of one slot
	Zone  *time.Location
	Name  func(id string) string // of a resource, limit or request; nil shows ids as they are
}

// Reason says why an allocation round gave a request no place, or what would have
// given it one. key and params are those that the scheduler's reason gives: from
// and to are slots; by and left numbers of slots; price, worth and gain
// ten-thousandths of a unit of value; resource, limit and requests ids.
func (t *Texts) Reason(key string, params map[string]any, in RoundPeriod) string {
	name := func(id string) string {
		if in.Name == nil {
			return id
		}
		return in.Name(id)
	}
	shown := make(map[string]any, len(params)+1)
	for param, value := range params {
		switch v := value.(type) {
		case string:
			shown[param] = name(v)
		case []string:
			var names []string
			for _, id := range v {
				names = append(names, name(id))
			}
			shown[param] = strings.Join(names, ", ")
		case int64:
			switch param {
			case "price", "worth", "gain":
				shown[param] = t.Points(v)
			case "by", "left":
				shown[param] = t.Hours(time.Duration(v) * in.Grid)
			default:
				shown[param] = t.Number(v)
			}
		default:
			shown[param] = v
		}
	}
	if from, ok := params["from"].(int64); ok {
		shown["span"] = t.SlotSpan(from, params["to"].(int64), in)
	}
	return t.With("reason."+key, shown)
}

// Points is a worth in an allocation round, given in ten-thousandths of a unit,
// with at most two decimals.
func (t *Texts) Points(parts int64) string {
	sign := ""
	if parts < 0 {
		sign, parts = "-", -parts
	}
	hundredths := (parts + 50) / 100
	whole := sign + t.Number(hundredths/100)
	switch rest := hundredths % 100; {
	case rest == 0:
		return whole
	case t.lang == "en":
		return fmt.Sprintf("%s.%02d", whole, rest)
	default:
		return fmt.Sprintf("%s,%02d", whole, rest)
	}
}

// SlotSpan is a stretch of slots as days and times: "za 21 nov 14:30–16:00", or "dag 3
// 14:30–16:00" when nobody knows on which day the period starts.
func (t *Texts) SlotSpan(from, to int64, in RoundPeriod) string {
	if !in.Start.IsZero() {
		return t.Span(facilities.NewSpan(in.Start.Add(time.Duration(from)*in.Grid), in.Start.Add(time.Duration(to)*in.Grid)), in.Zone)
	}
	const day = 24 * time.Hour
	start, end := time.Duration(from)*in.Grid, time.Duration(to)*in.Grid
	clock := func(at time.Duration) string {
		return fmt.Sprintf("%02d:%02d", at%day/time.Hour, at%time.Hour/time.Minute)
	}
	numbered := func(at time.Duration) string {
		return t.Say("reason.day", "number", int64(at/day)+1) + " " + clock(at)
	}
	switch {
	case start/day == end/day:
		return numbered(start) + "–" + clock(end)
	case end%day == 0 && start/day+1 == end/day:
		return numbered(start) + "–24:00"
	}
	return numbered(start) + " – " + numbered(end)
}
