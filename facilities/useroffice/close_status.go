package useroffice

import (
	"context"
	"slices"
	"time"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/store"
)

// Months says which months of a facility are closed, and which one is next.
type Months struct {
	Closed []MonthClosed // the latest first
	Next   ledger.Month  // to be closed next; zero without an agreement
	Over   bool          // and it is over, so that it can be closed now
}

// MonthClosed is a closed month.
type MonthClosed struct {
	Month   ledger.Month
	At      time.Time
	By      facilities.PersonID
	Entries int
}

// MonthStatus tells a facility's controllers where its books stand; others get NotFound. A facility in which nothing
// has happened yet begins with the month of its first agreement.
func (o *Office) MonthStatus(ctx context.Context, actor facilities.Actor, now time.Time, f facilities.FacilityID) (Months, error) {
	var months Months
	err := o.viewBook(ctx, actor, f, func(ctx context.Context, tx *store.Tx) error {
		c, err := tx.Catalogue(ctx)
		if err != nil {
			return err
		}
		closes, err := tx.Closes(ctx, f)
		if err != nil {
			return err
		}
		for _, done := range slices.Backward(closes) {
			months.Closed = append(months.Closed, MonthClosed{done.Month, done.At, done.By, done.Entries})
		}
		terms, err := tx.Terms(ctx, f)
		if err != nil {
			return err
		}
		begin, agreed := booksBegin(terms)
		if !agreed {
			return nil
		}
		last, err := tx.Closed(ctx, f)
		if err != nil {
			return err
		}
		if months.Next, err = nextMonth(ctx, tx, c, f, last, begin); err != nil {
			return err
		}
		if months.Next.IsZero() {
			months.Next = ledger.MonthOf(begin)
		}
		months.Over = !now.Before(months.Next.Next().First().In(c.Zone(f)))
		return nil
	})
	return months, err
}
