package useroffice

import (
	"context"
	"errors"
	"slices"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/store"
	"marke/scheduler"
)

// nextDraft is the draft that a trade would make of the offered one, with its files. Explaining it takes too long for a transaction.
type nextDraft struct {
	of            int
	plan          facilities.RoundPlan
	problem, file []byte
	pins          []facilities.RoundPlacement
	err           error
}

// readyDraft makes the next draft of a trade that has all but the last yes; nil when it is not there yet, and when something stands in the way: the
// transaction finds out what.
func (o *Office) readyDraft(ctx context.Context, a act, id facilities.TradeID, request facilities.RoundRequestID) *nextDraft {
	var s *draftSwap
	var placements []scheduler.RoundPlacement
	err := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
		s = nil
		t, err := loadTrade(ctx, tx, a, id, 0)
		if err != nil || t.Round == "" || !t.State.Open() {
			return err
		}
		was := t
		if t.TakesRequest == "" {
			t.TakesRequest = request
		}
		read, err := readDraftSwap(ctx, tx, a, &t, "body.request")
		if err != nil || !read.last() {
			return err
		}
		if err := read.mayAccept(was, request); err != nil {
			return err
		}
		if placements, err = read.exchange(); err == nil {
			s = read
		}
		return err
	})
	if err != nil || s == nil {
		return nil
	}
	next := &nextDraft{of: s.round.Offered, problem: s.saved.file}
	plan, file, err := s.saved.replanned(placements)
	if err != nil {
		next.err = err
		return next
	}
	next.file, next.pins = file, s.pins(placements)
	s.saved.round.Pins = next.pins
	next.plan = s.saved.changed(plan)
	next.err = o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error { return s.saved.proveChanges(ctx, tx, &next.plan) })
	return next
}

// pins are the round's when the two steps stay where the trade puts them, in every solve from now on.
func (s *draftSwap) pins(placements []scheduler.RoundPlacement) []facilities.RoundPlacement {
	pins := s.round.Pins
	for _, id := range []string{s.given(), s.taken()} {
		if id == "" {
			continue
		}
		of := s.saved.steps[id]
		pins = unpinned(pins, of.ask.ID, of.step)
		if at := slices.IndexFunc(placements, func(p scheduler.RoundPlacement) bool { return p.Request == id }); at >= 0 {
			place := s.saved.placement(placements[at])
			place.Pinned = true
			pins = append(pins, place)
		}
	}
	return pins
}

// last reports that the trade waits for one yes only.
func (s *draftSwap) last() bool {
	return s.trade.State == facilities.TradeAgreed || s.policy.TradeFreely
}

// acceptInDraft is a yes to a trade of placements. With the last one the placements change places in a new draft, which is offered instead of the old one.
func acceptInDraft(ctx context.Context, tx *store.Tx, a act, was facilities.Trade, request facilities.RoundRequestID, next *nextDraft) (facilities.Trade, error) {
	t := was
	if !t.State.Open() {
		return t, facilities.Errorf(facilities.Conflict, "trade_over")
	}
	if t.TakesRequest == "" {
		t.TakesRequest = request
	}
	s, err := readDraftSwap(ctx, tx, a, &t, "body.request")
	if err != nil {
		return t, err
	}
	if err := s.mayAccept(was, request); err != nil {
		return t, err
	}
	if t.TakesRequest == "" {
		return t, facilities.BadField("body.request", "required")
	}
	var all []facilities.RoundPlacement
	if s.last() && next != nil {
		all = next.plan.Placements
	}
	if err := s.lock(ctx, tx, all); err != nil {
		return t, err
	}
	if _, err := s.check(); err != nil {
		return t, err
	}
	if t.State == facilities.TradeProposed {
		t.State, t.Agreed, t.AgreedBy = facilities.TradeAgreed, a.now, a.Person.ID
	} else {
		t.DecidedBy = a.Person.ID
	}
	if !s.last() {
		if t, err = saveTrade(ctx, tx, a, was, t); err != nil {
			return t, err
		}
		return t, askManagers(ctx, tx, a, t)
	}
	switch {
	case next == nil || next.of != s.round.Offered: // another trade was first
		return t, stale()
	case next.err != nil:
		return t, next.err
	}
	t.State, t.Decided = facilities.TradeDone, a.now
	s.trade = t
	return s.do(ctx, tx, was, *next)
}

