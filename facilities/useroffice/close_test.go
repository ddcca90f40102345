package useroffice

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/money"
	"marke/facilities/store"
	"marke/facilities/store/storetest"
	"marke/facilities/texts"
)

func date(s string) facilities.Date {
	d, ok := facilities.ParseDate(s)
	if !ok {
		panic("no day: " + s)
	}
	return d
}

func monthOf(s string) ledger.Month {
	m, ok := ledger.ParseMonth(s)
	if !ok {
		panic("no month: " + s)
	}
	return m
}

// noon is a moment on a day.
func noon(s string) time.Time { return date(s).In(time.UTC).Add(11 * time.Hour) }

func shares(alfa, beta int64) []facilities.Share {
	return []facilities.Share{{Partner: "alfa", Units: alfa}, {Partner: "beta", Units: beta}}
}

// termsFrom is an agreement of the lab by one key, under which tariffs recover "staff".
func termsFrom(day string, key []facilities.Share) ledger.Terms {
	return ledger.Terms{Agreement: facilities.Agreement{Facility: "lab", From: date(day), Issuer: "alfa", AidRegime: "none", YearEnd: YearEndCarried, Capacity: key, Cost: key, Risk: key},
		Currency: "EUR", TariffCosts: []string{"staff"}, Income: ledger.IncomeToTariffs, Result: ledger.ResultCarried, SetOff: ledger.SetOffMonthly,
		Usage: ledger.UsageTerms{Basis: ledger.BasisReserved, LatePercent: 50, NoShowPercent: 100}}
}

// agreed proposes and accepts a version, on a day.
func (d *desk) agreed(on string, t ledger.Terms) ledger.Terms {
	d.t.Helper()
	proposed, err := d.ProposeAgreement(d.t.Context(), d.as("cor"), noon(on), t)
	if err != nil {
		d.t.Fatal(err)
	}
	for partner, person := range map[facilities.PartnerID]facilities.PersonID{"alfa": "rita", "beta": "bea"} {
		if proposed, err = d.AcceptAgreement(d.t.Context(), d.as(person), noon(on), proposed.Agreement.ID, partner); err != nil {
			d.t.Fatal(err)
		}
	}
	return proposed
}

// costs enters a cost of the pool.
func (d *desk) costs(on string, id ledger.CostID, day string, amount money.Cents) {
	d.t.Helper()
	cost := ledger.Cost{ID: id, Facility: "lab", Day: date(day), Currency: "EUR", Kind: ledger.CostActual, Category: "rent", Amount: amount, Evidence: "bill " + string(id)}
	if _, err := d.AddCost(d.t.Context(), d.as("cor"), noon(on), cost, nil); err != nil {
		d.t.Fatal(err)
	}
}

// used puts a booking of the microscope in the past, as it ended.
func (d *desk) used(id, person, partner, start string, hours float64, state facilities.State, change func(*facilities.Booking)) facilities.Booking {
	d.t.Helper()
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		d.t.Fatal(err)
	}
	begin, err := time.ParseInLocation("2006-01-02 15:04", start, zone)
	if err != nil {
		d.t.Fatal(err)
	}
	use := facilities.NewSpan(begin, begin.Add(time.Duration(hours*float64(time.Hour))))
	b := facilities.Booking{ID: facilities.BookingID(id), Facility: "lab", Resource: "sem", Person: facilities.PersonID(person), By: facilities.PersonID(person), Partner: facilities.PartnerID(partner),
		State: state, Use: use, Claims: []facilities.Claim{{Resource: "sem", Units: 1, Span: use}}, Created: use.Start.Add(-24 * time.Hour), Updated: use.End}
	if state == facilities.StateCompleted {
		b.CheckedIn, b.CheckedOut = use.Start, use.End
	}
	if change != nil {
		change(&b)
	}
	d.change(func(ctx context.Context, tx *store.Tx) error {
		c, err := tx.Catalogue(ctx)
		if err != nil {
			return err
		}
		r, _ := c.Resource(b.Resource)
		p, _ := c.Partner(b.Partner)
		b.Quote = c.QuoteFor(r, b.Use, 1, 0, p, "")
		b, err = tx.InsertBooking(ctx, b)
		return err
	})
	return b
}

// shut closes a month of the lab on a day.
func (d *desk) shut(on, month string) Closing {
	d.t.Helper()
	k, err := d.CloseMonth(d.t.Context(), d.as("cor"), noon(on), "lab", monthOf(month), false)
	if err != nil {
		d.t.Fatalf("closing %s: %v %+v", month, err, err.(*facilities.Error).Fields)
	}
	return k
}

