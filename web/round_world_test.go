package web

import (
	"context"
	"time"

	"marke/facilities"
	"marke/facilities/store"
	"marke/facilities/useroffice"
)

// callWeek is the week that the rounds of these tests divide: the third after the tests' Monday.
var callWeek = facilities.Span{Start: time.Date(2026, 12, 13, 23, 0, 0, 0, time.UTC), End: time.Date(2026, 12, 20, 23, 0, 0, 0, time.UTC)}

// calls opens a round of the presses, so many weeks after callWeek.
func (w *world) calls(id facilities.RoundID, weeks int) facilities.Round {
	w.t.Helper()
	period := facilities.NewSpan(callWeek.Start.AddDate(0, 0, 7*weeks), callWeek.End.AddDate(0, 0, 7*weeks))
	r, err := w.office.OpenRound(w.t.Context(), w.actor("mees"), w.clock(), facilities.Round{ID: id, Facility: "lab", Name: "Ronde " + string(id), Pools: []facilities.PoolID{"presses"},
		Period: period, Deadline: period.Start.AddDate(0, 0, -4), Steps: 2_000})
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

// asks hands in a request for a press, of so many hours.
func (w *world) asks(who facilities.PersonID, r facilities.Round, title string, hours int, windows ...facilities.RoundWindow) facilities.RoundRequest {
	w.t.Helper()
	request, err := w.office.AddRequest(w.t.Context(), w.actor(who), w.clock(), facilities.RoundRequest{Round: r.ID, Title: title, Windows: windows,
		Steps: []facilities.RoundStep{{Resources: []facilities.ResourceID{"press", "press-2"}, Duration: time.Duration(hours) * time.Hour}}})
	if err != nil {
		w.t.Fatal(err)
	}
	return request
}

// drafts closes a round and solves it once.
func (w *world) drafts(r facilities.Round, objective facilities.RoundObjective) facilities.RoundPlan {
	w.t.Helper()
	ctx, mees := w.t.Context(), w.actor("mees")
	if now, err := w.office.Round(ctx, mees, w.clock(), r.ID); err == nil && now.State == facilities.RoundCall {
		if _, err := w.office.CloseRound(ctx, mees, w.clock(), r.ID, 0); err != nil {
			w.t.Fatal(err)
		}
	}
	plan, err := w.office.SolveRound(ctx, mees, w.clock(), r.ID, 0, useroffice.SolveSettings{Objective: objective})
	if err != nil {
		w.t.Fatal(err)
	}
	return plan
}

// publishes makes a draft bookings.
func (w *world) publishes(r facilities.Round, plan facilities.RoundPlan) useroffice.PublishedRound {
	w.t.Helper()
	out, err := w.office.PublishRound(w.t.Context(), w.actor("mees"), w.clock(), r.ID, 0, plan.Number)
	if err != nil {
		w.t.Fatal(err)
	}
	return out
}

// hideInRounds makes the dyers' things in rounds, trades and proposals to re-plan, with the canary in each.
func (w *world) hideInRounds() secrets {
	w.t.Helper()
	ctx, dora, mees := w.t.Context(), w.actor("dora"), w.actor("mees")
	must := func(err error) {
		w.t.Helper()
		if err != nil {
			w.t.Fatal(err)
		}
	}
	w.in(func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.SavePartner(ctx, facilities.Partner{ID: "spinners", Name: "Spinnerij Noord", Kind: facilities.SME})
		return err
	})
	w.calls("other", 1)
	call := w.calls("call", 2)
	request := w.asks("dora", call, canary+" aanvraag", 2)
	done := w.calls("done", 0)
	decided := w.asks("dora", done, canary+" geplaatst", 2)
	w.asks("anna", done, "Eigen proef", 2)
	out := w.publishes(done, w.drafts(done, ""))
	offered := w.calls("offered", 3)
	w.asks("dora", offered, canary+" ontwerp", 2)
	_, err := w.office.OfferDraft(ctx, mees, w.clock(), offered.ID, 0, w.drafts(offered, "").Number)
	must(err)
	objection, err := w.office.Object(ctx, dora, w.clock(), decided.ID, canary+" bezwaar")
	must(err)
	policy, err := w.office.RoundPolicy(ctx, mees, w.clock(), "lab")
	must(err)
	policy.TradeGifts = true
	_, err = w.office.SaveRoundPolicy(ctx, mees, w.clock(), policy)
	must(err)
	var given facilities.BookingID
	for _, b := range out.Booked {
		if b.Person == "dora" {
			given = b.ID
		}
	}
	trade, err := w.office.ProposeTrade(ctx, dora, w.clock(), facilities.Trade{From: "dyers", To: "spinners", Gives: given, Note: canary + " ruil"})
	must(err)
	down, _, err := w.office.OpenDowntime(ctx, mees, w.clock(), facilities.Downtime{Kind: facilities.Maintenance, Facility: "lab", Resource: "laser", Start: monday.Add(20 * time.Hour), End: monday.Add(60 * time.Hour), Reason: "Onderhoud"}, false)
	must(err)
	replan, err := w.office.ProposeReplan(ctx, mees, w.clock(), down.ID, useroffice.ReplanSettings{})
	must(err)
	return secrets{"call": string(call.ID), "other": "other", "round": string(done.ID), "offered": string(offered.ID), "request": string(request.ID), "decided": string(decided.ID), "objection": string(objection.ID), "trade": string(trade.ID), "replan": string(replan.ID), "downtime": string(down.ID)}
}
