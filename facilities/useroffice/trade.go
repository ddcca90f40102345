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
// person of the booking that is given. What would break a rule is a Conflict at once, and so is what is open already: its parameter "trade" says which trade that is. The booking
// that is taken may be named by TakesResource and TakesStart.
//
// With a Round it is about placements of the draft that the round offers: GivesRequest, a request of t.From's, changes places with what stands at TakesResource and
// TakesStart; where one side has no place there it gets the other's. Without TakesResource the place is given to whichever request To names.
func (o *Office) ProposeTrade(ctx context.Context, actor facilities.Actor, now time.Time, t facilities.Trade) (facilities.Trade, error) {
	a := act{actor, now, "propose_trade"}
	return write(ctx, o, a, aTrade, func(ctx context.Context, tx *store.Tx) (facilities.Trade, error) {
		t.ID, t.State, t.By, t.Created, t.Version = facilities.TradeID(facilities.NewID(now)), facilities.TradeProposed, actor.Person.ID, now, 0
		t.Agreed, t.AgreedBy, t.Decided, t.DecidedBy, t.Reason = time.Time{}, "", time.Time{}, "", ""
		t.Note = strings.TrimSpace(t.Note)
		var f faults
		f.prose("body.note", t.Note, ReasonMax)
		f.check(t.Round != "" || t.GivesRequest == "", "body.round", "required")
		if checkPlace(&f, t); len(f) > 0 {
			return t, f.err()
		}
		if t.Round != "" {
			return proposeInDraft(ctx, tx, a, t)
		}
		t.Plan, t.GivesRequest, t.TakesRequest, t.GivesStep, t.TakesStep = 0, "", "", 0, 0
		if err := mayNameBookings(ctx, tx, actor, t); err != nil {
			return t, err
		}
		s, err := readSwap(ctx, tx, a, &t)
		if err != nil {
			return t, err
		}
		if !speaksFor(actor, t.From, personOf(s.gives), t.Minutes) {
			return t, forbidden()
		}
		if err := notOpenYet(ctx, tx, t); err != nil {
			return t, err
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
		return saved, tellTrade(ctx, tx, a, "trade_proposed", saved, t.To)
	})
}

// mayNameBookings is NotFound for a booking that the actor would not see on the board with its partner, and Forbidden for who is not of the partner that gives.
func mayNameBookings(ctx context.Context, tx *store.Tx, actor facilities.Actor, t facilities.Trade) error {
	if actor.Person.Partner != t.From && !actor.Represents(t.From) {
		return forbidden()
	}
	gives, takes, err := tradedBookings(ctx, tx, t)
	if err != nil {
		return err
	}
	for _, b := range []*facilities.Booking{gives, takes} {
		if b != nil && actor.Sees(*b) < facilities.SeePartner {
			return facilities.Missing()
		}
	}
	return nil
}

// speaksFor reports that somebody may commit a partner to a trade: its representative, or, where no hours are in it, the
// person of its booking or request (own; empty when the partner gives none).
func speaksFor(actor facilities.Actor, partner facilities.PartnerID, own facilities.PersonID, minutes int64) bool {
	return actor.Represents(partner) || minutes == 0 && own != "" && actor.Person.ID == own && actor.Person.Partner == partner
}

// personOf is whose a booking is, nobody's when there is none.
func personOf(b *facilities.Booking) facilities.PersonID {
	if b == nil {
		return ""
	}
	return b.Person
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
// transaction; every booking is judged again where it now is. Placements of a draft change places in a new draft, which is offered instead.
func (o *Office) AcceptTrade(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.TradeID, version int64) (facilities.Trade, error) {
	return o.AcceptTradeFor(ctx, actor, now, id, version, "")
}

// AcceptTradeFor is AcceptTrade of a place in a draft that is given to whichever request its new owner names: one of his partner's that the draft refuses.
func (o *Office) AcceptTradeFor(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.TradeID, version int64, request facilities.RoundRequestID) (facilities.Trade, error) {
	a := act{actor, now, "accept_trade"}
	ready := o.readyDraft(ctx, a, id, request)
	return write(ctx, o, a, aTrade, func(ctx context.Context, tx *store.Tx) (facilities.Trade, error) {
		was, err := loadTrade(ctx, tx, a, id, version)
		if err != nil {
			return was, err
		}
		if was.Round != "" {
			return acceptInDraft(ctx, tx, a, was, request, ready)
		}
		t := was
		s, err := readSwap(ctx, tx, a, &t)
		if err != nil {
			return t, err
		}
		switch t.State {
		case facilities.TradeProposed:
			if !speaksFor(actor, t.To, personOf(s.takes), t.Minutes) {
				return t, forbidden()
			}
			t.State, t.Agreed, t.AgreedBy = facilities.TradeAgreed, now, actor.Person.ID
			if !s.policy.TradeFreely {
				if t, err = saveTrade(ctx, tx, a, was, t); err != nil {
					return t, err
				}
				return t, askManagers(ctx, tx, a, t)
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
		return t, tellTrade(ctx, tx, a, "trade_done", t, t.From, t.To)
	})
}

// askManagers tells the managers that a trade waits for them.
func askManagers(ctx context.Context, tx *store.Tx, a act, t facilities.Trade) error {
	params, err := tradeParams(ctx, tx, t)
	if err != nil {
		return err
	}
	return tellManagers(ctx, tx, a, t.Facility, facilities.Mail{Kind: "trade_agreed", Key: "trade_agreed/" + string(t.ID), Params: params})
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
		if !was.State.Open() {
			return was, facilities.Errorf(facilities.Conflict, "trade_over")
		}
		gives, takes, err := tradedBy(ctx, tx, was)
		if err != nil {
			return was, err
		}
		t := was
		t.Decided, t.DecidedBy, t.Reason = now, actor.Person.ID, strings.TrimSpace(reason)
		tells := []facilities.PartnerID{t.From}
		switch {
		case actor.Person.ID == t.By || speaksFor(actor, t.From, gives, t.Minutes):
			t.State, tells = facilities.TradeWithdrawn, []facilities.PartnerID{t.To}
		case speaksFor(actor, t.To, takes, t.Minutes):
			t.State = facilities.TradeDeclined
		case actor.Manages(t.Facility): // both wanted it, or the other has not answered yet
			t.State, tells = facilities.TradeDeclined, []facilities.PartnerID{t.From, t.To}
		default:
			return was, forbidden()
		}
		if t, err = saveTrade(ctx, tx, a, was, t); err != nil {
			return t, err
		}
		return t, tellTrade(ctx, tx, a, "trade_declined", t, tells...)
	})
}
