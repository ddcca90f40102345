package scheduler

import (
	"testing"
	"time"
	_ "time/tzdata"

	"marke/scheduler/interval"
)

func amsterdam(t testing.TB) *time.Location {
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func minutes(t time.Time) int64 { return t.Unix() / 60 }

// offsetsOf finds a zone's offsets hour by hour, in minutes from 1970.
func offsetsOf(zone *time.Location, from, to time.Time) (out []Offset) {
	for at := from; at.Before(to); at = at.Add(time.Hour) {
		_, seconds := at.In(zone).Zone()
		if o := int64(seconds / 60); len(out) == 0 || out[len(out)-1].Ticks != o {
			out = append(out, Offset{minutes(at), o})
		}
	}
	return out
}

// clockDays are the days of 2024–2035 on which the clock in Amsterdam is changed.
func clockDays(zone *time.Location) (days []time.Time) {
	for year := 2024; year <= 2035; year++ {
		for d := time.Date(year, 1, 1, 0, 0, 0, 0, zone); d.Year() == year; d = d.AddDate(0, 0, 1) {
			if d.AddDate(0, 0, 1).Sub(d) != 24*time.Hour {
				days = append(days, d)
			}
		}
	}
	return days
}

// Every 15-minute start on the days of 23 and 25 hours lies on the grid when the wall clock shows a multiple of it, and
// Suggest offers exactly those.
func TestStartsOnDaysOf23And25HoursFollowTheWallClock(t *testing.T) {
	zone := amsterdam(t)
	offsets := offsetsOf(zone, time.Date(2023, 12, 1, 0, 0, 0, 0, time.UTC), time.Date(2036, 1, 1, 0, 0, 0, 0, time.UTC))
	days := clockDays(zone)
	if len(days) != 24 {
		t.Fatalf("%d days, want two a year", len(days))
	}
	for _, grid := range []int64{15, 30, 60, 90, 120, 240, 420} {
		s := Snapshot{
			Now: minutes(days[0]) - 10_000, Facilities: []Facility{{ID: 1, Clock: offsets}},
			Resources: []Resource{{ID: 1, Facility: 1, Capacity: 1, Open: interval.Of(interval.Always), Grid: grid}},
		}
		w := s.world(t)
		shows := func(tick int64) bool {
			local := time.Unix(tick*60, 0).In(zone)
			return int64(local.Hour()*60+local.Minute())%grid == 0
		}
		for _, day := range days {
			from, to := minutes(day), minutes(day.AddDate(0, 0, 1))
			if to-from != 23*60 && to-from != 25*60 {
				t.Fatalf("%v has %d minutes", day, to-from)
			}
			var want []int64
			for start := from; start < to; start += 15 {
				for _, length := range []int64{15, 60, grid} {
					var off int64
					if !shows(start) {
						off |= StartOffGrid
					}
					if !shows(start + length) {
						off |= EndOffGrid
					}
					v := Check(w, &Wish{Resource: 1, Use: span(start, start+length)}).Violations
					var got int64
					if len(v) > 0 {
						got = v[0].Actual
					}
					if got != off || len(v) > 1 {
						t.Fatalf("grid %d: %v for %d minutes: got %+v, want ends %d off", grid, time.Unix(start*60, 0).In(zone), length, v, off)
					}
				}
				if shows(start) && shows(start+grid) {
					want = append(want, start)
				}
			}
			slots := Suggest(w, Query{Wish: Wish{Use: span(from, from+grid)}, Resources: []ResourceID{1}, Range: span(from, to+grid-15), Limit: 200})
			if len(slots) != len(want) {
				t.Fatalf("grid %d on %v: %d slots, want %d", grid, day, len(slots), len(want))
			}
			for i, slot := range slots {
				if slot.Use.From != want[i] {
					t.Fatalf("grid %d on %v: slot %d at %v, want %v", grid, day, i, slot.Use.From, want[i])
				}
			}
		}
	}
}

// Periods agree with the calendar of package time for every hour of three years, the ends of centuries and of clocks
// included.
func TestPeriodsAreTheCalendars(t *testing.T) {
	zone := amsterdam(t)
	c := clock{0, offsetsOf(zone, time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC))}
	same := func(at time.Time, p Period, from, to time.Time) {
		if got, want := c.period(minutes(at), p), span(minutes(from), minutes(to)); got != want {
			t.Fatalf("%v, period %d: got %v, want %v", at, p, got, want)
		}
	}
	for at := time.Date(2023, 12, 28, 0, 0, 0, 0, time.UTC); at.Year() < 2026; at = at.Add(time.Hour) {
		local := at.In(zone)
		day := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, zone)
		monday := day.AddDate(0, 0, -int((local.Weekday()+6)%7))
		first := time.Date(local.Year(), local.Month(), 1, 0, 0, 0, 0, zone)
		same(at, Day, day, day.AddDate(0, 0, 1))
		same(at, Week, monday, monday.AddDate(0, 0, 7))
		same(at, Month, first, first.AddDate(0, 1, 0))
	}
	c = clock{}
	for year := 1890; year <= 2410; year++ {
		for m := time.Month(1); m <= 12; m++ {
			first := time.Date(year, m, 1, 0, 0, 0, 0, time.UTC)
			next := first.AddDate(0, 1, 0)
			same(first, Month, first, next)
			same(next.Add(-time.Minute), Month, first, next)
		}
	}
}

func TestTheOriginOnlyShiftsTheCalendar(t *testing.T) {
	s, wish := laboratory()
	s.find(press).Grid = 15
	s.Origin = origin + 7
	wish.Use = span(608, 668)
	if v := Check(s.world(t), &wish).Violations; len(v) > 0 {
		t.Errorf("10:15 by the clock is on the grid, got %+v", v)
	}
	wish.Use = span(600, 660)
	if v := Check(s.world(t), &wish); !v.Has(OffGrid) {
		t.Error("10:07 by the clock is not on the grid")
	}
}
