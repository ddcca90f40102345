package web

import (
	"bytes"
	"encoding/csv"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/texts"
)

func TestEveryCentOfAStatementLeadsToItsOrigin(t *testing.T) {
	w := newWorld(t)
	b := w.keepBooks()
	ada := w.as("ada")
	page := ada.get("/nl/facilities/lab/statements/2026-10/dyers")
	page.wants(t, http.StatusOK, `href="/nl/bookings/`+string(b.used)+`"`, `href="/nl/facilities/lab/agreement#`+string(b.agreement)+`"`, `href="/nl/facilities/lab/tariffs#tariff-t1"`,
		`costs?month=2026-10#cost-`+string(b.cost)+`"`, "2 van 3 waardelen", "€ 753,3333", "Afronding op hele centen", "definitief")
	// Every address that the statement leads to is there.
	links := regexp.MustCompile(`href="(/nl/[^"]*)"`).FindAllStringSubmatch(page.Body, -1)
	followed := 0
	for _, l := range links {
		address, fragment, _ := strings.Cut(strings.ReplaceAll(l[1], "&amp;", "&"), "#")
		if strings.Contains(address, "/statements/2026-09/") || strings.HasSuffix(address, "/pdf") || strings.HasSuffix(address, "/csv") || address == "/nl/board" || address == "/nl/money" {
			continue // the month before has no statement; a file is no page; the last two lead on
		}
		to := ada.get(address)
		if to.StatusCode != http.StatusOK {
			t.Errorf("%s answers %d", l[1], to.StatusCode)
		}
		if fragment != "" && !strings.Contains(to.Body, `id="`+fragment+`"`) {
			t.Errorf("%s has no %s", address, fragment)
		}
		followed++
	}
	if followed < 10 {
		t.Errorf("only %d links", followed)
	}
}

func TestAStatementAsAFileSaysWhatThePageSays(t *testing.T) {
	w := newWorld(t)
	w.keepBooks()
	rik := w.as("rik")
	page := rik.get("/en/facilities/lab/statements/2026-10/weavers")
	page.wants(t, http.StatusOK)
	file := rik.get("/en/facilities/lab/statements/2026-10/weavers/csv")
	file.wants(t, http.StatusOK)
	rows, err := csv.NewReader(strings.NewReader(file.Body)).ReadAll()
	if err != nil || len(rows) < 5 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for _, row := range rows[1:] {
		if section := row[3]; section != "opening" && section != "closing" && !strings.Contains(page.Body, strings.ReplaceAll(row[4], "'", "&#39;")) {
			t.Errorf("the page does not say %q", row[4])
		}
	}
	pdf := rik.get("/en/facilities/lab/statements/2026-10/weavers/pdf")
	if !strings.HasPrefix(pdf.Body, "%PDF-") || pdf.Header.Get("Content-Type") != "application/pdf" || pdf.Header.Get("Content-Disposition") != `attachment; filename="statement-lab-2026-10-weavers.pdf"` {
		t.Errorf("%v", pdf.Header)
	}
	if again := rik.get("/en/facilities/lab/statements/2026-10/weavers/pdf"); again.Body != pdf.Body {
		t.Error("the same statement gives other bytes")
	}
}

func TestAControllerClosesAMonthOnce(t *testing.T) {
	w := newWorld(t)
	w.keepBooks()
	ada := w.as("ada")
	ada.get("/nl/facilities/lab/books").wants(t, http.StatusOK, "afgesloten", "loopt nog")
	ada.get("/nl/facilities/lab/books/2026-11").wants(t, http.StatusOK, "loopt nog", "Proefafsluiting")
	ada.post("/nl/facilities/lab/books/2026-11/close", nil).wants(t, http.StatusConflict, "2026-12-01")
	ada.get("/nl/facilities/lab/books/2027-01").wants(t, http.StatusOK, "nog niet aan de beurt", "/nl/facilities/lab/books/2026-11")
	w.at(time.Date(2026, 12, 2, 9, 0, 0, 0, time.UTC))
	page := ada.get("/nl/facilities/lab/books/2026-11")
	page.wants(t, http.StatusOK, "klaar om af te sluiten", "november 2026 afsluiten")
	ada.post("/nl/facilities/lab/books/2026-11/close", nil).leads(t, "/nl/facilities/lab/books/2026-11?done=month_closed")
	ada.post("/nl/facilities/lab/books/2026-11/close", nil).leads(t, "/nl/facilities/lab/books/2026-11")
	ada.get("/nl/facilities/lab/books/2026-11").wants(t, http.StatusOK, "afgesloten", "Wat in rekening is gebracht")
}

