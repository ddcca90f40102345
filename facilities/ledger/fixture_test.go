package ledger

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"marke/facilities"
	"marke/facilities/money"
)

// lab is a facility with four partners, a guest, a press and its operator, under construction by a test.
type lab struct {
	t       *testing.T
	input   Input
	journal *Journal
	closed  Month
	tariffs []facilities.Tariff
	downs   []facilities.Downtime
}

var fourKey = []facilities.Share{{Partner: "a", Units: 40}, {Partner: "b", Units: 25}, {Partner: "c", Units: 20}, {Partner: "d", Units: 15}}

// newLab has an agreement from 2026 that leaves all costs to the pool, and a tariff of 100.00 an hour, 150.00 in prime time.
func newLab(t *testing.T) *lab {
	l := &lab{t: t, journal: NewJournal("EUR")}
	l.input = Input{Facility: "lab", Currency: "EUR", Rates: Published().VAT, Terms: []Terms{termsFrom("v1", 1, "2026-01-01", fourKey)}}
	l.tariffs = []facilities.Tariff{{ID: "t1", Resource: "press", From: day("2026-01-01"), Peak: 150_00, OffPeak: 100_00, Operator: 80_00, Currency: "EUR"},
		{ID: "t1g", Resource: "press", Guest: true, From: day("2026-01-01"), Peak: 300_00, OffPeak: 200_00, Currency: "EUR"}}
	return l
}

func termsFrom(id facilities.AgreementID, number int, from string, key []facilities.Share) Terms {
	t := Terms{Agreement: facilities.Agreement{ID: id, Facility: "lab", Number: number, From: day(from), Issuer: "a", Capacity: key, Cost: key, Risk: key},
		Currency: "EUR", Income: IncomeToPool, Result: ResultCarried, SetOff: SetOffMonthly, Usage: UsageTerms{Basis: BasisReserved, LatePercent: 50, NoShowPercent: 100}}
	for _, s := range key {
		t.Accepted = append(t.Accepted, Acceptance{s.Partner, "rep", day("2025-12-01")})
	}
	return t
}

func day(s string) facilities.Date {
	d, ok := facilities.ParseDate(s)
	if !ok {
		panic("no day: " + s)
	}
	return d
}

func month(s string) Month {
	m, ok := ParseMonth(s)
	if !ok {
		panic("no month: " + s)
	}
	return m
}

// at reads a time on the lab's wall clock.
func at(s string) time.Time {
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		panic(err)
	}
	when, err := time.ParseInLocation("2006-01-02 15:04", s, zone)
	if err != nil {
		panic(err)
	}
	return when.UTC()
}

func (l *lab) catalogue() *facilities.Catalogue {
	office := facilities.Facility{ID: "lab", Zone: "Europe/Amsterdam"}
	for d := time.Monday; d <= time.Friday; d++ {
		office.Prime = append(office.Prime, facilities.Prime{Weekday: d, From: 8 * 60, Until: 18 * 60, Percent: 150})
	}
	c := facilities.Catalogue{Facilities: []facilities.Facility{office}, Tariffs: slices.Clone(l.tariffs), Downtimes: l.downs,
		Resources: []facilities.Resource{{ID: "press", Facility: "lab", Kind: facilities.Instrument, Capacity: 1},
			{ID: "anna", Facility: "lab", Kind: facilities.Operator, Capacity: 1}, {ID: "bench", Facility: "lab", Kind: facilities.Instrument, Capacity: 1}},
		Partners: []facilities.Partner{{ID: "g", Guest: true, Kind: facilities.SME}}}
	for _, p := range []facilities.PartnerID{"a", "b", "c", "d"} {
		c.Partners = append(c.Partners, facilities.Partner{ID: p, Kind: facilities.SME})
	}
	return facilities.NewCatalogue(c)
}

