package useroffice

import (
	"slices"
	"testing"
	"time"

	"marke/facilities"
)

func TestTwoPartnersSwapBookingsWhenAManagerAgrees(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		d.pooled()
		mine := d.books("erik", facilities.Wish{Resource: "sem", Use: at(9, 11), Title: "Van Erik", Project: "p1"})
		theirs := d.books("bob", facilities.Wish{Resource: "sem-2", Use: at(33, 35), Title: "Van Bob", Project: "pb"})
		third := d.books("bea", facilities.Wish{Resource: "sem", Use: at(11, 12)})
		wish := facilities.Trade{From: "alfa", To: "beta", Gives: mine.ID, TakesResource: "sem-2", TakesStart: theirs.Use.Start, Note: "Komt beter uit"}

		_, err := d.ProposeTrade(t.Context(), d.as("eva"), now, wish)
		wantError(t, err, facilities.Forbidden, "forbidden")
		trade, err := d.ProposeTrade(t.Context(), d.as("erik"), now, wish)
		if err != nil || trade.State != facilities.TradeProposed || trade.Takes != theirs.ID {
			t.Fatalf("%+v, %v", trade, err)
		}
		_, err = d.AcceptTrade(t.Context(), d.as("gus"), now, trade.ID, 0)
		wantError(t, err, facilities.NotFound, "not_found")
		_, err = d.AcceptTrade(t.Context(), d.as("rita"), now, trade.ID, 0)
		wantError(t, err, facilities.Forbidden, "forbidden")
		if trade, err = d.AcceptTrade(t.Context(), d.as("bob"), now, trade.ID, trade.Version); err != nil || trade.State != facilities.TradeAgreed {
			t.Fatalf("%+v, %v", trade, err)
		}
		if b := d.booking(mine.ID); b.Resource != "sem" {
			t.Error("it moved before a manager agreed")
		}
		if trade, err = d.AcceptTrade(t.Context(), d.as("mia"), now, trade.ID, trade.Version); err != nil || trade.State != facilities.TradeDone {
			t.Fatalf("%+v, %v", trade, err)
		}
		a, b, c := d.booking(mine.ID), d.booking(theirs.ID), d.booking(third.ID)
		if a.Resource != "sem-2" || a.Use != theirs.Use || a.Person != "erik" || b.Resource != "sem" || b.Use != mine.Use || b.Person != "bob" || c.Version != third.Version {
			t.Errorf("now %s %v, %s %v; the third at version %d", a.Resource, a.Use, b.Resource, b.Use, c.Version)
		}
		for _, x := range []facilities.Booking{a, b} {
			wantState(t, x, facilities.StateApproved)
			if !slices.Contains(d.mails(x.Person, x.ID), "booking_moved") {
				t.Errorf("%s is not told", x.Person)
			}
		}
		_, err = d.AcceptTrade(t.Context(), d.as("mia"), now, trade.ID, 0)
		wantError(t, err, facilities.Conflict, "trade_over")
	})
}

func TestHoursAreTradedForABookingWithALineOnBothSides(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		d.pooled()
		policy, err := d.RoundPolicy(t.Context(), d.as("mia"), now, "lab")
		if err != nil {
			t.Fatal(err)
		}
		policy.TradeFreely, policy.TradeMost, policy.Overdraft = true, 10*time.Hour, 3*time.Hour
		if _, err := d.SaveRoundPolicy(t.Context(), d.as("mia"), now, policy); err != nil {
			t.Fatal(err)
		}
		given := d.books("erik", facilities.Wish{Resource: "sem", Use: at(9, 11), Project: "p1"})
		wish := facilities.Trade{From: "alfa", To: "beta", Gives: given.ID, Minutes: -240}
		_, err = d.ProposeTrade(t.Context(), d.as("erik"), now, wish) // hours are the representative's
		wantError(t, err, facilities.Forbidden, "forbidden")
		_, err = d.ProposeTrade(t.Context(), d.as("rita"), now, wish)
		wantField(t, err, "body.minutes", "trade_overdraft")
		wish.Minutes = -120
		trade, err := d.ProposeTrade(t.Context(), d.as("rita"), now, wish)
		if err != nil {
			t.Fatal(err)
		}
		if trade, err = d.AcceptTrade(t.Context(), d.as("bea"), now, trade.ID, 0); err != nil || trade.State != facilities.TradeDone {
			t.Fatalf("%+v, %v", trade, err)
		}
		wantState(t, d.booking(given.ID), facilities.StateCancelled)
		held := d.held("sem")
		if len(held) != 1 {
			t.Fatalf("%d claims", len(held))
		}
		if b := d.booking(held[0].Booking); b.Person != "bea" || b.Partner != "beta" || b.State != facilities.StateApproved {
			t.Errorf("it is %s's now, %s", b.Person, b.State)
		}
		balances, err := d.HourBalances(t.Context(), d.as("erik"), now, "lab")
		if err != nil || len(balances) != 1 || !slices.Equal(balances[0].Balances, []PartnerBalance{{"alfa", 120}, {"beta", -120}}) {
			t.Errorf("%+v, %v", balances, err)
		}
		_, err = d.HourBalances(t.Context(), d.as("gus"), now, "lab")
		wantError(t, err, facilities.NotFound, "not_found")
	})
}