// charged is what a closing charges a partner for one class of costs.
func charged(k Closing, p facilities.PartnerID, class ledger.Class, id facilities.AgreementID) (sum money.Cents) {
	for _, s := range k.Statements {
		for _, l := range s.Shares {
			if s.Partner == p && l.Class == class && l.Agreement == id {
				sum += l.Amount
			}
		}
	}
	return sum
}

// TestAShareChangeLeavesTheMonthBeforeAsItWas closes June, changes the shares on 1 July, and everything else that may change; a bill of June
// comes in July and follows June's key.
func TestAShareChangeLeavesTheMonthBeforeAsItWas(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		d.agreed("2025-12-01", termsFrom("2026-01-01", shares(40, 60)))
		d.costs("2026-06-10", "rent-june", "2026-06-01", 10_000_00)
		d.used("u1", "erik", "alfa", "2026-06-03 16:00", 3, facilities.StateCompleted, func(b *facilities.Booking) { b.Project = "p1" })
		d.used("u2", "bob", "beta", "2026-06-04 10:00", 2, facilities.StateMissed, nil)
		june := d.shut("2026-07-02", "2026-06")
		told := printed(t, june)
		if len(june.Charges) != 2 || charged(june, "alfa", ledger.ClassPool, "a-lab-1") != 4_000_00 {
			t.Fatalf("%+v", june.Charges)
		}

		d.agreed("2026-06-20", termsFrom("2026-07-01", shares(30, 70)))
		d.costs("2026-07-09", "late", "2026-06-28", 12_000_00)
		d.costs("2026-07-10", "rent-july", "2026-07-01", 10_000_00)
		july := d.shut("2026-08-03", "2026-07")
		if got := charged(july, "alfa", ledger.ClassPool, "a-lab-1"); got != 4_800_00 {
			t.Errorf("alfa carries %d of June's late bill", got)
		}
		if got := charged(july, "alfa", ledger.ClassPool, "a-lab-2"); got != 3_000_00 {
			t.Errorf("alfa carries %d of July's rent", got)
		}
		if len(july.Findings) != 1 || july.Findings[0].Code != ledger.FindLate || july.Findings[0].Row != "late" {
			t.Errorf("findings of July: %+v", july.Findings)
		}

		d.change(func(ctx context.Context, tx *store.Tx) error { // names, hours, keys, prices, outages, another use
			lab := houseFacility()
			lab.Version, lab.Name, lab.Prime = 1, "Another name", nil
			if _, err := tx.SaveFacility(ctx, lab); err != nil {
				return err
			}
			p, err := tx.Project(ctx, "p1")
			if err != nil {
				return err
			}
			p.Partners = []facilities.Share{{Partner: "beta", Units: 1}}
			if _, err := tx.SaveProject(ctx, p); err != nil {
				return err
			}
			c, err := tx.Catalogue(ctx)
			if err != nil {
				return err
			}
			alfa, _ := c.Partner("alfa")
			alfa.Name, alfa.Kind = "Alfa renamed", facilities.Large
			if _, err := tx.SavePartner(ctx, alfa); err != nil {
				return err
			}
			_, err = tx.SaveDowntime(ctx, facilities.Downtime{ID: "d1", Kind: facilities.Outage, Facility: "lab", Resource: "sem", Start: noon("2026-06-01"), End: noon("2026-06-30"), Reason: "entered late", By: "mia", Created: now})
			return err
		})
		d.used("u3", "erik", "alfa", "2026-06-04 10:00", 2, facilities.StateCompleted, nil)
		again, err := d.CloseMonth(t.Context(), d.as("cor"), now, "lab", monthOf("2026-06"), true)
		if err != nil || !again.Already || printed(t, again) != told {
			t.Fatalf("June came out as something else: %v\n%s\n\nit was\n%s", err, printed(t, again), told)
		}
		if !reflect.DeepEqual(again.Findings, june.Findings) || !reflect.DeepEqual(again.Charges, june.Charges) || !reflect.DeepEqual(again.Entries, june.Entries) {
			t.Error("June's charges, entries or findings came out as something else")
		}
		d.balances()
	})
}

