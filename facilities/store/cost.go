package store

import (
	"context"
	"strings"
	"time"

	"gorm.io/gorm"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/money"
)

// StoredCost is a cost as it is kept. It never changes, but it can be withdrawn once.
type StoredCost struct {
	ledger.Cost
	Attachment string // id; empty: none
	By         facilities.PersonID
	Created    time.Time
	Withdrawn  time.Time
}

// CostFilter says which costs to list. Zero fields do not narrow.
type CostFilter struct {
	Facility facilities.FacilityID
	From     facilities.Date // of service, this day or later
	Until    facilities.Date // this day or earlier
	Posted   ledger.Month    // posted by the close of this month
	Standing bool            // not withdrawn
}

type costRow struct {
	ID            string `gorm:"primaryKey"`
	FacilityID    string
	Day           string
	Currency      string
	Kind          string
	Category      string
	Capital       bool
	Fixed         bool
	AmountCents   int64
	MarginCents   int64
	Estimate      bool
	Paid          structured[[]partRow]
	GiverID       ref
	Method        string
	QuantityMilli int64
	RateCents     int64
	Note          string
	Evidence      string
	AttachmentID  ref
	ByID          ref
	Created       instant
	Withdrawn     instant
}

func (costRow) TableName() string { return "costs" }

// AddCost stores a cost. Conflict "taken" when its id is.
func (tx *Tx) AddCost(ctx context.Context, c StoredCost) error {
	row := costRow{ID: string(c.ID), FacilityID: string(c.Facility), Day: fromDate(c.Day), Currency: c.Currency, Kind: string(c.Kind), Category: c.Category,
		Capital: c.Capital, Fixed: c.Fixed, AmountCents: int64(c.Amount), MarginCents: int64(c.Margin), Estimate: c.Estimate,
		Paid: structured[[]partRow]{each(c.Paid, fromPart)}, Note: c.Note, Evidence: c.Evidence, AttachmentID: ref(c.Attachment), ByID: ref(c.By),
		Created: instant(cut(c.Created)), Withdrawn: instant(cut(c.Withdrawn))}
	if k := c.InKind; k != nil {
		row.GiverID, row.Method, row.QuantityMilli, row.RateCents = ref(k.By), string(k.Method), k.Quantity, int64(k.Rate)
	}
	return insertRow(ctx, tx, row)
}

// WithdrawCost marks a cost as withdrawn; Conflict "taken" when it was already.
func (tx *Tx) WithdrawCost(ctx context.Context, id ledger.CostID, at time.Time) error {
	n, err := tx.changed(ctx, "UPDATE costs SET withdrawn = ? WHERE id = ? AND withdrawn IS NULL", at, string(id))
	if err == nil && n == 0 {
		err = facilities.Errorf(facilities.Conflict, "taken")
	}
	return err
}

// Cost finds one cost.
func (tx *Tx) Cost(ctx context.Context, id ledger.CostID) (StoredCost, error) {
	rows, err := findRows[costRow](ctx, tx, "id", where("id = ?", string(id)))
	if err != nil {
		return StoredCost{}, err
	}
	if len(rows) == 0 {
		return StoredCost{}, facilities.Missing()
	}
	return rows[0].toCost(), nil
}

// Costs lists costs by day, then id.
func (tx *Tx) Costs(ctx context.Context, f CostFilter) ([]StoredCost, error) {
	var c conditions
	c.add("1 = 1")
	if f.Facility != "" {
		c.add("facility_id = ?", string(f.Facility))
	}
	if !f.From.IsZero() {
		c.add("day >= ?", fromDate(f.From))
	}
	if !f.Until.IsZero() {
		c.add("day <= ?", fromDate(f.Until))
	}
	if !f.Posted.IsZero() {
		c.add("id IN (SELECT cost_id FROM entries WHERE facility_id = ? AND close_month = ? AND kind = 'cost')", string(f.Facility), f.Posted.String())
	}
	if f.Standing {
		c.add("withdrawn IS NULL")
	}
	rows, err := findRows[costRow](ctx, tx, "day, id", func(db *gorm.DB) *gorm.DB { return db.Where(strings.Join(c.terms, " AND "), c.args...) })
	return each(rows, costRow.toCost), err
}

// CostsPosted says by which close each of a facility's costs stands in the books; a cost whose entry was reversed does not.
func (tx *Tx) CostsPosted(ctx context.Context, f facilities.FacilityID) (map[ledger.CostID]ledger.Month, error) {
	posted := map[ledger.CostID]ledger.Month{}
	err := tx.all(ctx, `SELECT e.cost_id, e.close_month FROM entries e WHERE e.facility_id = ? AND e.kind = 'cost' AND e.cost_id IS NOT NULL
		AND NOT EXISTS (SELECT 1 FROM entries r WHERE r.reverses = e.id)`, []any{string(f)}, func(scan func(...any) error) error {
		var id ledger.CostID
		var month ref
		err := scan(&id, &month)
		posted[id], _ = ledger.ParseMonth(string(month))
		return err
	})
	return posted, err
}

func (r costRow) toCost() StoredCost {
	c := StoredCost{Cost: ledger.Cost{ID: ledger.CostID(r.ID), Facility: facilities.FacilityID(r.FacilityID), Day: toDate(r.Day), Currency: r.Currency,
		Kind: ledger.CostKind(r.Kind), Category: r.Category, Capital: r.Capital, Fixed: r.Fixed, Amount: money.Cents(r.AmountCents), Margin: money.Cents(r.MarginCents),
		Estimate: r.Estimate, Paid: each(r.Paid.value, partRow.toPart), Note: r.Note, Evidence: r.Evidence},
		Attachment: string(r.AttachmentID), By: facilities.PersonID(r.ByID), Created: time.Time(r.Created), Withdrawn: time.Time(r.Withdrawn)}
	if r.GiverID != "" {
		c.InKind = &ledger.InKind{By: facilities.PartnerID(r.GiverID), Method: ledger.Valuation(r.Method), Quantity: r.QuantityMilli, Rate: money.Cents(r.RateCents)}
	}
	return c
}
