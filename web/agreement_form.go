package web

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/money"
	"marke/web/form"
)

// proposeView is the form for the next version of an agreement, filled in with the latest.
type proposeView struct {
	bookFrame
	Form      *form.Form
	Faults    []fault
	Keys      []keyRow
	Issuers   []option
	Regimes   []option
	YearEnds  []option
	Incomes   []option
	Results   []option
	SetOffs   []option
	Bases     []option
	Layers    []ledger.LayerKind
	Phases    []facilities.Phase
	Instances []ledger.Instrument
	Records   []ledger.Record
}

// keyRow is one partner's row in the table of keys.
type keyRow struct {
	Partner                   facilities.Partner
	Capacity, Cost, Risk, Cap string // names of its fields
}

var (
	layerKinds  = []ledger.LayerKind{ledger.LayerUser, ledger.LayerPartners, ledger.LayerInsurer, ledger.LayerReserve}
	phases      = []facilities.Phase{facilities.PhaseStart, facilities.PhaseInnovation, facilities.PhaseMarket}
	instruments = []ledger.Instrument{ledger.InstrumentContribution, ledger.InstrumentContract, ledger.InstrumentLoan, ledger.InstrumentGuarantee, ledger.InstrumentParticipation, ledger.InstrumentLaunch}
	records     = []ledger.Record{ledger.RecordDecision, ledger.RecordCase, ledger.RecordReview, ledger.RecordContract}
)

func (v *visit) proposeForm() error {
	id := facilities.FacilityID(v.Param("id"))
	if err := v.controls(id); err != nil {
		return err
	}
	versions, err := v.office.AgreementTerms(v.ctx(), v.actor, v.now, id)
	if err != nil {
		return err
	}
	var latest ledger.Terms
	if len(versions) > 0 {
		latest = versions[0].Terms
	}
	return v.showPropose(http.StatusOK, termsForm(latest))
}

func (v *visit) showPropose(status int, f *form.Form) error {
	view := proposeView{Form: f, Faults: v.faults(f), Layers: layerKinds, Phases: phases, Instances: instruments, Records: records}
	var cat *facilities.Catalogue
	var err error
	if view.bookFrame, cat, err = v.bookFrame("agreement", "money.propose.title"); err != nil {
		return err
	}
	for _, p := range cat.Partners {
		if !p.Guest && !p.Archived {
			id := string(p.ID)
			view.Keys = append(view.Keys, keyRow{p, "capacity." + id, "cost." + id, "risk." + id, "cap." + id})
			view.Issuers = append(view.Issuers, option{Value: id, Text: p.Name})
		}
	}
	view.Regimes = v.choicesOf("money.regime", "gber")
	view.YearEnds = v.choicesOf("money.year_end", ledger.YearEndCarried, ledger.YearEndHalved, ledger.YearEndCleared)
	view.Incomes = v.choicesOf("money.income", string(ledger.IncomeToPool), string(ledger.IncomeToTariffs))
	view.Results = v.choicesOf("money.result", string(ledger.ResultCarried), string(ledger.ResultShared))
	view.SetOffs = v.choicesOf("money.set_off", string(ledger.SetOffMonthly), string(ledger.SetOffYearly))
	view.Bases = v.choicesOf("money.basis", string(ledger.BasisReserved), string(ledger.BasisUsed), string(ledger.BasisLarger))
	return v.render(status, "propose", view)
}

// termsForm fills the form with a version as it is; its first day is left to be chosen.
func termsForm(t ledger.Terms) *form.Form {
	f := form.New(nil)
	f.Set("issuer", string(t.Agreement.Issuer))
	f.Set("aid_regime", t.Agreement.AidRegime)
	f.Set("year_end", t.Agreement.YearEnd)
	if t.Agreement.DeductibleMinutes > 0 {
		f.Set("deductible", wholeHours(time.Duration(t.Agreement.DeductibleMinutes)*time.Minute))
	}
	f.Set("currency", "EUR")
	if t.Currency != "" {
		f.Set("currency", t.Currency)
	}
	for name, key := range map[string][]facilities.Share{"capacity": t.Agreement.Capacity, "cost": t.Agreement.Cost, "risk": t.Agreement.Risk} {
		for _, s := range key {
			f.Set(name+"."+string(s.Partner), strconv.FormatInt(s.Units, 10))
		}
	}
	f.Set("income", string(t.Income))
	f.Set("result", string(t.Result))
	f.Set("set_off", string(t.SetOff))
	f.Set("basis", string(t.Usage.Basis))
	f.Set("late", strconv.FormatInt(t.Usage.LatePercent, 10))
	f.Set("no_show", strconv.FormatInt(t.Usage.NoShowPercent, 10))
	f.Set("tariff_costs", strings.Join(t.TariffCosts, "\n"))
	setAmount(f, "reserve_target", t.Reserve.Target)
	setAmount(f, "reserve_monthly", t.Reserve.Monthly)
	for _, l := range t.Layers {
		setAmount(f, "limit."+string(l.Kind), l.Limit)
		setAmount(f, "excess."+string(l.Kind), l.Excess)
		setAmount(f, "annual."+string(l.Kind), l.Annual)
		for _, c := range l.Caps {
			setAmount(f, "cap."+string(c.Partner), c.Amount)
		}
		if l.Redistribute {
			f.Set("redistribute", "yes")
		}
	}
	for _, p := range t.Phases {
		f.Set("cash."+string(p.Phase), strconv.FormatInt(p.CashMinPPM/10_000, 10))
		f.Set("instruments."+string(p.Phase), stringsOf(p.Instruments)...)
		f.Set("records."+string(p.Phase), stringsOf(p.Records)...)
	}
	return f
}