// cost adds a cost of the pool.
func (l *lab) cost(id CostID, on string, amount money.Cents) {
	l.input.Costs = append(l.input.Costs, Cost{ID: id, Facility: "lab", Day: day(on), Currency: "EUR", Kind: CostActual, Category: "rent", Amount: amount, Evidence: "inv-" + string(id)})
}

// completed makes a use of the press that went as booked, with its quote.
func (l *lab) completed(id, partner, from, until string) Use {
	u := Use{Booking: facilities.Booking{ID: facilities.BookingID(id), Facility: "lab", Resource: "press", Partner: facilities.PartnerID(partner), State: facilities.StateCompleted,
		Use: facilities.Span{Start: at(from), End: at(until)}, CheckedIn: at(from), CheckedOut: at(until), Claims: []facilities.Claim{{Resource: "press", Units: 1}}}}
	c := l.catalogue()
	r, _ := c.Resource("press")
	p, _ := c.Partner(u.Booking.Partner)
	u.Booking.Quote = c.QuoteFor(r, u.Booking.Use, 1, 0, p, "")
	return u
}

func (l *lab) use(u Use) { l.input.Uses = append(l.input.Uses, u) }

// dryRun closes a month without posting it.
func (l *lab) dryRun(m string) (Closing, error) {
	in := l.input
	in.Month, in.Closed, in.Catalogue = month(m), l.closed, l.catalogue()
	in.Past = Read(l.journal.Entries(), "lab", in.Month)
	return Close(in)
}

// close closes a month and posts it.
func (l *lab) close(m string) Closing {
	l.t.Helper()
	c, err := l.dryRun(m)
	if err != nil {
		l.t.Fatalf("close %s: %v", m, err)
	}
	if err := l.journal.Append(c.New...); err != nil {
		l.t.Fatalf("posting %s: %v", m, err)
	}
	l.closed = month(m)
	l.journal.Seal("lab", l.closed)
	var sum money.Cents
	for _, b := range BalancesOf(l.journal.Entries(), facilities.Date{}) {
		sum += b.Amount
	}
	if sum != 0 {
		l.t.Fatalf("after %s the books are off by %d", m, sum)
	}
	return c
}

// post appends entries made outside a close.
func (l *lab) post(entries ...Entry) {
	l.t.Helper()
	if err := l.journal.Append(entries...); err != nil {
		l.t.Fatal(err)
	}
}

// unbilled is what the four partners were charged and not yet invoiced.
func (l *lab) unbilled() []money.Cents {
	var out []money.Cents
	for _, p := range []facilities.PartnerID{"a", "b", "c", "d"} {
		out = append(out, BalanceOf(l.journal.Entries(), Account{Kind: Unbilled, Facility: "lab", Partner: p}, facilities.Date{}))
	}
	return out
}

func (c Closing) of(p facilities.PartnerID) Statement {
	i, found := slices.BinarySearchFunc(c.Statements, p, func(s Statement, p facilities.PartnerID) int { return cmp.Compare(s.Partner, p) })
	if !found {
		return Statement{}
	}
	return c.Statements[i]
}

// amounts are the parts' amounts alone.
func amounts(parts []Part) []money.Cents {
	var out []money.Cents
	for _, p := range parts {
		out = append(out, p.Amount)
	}
	return out
}

func want(t *testing.T, what string, got, wanted []money.Cents) {
	t.Helper()
	if !slices.Equal(got, wanted) {
		t.Errorf("%s: %v, want %v", what, got, wanted)
	}
}

// refused checks that an error is about a row and of a key.
func refused(t *testing.T, err error, key, row string) {
	t.Helper()
	var e *facilities.Error
	if !errors.As(err, &e) {
		t.Errorf("want %s about %s, got %v", key, row, err)
		return
	}
	if e.Key == key && e.Params["row"] == row {
		return
	}
	if len(e.Fields) != 1 || e.Fields[0].Key != key || e.Fields[0].Params["row"] != row || !strings.Contains(err.Error(), key) {
		t.Errorf("want %s about %s, got %v (%v)", key, row, err, e.Fields)
	}
}
