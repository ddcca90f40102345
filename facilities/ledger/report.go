package ledger

import (
	"iter"
	"slices"
	"time"

	"marke/facilities"
	"marke/facilities/money"
)

// ReportInput is everything that a year's accountability report is computed from. Lists may come in any order.
type ReportInput struct {
	Year      int
	AsOf      facilities.Date // the day whose books they are; figures run to the end of it or of the year, whichever comes first
	Since     facilities.Date // the first day of which use is on record; zero: none is
	Currency  string
	Catalogue *facilities.Catalogue
	Entries   iter.Seq[Entry] // of all books, funds included
	Costs     []Cost
	Losses    []Loss
	Projects  []facilities.Project
	Uses      []ReportedUse // of all years
	Closed    map[facilities.FacilityID]Month
	Public    map[facilities.FacilityID]PublicMoney
}

// ReportedUse is what the report knows of one booking: time that was used, and when it was asked for and decided.
type ReportedUse struct {
	Booking  facilities.BookingID
	Facility facilities.FacilityID
	Partner  facilities.PartnerID
	Project  facilities.ProjectID
	Day      facilities.Date
	Minutes  int64 // used; 0: it came to nothing
	Asked    time.Time
	Decided  time.Time // zero: nobody had to decide
}

// PublicMoney is what the rules on state aid say of a facility's year; what nobody gave the facts for is nil.
type PublicMoney struct {
	Economic *EconomicShare
	Access   []Access
	Benefit  *Cell // prices below the market's, in cents, with the undertakings that had them
	ClawBack *ClawBack
}

// Report is the accountability report of a year: what the facilities cost, how they were used, which risks came true and what public
// money did. Amounts of money are what accounts moved by within the year, so that they can be checked against the books to the cent.
type Report struct {
	Year       int
	AsOf       facilities.Date
	Currency   string
	Facilities []FacilityReport // by id, and last all together, without an id
	Indicators []Indicator
}

// FacilityReport is one facility's part. All of them have the same rows in the same order; of public money, all together have only the subsidies.
type FacilityReport struct {
	Facility facilities.FacilityID
	Closed   Month // the last closed month of the year; zero: none is
	Rows     []ReportRow
}

// ReportRow is one figure. Those with accounts are the sum of what the accounts of these kinds moved by, credits above zero where Credit says so.
type ReportRow struct {
	Section  string // one of ReportSections
	Key      string
	Unit     Unit
	Figure   Figure
	Accounts []AccountKind
	Credit   bool
	Rules    Ruled // that the figure rests on, for those that law asks for
}

// MakeReport computes the report of a year. Invalid for a year that has not begun on AsOf.
func MakeReport(in ReportInput) (Report, error) {
	if in.AsOf.Year < in.Year || in.Catalogue == nil {
		return Report{}, facilities.BadField("year", "ledger_report_year", "row", Month{in.Year, 1}.String()[:4])
	}
	r := reporter{ReportInput: in, until: in.AsOf}
	if in.AsOf.Year > in.Year {
		r.until = Month{in.Year, 12}.Last()
	}
	r.read()
	out := Report{Year: in.Year, AsOf: in.AsOf, Currency: in.Currency}
	for _, f := range in.Catalogue.Facilities {
		part := FacilityReport{Facility: f.ID, Closed: in.Closed[f.ID]}
		if part.Closed.Year > in.Year {
			part.Closed = Month{in.Year, 12}
		} else if part.Closed.Year < in.Year {
			part.Closed = Month{}
		}
		out.Facilities = append(out.Facilities, part)
	}
	out.Facilities = append(out.Facilities, FacilityReport{})
	r.costRows(out.Facilities)
	r.useRows(out.Facilities)
	r.riskRows(out.Facilities)
	for i := range out.Facilities {
		r.publicRows(&out.Facilities[i])
	}
	out.Indicators = r.indicators()
	return out, nil
}

// ReportSections are the sections in the order in which every part has them.
var ReportSections = []string{"cost", "use", "risk", "public"}

