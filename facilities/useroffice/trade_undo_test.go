package useroffice

import (
	"context"
	"slices"
	"testing"

	"marke/facilities"
	"marke/facilities/store"
)

// hoursOf are the balances of alfa and beta in minutes, and how many lines the ledger has.
func (d *desk) hoursOf() (alfa, beta int64, lines int) {
	d.t.Helper()
	d.view(func(ctx context.Context, tx *store.Tx) error {
		all, err := tx.HourLines(ctx, "lab", "micro")
		lines = len(all)
		for _, l := range all {
			if l.Partner == "alfa" {
				alfa += l.Minutes
			} else {
				beta += l.Minutes
			}
		}
		return err
	})
	return alfa, beta, lines
}

// crowded is a round in which Anna's request has no place beside Erik's and Bob's, with its draft offered.
func (d *desk) crowded() (o offeredRound, anna facilities.RoundRequest) {
	d.t.Helper()
	d.pooled()
	r := d.calls()
	o.erik = d.asks("erik", prefers(r, "Korrels", 4, at(9, 13), at(9, 17)))
	o.bob = d.asks("bob", prefers(r, "Breukvlak", 4, at(13, 17), at(9, 17)))
	anna = d.asks("anna", prefers(r, "Vezels", 4, at(9, 17), at(9, 17)))
	d.closes(r)
	draft := d.solves(r, SolveSettings{})
	if _, placed := draft.Placement(anna.ID, 0); placed || len(draft.Placements) != 2 {
		d.t.Fatalf("placed %+v", draft.Placements)
	}
	o.Round = d.offersDraft(r.ID, draft.Number)
	return o, anna
}

func TestAPlaceGoesToARefusedRequestForHours(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		d.freely()
		o, anna := d.crowded()
		give := facilities.Trade{From: "alfa", To: "beta", Round: o.ID, GivesRequest: o.erik.ID, Minutes: -180}
		_, err := d.ProposeTrade(t.Context(), d.as("erik"), afterCall, give) // hours are the representative's
		wantError(t, err, facilities.Forbidden, "forbidden")
		trade := d.trades("rita", give)
		if trade.Pool != "micro" || trade.TakesRequest != "" {
			t.Fatalf("%+v", trade)
		}
		seen, err := d.Trade(t.Context(), d.as("bea"), afterCall, trade.ID)
		if err != nil || !seen.Accepts || len(seen.Fits) != 1 || seen.Fits[0].ID != anna.ID || seen.GivesPlace.Placed.Use != at(9, 13) || seen.GivesPlace.Title != "" || seen.GivesPlace.Placed.Request != "" {
			t.Errorf("beta sees %+v, %v", seen, err)
		}
		_, err = d.AcceptTrade(t.Context(), d.as("anna"), afterCall, trade.ID, 0)
		wantError(t, err, facilities.Forbidden, "forbidden")
		_, err = d.AcceptTrade(t.Context(), d.as("bea"), afterCall, trade.ID, 0)
		wantField(t, err, "body.request", "required")
		_, err = d.AcceptTradeFor(t.Context(), d.as("bea"), afterCall, trade.ID, 0, o.bob.ID)
		wantField(t, err, "body.request", "trade_has_place")
		_, err = d.AcceptTradeFor(t.Context(), d.as("bea"), afterCall, trade.ID, 0, o.erik.ID)
		wantField(t, err, "body.request", "trade_not_asked")
		trade, err = d.AcceptTradeFor(t.Context(), d.as("bea"), afterCall, trade.ID, 0, anna.ID)
		if err != nil || trade.State != facilities.TradeDone || trade.TakesRequest != anna.ID {
			t.Fatalf("%+v, %v", trade, err)
		}
		plan := d.offeredPlan(o.ID)
		if got := d.placeOf(o.Round, anna).Use; got != at(9, 13) {
			t.Errorf("anna is at %v", got)
		}
		refused := slices.IndexFunc(plan.Refused, func(r facilities.RoundRefusal) bool { return r.Request == o.erik.ID })
		if refused < 0 || len(plan.Refused) != 1 || len(plan.Refused[0].Reasons) == 0 || plan.Refused[0].Reasons[0].Words.Key == "" {
			t.Errorf("refused %+v", plan.Refused)
		}
		for _, outcome := range plan.Outcomes {
			if want := map[facilities.PartnerID]int64{"alfa": 0, "beta": 2 * 360}[outcome.Partner]; outcome.Placed != want {
				t.Errorf("%s has %d minutes, not %d", outcome.Partner, outcome.Placed, want)
			}
		}
		d.filesHold(o.ID, plan.Number, o.Offered)
		if alfa, beta, lines := d.hoursOf(); alfa != 180 || beta != -180 || lines != 2 {
			t.Errorf("%d and %d minutes in %d lines", alfa, beta, lines)
		}
	})
}

