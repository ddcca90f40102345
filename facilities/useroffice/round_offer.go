package useroffice

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// OfferDraft shows a draft to the partners who asked, by a manager: each sees its own placements and refusals, and may trade placements (ProposeTrade).
// Nothing is booked by it. A draft that is older than a request as it stands is refused (key "round_offer_old"): it would promise what its people no longer ask for, or nothing to who
// has come since, and could not be traded. A draft that was offered before is offered no longer, and what was proposed in it lapses. Whatever happens to the round ends
// the offer.
func (o *Office) OfferDraft(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.RoundID, version int64, number int) (facilities.Round, error) {
	return o.changeOffer(ctx, act{actor, now, "offer_draft"}, id, version, func(ctx context.Context, tx *store.Tx, r *facilities.Round) error {
		if _, err := draftNamed(ctx, tx, id, number, "body.plan"); err != nil {
			return err
		}
		if r.Offered == number {
			return facilities.Errorf(facilities.Conflict, "round_offered")
		}
		r.Offered = number
		return notOlder(ctx, tx, id, number)
	})
}

// notOlder refuses to offer a draft when open requests were made or changed after it was solved; drafts that trades made of it are as old as it is.
func notOlder(ctx context.Context, tx *store.Tx, id facilities.RoundID, number int) error {
	plans, err := tx.RoundPlans(ctx, id)
	if err != nil {
		return err
	}
	var solved time.Time
	for at := number; at > 0 && at <= len(plans); at = plans[at-1].Of {
		solved = plans[at-1].Created
	}
	requests, err := openRequests(ctx, tx, id, "")
	if err != nil {
		return err
	}
	requests = slices.DeleteFunc(requests, func(r facilities.RoundRequest) bool { return !r.Updated.After(solved) })
	if len(requests) == 0 {
		return nil
	}
	return facilities.Errorf(facilities.Conflict, "round_offer_old", "count", len(requests), "title", requests[0].Title)
}

// WithdrawOffer ends the offer of a draft without another, by a manager. What was proposed in it lapses; trades that are done stay in their draft.
func (o *Office) WithdrawOffer(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.RoundID, version int64) (facilities.Round, error) {
	return o.changeOffer(ctx, act{actor, now, "withdraw_offer"}, id, version, func(_ context.Context, _ *store.Tx, r *facilities.Round) error {
		if r.Offered == 0 {
			return facilities.Errorf(facilities.Conflict, "round_not_offered")
		}
		r.Offered = 0
		return nil
	})
}

// changeOffer changes what is offered of a round that has a draft.
func (o *Office) changeOffer(ctx context.Context, a act, id facilities.RoundID, version int64, change func(ctx context.Context, tx *store.Tx, r *facilities.Round) error) (facilities.Round, error) {
	return write(ctx, o, a, aRound, func(ctx context.Context, tx *store.Tx) (facilities.Round, error) {
		r, err := changeDraft(ctx, tx, a, id, version, change)
		if err != nil || r.Offered == 0 {
			return r, err
		}
		if err := lapseTrades(ctx, tx, a, r.ID, "", nil); err != nil {
			return r, err
		}
		return r, tellAsking(ctx, tx, a, "round_offered", r)
	})
}

// endOffer lets what was proposed in a draft lapse, and tells those who asked that it is offered no longer, unless they hear more of the round anyway.
func endOffer(ctx context.Context, tx *store.Tx, a act, r facilities.Round, reason string) error {
	if err := lapseTrades(ctx, tx, a, r.ID, reason, nil); err != nil || r.State.Ended() {
		return err
	}
	return tellAsking(ctx, tx, a, "round_offer_withdrawn", r)
}

// lapseTrades ends the trades of a round that wait for a yes, those that touch says (nil: all), and tells both sides, with the reason if there is one.
func lapseTrades(ctx context.Context, tx *store.Tx, a act, id facilities.RoundID, reason string, touch func(facilities.Trade) bool) error {
	trades, err := tx.RoundTrades(ctx, id)
	if err != nil {
		return err
	}
	for _, was := range trades {
		if !was.State.Open() || touch != nil && !touch(was) {
			continue
		}
		t := was
		t.State, t.Decided, t.DecidedBy, t.Reason = facilities.TradeLapsed, a.now, a.Person.ID, reason
		if t, err = saveTrade(ctx, tx, a, was, t); err != nil {
			return err
		}
		if err := tellTrade(ctx, tx, a, "trade_lapsed", t, t.From, t.To); err != nil {
			return err
		}
	}
	return nil
}

// tellAsking mails news about a round to those whose open requests it has, those who handed them in, and their partners' representatives: each once.
func tellAsking(ctx context.Context, tx *store.Tx, a act, kind string, r facilities.Round) error {
	requests, err := openRequests(ctx, tx, r.ID, "")
	if err != nil {
		return err
	}
	var to []facilities.PersonID
	partners := map[facilities.PartnerID]bool{}
	for _, request := range requests {
		to = append(to, request.Person, request.By)
		partners[request.Partner] = true
	}
	speakers, err := representatives(ctx, tx, slices.Sorted(maps.Keys(partners))...)
	if err != nil {
		return err
	}
	readers, err := tx.PeopleByID(ctx, others(a, append(to, speakers...)))
	if err != nil {
		return err
	}
	m := roundMail(kind, r, nil)
	for _, id := range slices.Sorted(maps.Keys(readers)) {
		if reader := readers[id]; reader.System || reader.State != facilities.PersonActive {
			continue
		}
		key := kind + "/" + string(r.ID) + "/" + strconv.FormatInt(r.Version, 10) + "/" + string(id)
		if err := tx.AddMail(ctx, facilities.Mail{Key: key, Person: id, Kind: kind, Params: m.Params, Created: a.now}); err != nil {
			return err
		}
	}
	return nil
}

// asksIn reports that somebody's partner asks for something in a round.
func asksIn(actor facilities.Actor, requests []facilities.RoundRequest) bool {
	own := partnersOf(actor)
	return slices.ContainsFunc(requests, func(r facilities.RoundRequest) bool {
		return r.State != facilities.RequestWithdrawn && slices.Contains(own, r.Partner)
	})
}
