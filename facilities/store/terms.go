package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/money"
)

type termsRow struct {
	AgreementID         string `gorm:"primaryKey"`
	Currency            string
	TariffCosts         structured[[]string]
	Income              string
	Result              string
	SetOff              string
	Basis               string
	LatePercent         int64
	NoShowPercent       int64
	CostRisk            structured[[]unitsRow]
	Layers              structured[[]layerRow]
	ReserveTargetCents  int64
	ReserveMonthlyCents int64
	Phases              structured[[]phaseRow]
	ByID                ref
}

func (termsRow) TableName() string { return "terms" }

// unitsRow, partRow, layerRow and phaseRow are the JSON of parts of terms.
type unitsRow struct {
	Partner string `json:"partner"`
	Units   int64  `json:"units"`
}

type partRow struct {
	Partner string `json:"partner"`
	Amount  int64  `json:"amount_cents"`
}

type layerRow struct {
	Kind         string    `json:"kind"`
	Limit        int64     `json:"limit_cents"`
	Excess       int64     `json:"excess_cents,omitempty"`
	Annual       int64     `json:"annual_cents,omitempty"`
	Caps         []partRow `json:"caps,omitempty"`
	Redistribute bool      `json:"redistribute,omitempty"`
}

type phaseRow struct {
	Phase       string   `json:"phase"`
	Instruments []string `json:"instruments,omitempty"`
	CashMinPPM  int64    `json:"cash_min_ppm,omitempty"`
	Records     []string `json:"records,omitempty"`
}

type acceptanceRow struct {
	AgreementID string `gorm:"primaryKey"`
	PartnerID   string `gorm:"primaryKey"`
	ByID        string
	OnDay       string
	At          instant
}

func (acceptanceRow) TableName() string { return "acceptances" }

// AddTerms stores a new agreement version with its terms, and the acceptances that it has. It comes into the catalogue once all
// partners of its keys have accepted. Conflict "taken" when the facility has a version of that number.
func (tx *Tx) AddTerms(ctx context.Context, by facilities.PersonID, t ledger.Terms) error {
	if err := tx.AddAgreement(ctx, t.Agreement); err != nil {
		return err
	}
	err := insertRow(ctx, tx, termsRow{string(t.Agreement.ID), t.Currency, structured[[]string]{t.TariffCosts}, string(t.Income), string(t.Result),
		string(t.SetOff), string(t.Usage.Basis), t.Usage.LatePercent, t.Usage.NoShowPercent, structured[[]unitsRow]{each(t.CostRisk, fromShare)},
		structured[[]layerRow]{each(t.Layers, fromLayer)}, int64(t.Reserve.Target), int64(t.Reserve.Monthly), structured[[]phaseRow]{each(t.Phases, fromPhase)}, ref(by)})
	if err != nil {
		return err
	}
	for _, a := range t.Accepted {
		if err := tx.AddAcceptance(ctx, t.Agreement.ID, a, a.On.In(time.UTC)); err != nil {
			return err
		}
	}
	return nil
}

// AddAcceptance stores a partner's word at a moment. Conflict "taken" when it is there already.
func (tx *Tx) AddAcceptance(ctx context.Context, id facilities.AgreementID, a ledger.Acceptance, at time.Time) error {
	if err := insertRow(ctx, tx, acceptanceRow{string(id), string(a.Partner), string(a.By), fromDate(a.On), instant(cut(at))}); err != nil {
		return err
	}
	return tx.bumpCatalogue(ctx)
}

