package useroffice

import (
	"context"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// SeenTrade is a trade with what its reader may do. Of a trade in a draft it does not name a request that its reader may not see.
type SeenTrade struct {
	facilities.Trade
	FromName, ToName string
	Given, Taken     *facilities.Booking // those of Gives and Takes, as the reader may see them
	// RoundName, and the sides of a trade in its draft; empty for bookings and hours.
	RoundName              string
	GivesPlace, TakesPlace TradedPlace
	// Fits are the requests that the reader may accept the trade for: those of To's which the draft refuses. Only while one has to be named.
	Fits              []facilities.RoundRequest
	Accepts, Declines bool
	// Managed: once the other partner has said yes a manager has the last word.
	Managed bool
	// Until is when what is traded begins and can no longer be; zero for hours alone and for places in a draft, which can be while the draft is offered.
	Until time.Time
}

// TradedPlace is one side of a trade in a draft: a request, and where it stood when the trade was proposed.
type TradedPlace struct {
	Title  string                    // only for those who may see the request
	Placed facilities.RoundPlacement // without a resource: it had no place
}

// tradesShown bounds a list of trades.
const tradesShown = 200

// Trades lists a facility's trades, latest first: managers see all, others those of their partner. Empty facility: all that the reader may see.
func (o *Office) Trades(ctx context.Context, actor facilities.Actor, now time.Time, facility facilities.FacilityID) ([]SeenTrade, error) {
	if err := needLogin(actor); err != nil {
		return nil, err
	}
	var out []SeenTrade
	err := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
		list, err := tx.Trades(ctx, facility, tradesShown)
		if err != nil {
			return err
		}
		out = nil
		reader := tradeReader{tx: tx, actor: actor}
		for _, t := range list {
			if !seesTrade(actor, t) {
				continue
			}
			s, err := reader.seen(ctx, t)
			if err != nil {
				return err
			}
			out = append(out, s)
		}
		return nil
	})
	return out, err
}

// Trade shows one trade to those who may know of it.
func (o *Office) Trade(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.TradeID) (SeenTrade, error) {
	if err := needLogin(actor); err != nil {
		return SeenTrade{}, err
	}
	var seen SeenTrade
	err := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
		t, err := loadTrade(ctx, tx, act{Actor: actor, now: now}, id, 0)
		if err != nil {
			return err
		}
		reader := tradeReader{tx: tx, actor: actor}
		seen, err = reader.seen(ctx, t)
		return err
	})
	return seen, err
}

// tradeReader reads trades for somebody, and each draft once.
type tradeReader struct {
	tx     *store.Tx
	actor  facilities.Actor
	rounds map[facilities.RoundID]facilities.Round
	plans  map[tradedPlan]facilities.RoundPlan
	// policies are the rules of the facilities, each read once.
	policies map[facilities.FacilityID]facilities.RoundPolicy
}

type tradedPlan struct {
	round  facilities.RoundID
	number int
}

// seen is a trade as its reader sees it, with what he may do.
func (r *tradeReader) seen(ctx context.Context, t facilities.Trade) (SeenTrade, error) {
	c, err := r.tx.Catalogue(ctx)
	if err != nil {
		return SeenTrade{}, err
	}
	from, _ := c.Partner(t.From)
	to, _ := c.Partner(t.To)
	s := SeenTrade{Trade: t, FromName: from.Name, ToName: to.Name}
	gives, takes, err := tradedBy(ctx, r.tx, t)
	if err != nil {
		return s, err
	}
	policy, err := r.policy(ctx, t.Facility)
	if err != nil {
		return s, err
	}
	s.Managed = !policy.TradeFreely
	own := speaksFor(r.actor, t.To, takes, t.Minutes)
	if t.Round != "" {
		err = r.places(ctx, &s)
		own = own || len(s.Fits) > 0
	} else {
		given, taken, failed := tradedBookings(ctx, r.tx, t)
		for _, b := range []*facilities.Booking{given, taken} {
			if b != nil && (s.Until.IsZero() || b.Use.Start.Before(s.Until)) {
				s.Until = b.Use.Start
			}
		}
		s.Given, s.Taken, err = shownBooking(r.actor, given), shownBooking(r.actor, taken), failed
	}
	s.Accepts = r.actor.MayWrite() && (t.State == facilities.TradeProposed && own || t.State == facilities.TradeAgreed && r.actor.Manages(t.Facility))
	s.Declines = r.actor.MayWrite() && t.State.Open() && (own || r.actor.Person.ID == t.By || speaksFor(r.actor, t.From, gives, t.Minutes) || r.actor.Manages(t.Facility))
	return s, err
}

