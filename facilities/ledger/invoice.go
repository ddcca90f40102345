package ledger

import (
	"slices"

	"marke/facilities"
	"marke/facilities/money"
)

// Draft is an invoice without its number and day: what a partner owes for a month under one order number.
type Draft struct {
	Facility    facilities.FacilityID
	Customer    facilities.PartnerID
	Month       Month
	OrderNumber string
	Lines       []InvoiceLine
}

// InvoiceLine is one line, net of VAT. Key is that of its words ("usage", a class of costs, "credit", "set_off", "advance", "movement").
type InvoiceLine struct {
	Key      string
	Category VATCategory
	Net      money.Cents
	Entry    EntryID     // what it can be followed to
	Account  AccountKind // what invoicing clears: Unbilled, or Advance for an advance
}

// Net is the sum of the draft's lines; below zero it becomes a credit note.
func (d Draft) Net() (sum money.Cents) {
	for _, l := range d.Lines {
		sum += l.Net
	}
	return sum
}

// Drafts turns statements into what is to be invoiced: for each partner but the issuer one draft per order number, in order, the one without
// a number holding all that no booking ordered. Drafts without lines are left out. Advances that were set off leave their lines as they are and
// take off what was invoiced before.
func Drafts(statements []Statement, issuer facilities.PartnerID) []Draft {
	var out []Draft
	for _, s := range statements {
		if s.Partner == issuer {
			continue
		}
		byOrder := map[string][]InvoiceLine{}
		add := func(order string, l InvoiceLine) {
			if l.Net != 0 {
				l.Account = Unbilled
				byOrder[order] = append(byOrder[order], l)
			}
		}
		for _, l := range s.Usage {
			add(l.Charge.OrderNumber, InvoiceLine{Key: "usage", Category: VATStandard, Net: l.Amount, Entry: l.Entry})
		}
		for _, l := range s.Shares {
			add("", InvoiceLine{Key: string(l.Class), Category: l.Class.Category(), Net: l.Amount, Entry: l.Entry})
		}
		for _, l := range s.Credits {
			add("", InvoiceLine{Key: "credit", Category: VATOutside, Net: -l.Amount, Entry: EntryID(l.Cost)})
		}
		add("", InvoiceLine{Key: "set_off", Category: VATOutside, Net: s.SetOff})
		for _, m := range s.Movements {
			if m.Account == Unbilled && m.Kind != EntryInvoice {
				add("", InvoiceLine{Key: "movement", Category: m.category(), Net: m.Amount, Entry: m.Entry})
			}
		}
		for _, order := range sortedKeys(byOrder) {
			out = append(out, Draft{s.Facility, s.Partner, s.Month, order, byOrder[order]})
		}
	}
	return out
}

// category is the VAT category of what a movement undoes; a loss, or an entry by hand, lies outside VAT.
func (m Movement) category() VATCategory {
	switch {
	case m.Kind != EntryReversal || m.Origin.Incident != "":
		return VATOutside
	case m.Origin.Booking != "":
		return VATStandard
	case m.Origin.Cost != "":
		return VATOutside // the credit of one who paid first
	}
	return m.Origin.Class.Category()
}

// AdvanceDraft asks a partner for an advance on the costs of a month.
func AdvanceDraft(f facilities.FacilityID, p facilities.PartnerID, m Month, amount money.Cents) Draft {
	return Draft{Facility: f, Customer: p, Month: m, Lines: []InvoiceLine{{Key: "advance", Category: VATOutside, Net: amount, Account: Advance}}}
}

// Invoice is a numbered invoice of a facility's issuer, or with Credits a credit note. Amounts of a credit note are below zero.
type Invoice struct {
	Number      string
	Credits     string // the number of the invoice that it takes back, wholly or in part; "" for a credit of its own
	CreditNote  bool
	Facility    facilities.FacilityID
	Issuer      facilities.PartnerID
	Customer    facilities.PartnerID
	Day, Due    facilities.Date
	Month       Month
	Currency    string
	OrderNumber string
	Lines       []InvoiceLine
	VAT         []VATTotal
	Net         money.Cents
	Total       money.Cents // with VAT
}

