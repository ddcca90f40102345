package ledger

import (
	"cmp"
	"slices"
	"strings"

	"marke/facilities"
	"marke/facilities/money"
)

// Match is a proposal how to book a payment; a person confirms it or not.
type Match struct {
	Payment     Payment
	Customer    facilities.PartnerID // empty: nobody is found
	Allocations []Allocation
	Rest        money.Cents // of the payment, set against nothing
	By          MatchedBy
}

// MatchedBy says what a proposal rests on.
type MatchedBy string

// The grounds of a match.
const (
	MatchedNumber  MatchedBy = "number" // the payer named the invoices
	MatchedAmount  MatchedBy = "amount" // a known account paid exactly one open item, or all of them
	MatchedNothing MatchedBy = ""
)

// MatchPayments proposes what each payment pays, in the order of payment ids; an item that one payment pays is not open for the next.
// Invoices that the payer's text names are paid first, by due day; else, for a bank account that belongs to a customer,
// the one item of that very amount, else all its items when they add up to it. accounts are IBANs without spaces.
func MatchPayments(payments []Payment, items []OpenItem, accounts map[string]facilities.PartnerID) []Match {
	items = slices.Clone(items)
	slices.SortFunc(items, func(a, b OpenItem) int {
		return cmp.Or(cmp.Compare(a.Due.String(), b.Due.String()), cmp.Compare(a.Invoice, b.Invoice))
	})
	payments = slices.SortedFunc(slices.Values(payments), func(a, b Payment) int { return cmp.Compare(a.ID, b.ID) })
	var out []Match
	for _, p := range payments {
		m := Match{Payment: p, Rest: p.Amount}
		named, customer := namedItems(p, items)
		known := accounts[strings.ToUpper(strings.ReplaceAll(p.IBAN, " ", ""))]
		switch {
		case len(named) > 0:
			m.Customer, m.By = customer, MatchedNumber
			m.fill(items, named)
		case known != "":
			m.Customer = known
			if found := byAmount(p, items, known); len(found) > 0 {
				m.By = MatchedAmount
				m.fill(items, found)
			}
		}
		out = append(out, m)
	}
	return out
}

// fill sets what is left of the payment against items, one after the other.
func (m *Match) fill(items []OpenItem, which []int) {
	for _, i := range which {
		if amount := min(m.Rest, items[i].Open); amount > 0 {
			m.Allocations = append(m.Allocations, Allocation{m.Payment.ID, items[i].Invoice, amount})
			items[i].Open -= amount
			m.Rest -= amount
		}
	}
}

// namedItems finds the open items whose number stands in the payer's text as a word of its own. Items of several customers are
// no answer.
func namedItems(p Payment, items []OpenItem) (which []int, customer facilities.PartnerID) {
	words := strings.FieldsFunc(strings.ToUpper(p.Text), func(r rune) bool {
		return !(r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r == '-' || r == '/' || r == '.')
	})
	for i, item := range items {
		if item.Facility != p.Facility || item.Open <= 0 || !slices.ContainsFunc(words, func(w string) bool { return strings.Trim(w, "-/.") == strings.ToUpper(item.Invoice) }) {
			continue
		}
		if customer != "" && customer != item.Customer {
			return nil, ""
		}
		customer = item.Customer
		which = append(which, i)
	}
	return which, customer
}

// byAmount finds the one open item of exactly the amount, or all of a customer's when they add up to it.
func byAmount(p Payment, items []OpenItem, customer facilities.PartnerID) []int {
	var all, exact []int
	var sum money.Cents
	for i, item := range items {
		if item.Facility != p.Facility || item.Customer != customer || item.Open <= 0 {
			continue
		}
		all = append(all, i)
		sum += item.Open
		if item.Open == p.Amount {
			exact = append(exact, i)
		}
	}
	switch {
	case len(exact) == 1:
		return exact
	case sum == p.Amount:
		return all
	}
	return nil
}