// TestTwoClosesAtOnce lets several close one month, in two processes' worth of stores.
func TestTwoClosesAtOnce(t *testing.T) {
	for engine, fresh := range map[string]func(testing.TB) string{"postgres": storetest.Postgres,
		"sqlite": func(t testing.TB) string { return "sqlite:" + filepath.Join(t.TempDir(), "marke.db") }} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			url := fresh(t)
			d := newDesk(t, url, store.Options{})
			d.agreed("2025-12-01", termsFrom("2026-01-01", shares(40, 60)))
			other, err := store.Open(t.Context(), url, store.Options{})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { other.Close() })
			offices := []*Office{d.Office, New(other, Config{})}
			months := []string{"2026-01", "2026-02", "2026-03", "2026-04", "2026-05"}
			for i := range rounds(len(months)) % (len(months) + 1) {
				d.costs(months[i]+"-10", ledger.CostID("rent-"+months[i]), months[i]+"-01", 10_000_01)
				d.used("u-"+months[i], "erik", "alfa", months[i]+"-07 10:00", 2, facilities.StateCompleted, nil)
				won := make([]Closing, 6)
				var done sync.WaitGroup
				start := make(chan struct{})
				controller := d.as("cor")
				for i2 := range won {
					done.Go(func() {
						<-start
						k, err := offices[i2%2].CloseMonth(t.Context(), controller, now, "lab", monthOf(months[i]), false)
						if err != nil {
							t.Errorf("%s: %v", months[i], err)
						}
						won[i2] = k
					})
				}
				close(start)
				done.Wait()
				winners := 0
				for _, k := range won {
					if !k.Already {
						winners++
					} else if len(k.New) > 0 || k.By != "cor" {
						t.Errorf("%s: who came second was told %d new entries by %q", months[i], len(k.New), k.By)
					}
					if printed(t, k) != printed(t, won[0]) {
						t.Errorf("%s: two were told different things", months[i])
					}
				}
				if winners != 1 {
					t.Errorf("%s: %d closed it", months[i], winners)
				}
			}
			d.balances()
		})
	}
}

// TestPartnersAreToldOnce follows the mails of an agreement and of a close.
func TestPartnersAreToldOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		d.agreed("2025-12-01", termsFrom("2026-01-01", shares(40, 60)))
		d.costs("2026-01-10", "rent", "2026-01-01", 100_00)
		for range 2 {
			d.shut("2026-02-02", "2026-01")
		}
		told := map[string]string{}
		d.change(func(ctx context.Context, tx *store.Tx) error {
			mails, err := tx.DueMails(ctx, now, 100)
			for _, m := range mails {
				told[m.Kind+" "+string(m.Person)] = m.Params["path"]
			}
			return err
		})
		agreement := "/facilities/lab/agreement"
		want := map[string]string{"agreement_proposed rita": agreement, "agreement_proposed bea": agreement,
			"statement_ready rita": "/facilities/lab/statements/2026-01/alfa", "statement_ready bea": "/facilities/lab/statements/2026-01/beta"}
		for who, path := range want {
			if told[who] != path {
				t.Errorf("%s got %q, want %q", who, told[who], path)
			}
		}
		_, rita := told["agreement_agreed rita"]
		_, bea := told["agreement_agreed bea"]
		if rita == bea || len(told) != len(want)+1 { // whoever gave the last word knows
			t.Errorf("told: %v", told)
		}
	})
}

// TestACloseThatTheBooksOvertookIsReckonedAgain posts between the reckoning of a close and its sealing.
func TestACloseThatTheBooksOvertookIsReckonedAgain(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		d.agreed("2025-12-01", termsFrom("2026-01-01", shares(40, 60)))
		d.costs("2026-01-10", "rent", "2026-01-01", 100_00)
		r, err := d.reckon(t.Context(), "lab", monthOf("2026-01"))
		if err != nil {
			t.Fatal(err)
		}
		d.costs("2026-01-11", "more", "2026-01-02", 50_00)
		k, err := d.seal(t.Context(), d.as("cor"), now, r)
		if err != nil || charged(k, "alfa", ledger.ClassPool, "a-lab-1") != 60_00 {
			t.Fatalf("%v: alfa carries %d", err, charged(k, "alfa", ledger.ClassPool, "a-lab-1"))
		}
	})
}

