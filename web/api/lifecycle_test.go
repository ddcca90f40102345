package api

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestABookingFromCheckToCancellation(t *testing.T) {
	onEveryEngine(t, func(t *testing.T, h *house) {
		body := slot("press", 24, `"project":"wings"`, `"title":"Spar"`, `"confidential":true`)
		rows := h.rows()
		verdict := read[Verdict](h.as("ann", "POST", Prefix+"/bookings/check").json(body).send(t).want(200))
		if len(verdict.Violations) != 0 || verdict.Approval != "auto" || verdict.Quote.Currency != "EUR" {
			t.Errorf("the check says %+v", verdict)
		}
		if h.rows() != rows {
			t.Error("the check wrote something")
		}
		made := h.as("ann", "POST", Prefix+"/bookings").json(body).send(t).want(201)
		b := read[Booking](made)
		if made.head.Get("Location") != Prefix+"/bookings/"+b.ID || made.head.Get("ETag") != etag(b.Version) {
			t.Errorf("Location is %q, ETag %q", made.head.Get("Location"), made.head.Get("ETag"))
		}
		if b.State != "approved" || b.Partner != "weavers" || b.Project != "wings" || b.Title != "Spar" || !b.Confidential || b.Person != "ann" || len(b.History) != 1 || len(b.Claims) != 1 {
			t.Errorf("the booking is %+v", b)
		}
		if b.History[0].Via != "api" || b.History[0].Verb != "book" || b.History[0].Person != "ann" {
			t.Errorf("the history is %+v", b.History)
		}
		if !b.Start.Equal(noon.Add(24*time.Hour)) || b.Claims[0].Resource != "press" || b.Claims[0].Units != 1 || !b.Claims[0].Active {
			t.Errorf("the claim is %+v", b.Claims)
		}
		// Only the end moves; null takes the title away.
		patch := `{"end":"` + b.End.Add(time.Hour).Format(time.RFC3339) + `","title":null,"confidential":null}`
		changed := h.as("ann", "PATCH", Prefix+"/bookings/"+b.ID).with("If-Match", etag(b.Version)).with("Content-Type", "application/merge-patch+json").json(patch).send(t).want(200)
		after := read[Booking](changed)
		if after.Title != "" || after.Confidential || !after.Start.Equal(b.Start) || after.End.Sub(after.Start) != 2*time.Hour || after.Project != "wings" || after.Version <= b.Version {
			t.Errorf("after the patch it is %+v", after)
		}
		h.as("ann", "PATCH", Prefix+"/bookings/"+b.ID).with("If-Match", etag(b.Version)).json(`{"title":"late"}`).send(t).want(http.StatusPreconditionFailed)
		gone := read[Booking](h.as("ann", "POST", Prefix+"/bookings/"+b.ID+"/cancel").with("If-Match", changed.head.Get("ETag")).json(`{"reason":"ill"}`).send(t).want(200))
		if gone.State != "cancelled" || gone.Note != "ill" || len(gone.History) != 3 || gone.Claims[0].Active {
			t.Errorf("cancelled it is %+v", gone)
		}
		h.as("ann", "POST", Prefix+"/bookings/"+b.ID+"/cancel").with("If-Match", etag(gone.Version)).send(t).want(http.StatusConflict)
	})
}

func TestARefusalNamesEveryRuleAndOffersSlotsThatWork(t *testing.T) {
	onEveryEngine(t, func(t *testing.T, h *house) {
		h.booked(t, "dot", slot("press", 24, `"title":"canary"`, `"confidential":true`))
		r := h.as("ann", "POST", Prefix+"/bookings").json(slot("press", 24)).send(t).want(http.StatusConflict)
		p := read[Problem](r)
		if len(p.Violations) != 1 || len(p.Alternatives) != 3 {
			t.Fatalf("%d violations, %d alternatives: %s", len(p.Violations), len(p.Alternatives), r.body)
		}
		v := p.Violations[0]
		if v.Code != "capacity" || v.Resource != "press" || v.From == nil || !v.From.Equal(noon.Add(24*time.Hour)) || v.Overridable || v.Message == "" {
			t.Errorf("the violation is %+v", v)
		}
		if strings.Contains(string(r.body), "canary") || strings.Contains(string(r.body), "dot") || strings.Contains(string(r.body), "dyers") {
			t.Errorf("the refusal tells of whom it is: %s", r.body)
		}
		for _, a := range p.Alternatives {
			body := span(a.Resource, a.Start, a.End)
			if verdict := read[Verdict](h.as("ann", "POST", Prefix+"/bookings/check").json(body).send(t).want(200)); len(verdict.Violations) > 0 {
				t.Errorf("the alternative %+v breaks %+v", a, verdict.Violations)
			}
		}
		// The language of the reader's profile, when the request names none.
		a := h.as("ann", "POST", Prefix+"/bookings").json(slot("press", 24))
		a.head.Del("Accept-Language")
		if dutch := a.send(t).want(http.StatusConflict); dutch.head.Get("Content-Language") != "nl" {
			t.Errorf("the answer is in %s", dutch.head.Get("Content-Language"))
		}
	})
}

