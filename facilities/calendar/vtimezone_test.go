package calendar

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/teambition/rrule-go"
)

// observed reads the observances of a VTIMEZONE without any of this package's
// own code: rrule-go expands the rules. It gives "instant offset" for each onset
// from 2024 to 2037 that changes the offset.
func observed(t *testing.T, file []byte) []string {
	t.Helper()
	type onset struct {
		at     time.Time
		offset string
	}
	var onsets []onset
	part := map[string]string{}
	for _, line := range lines(file) {
		name, value, _ := strings.Cut(line, ":")
		switch {
		case name == "BEGIN":
			part = map[string]string{}
		case name == "END" && (value == "STANDARD" || value == "DAYLIGHT"):
			from, err := time.Parse("-0700", part["TZOFFSETFROM"])
			if err != nil {
				t.Fatal(err)
			}
			starts := []time.Time{}
			if part["RRULE"] == "" {
				start, err := time.ParseInLocation("20060102T150405", part["DTSTART"], from.Location())
				if err != nil {
					t.Fatal(err)
				}
				starts = append(starts, start)
			} else {
				rule, err := rrule.StrToROption(part["RRULE"])
				if err != nil {
					t.Fatal(err)
				}
				if rule.Dtstart, err = time.ParseInLocation("20060102T150405", part["DTSTART"], from.Location()); err != nil {
					t.Fatal(err)
				}
				rule.Until = time.Date(2038, 1, 1, 0, 0, 0, 0, time.UTC)
				expanded, err := rrule.NewRRule(*rule)
				if err != nil {
					t.Fatal(err)
				}
				starts = expanded.All()
				if len(starts) == 0 || !starts[0].Equal(rule.Dtstart) {
					t.Errorf("DTSTART %s is no onset of %s", part["DTSTART"], part["RRULE"])
				}
			}
			for _, start := range starts {
				onsets = append(onsets, onset{start, part["TZOFFSETTO"]})
			}
		default:
			part[name] = value
		}
	}
	slices.SortFunc(onsets, func(a, b onset) int { return a.at.Compare(b.at) })
	var out []string
	last := ""
	for _, o := range onsets {
		if year := o.at.UTC().Year(); o.offset != last && year >= 2024 && year < 2038 {
			out = append(out, fmt.Sprint(o.at.UTC().Format(time.RFC3339), " ", o.offset))
		}
		last = o.offset
	}
	return out
}

// happened finds the changes of offset of the same years by asking the zone: at
// every day's end, and in a day that changed every quarter of an hour.
func happened(zone *time.Location) []string {
	offset := func(at time.Time) string { return at.In(zone).Format("-0700") }
	var out []string
	for day := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() < 2038; day = day.Add(24 * time.Hour) {
		if offset(day.Add(-15*time.Minute)) == offset(day.Add(24*time.Hour-15*time.Minute)) {
			continue
		}
		for at := day; at.Before(day.Add(24 * time.Hour)); at = at.Add(15 * time.Minute) {
			if now := offset(at); now != offset(at.Add(-15*time.Minute)) {
				out = append(out, fmt.Sprint(at.Format(time.RFC3339), " ", now))
			}
		}
	}
	return out
}

func TestVTimezoneSaysWhatTheZoneDoes(t *testing.T) {
	zones := []string{
		amsterdam, "Europe/London", "Europe/Dublin", "Europe/Lisbon", "Europe/Istanbul", "Europe/Moscow", "Atlantic/Azores",
		"America/New_York", "America/Santiago", "America/Sao_Paulo", "America/Nuuk", "America/Havana", "America/Asuncion",
		"Australia/Sydney", "Australia/Lord_Howe", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Tehran", "Asia/Jerusalem", "Asia/Beirut",
		"Africa/Cairo", "Africa/Casablanca", "Pacific/Auckland", "Pacific/Chatham", "Antarctica/Troll", "UTC", "Etc/GMT+5",
	}
	for _, name := range zones {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := encoded(t, Feed{Zone: name})
			got, want := observed(t, file), happened(zoneNamed(t, name))
			if !slices.Equal(got, want) {
				t.Errorf("written: %v\nhappens: %v", got, want)
			}
			if size := len(file); size > 8<<10 {
				t.Errorf("%d bytes for a heading", size)
			}
		})
	}
}

func TestAmsterdamHasTheRulesOfTheUnionSince1996(t *testing.T) {
	file := string(encoded(t, Feed{Zone: amsterdam}))
	for _, want := range []string{
		"BEGIN:DAYLIGHT\r\nDTSTART:19960331T020000\r\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\nTZNAME:CEST\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nEND:DAYLIGHT\r\n",
		"BEGIN:STANDARD\r\nDTSTART:19961027T030000\r\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\nTZNAME:CET\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\n",
	} {
		if !strings.Contains(file, want) {
			t.Errorf("no %q in\n%s", want, file)
		}
	}
	if strings.Count(file, "BEGIN:STANDARD") != 1 || strings.Count(file, "BEGIN:DAYLIGHT") != 1 {
		t.Error("more than two rules")
	}
}
