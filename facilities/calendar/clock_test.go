package calendar

import (
	"bytes"
	"fmt"
	"testing"
	"time"
)

// firstShowing finds the instant of a wall clock by asking every quarter around
// it: the first that shows it, or the one at which the old offset would have.
func firstShowing(wall time.Time, zone *time.Location) time.Time {
	from := wall.Add(-16 * time.Hour)
	for instant := from; instant.Before(wall.Add(16 * time.Hour)); instant = instant.Add(15 * time.Minute) {
		if instant.In(zone).Format(localForm) == wall.Format(localForm) {
			return instant
		}
		// The clock has jumped over it.
		if after := instant.In(zone).Format(localForm); after > wall.Format(localForm) {
			before := instant.Add(-15 * time.Minute).In(zone)
			_, offset := before.Zone()
			return wall.Add(-time.Duration(offset) * time.Second)
		}
	}
	return time.Time{}
}

func TestAtWallFollowsRFC5545AroundEveryChange(t *testing.T) {
	for _, name := range []string{amsterdam, "America/New_York", "Australia/Lord_Howe", "Europe/Dublin", "America/Havana", "Pacific/Apia", "Africa/Cairo"} {
		zone := zoneNamed(t, name)
		for _, year := range []int{2011, 2024, 2026, 2040} {
			for _, c := range changesIn(year, zone) {
				for wall := c.wall.Add(-27 * time.Hour); wall.Before(c.wall.Add(27 * time.Hour)); wall = wall.Add(15 * time.Minute) {
					if got, want := atWall(wall, zone), firstShowing(wall, zone); !got.Equal(want) {
						t.Fatalf("%s: %s is %v, want %v", name, wall.Format(localForm), got, want)
					}
				}
			}
		}
	}
}

// TestEveryQuarterOfEveryChangedDayReadsBack: a booking that starts at any
// quarter of an hour of the days of 23 and 25 hours is read back at the same
// instant, alone, as the start of a series and as a moved occurrence.
func TestEveryQuarterOfEveryChangedDayReadsBack(t *testing.T) {
	zone := zoneNamed(t, amsterdam)
	days, starts := 0, 0
	for year := 2024; year <= 2035; year++ {
		for _, c := range changesIn(year, zone) {
			days++
			day := time.Date(year, c.wall.Month(), c.wall.Day(), 0, 0, 0, 0, zone)
			next := day.AddDate(0, 0, 1)
			f := Feed{Zone: amsterdam}
			recurrence := day.AddDate(0, 0, -7).Add(9 * time.Hour)
			for start := day; start.Before(next); start = start.Add(15 * time.Minute) {
				e := Event{Status: Confirmed, Start: start, End: start.Add(75 * time.Minute), Modified: day, Summary: start.UTC().Format(utcForm)}
				e.UID = fmt.Sprint("single-", start.Unix())
				series, moved := e, e
				series.UID, series.Rule = fmt.Sprint("series-", start.Unix()), "FREQ=WEEKLY;COUNT=2"
				moved.UID, moved.RecurrenceID = fmt.Sprint("moved-", start.Unix()), &recurrence
				f.Events = append(f.Events, e, series, moved)
				starts++
			}
			read, err := Decode(bytes.NewReader(encoded(t, f)), Limits{})
			if err != nil || len(read.Refused) > 0 || len(read.Entries) != len(f.Events) {
				t.Fatal(len(read.Entries), read.Refused, err)
			}
			for i := range read.Entries {
				entry := &read.Entries[i]
				want := at(t, entry.Summary[:4]+"-"+entry.Summary[4:6]+"-"+entry.Summary[6:11]+":"+entry.Summary[11:13]+":00Z")
				found, err := Expand(entry, day, next, 5)
				if err != nil || len(found) != 1 || !found[0].Start.Equal(want) || found[0].End.Sub(found[0].Start) != 75*time.Minute {
					t.Fatalf("%s: %v %v", entry.UID, found, err)
				}
			}
		}
	}
	if days != 24 || starts != 12*(23+25)*4 {
		t.Errorf("%d days with %d starts", days, starts)
	}
}

func TestLoadZoneKnowsIANANamesOnly(t *testing.T) {
	for _, name := range []string{"", "Local", "../zoneinfo/Europe/Amsterdam", "/etc/localtime", "Europe/Atlantis", "Europe/Amsterdam ", "a\x00b"} {
		_, err := loadZone(name)
		wantCode(t, err, CodeZone)
	}
}
