package facilities

import (
	"slices"
	"testing"
	"time"
)

func amsterdam(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func TestOpenHoursFollowTheWallClock(t *testing.T) {
	every := func(from, until int) []Hours {
		var table []Hours
		for day := time.Sunday; day <= time.Saturday; day++ {
			table = append(table, Hours{day, from, until})
		}
		return table
	}
	for _, c := range []struct {
		name  string
		table []Hours
		day   string
		want  []string // in UTC
	}{
		{"an ordinary day", every(540, 1020), "2026-11-23", []string{"08:00–16:00"}},
		{"open through the night is one span a day", every(0, 1440), "2026-11-23", []string{"23:00–23:00"}},
		{"two entries that touch are one", append(every(540, 720), every(720, 1020)...), "2026-11-23", []string{"08:00–16:00"}},
		{"two that overlap are one", append(every(540, 800), every(700, 1020)...), "2026-11-23", []string{"08:00–16:00"}},
		{"a pause", append(every(540, 720), every(780, 1020)...), "2026-11-23", []string{"08:00–11:00", "12:00–16:00"}},
		{"the whole day of 25 hours", every(0, 1440), "2026-10-25", []string{"22:00–23:00"}},
		{"the hour that is there twice", every(120, 180), "2026-10-25", []string{"00:00–02:00"}},
		{"half of the hour that is there twice", every(120, 150), "2026-10-25", []string{"00:00–00:30", "01:00–01:30"}},
		{"the whole day of 23 hours", every(0, 1440), "2026-03-29", []string{"23:00–22:00"}},
		{"the hour that is skipped", every(120, 180), "2026-03-29", nil},
		{"over the skipped hour", every(60, 240), "2026-03-29", []string{"00:00–02:00"}},
		{"no table", nil, "2026-11-23", nil},
	} {
		zone := amsterdam(t)
		day, ok := ParseDate(c.day)
		if !ok {
			t.Fatal(c.day)
		}
		var got []string
		for _, s := range OpenHours(c.table, Span{day.In(zone).UTC(), day.Next().In(zone).UTC()}, zone) {
			got = append(got, s.Start.UTC().Format("15:04")+"–"+s.End.UTC().Format("15:04"))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// TestOpenHoursAreThoseThatTheClockShows asks the clock itself, minute by minute.
func TestOpenHoursAreThoseThatTheClockShows(t *testing.T) {
	zone := amsterdam(t)
	table := []Hours{{time.Sunday, 90, 150}, {time.Sunday, 165, 1000}, {time.Saturday, 1200, 1440}, {time.Monday, 0, 61}}
	for year := 2024; year <= 2035; year++ {
		for _, month := range []time.Month{time.March, time.October} {
			last := time.Date(year, month+1, 0, 0, 0, 0, 0, zone)
			sunday := last.AddDate(0, 0, -int(last.Weekday()))
			span := Span{sunday.AddDate(0, 0, -1).UTC(), sunday.AddDate(0, 0, 2).UTC()}
			open := OpenHours(table, span, zone)
			for at := span.Start; at.Before(span.End); at = at.Add(time.Minute) {
				local := at.In(zone)
				minute := local.Hour()*60 + local.Minute()
				want := slices.ContainsFunc(table, func(h Hours) bool { return h.Weekday == local.Weekday() && h.From <= minute && minute < h.Until })
				if got := slices.ContainsFunc(open, func(s Span) bool { return s.Holds(at) }); got != want {
					t.Fatalf("%v: open is %v, want %v", local, got, want)
				}
			}
		}
	}
}

func TestPrimeTimeCountsOverlappingHoursOnce(t *testing.T) {
	table := []Prime{{time.Monday, 480, 720, 150}, {time.Monday, 600, 660, 200}, {time.Monday, 700, 780, 120}, {time.Monday, 800, 900, 100}}
	monday := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	got := PrimeTime(table, Span{monday, monday.AddDate(0, 0, 1)}, time.UTC)
	if want := []Span{{monday.Add(8 * time.Hour), monday.Add(13 * time.Hour)}}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