// reporter is a report in the making. Sums are kept per facility, and under the empty id for all together.
type reporter struct {
	ReportInput
	until    facilities.Date
	projects map[facilities.ProjectID]facilities.Project
	moved    map[facilities.FacilityID]map[AccountKind]money.Cents // within the year
	charged  map[facilities.FacilityID]map[AccountKind][]facilities.PartnerID
	cash     money.Cents
	inKind   money.Cents
	private  money.Cents // charged to firms
	public   money.Cents // charged to others, and subsidies
	funds    bool        // there is a fund
	drawn    money.Cents // from it, within the year
	repaid   money.Cents
	lent     []facilities.PartnerID // those whose projects drew or repaid
}

// read goes through the books once.
func (r *reporter) read() {
	r.moved, r.charged = map[facilities.FacilityID]map[AccountKind]money.Cents{}, map[facilities.FacilityID]map[AccountKind][]facilities.PartnerID{}
	r.projects = map[facilities.ProjectID]facilities.Project{}
	for _, p := range r.Projects {
		r.projects[p.ID] = p
	}
	kinds := map[CostID]CostKind{}
	for _, c := range r.Costs {
		kinds[c.ID] = c.Kind
	}
	for e := range r.Entries {
		if r.until.Before(e.Posted) || len(e.Postings) == 0 {
			continue
		}
		f := e.Postings[0].Account.Facility
		within := e.Posted.Year == r.Year
		for _, p := range e.Postings {
			if f == "" {
				r.readFund(e, p, within)
				continue
			}
			if within {
				r.readMove(f, p)
				r.readMove("", p)
				r.readSides(e, p, kinds)
			}
		}
	}
	for _, byKind := range r.charged {
		for kind, partners := range byKind {
			slices.Sort(partners)
			byKind[kind] = slices.Compact(partners)
		}
	}
}

func (r *reporter) readMove(f facilities.FacilityID, p Posting) {
	if r.moved[f] == nil {
		r.moved[f] = map[AccountKind]money.Cents{}
	}
	r.moved[f][p.Account.Kind] += p.Amount
}

// readFund notes what was lent and what came back; taking back a draw is no repayment.
func (r *reporter) readFund(e Entry, p Posting, within bool) {
	r.funds = true
	if p.Account.Kind != Loan || !within {
		return
	}
	if (p.Amount > 0) == (e.Kind == EntryFund) {
		r.drawn += p.Amount
	} else {
		r.repaid -= p.Amount
	}
	for _, s := range r.projects[facilities.ProjectID(p.Account.Name)].Partners {
		r.lent = append(r.lent, s.Partner)
	}
}

// readSides notes who was charged for what, and what was paid in money and what in kind.
func (r *reporter) readSides(e Entry, p Posting, kinds map[CostID]CostKind) {
	switch p.Account.Kind {
	case PoolCost, TariffCost:
		if kinds[e.Origin.Cost] == CostInKind {
			r.inKind += p.Amount
		} else {
			r.cash += p.Amount
		}
	case Subsidy:
		r.public -= p.Amount
	case Unbilled:
		income := Usage
		switch {
		case e.Origin.Class == ClassReserve:
			income = Reserve
		case e.Origin.Class != "" && e.Origin.Cost == "":
			income = Recovered
		case e.Origin.Booking == "" || e.Origin.Incident != "":
			return // neither by tariff nor by key
		}
		partner, _ := r.Catalogue.Partner(p.Account.Partner)
		switch {
		case income == Reserve: // set aside, and spent on nothing yet
		case firm(partner):
			r.private += p.Amount
		default:
			r.public += p.Amount
		}
		for _, f := range []facilities.FacilityID{p.Account.Facility, ""} {
			if r.charged[f] == nil {
				r.charged[f] = map[AccountKind][]facilities.PartnerID{}
			}
			r.charged[f][income] = append(r.charged[f][income], p.Account.Partner)
		}
	}
}

// firm reports that a partner is an undertaking on the market rather than a knowledge institution or a government.
func firm(p facilities.Partner) bool {
	return p.Kind == facilities.SME || p.Kind == facilities.Large || p.Kind == facilities.Startup
}
