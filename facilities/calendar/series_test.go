package calendar

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestASeriesReadsBackAsItsOccurrences: what Occurrences says a rule means is
// what a reader of the written series sees, with the same exceptions, in zones
// that change their clocks in different ways.
func TestASeriesReadsBackAsItsOccurrences(t *testing.T) {
	compared := 0
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom([]string{amsterdam, "America/New_York", "Australia/Lord_Howe", "UTC"}).Draw(t, "zone")
		zone, err := loadZone(name)
		if err != nil {
			t.Fatal(err)
		}
		rule := drawRule(t) + ";COUNT=" + fmt.Sprint(rapid.IntRange(1, 40).Draw(t, "count"))
		// A start that the rule gives, often in the night.
		parsed, err := ParseRule(rule)
		if err != nil {
			t.Fatal(err)
		}
		wall := time.Date(2026, time.Month(rapid.SampledFrom([]int{3, 4, 10, 11}).Draw(t, "month")), rapid.IntRange(1, 28).Draw(t, "day"),
			rapid.SampledFrom([]int{1, 2, 2, 9, 22}).Draw(t, "hour"), rapid.SampledFrom([]int{0, 15, 30}).Draw(t, "minute"), 0, 0, time.UTC)
		parsed.walls(wall, stretch{}, func(first time.Time) bool { wall = first; return false })
		start := atWall(wall, zone)
		if !wallOf(start, zone).Equal(wall) {
			return // the clock skips the start
		}
		want, err := Occurrences(rule, start, zone, nil, start.AddDate(4, 0, 0), 100)
		if len(want) == 0 && err != nil {
			return // the rule never comes
		}
		e := Event{
			UID: "s", Status: Confirmed, Modified: start, Rule: rule,
			Start: start, End: start.Add(time.Duration(rapid.IntRange(0, 40).Draw(t, "quarters")) * 15 * time.Minute),
		}
		for i := rapid.IntRange(0, 3).Draw(t, "exceptions"); i > 0 && len(want) > 0; i-- {
			at := rapid.IntRange(0, len(want)-1).Draw(t, "exception")
			e.Except = append(e.Except, want[at])
			want = slices.Delete(want, at, at+1)
		}
		file, err := Encode(Feed{Zone: name, Events: []Event{e}})
		if err != nil {
			t.Fatal(err)
		}
		calendar, err := Decode(bytes.NewReader(file), Limits{})
		if err != nil || len(calendar.Entries) != 1 {
			t.Fatal(calendar.Refused, err)
		}
		got, err := Expand(&calendar.Entries[0], start.AddDate(0, 0, -1), start.AddDate(4, 0, 0).Add(time.Second), 200)
		if err != nil {
			t.Fatal(err)
		}
		if len(got) != len(want) {
			t.Fatalf("%s: %d occurrences, want %d\n%s", rule, len(got), len(want), file)
		}
		for i, o := range got {
			if !o.Start.Equal(want[i]) || o.End.Sub(o.Start) != e.End.Sub(e.Start) {
				t.Fatalf("%s: %v to %v, want %v\n%s", rule, o.Start, o.End, want[i], file)
			}
		}
		compared += len(got)
	})
	if compared == 0 {
		t.Error("nothing was compared")
	}
}

func TestLooseOccurrencesAreBounded(t *testing.T) {
	night := booking(t, "s", "2026-10-24T02:30:00+02:00", "2026-10-24T03:30:00+02:00")
	night.Rule = "FREQ=DAILY"
	file := encoded(t, feed(night))
	if n := strings.Count(string(file), "BEGIN:VEVENT"); n < 2*looseYears || n > 2+2*looseYears {
		t.Errorf("%d events for a series without end", n)
	}
	day := booking(t, "s", "2026-10-24T09:00:00+02:00", "2026-10-24T10:30:00+02:00")
	day.Rule = "FREQ=DAILY"
	if n := strings.Count(string(encoded(t, feed(day))), "BEGIN:VEVENT"); n != 1 {
		t.Errorf("%d events for a series by day", n)
	}
}
