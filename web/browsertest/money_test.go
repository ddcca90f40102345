package browsertest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"marke/facilities"
	"marke/facilities/ledger"
)

// booksKept are things of the thermoplastic centre's books.
type booksKept struct{ invoice, incident string }

// august is the first month of the sample that can be closed.
var august = ledger.Month{Year: 2026, Month: time.August}

// keepBooks closes August of the thermoplastic centre, sends its invoices and settles its loss.
func (s *stage) keepBooks() (b booksKept) {
	s.t.Helper()
	ctx, controller := s.t.Context(), s.actor("controller")
	must := func(err error) {
		s.t.Helper()
		if err != nil {
			s.t.Fatal(err)
		}
	}
	_, err := s.office.CloseMonth(ctx, controller, noon, "tprc", august, false)
	must(err)
	invoices, err := s.office.IssueInvoices(ctx, controller, noon, "tprc", august)
	must(err)
	if len(invoices) == 0 {
		s.t.Fatal("August gives no invoice")
	}
	b.invoice = invoices[0].Number
	incidents, err := s.office.Incidents(ctx, controller, "tprc")
	must(err)
	if len(incidents) == 0 {
		s.t.Fatal("the sample has no loss")
	}
	b.incident = string(incidents[0].Incident.ID)
	return b
}

// TestACentIsFollowedFromTheStatementToItsBooking goes by keyboard alone, with and without JavaScript: it opens a line, reads the split and follows it.
func TestACentIsFollowedFromTheStatementToItsBooking(t *testing.T) {
	for name, scripts := range map[string]bool{"with": true, "without": false} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			s.keepBooks()
			statement := s.statement("regge-aerospace")
			line := statement.Usage[0]
			p := s.open(t, "controller", desk, scripts)
			p.to("/nl/facilities/tprc/books")
			p.do(chromedp.Click(chromedp.CSS(`a[href="/nl/facilities/tprc/books/2026-08"]`)))
			p.at("/books/2026-08")
			p.do(chromedp.Click(chromedp.CSS(`a[href="/nl/facilities/tprc/statements/2026-08/regge-aerospace"]`)))
			p.at("/statements/2026-08/regge-aerospace")
			entry := fmt.Sprintf(`details[id="%s"]`, line.Entry)
			if scripts { // the keys are typed by the test's own script
				p.tabTo(entry + " summary")
				p.keys(" ")
			} else {
				p.do(chromedp.Click(chromedp.CSS(entry + " summary")))
			}
			p.reads(entry, string(line.Charge.Booking), string(line.Charge.Agreement), string(line.Charge.Tariff), "per uur")
			if len(line.Charge.Parts) > 1 {
				p.reads(entry, "Zo is het bedrag verdeeld", "waardelen")
			}
			link := entry + ` a[href="/nl/bookings/` + string(line.Charge.Booking) + `"]`
			if scripts {
				p.tabTo(link)
				p.keys(kb.Enter)
			} else {
				p.do(chromedp.Click(chromedp.CSS(link)))
			}
			p.at("/nl/bookings/" + string(line.Charge.Booking))
			r := s.resource(line.Charge.Resource)
			p.reads("main", r.Name)
		})
	}
}

// TestEveryCentOfAStatementAddsUpOnThePage reads the amounts that the page shows and adds them up.
func TestEveryCentOfAStatementAddsUpOnThePage(t *testing.T) {
	s := newStage(t)
	s.keepBooks()
	statement := s.statement("regge-aerospace")
	p := s.open(t, "controller", desk, false)
	p.to("/en/facilities/tprc/statements/2026-08/regge-aerospace")
	read := func(selector string) (sum int64) {
		for _, node := range strings.Split(run(p, chromedp.Evaluate[string](fmt.Sprintf(`[...document.querySelectorAll(%q)].map(n => n.textContent).join("\n")`, selector))), "\n") {
			amount, ok := ledger.ParseAmount(strings.NewReplacer("€", "").Replace(strings.TrimSpace(node)))
			if !ok {
				t.Fatalf("%q is no amount", node)
			}
			sum += int64(amount)
		}
		return sum
	}
	lines, tiles := read(".follow summary .num"), read(".tile:first-child strong")
	if got, want := tiles+lines, int64(statement.Closing.Owed()); got != want || read(".tile.is-main strong") != want {
		t.Errorf("the page adds up to %d, and %d is owed", got, want)
	}
	if sections := read(".section-head .price"); sections != lines {
		t.Errorf("the sections add up to %d, the lines to %d", sections, lines)
	}
}

// TestAMonthIsClosedFromItsPage presses the button.
func TestAMonthIsClosedFromItsPage(t *testing.T) {
	s := newStage(t)
	p := s.open(t, "controller", phone, false)
	p.to("/nl/facilities/tprc/books/2026-08")
	p.reads("main", "Proefafsluiting", "klaar om af te sluiten")
	p.do(chromedp.Click(chromedp.CSS(".close-form button")))
	p.at("done=month_closed")
	p.reads("main", "De maand is afgesloten", "Wat in rekening is gebracht")
}

func (s *stage) statement(partner facilities.PartnerID) ledger.Statement {
	s.t.Helper()
	closing, err := s.office.Statements(s.t.Context(), s.actor("controller"), noon, "tprc", august, partner)
	if err != nil || len(closing.Statements) != 1 || len(closing.Statements[0].Usage) == 0 {
		s.t.Fatalf("%d statements, %v", len(closing.Statements), err)
	}
	return closing.Statements[0]
}

func (s *stage) resource(id facilities.ResourceID) facilities.Resource {
	s.t.Helper()
	catalogue, err := s.office.Catalogue(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	r, _ := catalogue.Resource(id)
	return r
}
