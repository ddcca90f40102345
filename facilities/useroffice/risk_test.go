package useroffice

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/money"
	"marke/facilities/store"
)

// agree gives the lab an agreement in force: alfa 40 and beta 60 of risk, a deductible of 2,500, a partners' layer of 20,000 and an
// insurer's of 250,000 above that; beta sends the invoices.
func (d *desk) agree() {
	d.t.Helper()
	key := []facilities.Share{{Partner: "alfa", Units: 40}, {Partner: "beta", Units: 60}}
	terms := ledger.Terms{Agreement: facilities.Agreement{Facility: "lab", From: facilities.Date{Year: 2026, Month: 1, Day: 1}, Issuer: "beta", AidRegime: "gber",
		Capacity: key, Cost: key, Risk: key, YearEnd: YearEndCarried}, Currency: "EUR", Income: ledger.IncomeToPool, Result: ledger.ResultCarried,
		SetOff: ledger.SetOffMonthly, Usage: ledger.UsageTerms{Basis: ledger.BasisReserved},
		Layers: []ledger.Layer{{Kind: ledger.LayerUser, Limit: 2_500_00}, {Kind: ledger.LayerPartners, Limit: 20_000_00, Excess: 2_500_00},
			{Kind: ledger.LayerInsurer, Limit: 250_000_00, Excess: 22_500_00}},
		Phases: []ledger.PhaseTerms{{Phase: facilities.PhaseStart, Instruments: []ledger.Instrument{ledger.InstrumentContribution}, Records: []ledger.Record{ledger.RecordDecision}}}}
	proposed, err := d.ProposeAgreement(d.t.Context(), d.as("cor"), now, terms)
	if err != nil {
		d.t.Fatal(err)
	}
	for _, by := range []struct {
		person  facilities.PersonID
		partner facilities.PartnerID
	}{{"rita", "alfa"}, {"bea", "beta"}} {
		if _, err := d.AcceptAgreement(d.t.Context(), d.as(by.person), now, proposed.Agreement.ID, by.partner); err != nil {
			d.t.Fatal(err)
		}
	}
}

// onAccounts is what accounts of a kind hold in the lab's book, by partner ("" for those of the facility).
func (d *desk) onAccounts(kind ledger.AccountKind) map[facilities.PartnerID]money.Cents {
	d.t.Helper()
	out := map[facilities.PartnerID]money.Cents{}
	d.view(func(ctx context.Context, tx *store.Tx) error {
		balances, err := tx.Balances(ctx, store.BalanceFilter{Facility: "lab"})
		var sum money.Cents
		for _, b := range balances {
			sum += b.Amount
			if b.Account.Kind == kind && b.Amount != 0 {
				out[b.Account.Partner] = b.Amount
			}
		}
		if sum != 0 {
			d.t.Errorf("the book is off by %d cents", sum)
		}
		return err
	})
	return out
}

func wantCode(t testing.TB, err error, code facilities.Code) {
	t.Helper()
	if facilities.CodeOf(err) != code {
		t.Errorf("%v, want %s", err, code)
	}
}

func (d *desk) broken(amount money.Cents, fault ledger.Fault) ledger.Incident {
	d.t.Helper()
	i, err := d.ReportIncident(d.t.Context(), d.as("mia"), now, ledger.Incident{Facility: "lab", Resource: "press", Day: facilities.Date{Year: 2026, Month: 11, Day: 18},
		Cause: ledger.CauseDamage, Fault: fault, User: "alfa", Amount: amount, Note: "the platen cracked", Evidence: "report 7"})
	if err != nil {
		d.t.Fatal(err)
	}
	return i
}