// mayAccept reports whether the actor's yes is the one that a trade waits for.
func (s *draftSwap) mayAccept(was facilities.Trade, request facilities.RoundRequestID) error {
	if was.State == facilities.TradeAgreed {
		if !s.Manages(was.Facility) {
			return forbidden()
		}
		return nil
	}
	own := facilities.PersonID("")
	if s.takes != nil {
		own = s.takes.Person
	}
	if !speaksFor(s.Actor, was.To, own, was.Minutes) {
		return forbidden()
	}
	if request != "" && request != s.trade.TakesRequest {
		return facilities.BadField("body.request", "trade_not_asked")
	}
	if was.TakesRequest == "" && s.sides()[1].placed { // that would be another trade than was proposed
		return facilities.BadField("body.request", "trade_has_place")
	}
	return nil
}

// do saves the next draft and offers it, moves the hours, and ends the trades that this one has overtaken.
func (s *draftSwap) do(ctx context.Context, tx *store.Tx, was facilities.Trade, next nextDraft) (facilities.Trade, error) {
	t := s.trade
	doubts, err := s.judge(ctx, tx, next.plan.Placements)
	if err != nil {
		return t, err
	}
	plans, err := tx.RoundPlans(ctx, s.round.ID)
	if err != nil {
		return t, err
	}
	next.plan.Number, next.plan.Doubts = len(plans)+1, doubts
	next.plan.Trades = append(slices.Clone(s.saved.draft.Trades), t.ID)
	if err := tx.AddRoundPlan(ctx, next.plan, next.problem, next.file); err != nil {
		return t, err
	}
	r := s.round
	r.Offered, r.Pins = next.plan.Number, next.pins
	if _, err := saveRound(ctx, tx, s.act, s.round, r, ""); err != nil {
		return t, err
	}
	lines, err := s.lines()
	if err != nil {
		return t, err
	}
	if err := tx.AddHours(ctx, hourLines(t, "trade/"+string(t.ID), ledger.HourMoves(lines), s.now)); err != nil {
		return t, err
	}
	if t, err = saveTrade(ctx, tx, s.act, was, t); err != nil {
		return t, err
	}
	moved := []string{s.given(), s.taken()}
	overtaken := func(other facilities.Trade) bool {
		return slices.Contains(moved, stepID(other.GivesRequest, other.GivesStep)) || slices.Contains(moved, stepID(other.TakesRequest, other.TakesStep))
	}
	if err := lapseTrades(ctx, tx, s.act, s.round.ID, "", overtaken); err != nil {
		return t, err
	}
	return t, s.tellDone(ctx, tx, t)
}

// tellDone tells both sides, and the managers, who have another draft to publish now.
func (s *draftSwap) tellDone(ctx context.Context, tx *store.Tx, t facilities.Trade) error {
	if err := tellTrade(ctx, tx, s.act, "draft_traded", t, t.From, t.To); err != nil {
		return err
	}
	params, err := tradeParams(ctx, tx, t)
	if err != nil {
		return err
	}
	params["path"] = "/rounds/" + string(t.Round)
	return tellManagers(ctx, tx, s.act, t.Facility, facilities.Mail{Kind: "draft_changed", Key: "draft_changed/" + string(t.ID), Params: params})
}

// judge tries the placements out as publishing would. A rule of booking that one of the two would break now is a Conflict; so is one that anybody else would break who
// does not without the trade. It gives the doubts that are left.
func (s *draftSwap) judge(ctx context.Context, tx *store.Tx, placements []facilities.RoundPlacement) ([]facilities.RoundDoubt, error) {
	outcome, err := s.tryPlaces(ctx, tx, placements)
	if err != nil {
		return nil, err
	}
	others := false
	for _, d := range outcome.doubts {
		if d.Request != s.trade.GivesRequest && d.Request != s.trade.TakesRequest {
			others = true
			continue
		}
		return nil, &facilities.Error{Code: facilities.Conflict, Key: "trade_place_now", Violations: d.Violations}
	}
	if !others {
		return nil, nil
	}
	before, err := s.tryPlaces(ctx, tx, s.saved.draft.Placements)
	if err != nil {
		return nil, err
	}
	for _, d := range outcome.doubts {
		if len(before.violations[d.Request]) == 0 {
			return nil, facilities.Errorf(facilities.Conflict, "trade_place_third")
		}
	}
	return outcome.doubts, nil
}

// tryPlaces does what publishing would do with placements, and takes it back.
func (s *draftSwap) tryPlaces(ctx context.Context, tx *store.Tx, placements []facilities.RoundPlacement) (published, error) {
	requests, err := requestsByID(ctx, tx, s.round.ID)
	if err != nil {
		return published{}, err
	}
	var outcome published
	err = tx.Try(ctx, func(ctx context.Context) (err error) {
		if outcome, err = placeAll(ctx, tx, s.act, s.round, placements, requests); err != nil {
			return err
		}
		return errTried
	})
	if errors.Is(err, errTried) {
		err = nil
	}
	return outcome, err
}
