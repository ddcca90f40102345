package useroffice

import (
	"context"

	"marke/facilities"
	"marke/facilities/store"
)

// tradedThings are what changes hands in a trade, seen from one of its partners.
type tradedThings struct {
	round                      facilities.RoundID
	from, to                   facilities.PartnerID
	gives, takes               facilities.BookingID
	givesRequest, takesRequest facilities.RoundRequestID
	givesStep, takesStep       int
	pool                       facilities.PoolID // of hours that go along
	minutes                    int64
}

func thingsOf(t facilities.Trade) tradedThings {
	x := tradedThings{t.Round, t.From, t.To, t.Gives, t.Takes, t.GivesRequest, t.TakesRequest, t.GivesStep, t.TakesStep, t.Pool, t.Minutes}
	if t.Minutes == 0 {
		x.pool = "" // it follows from the places then
	}
	return x
}

// turned is the same as the other partner sees it.
func (x tradedThings) turned() tradedThings {
	x.from, x.to, x.gives, x.takes, x.minutes = x.to, x.from, x.takes, x.gives, -x.minutes
	x.givesRequest, x.takesRequest, x.givesStep, x.takesStep = x.takesRequest, x.givesRequest, x.takesStep, x.givesStep
	return x
}

// notOpenYet is a Conflict that points at an open trade in which the same changes hands, whoever of the two proposed it. Another number of hours is another
// offer, and hours alone may be traded as often as one likes. It is for who holds the locks of both partners: of two that are proposed at once one comes first.
func notOpenYet(ctx context.Context, tx *store.Tx, t facilities.Trade) error {
	wanted := thingsOf(t)
	if wanted.gives == "" && wanted.takes == "" && wanted.round == "" {
		return nil
	}
	open, err := tx.OpenTrades(ctx, t.Facility)
	if err != nil {
		return err
	}
	c, err := tx.Catalogue(ctx)
	if err != nil {
		return err
	}
	for _, other := range open {
		is := thingsOf(other)
		if is != wanted && is != wanted.turned() {
			continue
		}
		key, answers := "trade_open_waits", other.To
		switch {
		case other.State == facilities.TradeAgreed:
			key = "trade_open_manager"
		case is != wanted:
			key, answers = "trade_open_theirs", other.From
		}
		partner, _ := c.Partner(answers)
		return facilities.Errorf(facilities.Conflict, key, "partner", partner.Name, "trade", other.ID)
	}
	return nil
}