func TestALossGoesThroughItsLayersIntoTheBook(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		d.agree()
		i := d.broken(18_733_45, ledger.FaultSlight)
		assessed, err := d.AssessIncident(t.Context(), d.as("cor"), i.ID)
		if err != nil || d.onAccounts(ledger.Unbilled)["alfa"] != 0 {
			t.Fatalf("assessing wrote something, or failed: %v", err)
		}
		settled, err := d.SettleIncident(t.Context(), d.as("cor"), now, i.ID)
		if err != nil || len(settled.Parts) != len(assessed.Parts) {
			t.Fatalf("%+v, %v", settled, err)
		}
		// 2,500.00 of its own, and 40 of 100 of the 16,233.45 above.
		if got := d.onAccounts(ledger.Unbilled); got["alfa"] != 2_500_00+6_493_38 || got["beta"] != 9_740_07 {
			t.Errorf("the partners carry %v", got)
		}
		_, err = d.SettleIncident(t.Context(), d.as("cor"), now, i.ID)
		wantCode(t, err, facilities.Conflict)
		if got := d.onAccounts(ledger.Creditors)[""]; got != -18_733_45 {
			t.Errorf("the suppliers get %d", got)
		}
	})
}

func TestWhatNoLayerTakesStaysOnTheCommitteesList(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		d.agree()
		i := d.broken(300_000_00, ledger.FaultSlight)
		if _, err := d.SettleIncident(t.Context(), d.as("cor"), now, i.ID); err != nil {
			t.Fatal(err)
		}
		list, err := d.Committee(t.Context(), d.as("cor"), "lab")
		if err != nil || len(list) != 1 || list[0].Open != 27_500_00 {
			t.Fatalf("%+v, %v", list, err)
		}
		decide := func(parts ...ledger.Part) error {
			_, err := d.DecideUncovered(t.Context(), d.as("cor"), now, i.ID, parts, "minutes of 19 November")
			return err
		}
		wantCode(t, decide(ledger.Part{Partner: "beta", Amount: 27_500_01}), facilities.Invalid)
		wantCode(t, decide(ledger.Part{Partner: "beta", Amount: 20_000_00}, ledger.Part{Partner: "alfa", Amount: 20_000_00}), facilities.Invalid)
		if err := decide(ledger.Part{Partner: "beta", Amount: 20_000_00}); err != nil {
			t.Fatal(err)
		}
		if list, err = d.Committee(t.Context(), d.as("mia"), "lab"); err != nil || len(list) != 1 || list[0].Open != 7_500_00 {
			t.Fatalf("%+v, %v", list, err)
		}
		if err := decide(ledger.Part{Partner: "alfa", Amount: 7_500_00}); err != nil {
			t.Fatal(err)
		}
		if list, err = d.Committee(t.Context(), d.as("cor"), "lab"); err != nil || len(list) != 0 {
			t.Errorf("%+v, %v", list, err)
		}
		if open := d.onAccounts(ledger.Uncovered); len(open) != 0 {
			t.Errorf("uncovered in the book: %v", open)
		}
	})
}

func TestWithIntentTheUserBearsAllOfIt(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		d.agree()
		i := d.broken(300_000_00, ledger.FaultIntent)
		loss, err := d.SettleIncident(t.Context(), d.as("cor"), now, i.ID)
		if err != nil || loss.Uncovered != 0 || d.onAccounts(ledger.Unbilled)["alfa"] != 300_000_00 {
			t.Errorf("%+v, %v", loss, err)
		}
	})
}

func TestAnIncidentIsSeenByThoseItConcerns(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		d.agree()
		i := d.broken(100_00, ledger.FaultSlight)
		for who, sees := range map[facilities.PersonID]bool{"mia": true, "cor": true, "rita": true, "bea": false, "erik": false, "max": false} {
			_, err := d.Incident(t.Context(), d.as(who), i.ID)
			if (err == nil) != sees || !sees && facilities.CodeOf(err) != facilities.NotFound {
				t.Errorf("%s: %v", who, err)
			}
		}
		_, err := d.SettleIncident(t.Context(), d.as("mia"), now, i.ID)
		wantCode(t, err, facilities.Forbidden)
		_, err = d.ReportIncident(t.Context(), d.as("cor"), now, ledger.Incident{Facility: "lab", Day: facilities.Date{Year: 2027, Month: 1, Day: 1}, Cause: "x", Fault: "y"})
		wantCode(t, err, facilities.Invalid)
	})
}

