package useroffice

import (
	"context"
	"errors"
	"testing"
	"time"

	"marke/facilities"
	"marke/facilities/store"
	"marke/facilities/texts"
)

func TestATradeInADraftThatBreaksTheRoundsRulesIsRefused(t *testing.T) {
	propose := func(d *desk, who facilities.PersonID, trade facilities.Trade) error {
		_, err := d.ProposeTrade(t.Context(), d.as(who), afterCall, trade)
		return err
	}
	t.Run("a third would have to move", func(t *testing.T) {
		d := onSQLite(t, storeOptions)
		o := d.offers(4, 2) // in Bob's place Erik's four hours would meet Eva's
		wantError(t, propose(d, "erik", o.swapOf(d)), facilities.Conflict, "trade_place_third")
		if got := d.placeOf(o.Round, o.eva).Use; got != at(15, 17) {
			t.Errorf("eva is at %v", got)
		}
	})
	t.Run("they would overlap", func(t *testing.T) {
		d := onSQLite(t, storeOptions)
		o := d.offers(2, 4) // Bob's four hours from 9 would reach into Erik's from 11
		wantError(t, propose(d, "erik", o.swapOf(d)), facilities.Conflict, "trade_place_overlap")
	})
	t.Run("outside the windows", func(t *testing.T) {
		d := onSQLite(t, storeOptions)
		o := d.offers(2, 2)
		trade := o.swapOf(d)
		trade.From, trade.To = "beta", "alfa" // Eva asks for the hours from 13 alone
		trade.GivesRequest, trade.TakesStart = o.bob.ID, at(13, 17).Start
		wantError(t, propose(d, "bob", trade), facilities.Conflict, "trade_place_other")
	})
	t.Run("an instrument that cannot do it", func(t *testing.T) {
		d := onSQLite(t, storeOptions)
		d.pooled()
		r := d.calls()
		mine := d.asks("erik", prefers(r, "Korrels", 2, at(9, 11), at(9, 17)))
		theirs := asksFor(r, "Breukvlak", 2, at(9, 11))
		theirs.Steps[0].Resources = []facilities.ResourceID{"sem-2"}
		d.asks("bob", theirs)
		d.closes(r)
		d.offersDraft(r.ID, d.solves(r, SolveSettings{}).Number)
		trade := facilities.Trade{From: "alfa", To: "beta", Round: r.ID, GivesRequest: mine.ID, TakesResource: "sem-2", TakesStart: at(9, 11).Start}
		wantError(t, propose(d, "erik", trade), facilities.Conflict, "trade_place_resource")
	})
	t.Run("a step of a route that would come too early", func(t *testing.T) {
		d := onSQLite(t, storeOptions)
		d.pooled()
		r := d.calls()
		route := prefers(r, "Route", 2, at(9, 11), at(9, 17))
		route.Steps = append(route.Steps, facilities.RoundStep{Resources: []facilities.ResourceID{"sem-2"}, Duration: route.Steps[0].Duration})
		route.Windows = []facilities.RoundWindow{{Span: at(9, 13), Preference: 100}, {Span: at(9, 17), Preference: 10}}
		mine := d.asks("erik", route)
		d.asks("bob", prefers(r, "Breukvlak", 2, at(13, 15), at(9, 17)))
		d.closes(r)
		d.offersDraft(r.ID, d.solves(r, SolveSettings{}).Number)
		trade := facilities.Trade{From: "alfa", To: "beta", Round: r.ID, GivesRequest: mine.ID, TakesResource: "sem", TakesStart: at(13, 15).Start}
		wantError(t, propose(d, "erik", trade), facilities.Conflict, "trade_place_together")
	})
	t.Run("what a manager pinned", func(t *testing.T) {
		d := onSQLite(t, storeOptions)
		o := d.offers(2, 2)
		if _, err := d.PinPlacement(t.Context(), d.as("mia"), afterCall, o.ID, 0, o.Offered, o.bob.ID, 0); err != nil {
			t.Fatal(err)
		}
		wantError(t, propose(d, "erik", o.swapOf(d)), facilities.Conflict, "trade_pinned")
	})
	t.Run("a request that changed since", func(t *testing.T) {
		d := onSQLite(t, storeOptions)
		o := d.offers(2, 2)
		trade := o.swapOf(d)
		if _, err := d.ReopenRound(t.Context(), d.as("mia"), afterCall, o.ID, 0, afterCall.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		changed := d.request("bob", o.bob.ID).RoundRequest
		changed.Windows = changed.Windows[:1]
		if _, err := d.ChangeRequest(t.Context(), d.as("bob"), afterCall.Add(time.Minute), changed); err != nil {
			t.Fatal(err)
		}
		d.closes(o.Round)
		again, err := d.SolveRound(t.Context(), d.as("mia"), afterCall.Add(time.Hour), o.ID, 0, SolveSettings{})
		if err != nil {
			t.Fatal(err)
		}
		_, err = d.OfferDraft(t.Context(), d.as("mia"), afterCall, o.ID, 0, 1)
		wantError(t, err, facilities.Conflict, "round_offer_old")
		wantError(t, propose(d, "erik", trade), facilities.Conflict, "round_not_offered")
		d.offersDraft(o.ID, again.Number)
	})
	t.Run("by who does not ask in the round", func(t *testing.T) {
		d := onSQLite(t, storeOptions)
		o := d.offers(2, 2)
		trade := o.swapOf(d)
		wantError(t, propose(d, "gus", trade), facilities.NotFound, "not_found")
		wantError(t, propose(d, "bob", trade), facilities.Forbidden, "forbidden") // in the name of alfa
		if _, err := d.WithdrawOffer(t.Context(), d.as("mia"), afterCall, o.ID, 0); err != nil {
			t.Fatal(err)
		}
		wantError(t, propose(d, "gus", trade), facilities.NotFound, "not_found") // the same, so that nobody can tell
		wantError(t, propose(d, "erik", trade), facilities.Conflict, "round_not_offered")
	})
	t.Run("what is not theirs, or not shown", func(t *testing.T) {
		d := onSQLite(t, storeOptions)
		o := d.offers(2, 2)
		trade := o.swapOf(d)
		trade.TakesStart = at(13, 17).Start // alfa's own
		wantField(t, propose(d, "erik", trade), "body.takes_resource", "trade_not_placed")
		trade = o.swapOf(d)
		trade.GivesRequest = o.bob.ID
		wantField(t, propose(d, "erik", trade), "body.gives_request", "trade_not_asked")
		trade = o.swapOf(d)
		trade.Gives = "x"
		wantField(t, propose(d, "erik", trade), "body.gives", "trade_either")
		trade = o.swapOf(d)
		trade.TakesResource, trade.TakesStart = "", time.Time{} // a gift, which this facility does not allow
		wantField(t, propose(d, "erik", trade), "body.takes_resource", "trade_empty")
		trade = o.swapOf(d)
		trade.Round = "nothing"
		wantError(t, propose(d, "erik", trade), facilities.NotFound, "not_found")
	})
	t.Run("nothing is offered", func(t *testing.T) {
		d := onSQLite(t, storeOptions)
		o := d.offers(2, 2)
		trade := o.swapOf(d)
		if _, err := d.WithdrawOffer(t.Context(), d.as("mia"), afterCall, o.ID, 0); err != nil {
			t.Fatal(err)
		}
		wantError(t, propose(d, "erik", trade), facilities.Conflict, "round_not_offered")
	})
}

func TestAConfidentialPlacementCannotBeAskedFor(t *testing.T) {
	d := onSQLite(t, storeOptions)
	d.pooled()
	r := d.calls()
	mine := d.asks("erik", prefers(r, "Korrels", 2, at(9, 11), at(9, 17)))
	secret := prefers(r, "Geheim", 2, at(11, 13), at(9, 17))
	secret.Confidential = true
	d.asks("bob", secret)
	d.closes(r)
	d.offersDraft(r.ID, d.solves(r, SolveSettings{}).Number)
	_, err := d.ProposeTrade(t.Context(), d.as("erik"), afterCall, facilities.Trade{From: "alfa", To: "beta", Round: r.ID, GivesRequest: mine.ID, TakesResource: "sem", TakesStart: at(11, 13).Start})
	wantField(t, err, "body.takes_resource", "trade_not_placed")
}

func TestARuleOfBookingThatStandsInTheWayNowRefusesTheLastYes(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		o := d.offers(2, 2)
		trade := d.agrees("bob", d.trades("erik", o.swapOf(d)))
		// Meanwhile a manager books what only the swapped place would meet: Erik himself has to be elsewhere then.
		d.alter("sem", func(r *facilities.Resource) { r.Attended = true })
		d.alter("quick", func(r *facilities.Resource) { r.Attended = true })
		d.books("erik", facilities.Wish{Resource: "quick", Use: at(11, 13)})
		_, err := d.AcceptTrade(t.Context(), d.as("mia"), afterCall, trade.ID, 0)
		wantError(t, err, facilities.Conflict, "trade_place_now")
		var e *facilities.Error
		if errors.As(err, &e); len(e.Violations) == 0 {
			t.Error("it does not say which rule")
		}
		if d.round(o.ID).Offered != o.Offered || d.tradeNow(trade.ID).State != facilities.TradeAgreed {
			t.Error("a refused yes left something")
		}
	})
}

