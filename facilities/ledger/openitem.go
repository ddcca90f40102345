package ledger

import (
	"cmp"
	"slices"

	"marke/facilities"
	"marke/facilities/money"
)

// OpenItem is an invoice that is not paid in full; below zero, a credit note that is not yet set against anything.
type OpenItem struct {
	Invoice  string
	Facility facilities.FacilityID
	Customer facilities.PartnerID
	Day, Due facilities.Date
	Total    money.Cents
	Open     money.Cents
}

// OpenItems lists what is open of invoices after allocations, by due day and number. A credit note counts against the invoice
// that it takes back.
func OpenItems(invoices []Invoice, allocations []Allocation) []OpenItem {
	open := map[string]money.Cents{}
	known := map[string]bool{}
	for _, i := range invoices {
		open[i.Number] += i.Total
		known[i.Number] = true
	}
	for _, i := range invoices {
		if i.Credits != "" && known[i.Credits] {
			open[i.Credits] += i.Total
			open[i.Number] -= i.Total
		}
	}
	for _, a := range allocations {
		open[a.Invoice] -= a.Amount
	}
	var out []OpenItem
	for _, i := range invoices {
		if left := open[i.Number]; left != 0 {
			out = append(out, OpenItem{i.Number, i.Facility, i.Customer, i.Day, i.Due, i.Total, left})
		}
	}
	slices.SortFunc(out, func(a, b OpenItem) int {
		return cmp.Or(cmp.Compare(a.Due.String(), b.Due.String()), cmp.Compare(a.Invoice, b.Invoice))
	})
	return out
}