func TestAFundNeverLendsMoreThanItHas(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		cor := d.as("cor")
		must := func(_ any, err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		_, err := d.SaveFund(t.Context(), cor, now, store.Fund{ID: "fund", Name: "Revolving fund", Currency: "EUR"})
		must(nil, err)
		_, err = d.DepositFund(t.Context(), cor, now, "fund", 50_000_00, "bank 1")
		must(nil, err)
		first := facilities.Date{Year: 2026, Month: 12, Day: 31}
		loan, err := d.DecideLoan(t.Context(), cor, now, ledger.Decision{Fund: "fund", Project: "p1", Day: facilities.Date{Year: 2026, Month: 11, Day: 1}, Amount: 100_000_00, Terms: 7, First: first, Evidence: "minutes"})
		must(nil, err)
		_, err = d.DrawLoan(t.Context(), cor, now, loan.ID, 60_000_00, "contract")
		wantCode(t, err, facilities.Conflict)
		_, err = d.DrawLoan(t.Context(), d.as("rita"), now, loan.ID, 1_00, "contract")
		wantCode(t, err, facilities.Forbidden)

		// Two draws at once of what is there for one.
		var wg sync.WaitGroup
		errs := make([]error, 2)
		for n := range errs {
			wg.Go(func() { _, errs[n] = d.DrawLoan(t.Context(), cor, now, loan.ID, 30_000_00, "contract") })
		}
		wg.Wait()
		if failed := slices.DeleteFunc(errs, func(err error) bool { return err == nil }); len(failed) != 1 || facilities.CodeOf(failed[0]) != facilities.Conflict {
			t.Fatalf("of two draws failed: %v", failed)
		}
		_, err = d.RepayLoan(t.Context(), cor, now, loan.ID, 30_000_01, "bank 2")
		wantCode(t, err, facilities.Conflict)
		_, err = d.RepayLoan(t.Context(), cor, now, loan.ID, 4_000_00, "bank 2")
		must(nil, err)
		funds, err := d.Funds(t.Context(), cor, now.AddDate(0, 3, 0))
		must(nil, err)
		if len(funds) != 1 || funds[0].Available != 24_000_00 || funds[0].Lent != 26_000_00 || len(funds[0].Loans) != 1 {
			t.Fatalf("%+v", funds)
		}
		// On 20 February the terms of 31 December and 31 January are due: 4,285.72 and 4,285.72, less 4,000.00.
		if l := funds[0].Loans[0]; l.Arrears != 2*4_285_72-4_000_00 || l.Since != first || len(l.Schedule) != 7 {
			t.Errorf("%+v", l)
		}
		if seen, err := d.Funds(t.Context(), d.as("bea"), now); err != nil || len(seen) != 0 {
			t.Errorf("another partner sees %+v, %v", seen, err)
		}
		if seen, err := d.Funds(t.Context(), d.as("rita"), now); err != nil || len(seen) != 1 || seen[0].Available != 0 {
			t.Errorf("the borrower sees %+v, %v", seen, err)
		}
	})
}

func TestInvoiceNumbersHaveNoGaps(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		d.agree()
		month := ledger.Month{Year: 2026, Month: 12}
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				if _, err := d.InvoiceAdvance(t.Context(), d.as("cor"), now, "lab", "alfa", month, 100_00); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		all, err := d.Invoices(t.Context(), d.as("rita"), "lab", "")
		if err != nil || len(all) != 8 {
			t.Fatalf("%d invoices, %v", len(all), err)
		}
		for n, i := range all {
			if want := int64(8 - n); i.Seq != want || !strings.HasPrefix(i.Number, "LAB-2026-") {
				t.Errorf("%s has number %d, want %d", i.Number, i.Seq, want)
			}
		}
		if none, err := d.Invoices(t.Context(), d.as("bob"), "lab", ""); err != nil || len(none) != 0 {
			t.Errorf("bob sees %v, %v", none, err)
		}
		_, err = d.Invoice(t.Context(), d.as("bob"), all[0].Number)
		wantCode(t, err, facilities.NotFound)
	})
}

