package useroffice

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"marke/facilities"
)

// cron is how the clock acts.
var cron = facilities.Actor{Person: facilities.Person{ID: "system", System: true}, Via: "cron"}

func TestContestedTimeOfAWeekIsSettledOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		d.pooled()
		r := d.calls(func(r *facilities.Round) { r.Period.End = r.Period.Start.AddDate(0, 0, 1) })
		for i := range 6 { // one day, two machines of 16 hours: five of eight hours too much
			who := []facilities.PersonID{"erik", "eva", "lex", "bob", "bea", "tom"}[i]
			d.asks(who, asksFor(r, fmt.Sprintf("Meting %d", i), 8))
		}
		d.closes(r)
		out := d.publishes(r, d.solves(r, SolveSettings{}).Number)
		if len(out.Booked) == 6 || len(out.Booked) == 0 {
			t.Fatalf("%d booked: nothing is contested", len(out.Booked))
		}
		after := monday.AddDate(0, 0, 9) // the Wednesday of the week behind it
		if n, err := d.SettleHours(t.Context(), cron, after); err != nil || n != 1 {
			t.Fatalf("settled %d, %v", n, err)
		}
		if n, err := d.SettleHours(t.Context(), cron, after.Add(time.Hour)); err != nil || n != 0 {
			t.Errorf("settled %d again, %v", n, err)
		}
		balances, err := d.HourBalances(t.Context(), d.as("mia"), now, "lab")
		if err != nil || len(balances) != 1 || len(balances[0].Balances) != 2 {
			t.Fatalf("%+v, %v", balances, err)
		}
		var sum int64
		for _, b := range balances[0].Balances {
			sum += b.Minutes
		}
		if sum != 0 || balances[0].Balances[0].Minutes == 0 {
			t.Errorf("balances %+v", balances[0].Balances)
		}
		lines, err := d.HourLines(t.Context(), d.as("erik"), now, "lab", "micro")
		if err != nil || len(lines) != 2 || lines[0].Entry != "settle/2026-W48" || lines[0].Kind != facilities.HoursSettled {
			t.Errorf("%+v, %v", lines, err)
		}
	})
}

func TestAWeekInWhichOnlyOneAsksMovesNoBalance(t *testing.T) {
	d := onSQLite(t, storeOptions)
	d.pooled()
	d.books("erik", facilities.Wish{Resource: "sem", Use: at(9, 17)})
	if n, err := d.SettleHours(t.Context(), cron, monday.AddDate(0, 0, 9)); err != nil || n != 0 {
		t.Errorf("settled %d, %v", n, err)
	}
}

func TestABalanceGivesTheNextRoundItsDue(t *testing.T) {
	d := onSQLite(t, storeOptions)
	d.pooled()
	wish := facilities.Trade{From: "alfa", To: "beta", Minutes: 600, Pool: "micro", Facility: "lab"}
	policy, _ := d.RoundPolicy(t.Context(), d.as("mia"), now, "lab")
	policy.TradeGifts = true
	if _, err := d.SaveRoundPolicy(t.Context(), d.as("mia"), now, policy); err != nil {
		t.Fatal(err)
	}
	trade, err := d.ProposeTrade(t.Context(), d.as("rita"), now, wish)
	if err != nil {
		t.Fatal(err)
	}
	for _, who := range []facilities.PersonID{"bea", "mia"} {
		if trade, err = d.AcceptTrade(t.Context(), d.as(who), now, trade.ID, 0); err != nil {
			t.Fatal(err)
		}
	}
	r := d.calls()
	for i, who := range []facilities.PersonID{"erik", "eva", "bob", "bea"} {
		d.asks(who, asksFor(r, fmt.Sprint(i), 4))
	}
	d.closes(r)
	draft := d.solves(r, SolveSettings{Steps: 500})
	at := slices.IndexFunc(draft.Outcomes, func(o facilities.RoundOutcome) bool { return o.Partner == "beta" })
	if at < 0 || draft.Outcomes[at].Balance != 600 || draft.Outcomes[at].Entitled == 0 || draft.Outcomes[at].Placed == 0 {
		t.Errorf("%+v", draft.Outcomes)
	}
}
