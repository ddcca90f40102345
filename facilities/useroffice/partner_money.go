package useroffice

import (
	"context"
	"slices"
	"time"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/money"
	"marke/facilities/store"
)

// PartnerMoney is how a partner stands in a year: what it is entitled to and used, what it owes and what it brought along.
type PartnerMoney struct {
	Partner    facilities.Partner
	Year       int
	Currency   string
	Facilities []FacilityMoney // by id; those where the partner has a share or an account
}

// FacilityMoney is how a partner stands with one facility.
type FacilityMoney struct {
	Facility facilities.FacilityID
	// Entitled is the partner's capacity share of the instruments' open time from the year's beginning until now, and Used what it used of it, in
	// minutes. Time of a project counts by the project's key.
	Entitled, Used int64
	Owed           ledger.Owed
	CarriedOver    money.Cents    // owed when the year began
	Closed         []ledger.Month // of the year, latest first: each has a statement
	Open           ledger.Month   // the month after them, whose statement is not final
	Hours          []PoolStanding // by pool; those in which the partner has hours to get or to give, or had
	SeesHours      bool           // the reader may see the facility's ledger of hours; Hours is empty otherwise
}

// PartnerMoney tells how a partner stands in a year, for its representatives; a controller sees it for the facilities whose books it keeps, where the partner
// has a share or an account. Others get NotFound.
func (o *Office) PartnerMoney(ctx context.Context, actor facilities.Actor, now time.Time, p facilities.PartnerID, year int) (PartnerMoney, error) {
	out := PartnerMoney{Year: year, Currency: bookCurrency(nil)}
	if err := needLogin(actor); err != nil {
		return out, err
	}
	err := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
		c, err := tx.Catalogue(ctx)
		if err != nil {
			return err
		}
		out.Facilities = nil
		var known bool
		if out.Partner, known = c.Partner(p); !known {
			return facilities.Missing()
		}
		sees := actor.Represents(p)
		for _, f := range c.Facilities {
			if !seesStatement(actor, f.ID, p) {
				continue
			}
			m, some, err := facilityMoney(ctx, tx, c, f.ID, p, year, now)
			if err != nil {
				return err
			}
			if some {
				sees = true
				if m.Hours, m.SeesHours, err = poolStandings(ctx, tx, actor, f.ID, p, year, c.Zone(f.ID)); err != nil {
					return err
				}
				out.Facilities = append(out.Facilities, m)
			}
		}
		if !sees {
			return facilities.Missing()
		}
		return nil
	})
	return out, err
}

// facilityMoney reads how a partner stands with a facility; some is false when it has nothing to do with it.
func facilityMoney(ctx context.Context, tx *store.Tx, c *facilities.Catalogue, f facilities.FacilityID, p facilities.PartnerID, year int, now time.Time) (m FacilityMoney, some bool, err error) {
	m.Facility = f
	zone := c.Zone(f)
	first := facilities.Date{Year: year, Month: time.January, Day: 1}
	last := facilities.Date{Year: year, Month: time.December, Day: 31}
	terms, err := tx.Terms(ctx, f)
	if err != nil {
		return m, false, err
	}
	some = slices.ContainsFunc(terms, func(t ledger.Terms) bool { return slices.Contains(bound(t), p) })
	at := func(day facilities.Date) (o ledger.Owed, err error) {
		balances, err := tx.Balances(ctx, store.BalanceFilter{Facility: f, Partner: p, Until: day})
		for _, b := range balances {
			if b.Account.Kind == ledger.Receivable {
				o.Invoiced += b.Amount
			} else {
				o.NotInvoiced += b.Amount
			}
		}
		some = some || len(balances) > 0
		return o, err
	}
	before, err := at(facilities.Date{Year: year - 1, Month: time.December, Day: 31})
	if err != nil {
		return m, false, err
	}
	m.CarriedOver = before.Invoiced + before.NotInvoiced
	if m.Owed, err = at(last); err != nil || !some {
		return m, false, err
	}
	closes, err := tx.Closes(ctx, f)
	if err != nil {
		return m, false, err
	}
	for _, done := range slices.Backward(closes) {
		if m.Open.IsZero() {
			m.Open = done.Month.Next()
		}
		if done.Month.Year == year {
			m.Closed = append(m.Closed, done.Month)
		}
	}
	until := facilities.Span{Start: first.In(zone).UTC(), End: theEarlier(now, last.Next().In(zone).UTC())}
	m.Entitled = entitledMinutes(c, f, p, terms, until)
	m.Used, err = usedBy(ctx, tx, f, p, until)
	return m, true, err
}

// entitledMinutes sums, month by month, a partner's capacity share of the open time of a facility's instruments. The version in force on a month's first
// day counts for all of it.
func entitledMinutes(c *facilities.Catalogue, f facilities.FacilityID, p facilities.PartnerID, terms []ledger.Terms, span facilities.Span) (sum int64) {
	zone := c.Zone(f)
	for month := ledger.MonthOf(facilities.DateOf(span.Start.In(zone))); ; month = month.Next() {
		part := facilities.Span{Start: month.First().In(zone).UTC(), End: theEarlier(month.Next().First().In(zone).UTC(), span.End)}
		if part.Empty() {
			return sum
		}
		t, found := ledger.TermsOn(terms, month.First())
		if !found {
			continue
		}
		var open int64
		for _, r := range c.ResourcesOf(f) {
			if r.Kind == facilities.Instrument && !r.Archived {
				for _, s := range openSpans(c, r, part) {
					open += minutes(s.Duration()) * r.Capacity
				}
			}
		}
		own, all := sharesOf(t.Agreement.Capacity, p)
		if all > 0 {
			sum += open * own / all
		}
	}
}

// sharesOf are a partner's units in a key, and all units.
func sharesOf(key []facilities.Share, p facilities.PartnerID) (own, all int64) {
	for _, s := range key {
		all += s.Units
		if s.Partner == p {
			own = s.Units
		}
	}
	return own, all
}

// usedBy sums the time of instruments that a partner used, of a project by the project's key.
func usedBy(ctx context.Context, tx *store.Tx, f facilities.FacilityID, p facilities.PartnerID, span facilities.Span) (sum int64, err error) {
	c, err := tx.Catalogue(ctx)
	if err != nil {
		return 0, err
	}
	keys, err := projectKeys(ctx, tx)
	if err != nil {
		return 0, err
	}
	bookings, _, err := tx.Bookings(ctx, store.BookingFilter{Facility: f, From: span.Start, To: span.End, Ascending: true,
		States: []facilities.State{facilities.StateInUse, facilities.StateCompleted, facilities.StateAborted}})
	for _, b := range bookings {
		if r, _ := c.Resource(b.Resource); r.Kind != facilities.Instrument {
			continue
		}
		used := minutes(facilities.Span{Start: theLater(b.Use.Start, span.Start), End: theEarlier(b.Use.End, span.End)}.Duration()) * unitsOf(b)
		own, all := sharesOf(keys[b.Project], p)
		switch {
		case all > 0:
			sum += used * own / all
		case b.Partner == p:
			sum += used
		}
	}
	return sum, err
}

// projectKeys are the keys by which projects split their time and charges.
func projectKeys(ctx context.Context, tx *store.Tx) (map[facilities.ProjectID][]facilities.Share, error) {
	projects, err := tx.Projects(ctx, store.ProjectFilter{})
	keys := make(map[facilities.ProjectID][]facilities.Share, len(projects))
	for _, p := range projects {
		keys[p.ID] = p.Partners
	}
	return keys, err
}
