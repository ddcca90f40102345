package useroffice

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// tries to book and is refused.
func (d *desk) tries(who facilities.PersonID, w facilities.Wish) {
	d.t.Helper()
	_, err := d.Book(d.t.Context(), d.as(who), now, w)
	wantError(d.t, err, facilities.Conflict, "conflict")
}

// vain lists what was asked of the microscopes in vain.
func (d *desk) vain() (list []facilities.VainWish) {
	d.t.Helper()
	d.view(func(ctx context.Context, tx *store.Tx) (err error) {
		list, err = tx.VainWishes(ctx, "lab", "micro", callWeek)
		return err
	})
	return list
}

// Four hours from ten on a Monday weigh six. Beta used far more, so six are contested: 3.6 of them were alfa's by the capacity key of 3 to 2.
func TestWhatIsRefusedAtOnceForAnotherPartnerIsContested(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		d.pooled()
		for who, machine := range map[facilities.PersonID]facilities.ResourceID{"bob": "sem", "bea": "sem-2"} {
			d.books(who, facilities.Wish{Resource: machine, Use: at(9, 17)})
		}
		for range 3 {
			d.tries("erik", facilities.Wish{Resource: "sem", Use: at(9, 11)})
			d.tries("erik", facilities.Wish{Resource: "sem-2", Use: at(9, 11)})
		}
		d.tries("erik", facilities.Wish{Resource: "sem", Use: at(10, 14)})
		d.tries("erik", facilities.Wish{Resource: "sem", Use: at(15, 16)})
		if list := d.vain(); len(list) != 1 || list[0].Use != at(10, 14) || list[0].Partner != "alfa" || list[0].Person != "erik" || list[0].Resource != "sem" {
			t.Fatalf("%+v", list)
		}
		d.settles(1)
		if got := d.owed(); got != [2]int64{216, -216} {
			t.Errorf("%v", got)
		}
	})
}

func TestOnlyWhatAnotherPartnerStoodInTheWayOfWasAskedInVain(t *testing.T) {
	d := onSQLite(t, storeOptions)
	d.pooled()
	d.books("bob", facilities.Wish{Resource: "sem", Use: at(9, 17)})
	d.books("eva", facilities.Wish{Resource: "sem-2", Use: at(9, 17)})
	d.tries("erik", facilities.Wish{Resource: "sem", Use: at(9, 18)})                                                     // and too long
	d.tries("erik", facilities.Wish{Resource: "sem-2", Use: at(10, 12)})                                                  // a colleague has it
	d.tries("erik", facilities.Wish{Resource: "sem", Use: at(16, 23)})                                                    // and after hours
	d.tries("bea", facilities.Wish{Resource: "sem", Use: at(10, 12)})                                                     // her own partner has it
	d.tries("gus", facilities.Wish{Resource: "sem", Use: at(10, 12)})                                                     // a guest has no share
	if _, err := d.Check(t.Context(), d.as("erik"), now, facilities.Wish{Resource: "sem", Use: at(10, 12)}); err != nil { // only asked
		t.Fatal(err)
	}
	if list := d.vain(); len(list) != 0 {
		t.Errorf("%+v", list)
	}
}

func TestWhoGotAsMuchElsewhereDidNotAskInVain(t *testing.T) {
	d := onSQLite(t, storeOptions)
	d.pooled()
	d.books("bob", facilities.Wish{Resource: "sem", Use: at(9, 17)})
	d.tries("erik", facilities.Wish{Resource: "sem", Use: at(10, 14)})
	d.tries("lex", facilities.Wish{Resource: "sem", Use: at(10, 11)})
	later := now.Add(time.Hour)
	for _, use := range []facilities.Span{at(10, 12), at(7*24+10, 7*24+14)} { // too short, and long enough a week later
		if _, err := d.Book(t.Context(), d.as("erik"), later, facilities.Wish{Resource: "sem-2", Use: use}); err != nil {
			t.Fatal(err)
		}
	}
	d.settles(1)
	if got := d.owed(); got != [2]int64{54, -54} { // lex's hour and a half alone
		t.Errorf("%v", got)
	}
}

