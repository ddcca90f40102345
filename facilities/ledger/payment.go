package ledger

import (
	"marke/facilities"
	"marke/facilities/money"
)

// PaymentID names a payment.
type PaymentID string

// Payment is money that came in (above zero) or was paid back (below).
type Payment struct {
	ID       PaymentID
	Facility facilities.FacilityID
	Day      facilities.Date
	Amount   money.Cents
	Currency string
	Name     string // of the other side, as the bank writes it
	IBAN     string
	Text     string // what the payer wrote
	Row      int    // line of the bank file; 0 when entered by hand
}

// Allocation sets a part of a payment against an invoice.
type Allocation struct {
	Payment PaymentID
	Invoice string
	Amount  money.Cents
}

// Allocate sets a payment against open items of one customer and gives its entry. The allocations must add up to the payment, in its direction,
// and none may be more than is open: an overpayment is allocated to no item but goes to the customer's account, which
// rest says. Anything else is refused with a Conflict that names the payment.
func (p Payment) Allocate(customer facilities.PartnerID, items []OpenItem, allocations []Allocation, rest money.Cents) (Entry, error) {
	refuse := func() error {
		return facilities.Errorf(facilities.Conflict, "ledger_allocation", "row", string(p.ID))
	}
	if p.ID == "" || p.Day.IsZero() || p.Amount == 0 || p.Amount > amountMax || p.Amount < -amountMax || customer == "" {
		return Entry{}, facilities.BadField("payments["+string(p.ID)+"]", "ledger_payment", "row", string(p.ID))
	}
	open := map[string]money.Cents{}
	for _, item := range items {
		if item.Customer == customer && item.Facility == p.Facility {
			open[item.Invoice] = item.Open
		}
	}
	sum := rest
	for _, a := range allocations {
		left := open[a.Invoice]
		if a.Payment != p.ID || a.Amount == 0 || (a.Amount > 0) != (left > 0) || magnitude(a.Amount) > magnitude(left) {
			return Entry{}, refuse()
		}
		open[a.Invoice] -= a.Amount
		sum += a.Amount
	}
	if sum != p.Amount {
		return Entry{}, refuse()
	}
	e := Entry{ID: EntryID(string(p.Facility) + "/payment/" + string(p.ID)), Kind: EntryPayment, Posted: p.Day, Currency: p.Currency,
		Origin: Origin{Service: p.Day, Payment: p.ID, Note: p.Text}, Postings: draft{{Account{Kind: Bank, Facility: p.Facility}, p.Amount},
			{Account{Kind: Receivable, Facility: p.Facility, Partner: customer}, -p.Amount}}.settled()}
	return e, e.Check()
}

func magnitude(c money.Cents) money.Cents { return max(c, -c) }
