package useroffice

import (
	"context"
	"slices"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// OrderRequests puts a partner's open requests of a round in its own order, best first, until the deadline. Those that are
// not named come behind, in the order that they had. The order is the representative's and, for the facility, a manager's; one of the partner's people may change it
// as long as only his own requests change places among themselves.
func (o *Office) OrderRequests(ctx context.Context, actor facilities.Actor, now time.Time, round facilities.RoundID, partner facilities.PartnerID, order []facilities.RoundRequestID) ([]facilities.RoundRequest, error) {
	a := act{actor, now, "order_requests"}
	ordered := subject[[]facilities.RoundRequest]{"round_order",
		func([]facilities.RoundRequest) string { return string(round) },
		func(ctx context.Context, tx *store.Tx, id string) ([]facilities.RoundRequest, error) {
			return openRequests(ctx, tx, facilities.RoundID(id), partner)
		}}
	return write(ctx, o, a, ordered, func(ctx context.Context, tx *store.Tx) ([]facilities.RoundRequest, error) {
		r, err := openCall(ctx, tx, a, round)
		if err != nil {
			return nil, err
		}
		rules := actor.Represents(partner) || actor.Manages(r.Facility)
		if !rules && actor.Person.Partner != partner {
			return nil, facilities.Missing()
		}
		if err := tx.Lock(ctx, store.Locks{Partners: []facilities.PartnerID{partner}}); err != nil {
			return nil, err
		}
		was, err := openRequests(ctx, tx, round, partner)
		if err != nil {
			return nil, err
		}
		list, err := inOrder(was, order)
		if err != nil {
			return nil, err
		}
		for i := range list {
			if !rules && list[i].ID != was[i].ID && !(changesRequest(actor, list[i], "") && changesRequest(actor, was[i], "")) {
				return nil, forbidden()
			}
		}
		for i, before := range list {
			if before.Rank == i+1 {
				continue
			}
			moved := before
			moved.Rank, moved.Updated = i+1, now
			if list[i], err = saveRequest(ctx, tx, a, before, moved, ""); err != nil {
				return nil, err
			}
		}
		return list, nil
	})
}

// openRequests lists the open requests of a round, of one partner or (empty) of all, by partner and best first.
func openRequests(ctx context.Context, tx *store.Tx, round facilities.RoundID, partner facilities.PartnerID) ([]facilities.RoundRequest, error) {
	list, _, err := tx.RoundRequests(ctx, store.RequestFilter{Round: round, Partner: partner, States: []facilities.RequestState{facilities.RequestOpen}})
	return list, err
}

// inOrder puts those that are named first, in that order.
func inOrder(list []facilities.RoundRequest, order []facilities.RoundRequestID) ([]facilities.RoundRequest, error) {
	out := make([]facilities.RoundRequest, 0, len(list))
	for i, id := range order {
		at := slices.IndexFunc(list, func(r facilities.RoundRequest) bool { return r.ID == id })
		if at < 0 || slices.Contains(order[:i], id) {
			return nil, facilities.BadField("body.order", "round_unknown_request", "id", shown(string(id)))
		}
		out = append(out, list[at])
	}
	for _, r := range list {
		if !slices.Contains(order, r.ID) {
			out = append(out, r)
		}
	}
	return out, nil
}