func TestEveryWayToAskForTimeThatIsRefusedCountsOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		d.pooled()
		day := func(n float64) facilities.Span { return at(24*n+10, 24*n+12) }
		for n := range 4 {
			d.books("bob", facilities.Wish{Resource: "sem", Use: day(float64(n))})
		}
		d.books("bob", facilities.Wish{Resource: "sem", Use: at(4*24+14, 4*24+16)})
		erik := d.as("erik")
		daily := weekly("sem", at(10, 12), "FREQ=DAILY;COUNT=2", facilities.RepeatAll) // Monday and Tuesday
		for range 2 {
			_, err := d.Once("again", nil).BookSeries(t.Context(), erik, now, daily)
			wantError(t, err, facilities.Conflict, "series_conflict")
		}
		if list, _, err := d.Bookings(t.Context(), erik, now, BookingQuery{Mine: true}); err != nil || len(list) != 0 {
			t.Errorf("of a series that was refused %d are left, %v", len(list), err)
		}
		for range 2 { // Wednesday
			_, err := d.Once("hold", nil).Hold(t.Context(), erik, now, facilities.Wish{Resource: "sem", Use: day(2)})
			wantError(t, err, facilities.Conflict, "conflict")
		}
		d.tries("erik", facilities.Wish{Resource: "sem", Use: day(2)})
		fits := weekly("sem", day(3), "FREQ=DAILY;COUNT=2", facilities.RepeatFit) // Thursday and Friday
		out, err := d.Once("fit", nil).BookSeries(t.Context(), erik, now, fits)
		if err != nil || len(out.Booked) != 1 || len(out.Refused) != 1 {
			t.Fatalf("%+v, %v", out, err)
		}
		if again, err := d.Once("fit", nil).BookSeries(t.Context(), erik, now, fits); err != nil || again.Series.ID != out.Series.ID {
			t.Errorf("%+v, %v", again.Series, err)
		}
		mine := d.books("erik", facilities.Wish{Resource: "sem", Use: at(4*24+16, 4*24+17)})  // Friday after bob
		for _, use := range []facilities.Span{at(4*24+15, 4*24+16), at(4*24+14.5, 4*24+17)} { // as long elsewhere, and an hour and a half more
			_, err := d.Change(t.Context(), erik, now, mine.ID, 0, Change{Use: &use})
			wantError(t, err, facilities.Conflict, "conflict")
		}
		var uses []facilities.Span
		for _, w := range d.vain() {
			uses = append(uses, w.Use)
		}
		slices.SortFunc(uses, func(a, b facilities.Span) int { return a.Start.Compare(b.Start) })
		if want := []facilities.Span{day(0), day(1), day(2), day(3), at(4*24+14.5, 4*24+16)}; !slices.Equal(uses, want) {
			t.Errorf("in vain %v, want %v", uses, want)
		}
	})
}

func TestWhatAPersonGotAfterAllWasNotInVain(t *testing.T) {
	d := onSQLite(t, storeOptions)
	d.pooled()
	bobs := d.books("bob", facilities.Wish{Resource: "sem", Use: at(12, 17)})
	mine := d.books("erik", facilities.Wish{Resource: "sem", Use: at(10, 12)})
	longer := at(10, 14)
	_, err := d.Change(t.Context(), d.as("erik"), now, mine.ID, 0, Change{Use: &longer})
	wantError(t, err, facilities.Conflict, "conflict")
	if list := d.vain(); len(list) != 1 || list[0].Use != at(12, 14) {
		t.Fatalf("%+v", list)
	}
	if _, err := d.Cancel(t.Context(), d.as("bob"), now, bobs.ID, 0, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Change(t.Context(), d.as("erik"), now, mine.ID, 0, Change{Use: &longer}); err != nil {
		t.Fatal(err)
	}
	d.books("bob", facilities.Wish{Resource: "sem-2", Use: at(9, 17)})
	d.settles(1)
	if got := d.owed(); got != [2]int64{} {
		t.Errorf("%v", got)
	}
}

func TestWishesInVainAreForgotten(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		d.pooled()
		d.books("bob", facilities.Wish{Resource: "sem", Use: at(9, 17)})
		d.tries("erik", facilities.Wish{Resource: "sem", Use: at(10, 14)})
		own, err := d.ExportPerson(t.Context(), d.as("erik"), now, "erik")
		if err != nil || !strings.Contains(string(own), `"VainWishes": [`) || !strings.Contains(string(own), `"Pool": "micro"`) {
			t.Errorf("a person is not told of it, %v", err)
		}
		for _, c := range []struct{ days, left int }{{60, 1}, {120, 0}} {
			if _, err := d.SettleHours(t.Context(), cron, monday.AddDate(0, 0, c.days)); err != nil {
				t.Fatal(err)
			}
			if n := len(d.vain()); n != c.left {
				t.Errorf("after %d days %d are left", c.days, n)
			}
		}
	})
}
