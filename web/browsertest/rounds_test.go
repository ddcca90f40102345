package browsertest

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"marke/facilities"
	"marke/facilities/useroffice"
)

// TestAWholeRoundInDutch goes by browser from a call to a partner's calendar feed: two partners hand in requests, one of them puts
// them in another order, the manager closes, solves, pins, solves again and publishes. Without scripts everything is done by buttons.
func TestAWholeRoundInDutch(t *testing.T) {
	for name, scripts := range map[string]bool{"with": true, "without": false} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			manager := s.open(t, "manager", desk, scripts)
			round := manager.callsForPresses()
			engineer := s.open(t, "engineer", desk, scripts)
			engineer.asksInRound(round, "Proefplaat "+name, "3", scripts)
			engineer.asksInRound(round, "Herhaalproef "+name, "4", scripts)
			other := s.open(t, "engineer2", phone, scripts)
			other.asksInRound(round, "Lens persen "+name, "2", scripts)

			representative := s.open(t, "partner", desk, scripts)
			representative.to("/nl/rounds/" + round)
			representative.reads(".ranked li:first-child", "Proefplaat "+name)
			if seen := run(representative, chromedp.Text(chromedp.CSS("main"))); strings.Contains(seen, "Lens persen") {
				t.Error("another partner's request is shown")
			}
			representative.do(chromedp.Click(chromedp.CSS(`.ranked button[name="down"]`)))
			representative.at("done=ordered")
			representative.reads(".ranked li:first-child", "Herhaalproef "+name)

			manager.closesAndSolves(round)
			manager.pinsAndSolvesAgain(round)
			manager.publishesDraft(round)
			s.seesBookings(engineer, round, name)
			s.feedHas(t, "Proefplaat "+name, "Herhaalproef "+name)
		})
	}
}

// callsForPresses opens a round of the presses in the week after next, as the form proposes it.
func (p *tab) callsForPresses() string {
	p.t.Helper()
	p.to("/nl/rounds/new?facility=tprc")
	p.reads("main", "Nieuwe verdeelronde", "Wat wordt er verdeeld?")
	p.do(chromedp.Click(chromedp.CSS("form.stack .button.big")))
	address := p.at("done=round_opened")
	p.reads("main", "De oproep staat open", "aanvragen open", "Persen")
	return between(address, "/rounds/", "?")
}

func between(s, before, after string) string {
	_, rest, _ := strings.Cut(s, before)
	found, _, _ := strings.Cut(rest, after)
	return found
}

// asksInRound hands in a request for the small press, after looking whether it is possible at all.
func (p *tab) asksInRound(round, title, hours string, scripts bool) {
	p.t.Helper()
	p.to("/nl/rounds/" + round + "/requests/new")
	p.do(chromedp.Click(chromedp.CSS(`input[name="s0-resources"][value="tprc-press-300"]`)))
	p.do(chromedp.SetValue(chromedp.CSS("#title"), title))
	if scripts {
		p.setTime("#s0-hours", "40")
		p.reads("#verdict", "Dit kan niet")
		p.setTime("#s0-hours", hours)
	} else {
		p.do(chromedp.SetValue(chromedp.CSS("#s0-hours"), hours))
		p.do(chromedp.Click(chromedp.CSS(`button[value="check"]`)))
	}
	p.reads("#verdict", "Dit kan", "Pers 300")
	p.do(chromedp.Click(chromedp.CSS(`.booking .button.big`)))
	p.at("done=request_added")
	p.reads("main", "De aanvraag is ingediend", title)
}

// closesAndSolves ends the call and waits for the first draft.
func (p *tab) closesAndSolves(round string) {
	p.t.Helper()
	p.to("/nl/rounds/" + round)
	p.reads("main", "Lens persen", "Tubantia Composites", "Dinkel Optics")
	p.do(chromedp.Click(chromedp.CSS("#close")))
	p.at("done=round_closed")
	p.do(chromedp.SetValue(chromedp.CSS("#seconds"), "1"))
	p.do(chromedp.Click(chromedp.CSS("#solve")))
	p.drafted(round, 1)
}