// TestAnOutageOfLongAgoCounts closes a month so late that its outage is no longer in the catalogue.
func TestAnOutageOfLongAgoCounts(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		d.agreed("2025-12-01", termsFrom("2026-01-01", shares(40, 60)))
		d.used("u1", "erik", "alfa", "2026-01-07 10:00", 3, facilities.StateCompleted, nil)
		d.change(func(ctx context.Context, tx *store.Tx) error {
			for i, at := range []string{"2026-01-07", "2028-01-07"} {
				start := noon(at).Add(-time.Hour) // eleven on the lab's clock
				_, err := tx.SaveDowntime(ctx, facilities.Downtime{ID: facilities.DowntimeID(fmt.Sprint("d", i)), Kind: facilities.Outage, Facility: "lab", Resource: "sem",
					Start: start, End: start.Add(time.Hour), Reason: "no vacuum", By: "mia", Created: start})
				if err != nil {
					return err
				}
			}
			return nil
		})
		if c, err := d.Catalogue(t.Context()); err != nil || len(c.Downtimes) != 1 {
			t.Fatalf("%+v %v", c.Downtimes, err)
		}
		if k := d.shut("2028-02-02", "2026-01"); len(k.Charges) != 1 || k.Charges[0].Total != 200_00 || k.Charges[0].Quoted != 300_00 {
			t.Errorf("%+v", k.Charges)
		}
	})
}

func TestStatementsAreSeenByTheirPartnerAndTheControllers(t *testing.T) {
	d := onSQLite(t, store.Options{})
	d.agreed("2025-12-01", termsFrom("2026-01-01", shares(40, 60)))
	d.costs("2026-01-10", "rent", "2026-01-01", 100_00)
	d.used("u1", "erik", "alfa", "2026-01-07 10:00", 2, facilities.StateCompleted, nil)
	d.shut("2026-02-02", "2026-01")
	january := monthOf("2026-01")
	for _, c := range []struct {
		who     facilities.PersonID
		partner facilities.PartnerID
		code    facilities.Code
		all     bool
	}{
		{"rita", "alfa", "", false}, {"rita", "beta", facilities.NotFound, false}, {"rita", "", facilities.NotFound, false}, {"bea", "beta", "", false},
		{"erik", "alfa", facilities.NotFound, false}, {"mia", "alfa", facilities.NotFound, false}, {"cor", "alfa", "", true}, {"cor", "", "", true}, {"", "alfa", facilities.Unauthenticated, false},
	} {
		actor := facilities.Nobody
		if c.who != "" {
			actor = d.as(c.who)
		}
		k, err := d.Statements(t.Context(), actor, now, "lab", january, c.partner)
		if facilities.CodeOf(err) != c.code {
			t.Errorf("%s asks about %q: %v", c.who, c.partner, err)
			continue
		}
		if err == nil && (len(k.Statements) == 0 || c.partner != "" && len(k.Statements) != 1 || (len(k.Charges) > 0) != c.all) {
			t.Errorf("%s sees %d statements and %d charges of %q", c.who, len(k.Statements), len(k.Charges), c.partner)
		}
	}
	balances, err := d.BalancesAsOf(t.Context(), d.as("rita"), now, "lab", facilities.Date{})
	if err != nil || slices.ContainsFunc(balances, func(b ledger.Balance) bool { return b.Account.Partner != "alfa" }) {
		t.Errorf("rita sees %+v, %v", balances, err)
	}
	before, err := d.BalancesAsOf(t.Context(), d.as("cor"), now, "lab", date("2026-01-30"))
	if err != nil || len(before) != 0 {
		t.Errorf("before the close: %+v, %v", before, err)
	}
	for what, ask := range map[string]func(facilities.Actor) error{
		"the journal": func(a facilities.Actor) error {
			_, err := d.Journal(t.Context(), a, now, "lab", facilities.Date{})
			return err
		},
		"the balances": func(a facilities.Actor) error {
			_, err := d.BalancesAsOf(t.Context(), a, now, "lab", facilities.Date{})
			return err
		},
		"the months": func(a facilities.Actor) error { _, err := d.MonthStatus(t.Context(), a, now, "lab"); return err },
		"the costs": func(a facilities.Actor) error {
			_, err := d.Costs(t.Context(), a, now, "lab", ledger.Month{})
			return err
		},
		"the budget": func(a facilities.Actor) error { _, err := d.Budgets(t.Context(), a, now, "lab", 2026); return err },
		"the close": func(a facilities.Actor) error {
			_, err := d.CloseMonth(t.Context(), a, now, "lab", january, true)
			return err
		},
		"the terms": func(a facilities.Actor) error { _, err := d.AgreementTerms(t.Context(), a, now, "lab"); return err },
	} {
		for _, who := range []facilities.PersonID{"erik", "mia", "gus"} {
			if err := ask(d.as(who)); facilities.CodeOf(err) != facilities.NotFound {
				t.Errorf("%s asks for %s: %v", who, what, err)
			}
		}
		if err := ask(d.as("cor")); err != nil {
			t.Errorf("a controller asks for %s: %v", what, err)
		}
	}
}

