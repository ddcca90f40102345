package ledger

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"marke/facilities"
	"marke/facilities/money"
)

var rates = Published().VAT

func numbered(number string) Numbered {
	return Numbered{Number: number, Issuer: "a", Day: day("2026-04-01"), Due: day("2026-05-01"), Currency: "EUR"}
}

func TestStatementsBecomeInvoicesPerOrderNumber(t *testing.T) {
	l := newLab(t)
	l.cost("rent", "2026-03-02", 1_000_00)
	for id, order := range map[string]string{"b1": "PO-1", "b2": "PO-1", "b3": ""} {
		u := l.completed(id, "b", "2026-03-07 10:00", "2026-03-07 11:00")
		u.Booking.OrderNumber = order
		l.use(u)
	}
	c := l.close("2026-03")
	drafts := Drafts(c.Statements, "a")
	var b []Draft
	for _, d := range drafts {
		if d.Customer == "a" {
			t.Error("the issuer invoices itself")
		}
		if d.Customer == "b" {
			b = append(b, d)
		}
	}
	if len(b) != 2 || b[0].OrderNumber != "" || b[0].Net() != 100_00+250_00-75_00 || b[1].OrderNumber != "PO-1" || b[1].Net() != 200_00 {
		t.Fatalf("b's drafts: %+v", b)
	}
	// What is invoiced is no longer unbilled; nothing is left over.
	for i, d := range drafts {
		invoice, err := d.Issue(numbered("2026-"+string(rune('a'+i))), rates)
		if err != nil {
			t.Fatal(err)
		}
		e, moves, err := invoice.Entry()
		if err != nil || !moves {
			t.Fatal(moves, err)
		}
		l.post(e)
	}
	own, moves, err := OwnShare(c.of("a"))
	if err != nil || !moves {
		t.Fatal(moves, err)
	}
	l.post(own)
	want(t, "not yet invoiced", l.unbilled(), []money.Cents{0, 0, 0, 0})
	if owed := OwedBy(l.journal.Entries(), "lab", "b", day("2026-04-01")); owed != (Owed{275_00 + 200_00 + 21_00 + 42_00, 0}) {
		t.Errorf("b owes %+v", owed)
	}
	april := l.close("2026-04")
	if again := Drafts(april.Statements, "a"); len(again) != 0 {
		t.Errorf("invoiced again: %+v", again)
	}
	if statement := april.of("b"); len(statement.Movements) != 4 || statement.Closing.Unbilled != 0 || statement.Closing.Receivable != 538_00 {
		t.Errorf("b in April: %+v", statement)
	}
}

func TestVATIsTakenOncePerCategoryTotal(t *testing.T) {
	d := Draft{Facility: "lab", Customer: "b"}
	for range 10 {
		d.Lines = append(d.Lines, InvoiceLine{Key: "usage", Category: VATStandard, Net: 12, Account: Unbilled})
	}
	d.Lines = append(d.Lines, InvoiceLine{Key: "pool", Category: VATOutside, Net: 1_00, Account: Unbilled})
	got, err := d.Issue(numbered("1"), rates)
	if err != nil || got.Total != 120+25+100 || len(got.VAT) != 2 || got.VAT[0].VAT != 25 { // 3 cents a line would make 30
		t.Errorf("%+v, %v", got, err)
	}
	credit, err := got.Credit(numbered("2"))
	if err != nil || credit.Total != -got.Total || credit.Credits != "1" || !credit.CreditNote {
		t.Errorf("%+v, %v", credit, err)
	}
	if _, err := credit.Credit(numbered("3")); err == nil {
		t.Error("a credit note of a credit note")
	}
	e, _, err := got.Entry()
	back, _, err2 := credit.Entry()
	if err != nil || err2 != nil {
		t.Fatal(err, err2)
	}
	j := NewJournal("EUR")
	if err := j.Append(e, back); err != nil {
		t.Fatal(err)
	}
	for _, b := range BalancesOf(j.Entries(), facilities.Date{}) {
		if b.Amount != 0 {
			t.Errorf("%v is left with %d", b.Account, b.Amount)
		}
	}
	back10 := Draft{Facility: "lab", Customer: "b", Lines: []InvoiceLine{{Key: "income", Category: VATStandard, Net: -10_03, Account: Unbilled}}}
	if refund, err := back10.Issue(numbered("5"), rates); err != nil || refund.Total != -12_14 || !refund.CreditNote {
		t.Errorf("%+v, %v", refund, err)
	}
	early := numbered("4")
	early.Day = day("2001-01-01")
	_, err = d.Issue(early, rates)
	refused(t, err, "ledger_rate_gap", "standard")
}

