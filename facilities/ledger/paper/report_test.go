package paper

import (
	"bytes"
	"encoding/csv"
	"io"
	"slices"
	"strings"
	"testing"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/ledger/export"
	"marke/facilities/texts"
)

// yearReport is one of a facility whose books are empty but for what the statements' month charged.
func yearReport(t *testing.T) ledger.Report {
	t.Helper()
	rules, _ := ledger.Published().AidRulesOn("gber", day("2026-06-01"))
	share, err := ledger.Economic(rules, 120_000, []ledger.EconomicUse{{Booking: "b", Minutes: 24_720}})
	if err != nil {
		t.Fatal(err)
	}
	entry := ledger.Entry{ID: "lab/2026-10/cost/rent", Kind: ledger.EntryCost, Posted: day("2026-10-31"), Currency: "EUR", Origin: ledger.Origin{Service: day("2026-10-01"), Cost: "rent", Class: ledger.ClassPool},
		Postings: []ledger.Posting{{Account: ledger.Account{Kind: ledger.PoolCost, Facility: "lab", Name: "pool"}, Amount: 1_234_56}, {Account: ledger.Account{Kind: ledger.Creditors, Facility: "lab"}, Amount: -1_234_56}}}
	r, err := ledger.MakeReport(ledger.ReportInput{Year: 2026, AsOf: day("2026-11-22"), Currency: "EUR", Catalogue: catalogue(), Entries: slices.Values([]ledger.Entry{entry}),
		Uses:   []ledger.ReportedUse{{Booking: "b", Facility: "lab", Partner: "b", Day: day("2026-10-02"), Minutes: 50}},
		Public: map[facilities.FacilityID]ledger.PublicMoney{"lab": {Economic: &share}}})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestAReportOnPaperSaysWhatIsUnknownAndWhatIsHidden(t *testing.T) {
	r := yearReport(t)
	for lang, wanted := range map[string][]string{
		"nl": {"Verantwoording 2026", "Hogedruklab Enschede", "Alle faciliteiten samen", "€ 1.234,56", "onbekend", "afgeschermd", "20,6 %", "651/2014", "geen juridisch advies", "rekeningen: kosten voor gemene rekening"},
		"en": {"Accountability report 2026", "€1,234.56", "unknown", "suppressed", "20.6 %", "no legal advice"},
	} {
		text := drawn(t, "report-"+lang, func(w io.Writer) error { return WriteReport(w, r, texts.For(lang), catalogue()) })
		for _, want := range wanted {
			if !strings.Contains(strings.Join(strings.Fields(text), " "), want) {
				t.Errorf("%s: the report does not say %q:\n%s", lang, want, text)
			}
		}
	}
}

func TestAReportAsCSVHasAStateForEveryValue(t *testing.T) {
	var out bytes.Buffer
	if err := export.WriteReportCSV(&out, yearReport(t), texts.For("en"), catalogue()); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&out).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := func(name string) int { return slices.Index(rows[0], name) }
	seen := map[string]int{}
	for _, row := range rows[1:] {
		state, value := row[column("state")], row[column("value")]
		seen[state]++
		if (state == "known") != (value != "") {
			t.Errorf("state and value do not fit: %v", row)
		}
		if row[column("key")] == "pool_cost" && value != "1234.56" {
			t.Errorf("pool cost: %v", row)
		}
	}
	if seen["known"] == 0 || seen["unknown"] == 0 || seen["suppressed"] == 0 {
		t.Errorf("states: %v", seen)
	}
}
