package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/money"
)

// InvoiceSource says what an invoice was made from.
type InvoiceSource string

// The sources of invoices.
const (
	FromStatement InvoiceSource = "statement"
	FromAdvance   InvoiceSource = "advance"
	FromCredit    InvoiceSource = "credit"
)

// IssuedInvoice is an invoice with what numbering must know of it.
type IssuedInvoice struct {
	ledger.Invoice
	Series  string // numbers rise by one within it
	Seq     int64
	Source  InvoiceSource
	Attempt int64 // how many for the same draft were issued and credited before
}

type invoiceRow struct {
	Number      string `gorm:"primaryKey"`
	Series      string
	Seq         int64
	Source      string
	Attempt     int64
	Credits     ref
	CreditNote  bool
	FacilityID  string
	IssuerID    string
	CustomerID  string
	Day         string
	Due         string
	Month       string
	Currency    string
	OrderNumber string
	Lines       structured[[]ledger.InvoiceLine]
	VAT         structured[[]ledger.VATTotal] `gorm:"column:vat"`
	NetCents    int64
	TotalCents  int64
	IssuedBy    string
	Issued      instant
}

func (invoiceRow) TableName() string { return "invoices" }

func (r invoiceRow) toInvoice() IssuedInvoice {
	month, _ := ledger.ParseMonth(r.Month)
	return IssuedInvoice{ledger.Invoice{Number: r.Number, Credits: string(r.Credits), CreditNote: r.CreditNote, Facility: facilities.FacilityID(r.FacilityID),
		Issuer: facilities.PartnerID(r.IssuerID), Customer: facilities.PartnerID(r.CustomerID), Day: toDate(r.Day), Due: toDate(r.Due), Month: month,
		Currency: r.Currency, OrderNumber: r.OrderNumber, Lines: r.Lines.value, VAT: r.VAT.value, Net: money.Cents(r.NetCents), Total: money.Cents(r.TotalCents)},
		r.Series, r.Seq, InvoiceSource(r.Source), r.Attempt}
}

// AddInvoice stores an invoice; it is never changed. Conflict "taken" when its number, or an invoice for the same draft, is there.
func (tx *Tx) AddInvoice(ctx context.Context, i IssuedInvoice, by facilities.PersonID, at time.Time) error {
	return insertRow(ctx, tx, invoiceRow{i.Number, i.Series, i.Seq, string(i.Source), i.Attempt, ref(i.Credits), i.CreditNote, string(i.Facility),
		string(i.Issuer), string(i.Customer), fromDate(i.Day), fromDate(i.Due), i.Month.String(), i.Currency, i.OrderNumber,
		structured[[]ledger.InvoiceLine]{i.Lines}, structured[[]ledger.VATTotal]{i.VAT}, int64(i.Net), int64(i.Total), string(by), instant(at)})
}

// LastInvoice is the highest number given out in a series; 0 when none was.
func (tx *Tx) LastInvoice(ctx context.Context, series string) (seq int64, err error) {
	return seq, tx.one(ctx, "SELECT COALESCE(MAX(seq), 0) FROM invoices WHERE series = ?", []any{series}, &seq)
}

// InvoiceFilter narrows a list of invoices; what is empty does not.
type InvoiceFilter struct {
	Number   string
	Facility facilities.FacilityID
	Customer facilities.PartnerID
	Month    ledger.Month
}

// Invoices lists invoices by series and number.
func (tx *Tx) Invoices(ctx context.Context, f InvoiceFilter) ([]IssuedInvoice, error) {
	rows, err := findRows[invoiceRow](ctx, tx, "series, seq", func(db *gorm.DB) *gorm.DB {
		month := ""
		if !f.Month.IsZero() {
			month = f.Month.String()
		}
		for _, c := range []struct{ column, value string }{
			{"number", f.Number}, {"facility_id", string(f.Facility)}, {"customer_id", string(f.Customer)}, {"month", month},
		} {
			if c.value != "" {
				db = db.Where(c.column+" = ?", c.value)
			}
		}
		return db
	})
	return each(rows, invoiceRow.toInvoice), err
}

// Billing is how a facility sends its invoices.
type Billing struct {
	Facility    facilities.FacilityID
	PaymentDays int // from the invoice's day to its due day
	Reminding   ledger.Reminding
	Version     int64
}

type billingRow struct {
	FacilityID   string `gorm:"primaryKey"`
	PaymentDays  int64
	AfterDays    structured[[]int]
	DefaultAfter int64
	Version      int64
}

func (billingRow) TableName() string { return "billing" }

// Billing reads how a facility sends its invoices: in 30 days, reminding after 7, 21 and 35 more, a default after 60, unless it says otherwise.
func (tx *Tx) Billing(ctx context.Context, f facilities.FacilityID) (Billing, error) {
	rows, err := findRows[billingRow](ctx, tx, "facility_id", where("facility_id = ?", string(f)))
	if err != nil || len(rows) == 0 {
		return Billing{Facility: f, PaymentDays: 30, Reminding: ledger.Reminding{AfterDays: []int{7, 21, 35}, DefaultAfterDays: 60}}, err
	}
	r := rows[0]
	return Billing{f, int(r.PaymentDays), ledger.Reminding{AfterDays: r.AfterDays.value, DefaultAfterDays: int(r.DefaultAfter)}, r.Version}, nil
}

// SaveBilling inserts or, with a version, updates how a facility sends its invoices.
func (tx *Tx) SaveBilling(ctx context.Context, b Billing) (Billing, error) {
	row := billingRow{string(b.Facility), int64(b.PaymentDays), structured[[]int]{b.Reminding.AfterDays}, int64(b.Reminding.DefaultAfterDays), b.Version + 1}
	if b.Version == 0 {
		b.Version = 1
		return b, insertRow(ctx, tx, row)
	}
	updated := tx.orm(ctx).Model(&row).Select("*").Where("version = ?", b.Version).Updates(&row)
	if updated.Error != nil {
		return b, translate(updated.Error)
	}
	if updated.RowsAffected == 0 {
		return b, facilities.Errorf(facilities.Stale, "stale")
	}
	b.Version++
	return b, nil
}

type reminderRow struct {
	Invoice string `gorm:"primaryKey"`
	Level   int64  `gorm:"primaryKey"`
	Day     string
}

func (reminderRow) TableName() string { return "reminders" }

// AddReminder notes that a reminder went out; level 0 is the declaration of a default. Conflict "taken" when it had.
func (tx *Tx) AddReminder(ctx context.Context, r ledger.Reminded) error {
	return insertRow(ctx, tx, reminderRow{r.Invoice, int64(r.Level), fromDate(r.Day)})
}

// Reminders lists what was sent for a facility's invoices.
func (tx *Tx) Reminders(ctx context.Context, f facilities.FacilityID) ([]ledger.Reminded, error) {
	rows, err := findRows[reminderRow](ctx, tx, "invoice, level", where("invoice IN (SELECT number FROM invoices WHERE facility_id = ?)", string(f)))
	return each(rows, func(r reminderRow) ledger.Reminded {
		return ledger.Reminded{Invoice: r.Invoice, Level: int(r.Level), Day: toDate(r.Day)}
	}), err
}
