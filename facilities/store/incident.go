package store

import (
	"context"
	"time"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/money"
)

type incidentRow struct {
	ID          string `gorm:"primaryKey"`
	FacilityID  string
	ResourceID  ref
	BookingID   ref
	Day         string
	Cause       string
	Fault       string
	UserID      ref
	ClaimantID  ref
	AmountCents int64
	Currency    string
	Note        string
	Evidence    string
	ReportedBy  string
	Reported    instant
}

func (incidentRow) TableName() string { return "incidents" }

type lossRow struct {
	IncidentID     string `gorm:"primaryKey"`
	AgreementID    string
	Parts          structured[[]ledger.LayerPart]
	UncoveredCents int64
	SettledBy      string
	Settled        instant
}

func (lossRow) TableName() string { return "losses" }

type lossDecisionRow struct {
	ID         string `gorm:"primaryKey"`
	IncidentID string
	Day        string
	Parts      structured[[]ledger.Part]
	Evidence   string
	DecidedBy  string
	Decided    instant
}

func (lossDecisionRow) TableName() string { return "loss_decisions" }

// AddIncident stores an incident as it was reported; it is never changed.
func (tx *Tx) AddIncident(ctx context.Context, i ledger.Incident, by facilities.PersonID, at time.Time) error {
	return insertRow(ctx, tx, incidentRow{string(i.ID), string(i.Facility), ref(i.Resource), ref(i.Booking), fromDate(i.Day), string(i.Cause),
		string(i.Fault), ref(i.User), ref(i.Claimant), int64(i.Amount), i.Currency, i.Note, i.Evidence, string(by), instant(at)})
}

// Incident finds an incident.
func (tx *Tx) Incident(ctx context.Context, id ledger.IncidentID) (ledger.Incident, error) {
	rows, err := findRows[incidentRow](ctx, tx, "id", where("id = ?", string(id)))
	if err != nil || len(rows) == 0 {
		return ledger.Incident{}, orMissing(err)
	}
	return rows[0].toIncident(), nil
}

// IncidentsOf lists a facility's incidents by day and id.
func (tx *Tx) IncidentsOf(ctx context.Context, f facilities.FacilityID) ([]ledger.Incident, error) {
	rows, err := findRows[incidentRow](ctx, tx, "day, id", where("facility_id = ?", string(f)))
	return each(rows, incidentRow.toIncident), err
}

// AddLoss stores how an incident was led through the layers. Conflict "taken" when that was done before.
func (tx *Tx) AddLoss(ctx context.Context, l ledger.Loss, by facilities.PersonID, at time.Time) error {
	return insertRow(ctx, tx, lossRow{string(l.Incident.ID), string(l.Agreement), structured[[]ledger.LayerPart]{l.Parts}, int64(l.Uncovered), string(by), instant(at)})
}

// LossesOf lists the settled losses of a facility by day and id of their incidents.
func (tx *Tx) LossesOf(ctx context.Context, f facilities.FacilityID) ([]ledger.Loss, error) {
	incidents, err := tx.IncidentsOf(ctx, f)
	if err != nil {
		return nil, err
	}
	rows, err := findRows[lossRow](ctx, tx, "incident_id", where("incident_id IN (SELECT id FROM incidents WHERE facility_id = ?)", string(f)))
	byID := make(map[ledger.IncidentID]lossRow, len(rows))
	for _, r := range rows {
		byID[ledger.IncidentID(r.IncidentID)] = r
	}
	var out []ledger.Loss
	for _, i := range incidents {
		if r, settled := byID[i.ID]; settled {
			out = append(out, ledger.Loss{Incident: i, Agreement: facilities.AgreementID(r.AgreementID), Parts: r.Parts.value, Uncovered: money.Cents(r.UncoveredCents)})
		}
	}
	return out, err
}

// LossDecision is what the committee decided about the uncovered rest of a loss: who carries it.
type LossDecision struct {
	ID       string
	Incident ledger.IncidentID
	Day      facilities.Date
	Parts    []ledger.Part
	Evidence string // the minutes
}

// AddLossDecision stores a decision about an uncovered rest.
func (tx *Tx) AddLossDecision(ctx context.Context, d LossDecision, by facilities.PersonID, at time.Time) error {
	return insertRow(ctx, tx, lossDecisionRow{d.ID, string(d.Incident), fromDate(d.Day), structured[[]ledger.Part]{d.Parts}, d.Evidence, string(by), instant(at)})
}

// LossDecisionsOf lists the decisions about a facility's losses by id.
func (tx *Tx) LossDecisionsOf(ctx context.Context, f facilities.FacilityID) ([]LossDecision, error) {
	rows, err := findRows[lossDecisionRow](ctx, tx, "id", where("incident_id IN (SELECT id FROM incidents WHERE facility_id = ?)", string(f)))
	return each(rows, lossDecisionRow.toDecision), err
}

// LossDecision finds a decision.
func (tx *Tx) LossDecision(ctx context.Context, id string) (LossDecision, error) {
	rows, err := findRows[lossDecisionRow](ctx, tx, "id", where("id = ?", id))
	if err != nil || len(rows) == 0 {
		return LossDecision{}, orMissing(err)
	}
	return rows[0].toDecision(), nil
}

func (r lossDecisionRow) toDecision() LossDecision {
	return LossDecision{r.ID, ledger.IncidentID(r.IncidentID), toDate(r.Day), r.Parts.value, r.Evidence}
}

func (r incidentRow) toIncident() ledger.Incident {
	return ledger.Incident{ID: ledger.IncidentID(r.ID), Facility: facilities.FacilityID(r.FacilityID), Resource: facilities.ResourceID(r.ResourceID),
		Booking: facilities.BookingID(r.BookingID), Day: toDate(r.Day), Cause: ledger.Cause(r.Cause), Fault: ledger.Fault(r.Fault),
		User: facilities.PartnerID(r.UserID), Claimant: facilities.PartnerID(r.ClaimantID), Amount: money.Cents(r.AmountCents), Currency: r.Currency,
		Note: r.Note, Evidence: r.Evidence}
}

// orMissing is the error of a search that found nothing, unless the search itself failed.
func orMissing(err error) error {
	if err != nil {
		return err
	}
	return facilities.Missing()
}
