package web

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"marke/facilities"
	"marke/facilities/texts"
)

// everyPage lists the pages that can be asked for, with ids of the test world, by the role that may see them.
func (w *world) everyPage(booking, request facilities.BookingID, books booksOf) map[facilities.PersonID][]string {
	return map[facilities.PersonID][]string{
		"": {"/", "/find?what=pers&minutes=120&day=2026-11-23", "/resources", "/resources?q=pers+boven+380+°C", "/resources/press", "/resources/oven?week=2026-10-25", "/login", "/forgot", "/reset/x", "/access"},
		"anna": {"/", "/facilities/lab/board", "/facilities/lab/board?view=week", "/facilities/lab/board?view=list", "/facilities/lab/board?day=2026-10-25", "/bookings", "/bookings?show=past", "/bookings?of=all",
			"/bookings/new?resource=press", "/bookings/new?resource=oven&start=2026-11-24T09:00Z&end=2026-11-24T11:00Z", "/bookings/" + string(booking), "/bookings/" + string(booking) + "/move",
			"/resources/press/fault", "/people", "/people/bert", "/calendars", "/tokens", "/profile"},
		"mees": {"/", "/inbox", "/inbox?facility=lab", "/bookings/" + string(request) + "/decide", "/facilities/lab/settings", "/facilities/lab/resources/new", "/resources/press/edit", "/resources/press/users", "/people", "/access/requests", "/agreements", "/audit/facility/lab", "/audit/booking/" + string(booking)},
		"tess": {"/resources/press/users"},
		"rik":  {"/people", "/people/invite", "/people/anna", "/agreements", "/partners/weavers/money", "/partners/weavers/money?year=2025", "/facilities/lab/agreement", "/facilities/lab/tariffs", "/facilities/lab/incidents", "/facilities/lab/statements/2026-10/weavers", "/facilities/lab/statements/2026-11/weavers", "/funds", "/report"},
		"cor":  {"/agreements", "/books", "/facilities/works/books", "/facilities/works/agreement", "/facilities/works/agreement/propose", "/facilities/works/costs", "/facilities/works/tariffs", "/facilities/works/invoices", "/facilities/works/payments", "/facilities/works/journal", "/facilities/works/public-money"},
		"ada": {"/books", "/facilities/lab/books", "/facilities/lab/books/2026-10", "/facilities/lab/books/2026-11", "/facilities/lab/books/2027-03", "/facilities/lab/statements/2026-10/dyers", "/facilities/lab/agreement", "/facilities/lab/agreement/propose", "/facilities/lab/costs?month=2026-10", "/facilities/lab/costs",
			"/facilities/lab/tariffs", "/facilities/lab/tariffs?year=2026&hours=100", "/facilities/lab/incidents", "/incidents/" + string(books.incident), "/facilities/lab/invoices", "/invoices/" + books.invoice, "/facilities/lab/payments", "/facilities/lab/journal", "/facilities/lab/journal?until=2026-10-31&all=yes",
			"/facilities/lab/public-money", "/facilities/lab/public-money?year=2025", "/funds", "/report", "/report?year=2025", "/partners/dyers/money",
			"/people", "/people/invite", "/people/anna", "/partners", "/partners/new", "/partners/dyers", "/audit/person/anna"},
	}
}

func TestEveryPageIsWholeInBothLanguages(t *testing.T) {
	w := newWorld(t)
	booking := w.book("anna", wish("press", 24))
	request := w.book("bert", wish("laser", 24))
	w.book("dora", wish("laser", 25))
	books := w.keepBooks()
	bareKey := regexp.MustCompile(`\b(web|error|field|violation|money|report|paper|ledger)\.[a-z_]+\.?[a-z_]*\b`)
	for who, paths := range w.everyPage(booking.ID, request.ID, books) {
		reader := w.as(who)
		for _, path := range paths {
			for _, lang := range texts.Languages {
				t.Run(fmt.Sprintf("%s %s%s", who, lang, path), func(t *testing.T) {
					a := reader.get("/" + lang + strings.ReplaceAll(path, "°", "%C2%B0"))
					a.wants(t, http.StatusOK, `<html lang="`+lang+`"`, "</html>", `id="main"`, "<h1")
					if key := bareKey.FindString(visible(a.Body)); key != "" {
						t.Errorf("a message is missing: %s", key)
					}
					if strings.Contains(a.Body, "<no value>") || strings.Contains(a.Body, "ZgotmplZ") || strings.Contains(a.Body, "%!") {
						t.Error("the template went wrong")
					}
					if strings.Contains(a.Body, "style=") || strings.Contains(a.Body, "onclick") {
						t.Error("something inline that the policy forbids")
					}
					if n := strings.Count(a.Body, "<h1"); n != 1 {
						t.Errorf("%d first-level headings", n)
					}
				})
			}
		}
	}
}

// visible is a page without what stands between < and >.
func visible(body string) string {
	return regexp.MustCompile(`(?s)<(script|pre).*?</(script|pre)>|<[^>]*>`).ReplaceAllString(body, " ")
}

func TestTheLanguageSwitchKeepsThePage(t *testing.T) {
	w := newWorld(t)
	a := w.as("anna").get("/nl/facilities/lab/board?view=week&day=2026-11-23")
	a.wants(t, http.StatusOK, `href="/en/facilities/lab/board?view=week&amp;day=2026-11-23"`)
	b := w.as("anna").get("/en/facilities/lab/board?view=week&day=2026-11-23")
	b.wants(t, http.StatusOK, `href="/nl/facilities/lab/board?view=week&amp;day=2026-11-23"`)
}

func TestTheRootFollowsTheBrowsersLanguage(t *testing.T) {
	w := newWorld(t)
	for header, want := range map[string]string{"": "/nl/", "en-GB,en;q=0.9": "/en/", "nl": "/nl/", "de": "/nl/"} {
		a := w.as("").do(http.MethodGet, "/", nil, func(r *http.Request) { r.Header.Set("Accept-Language", header) })
		if a.StatusCode != http.StatusFound || a.Header.Get("Location") != want {
			t.Errorf("%q leads to %q, want %q", header, a.Header.Get("Location"), want)
		}
	}
}
