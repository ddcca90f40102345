package useroffice

import (
	"bytes"
	"context"
	"slices"
	"testing"
	"time"

	"marke/facilities"
	"marke/facilities/store"
	"marke/scheduler"
	"marke/scheduler/roundfile"
)

// offeredRound is a round whose first draft is offered: Erik of alfa, Bob of beta and Eva of alfa on one microscope, from 9 to 17 hours.
type offeredRound struct {
	facilities.Round
	erik, bob, eva facilities.RoundRequest
	trade          facilities.Trade // of some tests
}

// prefers is a request on the first microscope that likes one span best and may lie anywhere in another.
func prefers(r facilities.Round, title string, hours float64, best, anywhere facilities.Span) facilities.RoundRequest {
	request := asksFor(r, title, hours)
	request.Steps[0].Resources = []facilities.ResourceID{"sem"}
	request.Windows = []facilities.RoundWindow{{Span: best, Preference: 100}, {Span: anywhere, Preference: 10}}
	return request
}

// offers makes a round in which Erik has the first hours, Bob the next and Eva the last, solves it and offers the draft.
func (d *desk) offers(erikHours, bobHours float64) offeredRound {
	d.t.Helper()
	d.pooled()
	r := d.calls()
	middle, end := 9+erikHours, 9+erikHours+bobHours
	o := offeredRound{Round: r}
	o.erik = d.asks("erik", prefers(r, "Korrels", erikHours, at(9, middle), at(9, 17)))
	o.bob = d.asks("bob", prefers(r, "Breukvlak", bobHours, at(middle, end), at(9, 17)))
	o.eva = d.asks("eva", prefers(r, "Vezels", 17-end, at(end, 17), at(end, 17)))
	d.closes(r)
	draft := d.solves(r, SolveSettings{})
	for _, want := range []struct {
		id  facilities.RoundRequestID
		use facilities.Span
	}{{o.erik.ID, at(9, middle)}, {o.bob.ID, at(middle, end)}, {o.eva.ID, at(end, 17)}} {
		if p, _ := draft.Placement(want.id, 0); p.Use != want.use {
			d.t.Fatalf("%s is at %v, not %v", want.id, p.Use, want.use)
		}
	}
	o.Round = d.offersDraft(r.ID, draft.Number)
	return o
}

// offersDraft offers a draft that can be offered.
func (d *desk) offersDraft(id facilities.RoundID, number int) facilities.Round {
	d.t.Helper()
	r, err := d.OfferDraft(d.t.Context(), d.as("mia"), afterCall, id, 0, number)
	if err != nil {
		d.t.Fatal(err)
	}
	return r
}

// swapOf is the trade in which Erik gives his place for Bob's.
func (o offeredRound) swapOf(d *desk) facilities.Trade {
	return facilities.Trade{From: "alfa", To: "beta", Round: o.ID, GivesRequest: o.erik.ID, TakesResource: "sem", TakesStart: d.placeOf(o.Round, o.bob).Use.Start}
}

// placeOf is where a request stands in the offered draft.
func (d *desk) placeOf(r facilities.Round, request facilities.RoundRequest) facilities.RoundPlacement {
	d.t.Helper()
	p, _ := d.offeredPlan(r.ID).Placement(request.ID, 0)
	return p
}

func (d *desk) round(id facilities.RoundID) (r facilities.Round) {
	d.t.Helper()
	d.view(func(ctx context.Context, tx *store.Tx) (err error) {
		r, err = tx.Round(ctx, id)
		return err
	})
	return r
}

func (d *desk) offeredPlan(id facilities.RoundID) (p facilities.RoundPlan) {
	d.t.Helper()
	number := d.round(id).Offered
	d.view(func(ctx context.Context, tx *store.Tx) (err error) {
		p, err = tx.RoundPlan(ctx, id, number)
		return err
	})
	return p
}

// trades proposes a trade that can be.
func (d *desk) trades(who facilities.PersonID, t facilities.Trade) facilities.Trade {
	d.t.Helper()
	t, err := d.ProposeTrade(d.t.Context(), d.as(who), afterCall, t)
	if err != nil {
		d.t.Fatal(err)
	}
	return t
}