func invoice(number, due string, total money.Cents) Invoice {
	return Invoice{Number: number, Facility: "lab", Issuer: "a", Customer: "b", Day: day("2026-04-01"), Due: day(due), Total: total, Currency: "EUR"}
}

func TestOpenItemsFollowPaymentsAndCreditNotes(t *testing.T) {
	credit := invoice("3", "2026-04-05", -40_00)
	credit.Credits, credit.CreditNote = "1", true
	items := OpenItems([]Invoice{invoice("2", "2026-05-01", 50_00), invoice("1", "2026-05-01", 100_00), credit}, []Allocation{{"p", "1", 10_00}})
	if len(items) != 2 || items[0].Invoice != "1" || items[0].Open != 50_00 || items[1].Open != 50_00 {
		t.Errorf("%+v", items)
	}
}

func TestPaymentsAreMatchedByNumberThenByAmount(t *testing.T) {
	items := OpenItems([]Invoice{invoice("2026-001", "2026-05-01", 100_00), invoice("2026-002", "2026-05-02", 50_00), invoice("2026-003", "2026-05-03", 50_00)}, nil)
	accounts := map[string]facilities.PartnerID{"NL01BANK0000000001": "b"}
	payment := func(id, text string, amount money.Cents) Payment {
		return Payment{ID: PaymentID(id), Facility: "lab", Day: day("2026-05-01"), Amount: amount, Currency: "EUR", Text: text, IBAN: "nl01 bank 0000 0000 01"}
	}
	for _, c := range []struct {
		name string
		pays Payment
		by   MatchedBy
		want []Allocation
		rest money.Cents
	}{
		{"by number", payment("p", "factuur 2026-002, dank", 50_00), MatchedNumber, []Allocation{{"p", "2026-002", 50_00}}, 0},
		{"in part", payment("p", "2026-001", 30_00), MatchedNumber, []Allocation{{"p", "2026-001", 30_00}}, 0},
		{"two numbers, too much", payment("p", "2026-003 / 2026-001.", 160_00), MatchedNumber, []Allocation{{"p", "2026-001", 100_00}, {"p", "2026-003", 50_00}}, 10_00},
		{"the only item of the amount", payment("p", "thanks", 100_00), MatchedAmount, []Allocation{{"p", "2026-001", 100_00}}, 0},
		{"all items", payment("p", "", 200_00), MatchedAmount, []Allocation{{"p", "2026-001", 100_00}, {"p", "2026-002", 50_00}, {"p", "2026-003", 50_00}}, 0},
		{"two items of that amount: nobody knows", payment("p", "", 50_00), MatchedNothing, nil, 50_00},
		{"a longer number is another", payment("p", "12026-0021", 77_00), MatchedNothing, nil, 77_00},
	} {
		m := MatchPayments([]Payment{c.pays}, items, accounts)[0]
		if m.By != c.by || !reflect.DeepEqual(m.Allocations, c.want) || m.Rest != c.rest || m.Customer != "b" {
			t.Errorf("%s: %+v", c.name, m)
		}
		e, err := c.pays.Allocate("b", items, m.Allocations, m.Rest)
		if err != nil || e.Check() != nil {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	two := MatchPayments([]Payment{payment("q", "2026-001", 60_00), payment("p", "2026-001", 60_00)}, items, nil)
	if two[0].Payment.ID != "p" || two[0].Rest != 0 || two[1].Rest != 20_00 {
		t.Errorf("the second payment of one item: %+v", two)
	}
	_, err := payment("p", "", 60_00).Allocate("b", items, []Allocation{{"p", "2026-002", 60_00}}, 0)
	refused(t, err, "ledger_allocation", "p")
	_, err = payment("p", "", 60_00).Allocate("c", items, []Allocation{{"p", "2026-002", 50_00}}, 10_00)
	refused(t, err, "ledger_allocation", "p")
}

func TestBankFilesAreReadOrRefusedByLine(t *testing.T) {
	ing := "\"Datum\";\"Naam / Omschrijving\";\"Rekening\";\"Tegenrekening\";\"Code\";\"Af Bij\";\"Bedrag (EUR)\";\"Mutatiesoort\";\"Mededelingen\"\n" +
		"\"20260501\";\"Beta BV\";\"NL00\";\"NL01BANK0000000001\";\"GT\";\"Bij\";\"1.234,56\";\"Online\";\"2026-001\"\n" +
		"\"20260502\";\"Huur\";\"NL00\";\"NL02\";\"GT\";\"Af\";\"10,00\";\"Online\";\"\"\n"
	got, err := ParseBank([]byte(ing), "ing-05", "lab", "EUR")
	if err != nil || len(got) != 2 || got[0].Amount != 1_234_56 || !strings.HasPrefix(string(got[0].ID), "ing-05-") || got[0].Day != day("2026-05-01") || got[0].Text != "2026-001" || got[1].Amount != -10_00 {
		t.Errorf("%+v, %v", got, err)
	}
	rabo := "IBAN/BBAN,Munt,Volgnr,Datum,Bedrag,Tegenrekening IBAN/BBAN,Naam tegenpartij,Omschrijving-1\nNL00,EUR,000007,2026-05-01,\"+12,50\",NL01 BANK,Beta,\"line\none\"\n"
	if got, err = ParseBank([]byte(rabo), "rabo", "lab", "EUR"); err != nil || len(got) != 1 || got[0].ID != "rabo-000007" || got[0].Amount != 12_50 || got[0].IBAN != "NL01BANK" {
		t.Errorf("%+v, %v", got, err)
	}
	for name, c := range map[string]struct{ file, key, row string }{
		"no heading":     {"", "ledger_bank_line", "1"},
		"no amount":      {"date,name\n2026-05-01,x\n", "ledger_bank_line", "1"},
		"a bad day":      {"date,amount\n2026-05-01,1\n2026-02-30,1\n", "ledger_bank_line", "3"},
		"a bad amount":   {"date,amount\n2026-05-01,1.2.3\n", "ledger_bank_line", "2"},
		"nothing":        {"date,amount\n2026-05-01,0.00\n", "ledger_bank_line", "2"},
		"another money":  {"date,amount,currency\n2026-05-01,1,USD\n", "ledger_currency", "2"},
		"a ragged line":  {"date,amount\n2026-05-01,1\n2026-05-01\n", "ledger_bank_line", "3"},
		"an open quote":  {"date,amount\n2026-05-01,\"1\n", "ledger_bank_line", "2"},
		"one line twice": {"date,amount,id\n2026-05-01,1,x\n2026-05-01,1,x\n", "ledger_bank_line", "3"},
		"not text":       {"date,amount\n\xff", "ledger_bank_line", "1"},
	} {
		got, err := ParseBank([]byte(c.file), "x", "lab", "EUR")
		if got != nil {
			t.Errorf("%s: read %+v", name, got)
		}
		refused(t, err, c.key, c.row)
	}
}

func TestBankFilesThatOverlapNameAPaymentAlike(t *testing.T) {
	read := func(file string) (ids []PaymentID) {
		payments, err := ParseBank([]byte("date,amount,iban\n"+file), "x", "lab", "EUR")
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range payments {
			ids = append(ids, p.ID)
		}
		return ids
	}
	first, second := read("2026-05-01,5,NL1\n2026-05-02,5,NL1\n2026-05-02,5,NL1\n"), read("2026-05-02,5,NL1\n2026-05-02,5,NL1\n2026-05-03,5,NL1\n")
	if !slices.Equal(first[1:], second[:2]) || first[1] == first[2] || slices.Contains(first, second[2]) {
		t.Errorf("%v, then %v", first, second)
	}
}

func TestAmountsAreReadAsPeopleWriteThem(t *testing.T) {
	for text, want := range map[string]money.Cents{"1234": 1_234_00, "1.234,56": 1_234_56, "1,234.56": 1_234_56, "-12,5": -12_50, "+3.00": 3_00, "0,01": 1, "1.234.567": 1_234_567_00, "1.234": 1_234_00} {
		if got, ok := ParseAmount(text); !ok || got != want {
			t.Errorf("%q: %d, %v; want %d", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "-", "--1", "1-", "1.2.3", "12.34.56", "1,2,3", "a", "1e3", "1.23,4,5", "12,3456", "99999999999999999999", "1,", "0x10", "１"} {
		if got, ok := ParseAmount(text); ok {
			t.Errorf("%q is read as %d", text, got)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		c := money.Cents(rapid.Int64Range(-int64(amountMax), int64(amountMax)).Draw(t, "cents"))
		plain := strings.Replace(money.Decimal(c), ".", rapid.SampledFrom([]string{".", ","}).Draw(t, "point"), 1)
		if got, ok := ParseAmount(plain); !ok || got != c {
			t.Fatalf("%q is read as %d, %v", plain, got, ok)
		}
	})
}

func FuzzParseBank(f *testing.F) {
	f.Add("date,amount\n2026-05-01,1\n")
	f.Add("Datum;Bedrag\n20260501;1,00\n\"")
	f.Fuzz(func(t *testing.T, file string) {
		payments, err := ParseBank([]byte(file), "x", "lab", "EUR")
		if err != nil && payments != nil {
			t.Fatal("refused, and read something")
		}
		for _, p := range payments {
			if p.Amount == 0 || p.Day.IsZero() || p.ID == "" {
				t.Fatalf("%+v", p)
			}
		}
	})
}

func TestRemindersGoOutOneAtATimeAndADefaultComesLast(t *testing.T) {
	policy := Reminding{AfterDays: []int{7, 21}, DefaultAfterDays: 60}
	items := OpenItems([]Invoice{invoice("1", "2026-05-01", 100_00), invoice("2", "2026-05-01", -5_00)}, nil)
	var sent []Reminded
	said := map[string]int{}
	for d := day("2026-04-20"); d.Before(day("2026-08-01")); d = d.Next() {
		for _, r := range policy.Remind(items, sent, d) {
			if r.Default {
				if d == day("2026-06-30") {
					i := r.DefaultIncident("a", d, "EUR")
					if i.Amount != 100_00 || i.Claimant != "a" || i.Check("EUR") != nil {
						t.Errorf("%+v", i)
					}
				}
				said["default"]++
				continue
			}
			said[d.String()] = r.Level
			sent = append(sent, Reminded{r.Item.Invoice, r.Level, d})
		}
	}
	if len(said) != 3 || said["2026-05-08"] != 1 || said["2026-05-22"] != 2 || said["default"] != 32 {
		t.Errorf("%v", said)
	}
	if r := policy.Remind(items, []Reminded{{"1", 1, day("2026-12-01")}}, day("2026-12-01")); len(r) != 0 {
		t.Errorf("two on one day: %+v", r)
	}
	// One that was forgotten for a season still gets one reminder a day, not all at once.
	if r := policy.Remind(items, nil, day("2026-12-01")); len(r) != 1 || r[0].Level != 1 {
		t.Errorf("%+v", r)
	}
}
