package store

import (
	"context"
	"time"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/money"
)

// BookedPayment is a payment with the customer it was booked for.
type BookedPayment struct {
	ledger.Payment
	Customer facilities.PartnerID
}

type paymentRow struct {
	ID          string `gorm:"primaryKey"`
	FacilityID  string
	CustomerID  string
	Day         string
	AmountCents int64
	Currency    string
	Name        string
	IBAN        string `gorm:"column:iban"`
	Note        string
	BookedBy    string
	Booked      instant
}

func (paymentRow) TableName() string { return "payments" }

type allocationRow struct {
	PaymentID   string `gorm:"primaryKey"`
	Invoice     string `gorm:"primaryKey"`
	AmountCents int64
}

func (allocationRow) TableName() string { return "allocations" }

// AddPayment stores a payment with what it was set against. Conflict "taken" when it is there already.
func (tx *Tx) AddPayment(ctx context.Context, p BookedPayment, allocations []ledger.Allocation, by facilities.PersonID, at time.Time) error {
	err := insertRow(ctx, tx, paymentRow{string(p.ID), string(p.Facility), string(p.Customer), fromDate(p.Day), int64(p.Amount), p.Currency, p.Name, p.IBAN,
		p.Text, string(by), instant(at)})
	if err != nil {
		return err
	}
	for _, a := range allocations {
		if err := insertRow(ctx, tx, allocationRow{string(a.Payment), a.Invoice, int64(a.Amount)}); err != nil {
			return err
		}
	}
	return nil
}

// PaymentsOf lists a facility's payments by day and id.
func (tx *Tx) PaymentsOf(ctx context.Context, f facilities.FacilityID) ([]BookedPayment, error) {
	rows, err := findRows[paymentRow](ctx, tx, "day, id", where("facility_id = ?", string(f)))
	return each(rows, func(r paymentRow) BookedPayment {
		return BookedPayment{ledger.Payment{ID: ledger.PaymentID(r.ID), Facility: facilities.FacilityID(r.FacilityID), Day: toDate(r.Day),
			Amount: money.Cents(r.AmountCents), Currency: r.Currency, Name: r.Name, IBAN: r.IBAN, Text: r.Note}, facilities.PartnerID(r.CustomerID)}
	}), err
}

// Allocations lists what a facility's payments were set against.
func (tx *Tx) Allocations(ctx context.Context, f facilities.FacilityID) ([]ledger.Allocation, error) {
	rows, err := findRows[allocationRow](ctx, tx, "payment_id, invoice", where("payment_id IN (SELECT id FROM payments WHERE facility_id = ?)", string(f)))
	return each(rows, func(r allocationRow) ledger.Allocation {
		return ledger.Allocation{Payment: ledger.PaymentID(r.PaymentID), Invoice: r.Invoice, Amount: money.Cents(r.AmountCents)}
	}), err
}
