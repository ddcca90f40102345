package paper

import (
	"bytes"
	"compress/zlib"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/money"
	"marke/facilities/texts"
)

// keep leaves the documents in a folder, for people who want to look at them.
var keep = flag.String("keep", "", "folder in which the PDF files of the tests are left")

func day(s string) facilities.Date {
	d, ok := facilities.ParseDate(s)
	if !ok {
		panic(s)
	}
	return d
}

func catalogue() *facilities.Catalogue {
	return facilities.NewCatalogue(facilities.Catalogue{Facilities: []facilities.Facility{{ID: "lab", Name: "Hogedruklab Enschede", Zone: "Europe/Amsterdam"}},
		Resources: []facilities.Resource{{ID: "press", Facility: "lab", Name: "Pers 400 °C"}},
		Partners:  []facilities.Partner{{ID: "a", Name: "Ångström Ütingen NV"}, {ID: "b", Name: "Dinkel Optics"}, {ID: "c", Name: "Łódź Šensor d.o.o."}}})
}

// statements closes October of a small facility with so many bookings.
func statements(t *testing.T, bookings int) []ledger.Statement {
	t.Helper()
	key := []facilities.Share{{Partner: "a", Units: 1}, {Partner: "b", Units: 1}, {Partner: "c", Units: 1}}
	terms := ledger.Terms{Agreement: facilities.Agreement{ID: "lab-1", Facility: "lab", Number: 1, From: day("2026-01-01"), Issuer: "a", Capacity: key, Cost: key, Risk: key},
		Currency: "EUR", Income: ledger.IncomeToPool, Result: ledger.ResultCarried, SetOff: ledger.SetOffMonthly, Usage: ledger.UsageTerms{Basis: ledger.BasisReserved}}
	for _, s := range key {
		terms.Accepted = append(terms.Accepted, ledger.Acceptance{Partner: s.Partner, By: "rep", On: day("2025-12-01")})
	}
	cat := *catalogue()
	cat.Tariffs = []facilities.Tariff{{ID: "press-2026", Resource: "press", From: day("2026-01-01"), Peak: 100_00, OffPeak: 100_00, Currency: "EUR"}}
	month := ledger.Month{Year: 2026, Month: 10}
	in := ledger.Input{Facility: "lab", Month: month, Currency: "EUR", Catalogue: facilities.NewCatalogue(cat), Terms: []ledger.Terms{terms}, Rates: ledger.Published().VAT,
		Past:  ledger.Read(func(func(ledger.Entry) bool) {}, "lab", month),
		Costs: []ledger.Cost{{ID: "huur-okt", Facility: "lab", Day: day("2026-10-01"), Currency: "EUR", Kind: ledger.CostActual, Category: "huur", Amount: 10_000_01, Evidence: "factuur 2026-118 van Vastgoed Oost, ondertekend"}}}
	for i := range bookings {
		start := time.Date(2026, 10, 1+i/8%28, 6+i%8, 0, 0, 0, time.UTC)
		span := facilities.Span{Start: start, End: start.Add(50 * time.Minute)}
		in.Uses = append(in.Uses, ledger.Use{Booking: facilities.Booking{ID: facilities.BookingID(fmt.Sprintf("b%03d", i)), Facility: "lab", Resource: "press", Partner: "b", State: facilities.StateCompleted,
			Use: span, CheckedIn: span.Start, CheckedOut: span.End, Claims: []facilities.Claim{{Resource: "press", Units: 1}}}})
	}
	closing, err := ledger.Close(in)
	if err != nil {
		t.Fatal(err)
	}
	return closing.Statements
}

