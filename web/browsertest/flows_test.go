package browsertest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"marke/facilities"
	"marke/facilities/useroffice"
)

// quiet is a free slot of two hours on a resource whose manager decides, which the engineer may use.
func (s *stage) quiet() (facilities.Resource, facilities.Span) {
	s.t.Helper()
	engineer := s.actor("engineer")
	catalogue, err := s.office.Catalogue(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	for _, r := range catalogue.Resources {
		asks := r.Approval == facilities.ApprovalManager && !r.Operated && len(r.Intake) == 0 && !r.TwoPersons && len(r.Changeover.Classes) == 0 && len(r.Contamination.Refuses) == 0
		if !asks || r.Kind != facilities.Instrument || !s.actor("manager").Manages(r.Facility) {
			continue
		}
		found, err := s.office.Find(s.t.Context(), engineer, noon, useroffice.FindQuery{Resource: r.ID, Duration: 2 * time.Hour, From: noon.Add(48 * time.Hour), To: noon.Add(21 * 24 * time.Hour), Limit: 1})
		if err == nil && len(found) > 0 && len(found[0].Missing) == 0 {
			return r, found[0].Use
		}
	}
	s.t.Fatal("the sample has no such resource")
	return facilities.Resource{}, facilities.Span{}
}

func (s *stage) actor(role string) facilities.Actor {
	s.t.Helper()
	actor, err := s.office.LogIn(s.t.Context(), noon, s.logins[role].Email, s.logins[role].Password, "")
	if err != nil {
		s.t.Fatal(err)
	}
	return actor
}

// formPath is the booking form filled in with a slot.
func formPath(r facilities.Resource, use facilities.Span) string {
	return fmt.Sprintf("/nl/bookings/new?resource=%s&start=%s&end=%s", r.ID, use.Start.Format("2006-01-02T15:04Z"), use.End.Format("2006-01-02T15:04Z"))
}

func TestBookAndApproveWithAndWithoutJavaScript(t *testing.T) {
	for name, scripts := range map[string]bool{"with": true, "without": false} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			r, use := s.quiet()
			engineer := s.open(t, "engineer", desk, scripts)
			engineer.to(formPath(r, use))
			engineer.reads("#verdict", "Dit kan")
			if scripts {
				engineer.watchesTheClock()
			} else {
				engineer.asksByButton()
			}
			engineer.do(chromedp.SetValue(chromedp.CSS("#title"), "Proef van "+name))
			engineer.do(chromedp.Click(chromedp.CSS(".booking .button.big")))
			address := engineer.at("done=requested")
			engineer.reads("main", "Aangevraagd", "Proef van "+name, "aangevraagd")
			id := address[strings.Index(address, "/bookings/")+len("/bookings/") : strings.IndexByte(address, '?')]

			manager := s.open(t, "manager", desk, scripts)
			manager.to("/nl/inbox")
			manager.reads("main", "Proef van "+name)
			manager.do(chromedp.Click(chromedp.CSS(`form[action="/nl/bookings/` + id + `/approve"] button`)))
			manager.at("done=approved")
			manager.reads("main", "Goedgekeurd")

			engineer.to("/nl/bookings/" + id)
			engineer.reads("main", "akkoord", "goedgekeurd door")
			engineer.do(chromedp.Click(chromedp.CSS(".drop summary")), chromedp.Click(chromedp.CSS(".drop .button.danger")))
			engineer.at("done=cancelled")
			engineer.reads("main", "geannuleerd")
		})
	}
}

// watchesTheClock types another time and sees the answer change without a click.
func (p *tab) watchesTheClock() {
	p.t.Helper()
	until := run(p, chromedp.Value(chromedp.CSS("#until")))
	p.setTime("#until", "03:00")
	p.becomes("#verdict", "Nog niet compleet")
	p.setTime("#until", until)
	p.becomes("#verdict", "Dit kan")
	if where := run(p, chromedp.Evaluate[string]("document.activeElement.id")); where != "until" {
		p.t.Errorf("the focus went to %q", where)
	}
}

// setTime changes a field as a person does: the page hears of it.
func (p *tab) setTime(selector, value string) {
	p.t.Helper()
	run(p, chromedp.Evaluate[bool](fmt.Sprintf(`(() => { const f = document.querySelector(%q); f.focus(); f.value = %q; f.dispatchEvent(new Event("input", {bubbles: true})); f.dispatchEvent(new Event("change", {bubbles: true})); return true })()`, selector, value)))
}

