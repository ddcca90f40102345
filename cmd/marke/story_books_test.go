package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/money"
	"marke/facilities/store"
)

// bookCommands let a script tell what happens in a month before marke closes it: what was agreed, what it cost, what was used and
// what broke down. People do these on pages; the close itself is the real command.
var bookCommands = map[string]func(ts *testscript.TestScript, neg bool, args []string){
	"lab":    story(0, func(s *teller, _ []string) error { return s.lab() }),
	"agree":  story(2, func(s *teller, args []string) error { return s.agree(args[0], args[1]) }),
	"cost":   story(3, func(s *teller, args []string) error { return s.cost(args[0], args[1], args[2]) }),
	"use":    story(4, func(s *teller, args []string) error { return s.use(args[0], args[1], args[2], args[3]) }),
	"outage": story(2, func(s *teller, args []string) error { return s.outage(args[0], args[1]) }),
}

// lab is a facility with a microscope at 100.00 an hour, and three partners.
func (s *teller) lab() error {
	return s.store.InTx(s.ctx, func(ctx context.Context, tx *store.Tx) error {
		if _, err := tx.SaveFacility(ctx, facilities.Facility{ID: "lab", Name: "Lab", Zone: "Europe/Amsterdam"}); err != nil {
			return err
		}
		for _, id := range []facilities.PartnerID{"a", "b", "c"} {
			if _, err := tx.SavePartner(ctx, facilities.Partner{ID: id, Name: strings.ToUpper(string(id)), Kind: facilities.SME}); err != nil {
				return err
			}
		}
		if _, err := tx.SaveResource(ctx, facilities.Resource{ID: "sem", Facility: "lab", Kind: facilities.Instrument, Name: "SEM", Capacity: 1, Approval: facilities.ApprovalAuto}); err != nil {
			return err
		}
		return tx.SaveTariff(ctx, facilities.Tariff{ID: "t-sem", Resource: "sem", From: facilities.Date{Year: 2025, Month: 1, Day: 1}, Peak: 100_00, OffPeak: 100_00, Currency: "EUR"})
	})
}

// agree has a new key, "a=40,b=60", agreed a fortnight before it begins.
func (s *teller) agree(from, shares string) error {
	day := s.day(from)
	var key []facilities.Share
	for share := range strings.SplitSeq(shares, ",") {
		partner, units, _ := strings.Cut(share, "=")
		n, err := strconv.ParseInt(units, 10, 64)
		s.ts.Check(err)
		key = append(key, facilities.Share{Partner: facilities.PartnerID(partner), Units: n})
	}
	now := day.In(time.UTC).AddDate(0, 0, -14)
	terms, err := s.office.ProposeAgreement(s.ctx, s.as(facilities.RoleController, ""), now, ledger.Terms{
		Agreement: facilities.Agreement{Facility: "lab", From: day, Issuer: "a", AidRegime: "none", YearEnd: "carried", Capacity: key, Cost: key, Risk: key},
		Currency:  "EUR", TariffCosts: []string{"staff"}, Income: ledger.IncomeToTariffs, Result: ledger.ResultCarried, SetOff: ledger.SetOffMonthly,
		Usage: ledger.UsageTerms{Basis: ledger.BasisReserved, LatePercent: 50, NoShowPercent: 100}})
	for _, share := range key {
		if err == nil && share.Units > 0 {
			_, err = s.office.AcceptAgreement(s.ctx, s.as(facilities.RoleRepresentative, share.Partner), now, terms.Agreement.ID, share.Partner)
		}
	}
	return err
}

// cost enters a bill of the pool, with its day of service.
func (s *teller) cost(name, day, amount string) error {
	cents, ok := ledger.ParseAmount(amount)
	if !ok {
		s.ts.Fatalf("%s is no amount", amount)
	}
	_, err := s.office.AddCost(s.ctx, s.as(facilities.RoleController, ""), storyDay, ledger.Cost{ID: ledger.CostID(name), Facility: "lab", Day: s.day(day), Currency: "EUR",
		Kind: ledger.CostActual, Category: "rent", Amount: cents, Evidence: "bill of " + name}, nil)
	return err
}

// use is a booking of the microscope by a partner: completed, missed, or cancelled an hour before.
func (s *teller) use(partner, start, hours, outcome string) error {
	span := s.span(start, hours)
	person := facilities.PersonID("person-" + partner)
	return s.store.InTx(s.ctx, func(ctx context.Context, tx *store.Tx) error {
		if _, err := tx.Person(ctx, person); facilities.CodeOf(err) == facilities.NotFound {
			_, err = tx.SavePerson(ctx, facilities.Person{ID: person, Name: "Somebody of " + partner, Partner: facilities.PartnerID(partner), Language: "en", State: facilities.PersonActive, Created: span.Start})
			if err != nil {
				return err
			}
		}
		b := facilities.Booking{ID: facilities.BookingID(partner + "-" + strings.NewReplacer("-", "", "T", "-", ":", "").Replace(start)), Facility: "lab", Resource: "sem", Person: person, By: person,
			Partner: facilities.PartnerID(partner), State: facilities.State(outcome), Use: span, Claims: []facilities.Claim{{Resource: "sem", Units: 1, Span: span}},
			Created: span.Start.AddDate(0, 0, -7), Updated: span.Start.Add(-time.Hour),
			Quote: facilities.Quote{Total: money.Cents(span.Duration().Minutes()) * 100_00 / 60, Currency: "EUR", Tariff: "t-sem"}}
		switch b.State {
		case facilities.StateCompleted:
			b.CheckedIn, b.CheckedOut, b.Updated = span.Start, span.End, span.End
		case facilities.StateCancelled:
			if err := tx.AddAudit(ctx, facilities.Audit{At: b.Updated, Person: person, Via: "web", Verb: "cancel_late", Kind: "booking", Subject: string(b.ID)}); err != nil {
				return err
			}
		}
		_, err := tx.InsertBooking(ctx, b)
		return err
	})
}

// outage puts the microscope out of use for some hours.
func (s *teller) outage(start, hours string) error {
	span := s.span(start, hours)
	return s.store.InTx(s.ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.SaveDowntime(ctx, facilities.Downtime{ID: facilities.DowntimeID(fmt.Sprint("d", span.Start.Unix())), Kind: facilities.Outage, Facility: "lab", Resource: "sem",
			Start: span.Start, End: span.End, Reason: "no vacuum", By: "system", Created: span.Start})
		return err
	})
}

func (s *teller) day(text string) facilities.Date {
	day, ok := facilities.ParseDate(text)
	if !ok {
		s.ts.Fatalf("%s is no day", text)
	}
	return day
}

// span reads "2025-06-03T10:00" on the lab's clock, and hours.
func (s *teller) span(start, hours string) facilities.Span {
	zone, err := time.LoadLocation("Europe/Amsterdam")
	s.ts.Check(err)
	at, err := time.ParseInLocation("2006-01-02T15:04", start, zone)
	s.ts.Check(err)
	length, err := time.ParseDuration(hours)
	s.ts.Check(err)
	return facilities.NewSpan(at, at.Add(length))
}

// setMonths names the last three full months for the scripts: MONTH1 is the last of them.
func setMonths(env *testscript.Env, now time.Time) {
	for back := range 3 {
		env.Setenv(fmt.Sprintf("MONTH%d", back+1), time.Date(now.Year(), now.Month()-time.Month(back+1), 1, 0, 0, 0, 0, time.UTC).Format("2006-01"))
	}
	env.Setenv("MONTH0", now.Format("2006-01"))
}