func TestAStatementOnPaperSaysWhatThePageSays(t *testing.T) {
	s := statements(t, 3)[1]
	for lang, wanted := range map[string][]string{
		"nl": {"Afrekening oktober 2026", "Hogedruklab Enschede", "Dinkel Optics", "Pers 400 °C", "€ 83,33", "1 van 3 waardelen", "huur-okt", "Verschuldigd op 2026-10-31", "pagina 1 van 1", "21 % over", "Wet op de omzetbelasting 1968"},
		"en": {"Statement October 2026", "€83.33", "1 of 3", "Owed on 2026-10-31", "page 1 of 1"},
	} {
		text := drawn(t, "statement-"+lang, func(w io.Writer) error { return WriteStatement(w, s, texts.For(lang), catalogue()) })
		for _, want := range wanted {
			if !strings.Contains(text, want) {
				t.Errorf("%s: the statement does not say %q:\n%s", lang, want, text)
			}
		}
		if owed := texts.For(lang).Money(s.Closing.Owed(), "EUR"); !strings.Contains(text, owed) {
			t.Errorf("%s: what is owed, %s, does not stand there", lang, owed)
		}
	}
}

func TestALongStatementRunsOverPagesAndLosesNothing(t *testing.T) {
	s := statements(t, 150)[1]
	text := drawn(t, "statement-long", func(w io.Writer) error { return WriteStatement(w, s, texts.For("nl"), catalogue()) })
	for i := range 150 {
		if id := fmt.Sprintf("b%03d", i); strings.Count(text, "boeking "+id+",") != 1 {
			t.Errorf("booking %s stands there %d times", id, strings.Count(text, "boeking "+id+","))
		}
	}
	pages := regexp.MustCompile(`pagina (\d+) van (\d+)`).FindAllStringSubmatch(text, -1)
	if len(pages) < 4 {
		t.Fatalf("%d pages", len(pages))
	}
	for i, p := range pages {
		if p[1] != fmt.Sprint(i+1) || p[2] != fmt.Sprint(len(pages)) {
			t.Errorf("page %d of %d says %q", i+1, len(pages), p[0])
		}
	}
}

// invoice is one with every kind of line that an invoice can have.
func invoice(t *testing.T) ledger.Invoice {
	t.Helper()
	draft := ledger.Draft{Facility: "lab", Customer: "c", Month: ledger.Month{Year: 2026, Month: 10}, OrderNumber: "PO-4711"}
	for i, key := range []string{"usage", "pool", "taxed", "subsidy", "income", "result", "reserve", "credit", "set_off", "advance", "movement"} {
		category := ledger.VATOutside
		if key == "usage" || key == "taxed" {
			category = ledger.VATStandard
		}
		draft.Lines = append(draft.Lines, ledger.InvoiceLine{Key: key, Category: category, Net: money.Cents(100_01 + i), Entry: ledger.EntryID("lab/2026-10/" + key), Account: ledger.Unbilled})
	}
	i, err := draft.Issue(ledger.Numbered{Number: "2026-0007", Issuer: "a", Day: day("2026-11-03"), Due: day("2026-12-03"), Currency: "EUR"}, ledger.Published().VAT)
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func TestAnInvoiceOnPaperHasAllItsParts(t *testing.T) {
	i := invoice(t)
	issuer, customer := Party{Name: "Ångström Ütingen NV", Lines: []string{"Straatje 1", "Btw NL000000000B00"}}, Party{Name: "Łódź Šensor d.o.o."}
	for lang, wanted := range map[string][]string{
		"nl": {"Factuur 2026-0007", "2026-11-03", "2026-12-03", "PO-4711", "Łódź Šensor d.o.o.", "Ångström Ütingen NV", "Btw NL000000000B00", "oktober 2026", "Algemeen tarief, 21 %", "journaalpost lab/2026-10/pool", "Totaal te voldoen", "Betaal uiterlijk"},
		"en": {"Invoice 2026-0007", "Standard rate, 21 %", "Total to be paid", "Please pay by"},
	} {
		text := drawn(t, "invoice-"+lang, func(w io.Writer) error { return WriteInvoice(w, i, issuer, customer, texts.For(lang), catalogue()) })
		for _, want := range append(wanted, texts.For(lang).Money(i.Total, "EUR"), texts.For(lang).Money(i.VAT[0].VAT, "EUR")) {
			if !strings.Contains(text, want) {
				t.Errorf("%s: the invoice does not say %q:\n%s", lang, want, text)
			}
		}
	}
	credit, err := i.Credit(ledger.Numbered{Number: "2026-0008", Day: day("2026-11-04")})
	if err != nil {
		t.Fatal(err)
	}
	text := drawn(t, "credit-note", func(w io.Writer) error {
		return WriteInvoice(w, credit, issuer, customer, texts.For("nl"), catalogue())
	})
	if !strings.Contains(text, "Creditnota 2026-0008") || !strings.Contains(text, "2026-0007") || strings.Contains(text, "Betaal uiterlijk") {
		t.Errorf("the credit note says\n%s", text)
	}
}

func TestTheSameDocumentGivesTheSameBytes(t *testing.T) {
	s, i := statements(t, 40)[1], invoice(t)
	for name, draw := range map[string]func(io.Writer) error{
		"statement": func(w io.Writer) error { return WriteStatement(w, s, texts.For("nl"), catalogue()) },
		"invoice": func(w io.Writer) error {
			return WriteInvoice(w, i, Party{Name: "A"}, Party{Name: "B"}, texts.For("nl"), catalogue())
		},
	} {
		var first bytes.Buffer
		if err := draw(&first); err != nil {
			t.Fatal(err)
		}
		for range 5 {
			var again bytes.Buffer
			if err := draw(&again); err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(first.Bytes(), again.Bytes()) {
				t.Fatalf("%s: two drawings differ", name)
			}
		}
	}
}

func TestADocumentThatCannotBeWrittenSaysSo(t *testing.T) {
	if err := WriteStatement(broken{}, statements(t, 0)[0], texts.For("nl"), catalogue()); !errors.Is(err, errBroken) {
		t.Errorf("got %v", err)
	}
}

var errBroken = errors.New("broken")

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errBroken }