func TestANewAgreementIsProposedAndAccepted(t *testing.T) {
	w := newWorld(t)
	w.keepBooks()
	ada := w.as("ada")
	ada.get("/nl/facilities/lab/agreement/propose").wants(t, http.StatusOK, `name="cost.dyers" value="2"`, `name="cap.weavers" value="200.00"`)
	typed := url.Values{"from": {"2026-12-01"}, "issuer": {"weavers"}, "aid_regime": {"gber"}, "currency": {"EUR"}, "capacity.weavers": {"1"}, "cost.weavers": {"3"}, "cost.dyers": {"1"}, "risk.weavers": {"1"},
		"income": {"pool"}, "result": {"carried"}, "set_off": {"month"}, "basis": {"used"}, "late": {"50"}, "no_show": {"100"}, "year_end": {"carried"}, "limit.user": {"2.500,00"}, "limit.partners": {"1.000,00"}, "excess.partners": {"100,00"}}
	ada.post("/nl/facilities/lab/agreement/propose", typed).wants(t, http.StatusUnprocessableEntity, "verkeerde plaats", `value="2.500,00"`)
	typed.Set("excess.partners", "2.500,00")
	typed.Set("cost.dyers", "-1")
	ada.post("/nl/facilities/lab/agreement/propose", typed).wants(t, http.StatusUnprocessableEntity, "heel getal")
	typed.Set("cost.dyers", "1")
	ada.post("/nl/facilities/lab/agreement/propose", typed).leads(t, "/nl/facilities/lab/agreement?done=proposed")
	rik := w.as("rik")
	page := rik.get("/nl/facilities/lab/agreement")
	page.wants(t, http.StatusOK, "voorgesteld", "Aanvaarden namens Weverij De Spoel")
	action := regexp.MustCompile(`action="(/nl/facilities/lab/agreement/[^"]*/accept)"`).FindStringSubmatch(page.Body)
	if action == nil {
		t.Fatal("there is no button to accept with")
	}
	rik.post(action[1], url.Values{"partner": {"weavers"}}).leads(t, "/nl/facilities/lab/agreement?done=accepted")
	rik.get("/nl/facilities/lab/agreement").wants(t, http.StatusOK, "wacht op akkoord")
	ada.post(action[1], url.Values{"partner": {"dyers"}}).leads(t, "/nl/facilities/lab/agreement")
	rik.get("/nl/facilities/lab/agreement").wants(t, http.StatusOK, "gaat nog in")
}

// upload posts a form with a file.
func (r *reader) upload(path string, fields map[string]string, name, content string) answer {
	r.w.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for field, value := range fields {
		form.WriteField(field, value)
	}
	part, err := form.CreateFormFile("file", name)
	if err == nil {
		_, err = part.Write([]byte(content))
	}
	if err == nil {
		err = form.Close()
	}
	if err != nil {
		r.w.t.Fatal(err)
	}
	return r.do(http.MethodPost, path, url.Values{}, func(req *http.Request) {
		req.Body, req.ContentLength = http.NoBody, 0
		*req = *mustRequest(r.w.t, req, &body, form.FormDataContentType())
	})
}

// mustRequest is a request again, with another body.
func mustRequest(t testing.TB, req *http.Request, body *bytes.Buffer, kind string) *http.Request {
	t.Helper()
	again, err := http.NewRequestWithContext(req.Context(), req.Method, req.URL.String(), body)
	if err != nil {
		t.Fatal(err)
	}
	again.Header = req.Header
	again.Header.Set("Content-Type", kind)
	return again
}