func TestWhateverEndsAnOfferEndsItsTrades(t *testing.T) {
	for name, end := range map[string]func(d *desk, o offeredRound) error{
		"withdrawn": func(d *desk, o offeredRound) error {
			_, err := d.WithdrawOffer(d.t.Context(), d.as("mia"), afterCall, o.ID, 0)
			return err
		},
		"another draft": func(d *desk, o offeredRound) error {
			d.solves(o.Round, SolveSettings{})
			_, err := d.OfferDraft(d.t.Context(), d.as("mia"), afterCall, o.ID, 0, 2)
			return err
		},
		"solved again": func(d *desk, o offeredRound) error { d.solves(o.Round, SolveSettings{}); return nil },
		"reopened": func(d *desk, o offeredRound) error {
			_, err := d.ReopenRound(d.t.Context(), d.as("mia"), now, o.ID, 0, callDeadline)
			return err
		},
		"called off": func(d *desk, o offeredRound) error {
			_, err := d.CancelRound(d.t.Context(), d.as("mia"), now, o.ID, 0, "Geen stroom")
			return err
		},
		"published": func(d *desk, o offeredRound) error { d.publishes(o.Round, o.Offered); return nil },
	} {
		t.Run(name, func(t *testing.T) {
			d := onSQLite(t, storeOptions)
			o := d.offers(2, 2)
			wish, why := o.swapOf(d), ""
			wish.Note = "Onze matrijs moet eerder terug."
			if name == "called off" {
				why = "Geen stroom"
			}
			trade := d.agrees("bob", d.trades("erik", wish))
			if err := end(d, o); err != nil {
				t.Fatal(err)
			}
			if got := d.tradeNow(trade.ID); got.State != facilities.TradeLapsed || got.Reason != why {
				t.Errorf("the trade is %s: %q", got.State, got.Reason)
			}
			if said := d.saidTo("bob", "trade_lapsed"); said != why {
				t.Errorf("bob reads %q", said)
			}
			if d.heard("erik", "trade_lapsed") != 1 || d.heard("bob", "trade_lapsed") != 1 {
				t.Error("they are not told")
			}
			_, err := d.AcceptTrade(t.Context(), d.as("mia"), afterCall, trade.ID, 0)
			wantError(t, err, facilities.Conflict, "trade_over")
			told := 1
			if name == "called off" || name == "published" { // they hear what became of their requests
				told = 0
			}
			if n := d.heard("eva", "round_offer_withdrawn"); n != told {
				t.Errorf("eva is told %d times", n)
			}
		})
	}
}

func TestATradeWhoseDraftIsNotPublishedIsTakenBackWithItsHours(t *testing.T) {
	for name, end := range map[string]func(d *desk, o offeredRound){
		"the draft before it is published": func(d *desk, o offeredRound) { d.publishes(o.Round, o.Offered) },
		"the round is called off": func(d *desk, o offeredRound) {
			if _, err := d.CancelRound(d.t.Context(), d.as("mia"), afterCall, o.ID, 0, "Geen stroom"); err != nil {
				d.t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, d *desk) {
				d.freely()
				o := d.offers(2, 2)
				wish := o.swapOf(d)
				wish.Minutes = 60
				trade := d.agrees("bea", d.trades("rita", wish))
				if alfa, beta, _ := d.hoursOf(); trade.State != facilities.TradeDone || alfa != -60 || beta != 60 {
					t.Fatalf("%s, %d and %d minutes", trade.State, alfa, beta)
				}
				end(d, o)
				if alfa, beta, lines := d.hoursOf(); alfa != 0 || beta != 0 || lines != 4 {
					t.Errorf("%d and %d minutes in %d lines", alfa, beta, lines)
				}
				if got := d.tradeNow(trade.ID).State; got != facilities.TradeLapsed || d.heard("rita", "trade_undone") != 1 || d.heard("bea", "trade_undone") != 1 {
					t.Errorf("the trade is %s", got)
				}
				why := map[string]string{"the round is called off": "Geen stroom"}[name]
				if said := d.saidTo("bea", "trade_undone"); said != why {
					t.Errorf("bea reads %q", said)
				}
			})
		})
	}
}