func TestATradeThatBreaksARuleOrIsNotTheirsIsRefused(t *testing.T) {
	d := onSQLite(t, storeOptions)
	d.pooled()
	mine := d.books("erik", facilities.Wish{Resource: "sem", Use: at(9, 11), Project: "p1"})
	club, err := d.Book(t.Context(), d.as("bob"), now, facilities.Wish{Resource: "closed-club", Use: at(9, 11)})
	if err != nil {
		t.Fatal(err)
	}
	_, err = d.ProposeTrade(t.Context(), d.as("erik"), now, facilities.Trade{From: "alfa", To: "beta", Gives: mine.ID, Takes: club.ID})
	wantConflict(t, err, "access") // alfa may not use it
	_, err = d.ProposeTrade(t.Context(), d.as("erik"), now, facilities.Trade{From: "alfa", To: "gast", Gives: mine.ID, Takes: club.ID})
	wantField(t, err, "body.takes", "trade_not_theirs")
	_, err = d.ProposeTrade(t.Context(), d.as("erik"), now, facilities.Trade{From: "alfa", To: "beta", Gives: mine.ID})
	wantField(t, err, "body.takes", "trade_empty")
	secret := d.books("bob", facilities.Wish{Resource: "sem-2", Use: at(9, 11), Confidential: true})
	_, err = d.ProposeTrade(t.Context(), d.as("erik"), now, facilities.Trade{From: "alfa", To: "beta", Gives: mine.ID, TakesResource: "sem-2", TakesStart: secret.Use.Start})
	wantField(t, err, "body.takes_resource", "trade_not_theirs")
	if b := d.booking(mine.ID); b.Version != mine.Version || !b.Claims[0].Active {
		t.Errorf("a refused trade left %+v", b)
	}
}

func TestWhoIsToldOfANoDependsOnWhoSaidIt(t *testing.T) {
	for _, c := range []struct {
		who             facilities.PersonID
		state           facilities.TradeState
		proposer, asked int
	}{{"erik", facilities.TradeWithdrawn, 0, 1}, {"bob", facilities.TradeDeclined, 1, 0}, {"mia", facilities.TradeDeclined, 1, 1}} {
		d := onSQLite(t, storeOptions)
		d.pooled()
		mine, theirs := d.books("erik", facilities.Wish{Resource: "sem", Use: at(9, 11), Project: "p1"}), d.books("bob", facilities.Wish{Resource: "sem-2", Use: at(13, 15)})
		trade, err := d.ProposeTrade(t.Context(), d.as("erik"), now, facilities.Trade{From: "alfa", To: "beta", Gives: mine.ID, Takes: theirs.ID, Note: "Mag het?"})
		if err != nil {
			t.Fatal(err)
		}
		if said := d.saidTo("bob", "trade_proposed"); said != "Mag het?" {
			t.Errorf("bob is asked with %q", said)
		}
		if trade, err = d.DeclineTrade(t.Context(), d.as(c.who), now, trade.ID, 0, "Liever niet."); err != nil || trade.State != c.state {
			t.Fatalf("%s: %s, %v", c.who, trade.State, err)
		}
		if p, a := d.heard("erik", "trade_declined"), d.heard("bob", "trade_declined"); p != c.proposer || a != c.asked {
			t.Errorf("after the no of %s erik has %d mails and bob %d", c.who, p, a)
		}
		for _, told := range []struct {
			who   facilities.PersonID
			mails int
		}{{"erik", c.proposer}, {"bob", c.asked}} {
			if said := d.saidTo(told.who, "trade_declined"); told.mails > 0 && said != "Liever niet." {
				t.Errorf("after the no of %s %s reads %q", c.who, told.who, said)
			}
		}
	}
}

// What somebody may not see with its partner on the board is not there to be named in a trade, whichever side it is on: the answer is that for an id that nothing has.
func TestATradeKnowsNoBookingThatItsReaderMayNotSee(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		d.pooled()
		mine := d.books("erik", facilities.Wish{Resource: "sem", Use: at(9, 11), Project: "p1"})
		open := d.books("bob", facilities.Wish{Resource: "sem-2", Use: at(16, 18)})
		secret := d.books("bob", facilities.Wish{Resource: "sem-2", Use: at(13, 15), Confidential: true})
		refused := func(gives, takes facilities.BookingID) error {
			_, err := d.ProposeTrade(t.Context(), d.as("erik"), now, facilities.Trade{From: "alfa", To: "beta", Gives: gives, Takes: takes})
			return err
		}
		for _, id := range []facilities.BookingID{secret.ID, "no-such-booking", "../etc"} {
			wantError(t, refused(mine.ID, id), facilities.NotFound, "not_found")
			wantError(t, refused(id, open.ID), facilities.NotFound, "not_found")
		}
		wantField(t, refused(open.ID, open.ID), "body.gives", "trade_not_theirs") // that one everybody sees
		if err := refused(mine.ID, open.ID); err != nil {
			t.Error(err)
		}
		own, err := d.ProposeTrade(t.Context(), d.as("bob"), now, facilities.Trade{From: "beta", To: "alfa", Gives: secret.ID, Takes: mine.ID})
		if err != nil || own.Gives != secret.ID {
			t.Errorf("%+v, %v", own, err)
		}
	})
}
