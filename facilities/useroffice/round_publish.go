package useroffice

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strconv"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// PublishedRound is what publishing came to.
type PublishedRound struct {
	Round facilities.Round
	// Booked are the bookings made; Failed the requests whose placement no longer passed, with their Violations and Alternatives.
	Booked []facilities.Booking
	Failed []facilities.RoundRequest
}

var aPublishedRound = subject[PublishedRound]{"round",
	func(p PublishedRound) string { return string(p.Round.ID) },
	func(ctx context.Context, tx *store.Tx, id string) (PublishedRound, error) {
		r, err := tx.Round(ctx, facilities.RoundID(id))
		if err != nil {
			return PublishedRound{}, err
		}
		return publishedRound(ctx, tx, r)
	}}

// publishedRound reads back what was published.
func publishedRound(ctx context.Context, tx *store.Tx, r facilities.Round) (PublishedRound, error) {
	out := PublishedRound{Round: r}
	requests, _, err := tx.RoundRequests(ctx, store.RequestFilter{Round: r.ID})
	if err != nil {
		return out, err
	}
	for _, request := range requests {
		if len(request.Violations) > 0 {
			out.Failed = append(out.Failed, request)
		}
		for _, p := range request.Placed {
			b, err := tx.Booking(ctx, p.Booking)
			if err != nil {
				return out, err
			}
			out.Booked = append(out.Booked, b)
		}
	}
	return out, nil
}

// PublishRound makes a draft's placements approved bookings, by a manager or the system. Each is judged again by the rules of booking
// in the publishing transaction. Those that no longer pass (with what belongs to them: a route, an all-or-none group) become refused requests that
// carry what stood in the way, and their people are told. A second publish, by whomever, is a Conflict (key "round_not_now_published"), and
// changes nothing. What is left of the period opens for ordinary booking.
func (o *Office) PublishRound(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.RoundID, version int64, plan int) (PublishedRound, error) {
	a := act{actor, now, "publish_round"}
	return write(ctx, o, a, aPublishedRound, func(ctx context.Context, tx *store.Tx) (PublishedRound, error) {
		r, err := managedRound(ctx, tx, a, id, version)
		if err != nil {
			return PublishedRound{}, err
		}
		if _, err := actOnRound(r, facilities.RoundPublish); err != nil { // also when there is no such draft yet
			return PublishedRound{}, err
		}
		draft, err := draftNamed(ctx, tx, id, plan, "body.plan")
		if err != nil {
			return PublishedRound{}, err
		}
		return publish(ctx, tx, a, r, draft)
	})
}

// publish does it in a transaction that has decided that the actor may.
func publish(ctx context.Context, tx *store.Tx, a act, r facilities.Round, draft facilities.RoundPlan) (PublishedRound, error) {
	was := r
	r, err := actOnRound(r, facilities.RoundPublish)
	if err != nil {
		return PublishedRound{}, err
	}
	// Of two publishers the database lets one through, whatever each of them has read.
	if err := tx.AddPublication(ctx, r.ID, draft.Number, a.Person.ID, a.now); err != nil {
		if facilities.CodeOf(err) == facilities.Conflict {
			err = roundNotNow(r)
		}
		return PublishedRound{}, err
	}
	list, _, err := tx.RoundRequests(ctx, store.RequestFilter{Round: r.ID, States: []facilities.RequestState{facilities.RequestOpen}})
	if err != nil {
		return PublishedRound{}, err
	}
	requests := map[facilities.RoundRequestID]facilities.RoundRequest{}
	for _, request := range list {
		requests[request.ID] = request
	}
	outcome, err := placeAll(ctx, tx, a, was, draft.Placements, requests)
	if err != nil {
		return PublishedRound{}, err
	}
	r.Plan, r.Published, r.Agreement = draft.Number, a.now, draft.Agreement
	if r, err = saveRound(ctx, tx, a, was, r, ""); err != nil {
		return PublishedRound{}, err
	}
	if err := undoTrades(ctx, tx, a, r.ID, draft.Trades, ""); err != nil {
		return PublishedRound{}, err
	}
	out := PublishedRound{Round: r, Booked: outcome.bookings}
	for _, request := range list {
		settled, err := settleRequest(ctx, tx, a, r, request, draft, outcome)
		if err != nil {
			return out, err
		}
		if len(settled.Violations) > 0 {
			out.Failed = append(out.Failed, settled)
		}
	}
	return out, nil
}

