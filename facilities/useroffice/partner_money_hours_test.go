package useroffice

import (
	"slices"
	"testing"
	"time"

	"marke/facilities"
)

// What a partner carries over in time is what the year began with: before it, and after the agreement halved it.
func TestHoursCarriedOver(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	week := func(year int, month time.Month, day int) facilities.Span {
		start := time.Date(year, month, day, 0, 0, 0, 0, zone).UTC()
		return facilities.Span{Start: start, End: start.AddDate(0, 0, 7)}
	}
	newYear := week(2027, time.January, 1)
	lines := []facilities.HourLine{
		{Pool: "sem", Partner: "ut", Kind: facilities.HoursSettled, Minutes: 300, Period: week(2026, time.November, 2)},
		{Pool: "sem", Partner: "saxion", Kind: facilities.HoursSettled, Minutes: -300, Period: week(2026, time.November, 2)},
		{Pool: "press", Partner: "ut", Kind: facilities.HoursTraded, Minutes: -90, Created: time.Date(2026, time.December, 31, 22, 30, 0, 0, time.UTC)},
		// Half past eleven at night on 31 December in UTC is the new year in Twente.
		{Pool: "press", Partner: "ut", Kind: facilities.HoursTraded, Minutes: 30, Created: time.Date(2026, time.December, 31, 23, 30, 0, 0, time.UTC)},
		{Pool: "sem", Partner: "ut", Kind: facilities.HoursYearEnd, Minutes: -150, Period: facilities.Span{Start: newYear.Start, End: newYear.Start}},
		{Pool: "sem", Partner: "ut", Kind: facilities.HoursSettled, Minutes: 20, Period: week(2027, time.January, 4)},
	}
	for _, c := range []struct {
		partner facilities.PartnerID
		year    int
		want    []PoolStanding
	}{
		{"ut", 2025, nil},
		{"ut", 2026, []PoolStanding{{"press", 0, -90}, {"sem", 0, 300}}},
		{"ut", 2027, []PoolStanding{{"press", -90, -60}, {"sem", 150, 170}}},
		{"ut", 2028, []PoolStanding{{"press", -60, -60}, {"sem", 170, 170}}},
		{"saxion", 2027, []PoolStanding{{"sem", -300, -300}}},
		{"imec", 2027, nil},
	} {
		if got := standingsIn(lines, c.partner, c.year, zone); !slices.Equal(got, c.want) {
			t.Errorf("%s stands in %d at %v, not %v", c.partner, c.year, got, c.want)
		}
	}
}