func setAmount(f *form.Form, name string, amount money.Cents) {
	if amount != 0 {
		f.Set(name, money.Decimal(amount))
	}
}

func stringsOf[S ~string](list []S) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = string(s)
	}
	return out
}

func typedOf[S ~string](list []string) []S {
	out := make([]S, len(list))
	for i, s := range list {
		out[i] = S(s)
	}
	return out
}

// termsTyped reads the form. A partner without units in a key is left out of it, a layer without a limit too.
func termsTyped(f *form.Form, id facilities.FacilityID, partners []facilities.Partner) ledger.Terms {
	t := ledger.Terms{Currency: f.Needed("currency"), Income: ledger.IncomeTo(f.Text("income")), Result: ledger.ResultTo(f.Text("result")), SetOff: ledger.SetOff(f.Text("set_off")),
		Usage:   ledger.UsageTerms{Basis: ledger.Basis(f.Text("basis")), LatePercent: f.Int("late", 0, 100), NoShowPercent: f.Int("no_show", 0, 100)},
		Reserve: ledger.ReserveRule{Target: f.Amount("reserve_target"), Monthly: f.Amount("reserve_monthly")}}
	t.Agreement = facilities.Agreement{Facility: id, From: f.Day("from"), Issuer: facilities.PartnerID(f.ID("issuer")), AidRegime: f.Text("aid_regime"), YearEnd: f.Text("year_end"),
		DeductibleMinutes: int64(hoursTyped(f, "deductible") / time.Minute), Note: f.Note("note")}
	if t.Agreement.From.IsZero() {
		f.Wrong("from", "required")
	}
	for line := range strings.Lines(f.Note("tariff_costs")) {
		if category := strings.TrimSpace(line); category != "" {
			t.TariffCosts = append(t.TariffCosts, category)
		}
	}
	var caps []ledger.Part
	for _, p := range partners {
		for name, key := range map[string]*[]facilities.Share{"capacity": &t.Agreement.Capacity, "cost": &t.Agreement.Cost, "risk": &t.Agreement.Risk} {
			if units := f.Int(name+"."+string(p.ID), 0, 1_000_000_000); units > 0 {
				*key = append(*key, facilities.Share{Partner: p.ID, Units: units})
			}
		}
		if name := "cap." + string(p.ID); f.Typed(name) != "" {
			caps = append(caps, ledger.Part{Partner: p.ID, Amount: f.Amount(name)})
		}
	}
	for _, kind := range layerKinds {
		l := ledger.Layer{Kind: kind, Limit: f.Amount("limit." + string(kind)), Excess: f.Amount("excess." + string(kind)), Annual: f.Amount("annual." + string(kind))}
		if kind == ledger.LayerPartners {
			l.Caps, l.Redistribute = caps, f.Is("redistribute", "yes")
		}
		if l.Limit != 0 {
			t.Layers = append(t.Layers, l)
		}
	}
	for _, p := range phases {
		terms := ledger.PhaseTerms{Phase: p, CashMinPPM: f.Int("cash."+string(p), 0, 100) * 10_000, Instruments: typedOf[ledger.Instrument](f.All("instruments." + string(p))), Records: typedOf[ledger.Record](f.All("records." + string(p)))}
		if len(terms.Instruments) > 0 {
			t.Phases = append(t.Phases, terms)
		}
	}
	return t
}

// propose hands the next version to the partners.
func (v *visit) propose() error {
	id := facilities.FacilityID(v.Param("id"))
	if err := v.controls(id); err != nil {
		return err
	}
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	f, err := v.form()
	if err != nil {
		return err
	}
	t := termsTyped(f, id, cat.Partners)
	if f.OK() {
		_, err = v.office.ProposeAgreement(v.ctx(), v.actor, v.now, t)
	}
	if f.Take(err, map[string]string{"deductible_minutes": "deductible"}) || !f.OK() {
		return v.showPropose(http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	return v.to("/facilities/"+string(id)+"/agreement", "proposed")
}