// agrees says yes to a trade.
func (d *desk) agrees(who facilities.PersonID, t facilities.Trade) facilities.Trade {
	d.t.Helper()
	t, err := d.AcceptTrade(d.t.Context(), d.as(who), afterCall, t.ID, t.Version)
	if err != nil {
		d.t.Fatal(err)
	}
	return t
}

func (d *desk) tradeNow(id facilities.TradeID) (t facilities.Trade) {
	d.t.Helper()
	d.view(func(ctx context.Context, tx *store.Tx) (err error) {
		t, err = tx.Trade(ctx, id)
		return err
	})
	return t
}

// heard counts the mails of a kind that somebody got.
func (d *desk) heard(who facilities.PersonID, kind string) (n int) {
	d.t.Helper()
	d.view(func(ctx context.Context, tx *store.Tx) error {
		mails, err := tx.MailsTo(ctx, who)
		for _, m := range mails {
			if m.Kind == kind {
				n++
			}
		}
		return err
	})
	return n
}

// saidTo is the reason in the last mail of a kind that somebody got.
func (d *desk) saidTo(who facilities.PersonID, kind string) (reason string) {
	d.t.Helper()
	d.view(func(ctx context.Context, tx *store.Tx) error {
		mails, err := tx.MailsTo(ctx, who)
		for _, m := range mails {
			if m.Kind == kind {
				reason = m.Params["reason"]
			}
		}
		return err
	})
	return reason
}

// freely lets partners trade without a manager, and give without getting.
func (d *desk) freely() {
	d.t.Helper()
	policy, err := d.RoundPolicy(d.t.Context(), d.as("mia"), now, "lab")
	if err == nil {
		policy.TradeFreely, policy.TradeGifts, policy.TradeMost, policy.Overdraft = true, true, 10*time.Hour, 10*time.Hour
		_, err = d.SaveRoundPolicy(d.t.Context(), d.as("mia"), now, policy)
	}
	if err != nil {
		d.t.Fatal(err)
	}
}

// filesHold fails unless the saved files of a draft verify, and are those of the same problem as another draft's.
func (d *desk) filesHold(id facilities.RoundID, number, sameAs int) {
	d.t.Helper()
	problem, err := d.RoundProblem(d.t.Context(), d.as("mia"), now, id, number)
	if err != nil {
		d.t.Fatal(err)
	}
	other, err := d.RoundProblem(d.t.Context(), d.as("mia"), now, id, sameAs)
	if err != nil || !bytes.Equal(problem, other) {
		d.t.Errorf("drafts %d and %d answer different problems, %v", number, sameAs, err)
	}
	file, err := d.RoundPlanFile(d.t.Context(), d.as("mia"), now, id, number)
	if err != nil {
		d.t.Fatal(err)
	}
	p, err := roundfile.ReadProblem(bytes.NewReader(problem))
	if err != nil {
		d.t.Fatal(err)
	}
	plan, err := roundfile.ReadPlan(bytes.NewReader(file))
	if err != nil {
		d.t.Fatal(err)
	}
	if err := scheduler.VerifyRound(p, plan); err != nil {
		d.t.Errorf("draft %d does not verify: %v", number, err)
	}
}

