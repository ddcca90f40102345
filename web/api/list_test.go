package api

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
)

func TestListsPageWithoutLossOrRepeat(t *testing.T) {
	onEveryEngine(t, func(t *testing.T, h *house) {
		var want []string
		for i := range 7 {
			want = append(want, h.booked(t, "ann", slot("press", 24+i)).ID)
		}
		var got []string
		for cursor, pages := "", 0; ; pages++ {
			if pages > 5 {
				t.Fatal("the pages never end")
			}
			page := read[List[Booking]](h.as("ann", "GET", Prefix+"/bookings?limit=3&cursor="+cursor).send(t).want(200))
			for _, b := range page.Items {
				got = append(got, b.ID)
			}
			if cursor = page.Next; cursor == "" {
				break
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("the pages have %v, want %v", got, want)
		}
		for _, path := range []string{"/resources?facility=lab", "/facilities", "/people", "/projects", "/partners"} {
			seen := map[string]bool{}
			join := "?"
			if path == "/resources?facility=lab" {
				join = "&"
			}
			for cursor, pages := "", 0; ; pages++ {
				page := read[List[map[string]any]](h.as("ann", "GET", fmt.Sprintf("%s%s%slimit=1&cursor=%s", Prefix, path, join, cursor)).send(t).want(200))
				for _, item := range page.Items {
					if id := item["id"].(string); seen[id] || len(page.Items) != 1 {
						t.Fatalf("%s: %s comes twice", path, id)
					} else {
						seen[id] = true
					}
				}
				if cursor = page.Next; cursor == "" {
					break
				}
				if pages > 100 {
					t.Fatalf("%s: the pages never end", path)
				}
			}
			if len(seen) < 2 {
				t.Errorf("%s has %d items", path, len(seen))
			}
		}
	})
}

func TestListsNarrow(t *testing.T) {
	onEveryEngine(t, func(t *testing.T, h *house) {
		press, laser := h.booked(t, "ann", slot("press", 24, `"project":"wings"`)), h.booked(t, "ann", slot("laser", 48))
		for query, want := range map[string][]string{
			"": {press.ID, laser.ID}, "resource=press": {press.ID}, "state=requested": {laser.ID}, "state=requested,approved": {press.ID, laser.ID},
			"project=wings": {press.ID}, "facility=lab": {press.ID, laser.ID}, "facility=quota-lab": {}, "mine=true": {press.ID, laser.ID},
			"from=2026-11-25T00:00:00Z": {laser.ID}, "to=2026-11-25T00:00:00Z": {press.ID},
			"from=2026-11-25T01:00:00%2B01:00&to=2026-11-30T00:00:00Z": {laser.ID},
		} {
			got := []string{}
			for _, b := range read[List[Booking]](h.as("ann", "GET", Prefix+"/bookings?"+query).send(t).want(200)).Items {
				got = append(got, b.ID)
			}
			if !slices.Equal(got, want) {
				t.Errorf("%q lists %v, want %v", query, got, want)
			}
		}
		for query, want := range map[string]int{"capability=press": 2, "kind=area": 0, "facility=quota-lab": 1, "capability=press%2Claser": 0} {
			if got := read[List[Resource]](h.as("", "GET", Prefix+"/resources?"+query).send(t).want(200)); len(got.Items) != want {
				t.Errorf("%q lists %d resources, want %d", query, len(got.Items), want)
			}
		}
	})
}

func TestWhatIsPublicAndWhatIsNot(t *testing.T) {
	onEveryEngine(t, func(t *testing.T, h *house) {
		public := map[string]bool{"/facilities": true, "/facilities/{id}": true, "/resources": true, "/resources/{id}": true, "/resources/{id}/availability": true}
		for path, item := range object(published(), "paths") {
			for method := range item.(map[string]any) {
				target := pathParameter.ReplaceAllString(path, "lab")
				status := h.as("", upper(method), Prefix+target).send(t).status
				open := public[path] && method == "get"
				if open == (status == http.StatusUnauthorized) {
					t.Errorf("%s %s answers nobody with %d", method, path, status)
				}
				if asks := []string{"/bookings/check", "/requests/check", "/rounds/{id}/order/propose", "/slots/find"}; method != "get" && !slices.Contains(asks, path) {
					h.as("reader", upper(method), Prefix+target).send(t).want(http.StatusForbidden)
				}
			}
		}
	})
}

func upper(method string) string {
	return map[string]string{"get": "GET", "post": "POST", "put": "PUT", "patch": "PATCH", "delete": "DELETE"}[method]
}

func TestSettingsAreReadChangedAndReplaced(t *testing.T) {
	onEveryEngine(t, func(t *testing.T, h *house) {
		r := h.as("max", "GET", Prefix+"/resources/press").send(t).want(200)
		before := read[Resource](r)
		patched := h.as("max", "PATCH", Prefix+"/resources/press").with("If-Match", r.head.Get("ETag")).
			json(`{"description":{"nl":"Pers"},"rules":{"longest_minutes":240},"capabilities":[{"tag":"press"},{"tag":"temperature","max":400,"unit":"°C"}]}`).send(t).want(200)
		after := read[ResourceSaved](patched)
		if after.Description.NL != "Pers" || after.Rules.LongestMinutes != 240 || len(after.Capabilities) != 2 || after.Name != before.Name || after.Hit == nil {
			t.Errorf("after the patch it is %+v", after)
		}
		whole := `{"name":"Press","kind":"instrument","capacity":1,"approval":"auto"}`
		replaced := read[ResourceSaved](h.as("max", "PUT", Prefix+"/resources/press").with("If-Match", patched.head.Get("ETag")).json(whole).send(t).want(200))
		if replaced.Name != "Press" || replaced.Description.NL != "" || len(replaced.Capabilities) != 0 {
			t.Errorf("replaced it is %+v", replaced)
		}
		f := h.as("max", "GET", Prefix+"/facilities/lab").send(t).want(200)
		saved := read[FacilitySaved](h.as("max", "PATCH", Prefix+"/facilities/lab").with("If-Match", f.head.Get("ETag")).
			json(`{"hours":[{"weekday":"monday","from":"08:00","until":"24:00"}],"no_show":{"grace_minutes":30},"place":null}`).send(t).want(200))
		if len(saved.Hours) != 1 || saved.Hours[0].Until != "24:00" || saved.NoShow.GraceMinutes != 30 || saved.DecideMinutes != 72*60 {
			t.Errorf("the facility is %+v", saved)
		}
	})
}

func TestTheRestOfTheHouse(t *testing.T) {
	onEveryEngine(t, func(t *testing.T, h *house) {
		if me := read[Me](h.as("max", "GET", Prefix+"/me").send(t).want(200)); me.ID != "max" || me.Scope != "write" || len(me.Roles) != 1 {
			t.Errorf("max is %+v", me)
		}
		h.as("max", "GET", Prefix+"/people?text=ann").send(t).want(200)
		granted := h.as("max", "POST", Prefix+"/qualifications").json(`{"person":"ann","resource":"press","level":"basic","until":"2027-11-21T00:00:00Z"}`).send(t).want(201)
		q := read[Qualification](granted)
		if own := read[List[Qualification]](h.as("ann", "GET", Prefix+"/qualifications").send(t).want(200)); len(own.Items) != 1 || own.Items[0].ID != q.ID {
			t.Errorf("ann's qualifications are %+v", own)
		}
		h.as("max", "DELETE", Prefix+"/qualifications/"+q.ID).send(t).want(428)
		if hits := read[Hits](h.as("max", "DELETE", Prefix+"/qualifications/"+q.ID+"?reason=unsafe").with("If-Match", granted.head.Get("ETag")).send(t).want(200)); hits.Hit == nil {
			t.Error("the hits are null")
		}
		b := h.booked(t, "ann", slot("press", 24))
		opened := h.as("max", "POST", Prefix+"/downtimes").json(`{"kind":"outage","resource":"press","start":"2026-11-23T11:00:00Z","reason":"leak"}`).send(t).want(201)
		d := read[DowntimeOpened](opened)
		if d.Facility != "lab" || len(d.Hit) != 1 || d.Hit[0].Booking.ID != b.ID || d.End != nil {
			t.Errorf("the downtime is %+v", d)
		}
		if down := read[List[Downtime]](h.as("ann", "GET", Prefix+"/downtimes?facility=lab").send(t).want(200)); len(down.Items) != 1 {
			t.Errorf("the downtimes are %+v", down)
		}
		h.as("max", "POST", Prefix+"/downtimes/"+d.ID+"/end").with("If-Match", opened.head.Get("ETag")).json(`{"end":"2026-11-23T12:00:00Z"}`).send(t).want(200)
		fault := read[DowntimeOpened](h.as("ann", "POST", Prefix+"/resources/oven/fault").json(`{"reason":"smoke"}`).send(t).want(201))
		if fault.Kind != "outage" || fault.Resource != "oven" {
			t.Errorf("the fault is %+v", fault)
		}
		if log := read[List[Event]](h.as("ann", "GET", Prefix+"/audit?kind=booking&id="+b.ID).send(t).want(200)); len(log.Items) < 2 || log.Items[0].After == nil {
			t.Errorf("the audit is %+v", log)
		}
		token := read[TokenCreated](h.as("ann", "POST", Prefix+"/tokens").json(`{"name":"ci","scope":"read","expires":"2027-01-01T00:00:00Z"}`).send(t).want(201))
		h.as(token.Secret, "GET", Prefix+"/me").send(t).want(200)
		if all := h.as("ann", "GET", Prefix+"/tokens").send(t).want(200); len(read[List[Token]](all).Items) < 2 {
			t.Errorf("the tokens are %s", all.body)
		}
		h.as("dot", "DELETE", Prefix+"/tokens/"+token.ID).send(t).want(404)
		h.as("ann", "DELETE", Prefix+"/tokens/"+token.ID).send(t).want(204)
		h.as(token.Secret, "GET", Prefix+"/me").send(t).want(401)
	})
}