func TestPaymentsCloseOpenItemsAndFilesMayComeTwice(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		d.agree()
		cor := d.as("cor")
		month := ledger.Month{Year: 2026, Month: 12}
		var invoices []InvoiceView
		for _, amount := range []money.Cents{100_00, 250_00, 300_00} {
			i, err := d.InvoiceAdvance(t.Context(), cor, now, "lab", "alfa", month, amount)
			if err != nil {
				t.Fatal(err)
			}
			invoices = append(invoices, i)
		}
		file := []byte("date,amount,name,iban,text\n2026-11-19,100.00,Alfa,NL01,invoice " + invoices[0].Number + "\n2026-11-19,250.00,Alfa,NL01,thank you\n2026-11-19,9.00,Somebody,NL99,hello\n")
		look := func(book bool) BankImport {
			t.Helper()
			got, err := d.ImportBank(t.Context(), cor, now, "lab", file, book)
			if err != nil {
				t.Fatal(err)
			}
			return got
		}
		if got := look(false); len(got.Matches) != 1 || len(got.Unknown) != 2 {
			t.Errorf("preview: %+v", got)
		}
		if open := d.onAccounts(ledger.Receivable)["alfa"]; open != 650_00 {
			t.Errorf("a preview booked: %d", open)
		}
		look(true)
		// The account is known now, and what it paid is exactly one open item.
		if got := look(true); len(got.Already) != 1 || len(got.Matches) != 1 || got.Matches[0].By != ledger.MatchedAmount || len(got.Unknown) != 1 {
			t.Errorf("second time: %+v", got)
		}
		if got := look(true); len(got.Already) != 2 || len(got.Matches) != 0 {
			t.Errorf("third time: %+v", got)
		}
		if open := d.onAccounts(ledger.Receivable)["alfa"]; open != 300_00 {
			t.Errorf("open: %d", open)
		}
		over := store.BookedPayment{Payment: ledger.Payment{Facility: "lab", Day: facilities.Date{Year: 2026, Month: 11, Day: 20}, Amount: 310_00}, Customer: "alfa"}
		if _, err := d.BookPayment(t.Context(), cor, now, over, nil); err != nil {
			t.Fatal(err)
		}
		items, err := d.OpenItems(t.Context(), cor, "lab")
		if err != nil || len(items) != 0 || d.onAccounts(ledger.Receivable)["alfa"] != -10_00 {
			t.Errorf("%+v, %v, %v", items, d.onAccounts(ledger.Receivable), err)
		}
		over.Currency = "USD"
		_, err = d.BookPayment(t.Context(), cor, now, over, nil)
		wantCode(t, err, facilities.Invalid)
		_, err = d.CreditInvoice(t.Context(), cor, now, invoices[2].Number, "wrong amount")
		if err != nil {
			t.Fatal(err)
		}
		_, err = d.CreditInvoice(t.Context(), cor, now, invoices[2].Number, "again")
		wantCode(t, err, facilities.Conflict)
	})
}