func TestAnOfferedDraftIsSeenByThoseWhoAskedAndOnlyTheirPart(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		d.pooled()
		r := d.calls()
		mine := d.asks("erik", asksFor(r, "Korrels", 2, at(9, 17)))
		secret := asksFor(r, "Geheim", 2, at(9, 17))
		secret.Confidential = true
		d.asks("bob", secret)
		d.asks("anna", asksFor(r, "Breukvlak", 2, at(9, 17)))
		d.closes(r)
		draft := d.solves(r, SolveSettings{})
		_, err := d.RoundBoard(t.Context(), d.as("erik"), afterCall, r.ID, draft.Number)
		wantError(t, err, facilities.NotFound, "not_found")
		_, err = d.OfferDraft(t.Context(), d.as("rita"), afterCall, r.ID, 0, draft.Number)
		wantError(t, err, facilities.Forbidden, "forbidden")
		_, err = d.OfferDraft(t.Context(), d.as("mia"), afterCall, r.ID, 0, 9)
		wantField(t, err, "body.plan", "unknown_draft")
		_, err = d.OfferDraft(t.Context(), d.as("mia"), afterCall, r.ID, r.Version, draft.Number)
		wantError(t, err, facilities.Stale, "stale")

		d.offersDraft(r.ID, draft.Number)
		_, err = d.OfferDraft(t.Context(), d.as("mia"), afterCall, r.ID, 0, draft.Number)
		wantError(t, err, facilities.Conflict, "round_offered")
		board, err := d.RoundBoard(t.Context(), d.as("erik"), afterCall, r.ID, 0)
		if err != nil || board.Round.Offered != draft.Number || len(board.Plan.Placements) != 1 || board.Plan.Placements[0].Request != mine.ID || len(board.Requests) != 1 {
			t.Fatalf("erik sees %+v, %v", board.Plan.Placements, err)
		}
		others, err := d.OfferedPlaces(t.Context(), d.as("erik"), afterCall, r.ID)
		named, hidden := 0, 0
		for _, p := range others {
			switch p.Partner {
			case "beta":
				named++
			case "":
				hidden++
			}
		}
		if err != nil || named != 1 || hidden != 1 {
			t.Errorf("of the others he sees %+v, %v", others, err)
		}
		_, err = d.RoundBoard(t.Context(), d.as("gus"), afterCall, r.ID, draft.Number) // asked for nothing
		wantError(t, err, facilities.NotFound, "not_found")
		seen, err := d.Round(t.Context(), d.as("gus"), afterCall, r.ID)
		if err != nil || seen.Offered != 0 || len(seen.Plans) != 0 {
			t.Errorf("a guest sees offer %d, %d plans, %v", seen.Offered, len(seen.Plans), err)
		}
		for _, id := range []facilities.PersonID{"erik", "rita", "bob", "bea", "anna"} {
			if n := d.heard(id, "round_offered"); n != 1 {
				t.Errorf("%s is told %d times", id, n)
			}
		}
		if len(d.held("sem"))+len(d.held("sem-2")) > 0 {
			t.Error("an offer books")
		}
		if r, err = d.WithdrawOffer(t.Context(), d.as("mia"), afterCall, r.ID, 0); err != nil || r.Offered != 0 {
			t.Fatal(r.Offered, err)
		}
		_, err = d.RoundBoard(t.Context(), d.as("erik"), afterCall, r.ID, draft.Number)
		wantError(t, err, facilities.NotFound, "not_found")
		if d.heard("erik", "round_offer_withdrawn") != 1 {
			t.Error("erik is not told that the offer is over")
		}
		_, err = d.WithdrawOffer(t.Context(), d.as("mia"), afterCall, r.ID, 0)
		wantError(t, err, facilities.Conflict, "round_not_offered")
	})
}

func TestAStepOfARouteChangesPlacesAndTheOthersStay(t *testing.T) {
	d := onSQLite(t, storeOptions)
	d.freely()
	d.pooled()
	r := d.calls()
	route := prefers(r, "Route", 2, at(9, 13), at(9, 17))
	route.Steps = append(route.Steps, facilities.RoundStep{Resources: []facilities.ResourceID{"sem-2"}, Duration: route.Steps[0].Duration})
	mine := d.asks("erik", route)
	theirs := prefers(r, "Breukvlak", 2, at(13, 15), at(9, 17))
	theirs.Steps[0].Resources = []facilities.ResourceID{"sem-2"}
	other := d.asks("bob", theirs)
	d.closes(r)
	d.offersDraft(r.ID, d.solves(r, SolveSettings{}).Number)
	trade := d.trades("erik", facilities.Trade{From: "alfa", To: "beta", Round: r.ID, GivesRequest: mine.ID, GivesStep: 1, TakesResource: "sem-2", TakesStart: at(13, 15).Start})
	if trade = d.agrees("bob", trade); trade.State != facilities.TradeDone || trade.Pool != "micro" {
		t.Fatalf("%+v", trade)
	}
	plan := d.offeredPlan(r.ID)
	first, _ := plan.Placement(mine.ID, 0)
	second, _ := plan.Placement(mine.ID, 1)
	if first.Use != at(9, 11) || second.Use != at(13, 15) || d.placeOf(r, other).Use != at(11, 13) {
		t.Errorf("the route is at %v and %v, the other at %v", first.Use, second.Use, d.placeOf(r, other).Use)
	}
	d.filesHold(r.ID, plan.Number, 1)
}

