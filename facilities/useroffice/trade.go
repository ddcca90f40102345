package useroffice

import (
	"context"
	"slices"
	"strings"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

var aTrade = subject[facilities.Trade]{"trade",
	func(t facilities.Trade) string { return string(t.ID) },
	func(ctx context.Context, tx *store.Tx, id string) (facilities.Trade, error) {
		return tx.Trade(ctx, facilities.TradeID(id))
	}}

// ProposeTrade offers another partner a swap: t.Gives and t.Takes are approved bookings of the two that have not begun and change places, t.Minutes
// are hours of entitlement of t.Pool. Without Takes the booking that is given goes to whoever accepts. By a representative of t.From; without hours also by the
// person of the booking that is given. What would break a rule is a Conflict at once. The booking that is taken may be named by TakesResource and TakesStart.
func (o *Office) ProposeTrade(ctx context.Context, actor facilities.Actor, now time.Time, t facilities.Trade) (facilities.Trade, error) {
	a := act{actor, now, "propose_trade"}
	return write(ctx, o, a, aTrade, func(ctx context.Context, tx *store.Tx) (facilities.Trade, error) {
		t.ID, t.State, t.By, t.Created, t.Version = facilities.TradeID(facilities.NewID(now)), facilities.TradeProposed, actor.Person.ID, now, 0
		t.Agreed, t.AgreedBy, t.Decided, t.DecidedBy, t.Reason = time.Time{}, "", time.Time{}, "", ""
		t.Note = strings.TrimSpace(t.Note)
		var f faults
		if f.prose("body.note", t.Note, ReasonMax); len(f) > 0 {
			return t, f.err()
		}
		s, err := readSwap(ctx, tx, a, &t)
		if err != nil {
			return t, err
		}
		if !speaksFor(actor, t.From, s.gives, t.Minutes) {
			return t, forbidden()
		}
		if _, err := s.lines(); err != nil {
			return t, err
		}
		if err := s.try(ctx, tx); err != nil {
			return t, err
		}
		t.TakesResource, t.TakesStart = "", time.Time{}
		saved, err := saveTrade(ctx, tx, a, facilities.Trade{}, t)
		if err != nil {
			return t, err
		}
		return saved, s.tell(ctx, tx, "trade_proposed", saved, t.To)
	})
}

// speaksFor reports that somebody may commit a partner to a trade: its representative, or, where no hours are in it, the
// person of its booking.
func speaksFor(actor facilities.Actor, partner facilities.PartnerID, own *facilities.Booking, minutes int64) bool {
	return actor.Represents(partner) || minutes == 0 && own != nil && actor.Person.ID == own.Person && actor.Person.Partner == partner
}

// saveTrade stores a trade with its audit entry.
func saveTrade(ctx context.Context, tx *store.Tx, a act, was, t facilities.Trade) (facilities.Trade, error) {
	saved, err := tx.SaveTrade(ctx, t)
	if err != nil {
		return t, err
	}
	e := entry{verb: a.verb, kind: "trade", subject: string(t.ID), after: saved, reason: t.Reason}
	if was.Version != 0 {
		e.before = was
	}
	return saved, note(ctx, tx, a.Actor, a.now, e)
}

// loadTrade finds a trade that the actor may know of.
func loadTrade(ctx context.Context, tx *store.Tx, a act, id facilities.TradeID, version int64) (facilities.Trade, error) {
	if !facilities.ValidID(string(id)) {
		return facilities.Trade{}, facilities.Missing()
	}
	t, err := tx.Trade(ctx, id)
	switch {
	case err != nil:
		return t, err
	case !seesTrade(a.Actor, t):
		return facilities.Trade{}, facilities.Missing()
	case version != 0 && version != t.Version:
		return t, stale()
	}
	return t, nil
}

func seesTrade(a facilities.Actor, t facilities.Trade) bool {
	if !a.Known() {
		return false
	}
	own := slices.Contains([]facilities.PartnerID{t.From, t.To}, a.Person.Partner)
	return own || a.Represents(t.From) || a.Represents(t.To) || a.Manages(t.Facility) || a.Controls(t.Facility)
}

// AcceptTrade is the yes of the other partner's representative (or, without hours, of the person of the booking that it gives), and then, unless the facility
// lets partners trade freely, of a manager. With the last yes the bookings change hands and the ledger of hours gets a line on both sides, in one
// transaction; every booking is judged again where it now is.
func (o *Office) AcceptTrade(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.TradeID, version int64) (facilities.Trade, error) {
	a := act{actor, now, "accept_trade"}
	return write(ctx, o, a, aTrade, func(ctx context.Context, tx *store.Tx) (facilities.Trade, error) {
		was, err := loadTrade(ctx, tx, a, id, version)
		if err != nil {
			return was, err
		}
		t := was
		s, err := readSwap(ctx, tx, a, &t)
		if err != nil {
			return t, err
		}
		switch t.State {
		case facilities.TradeProposed:
			if !speaksFor(actor, t.To, s.takes, t.Minutes) {
				return t, forbidden()
			}
			t.State, t.Agreed, t.AgreedBy = facilities.TradeAgreed, now, actor.Person.ID
			if !s.policy.TradeFreely {
				if t, err = saveTrade(ctx, tx, a, was, t); err != nil {
					return t, err
				}
				return t, tellManagers(ctx, tx, a, t.Facility, facilities.Mail{Kind: "trade_agreed", Key: "trade_agreed/" + string(t.ID), Params: s.params(t)})
			}
		case facilities.TradeAgreed:
			if !actor.Manages(t.Facility) {
				return t, forbidden()
			}
			t.DecidedBy = actor.Person.ID
		default:
			return t, facilities.Errorf(facilities.Conflict, "trade_over")
		}
		t.State, t.Decided = facilities.TradeDone, now
		s.trade = t
		if err := s.do(ctx, tx); err != nil {
			return t, err
		}
		if t, err = saveTrade(ctx, tx, a, was, t); err != nil {
			return t, err
		}
		return t, s.tell(ctx, tx, "trade_done", t, t.From, t.To)
	})
}

// DeclineTrade ends a trade that is not done: the one who proposed it withdraws it, the others decline it.
func (o *Office) DeclineTrade(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.TradeID, version int64, reason string) (facilities.Trade, error) {
	a := act{actor, now, "decline_trade"}
	return write(ctx, o, a, aTrade, func(ctx context.Context, tx *store.Tx) (facilities.Trade, error) {
		was, err := loadTrade(ctx, tx, a, id, version)
		if err != nil {
			return was, err
		}
		var f faults
		if f.prose("body.reason", reason, ReasonMax); len(f) > 0 {
			return was, f.err()
		}
		if was.State != facilities.TradeProposed && was.State != facilities.TradeAgreed {
			return was, facilities.Errorf(facilities.Conflict, "trade_over")
		}
		gives, takes, err := tradedBookings(ctx, tx, was)
		if err != nil {
			return was, err
		}
		t := was
		t.Decided, t.DecidedBy, t.Reason = now, actor.Person.ID, strings.TrimSpace(reason)
		tells := t.From
		switch {
		case actor.Person.ID == t.By || speaksFor(actor, t.From, gives, t.Minutes):
			t.State, tells = facilities.TradeWithdrawn, t.To
		case speaksFor(actor, t.To, takes, t.Minutes) || actor.Manages(t.Facility):
			t.State = facilities.TradeDeclined
		default:
			return was, forbidden()
		}
		if t, err = saveTrade(ctx, tx, a, was, t); err != nil {
			return t, err
		}
		s := swap{act: a, trade: t, gives: gives, takes: takes}
		return t, s.tell(ctx, tx, "trade_declined", t, tells)
	})
}

// SeenTrade is a trade with what its reader may do.
type SeenTrade struct {
	facilities.Trade
	FromName, ToName  string
	Given, Taken      *facilities.Booking // those of Gives and Takes, as the reader may see them
	Accepts, Declines bool
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
		c, err := tx.Catalogue(ctx)
		if err != nil {
			return err
		}
		list, err := tx.Trades(ctx, facility, tradesShown)
		if err != nil {
			return err
		}
		out = nil
		for _, t := range list {
			if !seesTrade(actor, t) {
				continue
			}
			s, err := seenTrade(ctx, tx, actor, c, t)
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
		c, err := tx.Catalogue(ctx)
		if err != nil {
			return err
		}
		t, err := loadTrade(ctx, tx, act{Actor: actor, now: now}, id, 0)
		if err != nil {
			return err
		}
		seen, err = seenTrade(ctx, tx, actor, c, t)
		return err
	})
	return seen, err
}

