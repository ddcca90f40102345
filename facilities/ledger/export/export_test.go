package export

import (
	"bytes"
	"encoding/csv"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/money"
)

func day(s string) facilities.Date {
	d, ok := facilities.ParseDate(s)
	if !ok {
		panic(s)
	}
	return d
}

// quarter closes three months of a facility with four partners: costs, usage, a subsidy, a loss, advances, invoices, payments, a
// reversal, and ids and notes that a program could stumble over.
func quarter(t *testing.T) Book {
	t.Helper()
	key := []facilities.Share{{Partner: "a_b.c", Units: 40}, {Partner: "beta", Units: 25}, {Partner: "3d", Units: 20}, {Partner: "delta", Units: 15}}
	terms := ledger.Terms{Agreement: facilities.Agreement{ID: "v1", Facility: "lab-1", Number: 1, From: day("2026-01-01"), Capacity: key, Cost: key, Risk: key},
		Currency: "EUR", Income: ledger.IncomeToPool, Result: ledger.ResultCarried, SetOff: ledger.SetOffMonthly, Usage: ledger.UsageTerms{Basis: ledger.BasisReserved},
		Layers:  []ledger.Layer{{Kind: ledger.LayerUser, Limit: 2_500_00}, {Kind: ledger.LayerPartners, Limit: 20_000_00, Excess: 2_500_00}},
		Reserve: ledger.ReserveRule{Target: 1_000_00, Monthly: 100_01}}
	partners := []facilities.Partner{{ID: "guest", Guest: true}}
	for _, s := range key {
		terms.Accepted = append(terms.Accepted, ledger.Acceptance{Partner: s.Partner, On: day("2025-12-01")})
		partners = append(partners, facilities.Partner{ID: s.Partner})
	}
	catalogue := facilities.NewCatalogue(facilities.Catalogue{Facilities: []facilities.Facility{{ID: "lab-1", Zone: "Europe/Amsterdam"}},
		Resources: []facilities.Resource{{ID: "press", Facility: "lab-1", Kind: facilities.Instrument, Capacity: 1}}, Partners: partners,
		Tariffs: []facilities.Tariff{{ID: "t1", Resource: "press", OffPeak: 33_33, Currency: "EUR"}, {ID: "t2", Resource: "press", Guest: true, OffPeak: 77_77, Currency: "EUR"}}})
	journal := ledger.NewJournal("EUR")
	post := func(e ledger.Entry, err error) {
		t.Helper()
		if err == nil {
			err = journal.Append(e)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	advance, err := ledger.AdvanceDraft("lab-1", "beta", ledger.Month{Year: 2026, Month: 1}, 500_00).Issue(
		ledger.Numbered{Number: "2026-001", Issuer: "a_b.c", Day: day("2026-01-02"), Due: day("2026-02-01"), Currency: "EUR"}, ledger.Published().VAT)
	if err != nil {
		t.Fatal(err)
	}
	entry, _, err := advance.Entry()
	post(entry, err)
	payment := ledger.Payment{ID: "p1", Facility: "lab-1", Day: day("2026-01-20"), Amount: 500_00, Currency: "EUR", Text: "pays; \"2026-001\" | x:y \\ \n2026-01-01 * evil\n    Assets:Bank  1 EUR"}
	items := ledger.OpenItems([]ledger.Invoice{advance}, nil)
	post(payment.Allocate("beta", items, []ledger.Allocation{{Payment: "p1", Invoice: "2026-001", Amount: 500_00}}, 0))
	loss, err := ledger.Absorb(ledger.Incident{ID: "i1", Facility: "lab-1", Day: day("2026-02-03"), Cause: ledger.CauseDamage, Fault: ledger.FaultSlight, User: "beta",
		Amount: 30_000_00, Currency: "EUR", Evidence: "report", Note: "=HYPERLINK(1)"}, []ledger.Terms{terms}, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	entry, _, err = loss.Entry(day("2026-02-10"))
	post(entry, err)

	in := ledger.Input{Facility: "lab-1", Currency: "EUR", Catalogue: catalogue, Terms: []ledger.Terms{terms}, Rates: ledger.Published().VAT}
	var statements []ledger.Statement
	for m := (ledger.Month{Year: 2026, Month: 1}); m.Month <= 3; m = m.Next() {
		first := m.First().String()
		in.Costs = append(in.Costs, ledger.Cost{ID: ledger.CostID("rent-" + first), Facility: "lab-1", Day: m.First(), Currency: "EUR", Kind: ledger.CostActual, Category: "rent", Amount: 1_000_01},
			ledger.Cost{ID: ledger.CostID("fee-" + first), Facility: "lab-1", Day: m.First(), Currency: "EUR", Kind: ledger.CostActual, Category: "fee", Amount: 99_99, Margin: 7},
			ledger.Cost{ID: ledger.CostID("grant-" + first), Facility: "lab-1", Day: m.First(), Currency: "EUR", Kind: ledger.CostSubsidy, Category: "province", Amount: 250_00})
		for i, partner := range []facilities.PartnerID{"beta", "delta", "guest"} {
			start := m.First().In(time.UTC).Add(time.Duration(24*i+8) * time.Hour)
			span := facilities.Span{Start: start, End: start.Add(95 * time.Minute)}
			in.Uses = append(in.Uses, ledger.Use{Booking: facilities.Booking{ID: facilities.BookingID(first + string(partner)), Facility: "lab-1", Resource: "press", Partner: partner,
				State: facilities.StateCompleted, Use: span, CheckedIn: span.Start, CheckedOut: span.End}})
		}
		in.Month, in.Past = m, ledger.Read(journal.Entries(), "lab-1", m)
		closing, err := ledger.Close(in)
		if err != nil {
			t.Fatal(err)
		}
		if err := journal.Append(closing.New...); err != nil {
			t.Fatal(err)
		}
		journal.Seal("lab-1", m)
		in.Closed = m
		statements = append(statements, closing.Statements...)
	}
	book := Book{Currency: "EUR", Entries: slices.Collect(journal.Entries()), Assertions: ledger.Assertions(statements)}
	for _, e := range book.Entries {
		if e.Kind == ledger.EntryUsage {
			book.Entries = append(book.Entries, e.Reversal(day("2026-04-02")))
			break
		}
	}
	return book
}

// program is a real accounting program that must accept the export of a format.
type program struct {
	name   string
	format Format
	args   []string // FILE stands for the file
}

var programs = []program{
	{"hledger", HLedger, []string{"-f", "FILE", "check", "--strict"}},
	{"hledger", HLedger, []string{"-f", "FILE", "check", "ordereddates"}},
	{"ledger", Ledger, []string{"--pedantic", "-f", "FILE", "bal"}},
	{"bean-check", Beancount, []string{"FILE"}},
}

// debianPackage is where a program comes from.
var debianPackage = map[string]string{"hledger": "hledger", "ledger": "ledger", "bean-check": "beancount"}

// accepts runs a program on a file; a program that is missing fails the test.
func (p program) accepts(t *testing.T, file []byte) (bool, string) {
	t.Helper()
	if _, err := exec.LookPath(p.name); err != nil {
		t.Fatalf("%s is not installed; on Debian: apt-get install --no-install-recommends %s", p.name, debianPackage[p.name])
	}
	path := filepath.Join(t.TempDir(), "book."+string(p.format))
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	args := slices.Clone(p.args)
	args[slices.Index(args, "FILE")] = path
	cmd := exec.Command(p.name, args...)
	cmd.Env = append(os.Environ(), "LC_ALL=C.UTF-8")
	out, err := cmd.CombinedOutput()
	return err == nil, string(out)
}

func written(t *testing.T, format Format, b Book) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := Write(&out, format, b); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestRealProgramsAcceptTheBooks(t *testing.T) {
	book := quarter(t)
	for _, p := range programs {
		if ok, said := p.accepts(t, written(t, p.format, book)); !ok {
			t.Errorf("%s %v refuses the books:\n%s", p.name, p.args, said)
		}
	}
}

func TestRealProgramsRefuseOneCent(t *testing.T) {
	for name, change := range map[string]func(Book){
		// One posting a cent off, no longer balanced; the same with the entry balanced again, so that only the closing balances can tell;
		// a closing balance a cent off.
		"both sides of an entry": func(b Book) {
			for _, e := range b.Entries {
				if e.Kind == ledger.EntryShare {
					for i := range e.Postings {
						if e.Postings[i].Account.Partner == "beta" {
							e.Postings[i].Amount++
							e.Postings[(i+1)%len(e.Postings)].Amount--
							return
						}
					}
				}
			}
		},
		"a closing balance": func(b Book) { b.Assertions[len(b.Assertions)-1].Amount-- },
	} {
		book := quarter(t)
		change(book)
		for _, p := range programs {
			if ok, _ := p.accepts(t, written(t, p.format, book)); ok {
				t.Errorf("%s: %s accepts a cent too much", name, p.name)
			}
		}
	}
	for _, p := range programs {
		file := string(written(t, p.format, quarter(t)))
		wrong := strings.Replace(file, "1000.01 EUR", "1000.02 EUR", 1)
		if wrong == file {
			t.Fatalf("%s: nothing to change", p.format)
		}
		if ok, _ := p.accepts(t, []byte(wrong)); ok {
			t.Errorf("one side of an entry: %s accepts a cent too much", p.name)
		}
	}
}

func TestTheSameEntriesGiveTheSameBytes(t *testing.T) {
	book := quarter(t)
	for _, format := range Formats {
		first := written(t, format, book)
		r := rand.New(rand.NewPCG(1, 2))
		r.Shuffle(len(book.Entries), func(i, j int) { book.Entries[i], book.Entries[j] = book.Entries[j], book.Entries[i] })
		r.Shuffle(len(book.Assertions), func(i, j int) { book.Assertions[i], book.Assertions[j] = book.Assertions[j], book.Assertions[i] })
		if !bytes.Equal(first, written(t, format, book)) {
			t.Errorf("%s depends on the order of the entries", format)
		}
	}
}

func TestUntilCutsTheBooks(t *testing.T) {
	book := quarter(t)
	book.Until = day("2026-01-31")
	for _, p := range programs[:1] {
		file := written(t, p.format, book)
		if bytes.Contains(file, []byte("2026-02")) {
			t.Errorf("%s goes on after the day", p.format)
		}
		if ok, said := p.accepts(t, file); !ok {
			t.Errorf("%s refuses: %s", p.name, said)
		}
	}
}

func TestCSVHoldsEveryPostingAndNoFormula(t *testing.T) {
	book := quarter(t)
	rows, err := csv.NewReader(bytes.NewReader(written(t, CSV, book))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	sums := map[string]money.Cents{}
	for _, row := range rows[1:] {
		amount, ok := ledger.ParseAmount(row[7])
		if !ok {
			t.Fatalf("amount %q", row[7])
		}
		if row[2] == "balance" {
			continue
		}
		sums[row[1]] += amount
		if note := row[len(row)-1]; note != "" && strings.ContainsAny(note[:1], "=+-@") {
			t.Errorf("a spreadsheet would compute %q", note)
		}
	}
	if len(sums) != len(book.Entries) {
		t.Errorf("%d entries in the file, %d in the book", len(sums), len(book.Entries))
	}
	for id, sum := range sums {
		if sum != 0 {
			t.Errorf("%s sums to %d", id, sum)
		}
	}
}

func TestWhatIsNoBookIsRefused(t *testing.T) {
	book := quarter(t)
	if err := Write(&bytes.Buffer{}, "excel", book); facilities.CodeOf(err) != facilities.Invalid {
		t.Errorf("format: %v", err)
	}
	book.Currency = "USD"
	if err := Write(&bytes.Buffer{}, CSV, book); facilities.CodeOf(err) != facilities.Invalid {
		t.Errorf("currency: %v", err)
	}
	book = quarter(t)
	book.Entries[0].Postings = slices.Clone(book.Entries[0].Postings)
	book.Entries[0].Postings[0].Amount++
	if err := Write(&bytes.Buffer{}, CSV, book); facilities.CodeOf(err) != facilities.Invalid {
		t.Errorf("unbalanced: %v", err)
	}
}

func TestBeancountNamesAreItsOwnAndStayApart(t *testing.T) {
	seen := map[string]string{}
	for _, id := range []facilities.PartnerID{"a-b", "a_b", "a.b", "3d", "u", "d", "a"} {
		name := beanName(ledger.Account{Kind: ledger.Unbilled, Facility: "lab", Partner: id})
		if other := seen[name]; other != "" {
			t.Errorf("%s and %s are both %s", id, other, name)
		}
		seen[name] = string(id)
	}
	if got := beanName(ledger.Account{Kind: ledger.PoolCost, Facility: "lab_1", Name: "pool"}); got != "Expenses:PoolCost:LabU1:Pool" {
		t.Error(got)
	}
}

func TestAPersonsTextStaysOnItsLineAndSaysNothingToAProgram(t *testing.T) {
	if got := oneLine("pays; \"x\" | a:b \\ \n2026-01-01 *\u2028evil"); got != "pays, 'x' , a.b / 2026-01-01 * evil" {
		t.Errorf("%q", got)
	}
}
