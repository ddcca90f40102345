package useroffice

import (
	"context"
	"testing"

	"marke/facilities"
)

func TestATradeThatIsOpenIsNotProposedAgain(t *testing.T) {
	d := onSQLite(t, storeOptions)
	d.pooled()
	own, other := d.books("erik", facilities.Wish{Resource: "sem", Use: at(9, 11)}), d.books("bob", facilities.Wish{Resource: "sem-2", Use: at(13, 15)})
	swap := facilities.Trade{From: "alfa", To: "beta", Gives: own.ID, Takes: other.ID}
	back := facilities.Trade{From: "beta", To: "alfa", Gives: other.ID, Takes: own.ID}
	propose := func(who facilities.PersonID, want facilities.Trade) (facilities.Trade, error) {
		return d.ProposeTrade(t.Context(), d.as(who), now, want)
	}
	open, err := propose("erik", swap)
	if err != nil {
		t.Fatal(err)
	}
	refuses := func(who facilities.PersonID, want facilities.Trade, key string) {
		t.Helper()
		_, err := propose(who, want)
		wantError(t, err, facilities.Conflict, key)
		if e, is := err.(*facilities.Error); !is || e.Params["trade"] != open.ID {
			t.Errorf("%v does not point at %s", err, open.ID)
		}
	}
	refuses("erik", swap, "trade_open_waits")
	refuses("rita", swap, "trade_open_waits") // whoever of the partner asks
	refuses("bob", back, "trade_open_theirs")
	byPlace := swap
	byPlace.Takes, byPlace.TakesResource, byPlace.TakesStart = "", "sem-2", other.Use.Start
	refuses("erik", byPlace, "trade_open_waits")
	withHours := swap
	withHours.Minutes, withHours.Pool = 30, "micro"
	more, err := propose("rita", withHours) // another offer
	if err != nil {
		t.Error(err)
	}
	if _, err = d.DeclineTrade(t.Context(), d.as("rita"), now, more.ID, 0, ""); err != nil {
		t.Fatal(err)
	}
	if open, err = d.AcceptTrade(t.Context(), d.as("bob"), now, open.ID, 0); err != nil || open.State != facilities.TradeAgreed {
		t.Fatal(open, err)
	}
	refuses("bob", back, "trade_open_manager")
	if _, err = d.DeclineTrade(t.Context(), d.as("erik"), now, open.ID, 0, ""); err != nil {
		t.Fatal(err)
	}
	if _, err = propose("bob", back); err != nil { // nothing is open any more
		t.Error(err)
	}
}

func TestAnOpenTradeInADraftIsNotProposedAgain(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		o := d.offers(2, 2)
		d.trades("erik", o.swapOf(d))
		_, err := d.ProposeTrade(t.Context(), d.as("erik"), afterCall, o.swapOf(d))
		wantError(t, err, facilities.Conflict, "trade_open_waits")
		back := facilities.Trade{From: "beta", To: "alfa", Round: o.ID, GivesRequest: o.bob.ID, TakesResource: "sem", TakesStart: d.placeOf(o.Round, o.erik).Use.Start}
		_, err = d.ProposeTrade(t.Context(), d.as("bob"), afterCall, back)
		wantError(t, err, facilities.Conflict, "trade_open_theirs")
	})
}

func TestOfTheSameTradeProposedByManyAtOnceOneIsOpen(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		d.pooled()
		erik, bob := d.as("erik"), d.as("bob")
		for round := range rounds(5) {
			own := d.books("erik", facilities.Wish{Resource: "sem", Use: onDay(round%4, 9, 10)})
			other := d.books("bob", facilities.Wish{Resource: "sem-2", Use: onDay(round%4, 13, 14)})
			errs := make([]error, 8)
			race(t, len(errs), func(i int) error {
				actor, wish := erik, facilities.Trade{From: "alfa", To: "beta", Gives: own.ID, Takes: other.ID}
				if i%2 == 1 {
					actor, wish = bob, facilities.Trade{From: "beta", To: "alfa", Gives: other.ID, Takes: own.ID}
				}
				_, errs[i] = d.ProposeTrade(context.Background(), actor, now, wish)
				return nil // who lost is judged below
			})
			open, pointed := 0, map[any]bool{}
			for _, err := range errs {
				if err == nil {
					open++
				} else if e, is := err.(*facilities.Error); is {
					pointed[e.Params["trade"]] = true
				} else {
					t.Error(err)
				}
			}
			if open != 1 || len(pointed) != 1 || pointed[nil] {
				t.Errorf("%d of the same trade are open; %v are pointed at", open, pointed)
			}
			for _, b := range []facilities.Booking{own, other} {
				if _, err := d.Cancel(t.Context(), d.as("mia"), now, b.ID, b.Version, ""); err != nil {
					t.Fatal(err)
				}
			}
		}
	})
}
