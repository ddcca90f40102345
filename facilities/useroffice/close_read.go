package useroffice

import (
	"context"
	"slices"
	"time"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/store"
)

// closeBasis is what must not have moved between the reckoning of a close and its posting. Uses that are settled in between are no
// harm: the next close charges them.
type closeBasis struct {
	head      int64 // last entry of the book
	closed    ledger.Month
	catalogue int64
	costs     []ledger.CostID
}

func (b closeBasis) same(o closeBasis) bool {
	return b.head == o.head && b.closed == o.closed && b.catalogue == o.catalogue && slices.Equal(b.costs, o.costs)
}

func basisOf(ctx context.Context, tx *store.Tx, f facilities.FacilityID, m ledger.Month) (b closeBasis, err error) {
	c, err := tx.Catalogue(ctx)
	if err != nil {
		return b, err
	}
	b.catalogue = c.Version
	if b.closed, err = tx.Closed(ctx, f); err != nil {
		return b, err
	}
	if b.head, err = tx.JournalHead(ctx, f); err != nil {
		return b, err
	}
	costs, err := tx.Costs(ctx, store.CostFilter{Facility: f, Until: m.Last(), Standing: true})
	for _, c := range costs {
		b.costs = append(b.costs, c.ID)
	}
	return b, err
}

// readOpen reads what the close of an open month depends on. Uses that no close can charge become findings.
func readOpen(ctx context.Context, tx *store.Tx, f facilities.FacilityID, m ledger.Month) (in ledger.Input, k kept, err error) {
	c, err := tx.Catalogue(ctx)
	if err != nil {
		return in, k, err
	}
	in = ledger.Input{Facility: f, Month: m}
	if err := readTerms(ctx, tx, &in); err != nil {
		return in, k, err
	}
	if err := mayComeNext(ctx, tx, c, in); err != nil {
		return in, k, err
	}
	zone := c.Zone(f)
	uses, err := tx.UsesToClose(ctx, f, m.First().In(zone), m.Next().First().In(zone))
	if err != nil {
		return in, k, err
	}
	in.Uses, k.Findings = chargeable(uses, in.Terms, m, zone)
	if k.Taken, err = takenTime(ctx, tx, c, in.Uses); err != nil {
		return in, k, err
	}
	costs, err := tx.Costs(ctx, store.CostFilter{Facility: f, Until: m.Last(), Standing: true})
	if err != nil {
		return in, k, err
	}
	in.Costs = pureCosts(costs)
	if k.Projects, err = projectsOf(ctx, tx, in.Uses); err != nil {
		return in, k, err
	}
	if k.Consumables, err = tx.Consumables(ctx, f); err != nil {
		return in, k, err
	}
	k.Rates = ledger.Published().VAT
	k.keepCatalogue(c, f)
	if err := k.keepDowntimes(ctx, tx, f, in.Uses); err != nil {
		return in, k, err
	}
	k.keepConsumed(in.Uses)
	k.fill(&in)
	return in, k, nil
}

// readClosed reads what a closed month was closed by: what the journal points at, and what was kept.
func readClosed(ctx context.Context, tx *store.Tx, done store.Close) (in ledger.Input, k kept, err error) {
	if k, err = readKept(done.Kept); err != nil {
		return in, k, err
	}
	in = ledger.Input{Facility: done.Facility, Month: done.Month}
	if err := readTerms(ctx, tx, &in); err != nil {
		return in, k, err
	}
	if in.Uses, err = tx.UsesOfClose(ctx, done.Facility, done.Month); err != nil {
		return in, k, err
	}
	costs, err := tx.Costs(ctx, store.CostFilter{Facility: done.Facility, Posted: done.Month})
	if err != nil {
		return in, k, err
	}
	in.Costs = pureCosts(costs)
	k.fill(&in)
	return in, k, nil
}

// readTerms reads the agreement and the journal.
func readTerms(ctx context.Context, tx *store.Tx, in *ledger.Input) (err error) {
	if in.Terms, err = tx.Terms(ctx, in.Facility); err != nil {
		return err
	}
	in.Currency = bookCurrency(in.Terms)
	if in.Closed, err = tx.Closed(ctx, in.Facility); err != nil {
		return err
	}
	in.Past, err = readPast(ctx, tx, in.Facility, in.Month)
	return err
}

// readPast gathers what the journal says to a close.
func readPast(ctx context.Context, tx *store.Tx, f facilities.FacilityID, m ledger.Month) (*ledger.Past, error) {
	var err error
	past := ledger.Read(func(yield func(ledger.Entry) bool) {
		err = tx.PastEntries(ctx, f, m, func(e ledger.Entry) { yield(e) }) // Read looks at every entry
	}, f, m)
	return past, err
}