func TestAManagerDecidesOnRequests(t *testing.T) {
	onEveryEngine(t, func(t *testing.T, h *house) {
		one, two := h.booked(t, "ann", slot("laser", 24)), h.booked(t, "dot", slot("laser", 24, `"confidential":true`, `"title":"canary"`))
		if one.State != "requested" || one.DecideBy == nil {
			t.Errorf("the request is %+v", one)
		}
		inbox := read[List[InboxGroup]](h.as("max", "GET", Prefix+"/inbox?facility=lab").send(t).want(200))
		if len(inbox.Items) != 1 || len(inbox.Items[0].Requests) != 2 || !inbox.Items[0].Requests[0].Possible {
			t.Fatalf("the inbox is %+v", inbox)
		}
		act := func(who, id, action, version, body string) reply {
			return h.as(who, "POST", Prefix+"/bookings/"+id+"/"+action).with("If-Match", version).json(body).send(t)
		}
		moved := noon.Add(30 * time.Hour)
		slotted := read[Booking](act("max", two.ID, "approve", etag(two.Version), `{"reason":"later","slot":{"start":"`+moved.Format(time.RFC3339)+`","end":"`+moved.Add(time.Hour).Format(time.RFC3339)+`"}}`).want(200))
		if slotted.State != "approved" || !slotted.Start.Equal(moved) {
			t.Errorf("approved at another time it is %+v", slotted)
		}
		if declined := read[Booking](act("max", one.ID, "decline", "*", `{"reason":"no laser gas"}`).want(200)); declined.State != "declined" || declined.Note != "no laser gas" {
			t.Errorf("declined it is %+v", declined)
		}
		if left := read[List[InboxGroup]](h.as("max", "GET", Prefix+"/inbox").send(t).want(200)); len(left.Items) != 0 || left.Items == nil {
			t.Errorf("the inbox still has %+v", left)
		}
	})
}

func TestCheckInAndOut(t *testing.T) {
	onEveryEngine(t, func(t *testing.T, h *house) {
		b := h.booked(t, "ann", span("press", noon.Add(5*time.Minute), noon.Add(time.Hour)))
		in := read[Booking](h.as("ann", "POST", Prefix+"/bookings/"+b.ID+"/check-in").with("If-Match", etag(b.Version)).send(t).want(200))
		if in.State != "in_use" || in.CheckedIn == nil {
			t.Errorf("checked in it is %+v", in)
		}
		out := read[Booking](h.as("ann", "POST", Prefix+"/bookings/"+b.ID+"/check-out").with("If-Match", etag(in.Version)).json(`{}`).send(t).want(200))
		if out.State != "completed" || out.CheckedOut == nil {
			t.Errorf("checked out it is %+v", out)
		}
	})
}

func TestASeriesThatFitsTellsWhatWasRefused(t *testing.T) {
	onEveryEngine(t, func(t *testing.T, h *house) {
		h.booked(t, "ben", slot("press", 48))
		rule := `"repeat":{"rrule":"FREQ=DAILY;COUNT=4","except":["` + noon.Add(72*time.Hour).Format(time.RFC3339) + `"],"mode":`
		h.as("ann", "POST", Prefix+"/bookings").json(slot("press", 24, rule+`"all"}`)).send(t).want(http.StatusConflict)
		b := read[Booking](h.as("ann", "POST", Prefix+"/bookings").json(slot("press", 24, rule+`"fit"}`)).send(t).want(201))
		if b.Series == nil || len(b.Series.Bookings) != 2 || len(b.Series.Refused) != 1 || !b.Series.Refused[0].Start.Equal(noon.Add(48*time.Hour)) || len(b.Series.Refused[0].Violations) == 0 {
			t.Fatalf("the series is %+v", b.Series)
		}
		if b.Series.Bookings[0].ID != b.ID {
			t.Errorf("the answer is not the first booking: %+v", b.Series)
		}
		listed := read[List[Booking]](h.as("ann", "GET", Prefix+"/bookings?series="+b.Series.ID).send(t).want(200))
		if len(listed.Items) != 2 || listed.Items[0].Series.ID != b.Series.ID {
			t.Errorf("the list of the series is %+v", listed.Items)
		}
	})
}

