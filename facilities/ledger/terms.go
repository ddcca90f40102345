package ledger

import (
	"slices"

	"marke/facilities"
	"marke/facilities/money"
)

// Terms are one agreement version with all that it says about money and risk. Like the version, they are immutable.
type Terms struct {
	Agreement facilities.Agreement
	Currency  string
	Accepted  []Acceptance
	// TariffCosts are the categories of cost that tariffs recover. All others belong to the cost pool, which the cost
	// key divides. So no cost is recovered twice.
	TariffCosts []string
	Income      IncomeTo
	Result      ResultTo
	SetOff      SetOff
	Usage       UsageTerms
	// CostRisk is the key by which the partners bear the risk of the pool's costs; empty: the cost key, as it should be.
	CostRisk []facilities.Share
	Layers   []Layer
	Reserve  ReserveRule
	Phases   []PhaseTerms
}

// Acceptance is the word of a partner's representative.
type Acceptance struct {
	Partner facilities.PartnerID
	By      facilities.PersonID
	On      facilities.Date
}

// IncomeTo says where the income from usage goes.
type IncomeTo string

// Where usage income can go.
const (
	IncomeToPool    IncomeTo = "pool"    // back to the partners by the cost key: it lowers the pool's cost
	IncomeToTariffs IncomeTo = "tariffs" // against the costs that tariffs recover
)

// ResultTo says what happens to what tariffs recover too little or too much in a year.
type ResultTo string

// Where the result of the tariffs can go.
const (
	ResultCarried ResultTo = "carried" // into the next break-even tariff
	ResultShared  ResultTo = "shared"  // over the partners by the cost key, uncapped, from December's close on
)

// SetOff says when advances are set off against what they were paid for.
type SetOff string

// When advances can be set off.
const (
	SetOffMonthly SetOff = "month"
	SetOffYearly  SetOff = "year" // at December's close
)

// UsageTerms say what of a use is charged, and what for a slot that was not used.
type UsageTerms struct {
	Basis         Basis
	LatePercent   int64 // of the reserved price, for a late cancellation
	NoShowPercent int64 // of the reserved price, when nobody came
}

// Basis is the time that a use is charged for.
type Basis string

// The bases of a charge.
const (
	BasisReserved Basis = "reserved"
	BasisUsed     Basis = "used"
	BasisLarger   Basis = "larger" // whichever of the two costs more
)

// FixedOn is the day on which the last partner of any key accepted; false while one has not.
func (t Terms) FixedOn() (day facilities.Date, ok bool) {
	for _, key := range [][]facilities.Share{t.Agreement.Capacity, t.Agreement.Cost, t.Agreement.Risk} {
		for _, s := range key {
			i := slices.IndexFunc(t.Accepted, func(a Acceptance) bool { return a.Partner == s.Partner })
			if s.Units > 0 && i < 0 {
				return facilities.Date{}, false
			}
			if s.Units > 0 && day.Before(t.Accepted[i].On) {
				day = t.Accepted[i].On
			}
		}
	}
	return day, true
}

// TermsOn is the version in force on a day: accepted by all, begun, and of those the latest. False when there is none.
func TermsOn(versions []Terms, day facilities.Date) (best Terms, found bool) {
	for _, t := range versions {
		if _, accepted := t.FixedOn(); !accepted || day.Before(t.Agreement.From) {
			continue
		}
		if !found || best.Agreement.From.Before(t.Agreement.From) ||
			best.Agreement.From == t.Agreement.From && best.Agreement.Number < t.Agreement.Number {
			best, found = t, true
		}
	}
	return best, found
}

// CheckVersion refuses a new version that begins in a month that is closed: what was closed stays as it was.
func CheckVersion(t Terms, closed Month) error {
	if !closed.IsZero() && !closed.Before(MonthOf(t.Agreement.From)) {
		row := string(t.Agreement.ID)
		return facilities.BadField("terms["+row+"].from", "ledger_version_past", "row", row, "month", closed.String())
	}
	return nil
}

// Check refuses terms that cannot be carried out: a key without units, a currency that is none, a choice that is none,
// percentages outside 0 to 100, costs recovered twice, loss layers that overlap.
func (t Terms) Check() error {
	row := string(t.Agreement.ID)
	location := "terms[" + row + "]"
	for _, key := range []struct {
		name   string
		shares []facilities.Share
	}{{"capacity", t.Agreement.Capacity}, {"cost", t.Agreement.Cost}, {"risk", t.Agreement.Risk}} {
		if err := checkKey(location+"."+key.name, row, key.shares); err != nil {
			return err
		}
	}
	choices := []struct {
		field string
		known bool
	}{
		{"currency", len(t.Currency) == 3},
		{"income", t.Income == IncomeToPool || t.Income == IncomeToTariffs},
		{"result", t.Result == ResultCarried || t.Result == ResultShared},
		{"set_off", t.SetOff == SetOffMonthly || t.SetOff == SetOffYearly},
		{"usage.basis", t.Usage.Basis == BasisReserved || t.Usage.Basis == BasisUsed || t.Usage.Basis == BasisLarger},
		{"usage.late_percent", t.Usage.LatePercent >= 0 && t.Usage.LatePercent <= 100},
		{"usage.no_show_percent", t.Usage.NoShowPercent >= 0 && t.Usage.NoShowPercent <= 100},
		{"reserve", t.Reserve.Target >= 0 && t.Reserve.Monthly >= 0},
		{"phases", !slices.ContainsFunc(t.Phases, func(p PhaseTerms) bool { return p.CashMinPPM < 0 || p.CashMinPPM > million })},
	}
	for _, c := range choices {
		if !c.known {
			return facilities.BadField(location+"."+c.field, "ledger_choice", "row", row, "field", c.field)
		}
	}
	// All costs in the pool and the income kept beside it: the partners would pay the same cost by key and by tariff.
	if (t.Income == IncomeToPool) != (len(t.TariffCosts) == 0) {
		return facilities.BadField(location+".income", "ledger_recovered_twice", "row", row)
	}
	return checkLayers(location+".layers", row, t.Layers)
}

// keyOf is the key that divides a class of costs.
func (t Terms) keyOf(c Class) []facilities.Share {
	if c == ClassReserve {
		return t.Agreement.Risk
	}
	return t.Agreement.Cost
}

// ReserveRule says how the partners fill their reserve: by the risk key, every month, up to a target.
type ReserveRule struct{ Target, Monthly money.Cents }

// call is what the partners put in this month, given what is there.
func (r ReserveRule) call(held money.Cents) money.Cents { return max(0, min(r.Monthly, r.Target-held)) }