// places fills in what a trade in a draft is about.
func (r *tradeReader) places(ctx context.Context, s *SeenTrade) error {
	plan, err := r.plan(ctx, s.Round, s.Plan)
	if err != nil {
		return err
	}
	s.RoundName = r.rounds[s.Round].Name
	gives, takes, err := tradedRequests(ctx, r.tx, s.Trade)
	if err != nil {
		return err
	}
	for _, side := range []struct {
		request *facilities.RoundRequest
		step    int
		id      *facilities.RoundRequestID
		into    *TradedPlace
	}{{gives, s.GivesStep, &s.GivesRequest, &s.GivesPlace}, {takes, s.TakesStep, &s.TakesRequest, &s.TakesPlace}} {
		if side.request == nil {
			continue
		}
		side.into.Placed, _ = plan.Placement(side.request.ID, side.step)
		if seesRequest(r.actor, *side.request, s.Facility) {
			side.into.Title = side.request.Title
			continue
		}
		*side.id, side.into.Placed = "", facilities.RoundPlacement{Resource: side.into.Placed.Resource, Use: side.into.Placed.Use}
	}
	if s.State != facilities.TradeProposed || takes != nil || !r.actor.MayWrite() {
		return nil
	}
	requests, err := openRequests(ctx, r.tx, s.Round, s.To)
	for _, request := range requests {
		_, placed := plan.Placement(request.ID, 0)
		if !placed && len(request.Steps) == 1 && speaksFor(r.actor, s.To, request.Person, s.Minutes) {
			s.Fits = append(s.Fits, request)
		}
	}
	return err
}

// policy reads the rules of a facility, once.
func (r *tradeReader) policy(ctx context.Context, id facilities.FacilityID) (facilities.RoundPolicy, error) {
	if p, read := r.policies[id]; read {
		return p, nil
	}
	p, err := r.tx.RoundPolicy(ctx, id)
	if r.policies == nil {
		r.policies = map[facilities.FacilityID]facilities.RoundPolicy{}
	}
	r.policies[id] = p
	return p, err
}

// plan reads a draft, once.
func (r *tradeReader) plan(ctx context.Context, id facilities.RoundID, number int) (facilities.RoundPlan, error) {
	if r.plans == nil {
		r.rounds, r.plans = map[facilities.RoundID]facilities.Round{}, map[tradedPlan]facilities.RoundPlan{}
	}
	of := tradedPlan{id, number}
	if plan, read := r.plans[of]; read {
		return plan, nil
	}
	round, err := r.tx.Round(ctx, id)
	if err != nil {
		return facilities.RoundPlan{}, err
	}
	r.rounds[id] = round
	plan, err := r.tx.RoundPlan(ctx, id, number)
	r.plans[of] = plan
	return plan, err
}

// shownBooking leaves of the other partner's booking the place, the time and whose it is.
func shownBooking(actor facilities.Actor, b *facilities.Booking) *facilities.Booking {
	if b == nil || actor.Sees(*b) == facilities.SeeAll {
		return b
	}
	return &facilities.Booking{State: b.State, Facility: b.Facility, Resource: b.Resource, Use: b.Use, Partner: b.Partner}
}