// settleRequest writes what became of a request, and tells those whom no booking tells.
func settleRequest(ctx context.Context, tx *store.Tx, a act, round facilities.Round, r facilities.RoundRequest, draft facilities.RoundPlan, outcome published) (facilities.RoundRequest, error) {
	was := r
	r.Updated = a.now
	if booked := outcome.booked[r.ID]; len(booked) > 0 {
		r.State, r.Placed = facilities.RequestPlaced, booked
		for _, p := range booked {
			if err := tx.AddRoundBooking(ctx, r.ID, p); err != nil {
				return r, err
			}
		}
		return saveRequest(ctx, tx, a, was, r, "")
	}
	if round.Of != "" && len(outcome.violations[r.ID]) == 0 && waitsOn(r, a.now) {
		r.Round = round.Of // it waits for another night
		return saveRequest(ctx, tx, a, was, r, "")
	}
	r.State, r.Violations = facilities.RequestRefused, outcome.violations[r.ID]
	for _, refusal := range draft.Refused {
		if refusal.Request == r.ID {
			r.Refused = refusal.Reasons
		}
	}
	if len(r.Violations) > 0 {
		place, _ := draft.Placement(r.ID, 0)
		var err error
		if r.Alternatives, err = insteadOf(ctx, tx, a, round, r, place); err != nil {
			return r, err
		}
	}
	r, err := saveRequest(ctx, tx, a, was, r, "")
	if err != nil {
		return r, err
	}
	return r, tellRequest(ctx, tx, a, "round_refused", round, r, nil)
}

// insteadOf finds slots for a request whose place did not pass, as things stand now that the rest is published.
func insteadOf(ctx context.Context, tx *store.Tx, a act, round facilities.Round, r facilities.RoundRequest, place facilities.RoundPlacement) ([]facilities.Alternative, error) {
	c, err := caseOf(ctx, tx, a, round)
	if err != nil {
		return nil, err
	}
	resource, known := c.catalogue.Resource(place.Resource)
	if !known || resource.Archived || !place.Use.Start.After(a.now) {
		return nil, nil
	}
	q, err := ask(ctx, tx, a, c.wish(r, place.Step, resource, r.Steps[place.Step].With, place.Use.Start), manner{settled: true})
	if facilities.CodeOf(err) == facilities.Conflict { // its person has left
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return alternatives(ctx, tx, a.now, q, "")
}

// waitsOn reports that a window of a request is still to come.
func waitsOn(r facilities.RoundRequest, now time.Time) bool {
	return len(r.Windows) == 0 || slices.ContainsFunc(r.Windows, func(w facilities.RoundWindow) bool { return w.End.After(now.Add(r.Duration())) })
}

// tellRequest mails the people of a request.
func tellRequest(ctx context.Context, tx *store.Tx, a act, kind string, round facilities.Round, r facilities.RoundRequest, params map[string]string) error {
	readers, err := tx.PeopleByID(ctx, []facilities.PersonID{r.Person, r.By})
	if err != nil {
		return err
	}
	all := map[string]string{"facility": string(round.Facility), "round": round.Name, "title": r.Title, "path": "/rounds/" + string(round.ID)}
	maps.Copy(all, params)
	for _, id := range slices.Sorted(maps.Keys(readers)) {
		reader := readers[id]
		if reader.System || reader.State != facilities.PersonActive {
			continue
		}
		err := tx.AddMail(ctx, facilities.Mail{Key: kind + "/" + string(r.ID) + "/" + strconv.FormatInt(r.Version, 10) + "/" + string(id),
			Person: id, Kind: kind, Params: all, Created: a.now})
		if err != nil {
			return err
		}
	}
	return nil
}

// errTried ends a transaction that only tried something.
var errTried = errors.New("useroffice: only tried")

// tryPublish does what publishing would do, and takes it back.
func (o *Office) tryPublish(ctx context.Context, a act, round facilities.Round, draft facilities.RoundPlan, requests map[facilities.RoundRequestID]facilities.RoundRequest) (published, error) {
	var outcome published
	err := o.store.InTx(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		if outcome, err = placeAll(ctx, tx, a, round, draft.Placements, requests); err != nil {
			return err
		}
		return errTried
	})
	if errors.Is(err, errTried) {
		err = nil
	}
	return outcome, err
}
