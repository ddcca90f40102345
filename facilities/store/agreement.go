package store

import (
	"context"
	"time"

	"marke/facilities"
)

type agreementRow struct {
	ID         string `gorm:"primaryKey"`
	FacilityID string
	Number     int64
	FromDay    string
	IssuerID   ref
	AidRegime  string
	YearEnd    string
	Note       string
	Created    instant

	DeductibleMinutes int64
}

func (agreementRow) TableName() string { return "agreements" }

// shareRow is one partner's units in one of the three keys of an agreement.
type shareRow struct {
	AgreementID string `gorm:"primaryKey"`
	Part        string `gorm:"primaryKey"` // "capacity", "cost" or "risk"
	PartnerID   string `gorm:"primaryKey"`
	Units       int64
}

func (shareRow) TableName() string { return "agreement_shares" }

// AddAgreement stores a new version of an agreement; Conflict "taken" when the facility has one of that number.
func (tx *Tx) AddAgreement(ctx context.Context, a facilities.Agreement) error {
	err := insertRow(ctx, tx, agreementRow{string(a.ID), string(a.Facility), int64(a.Number), fromDate(a.From), ref(a.Issuer),
		a.AidRegime, a.YearEnd, a.Note, instant(a.Created), a.DeductibleMinutes})
	if err != nil {
		return err
	}
	for _, key := range []struct {
		part   string
		shares []facilities.Share
	}{{"capacity", a.Capacity}, {"cost", a.Cost}, {"risk", a.Risk}} {
		for _, s := range key.shares {
			if err := insertRow(ctx, tx, shareRow{string(a.ID), key.part, string(s.Partner), s.Units}); err != nil {
				return err
			}
		}
	}
	return tx.bumpCatalogue(ctx)
}

// agreements reads every version of every facility, with its keys in the order of the partners.
func (tx *Tx) agreements(ctx context.Context) ([]facilities.Agreement, error) {
	rows, err := findRows[agreementRow](ctx, tx, "facility_id, number", nil)
	if err != nil {
		return nil, err
	}
	shares, err := findRows[shareRow](ctx, tx, "agreement_id, part, partner_id", nil)
	if err != nil {
		return nil, err
	}
	keys := map[[2]string][]facilities.Share{}
	for _, s := range shares {
		key := [2]string{s.AgreementID, s.Part}
		keys[key] = append(keys[key], facilities.Share{Partner: facilities.PartnerID(s.PartnerID), Units: s.Units})
	}
	return each(rows, func(r agreementRow) facilities.Agreement {
		return facilities.Agreement{ID: facilities.AgreementID(r.ID), Facility: facilities.FacilityID(r.FacilityID), Number: int(r.Number),
			From: toDate(r.FromDay), Issuer: facilities.PartnerID(r.IssuerID), AidRegime: r.AidRegime,
			Capacity: keys[[2]string{r.ID, "capacity"}], Cost: keys[[2]string{r.ID, "cost"}], Risk: keys[[2]string{r.ID, "risk"}],
			YearEnd: r.YearEnd, DeductibleMinutes: r.DeductibleMinutes, Note: r.Note, Created: time.Time(r.Created)}
	}), nil
}
