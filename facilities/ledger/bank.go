package ledger

import (
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"marke/facilities"
	"marke/facilities/money"
)

// BankFileMax bounds a bank file, in bytes.
const BankFileMax = 8 << 20

// bankColumns names, for each thing we need, the headings that banks use for it, in lower case.
var bankColumns = map[string][]string{
	"day":    {"date", "datum", "boekdatum", "booking date", "transactiedatum"},
	"amount": {"amount", "bedrag", "bedrag (eur)", "amount (eur)", "transactiebedrag"},
	"sign":   {"af bij", "debit/credit", "af/bij", "debet/credit"},
	"name":   {"name", "naam", "naam / omschrijving", "name / description", "naam tegenpartij", "tegenpartij"},
	"iban":   {"iban", "tegenrekening", "tegenrekening iban/bban", "counterparty", "tegenrekening iban"},
	"text":   {"text", "mededelingen", "notifications", "omschrijving", "omschrijving-1", "description", "betalingskenmerk"},
	"ref":    {"id", "volgnr", "transactiereferentie", "reference"},
	"money":  {"currency", "munt", "valuta"},
}

// ParseBank reads a bank's CSV export: a heading, then one payment a line; fields separated by comma, semicolon or tab. It knows the
// headings of Dutch banks and of a plain file (date, amount, name, iban, text). Amounts are "1.234,56" or "1234.56", with a sign of their own or a
// column that says debit or credit. A payment without a reference gets its id from prefix and content, so that files that overlap
// name it alike; of lines that say the same the second is another payment. Lines in another currency
// than the book's and anything that cannot be read are refused with an Invalid error that names the line; then nothing is read.
func ParseBank(data []byte, prefix string, f facilities.FacilityID, currency string) ([]Payment, error) {
	refuse := func(row, key string) error {
		return facilities.BadField("file["+row+"]", "ledger_bank_line", "row", row, "what", key)
	}
	if len(data) > BankFileMax || !utf8.Valid(data) {
		return nil, refuse("1", "file")
	}
	text := strings.TrimPrefix(string(data), "\ufeff")
	reader := csv.NewReader(strings.NewReader(text))
	first, _, _ := strings.Cut(text, "\n")
	for _, separator := range []rune{';', '\t'} {
		if strings.Count(first, string(separator)) > strings.Count(first, ",") {
			reader.Comma = separator
		}
	}
	heading, err := reader.Read()
	if err != nil {
		return nil, refuse("1", "heading")
	}
	columns := columnsOf(heading)
	for _, needed := range []string{"day", "amount"} {
		if _, there := columns[needed]; !there {
			return nil, refuse("1", needed)
		}
	}
	var out []Payment
	seen := map[PaymentID]bool{}
	alike := map[Payment]int{}
	for {
		record, err := reader.Read()
		if err == io.EOF {
			return out, nil
		}
		var broken *csv.ParseError
		if errors.As(err, &broken) {
			return nil, refuse(strconv.Itoa(broken.Line), "csv")
		} else if err != nil {
			return nil, err // a reader of a string has no other
		}
		line, _ := reader.FieldPos(0)
		row := strconv.Itoa(line)
		field := func(name string) string {
			if i, there := columns[name]; there {
				return strings.TrimSpace(record[i])
			}
			return ""
		}
		p := Payment{Facility: f, Currency: currency, Name: field("name"), IBAN: strings.ReplaceAll(field("iban"), " ", ""), Text: field("text"), Row: line}
		var ok bool
		if p.Day, ok = parseDay(field("day")); !ok {
			return nil, refuse(row, "day")
		}
		if p.Amount, ok = ParseAmount(field("amount")); !ok || p.Amount == 0 {
			return nil, refuse(row, "amount")
		}
		switch strings.ToLower(field("sign")) {
		case "af", "debit", "debet", "d":
			p.Amount = -magnitude(p.Amount)
		case "", "bij", "credit", "c":
		default:
			return nil, refuse(row, "sign")
		}
		if c := field("money"); c != "" && c != currency {
			return nil, facilities.BadField("file["+row+"]", "ledger_currency", "row", row, "currency", c, "book", currency)
		}
		if p.ID = PaymentID(prefix + "-" + field("ref")); field("ref") == "" {
			p.ID = contentID(prefix, p, alike)
		}
		if seen[p.ID] {
			return nil, refuse(row, "reference")
		}
		seen[p.ID] = true
		out = append(out, p)
	}
}

// contentID names a payment by what its line says, and by how many lines before it say the same.
func contentID(prefix string, p Payment, alike map[Payment]int) PaymentID {
	p.Row = 0
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\n%d\n%q\n%q\n%q\n%d", p.Day, p.Amount, p.Name, p.IBAN, p.Text, alike[p]))
	alike[p]++
	return PaymentID(prefix + "-" + hex.EncodeToString(sum[:8]))
}

// columnsOf finds which column holds what; of several headings for one thing the first that is known counts.
func columnsOf(heading []string) map[string]int {
	columns := map[string]int{}
	for what, names := range bankColumns {
		for _, name := range names {
			i := slices.IndexFunc(heading, func(h string) bool { return strings.ToLower(strings.TrimSpace(h)) == name })
			if i >= 0 {
				columns[what] = i
				break
			}
		}
	}
	return columns
}

// parseDay reads the ways in which banks write days.
func parseDay(s string) (facilities.Date, bool) {
	for _, layout := range []string{"2006-01-02", "20060102", "02-01-2006", "2-1-2006", "02/01/2006"} {
		if t, err := time.Parse(layout, s); err == nil {
			return facilities.DateOf(t), true
		}
	}
	return facilities.Date{}, false
}

// ParseAmount reads an amount of money as people and banks write it: "1234", "1.234,56", "1,234.56", "-12,5", "+3.00". The last comma or
// point with one or two digits after it is the decimal one; all others must separate thousands. False for anything else.
func ParseAmount(s string) (money.Cents, bool) {
	negative := strings.HasPrefix(s, "-")
	digits := strings.TrimLeft(s, "+-")
	if len(s)-len(digits) > 1 || digits == "" || len(digits) > 20 {
		return 0, false
	}
	cents := "00"
	if i := strings.LastIndexAny(digits, ",."); i >= 0 && len(digits)-i <= 3 {
		cents = (digits[i+1:] + "00")[:2]
		if len(digits)-i == 1 {
			return 0, false
		}
		decimal := digits[i]
		if digits = digits[:i]; strings.IndexByte(digits, decimal) >= 0 {
			return 0, false // the same sign for thousands and for decimals
		}
	}
	groups := strings.FieldsFunc(digits, func(r rune) bool { return r == ',' || r == '.' })
	if strings.Contains(digits, ",") && strings.Contains(digits, ".") || strings.Count(digits, ",")+strings.Count(digits, ".") != len(groups)-1 {
		return 0, false
	}
	for i, g := range groups {
		if len(groups) > 1 && (i > 0 && len(g) != 3 || len(g) > 3) {
			return 0, false
		}
	}
	var amount money.Cents
	for _, r := range strings.Join(groups, "") + cents {
		if r < '0' || r > '9' {
			return 0, false
		}
		if amount = amount*10 + money.Cents(r-'0'); amount > amountMax {
			return 0, false
		}
	}
	if negative {
		amount = -amount
	}
	return amount, true
}
