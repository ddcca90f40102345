package useroffice

import (
	"slices"
	"testing"
	"time"

	"marke/facilities"
)

func weekly(resource facilities.ResourceID, use facilities.Span, rule string, mode facilities.RepeatMode, except ...time.Time) facilities.Wish {
	return facilities.Wish{Resource: resource, Use: use, Repeat: &facilities.Repeat{Rule: rule, Mode: mode, Except: except}}
}

const week = 7 * 24 * time.Hour

func TestASeriesBooksEveryOccurrenceOrNone(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		erik := d.as("erik")
		third := facilities.Span{Start: at(10, 11).Start.Add(2 * week), End: at(10, 11).End.Add(2 * week)}
		taken := d.books("bob", facilities.Wish{Resource: "sem", Use: third})
		_, err := d.BookSeries(t.Context(), erik, now, weekly("sem", at(10, 11), "FREQ=WEEKLY;COUNT=4", facilities.RepeatAll))
		wantError(t, err, facilities.Conflict, "series_conflict")
		wantConflict(t, err, "capacity")
		if held := d.held("sem"); len(held) != 0 {
			t.Fatalf("half a series: %+v", held)
		}
		out, err := d.BookSeries(t.Context(), erik, now, weekly("sem", at(10, 11), "FREQ=WEEKLY;COUNT=4", facilities.RepeatFit))
		if err != nil || len(out.Booked) != 3 || len(out.Refused) != 1 || !out.Refused[0].Start.Equal(third.Start) {
			t.Fatalf("%+v %v", out, err)
		}
		for _, b := range out.Booked {
			if b.Series != out.Series.ID || b.State != facilities.StateApproved || !b.Occurrence.Equal(b.Use.Start) {
				t.Errorf("%+v", b)
			}
		}
		if _, err := d.Cancel(t.Context(), d.as("bob"), now, taken.ID, 0, ""); err != nil {
			t.Fatal(err)
		}
		_, err = d.BookSeries(t.Context(), d.as("eva"), now, weekly("sem", third, "FREQ=WEEKLY;COUNT=1", facilities.RepeatFit))
		if err != nil {
			t.Fatal(err)
		}
		_, err = d.BookSeries(t.Context(), d.as("eva"), now, weekly("sem", third, "FREQ=WEEKLY;COUNT=1", facilities.RepeatFit))
		wantError(t, err, facilities.Conflict, "series_conflict")
	})
}