// Terms lists every agreement version of a facility that has terms, accepted or not, by number; with no facility, of all by facility.
func (tx *Tx) Terms(ctx context.Context, f facilities.FacilityID) ([]ledger.Terms, error) {
	all, err := tx.agreements(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := findRows[termsRow](ctx, tx, "agreement_id", func(db *gorm.DB) *gorm.DB {
		if f == "" {
			return db
		}
		return db.Where("agreement_id IN (SELECT id FROM agreements WHERE facility_id = ?)", string(f))
	})
	if err != nil {
		return nil, err
	}
	accepted, err := tx.acceptances(ctx)
	if err != nil {
		return nil, err
	}
	byID := map[facilities.AgreementID]termsRow{}
	for _, r := range rows {
		byID[facilities.AgreementID(r.AgreementID)] = r
	}
	var terms []ledger.Terms
	for _, a := range all {
		if row, has := byID[a.ID]; has {
			t := row.toTerms(a)
			t.Accepted = accepted[a.ID]
			terms = append(terms, t)
		}
	}
	return terms, nil
}

// TermsOf finds the terms of one agreement version; NotFound when it has none.
func (tx *Tx) TermsOf(ctx context.Context, id facilities.AgreementID) (ledger.Terms, error) {
	terms, err := tx.Terms(ctx, "")
	for _, t := range terms {
		if t.Agreement.ID == id {
			return t, nil
		}
	}
	if err == nil {
		err = facilities.Missing()
	}
	return ledger.Terms{}, err
}

// acceptances are all words given, by agreement version in the order of partners.
func (tx *Tx) acceptances(ctx context.Context) (map[facilities.AgreementID][]ledger.Acceptance, error) {
	rows, err := findRows[acceptanceRow](ctx, tx, "agreement_id, partner_id", nil)
	accepted := map[facilities.AgreementID][]ledger.Acceptance{}
	for _, r := range rows {
		id := facilities.AgreementID(r.AgreementID)
		accepted[id] = append(accepted[id], ledger.Acceptance{Partner: facilities.PartnerID(r.PartnerID), By: facilities.PersonID(r.ByID), On: toDate(r.OnDay)})
	}
	return accepted, err
}

// AgreementVersions lists every version of a facility's agreement by number, also those that are not accepted.
func (tx *Tx) AgreementVersions(ctx context.Context, f facilities.FacilityID) ([]facilities.Agreement, error) {
	all, err := tx.agreements(ctx)
	var versions []facilities.Agreement
	for _, a := range all {
		if a.Facility == f {
			versions = append(versions, a)
		}
	}
	return versions, err
}

// agreed are the agreement versions that hold: those without terms, and those whose terms all partners accepted.
func (tx *Tx) agreed(ctx context.Context) ([]facilities.Agreement, error) {
	all, err := tx.agreements(ctx)
	if err != nil {
		return nil, err
	}
	proposed, err := tx.Terms(ctx, "")
	if err != nil {
		return nil, err
	}
	open := map[facilities.AgreementID]bool{}
	for _, t := range proposed {
		_, accepted := t.FixedOn()
		open[t.Agreement.ID] = !accepted
	}
	var agreed []facilities.Agreement
	for _, a := range all {
		if !open[a.ID] {
			agreed = append(agreed, a)
		}
	}
	return agreed, nil
}

func (r termsRow) toTerms(a facilities.Agreement) ledger.Terms {
	return ledger.Terms{Agreement: a, Currency: r.Currency, TariffCosts: r.TariffCosts.value, Income: ledger.IncomeTo(r.Income), Result: ledger.ResultTo(r.Result),
		SetOff: ledger.SetOff(r.SetOff), Usage: ledger.UsageTerms{Basis: ledger.Basis(r.Basis), LatePercent: r.LatePercent, NoShowPercent: r.NoShowPercent},
		CostRisk: each(r.CostRisk.value, unitsRow.toShare), Layers: each(r.Layers.value, layerRow.toLayer),
		Reserve: ledger.ReserveRule{Target: money.Cents(r.ReserveTargetCents), Monthly: money.Cents(r.ReserveMonthlyCents)}, Phases: each(r.Phases.value, phaseRow.toPhase)}
}

func fromShare(s facilities.Share) unitsRow { return unitsRow{string(s.Partner), s.Units} }

func (r unitsRow) toShare() facilities.Share {
	return facilities.Share{Partner: facilities.PartnerID(r.Partner), Units: r.Units}
}

func fromPart(p ledger.Part) partRow { return partRow{string(p.Partner), int64(p.Amount)} }

func (r partRow) toPart() ledger.Part {
	return ledger.Part{Partner: facilities.PartnerID(r.Partner), Amount: money.Cents(r.Amount)}
}

func fromLayer(l ledger.Layer) layerRow {
	return layerRow{string(l.Kind), int64(l.Limit), int64(l.Excess), int64(l.Annual), each(l.Caps, fromPart), l.Redistribute}
}

func (r layerRow) toLayer() ledger.Layer {
	return ledger.Layer{Kind: ledger.LayerKind(r.Kind), Limit: money.Cents(r.Limit), Excess: money.Cents(r.Excess), Annual: money.Cents(r.Annual),
		Caps: each(r.Caps, partRow.toPart), Redistribute: r.Redistribute}
}

func fromPhase(p ledger.PhaseTerms) phaseRow {
	return phaseRow{string(p.Phase), each(p.Instruments, func(i ledger.Instrument) string { return string(i) }), p.CashMinPPM,
		each(p.Records, func(r ledger.Record) string { return string(r) })}
}

func (r phaseRow) toPhase() ledger.PhaseTerms {
	return ledger.PhaseTerms{Phase: facilities.Phase(r.Phase), Instruments: each(r.Instruments, func(i string) ledger.Instrument { return ledger.Instrument(i) }),
		CashMinPPM: r.CashMinPPM, Records: each(r.Records, func(s string) ledger.Record { return ledger.Record(s) })}
}
