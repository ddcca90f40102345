package form_test

import (
	"net/url"
	"testing"
	"time"

	"marke/facilities"
	"marke/web/form"
)

func amsterdam(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func TestMomentsCountsHowOftenTheClockShowsATime(t *testing.T) {
	zone := amsterdam(t)
	cases := []struct {
		day     facilities.Date
		minutes int
		want    []string
	}{
		{facilities.Date{Year: 2026, Month: 11, Day: 21}, 9 * 60, []string{"2026-11-21T08:00:00Z"}},
		{facilities.Date{Year: 2026, Month: 3, Day: 29}, 2*60 + 30, nil},
		{facilities.Date{Year: 2026, Month: 3, Day: 29}, 3 * 60, []string{"2026-03-29T01:00:00Z"}},
		{facilities.Date{Year: 2026, Month: 10, Day: 25}, 2*60 + 30, []string{"2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"}},
		{facilities.Date{Year: 2026, Month: 10, Day: 25}, 3 * 60, []string{"2026-10-25T02:00:00Z"}},
		{facilities.Date{Year: 2026, Month: 10, Day: 25}, 24 * 60, []string{"2026-10-25T23:00:00Z"}},
	}
	for _, c := range cases {
		var got []string
		for _, at := range form.Moments(c.day, c.minutes, zone) {
			got = append(got, at.UTC().Format(time.RFC3339))
		}
		if len(got) != len(c.want) {
			t.Errorf("%s %d min: got %v, want %v", c.day, c.minutes, got, c.want)
			continue
		}
		for i := range got {
			if got[i] != c.want[i] {
				t.Errorf("%s %d min: got %v, want %v", c.day, c.minutes, got, c.want)
			}
		}
	}
}

func TestEveryQuarterOfADayIsReadBackOnDaysOf23And25Hours(t *testing.T) {
	zone := amsterdam(t)
	for year := 2024; year <= 2035; year++ {
		for _, month := range []time.Month{time.March, time.October} {
			day := facilities.DateOf(time.Date(year, month+1, 1, 0, 0, 0, 0, zone).AddDate(0, 0, -1))
			for day.In(zone).Weekday() != time.Sunday {
				day = facilities.DateOf(day.In(time.UTC).AddDate(0, 0, -1))
			}
			quarters := 0
			for at := day.In(zone); at.Before(day.Next().In(zone)); at = at.Add(15 * time.Minute) {
				quarters++
				f := form.New(nil)
				f.SetTimes(facilities.NewSpan(at, at.Add(15*time.Minute)), zone)
				again := form.New(f.Values())
				got := again.Times(zone)
				if !again.OK() || !got.Use.Start.Equal(at) || got.Use.Duration() != 15*time.Minute {
					t.Fatalf("%s: %v was read back as %v (%v)", day, at, got.Use, again.Faults())
				}
			}
			if want := map[time.Month]int{time.March: 92, time.October: 100}[month]; quarters != want {
				t.Errorf("%s has %d quarters, want %d", day, quarters, want)
			}
		}
	}
}

func TestTimesMarksWhatCannotBe(t *testing.T) {
	zone := amsterdam(t)
	cases := []struct {
		name  string
		typed url.Values
		field string
		key   string
	}{
		{"no day", url.Values{"from": {"09:00"}, "until": {"10:00"}}, "day", "required"},
		{"no such day", url.Values{"day": {"2026-02-30"}, "from": {"09:00"}, "until": {"10:00"}}, "day", "form_day"},
		{"a day of the far future", url.Values{"day": {"9999-01-01"}, "from": {"09:00"}, "until": {"10:00"}}, "day", "form_day"},
		{"no clock", url.Values{"day": {"2026-11-21"}, "from": {"noon"}, "until": {"10:00"}}, "from", "form_clock"},
		{"a minute too many", url.Values{"day": {"2026-11-21"}, "from": {"09:60"}, "until": {"10:00"}}, "from", "form_clock"},
		{"the skipped hour", url.Values{"day": {"2026-03-29"}, "from": {"02:30"}, "until": {"05:00"}}, "from", "form_skipped"},
		{"ends before it starts", url.Values{"day": {"2026-11-21"}, "from": {"12:00"}, "until": {"10:00"}}, "until", "form_until"},
		{"ends when it starts", url.Values{"day": {"2026-11-21"}, "from": {"12:00"}, "until": {"12:00"}}, "until", "form_until"},
		{"ends a day before", url.Values{"day": {"2026-11-21"}, "until_day": {"2026-11-20"}, "from": {"09:00"}, "until": {"10:00"}}, "until", "form_until"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			f := form.New(c.typed)
			f.Times(zone)
			fault, ok := f.Fault(c.field)
			if !ok || fault.Key != c.key {
				t.Errorf("field %s: got %q, want %q (all: %v)", c.field, fault.Key, c.key, f.Faults())
			}
			if f.Typed("from") != c.typed.Get("from") {
				t.Errorf("what was typed is lost: %q", f.Typed("from"))
			}
		})
	}
}

func TestTimesAsksWhichOfTwoEqualTimesIsMeant(t *testing.T) {
	zone := amsterdam(t)
	typed := url.Values{"day": {"2026-10-25"}, "from": {"02:30"}, "until": {"04:00"}}
	first := form.New(typed).Times(zone)
	if !first.FromTwice || first.UntilTwice || first.Use.Duration() != 150*time.Minute {
		t.Errorf("without a choice the first 02:30 is meant: %+v", first)
	}
	typed.Set("fold", form.Later)
	second := form.New(typed).Times(zone)
	if !second.FromTwice || second.Use.Duration() != 90*time.Minute {
		t.Errorf("the later 02:30: %+v", second)
	}
}

func TestAnEndAtMidnightIsTheDaysEnd(t *testing.T) {
	zone := amsterdam(t)
	for _, until := range []string{"00:00", "24:00"} {
		f := form.New(url.Values{"day": {"2026-11-21"}, "from": {"22:00"}, "until": {until}})
		got := f.Times(zone)
		if !f.OK() || got.Use.Duration() != 2*time.Hour {
			t.Errorf("until %s: %v %v", until, got.Use, f.Faults())
		}
	}
}
