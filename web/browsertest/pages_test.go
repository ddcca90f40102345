package browsertest

import (
	"encoding/json"
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"marke/facilities"
	"marke/facilities/useroffice"
)

// visitedPages are the pages that are looked at, by the role that looks.
func (s *stage) visitedPages() map[string]map[string]string {
	own := s.first("engineer", useroffice.BookingQuery{Mine: true, From: noon.Add(24 * time.Hour), States: []facilities.State{facilities.StateApproved}, Ascending: true, Limit: 1})
	open := s.first("manager", useroffice.BookingQuery{States: []facilities.State{facilities.StateRequested}, From: noon, Ascending: true, Limit: 1})
	f, r := string(own.Facility), string(own.Resource)
	managed := string(open.Facility)
	books := s.keepBooks()
	pages := map[string]map[string]string{
		"": {"home": "/", "find": "/find?what=sem&minutes=120&day=2026-11-24", "find-nothing": "/find?what=zeppelin&minutes=120&day=2026-11-24", "catalogue": "/resources", "search": "/resources?q=press+380+%C2%B0C",
			"resource": "/resources/" + r, "login": "/login", "forgot": "/forgot", "access": "/access", "reset": "/reset/x", "missing": "/resources/none",
			"api-docs": "/api/docs"},
		"engineer": {"home": "/", "board-day": "/facilities/" + f + "/board", "board-week": "/facilities/" + f + "/board?view=week", "board-list": "/facilities/" + f + "/board?view=list",
			"bookings": "/bookings", "past": "/bookings?show=past", "book": "/bookings/new?resource=" + r, "refused": "/bookings/new?resource=" + r + "&start=2026-11-22T02:00Z&end=2026-11-22T05:00Z",
			"booking": "/bookings/" + string(own.ID), "move": "/bookings/" + string(own.ID) + "/move", "fault": "/resources/" + r + "/fault", "people": "/people", "calendars": "/calendars", "tokens": "/tokens", "profile": "/profile", "resource": "/resources/" + r},
		"manager": {"home": "/", "inbox": "/inbox", "decide": "/bookings/" + string(open.ID) + "/decide", "booking": "/bookings/" + string(open.ID), "settings": "/facilities/" + managed + "/settings",
			"new-resource": "/facilities/" + managed + "/resources/new", "edit-resource": "/resources/" + string(open.Resource) + "/edit", "users": "/resources/" + string(open.Resource) + "/users",
			"board-day": "/facilities/" + managed + "/board", "access-requests": "/access/requests", "audit": "/audit/facility/" + managed},
		"partner": {"people": "/people", "invite": "/people/invite", "agreements": "/agreements", "bookings": "/bookings?of=all", "money": "/partners/tubantia-composites/money", "statement": "/facilities/tprc/statements/2026-08/tubantia-composites",
			"terms": "/facilities/tprc/agreement", "funds": "/funds"},
		"controller": {"agreements": "/agreements", "books": "/books", "months": "/facilities/tprc/books", "closed-month": "/facilities/tprc/books/2026-08", "dry-run": "/facilities/tprc/books/2026-09", "statement": "/facilities/tprc/statements/2026-08/regge-aerospace",
			"terms": "/facilities/tprc/agreement", "propose": "/facilities/tprc/agreement/propose", "costs": "/facilities/tprc/costs?month=2026-08", "tariffs": "/facilities/tprc/tariffs?year=2026&hours=2000", "incidents": "/facilities/tprc/incidents", "incident": "/incidents/" + books.incident,
			"invoices": "/facilities/tprc/invoices", "invoice": "/invoices/" + books.invoice, "payments": "/facilities/tprc/payments", "journal": "/facilities/tprc/journal?until=2026-08-31", "public-money": "/facilities/tprc/public-money", "funds": "/funds", "report": "/report"},
		"admin": {"person": "/people/" + string(own.Person), "partners": "/partners", "new-partner": "/partners/new", "audit": "/audit/person/" + string(own.Person)},
	}
	for role, added := range s.roundPages() {
		maps.Copy(pages[role], added)
	}
	return pages
}

// first is the first booking that a role sees.
func (s *stage) first(role string, q useroffice.BookingQuery) facilities.Booking {
	s.t.Helper()
	actor, err := s.office.LogIn(s.t.Context(), noon, s.logins[role].Email, s.logins[role].Password, "")
	if err != nil {
		s.t.Fatal(err)
	}
	found, _, err := s.office.Bookings(s.t.Context(), actor, noon, q)
	if err != nil || len(found) == 0 {
		s.t.Fatalf("%s has no such booking: %v", role, err)
	}
	return found[0]
}

func TestAxeFindsNothingOnAnyPage(t *testing.T) {
	s := newStage(t)
	pages := s.visitedPages()
	for _, screen := range []size{phone, desk} {
		for _, lang := range []string{"nl", "en"} {
			t.Run(fmt.Sprintf("%s-%d", lang, screen.width), func(t *testing.T) {
				t.Parallel()
				for role, byName := range pages {
					p := s.open(t, role, screen, true)
					for name, path := range byName {
						switch {
						case !strings.HasPrefix(path, "/api/"):
							path = "/" + lang + path
						case lang != "nl": // the API has one address in both languages
							continue
						}
						p.to(path)
						title := fmt.Sprintf("%s-%s-%s-%d", name, role, lang, screen.width)
						p.shoot(title)
						for _, found := range p.axe() {
							t.Errorf("%s: %s", title, found)
						}
						p.fits(title, screen)
						for _, heading := range run(p, chromedp.Evaluate[[]string](bareHeadings)) {
							t.Errorf("%s: nothing is seen below %q", title, heading)
						}
					}
				}
			})
		}
	}
}