// mayComeNext refuses a month that is not the next to be closed: there must be an agreement, and what happened in the months before
// must not go by the wrong one.
func mayComeNext(ctx context.Context, tx *store.Tx, c *facilities.Catalogue, in ledger.Input) error {
	begin, agreed := booksBegin(in.Terms)
	if !agreed || in.Month.Before(ledger.MonthOf(begin)) {
		return facilities.BadField("facility", "ledger_no_agreement", "row", string(in.Facility), "day", in.Month.Last().String())
	}
	next, err := nextMonth(ctx, tx, c, in.Facility, in.Closed, begin)
	if err != nil {
		return err
	}
	if !next.IsZero() && next.Before(in.Month) {
		return facilities.BadField("month", "ledger_month_order", "row", in.Month.String(), "next", next.String())
	}
	return nil
}

// booksBegin is the first day of the first version that all partners accepted; false when there is none.
func booksBegin(terms []ledger.Terms) (day facilities.Date, agreed bool) {
	for _, t := range terms {
		if _, accepted := t.FixedOn(); accepted && (!agreed || t.Agreement.From.Before(day)) {
			day, agreed = t.Agreement.From, true
		}
	}
	return day, agreed
}

// nextMonth is the month that has to be closed next: the one after the last that was closed, or the first that has anything in it
// since the books began; the zero month when nothing has happened yet.
func nextMonth(ctx context.Context, tx *store.Tx, c *facilities.Catalogue, f facilities.FacilityID, closed ledger.Month, begin facilities.Date) (ledger.Month, error) {
	if !closed.IsZero() {
		return closed.Next(), nil
	}
	use, day, err := tx.FirstToClose(ctx, f, begin.In(c.Zone(f)))
	if err != nil {
		return ledger.Month{}, err
	}
	if !use.IsZero() {
		if first := facilities.DateOf(use.In(c.Zone(f))); day.IsZero() || first.Before(day) {
			day = first
		}
	}
	if day.IsZero() {
		return ledger.Month{}, nil
	}
	return ledger.MonthOf(day), nil
}

// chargeable leaves out uses that no close can charge. Those of this month are findings.
func chargeable(uses []ledger.Use, terms []ledger.Terms, m ledger.Month, zone *time.Location) ([]ledger.Use, []ledger.Finding) {
	begin, _ := booksBegin(terms)
	var findings []ledger.Finding
	return slices.DeleteFunc(uses, func(u ledger.Use) bool {
		day := facilities.DateOf(u.Booking.Use.Start.In(zone))
		code := ""
		switch {
		case day.Before(begin):
			code = FindNoAgreement
		case u.Booking.Partner == "":
			code = FindNoPartner
		default:
			return false
		}
		if ledger.MonthOf(day) == m && u.Booking.State != facilities.StateCancelled {
			findings = append(findings, ledger.Finding{Code: code, Row: string(u.Booking.ID), Amount: u.Booking.Quote.Total})
		}
		return true
	}), findings
}

// takenTime finds what of the slots that were not used somebody else used after all. On a resource that several can use at once
// nobody can tell, and the slot counts as lost.
func takenTime(ctx context.Context, tx *store.Tx, c *facilities.Catalogue, uses []ledger.Use) (map[facilities.BookingID][]facilities.Span, error) {
	var free []facilities.BookingID
	for _, u := range uses {
		r, _ := c.Resource(u.Booking.Resource)
		if (u.Late || u.Booking.State == facilities.StateMissed) && r.Capacity == 1 {
			free = append(free, u.Booking.ID)
		}
	}
	return tx.TakenTime(ctx, free)
}

// projectsOf are the projects that uses are for, in order.
func projectsOf(ctx context.Context, tx *store.Tx, uses []ledger.Use) ([]facilities.Project, error) {
	all, err := tx.Projects(ctx, store.ProjectFilter{Archived: true})
	if err != nil {
		return nil, err
	}
	wanted := map[facilities.ProjectID]bool{}
	for _, u := range uses {
		wanted[u.Booking.Project] = true
	}
	return slices.DeleteFunc(all, func(p facilities.Project) bool { return !wanted[p.ID] }), nil
}

func pureCosts(kept []store.StoredCost) []ledger.Cost {
	costs := make([]ledger.Cost, len(kept))
	for i, c := range kept {
		costs[i] = c.Cost
	}
	return costs
}
