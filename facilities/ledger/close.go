package ledger

import (
	"cmp"
	"slices"
	"strings"

	"marke/facilities"
	"marke/facilities/money"
)

// Input is everything that the close of one facility's month depends on. Lists may come in any order.
type Input struct {
	Facility    facilities.FacilityID
	Month       Month
	Currency    string                // of the facility's book
	Closed      Month                 // the last closed month; zero when none is
	Catalogue   *facilities.Catalogue // facility, resources, partners, tariffs, downtimes
	Terms       []Terms               // all versions of the facility's agreement
	Projects    []facilities.Project
	Uses        []Use // of the month, and any earlier ones that were not settled before
	Costs       []Cost
	Consumables []Consumable
	Rates       []VATRate
	Past        *Past // Read from the journal
}

// Closing is what a close comes to.
type Closing struct {
	Facility   facilities.FacilityID
	Month      Month
	Charges    []Charge
	Entries    []Entry // all that belong to this close
	New        []Entry // of those, what the journal does not have yet
	Statements []Statement
	Findings   []Finding
}

// Finding is something that a controller should look at before the month is closed.
type Finding struct {
	Code   string
	Row    string // the booking or cost concerned
	Amount money.Cents
}

// The codes of findings.
const (
	FindUnsettled = "unsettled" // the reserved time is over, and nobody said how the use ended
	FindFree      = "free"      // the resource has no tariffs: nothing was charged
	FindDiffers   = "differs"   // the charge is not the quote; Amount is what it is more
	FindLate      = "late"      // a cost or use of an earlier month, posted in this one
	FindTaxed     = "taxed"     // a cost that breaks a condition of costs for joint account, and so carries VAT
)

// Close turns a month's usage and costs into charges, balanced entries and statements. It posts every settled use and every
// cost up to the month that the journal does not have (late ones by the key of their own day), divides the year-to-date total
// of every class of cost by the key of its agreement version less what was posted before, calls for the reserve, and sets off advances.
//
// A close that was posted comes out with New empty. A closed month comes out as it was, from the journal so far. Months are closed
// in order. Bad input is refused with an Invalid error that names the row; a journal that this close contradicts with a Conflict.
func Close(in Input) (Closing, error) {
	facility, err := in.check()
	if err != nil {
		return Closing{}, err
	}
	c := &closer{Input: in, facility: facility, prices: newPrices(in.Catalogue, facility, in.Consumables),
		closed: !in.Closed.Before(in.Month), out: Closing{Facility: in.Facility, Month: in.Month}, costOf: map[EntryID]costed{}, inForce: map[facilities.Date]*Terms{}}
	for _, step := range []func() error{c.postCosts, c.postUsage, c.divide, c.setOff, c.compare, c.state} {
		if err := step(); err != nil {
			return Closing{}, err
		}
	}
	slices.SortFunc(c.out.Findings, func(a, b Finding) int { return cmp.Or(cmp.Compare(a.Code, b.Code), cmp.Compare(a.Row, b.Row)) })
	return c.out, nil
}

// closer is one close in the making.
type closer struct {
	Input
	facility facilities.Facility
	prices   *prices
	closed   bool
	costOf   map[EntryID]costed
	inForce  map[facilities.Date]*Terms // by day asked about; nil when no version governs it
	shares   []shareOut
	out      Closing
}

// check refuses input that contradicts itself.
func (in Input) check() (facilities.Facility, error) {
	none := facilities.Facility{}
	facility, known := in.Catalogue.Facility(in.Facility)
	if !known {
		return none, facilities.BadField("facility", "ledger_unknown", "row", string(in.Facility))
	}
	if in.Past == nil || in.Past.facility != in.Facility || in.Past.month != in.Month {
		return none, facilities.BadField("past", "ledger_unknown", "row", in.Month.String())
	}
	if !in.Closed.IsZero() && in.Closed.Next().Before(in.Month) {
		return none, facilities.BadField("month", "ledger_month_order", "row", in.Month.String(), "next", in.Closed.Next().String())
	}
	for _, t := range in.Terms {
		row := string(t.Agreement.ID)
		if t.Agreement.Facility != in.Facility {
			return none, facilities.BadField("terms["+row+"]", "ledger_unknown", "row", row)
		}
		if t.Currency != in.Currency {
			return none, facilities.BadField("terms["+row+"].currency", "ledger_currency", "row", row, "currency", t.Currency, "book", in.Currency)
		}
		if err := t.Check(); err != nil {
			return none, err
		}
	}
	return facility, nil
}

// entryID names an entry of this close.
func (c *closer) entryID(parts ...string) EntryID {
	return EntryID(strings.Join(append([]string{string(c.Facility), c.Month.String()}, parts...), "/"))
}

// post adds an entry of this close, dated on the month's last day.
func (c *closer) post(id EntryID, kind EntryKind, origin Origin, postings draft) error {
	e := Entry{ID: id, Kind: kind, Posted: c.Month.Last(), Close: c.Month, Currency: c.Currency, Origin: origin, Postings: postings.settled()}
	if err := e.Check(); err != nil {
		return err
	}
	c.out.Entries = append(c.out.Entries, e)
	return nil
}

func (c *closer) find(code, row string, amount money.Cents) {
	c.out.Findings = append(c.out.Findings, Finding{code, row, amount})
}

func (c *closer) account(kind AccountKind, partner facilities.PartnerID) Account {
	return Account{Kind: kind, Facility: c.Facility, Partner: partner}
}

// termsOn finds the version that governs a day, each day once; location and row say what asks.
func (c *closer) termsOn(day facilities.Date, location, row string) (*Terms, error) {
	terms, asked := c.inForce[day]
	if !asked {
		if t, found := TermsOn(c.Terms, day); found {
			terms = &t
		}
		c.inForce[day] = terms
	}
	if terms == nil {
		return nil, facilities.BadField(location, "ledger_no_agreement", "row", row, "day", day.String())
	}
	return terms, nil
}

// compare finds what is new, and refuses a journal that has something which this close does not, or has it differently.
func (c *closer) compare() error {
	slices.SortFunc(c.out.Entries, compareEntries)
	if len(c.Past.made) == 0 && !c.closed {
		c.out.New = slices.Clip(c.out.Entries)
		return nil
	}
	seen := 0
	for _, e := range c.out.Entries {
		made, there := c.Past.made[e.ID]
		if !there {
			c.out.New = append(c.out.New, e)
			continue
		}
		seen++
		if made.Posted != e.Posted || made.Kind != e.Kind || made.Origin != e.Origin || !slices.Equal(made.Postings, e.Postings) {
			return facilities.Errorf(facilities.Conflict, "ledger_drift", "row", string(e.ID))
		}
	}
	if seen < len(c.Past.made) || c.closed && len(c.out.New) > 0 {
		return facilities.Errorf(facilities.Conflict, "ledger_drift", "row", c.Month.String())
	}
	return nil
}
