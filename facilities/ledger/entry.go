package ledger

import (
	"cmp"
	"math"
	"slices"

	"marke/facilities"
	"marke/facilities/money"
)

// EntryID names an entry. It says what the entry is about ("2026-10/usage/…"), so that the same thing posted twice has the same id.
type EntryID string

// EntryKind says why an entry was made.
type EntryKind string

// The kinds of entry. Those of a close are made by Close alone.
const (
	EntryUsage      EntryKind = "usage"      // close: one booking, by tariff
	EntryCost       EntryKind = "cost"       // close: one cost
	EntryShare      EntryKind = "share"      // close: a class of costs, divided by a key
	EntrySetOff     EntryKind = "set_off"    // close: advances against what is owed
	EntryAdjustment EntryKind = "adjustment" // between closes, by hand
	EntryInvoice    EntryKind = "invoice"
	EntryPayment    EntryKind = "payment"
	EntryLoss       EntryKind = "loss"
	EntryFund       EntryKind = "fund"
	EntryReversal   EntryKind = "reversal"
)

// Entry is one immutable fact of the books. Its postings sum to zero.
type Entry struct {
	ID       EntryID
	Kind     EntryKind
	Posted   facilities.Date // picks the month
	Close    Month           // the close that made it; zero for all others
	Currency string
	Origin   Origin
	Reverses EntryID // with EntryReversal
	Postings []Posting
}

// Posting moves one account: debit above zero, credit below.
type Posting struct {
	Account Account
	Amount  money.Cents
}

// Origin is what an entry can be followed to. What does not apply is empty.
type Origin struct {
	Service   facilities.Date // the day of the use, cost or incident: picks the key
	Booking   facilities.BookingID
	Project   facilities.ProjectID
	Tariff    facilities.TariffID
	Cost      CostID
	Agreement facilities.AgreementID
	Class     Class
	Incident  IncidentID
	Invoice   string
	Payment   PaymentID
	Note      string // what else there is to say, as a person wrote it
}

// year of the service: costs of one year and agreement version are divided together.
func (o Origin) year() int { return o.Service.Year }

// Check refuses an entry that may not enter any book: no id, day or currency, fewer than two postings,
// an account twice, of no known form or of another book (each facility and each fund balances by itself), a posting of nothing, postings that do not sum to zero.
// The error names the entry.
func (e Entry) Check() error {
	wrong := func(key string) error {
		return facilities.BadField("entries["+string(e.ID)+"]", key, "row", string(e.ID))
	}
	if e.ID == "" || e.Kind == "" || e.Posted.IsZero() || e.Currency == "" || len(e.Postings) < 2 {
		return wrong("ledger_entry_incomplete")
	}
	seen := make([]Account, 0, len(e.Postings))
	var sum int64
	for _, p := range e.Postings {
		first := e.Postings[0].Account
		if !p.Account.valid() || slices.Contains(seen, p.Account) || p.Account.Facility != first.Facility || p.Account.Fund != first.Fund {
			return wrong("ledger_entry_account")
		}
		seen = append(seen, p.Account)
		if p.Amount == 0 || p.Amount == math.MinInt64 {
			return wrong("ledger_entry_amount")
		}
		next := sum + int64(p.Amount)
		if (next > sum) != (p.Amount > 0) {
			return wrong("ledger_entry_amount") // overflow
		}
		sum = next
	}
	if sum != 0 {
		return wrong("ledger_entry_unbalanced")
	}
	return nil
}

// Reversal is the entry that undoes e on a later day; nothing is ever edited.
func (e Entry) Reversal(on facilities.Date) Entry {
	r := Entry{ID: "reversal/" + e.ID, Kind: EntryReversal, Posted: on, Currency: e.Currency, Origin: e.Origin, Reverses: e.ID}
	for _, p := range e.Postings {
		r.Postings = append(r.Postings, Posting{p.Account, -p.Amount})
	}
	return r
}

// compareEntries orders entries as a journal lists them: by day, then by id.
func compareEntries(a, b Entry) int {
	return cmp.Or(cmp.Compare(a.Posted.Year, b.Posted.Year), cmp.Compare(a.Posted.Month, b.Posted.Month),
		cmp.Compare(a.Posted.Day, b.Posted.Day), cmp.Compare(a.ID, b.ID))
}

// draft collects postings: amounts on one account are joined and those of nothing left out.
type draft []Posting

func (d *draft) add(a Account, amount money.Cents) {
	for i := range *d {
		if (*d)[i].Account == a {
			(*d)[i].Amount += amount
			return
		}
	}
	*d = append(*d, Posting{a, amount})
}

// settled gives the postings in the order of their accounts.
func (d draft) settled() []Posting {
	d = slices.DeleteFunc(d, func(p Posting) bool { return p.Amount == 0 })
	slices.SortFunc(d, func(a, b Posting) int { return compareAccounts(a.Account, b.Account) })
	return d
}
