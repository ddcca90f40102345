package useroffice

import (
	"context"
	"strconv"
	"time"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/store"
)

// SaveBilling sets how a facility sends its invoices: days to pay, when to remind, when an open item is a default. By a controller.
func (o *Office) SaveBilling(ctx context.Context, actor facilities.Actor, now time.Time, b store.Billing) (store.Billing, error) {
	if err := needController(actor, b.Facility); err != nil {
		return b, err
	}
	var wrong faults
	wrong.check(b.PaymentDays >= 0 && b.PaymentDays <= 365, "body.payment_days", "days", "max", 365)
	before := 0
	for _, days := range b.Reminding.AfterDays {
		wrong.check(days > before && days <= 365, "body.after_days", "days_rise", "max", 365)
		before = days
	}
	wrong.check(len(b.Reminding.AfterDays) <= 5, "body.after_days", "days_rise", "max", 365)
	last := b.Reminding.DefaultAfterDays
	wrong.check(last == 0 || last > before && last <= 3650, "body.default_after", "days_rise", "max", 3650)
	if err := wrong.err(); err != nil {
		return b, err
	}
	return write(ctx, o, act{actor, now, "save_billing"}, billing, func(ctx context.Context, tx *store.Tx) (store.Billing, error) {
		was, err := tx.Billing(ctx, b.Facility)
		if err != nil {
			return b, err
		}
		saved, err := tx.SaveBilling(ctx, b)
		if err != nil {
			return b, err
		}
		return saved, note(ctx, tx, actor, now, entry{verb: "save_billing", kind: "billing", subject: string(b.Facility), before: given(was.Version > 0, was), after: saved})
	})
}

var billing = subject[store.Billing]{"billing", func(b store.Billing) string { return string(b.Facility) },
	func(ctx context.Context, tx *store.Tx, id string) (store.Billing, error) {
		return tx.Billing(ctx, facilities.FacilityID(id))
	}}

// Billing is how a facility sends its invoices.
func (o *Office) Billing(ctx context.Context, actor facilities.Actor, f facilities.FacilityID) (b store.Billing, err error) {
	if !seesBook(actor, f) {
		return b, facilities.Missing()
	}
	err = o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
		b, err = tx.Billing(ctx, f)
		return err
	})
	return b, err
}

// SendReminders reminds the customers of what is past due by each facility's policy, and turns what stays unpaid into an incident of default that
// goes through the loss layers. It looks at today alone, so a day without the server is made up for the next day, and a second run finds nothing to do.
// It answers how many reminders and defaults there were.
func (o *Office) SendReminders(ctx context.Context, actor facilities.Actor, now time.Time) (sent, defaults int, err error) {
	if !actor.Person.System && !actor.IsAdmin() {
		return 0, 0, forbidden()
	}
	var c *facilities.Catalogue
	if err := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		c, err = tx.Catalogue(ctx)
		return err
	}); err != nil {
		return 0, 0, err
	}
	a := act{actor, now, "send_reminders"}
	for _, f := range c.Facilities {
		var s, d int // a transaction that runs again counts anew
		err := o.store.InTx(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
			s, d, err = remindFacility(ctx, tx, a, f.ID)
			return err
		})
		if err != nil {
			return sent, defaults, err
		}
		sent, defaults = sent+s, defaults+d
	}
	return sent, defaults, nil
}

func remindFacility(ctx context.Context, tx *store.Tx, a act, f facilities.FacilityID) (sent, defaults int, err error) {
	d, err := newBillingDesk(ctx, tx, a, f)
	if err != nil || len(d.issued) == 0 {
		return 0, 0, err
	}
	items, err := openItems(ctx, tx, f)
	if err != nil {
		return 0, 0, err
	}
	past, err := tx.Reminders(ctx, f)
	if err != nil {
		return 0, 0, err
	}
	declared := map[string]bool{}
	for _, r := range past {
		declared[r.Invoice] = declared[r.Invoice] || r.Level == 0
	}
	for _, r := range d.billing.Reminding.Remind(items, past, d.today) {
		if declared[r.Item.Invoice] {
			continue
		}
		if err := tx.AddReminder(ctx, ledger.Reminded{Invoice: r.Item.Invoice, Level: r.Level, Day: d.today}); err != nil {
			return sent, defaults, err
		}
		if !r.Default {
			sent++
			if err := d.remind(ctx, r); err != nil {
				return sent, defaults, err
			}
			continue
		}
		defaults++
		if err := d.declare(ctx, r); err != nil {
			return sent, defaults, err
		}
	}
	return sent, defaults, nil
}

// remind mails the customer's representatives.
func (d *billingDesk) remind(ctx context.Context, r ledger.Reminder) error {
	people, _, err := d.tx.People(ctx, store.PersonFilter{Role: facilities.RoleRepresentative, Partner: r.Item.Customer, State: facilities.PersonActive, Limit: managersTold})
	if err != nil {
		return err
	}
	for _, p := range people {
		err := d.tx.AddMail(ctx, facilities.Mail{Key: "invoice_reminder/" + r.Item.Invoice + "/" + strconv.Itoa(r.Level) + "/" + string(p.ID), Person: p.ID,
			Kind: "invoice_reminder", Created: d.now, Due: d.now, Params: map[string]string{"invoice": r.Item.Invoice, "facility": string(d.facility),
				"level": strconv.Itoa(r.Level), "open": strconv.FormatInt(int64(r.Item.Open), 10), "currency": d.currency, "due": r.Item.Due.String(),
				"days": strconv.Itoa(r.DaysLate)}})
		if err != nil {
			return err
		}
	}
	return nil
}

// declare reports a default as an incident; a controller settles it like any other.
func (d *billingDesk) declare(ctx context.Context, r ledger.Reminder) error {
	issuer, err := issuerOn(ctx, d.tx, d.facility, d.today)
	if err != nil {
		return err
	}
	i := r.DefaultIncident(issuer, d.today, d.currency)
	i.Note = r.Item.Invoice
	_, err = reportIncident(ctx, d.tx, d.act, i)
	return err
}