// TestTheDarkColoursHaveContrastToo looks at the busiest pages as they are at night.
func TestTheDarkColoursHaveContrastToo(t *testing.T) {
	s := newStage(t)
	pages := s.visitedPages()
	for role, names := range map[string][]string{"": {"home", "find", "resource", "login"}, "engineer": {"home", "board-day", "board-week", "board-list", "book", "refused", "booking", "calendars", "round-call", "request-form", "request-refused", "trades"},
		"manager": {"inbox", "settings", "round-draft", "plan", "plan-published", "hours"}, "partner": {"money", "statement"}, "controller": {"dry-run", "incident", "public-money", "report"}} {
		p := s.open(t, role, desk, true)
		dark := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}}
		if _, err := chromedp.Call(p.ctx, emulation.SetEmulatedMedia, dark); err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			p.to("/nl" + pages[role][name])
			p.shoot("dark-" + name + "-" + role)
			for _, found := range p.axe() {
				t.Errorf("%s in the dark: %s", name, found)
			}
		}
	}
}

// axe runs every rule of axe on the page and says what it found.
func (p *tab) axe() []string {
	p.t.Helper()
	type node struct {
		HTML           string `json:"html"`
		Target         []any  `json:"target"`
		FailureSummary string `json:"failureSummary"`
	}
	type violation struct {
		ID    string `json:"id"`
		Help  string `json:"help"`
		Nodes []node `json:"nodes"`
	}
	run(p, chromedp.Evaluate[bool](axe+"; true"))
	raw := run(p, chromedp.Evaluate[string](`axe.run(document, {resultTypes: ["violations"]}).then(r => JSON.stringify(r.violations))`, chromedp.EvalAwaitPromise))
	var violations []violation
	if err := json.Unmarshal([]byte(raw), &violations); err != nil {
		p.t.Fatal(err)
	}
	var out []string
	for _, v := range violations {
		for _, n := range v.Nodes[:min(len(v.Nodes), 3)] {
			out = append(out, fmt.Sprintf("%s (%s): %v %s\n%s", v.ID, v.Help, n.Target, n.HTML, n.FailureSummary))
		}
	}
	return out
}

// bareHeadings lists the headings of sections in which nothing else is seen, but for steps to other days.
const bareHeadings = `[...document.querySelectorAll("main section")].flatMap(section => {
	const heading = section.querySelector("h2, h3");
	const counts = e => !heading.contains(e) && !e.closest("nav") && e.checkVisibility() && e.getBoundingClientRect().height > 1;
	if (!heading || !heading.checkVisibility() || [...section.querySelectorAll("svg, img, input, select, textarea")].some(counts)) return [];
	const texts = document.createTreeWalker(section, NodeFilter.SHOW_TEXT);
	while (texts.nextNode()) {
		if (texts.currentNode.data.trim() && counts(texts.currentNode.parentElement)) return [];
	}
	return [heading.innerText];
})`

// fits fails when the page is wider than the screen.
func (p *tab) fits(title string, screen size) {
	p.t.Helper()
	if width := run(p, chromedp.Evaluate[int64]("document.documentElement.scrollWidth")); width > screen.width {
		p.t.Errorf("%s is %d pixels wide", title, width)
	}
}

// navigation tells how far the current item of the navigation sticks out of it, whether it could be scrolled at all, and where it is scrolled to.
const navigation = `(() => {
	const nav = document.querySelector(".nav"), box = nav.getBoundingClientRect(), item = nav.querySelector("[aria-current]").getBoundingClientRect();
	return {Out: Math.round(Math.max(0, box.left - item.left, item.right - box.right)), Rest: nav.scrollWidth - nav.clientWidth, At: Math.round(nav.scrollLeft)};
})()`

func TestTheCurrentItemOfTheNavigationIsInViewOnAPhone(t *testing.T) {
	type place struct{ Out, Rest, At int }
	s := newStage(t)
	for name, scripts := range map[string]bool{"with": true, "without": false} {
		t.Run(name, func(t *testing.T) {
			p := s.open(t, "manager", phone, scripts)
			moved := false
			for _, path := range []string{"/", "/board", "/rounds", "/inbox", "/people", "/trades"} {
				for _, lang := range []string{"nl", "en"} {
					p.to("/" + lang + path)
					at := run(p, chromedp.Evaluate[place](navigation))
					// A busy machine may load a page before it has drawn it.
					for deadline := time.Now().Add(5 * time.Second); at.Out > 0 && time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
						at = run(p, chromedp.Evaluate[place](navigation))
					}
					if at.Rest <= 0 || at.Out > 0 {
						t.Errorf("/%s%s: %+v", lang, path, at)
					}
					moved = moved || at.At > 0
				}
			}
			if !moved {
				t.Error("no item was out of view: the test sees nothing")
			}
			// Whoever scrolls away stays there, and the keyboard brings each item into view.
			p.to("/nl/people")
			time.Sleep(300 * time.Millisecond)
			run(p, chromedp.Evaluate[bool](`document.querySelector(".nav").scrollLeft = 0; true`))
			time.Sleep(300 * time.Millisecond)
			if at := run(p, chromedp.Evaluate[place](navigation)); at.At != 0 {
				t.Errorf("the navigation went back: %+v", at)
			}
			for range 12 {
				p.do(chromedp.KeyEvent("\t"))
				if run(p, chromedp.Evaluate[bool](`document.activeElement.matches(".nav [aria-current]")`)) {
					break
				}
			}
			if at := run(p, chromedp.Evaluate[place](navigation)); at.Out > 0 || !run(p, chromedp.Evaluate[bool](`document.activeElement.matches(".nav [aria-current]")`)) {
				t.Errorf("the keyboard does not bring it into view: %+v", at)
			}
		})
	}
}
