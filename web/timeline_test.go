package web

import (
	"math"
	"strings"
	"testing"
	"time"

	"marke/facilities"
	"marke/facilities/useroffice"
)

func day(month time.Month, d int) facilities.Date {
	return facilities.Date{Year: 2026, Month: month, Day: d}
}

func amsterdam(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func near(a, b float64) bool { return math.Abs(a-b) < 0.001 }

func TestTheAxisPlacesInstantsOnDaysOfAnyLength(t *testing.T) {
	zone := amsterdam(t)
	cases := []struct {
		name  string
		day   facilities.Date
		at    string // local
		x     float64
		hours int
	}{
		{"an ordinary noon", day(11, 23), "2026-11-23T11:00:00Z", 50, 24},
		{"noon on the day of 23 hours", day(3, 29), "2026-03-29T10:00:00Z", 100 * 11.0 / 23, 23},
		{"noon on the day of 25 hours", day(10, 25), "2026-10-25T11:00:00Z", 100 * 13.0 / 25, 25},
	}
	for _, c := range cases {
		a := newAxis([]facilities.Date{c.day}, 0, 24*60, zone)
		at, err := time.Parse(time.RFC3339, c.at)
		if err != nil {
			t.Fatal(err)
		}
		if x, ok := a.at(at); !ok || !near(x, c.x) {
			t.Errorf("%s is at %.3f, want %.3f", c.name, x, c.x)
		}
		if ticks := a.hours(1); len(ticks) != c.hours {
			t.Errorf("%s: %d hours are marked, want %d", c.name, len(ticks), c.hours)
		}
	}
}

func TestNightsTakeNoRoomAndDaysThatTouchAreOne(t *testing.T) {
	zone := amsterdam(t)
	days := week(day(11, 25))
	if days[0] != day(11, 23) || days[6] != day(11, 29) {
		t.Fatalf("the week is %v", days)
	}
	long := facilities.NewSpan(wall(days[0], 12*60, zone), wall(days[2], 12*60, zone))
	open := newAxis(days, 8*60, 18*60, zone).bars(long)
	if len(open) != 3 || !near(open[0].X+open[0].Width, open[1].X) || !near(open[1].Width, 100.0/7) {
		t.Errorf("over two nights: %v", open)
	}
	round := newAxis(days, 0, 24*60, zone).bars(long)
	if len(round) != 1 || !near(round[0].Width, 100.0*2/7) {
		t.Errorf("round the clock: %v", round)
	}
	endless := newAxis(days, 8*60, 18*60, zone).bars(facilities.Span{Start: wall(days[6], 17*60, zone)})
	if len(endless) != 1 || !near(endless[0].X+endless[0].Width, 100) {
		t.Errorf("without an end: %v", endless)
	}
	if before := newAxis(days, 8*60, 18*60, zone).bars(facilities.NewSpan(wall(days[0], 0, zone), wall(days[0], 7*60, zone))); len(before) != 0 {
		t.Errorf("what lies in the night is drawn: %v", before)
	}
}

func TestShownHoursHoldsEverythingAndAWorkingDay(t *testing.T) {
	zone := amsterdam(t)
	span := func(from, until int) facilities.Span {
		return facilities.NewSpan(wall(day(11, 23), from, zone), wall(day(11, 23), until, zone))
	}
	cases := []struct {
		name        string
		spans       []facilities.Span
		from, until int
	}{
		{"nothing", nil, 8 * 60, 18 * 60},
		{"office hours", []facilities.Span{span(8*60+30, 17*60+15)}, 8 * 60, 18 * 60},
		{"one hour", []facilities.Span{span(12*60, 13*60)}, 8 * 60, 17 * 60},
		{"until midnight", []facilities.Span{span(8*60, 24*60)}, 8 * 60, 24 * 60},
		{"over midnight", []facilities.Span{span(22*60, 26*60)}, 0, 24 * 60},
	}
	for _, c := range cases {
		if from, until := shownHours(c.spans, zone); from != c.from || until != c.until {
			t.Errorf("%s: %d to %d, want %d to %d", c.name, from, until, c.from, c.until)
		}
	}
}

func held(from, until int, units int64) useroffice.Seen {
	at := func(minutes int) time.Time { return monday.Add(time.Duration(minutes) * time.Minute) }
	use := facilities.NewSpan(at(from), at(until))
	return useroffice.Seen{Booking: facilities.Booking{State: facilities.StateApproved, Use: use}, Occupied: use, Units: units}
}

func TestFreeTimeIsOpenAndHasAUnitLeft(t *testing.T) {
	open := []facilities.Span{facilities.NewSpan(monday, monday.Add(4*time.Hour))}
	entries := []useroffice.Seen{held(60, 120, 1), held(90, 180, 1)}
	minutes := func(spans []facilities.Span) (out [][2]int) {
		for _, s := range spans {
			out = append(out, [2]int{int(s.Start.Sub(monday).Minutes()), int(s.End.Sub(monday).Minutes())})
		}
		return out
	}
	one := minutes(freeOf(facilities.Resource{Capacity: 1}, open, nil, entries, monday.Add(-time.Hour)))
	two := minutes(freeOf(facilities.Resource{Capacity: 2}, open, nil, entries, monday.Add(-time.Hour)))
	late := minutes(freeOf(facilities.Resource{Capacity: 2}, open, nil, entries, monday.Add(100*time.Minute)))
	down := minutes(freeOf(facilities.Resource{Capacity: 9}, open, []facilities.Downtime{{Start: monday.Add(time.Hour)}}, entries, monday.Add(-time.Hour)))
	requested := held(0, 240, 9)
	requested.State = facilities.StateRequested
	asked := minutes(freeOf(facilities.Resource{Capacity: 1}, open, nil, []useroffice.Seen{requested}, monday.Add(-time.Hour)))
	for name, pair := range map[string][2][][2]int{
		"one unit":                      {one, {{0, 60}, {180, 240}}},
		"two units":                     {two, {{0, 90}, {120, 240}}},
		"not before the next quarter":   {late, {{120, 240}}},
		"not while it is down":          {down, {{0, 60}}},
		"a request holds nothing":       {asked, {{0, 240}}},
		"an archived one is never free": {minutes(freeOf(facilities.Resource{Capacity: 1, Archived: true}, open, nil, nil, monday)), nil},
	} {
		if len(pair[0]) != len(pair[1]) {
			t.Errorf("%s: %v, want %v", name, pair[0], pair[1])
			continue
		}
		for i := range pair[0] {
			if pair[0][i] != pair[1][i] {
				t.Errorf("%s: %v, want %v", name, pair[0], pair[1])
			}
		}
	}
}

func TestBookingsThatOverlapLieUnderEachOther(t *testing.T) {
	lanes, count := lanesOf([]useroffice.Seen{held(0, 60, 1), held(30, 90, 1), held(60, 120, 1), held(95, 120, 1)})
	if count != 2 || lanes[0] != 0 || lanes[1] != 1 || lanes[2] != 0 || lanes[3] != 1 {
		t.Errorf("lanes %v of %d", lanes, count)
	}
	if _, count := lanesOf(nil); count != 1 {
		t.Errorf("an empty row has %d lanes", count)
	}
}

func TestTheDrawingEscapesWhatPeopleWrote(t *testing.T) {
	evil := `"><script>alert(1)</script>`
	drawn := string(timeline{Height: 36, Down: []downBar{{Says: evil}}, Free: []freeBar{{URL: evil, Says: evil}}, Entries: []entry{{URL: evil, Short: evil, Says: evil}, {Short: evil, Says: evil, InUse: true}}, ShowsNow: true}.SVG())
	if strings.Contains(drawn, "<script") || strings.Contains(drawn, `"">`) {
		t.Error(drawn)
	}
	if strings.Count(drawn, "<svg") != strings.Count(drawn, "</svg>") || strings.Count(drawn, "<a ") != strings.Count(drawn, "</a>") || strings.Count(drawn, "<g ") != strings.Count(drawn, "</g>") {
		t.Error("the tags do not match", drawn)
	}
}