func TestFindOffersSlotsNearestFirst(t *testing.T) {
	onEveryEngine(t, func(t *testing.T, h *house) {
		h.booked(t, "ben", slot("press", 24))
		near := noon.Add(24 * time.Hour).Format(time.RFC3339)
		for _, what := range []string{`"resource":"press"`, `"capability":"press"`, `"kind":"instrument","facility":"lab"`} {
			body := `{` + what + `,"duration_minutes":60,"from":"` + noon.Add(20*time.Hour).Format(time.RFC3339) + `","to":"` + noon.Add(40*time.Hour).Format(time.RFC3339) + `","near":"` + near + `","limit":3}`
			found := read[List[Alternative]](h.as("ann", "POST", Prefix+"/slots/find").json(body).send(t).want(200))
			if len(found.Items) != 3 {
				t.Fatalf("%s: %d slots", what, len(found.Items))
			}
			for _, a := range found.Items {
				if a.End.Sub(a.Start) != time.Hour || a.Resource == "press" && a.Start.Before(noon.Add(25*time.Hour)) && a.End.After(noon.Add(24*time.Hour)) {
					t.Errorf("%s: the slot %+v is taken", what, a)
				}
			}
		}
	})
}

func TestWhatOthersSee(t *testing.T) {
	onEveryEngine(t, func(t *testing.T, h *house) {
		open := h.booked(t, "dot", slot("press", 24, `"title":"canary"`, `"project":"hidden"`))
		shut := h.booked(t, "dot", slot("press", 26, `"title":"canary"`, `"project":"hidden"`, `"confidential":true`))
		path := Prefix + "/resources/press/availability?from=" + noon.Format(time.RFC3339) + "&to=" + noon.Add(48*time.Hour).Format(time.RFC3339)
		for _, c := range []struct {
			who      string
			partners []string
			booking  bool
		}{{"", []string{"", ""}, false}, {"ann", []string{"dyers", ""}, false}, {"dot", []string{"dyers", "dyers"}, true}, {"max", []string{"dyers", "dyers"}, true}} {
			r := h.as(c.who, "GET", path).send(t).want(200)
			a := read[Availability](r)
			if len(a.Busy) != 2 || !slices.Equal([]string{a.Busy[0].Partner, a.Busy[1].Partner}, c.partners) || (a.Busy[1].Booking == shut.ID) != c.booking {
				t.Errorf("%q sees %+v", c.who, a.Busy)
			}
			if strings.Contains(string(r.body), "canary") != c.booking {
				t.Errorf("%q reads %s", c.who, r.body)
			}
			if len(a.Free) != 3 {
				t.Errorf("%q sees %d free spans", c.who, len(a.Free))
			}
		}
		none := h.as("ann", "GET", Prefix+"/bookings/0000000000000000").send(t).want(404)
		for _, theirs := range []Booking{open, shut} {
			r := h.as("ann", "GET", Prefix+"/bookings/"+theirs.ID).send(t).want(404)
			if got := strings.ReplaceAll(string(r.body), theirs.ID, "0000000000000000"); got != string(none.body) {
				t.Errorf("another partner's booking is answered as\n%s\nand none as\n%s", r.body, none.body)
			}
			for name, values := range none.head {
				if name != "Date" && !slices.Equal(r.head[name], values) {
					t.Errorf("the header %s differs: %v and %v", name, r.head[name], values)
				}
			}
		}
		if mine := read[List[Booking]](h.as("ann", "GET", Prefix+"/bookings").send(t).want(200)); len(mine.Items) != 0 || mine.Items == nil {
			t.Errorf("ann's list is %+v", mine)
		}
	})
}