// TestBadBooksAreRefusedByRow holds every refusal against the words of both languages and against the database: nothing is written.
func TestBadBooksAreRefusedByRow(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		d.agreed("2025-12-01", termsFrom("2026-01-01", shares(40, 60)))
		d.costs("2026-01-10", "rent", "2026-01-01", 100_00)
		d.shut("2026-02-02", "2026-01")
		pending, err := d.ProposeAgreement(t.Context(), d.as("cor"), noon("2026-02-03"), termsFrom("2026-02-01", shares(50, 50)))
		if err != nil {
			t.Fatal(err)
		}
		d.shut("2026-03-02", "2026-02")
		d.used("odd", "erik", "alfa", "2026-03-03 10:00", 2, facilities.StateCompleted, func(b *facilities.Booking) { b.CheckedOut = b.CheckedIn.Add(-time.Hour) })
		cost := func(change func(*ledger.Cost)) error {
			c := ledger.Cost{ID: "bad", Facility: "lab", Day: date("2026-03-01"), Currency: "EUR", Kind: ledger.CostActual, Category: "rent", Amount: 5, Evidence: "x"}
			change(&c)
			_, err := d.AddCost(t.Context(), d.as("cor"), now, c, nil)
			return err
		}
		propose := func(change func(*ledger.Terms)) error {
			terms := termsFrom("2026-04-01", shares(30, 70))
			change(&terms)
			_, err := d.ProposeAgreement(t.Context(), d.as("cor"), now, terms)
			return err
		}
		closing := func(m string, at time.Time) error {
			_, err := d.CloseMonth(t.Context(), d.as("cor"), at, "lab", monthOf(m), false)
			return err
		}
		before := d.rows()
		for name, c := range map[string]struct {
			err      error
			key, row string
		}{
			"a key without units":         {propose(func(t *ledger.Terms) { t.Agreement.Cost = shares(0, 0) }), "ledger_key_empty", "a-lab-3"},
			"a key with less than none":   {propose(func(t *ledger.Terms) { t.Agreement.Risk = shares(-1, 5) }), "ledger_key_units", "a-lab-3"},
			"a version in a closed month": {propose(func(t *ledger.Terms) { t.Agreement.From = date("2026-02-15") }), "ledger_version_past", "a-lab-3"},
			"another currency":            {propose(func(t *ledger.Terms) { t.Currency = "USD" }), "ledger_currency", "a-lab-3"},
			"costs recovered twice":       {propose(func(t *ledger.Terms) { t.TariffCosts = nil }), "ledger_recovered_twice", "a-lab-3"},
			"a word for a closed month":   {second(d.AcceptAgreement(t.Context(), d.as("rita"), now, pending.Agreement.ID, "alfa")), "ledger_version_past", "a-lab-2"},
			"a cost in another currency":  {cost(func(c *ledger.Cost) { c.Currency = "USD" }), "ledger_currency", "bad"},
			"a cost of nothing":           {cost(func(c *ledger.Cost) { c.Amount = 0 }), "ledger_cost_amount", "bad"},
			"a cost without evidence":     {cost(func(c *ledger.Cost) { c.Evidence = " " }), "cost_evidence", "bad"},
			"a cost that is there":        {cost(func(c *ledger.Cost) { c.ID = "rent" }), "ledger_twice", "rent"},
			"a cost before any agreement": {cost(func(c *ledger.Cost) { c.Day = date("2025-12-31") }), "ledger_no_agreement", "bad"},
			"negative hours given": {cost(func(c *ledger.Cost) {
				c.Kind, c.InKind = ledger.CostInKind, &ledger.InKind{By: "alfa", Method: ledger.ValueActual, Quantity: -8_000, Rate: 75_00}
			}), "ledger_in_kind", "bad"},
			"negative hours used":    {closing("2026-03", now), "ledger_use_hours", "odd"},
			"a negative quantity":    {d.Consume(t.Context(), d.as("cor"), now, "odd", []ledger.Consumed{{Item: "gold", Quantity: -1}}), "ledger_use_hours", "odd"},
			"a month out of order":   {closing("2026-05", now), "ledger_month_order", "2026-05"},
			"a month that goes on":   {closing("2026-03", noon("2026-03-31")), "ledger_use_hours", "odd"},
			"a hole between tariffs": {second(d.SaveTariff(t.Context(), d.as("mia"), now, facilities.Tariff{ID: "t-sem", Resource: "sem", From: date("2026-01-01"), Until: date("2026-12-01"), Peak: 100_00, OffPeak: 60_00, Currency: "EUR"})), "tariff_hole", "t-sem"},
			"a tariff in dollars":    {second(d.SaveTariff(t.Context(), d.as("mia"), now, facilities.Tariff{Resource: "sem", From: date("2027-01-01"), Peak: 1, Currency: "USD"})), "ledger_currency", ""},
		} {
			d.refused(name, c.err, c.key, c.row)
		}
		d.refused("a month that is not over", closing("2026-12", now), "ledger_month_order", "2026-12")
		if after := d.rows(); after != before {
			t.Errorf("something was written: %s, was %s", after, before)
		}
	})
}