func TestEachOccurrenceIsJudgedWithTheEarlierOnesInPlace(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		d.quota(facilities.Quota{ID: "q", Facility: "lab", Scope: facilities.PerPerson, Period: facilities.PerMonth, Max: 3 * time.Hour})
		out, err := d.BookSeries(t.Context(), d.as("erik"), now, weekly("sem", at(10, 11), "FREQ=DAILY;COUNT=6", facilities.RepeatFit))
		if err != nil || len(out.Booked) != 3 || len(out.Refused) != 3 || out.Refused[0].Violations[0].Code != "quota" {
			t.Fatalf("%+v %v", out, err)
		}
		// Three days of November are used up; the rest of a daily series that overlaps itself is refused by itself.
		_, err = d.BookSeries(t.Context(), d.as("eva"), now, weekly("printers", at(10, 10.5), "FREQ=DAILY;COUNT=3", facilities.RepeatAll))
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestASeriesRunsByTheWallClock(t *testing.T) {
	d := onSQLite(t, storeOptions)
	d.alter("sem", func(r *facilities.Resource) { r.Rules.Horizon = 0 })
	march := time.Date(2028, 3, 25, 8, 0, 0, 0, time.UTC) // 09:00, the day before the clocks change
	out, err := d.BookSeries(t.Context(), d.as("erik"), now, weekly("sem", facilities.Span{Start: march, End: march.Add(time.Hour)}, "FREQ=DAILY;COUNT=3", facilities.RepeatAll,
		time.Date(2028, 3, 26, 7, 0, 0, 0, time.UTC)))
	if err != nil {
		t.Fatal(err)
	}
	var starts []string
	for _, b := range out.Booked {
		starts = append(starts, b.Use.Start.UTC().Format("01-02 15:04"))
	}
	if !slices.Equal(starts, []string{"03-25 08:00", "03-27 07:00"}) {
		t.Errorf("%v", starts)
	}
}

func TestASeriesThatMakesNoSenseIsRefusedByField(t *testing.T) {
	d := onSQLite(t, storeOptions)
	for _, c := range []struct{ rule, location, key string }{
		{"", "body.repeat.rrule", "required"},
		{"FREQ=SOMETIMES", "body.repeat.rrule", "bad_rule"},
		{"FREQ=MINUTELY;COUNT=3", "body.repeat.rrule", "rule_too_often"},
		{"FREQ=DAILY", "body.repeat.rrule", "too_many_occurrences"},
		{"FREQ=DAILY;COUNT=367", "body.repeat.rrule", "too_many_occurrences"},
		{"FREQ=WEEKLY;BYDAY=TU;COUNT=2", "body.repeat.rrule", "start_not_in_rule"},
	} {
		_, err := d.BookSeries(t.Context(), d.as("erik"), now, weekly("sem", at(10, 11), c.rule, ""))
		wantField(t, err, c.location, c.key)
	}
	_, err := d.BookSeries(t.Context(), d.as("erik"), now, weekly("sem", at(10, 11), "FREQ=DAILY;COUNT=1", facilities.RepeatAll, at(10, 11).Start))
	wantField(t, err, "body.repeat.except", "nothing_left")
	_, err = d.BookSeries(t.Context(), d.as("erik"), now, weekly("sem", at(10, 11), "FREQ=DAILY;COUNT=1", "some"))
	wantField(t, err, "body.repeat.mode", "not_a_choice")
	_, err = d.Book(t.Context(), d.as("erik"), now, weekly("sem", at(10, 11), "FREQ=DAILY;COUNT=1", facilities.RepeatAll))
	wantField(t, err, "body.repeat", "series_only")
}

func TestCancelSeriesEndsWhatIsStillToCome(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		erik := d.as("erik")
		out, err := d.BookSeries(t.Context(), erik, now, weekly("sem", at(10, 11), "FREQ=WEEKLY;COUNT=5", facilities.RepeatAll))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := d.Cancel(t.Context(), erik, now, out.Booked[4].ID, 0, ""); err != nil {
			t.Fatal(err)
		}
		_, err = d.CancelSeries(t.Context(), d.as("eva"), now, out.Series.ID, time.Time{}, "")
		wantError(t, err, facilities.Forbidden, "forbidden")
		_, err = d.CancelSeries(t.Context(), d.as("bob"), now, out.Series.ID, time.Time{}, "")
		wantError(t, err, facilities.NotFound, "not_found")
		n, err := d.CancelSeries(t.Context(), erik, now, out.Series.ID, at(0, 1).Start.Add(week), "done")
		if err != nil || n != 3 {
			t.Fatalf("%d %v, want the second to the fourth", n, err)
		}
		for i, want := range []facilities.State{facilities.StateApproved, facilities.StateCancelled, facilities.StateCancelled, facilities.StateCancelled, facilities.StateCancelled} {
			wantState(t, d.booking(out.Booked[i].ID), want)
		}
	})
}

func TestASeriesUnderAKeyIsMadeOnce(t *testing.T) {
	d := onSQLite(t, storeOptions)
	wish := weekly("sem", at(10, 11), "FREQ=WEEKLY;COUNT=3", facilities.RepeatAll)
	first, err := d.Once("k", nil).BookSeries(t.Context(), d.as("erik"), now, wish)
	if err != nil {
		t.Fatal(err)
	}
	again, err := d.Once("k", nil).BookSeries(t.Context(), d.as("erik"), now, wish)
	if err != nil || again.Series.ID != first.Series.ID || len(again.Booked) != 3 {
		t.Fatalf("%+v %v", again, err)
	}
}