// seenTrade is a trade as somebody sees it, with what they may do.
func seenTrade(ctx context.Context, tx *store.Tx, actor facilities.Actor, c *facilities.Catalogue, t facilities.Trade) (SeenTrade, error) {
	gives, takes, err := tradedBookings(ctx, tx, t)
	if err != nil {
		return SeenTrade{}, err
	}
	from, _ := c.Partner(t.From)
	to, _ := c.Partner(t.To)
	s := SeenTrade{Trade: t, FromName: from.Name, ToName: to.Name, Given: shownBooking(actor, gives), Taken: shownBooking(actor, takes)}
	open := t.State == facilities.TradeProposed || t.State == facilities.TradeAgreed
	own := speaksFor(actor, t.To, takes, t.Minutes)
	s.Accepts = actor.MayWrite() && (t.State == facilities.TradeProposed && own || t.State == facilities.TradeAgreed && actor.Manages(t.Facility))
	s.Declines = actor.MayWrite() && open && (own || actor.Person.ID == t.By || speaksFor(actor, t.From, gives, t.Minutes) || actor.Manages(t.Facility))
	return s, nil
}

// shownBooking leaves of the other partner's booking the place, the time and whose it is.
func shownBooking(actor facilities.Actor, b *facilities.Booking) *facilities.Booking {
	if b == nil || actor.Sees(*b) == facilities.SeeAll {
		return b
	}
	return &facilities.Booking{State: b.State, Facility: b.Facility, Resource: b.Resource, Use: b.Use, Partner: b.Partner}
}