func TestTwoPlacementsChangePlacesAndArePublishedThere(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		o := d.offers(2, 2)
		before := d.offeredPlan(o.ID)
		_, err := d.ProposeTrade(t.Context(), d.as("eva"), afterCall, o.swapOf(d))
		wantError(t, err, facilities.Forbidden, "forbidden")
		trade := d.trades("erik", o.swapOf(d))
		if trade.State != facilities.TradeProposed || trade.TakesRequest != o.bob.ID || trade.Facility != "lab" || trade.Plan != before.Number || d.heard("bob", "trade_proposed") != 1 {
			t.Fatalf("%+v", trade)
		}
		_, err = d.AcceptTrade(t.Context(), d.as("gus"), afterCall, trade.ID, 0)
		wantError(t, err, facilities.NotFound, "not_found")
		_, err = d.AcceptTrade(t.Context(), d.as("rita"), afterCall, trade.ID, 0)
		wantError(t, err, facilities.Forbidden, "forbidden")
		trade = d.agrees("bob", trade)
		if trade.State != facilities.TradeAgreed || d.round(o.ID).Offered != before.Number {
			t.Fatalf("before the manager's yes: %+v", trade)
		}
		trade = d.agrees("mia", trade)
		after := d.offeredPlan(o.ID)
		if trade.State != facilities.TradeDone || after.Number != before.Number+1 || after.Of != before.Number || !slices.Equal(after.Trades, []facilities.TradeID{trade.ID}) {
			t.Fatalf("%+v; draft %d of %d with %v", trade, after.Number, after.Of, after.Trades)
		}
		if p, q, third := d.placeOf(o.Round, o.erik), d.placeOf(o.Round, o.bob), d.placeOf(o.Round, o.eva); p.Use != at(11, 13) || q.Use != at(9, 11) || third.Use != at(13, 17) || !p.Pinned || !q.Pinned || third.Pinned {
			t.Errorf("erik %+v, bob %+v, eva %+v", p, q, third)
		}
		if after.Value >= before.Value || after.Bound < after.Value || len(after.Placements) != len(before.Placements) {
			t.Errorf("worth %d of %d, it was %d", after.Value, after.Bound, before.Value)
		}
		d.filesHold(o.ID, after.Number, before.Number)
		if d.heard("erik", "draft_traded") != 1 || d.heard("bob", "draft_traded") != 1 || d.heard("eva", "draft_traded") != 0 {
			t.Error("both sides are told, and no third")
		}
		_, err = d.AcceptTrade(t.Context(), d.as("mia"), afterCall, trade.ID, 0)
		wantError(t, err, facilities.Conflict, "trade_over")

		out := d.publishes(o.Round, after.Number)
		if len(out.Booked) != 3 || len(out.Failed) != 0 || out.Round.Offered != 0 {
			t.Fatalf("published %+v", out)
		}
		for _, b := range out.Booked {
			if want := map[facilities.PersonID]facilities.Span{"erik": at(11, 13), "bob": at(9, 11), "eva": at(13, 17)}[b.Person]; b.Use != want {
				t.Errorf("%s has %v, not %v", b.Person, b.Use, want)
			}
		}
		if d.tradeNow(trade.ID).State != facilities.TradeDone {
			t.Error("a published trade is undone")
		}
	})
}
