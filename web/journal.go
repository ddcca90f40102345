package web

import (
	"net/http"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/money"
	"marke/web/form"
)

// journalView are the entries of a facility's book up to a day, and what every account held then.
type journalView struct {
	bookFrame
	Form      *form.Form
	Currency  string
	Until     string
	Entries   []entryLine
	More      int // earlier entries that are not shown
	Balances  []balanceLine
	Sum       money.Cents
	AllURL    string
	ShowsAll  bool
	EntriesIn int
}

// entryLine is one entry with its postings.
type entryLine struct {
	ID, Day, Kind string
	Origin        origin
	Postings      []postingLine
	Reverses      string
}

// postingLine is one posting; debits stand on the left, credits on the right.
type postingLine struct {
	Account       string
	Debit, Credit money.Cents
}

// balanceLine is what one account holds.
type balanceLine struct {
	Account string
	Partner string
	Amount  money.Cents
}

// entriesShown is how many entries stand on the page unless all are asked for; the latest count.
const entriesShown = 100

func (v *visit) journal() error {
	view := journalView{Form: v.query()}
	var cat *facilities.Catalogue
	var err error
	if view.bookFrame, cat, err = v.bookFrame("journal", "money.journal.title"); err != nil {
		return err
	}
	id := view.Facility.ID
	until := view.Form.Day("until")
	if until.IsZero() {
		until = v.today(cat, id)
		view.Form.Set("until", until.String())
	}
	book, err := v.office.Journal(v.ctx(), v.actor, v.now, id, until)
	if err != nil {
		return err
	}
	balances, err := v.office.BalancesAsOf(v.ctx(), v.actor, v.now, id, until)
	if err != nil {
		return err
	}
	view.Currency, view.Until, view.EntriesIn = book.Currency, until.String(), len(book.Entries)
	view.ShowsAll = view.Form.Is("all", "yes")
	view.AllURL = v.facilityPath(id, "journal?until="+until.String()+"&all=yes")
	for i := len(book.Entries) - 1; i >= 0; i-- {
		if len(view.Entries) == entriesShown && !view.ShowsAll {
			view.More = i + 1
			break
		}
		view.Entries = append(view.Entries, v.entryLine(book.Entries[i], cat))
	}
	for _, b := range balances {
		view.Balances = append(view.Balances, balanceLine{v.accountName(b.Account), v.accountPartner(b.Account, cat), b.Amount})
		view.Sum += b.Amount
	}
	return v.render(http.StatusOK, "journal", view)
}

func (v *visit) entryLine(e ledger.Entry, cat *facilities.Catalogue) entryLine {
	line := entryLine{ID: string(e.ID), Day: e.Posted.String(), Kind: v.texts.Say("money.entry." + string(e.Kind)), Origin: v.entryOrigin(e), Reverses: string(e.Reverses)}
	for _, p := range e.Postings {
		posting := postingLine{Account: v.accountName(p.Account)}
		if partner := v.accountPartner(p.Account, cat); partner != "" {
			posting.Account += " · " + partner
		}
		if p.Amount > 0 {
			posting.Debit = p.Amount
		} else {
			posting.Credit = -p.Amount
		}
		line.Postings = append(line.Postings, posting)
	}
	return line
}

// entryOrigin is the one thing that an entry is about.
func (v *visit) entryOrigin(e ledger.Entry) origin {
	o := e.Origin
	f := e.Postings[0].Account.Facility
	switch {
	case o.Incident != "":
		return origin{"incident", string(o.Incident), "/" + v.lang + "/incidents/" + string(o.Incident)}
	case o.Invoice != "":
		return origin{"invoice", o.Invoice, "/" + v.lang + "/invoices/" + o.Invoice}
	case o.Booking != "":
		return origin{"booking", string(o.Booking), "/" + v.lang + "/bookings/" + string(o.Booking)}
	case o.Cost != "":
		return origin{"cost", string(o.Cost), v.facilityPath(f, "costs?month="+ledger.MonthOf(o.Service).String()+"#cost-"+string(o.Cost))}
	case o.Payment != "":
		return origin{"payment", string(o.Payment), v.facilityPath(f, "payments#payment-"+string(o.Payment))}
	case o.Agreement != "":
		return v.agreementOrigin(f, o.Agreement)
	}
	return origin{}
}

// accountName is an account in words, without its partner.
func (v *visit) accountName(a ledger.Account) string {
	name := v.texts.Say("report.account." + string(a.Kind))
	if a.Name != "" {
		name += ", " + sayOrSame(v.texts, "money.class."+a.Name, a.Name)
	}
	return name
}

func (v *visit) accountPartner(a ledger.Account, cat *facilities.Catalogue) string {
	if a.Partner == "" {
		return ""
	}
	return partnerName(cat, a.Partner)
}