func TestWithAWithdrawnRequestItsTradesLapse(t *testing.T) {
	d := onSQLite(t, storeOptions)
	o := d.offers(2, 2)
	trade := d.trades("erik", o.swapOf(d))
	if _, err := d.WithdrawRequest(t.Context(), d.as("mia"), afterCall, o.bob.ID, 0, "Toch niet"); err != nil {
		t.Fatal(err)
	}
	if got := d.tradeNow(trade.ID).State; got != facilities.TradeLapsed || d.round(o.ID).Offered != o.Offered {
		t.Errorf("the trade is %s", got)
	}
}

func TestATradeStaysInTheNextSolveAndInWhatIsPublished(t *testing.T) {
	d := onSQLite(t, storeOptions)
	d.freely()
	o := d.offers(2, 2)
	trade := d.agrees("bob", d.trades("erik", o.swapOf(d)))
	again := d.solves(o.Round, SolveSettings{})
	r := d.offersDraft(o.ID, again.Number)
	plan := d.offeredPlan(o.ID)
	if p, q := d.placeOf(r, o.erik), d.placeOf(r, o.bob); p.Use != at(11, 13) || q.Use != at(9, 11) || !slices.Equal(plan.Trades, []facilities.TradeID{trade.ID}) {
		t.Errorf("erik %v, bob %v, trades %v", p.Use, q.Use, plan.Trades)
	}
	d.publishes(r, again.Number)
	if got := d.tradeNow(trade.ID).State; got != facilities.TradeDone {
		t.Errorf("the trade is %s", got)
	}
}

func TestATradeOvertakesThoseOfTheSamePlacesOnly(t *testing.T) {
	d := onSQLite(t, storeOptions)
	d.freely()
	d.pooled()
	r := d.calls()
	var mine, theirs []facilities.RoundRequest
	for i := range 2 {
		from := 9 + 4*float64(i)
		mine = append(mine, d.asks("erik", prefers(r, "Korrels", 2, at(from, from+2), at(9, 17))))
		theirs = append(theirs, d.asks("bob", prefers(r, "Breukvlak", 2, at(from+2, from+4), at(9, 17))))
	}
	d.closes(r)
	d.offersDraft(r.ID, d.solves(r, SolveSettings{}).Number)
	between := func(own, other facilities.RoundRequest) facilities.Trade {
		return d.trades("erik", facilities.Trade{From: "alfa", To: "beta", Round: r.ID, GivesRequest: own.ID, TakesResource: "sem", TakesStart: d.placeOf(r, other).Use.Start})
	}
	first, crossing, apart := between(mine[0], theirs[0]), between(mine[0], theirs[1]), between(mine[1], theirs[1])
	d.agrees("bob", first)
	if got := d.tradeNow(crossing.ID).State; got != facilities.TradeLapsed {
		t.Errorf("the trade of a place that has gone is %s", got)
	}
	if apart = d.agrees("bob", apart); apart.State != facilities.TradeDone {
		t.Errorf("the other is %s", apart.State)
	}
	plan := d.offeredPlan(r.ID)
	if plan.Number != 3 || plan.Of != 2 || !slices.Equal(plan.Trades, []facilities.TradeID{first.ID, apart.ID}) {
		t.Errorf("draft %d of %d with %v", plan.Number, plan.Of, plan.Trades)
	}
	d.filesHold(r.ID, 3, 1)
	on := between(mine[0], theirs[1]) // what was traded may be traded on
	if on = d.agrees("bob", on); on.State != facilities.TradeDone {
		t.Errorf("traded on: %s", on.State)
	}
	d.filesHold(r.ID, 4, 1)
	if out := d.publishes(r, 4); len(out.Booked) != 4 || len(out.Failed) > 0 {
		t.Errorf("published %+v", out)
	}
}
