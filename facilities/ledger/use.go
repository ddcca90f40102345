package ledger

import (
	"marke/facilities"
	"marke/facilities/money"
)

// Use is a booking together with what its charge must know besides.
type Use struct {
	Booking facilities.Booking
	// Late: its people cancelled it later than the resource lets them for free.
	Late bool
	// Taken are parts of a slot, cancelled late or missed, that somebody else used after all.
	Taken    []facilities.Span
	Consumed []Consumed
}

// Consumed is a quantity of a consumable, in thousandths of its unit.
type Consumed struct {
	Item     ConsumableID
	Quantity int64
}

// ConsumableID names a consumable.
type ConsumableID string

// Consumable is a dated price of something that a use consumes.
type Consumable struct {
	ID       ConsumableID
	Name     facilities.Words
	Price    money.Cents // of one unit
	Currency string
	From     facilities.Date
	Until    facilities.Date // first day on which it no longer holds; zero: open
}

// holds reports that the price is in force on a day.
func (c Consumable) holds(day facilities.Date) bool {
	return !day.Before(c.From) && (c.Until.IsZero() || day.Before(c.Until))
}

// Check refuses a use whose times make no sense; the error names the booking.
func (u *Use) Check(f facilities.FacilityID) error {
	b := u.Booking
	row := string(b.ID)
	location := "usage[" + row + "]"
	switch {
	case row == "" || b.Facility != f || b.Partner == "":
		return facilities.BadField(location, "ledger_use_incomplete", "row", row)
	case b.Use.Empty() || b.Use.Duration() > facilities.ClaimLongest || b.CheckedOut.Before(b.CheckedIn) && !b.CheckedOut.IsZero() ||
		b.CheckedIn.IsZero() && !b.CheckedOut.IsZero() && b.State == facilities.StateCompleted:
		return facilities.BadField(location+".use", "ledger_use_hours", "row", row)
	}
	for _, c := range u.Consumed {
		if c.Quantity <= 0 || c.Quantity > 1_000_000_000 {
			return facilities.BadField(location+".consumed", "ledger_use_quantity", "row", row)
		}
	}
	return nil
}

// used is the time that was really used, from whole minute to whole minute; empty when nobody checked in.
func (u *Use) used() facilities.Span {
	b := u.Booking
	if b.CheckedIn.IsZero() || b.CheckedOut.IsZero() {
		return facilities.Span{}
	}
	return facilities.Span{Start: b.CheckedIn.UTC().Truncate(minute), End: b.CheckedOut.UTC().Truncate(minute)}
}
