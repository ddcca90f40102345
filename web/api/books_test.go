package api

import (
	"net/http"
	"testing"
	"time"

	"marke/facilities"
	"marke/facilities/ledger"
)

// agreed gives the lab an agreement from October 2026 on and a cost in it.
func (h *house) agreed(t *testing.T) {
	t.Helper()
	ctx, system := t.Context(), facilities.Actor{Person: facilities.Person{ID: "system", System: true}, Via: "command"}
	september := time.Date(2026, 9, 20, 9, 0, 0, 0, time.UTC)
	c, err := h.office.Catalogue(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var key []facilities.Share
	for _, p := range c.Partners {
		if !p.Guest {
			key = append(key, facilities.Share{Partner: p.ID, Units: 1})
		}
	}
	terms, err := h.office.ProposeAgreement(ctx, system, september, ledger.Terms{Agreement: facilities.Agreement{Facility: "lab", From: facilities.Date{Year: 2026, Month: 10, Day: 1}, Issuer: key[0].Partner, AidRegime: "gber",
		Capacity: key, Cost: key, Risk: key, YearEnd: ledger.YearEndCarried}, Currency: "EUR", Income: ledger.IncomeToPool, Result: ledger.ResultCarried, SetOff: ledger.SetOffMonthly, Usage: ledger.UsageTerms{Basis: ledger.BasisReserved}})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range key {
		if _, err := h.office.AcceptAgreement(ctx, system, september, terms.Agreement.ID, s.Partner); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := h.office.AddCost(ctx, system, september, ledger.Cost{ID: "rent", Facility: "lab", Day: facilities.Date{Year: 2026, Month: 10, Day: 5}, Currency: "EUR", Kind: ledger.CostActual, Category: "rent", Amount: 100_01, Evidence: "7"}, nil); err != nil {
		t.Fatal(err)
	}
}

func TestAMonthIsClosedByAProgram(t *testing.T) {
	onEveryEngine(t, func(t *testing.T, h *house) {
		h.agreed(t)
		path := Prefix + "/facilities/lab"
		if months := read[List[Month]](h.as("ada", "GET", path+"/months").send(t).want(200)); len(months.Items) != 1 || months.Items[0].Month != "2026-10" || months.Items[0].State != "ready" {
			t.Errorf("before: %+v", months)
		}
		dry := read[Closing](h.as("ada", "POST", path+"/close").json(`{"month":"2026-10","dry_run":true}`).send(t).want(200))
		if dry.Already || !dry.DryRun || dry.ClosedAt != nil || dry.Entries == 0 {
			t.Errorf("the dry run says %+v", dry)
		}
		if none := read[List[Entry]](h.as("ada", "GET", path+"/journal").send(t).want(200)); len(none.Items) != 0 {
			t.Errorf("the dry run posted %d entries", len(none.Items))
		}
		first := read[Closing](h.as("ada", "POST", path+"/close").json(`{"month":"2026-10"}`).send(t).want(200))
		again := read[Closing](h.as("ada", "POST", path+"/close").json(`{"month":"2026-10"}`).send(t).want(200))
		if first.Already || !again.Already || first.Entries != again.Entries || again.ClosedAt == nil {
			t.Errorf("closed %+v, then %+v", first, again)
		}
		journal := read[List[Entry]](h.as("ada", "GET", path+"/journal?limit=200").send(t).want(200))
		if len(journal.Items) != first.Entries {
			t.Errorf("%d entries, the close made %d", len(journal.Items), first.Entries)
		}
		held := map[string]int64{}
		for _, e := range journal.Items {
			var sum int64
			for _, p := range e.Postings {
				sum += p.AmountCents
				held[p.Account] += p.AmountCents
			}
			if sum != 0 {
				t.Errorf("%s adds up to %d", e.ID, sum)
			}
		}
		for _, b := range read[List[Posting]](h.as("ada", "GET", path+"/balances?on=2026-12-31&limit=200").send(t).want(200)).Items {
			if held[b.Account] != b.AmountCents {
				t.Errorf("%s holds %d, its entries come to %d", b.Account, b.AmountCents, held[b.Account])
			}
		}
		var charged int64
		for _, s := range read[List[Statement]](h.as("ada", "GET", path+"/statements?month=2026-10").send(t).want(200)).Items {
			sum := s.Opening.OwedCents
			for _, l := range s.Lines {
				sum += l.AmountCents
			}
			if sum != s.Closing.OwedCents || !s.Final {
				t.Errorf("%s: the lines come to %d, %d is owed", s.Partner, sum, s.Closing.OwedCents)
			}
			charged += s.ChargedCents
			one := read[List[PartnerMoney]](h.as("ada", "GET", Prefix+"/partners/"+s.Partner+"/money").send(t).want(200))
			if len(one.Items) != 1 || one.Items[0].InvoicedCents+one.Items[0].NotInvoicedCents != s.Closing.OwedCents {
				t.Errorf("%s stands at %+v, its statement says %d", s.Partner, one.Items, s.Closing.OwedCents)
			}
		}
		if charged != 100_01 {
			t.Errorf("%d cents are charged", charged)
		}
		figures := read[List[ReportFigure]](h.as("ada", "GET", Prefix+"/report?limit=200").send(t).want(200))
		states := map[string]int{}
		for _, f := range figures.Items {
			states[f.State]++
			if (f.State == "known") != (f.Value != nil) {
				t.Errorf("%+v", f)
			}
			if f.ID == "lab/cost/recovered" && f.State != "suppressed" {
				t.Errorf("two partners bear the cost, and the report says %+v", f)
			}
		}
		if states["known"] == 0 || states["unknown"] == 0 {
			t.Errorf("%v", states)
		}
		read[List[Invoice]](h.as("ada", "GET", path+"/invoices").send(t).want(200))
	})
}

func TestTheBooksAreHiddenFromOthersAndBadMonthsRefused(t *testing.T) {
	onEveryEngine(t, func(t *testing.T, h *house) {
		h.agreed(t)
		for _, path := range []string{"/facilities/lab/months", "/facilities/lab/journal", "/facilities/lab/balances", "/facilities/lab/statements?month=2026-10"} {
			h.as("ann", "GET", Prefix+path).send(t).want(http.StatusNotFound)
		}
		h.as("ann", "POST", Prefix+"/facilities/lab/close").json(`{"month":"2026-10"}`).send(t).want(http.StatusNotFound)
		h.as("ann", "GET", Prefix+"/report").send(t).want(http.StatusForbidden)
		h.as("ada", "GET", Prefix+"/facilities/none/months").send(t).want(http.StatusNotFound)
		h.as("ada", "GET", Prefix+"/partners/none/money").send(t).want(http.StatusNotFound)
		for body, status := range map[string]int{`{"month":"2026-13"}`: 422, `{"month":"October"}`: 422, `{}`: 422, `{"month":"2027-01"}`: 422, `{"month":"2026-10","dry_run":"yes"}`: 422} {
			h.as("ada", "POST", Prefix+"/facilities/lab/close").json(body).send(t).want(status)
		}
		h.as("ada", "GET", Prefix+"/facilities/lab/statements?month=x").send(t).want(422)
		h.as("ada", "GET", Prefix+"/report?year=1").send(t).want(422)
	})
}