// drawn draws a document and reads its text back, page by page, line by line; no message may be missing in it.
func drawn(t *testing.T, name string, draw func(io.Writer) error) string {
	t.Helper()
	var file bytes.Buffer
	if err := draw(&file); err != nil {
		t.Fatal(err)
	}
	if *keep != "" {
		if err := os.WriteFile(filepath.Join(*keep, name+".pdf"), file.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	text := textOf(t, file.Bytes())
	if missing := regexp.MustCompile(`\b(ledger|paper|report)\.[a-z_]+\.?[a-z_.]*|<no value>|%!`).FindString(text); missing != "" {
		t.Errorf("%s: %q has no words", name, missing)
	}
	return text
}

// textOf reads the texts of a PDF file back out of its content streams.
func textOf(t *testing.T, file []byte) string {
	t.Helper()
	var out strings.Builder
	for _, m := range regexp.MustCompile(`(?s)stream\r?\n(.*?)\r?\nendstream`).FindAllSubmatch(file, -1) {
		reader, err := zlib.NewReader(bytes.NewReader(m[1]))
		if err != nil {
			continue // a font's own tables
		}
		content, err := io.ReadAll(reader)
		if err != nil || !bytes.Contains(content, []byte(")Tj")) {
			continue
		}
		for _, shown := range regexp.MustCompile(`(?s)Td \(((?:\\.|[^\\)])*)\) ?Tj`).FindAllSubmatch(content, -1) {
			out.WriteString(utf16Text(shown[1]) + "\n")
		}
	}
	if out.Len() == 0 {
		t.Fatal("no text was found")
	}
	return out.String()
}

// utf16Text undoes a PDF string's escapes and reads it as UTF-16.
func utf16Text(raw []byte) string {
	var plain []byte
	for i := 0; i < len(raw); i++ {
		if raw[i] == '\\' && i+1 < len(raw) {
			i++
			if raw[i] == 'r' {
				plain = append(plain, '\r')
				continue
			}
		}
		plain = append(plain, raw[i])
	}
	var units []uint16
	for i := 0; i+1 < len(plain); i += 2 {
		units = append(units, uint16(plain[i])<<8|uint16(plain[i+1]))
	}
	return string(utf16.Decode(units))
}