func TestWhatTheLedgerRefusesOfATradeNamesPartnersAndPlaces(t *testing.T) {
	d := onSQLite(t, storeOptions)
	d.pooled()
	mine, theirs := d.books("erik", facilities.Wish{Resource: "sem", Use: at(9, 11), Project: "p1"}), d.books("bob", facilities.Wish{Resource: "sem-2", Use: at(13, 15)})
	d.change(func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.SaveProject(ctx, facilities.Project{ID: "shared", Name: "Shared", Partners: []facilities.Share{{Partner: "alfa", Units: 1}, {Partner: "beta", Units: 1}}, Phase: facilities.PhaseStart, Leader: "lex"})
		return err
	})
	shared := d.books("eva", facilities.Wish{Resource: "sem", Use: at(14, 16), Project: "shared"})
	policy, err := d.RoundPolicy(t.Context(), d.as("mia"), now, "lab")
	if err != nil {
		t.Fatal(err)
	}
	policy.TradeMost, policy.Overdraft = 3*time.Hour, time.Hour
	if _, err := d.SaveRoundPolicy(t.Context(), d.as("mia"), now, policy); err != nil {
		t.Fatal(err)
	}
	swap := func(change func(*facilities.Trade)) facilities.Trade {
		trade := facilities.Trade{From: "alfa", To: "beta", Gives: mine.ID, Takes: theirs.ID}
		change(&trade)
		return trade
	}
	for _, c := range []struct {
		name  string
		trade facilities.Trade
		when  time.Time
		at    string
		says  string
	}{
		{"nothing for it", swap(func(x *facilities.Trade) { x.Takes = "" }), now, "body.takes", "Beta gives nothing in this trade. Here both sides must give something."},
		{"nothing given", swap(func(x *facilities.Trade) { x.Gives = "" }), now, "body.gives", "Alfa gives nothing in this trade. Here both sides must give something."},
		{"a third's", swap(func(x *facilities.Trade) { x.Gives = shared.ID }), now, "body.gives", "What Alfa would give on The sem is not Alfa's alone. Nothing of a third party can be traded."},
		{"begun", swap(func(*facilities.Trade) {}), at(9.5, 10).Start, "body.gives", "What Alfa would give on The sem has begun or is over and can no longer be traded."},
		{"too many hours", swap(func(x *facilities.Trade) { x.Minutes = 240 }), now, "body.minutes", "Alfa would give more hours than one trade may have: at most 3 h."},
		{"too far below zero", swap(func(x *facilities.Trade) { x.Minutes = -120 }), now, "body.minutes", "Beta would be further below zero than the facility allows: 1 h."},
		{"with itself", swap(func(x *facilities.Trade) { x.To, x.Takes = "alfa", "" }), now, "body.to", "A trade needs two different partners."},
	} {
		_, err := d.ProposeTrade(t.Context(), d.as("rita"), c.when, c.trade)
		var e *facilities.Error
		if !errors.As(err, &e) || len(e.Fields) == 0 {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if f := e.Fields[0]; f.Location != c.at || texts.For("en").Field(f) != c.says {
			t.Errorf("%s: %s: %s", c.name, f.Location, texts.For("en").Field(f))
		}
	}
}