// Numbered is what invoicing adds to a draft. Numbers are given out by the caller, without gaps.
type Numbered struct {
	Number   string
	Issuer   facilities.PartnerID
	Day, Due facilities.Date
	Currency string
}

// Issue makes the invoice of a draft; a credit note when it nets below zero. VAT is taken once per category total, at the rate of the invoice's day.
func (d Draft) Issue(n Numbered, rates []VATRate) (Invoice, error) {
	if n.Number == "" || n.Issuer == "" || n.Issuer == d.Customer || n.Day.IsZero() || n.Due.Before(n.Day) || len(d.Lines) == 0 {
		return Invoice{}, facilities.BadField("invoice", "ledger_invoice", "row", n.Number)
	}
	out := Invoice{Number: n.Number, Facility: d.Facility, Issuer: n.Issuer, Customer: d.Customer, Day: n.Day, Due: n.Due, Month: d.Month,
		Currency: n.Currency, OrderNumber: d.OrderNumber, Lines: slices.Clone(d.Lines)}
	return out, out.sum(rates)
}

func (i *Invoice) sum(rates []VATRate) (err error) {
	net := map[VATCategory]money.Cents{}
	for _, l := range i.Lines {
		net[l.Category] += l.Net
		i.Net += l.Net
	}
	i.VAT, err = vatTotals(net, rates, i.Day)
	i.Total = i.Net
	for _, v := range i.VAT {
		i.Total += v.VAT
	}
	i.CreditNote = i.CreditNote || i.Total < 0
	return err
}

// Credit makes the credit note that takes an invoice back as a whole, at the VAT it was charged with.
func (i Invoice) Credit(n Numbered) (Invoice, error) {
	if n.Number == "" || n.Number == i.Number || i.CreditNote || n.Day.Before(i.Day) {
		return Invoice{}, facilities.BadField("invoice", "ledger_invoice", "row", n.Number)
	}
	out := i
	out.Number, out.Credits, out.CreditNote, out.Day, out.Due = n.Number, i.Number, true, n.Day, n.Day
	out.Lines, out.VAT = slices.Clone(i.Lines), slices.Clone(i.VAT)
	for k := range out.Lines {
		out.Lines[k].Net = -out.Lines[k].Net
	}
	for k := range out.VAT {
		out.VAT[k].Net, out.VAT[k].VAT = -out.VAT[k].Net, -out.VAT[k].VAT
	}
	out.Net, out.Total = -i.Net, -i.Total
	return out, nil
}

// Entry books the invoice: what was not invoiced becomes an open item, with VAT to be remitted. moves is false when all of it comes to
// nothing.
func (i Invoice) Entry() (e Entry, moves bool, err error) {
	var d draft
	account := func(kind AccountKind, p facilities.PartnerID) Account {
		return Account{Kind: kind, Facility: i.Facility, Partner: p}
	}
	d.add(account(Receivable, i.Customer), i.Total)
	for _, l := range i.Lines {
		d.add(account(l.Account, i.Customer), -l.Net)
	}
	for _, v := range i.VAT {
		d.add(account(VAT, ""), -v.VAT)
	}
	e = Entry{ID: EntryID(string(i.Facility) + "/invoice/" + i.Number), Kind: EntryInvoice, Posted: i.Day, Currency: i.Currency,
		Origin: Origin{Service: i.Day, Invoice: i.Number}, Postings: d.settled()}
	if len(e.Postings) == 0 {
		return Entry{}, false, nil
	}
	return e, true, e.Check()
}

// OwnShare is the entry that takes what the issuer owes itself for a month off the accounts: it bears that cost and sends itself no invoice.
// moves is false when there is nothing.
func OwnShare(s Statement) (e Entry, moves bool, err error) {
	own := s.Closing.Unbilled
	e = Entry{ID: EntryID(string(s.Facility) + "/own/" + s.Month.String()), Kind: EntryAdjustment, Posted: s.Month.Next().First(), Currency: s.Currency,
		Origin: Origin{Service: s.Month.Last()}, Postings: draft{{Account{Kind: OwnCost, Facility: s.Facility}, own},
			{Account{Kind: Unbilled, Facility: s.Facility, Partner: s.Partner}, -own}}.settled()}
	if len(e.Postings) == 0 {
		return Entry{}, false, nil
	}
	return e, true, e.Check()
}