func TestCostsAreEnteredWithTheirEvidenceAndWithdrawn(t *testing.T) {
	w := newWorld(t)
	w.keepBooks()
	ada := w.as("ada")
	fields := map[string]string{"kind": "actual", "day": "2026-11-05", "currency": "EUR", "category": "energie", "amount": "1.234,57", "evidence": "nota 12", "fixed": "yes"}
	ada.upload("/nl/facilities/lab/costs", fields, "nota.txt", "drie kilowattuur").leads(t, "/nl/facilities/lab/costs?month=2026-11&done=saved")
	page := ada.get("/nl/facilities/lab/costs?month=2026-11")
	page.wants(t, http.StatusOK, "€ 1.234,57", "energie", "wordt geboekt in november 2026", "nota.txt")
	evidence := regexp.MustCompile(`href="([^"]*/evidence)"`).FindStringSubmatch(page.Body)
	if evidence == nil {
		t.Fatal("the evidence cannot be had")
	}
	if file := ada.get(evidence[1]); file.Body != "drie kilowattuur" || !strings.Contains(file.Header.Get("Content-Disposition"), "nota.txt") {
		t.Errorf("%v %q", file.Header, file.Body)
	}
	for wrong, says := range map[string]string{"amount": "twaalf", "day": "", "category": ""} {
		bad := map[string]string{"kind": "actual", "day": "2026-11-05", "currency": "EUR", "category": "energie", "amount": "1"}
		bad[wrong] = says
		ada.upload("/nl/facilities/lab/costs", bad, "x", "").wants(t, http.StatusUnprocessableEntity, `class="wrong" id="`+wrong+`-fault"`)
	}
	gift := map[string]string{"kind": "in_kind", "day": "2026-11-06", "currency": "EUR", "category": "werk", "partner": "weavers", "method": "agreed_rate", "quantity": "2,5", "rate": "70,00", "evidence": "urenstaat"}
	ada.upload("/nl/facilities/lab/costs", gift, "x", "").leads(t, "/nl/facilities/lab/costs")
	ada.get("/nl/facilities/lab/costs?month=2026-11").wants(t, http.StatusOK, "€ 175,00", "2,5 × € 70,00", "afgesproken tarief")
	withdraw := regexp.MustCompile(`action="([^"]*/withdraw)"`).FindStringSubmatch(page.Body)
	ada.post(withdraw[1], url.Values{"reason": {"dubbel"}}).leads(t, "/nl/facilities/lab/costs?month=2026-11")
	ada.get("/nl/facilities/lab/costs?month=2026-11").wants(t, http.StatusOK, "ingetrokken")
}

func TestABankFileIsShownBeforeItIsBooked(t *testing.T) {
	w := newWorld(t)
	b := w.keepBooks()
	ada := w.as("ada")
	open := ada.get("/nl/facilities/lab/invoices")
	open.wants(t, http.StatusOK, b.invoice)
	i, err := w.office.Invoice(t.Context(), w.actor("ada"), b.invoice)
	if err != nil {
		t.Fatal(err)
	}
	amount := strings.TrimPrefix(strings.ReplaceAll(texts.For("nl").Money(i.Total, "EUR"), "€ ", ""), " ")
	file := "Datum;Naam;Bedrag;Omschrijving\n2026-11-20;Ververij;" + amount + ";factuur " + b.invoice + "\n2026-11-21;Onbekend;1,00;iets\n"
	preview := ada.upload("/nl/facilities/lab/payments/import", nil, "bank.csv", file)
	preview.wants(t, http.StatusOK, "Voorbeeld van het bankbestand", b.invoice, "factuurnummer genoemd", "Van wie is dit?")
	if payments, err := w.office.Payments(t.Context(), w.actor("ada"), "lab"); err != nil || len(payments) != 0 {
		t.Fatalf("the preview booked %d payments, %v", len(payments), err)
	}
	ada.post("/nl/facilities/lab/payments/import", url.Values{"book": {"yes"}, "content": {file}}).leads(t, "/nl/facilities/lab/payments?done=paid")
	ada.get("/nl/invoices/"+b.invoice).wants(t, http.StatusOK, "betaald")
	ada.upload("/nl/facilities/lab/payments/import", nil, "bank.csv", "Datum;Bedrag\ngisteren;1,00\n").wants(t, http.StatusUnprocessableEntity, "Regel 2 van het bankbestand")
	ada.post("/nl/facilities/lab/payments", url.Values{"customer": {"dyers"}, "day": {"2026-11-22"}, "amount": {"10,00"}, "text": {"te veel"}}).leads(t, "/nl/facilities/lab/payments?done=paid")
	ada.get("/nl/facilities/lab/payments").wants(t, http.StatusOK, "te veel", "€ 10,00")
}