// drafted waits until a draft stands on the round's page, which renews itself, and opens it.
func (p *tab) drafted(round string, number int) {
	p.t.Helper()
	deadline := time.Now().Add(60 * time.Second)
	for {
		if text, err := p.text("main"); err == nil && strings.Contains(text, fmt.Sprintf("Voorstel %d", number)) && strings.Contains(text, "voorstel klaar") {
			break
		}
		if time.Now().After(deadline) {
			p.t.Fatal("there is no draft")
		}
		time.Sleep(200 * time.Millisecond)
	}
	p.to(fmt.Sprintf("/nl/rounds/%s/plans/%d", round, number))
	p.reads("main", "geplaatst", "Wat elke partner krijgt", "Tubantia Composites", "Elke aanvraag heeft een plaats")
	if n := len(run(p, chromedp.AttributesAll(chromedp.CSSAll("svg.line a.of-partner")))); n < 3 {
		p.t.Errorf("the board shows %d placements", n)
	}
}

func (p *tab) pinsAndSolvesAgain(round string) {
	p.t.Helper()
	placed, err := p.text(".placement")
	if err != nil {
		p.t.Fatal(err)
	}
	p.do(chromedp.Click(chromedp.CSS(".placement form button")))
	p.at("done=pinned")
	p.reads("main", "Vastgezet")
	p.do(chromedp.Click(chromedp.CSS("#solve")))
	p.at("/rounds/" + round)
	p.drafted(round, 2)
	when, _, _ := strings.Cut(placed, "\n")
	p.reads(".placement.is-pinned", when)
	p.to("/nl/rounds/" + round + "/compare")
	p.reads("main", "Waarde van wat geplaatst is", "Wie het minst krijgt")
	p.to(fmt.Sprintf("/nl/rounds/%s/plans/2", round))
}

func (p *tab) publishesDraft(round string) {
	p.t.Helper()
	p.do(chromedp.Click(chromedp.CSS("#to-publish")))
	p.at("/plans/2/publish")
	p.reads("main", "3 geplaatst, 0 zonder plaats")
	p.do(chromedp.Click(chromedp.CSS("#publish")))
	p.at("done=round_published")
	p.reads("main", "De verdeling is gepubliceerd", "geplaatst")
}

// seesBookings looks at the engineer's request, its booking, and the board of its day.
func (s *stage) seesBookings(p *tab, round, name string) {
	p.t.Helper()
	p.to("/nl/rounds/" + round)
	p.do(chromedp.Click(chromedp.CSS(".ranked-what a")))
	p.at("/requests/")
	p.reads("main", "Dit hebt u gekregen", "Pers 300")
	p.do(chromedp.Click(chromedp.CSS(".notice.is-good a")))
	p.at("/bookings/")
	p.reads("main", "akkoord", "in verdeelronde gepubliceerd")
	engineer := s.actor("engineer")
	found, _, err := s.office.Bookings(p.t.Context(), engineer, noon, useroffice.BookingQuery{Mine: true, From: noon, Ascending: true, Limit: 200})
	if err != nil {
		p.t.Fatal(err)
	}
	on := 0
	for _, b := range found {
		if b.Title != "Proefplaat "+name && b.Title != "Herhaalproef "+name {
			continue
		}
		on++
		p.to("/nl/facilities/tprc/board?view=list&day=" + b.Use.Start.Format("2006-01-02"))
		p.reads("main", b.Title)
	}
	if on != 2 {
		p.t.Errorf("%d of the two are booked", on)
	}
}

// feedHas reads the partner's private feed and looks for what the round placed.
func (s *stage) feedHas(t *testing.T, titles ...string) {
	t.Helper()
	partner := s.actor("partner")
	_, secret, err := s.office.Subscribe(t.Context(), partner, noon, "Alles", facilities.FeedOf{Kind: facilities.FeedPartner, ID: string(partner.Person.Partner)})
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.Get(s.server.URL + "/feeds/" + secret + ".ics")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("the feed answers %s, %v", res.Status, err)
	}
	unfolded := strings.ReplaceAll(string(body), "\r\n ", "")
	for _, title := range titles {
		if !strings.Contains(unfolded, title) {
			t.Errorf("%q is not in the feed", title)
		}
	}
	if strings.Contains(unfolded, "Lens persen") {
		t.Error("another partner's booking is in the feed")
	}
}
