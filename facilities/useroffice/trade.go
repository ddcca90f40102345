package useroffice

import (
	"context"
	"time"

	"marke/facilities"
)

// ProposeTrade offers another partner a swap: t.Gives and t.Takes are approved bookings of the two that have not begun, t.Minutes hours of
// entitlement of t.Pool. By a representative of t.From, or the person of the booking that is given. What would break a rule is a Conflict at once.
func (o *Office) ProposeTrade(ctx context.Context, actor facilities.Actor, now time.Time, t facilities.Trade) (facilities.Trade, error) {
	return t, facilities.Missing()
}

// AcceptTrade is the yes of the other partner's representative (or of the person of the booking that it gives), and then, unless the facility
// lets partners trade freely, of a manager. With the last yes the bookings change hands and the ledger of hours gets a line on both sides, in one
// transaction; every booking is judged again for whom it now is.
func (o *Office) AcceptTrade(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.TradeID, version int64) (facilities.Trade, error) {
	return facilities.Trade{}, facilities.Missing()
}

// DeclineTrade ends a trade that is not done: the one who proposed it withdraws it, the others decline it.
func (o *Office) DeclineTrade(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.TradeID, version int64, reason string) (facilities.Trade, error) {
	return facilities.Trade{}, facilities.Missing()
}

// SeenTrade is a trade with what its reader may do.
type SeenTrade struct {
	facilities.Trade
	Given, Taken      *facilities.Booking // those of Gives and Takes, as the reader may see them
	Accepts, Declines bool
}

// Trades lists a facility's trades, latest first: managers see all, others those of their partner. Empty facility: all that the reader may see.
func (o *Office) Trades(ctx context.Context, actor facilities.Actor, now time.Time, facility facilities.FacilityID) ([]SeenTrade, error) {
	return nil, facilities.Missing()
}