// TestAMonthWithoutATariffIsRefused publishes a tariff that begins after a use: the close names the use, and works when there is one for it.
func TestAMonthWithoutATariffIsRefused(t *testing.T) {
	d := onSQLite(t, store.Options{})
	d.agreed("2025-12-01", termsFrom("2026-01-01", shares(40, 60)))
	d.used("u1", "erik", "alfa", "2026-03-03 10:00", 2, facilities.StateCompleted, func(b *facilities.Booking) { b.Resource, b.Claims[0].Resource = "quick", "quick" })
	late := facilities.Tariff{Resource: "quick", From: date("2026-05-01"), Peak: 10_00, OffPeak: 10_00, Currency: "EUR"}
	if _, err := d.SaveTariff(t.Context(), d.as("mia"), now, late); err != nil {
		t.Fatal(err)
	}
	_, err := d.CloseMonth(t.Context(), d.as("cor"), now, "lab", monthOf("2026-03"), false)
	d.refused("a tariff gap", err, "ledger_tariff_gap", "u1")
	late.From = date("2026-02-01")
	if _, err := d.SaveTariff(t.Context(), d.as("mia"), now, late); err != nil {
		t.Fatal(err)
	}
	if k := d.shut("2026-04-02", "2026-03"); len(k.Charges) != 1 || k.Charges[0].Total != 20_00 || k.Charges[0].Differences[0].Code != ledger.DiffUnpriced {
		t.Errorf("%+v", k.Charges)
	}
	_, err = d.CloseMonth(t.Context(), d.as("cor"), noon("2026-04-30"), "lab", monthOf("2026-04"), false)
	d.refused("a month that is not over", err, "close_not_over", "2026-04")
}

func second[T any](_ T, err error) error { return err }

// refused checks that an error is about a row (empty: any), of a key that has words in both languages which name it.
func (d *desk) refused(name string, err error, key, row string) {
	d.t.Helper()
	var e *facilities.Error
	if !errors.As(err, &e) || e.Code != facilities.Invalid {
		d.t.Errorf("%s: %v, want %s about %s", name, err, key, row)
		return
	}
	for _, f := range e.Fields {
		named, _ := f.Params["row"].(string)
		if f.Key != key || named == "" || row != "" && named != row {
			continue
		}
		for _, lang := range texts.Languages {
			if words := texts.For(lang).Field(f); !strings.Contains(words, named) || strings.Contains(words, "<no value>") {
				d.t.Errorf("%s: %s says %q", name, lang, words)
			}
		}
		return
	}
	d.t.Errorf("%s: %v, want %s about %s", name, e, key, row)
}

// rows counts what is in the tables of the books.
func (d *desk) rows() string {
	d.t.Helper()
	counts := ""
	d.view(func(ctx context.Context, tx *store.Tx) error {
		entries, err := tx.Entries(ctx, store.EntryFilter{})
		if err != nil {
			return err
		}
		terms, err := tx.Terms(ctx, "")
		if err != nil {
			return err
		}
		costs, err := tx.Costs(ctx, store.CostFilter{})
		if err != nil {
			return err
		}
		closes, err := tx.Closes(ctx, "")
		words := 0
		for _, t := range terms {
			words += len(t.Accepted)
		}
		c, failed := tx.Catalogue(ctx)
		counts = fmt.Sprint(len(entries), len(terms), words, len(costs), len(closes), len(c.Tariffs))
		return errors.Join(err, failed)
	})
	return counts
}