// becomes waits until the text of an element holds what is awaited.
func (p *tab) becomes(selector, text string) {
	p.t.Helper()
	deadline := time.Now().Add(15 * time.Second)
	for {
		got := run(p, chromedp.Text(chromedp.CSS(selector)))
		if strings.Contains(got, text) {
			return
		}
		if time.Now().After(deadline) {
			p.t.Fatalf("%s reads %q, not %q", selector, got, text)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// asksByButton checks a slot without JavaScript.
func (p *tab) asksByButton() {
	p.t.Helper()
	p.do(chromedp.Click(chromedp.CSS(`button[value="check"]`)))
	p.at("/bookings/new")
	p.reads("#verdict", "Dit kan")
}

func TestARefusedSlotIsTakenElsewhereWithOneClick(t *testing.T) {
	for name, scripts := range map[string]bool{"with": true, "without": false} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			r, use := s.quiet()
			p := s.open(t, "engineer", phone, scripts)
			early := facilities.NewSpan(noon.Add(-3*time.Hour), noon.Add(-3*time.Hour).Add(use.Duration()))
			p.to(formPath(r, early))
			p.reads("#verdict", "Dit kan zo niet", "voorbij", "Deze tijden kunnen wel")
			if n := run(p, chromedp.AttributesAll(chromedp.CSSAll("button.offer"))); len(n) != 3 {
				t.Errorf("%d slots are offered", len(n))
			}
			p.do(chromedp.Click(chromedp.CSS("button.offer")))
			p.at("done=requested")
			p.reads("main", "Aangevraagd")
		})
	}
}

// TestBookAndApproveByKeyboardAlone uses Tab, Enter, Space and letters, and nothing else.
func TestBookAndApproveByKeyboardAlone(t *testing.T) {
	s := newStage(t)
	r, use := s.quiet()
	p := s.open(t, "", desk, true)
	p.to("/nl/login?next=" + strings.ReplaceAll(strings.ReplaceAll(formPath(r, use), "?", "%3F"), "&", "%26"))
	p.tabTo("#email")
	p.keys(s.logins["engineer"].Email + kb.Tab + s.logins["engineer"].Password + kb.Enter)
	p.at("/bookings/new")
	p.tabTo("#title")
	p.keys("Met het toetsenbord")
	p.tabTo(".booking .button.big")
	p.keys(kb.Enter)
	p.at("done=requested")
	p.reads("main", "Met het toetsenbord")
	p.tabTo(".me summary")
	p.keys(kb.Enter)
	p.tabTo(".me-menu button")
	p.keys(kb.Enter)
	p.at("/login")
	p.tabTo("#email")
	p.keys(s.logins["manager"].Email + kb.Tab + s.logins["manager"].Password + kb.Enter)
	p.at("/nl/")
	p.tabTo(`.nav a[href="/nl/inbox"]`)
	p.keys(kb.Enter)
	p.at("/nl/inbox")
	own := run(p, chromedp.Evaluate[string](`[...document.querySelectorAll(".request")].find(r => r.textContent.includes("Met het toetsenbord")).querySelector("form").getAttribute("action")`))
	p.tabTo(`form[action="` + own + `"] button`)
	p.keys(" ")
	p.at("done=approved")
	p.to("/nl/facilities/" + string(r.Facility) + "/board?day=" + use.Start.Format("2006-01-02"))
	p.tabTo("svg.line a.entry")
	p.keys(kb.Enter)
	p.at("/nl/bookings/")
}

// keys sends keys to whatever has the focus.
func (p *tab) keys(keys string) {
	p.t.Helper()
	p.do(chromedp.KeyEvent(keys))
}

// tabTo presses Tab until an element has the focus, as somebody without a mouse does, and
// fails when it cannot be reached.
func (p *tab) tabTo(selector string) {
	p.t.Helper()
	focused := fmt.Sprintf("document.activeElement !== null && document.activeElement.matches(%q)", selector)
	for range 400 {
		if run(p, chromedp.Evaluate[bool](focused)) {
			return
		}
		p.keys(kb.Tab)
	}
	p.t.Fatalf("%s cannot be reached by the keyboard", selector)
}

// TestFreeTimeOnTheBoardLeadsToTheForm clicks where nothing is booked.
func TestFreeTimeOnTheBoardLeadsToTheForm(t *testing.T) {
	s := newStage(t)
	r, use := s.quiet()
	p := s.open(t, "engineer", desk, false)
	p.to("/nl/facilities/" + string(r.Facility) + "/board?day=" + use.Start.Format("2006-01-02"))
	free := run(p, chromedp.AttributesAll(chromedp.CSSAll(`svg.line a[href*="/bookings/new?resource=`+string(r.ID)+`"]`)))
	if len(free) == 0 {
		t.Fatal("no free time can be clicked")
	}
	p.do(chromedp.Click(chromedp.CSS(`svg.line a[href="` + free[0]["href"] + `"]`)))
	p.at("/bookings/new?resource=" + string(r.ID))
	p.reads("h1", r.Name)
}