func TestALossIsSettledAndItsRestDecided(t *testing.T) {
	w := newWorld(t)
	b := w.keepBooks()
	ada, path := w.as("ada"), "/nl/incidents/"+string(b.incident)
	// 3,000.00: 500.00 the user, 1,000.00 the partners (of which a cap leaves some), 1,000.00 the insurer, the rest nobody.
	ada.get(path).wants(t, http.StatusOK, "Wie het zou dragen", "Afwikkelen en boeken", "€ 500,00", "Afgesneden door grenzen")
	ada.post(path+"/settle", nil).leads(t, path+"?done=settled")
	ada.post(path+"/settle", nil).wants(t, http.StatusConflict, "al afgewikkeld")
	page := ada.get("/nl/facilities/lab/incidents")
	page.wants(t, http.StatusOK, "Lijst voor de commissie", path)
	seen, err := w.office.Incident(t.Context(), w.actor("ada"), b.incident)
	if err != nil || seen.Open <= 0 {
		t.Fatalf("%+v, %v", seen.Open, err)
	}
	ada.post(path+"/decide", url.Values{"part.dyers": {"9.999,00"}, "evidence": {"notulen"}}).wants(t, http.StatusUnprocessableEntity)
	rest := strings.TrimPrefix(texts.For("nl").Money(seen.Open, "EUR"), "€ ")
	ada.post(path+"/decide", url.Values{"part.dyers": {rest}, "evidence": {"notulen 4"}}).leads(t, path+"?done=decided")
	ada.get(path).wants(t, http.StatusOK, "notulen 4")
	if page := ada.get("/nl/facilities/lab/incidents"); strings.Contains(page.Body, "Lijst voor de commissie") {
		t.Error("what is decided is still on the committee's list")
	}
}

func TestADrawBeyondTheFundIsRefused(t *testing.T) {
	w := newWorld(t)
	b := w.keepBooks()
	ada := w.as("ada")
	ada.get("/nl/funds").wants(t, http.StatusOK, "€ 5.000,00", "Aflosschema, 12 termijnen")
	ada.post("/nl/funds/fund/loans/"+string(b.loan), url.Values{"move": {"draw"}, "amount": {"1.000,01"}, "evidence": {"opname"}}).wants(t, http.StatusConflict, "€ 1.000,00")
	ada.post("/nl/funds/fund/loans/"+string(b.loan), url.Values{"move": {"repay"}, "amount": {"500,00"}, "evidence": {"aflossing"}}).leads(t, "/nl/funds?done=saved")
	ada.get("/nl/funds").wants(t, http.StatusOK, "€ 5.500,00", "€ 4.500,00")
}

func TestThePartnersPageShowsOwedApart(t *testing.T) {
	w := newWorld(t)
	w.keepBooks()
	rik := w.as("rik")
	rik.get("/nl/money").leads(t, "/nl/partners/weavers/money")
	page := rik.get("/nl/partners/weavers/money")
	page.wants(t, http.StatusOK, "Recht op", "Gebruikt", "Open facturen", "Nog niet gefactureerd", "Meegenomen", `<svg class="bars" role="img"`, "/nl/facilities/lab/statements/2026-10/weavers", "2 u")
	w.as("cor").get("/nl/money").leads(t, "/nl/books")
	w.as("anna").get("/nl/money").wants(t, http.StatusForbidden)
}

