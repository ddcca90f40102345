package web

import (
	"testing"
	"time"

	"marke/facilities"
)

func TestBoardBeginsOnTheDayThatIsOpenNext(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	workdays := facilities.Facility{}
	for day := time.Monday; day <= time.Friday; day++ {
		workdays.Hours = append(workdays.Hours, facilities.Hours{Weekday: day, From: 8 * 60, Until: 18 * 60})
	}
	for _, c := range []struct {
		name     string
		facility facilities.Facility
		now      string
		want     string
	}{
		{"in opening hours", workdays, "2026-11-20T10:00:00+01:00", "2026-11-20"},
		{"before they begin", workdays, "2026-11-20T06:00:00+01:00", "2026-11-20"},
		{"after the last hour of the week", workdays, "2026-11-20T18:00:00+01:00", "2026-11-23"},
		{"on Sunday", workdays, "2026-11-22T00:10:00+01:00", "2026-11-23"},
		{"never open", facilities.Facility{}, "2026-11-22T00:10:00+01:00", "2026-11-22"},
	} {
		now, err := time.Parse(time.RFC3339, c.now)
		if err != nil {
			t.Fatal(err)
		}
		if got := nextOpen(c.facility, now, zone).String(); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}
