package ledger

import (
	"iter"
	"slices"

	"marke/facilities"
	"marke/facilities/money"
)

// Past is what a facility's journal says to the close of a month: what was charged before, and what was divided. It is small where
// the journal is large; Read makes it in one pass.
type Past struct {
	facility facilities.FacilityID
	month    Month
	charged  map[facilities.BookingID]Month
	costed   map[CostID]Month
	sums     map[sourceSum]money.Cents // before the close, by year and agreement of the service
	shared   map[share]money.Cents     // what classes charged partners before
	balances map[Account]money.Cents   // at the end of the month, without this close
	opening  map[Account]money.Cents   // at its beginning
	during   []Entry                   // of the month, not by the close
	made     map[EntryID]Entry         // by the close of this month
}

// sourceSum keys the sum of an account over services of one year and agreement version.
type sourceSum struct {
	group   group
	account Account
}

// group is what is divided together, for every class.
type group struct {
	year      int
	agreement facilities.AgreementID
}

// share keys what a class charged one partner.
type share struct {
	group   group
	class   Class
	partner facilities.PartnerID
}

// Read gathers what a facility's entries, in any order, say to the close of a month. Entries of other facilities and of later months
// are passed over. A reversed charge or cost counts as not posted, so that the next close posts it anew.
func Read(entries iter.Seq[Entry], f facilities.FacilityID, m Month) *Past {
	p := &Past{facility: f, month: m, charged: map[facilities.BookingID]Month{}, costed: map[CostID]Month{}, sums: map[sourceSum]money.Cents{},
		shared: map[share]money.Cents{}, balances: map[Account]money.Cents{}, opening: map[Account]money.Cents{}, made: map[EntryID]Entry{}}
	reversed := map[EntryID]bool{}
	marks := map[EntryID]Entry{} // entries that charge a booking or post a cost
	for e := range entries {
		if len(e.Postings) == 0 || e.Postings[0].Account.Facility != f {
			continue
		}
		if e.Kind == EntryUsage || e.Kind == EntryCost {
			marks[e.ID] = Entry{Close: e.Close, Origin: Origin{Booking: e.Origin.Booking, Cost: e.Origin.Cost}}
		}
		if m.Before(MonthOf(e.Posted)) {
			continue
		}
		if e.Kind == EntryReversal {
			reversed[e.Reverses] = true
		}
		if e.Close == m {
			p.made[e.ID] = e
			continue
		}
		p.count(e)
	}
	for id, e := range marks {
		switch {
		case reversed[id]:
		case e.Origin.Booking != "":
			p.charged[e.Origin.Booking] = later(p.charged[e.Origin.Booking], e.Close, m)
		default:
			p.costed[e.Origin.Cost] = later(p.costed[e.Origin.Cost], e.Close, m)
		}
	}
	slices.SortFunc(p.during, compareEntries)
	return p
}

// later picks, of two closes that posted the same thing (the first was reversed after m), the one that is asked about, else the later.
func later(a, b, m Month) Month {
	if a == m || b != m && b.Before(a) {
		return a
	}
	return b
}

// count adds an entry of before the close to the sums.
func (p *Past) count(e Entry) {
	before := MonthOf(e.Posted).Before(p.month)
	if !before {
		p.during = append(p.during, e)
	}
	g := group{e.Origin.year(), e.Origin.Agreement}
	divided := e.Origin.Class != "" && (e.Kind == EntryShare || e.Kind == EntryReversal && e.Origin.Cost == "")
	for _, posting := range e.Postings {
		a := posting.Account
		p.balances[a] += posting.Amount
		if before {
			p.opening[a] += posting.Amount
		}
		switch a.Kind {
		case PoolCost, TariffCost, Usage, Subsidy:
			p.sums[sourceSum{g, a}] += posting.Amount
		case Unbilled:
			if divided {
				p.shared[share{g, e.Origin.Class, a.Partner}] += posting.Amount
			}
		}
	}
}

// due reports that something is for this close to post: not posted yet, or posted by this very close. In a closed month
// only the latter.
func (p *Past) due(posted Month, was, closed bool) bool {
	if was {
		return posted == p.month
	}
	return !closed
}