func TestRemindersGoOutOnceAndADefaultBecomesAnIncident(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		d.agree()
		i, err := d.InvoiceAdvance(t.Context(), d.as("cor"), now, "lab", "alfa", ledger.Month{Year: 2026, Month: 12}, 100_00)
		if err != nil {
			t.Fatal(err)
		}
		sent, defaults := 0, 0
		for day := range 120 {
			for range 2 { // the job runs twice
				s, f, err := d.SendReminders(t.Context(), d.system(), now.AddDate(0, 0, day))
				if err != nil {
					t.Fatal(err)
				}
				sent, defaults = sent+s, defaults+f
			}
		}
		if sent != 3 || defaults != 1 {
			t.Errorf("%d reminders, %d defaults", sent, defaults)
		}
		views, err := d.Incidents(t.Context(), d.as("cor"), "lab")
		if err != nil || len(views) != 1 || views[0].Incident.Cause != ledger.CauseDefault || views[0].Incident.Evidence != i.Number {
			t.Errorf("%+v, %v", views, err)
		}
	})
}

func TestPublicMoneyFlagsAndNamesItsRules(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		d.agree()
		cor := d.as("cor")
		if _, err := d.AddInvestment(t.Context(), cor, now, store.Investment{Facility: "lab", Day: facilities.Date{Year: 2025, Month: 1, Day: 1}, Amount: 1_000_000_00, PlannedPPM: 300_000,
			Financed: []ledger.Part{{Partner: "alfa", Amount: 95_000_00}, {Partner: "beta", Amount: 120_000_00}}, Evidence: "grant 12"}); err != nil {
			t.Fatal(err)
		}
		if _, err := d.AddSupport(t.Context(), cor, now, store.Support{Facility: "lab", Project: "p1", Evidence: "file 3",
			Support: ledger.Support{Instrument: ledger.InstrumentLoan, Cash: 10_000_00}}); err != nil {
			t.Fatal(err)
		}
		if _, err := d.AddSmallAid(t.Context(), cor, now, "alfa", ledger.SmallAid{Day: facilities.Date{Year: 2026, Month: 2, Day: 1}, Amount: 180_000_00, Source: "province"}); err != nil {
			t.Fatal(err)
		}
		if _, err := d.AddMarketPrice(t.Context(), cor, now, store.MarketPrice{Resource: "sem", Day: facilities.Date{Year: 2026, Month: 1, Day: 1}, Hour: 150_00, Source: "quotes of three suppliers"}); err != nil {
			t.Fatal(err)
		}
		if _, err := d.Book(t.Context(), d.as("erik"), now, facilities.Wish{Resource: "sem", Use: at(10, 12), Project: "p1"}); err != nil {
			t.Fatal(err)
		}
		got, err := d.PublicMoney(t.Context(), cor, now, "lab", 2026)
		if err != nil {
			t.Fatal(err)
		}
		if got.Rules == nil || got.Economic == nil || got.Economic.Economic != 120 || got.Economic.Rules != "gber" {
			t.Errorf("economic use: %+v", got.Economic)
		}
		if len(got.Access) != 2 || got.Access[0].AllowedPPM != 0 || !got.Access[0].Over || got.Access[1].AllowedPPM != 120_000 || !got.Access[1].Over {
			t.Errorf("access: %+v", got.Access)
		}
		if len(got.Benefits) != 1 || got.Benefits[0].Benefit != 300_00-got.Benefits[0].Price {
			t.Errorf("benefits: %+v", got.Benefits)
		}
		if len(got.Headroom) != 1 || got.Headroom[0].Left != 120_000_00 {
			t.Errorf("headroom: %+v", got.Headroom)
		}
		if len(got.Supports) != 1 || len(got.Supports[0].Misfits) != 2 {
			t.Errorf("supports: %+v", got.Supports)
		}
		if got.ClawBack == nil || got.ClawBack.Rules != "gber" || got.ClawBack.Excess == 0 {
			t.Errorf("claw-back: %+v", got.ClawBack)
		}
		if later, err := d.PublicMoney(t.Context(), cor, now.AddDate(1, 0, 0), "lab", 2027); err != nil || later.Rules != nil || later.Economic != nil {
			t.Errorf("rules that ended are still used: %+v, %v", later, err)
		}
		_, err = d.PublicMoney(t.Context(), d.as("erik"), now, "lab", 2026)
		wantCode(t, err, facilities.NotFound)
	})
}
