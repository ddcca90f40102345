package useroffice

import (
	"context"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// What the books' verbs take and give beside the nouns of package ledger, under names that packages above can use.
type (
	Fund          = store.Fund
	Support       = store.Support
	Billing       = store.Billing
	Investment    = store.Investment
	MarketPrice   = store.MarketPrice
	IssuedInvoice = store.IssuedInvoice
	BookedPayment = store.BookedPayment
	LossDecision  = store.LossDecision
)

// openDay is the day on which what is booked by hand now enters a facility's book.
func openDay(ctx context.Context, tx *store.Tx, f facilities.FacilityID, now time.Time) (facilities.Date, error) {
	c, err := tx.Catalogue(ctx)
	if err != nil {
		return facilities.Date{}, err
	}
	return postingDay(ctx, tx, c, f, now)
}