func TestPublicMoneyNamesItsRulesAndIsNoAdvice(t *testing.T) {
	w := newWorld(t)
	w.keepBooks()
	ada := w.as("ada")
	ada.get("/nl/facilities/lab/public-money").wants(t, http.StatusOK, "651/2014", "geen juridisch advies", "onbekend", "Leg eerst vast wie wat heeft gefinancierd")
	ada.post("/nl/facilities/lab/public-money/investment", url.Values{"day": {"2026-10-01"}, "amount": {"1.000.000"}, "planned": {"30"}, "evidence": {"beschikking"}, "financed.weavers": {"95.000"}, "financed.dyers": {"905.000"}}).leads(t, "/nl/facilities/lab/public-money")
	ada.get("/nl/facilities/lab/public-money").wants(t, http.StatusOK, "9,5 %", "meer dan toegestaan")
	ada.post("/nl/facilities/lab/public-money/price", url.Values{"resource": {"press"}, "day": {"2026-01-01"}, "amount": {"x"}, "evidence": {"bron"}}).wants(t, http.StatusUnprocessableEntity)
	ada.post("/nl/facilities/lab/public-money/nonsense", url.Values{}).wants(t, http.StatusNotFound)
}

func TestTheReportIsTiedToTheJournal(t *testing.T) {
	w := newWorld(t)
	w.keepBooks()
	rik := w.as("rik")
	rik.get("/nl/report").wants(t, http.StatusOK, "Verantwoording 2026", "onbekend", "afgeschermd")
	file := rik.get("/en/report/csv")
	rows, err := csv.NewReader(strings.NewReader(file.Body)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	book, err := w.office.Journal(t.Context(), w.actor("ada"), w.clock(), "lab", facilities.Date{Year: 2026, Month: 12, Day: 31})
	if err != nil {
		t.Fatal(err)
	}
	moved := map[string]int64{}
	for _, e := range book.Entries {
		for _, p := range e.Postings {
			moved[string(p.Account.Kind)] += int64(p.Amount)
		}
	}
	tied := 0
	for _, row := range rows[1:] {
		if row[2] != "lab" || row[8] != "known" || row[12] == "" || strings.Contains(row[12], " ") || row[5] != "cost" && row[6] != "reserve_filled" {
			continue
		}
		tied++
		amount, ok := ledger.ParseAmount(row[9])
		if got := moved[row[12]]; !ok || int64(amount) != got && int64(amount) != -got {
			t.Errorf("%s: the report says %s, the journal %d", row[6], row[9], got)
		}
	}
	if tied == 0 {
		t.Error("no figure was compared")
	}
	if pdf := rik.get("/nl/report/pdf"); !strings.HasPrefix(pdf.Body, "%PDF-") {
		t.Error("no PDF")
	}
	w.as("anna").get("/nl/report").wants(t, http.StatusForbidden)
}

func TestAConsumableIsPublishedOnThePageOfTariffs(t *testing.T) {
	w := newWorld(t)
	w.keepBooks()
	ada, page := w.as("ada"), "/nl/facilities/lab/consumables"
	typed := url.Values{"item": {"goud-target"}, "name_nl": {"Goudtarget"}, "name_en": {"Gold target"}, "price": {"125,50"}, "item_currency": {"EUR"}, "item_from": {"2026-12-01"}}
	ada.post(page, typed).leads(t, "/nl/facilities/lab/tariffs")
	ada.get("/nl/facilities/lab/tariffs").wants(t, http.StatusOK, "Goudtarget", "2026-12-01", "125,50")
	typed.Set("price", "130")
	ada.post(page, typed).wants(t, http.StatusConflict)
	typed.Set("item", "")
	ada.post(page, typed).wants(t, http.StatusUnprocessableEntity, `href="#item"`, `value="Goudtarget"`)
	w.as("anna").post(page, typed).wants(t, http.StatusNotFound)
}
