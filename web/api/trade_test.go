package api

import (
	"bytes"
	"fmt"
	"net/http"
	"testing"
)

// either is a request of four hours on the first press, on the Tuesday of the round between 9 and 17 hours.
func either(round, title string, confidential bool) string {
	return fmt.Sprintf(`{"round":%q,"title":%q,"confidential":%v,"steps":[{"resources":["press"],"duration_minutes":240}],"windows":[{"from":"2026-12-08T08:00:00Z","to":"2026-12-08T16:00:00Z"}]}`,
		round, title, confidential)
}

func TestPlacesOfAnOfferedDraftAreTradedThroughTheAPI(t *testing.T) {
	onEveryEngine(t, func(t *testing.T, h *house) {
		h.shared(t)
		path := Prefix + "/rounds/" + read[Round](h.as("max", "POST", Prefix+"/rounds").json(roundCall).send(t).want(http.StatusCreated)).ID
		id := path[len(Prefix+"/rounds/"):]
		mine := read[Request](h.as("ann", "POST", Prefix+"/requests").json(either(id, "skins", false)).send(t).want(http.StatusCreated))
		theirs := read[Request](h.as("dot", "POST", Prefix+"/requests").json(either(id, "canary", false)).send(t).want(http.StatusCreated))
		match := h.as("max", "GET", path).send(t).want(http.StatusOK).head.Get("ETag")
		match = h.as("max", "POST", path+"/close").with("If-Match", match).send(t).want(http.StatusOK).head.Get("ETag")
		plan := read[RoundPlan](h.as("max", "POST", path+"/solve").with("If-Match", match).json(`{"steps":4000}`).send(t).want(http.StatusCreated))
		if len(plan.Placements) != 2 || plan.Of != 0 || len(plan.Trades) != 0 {
			t.Fatalf("%+v", plan)
		}
		match = h.as("max", "GET", path).send(t).head.Get("ETag")
		h.as("max", "POST", path+"/offer").json(`{"plan":1}`).send(t).want(http.StatusPreconditionRequired)
		h.as("ann", "POST", path+"/offer").with("If-Match", match).json(`{"plan":1}`).send(t).want(http.StatusForbidden)
		h.as("max", "POST", path+"/offer").with("If-Match", match).json(`{"plan":9}`).send(t).want(http.StatusUnprocessableEntity)
		offered := h.as("max", "POST", path+"/offer").with("If-Match", match).json(`{"plan":1}`).send(t).want(http.StatusOK)
		if r := read[Round](offered); r.Offered != 1 {
			t.Errorf("%s", offered.body)
		}
		h.as("max", "POST", path+"/offer").with("If-Match", match).json(`{"plan":1}`).send(t).want(http.StatusPreconditionFailed)

		own := h.as("ann", "GET", path+"/plans/1").send(t).want(http.StatusOK)
		if p := read[RoundPlan](own); len(p.Placements) != 1 || p.Placements[0].Request != mine.ID || bytes.Contains(own.body, []byte(theirs.ID)) {
			t.Errorf("%s", own.body)
		}
		others := h.as("ann", "GET", path+"/offered").send(t).want(http.StatusOK)
		list := read[List[OfferedPlace]](others)
		if len(list.Items) != 1 || list.Items[0].Partner != "dyers" || list.Items[0].Resource != "press" || bytes.Contains(others.body, []byte("canary")) {
			t.Fatalf("%s", others.body)
		}
		body := fmt.Sprintf(`{"to":"dyers","round":%q,"gives_request":%q,"takes_resource":"press","takes_start":%q}`, id, mine.ID, list.Items[0].Start.Format("2006-01-02T15:04:05Z07:00"))
		made := h.as("ann", "POST", Prefix+"/trades").json(body).send(t).want(http.StatusCreated)
		trade := read[Trade](made)
		if trade.Round != id || trade.Plan != 1 || trade.TakesRequest != "" || trade.TakesPlace == nil || trade.GivesPlace == nil || bytes.Contains(made.body, []byte(theirs.ID)) {
			t.Errorf("%s", made.body)
		}
		again := h.as("ann", "POST", Prefix+"/trades").json(body).send(t).want(http.StatusConflict)
		if p := read[Problem](again); p.See != Prefix+"/trades/"+trade.ID || p.Detail == "" {
			t.Errorf("%s", again.body)
		}
		accept := Prefix + "/trades/" + trade.ID + "/accept"
		h.as("dot", "POST", accept).send(t).want(http.StatusPreconditionRequired)
		agreed := h.as("dot", "POST", accept).with("If-Match", made.head.Get("ETag")).json(`{}`).send(t).want(http.StatusOK)
		done := h.as("max", "POST", accept).with("If-Match", agreed.head.Get("ETag")).send(t).want(http.StatusOK)
		if x := read[Trade](done); x.State != "done" {
			t.Errorf("%s", done.body)
		}
		after := read[RoundPlan](h.as("max", "GET", path+"/plans/2").send(t).want(http.StatusOK))
		if after.Of != 1 || len(after.Trades) != 1 || after.Trades[0] != trade.ID || len(after.Placements) != 2 {
			t.Errorf("%+v", after)
		}
		h.as("ann", "GET", path+"/plans/1").send(t).want(http.StatusNotFound) // is offered no longer
		match = h.as("max", "GET", path).send(t).head.Get("ETag")
		if r := read[Round](h.as("max", "POST", path+"/withdraw-offer").with("If-Match", match).send(t).want(http.StatusOK)); r.Offered != 0 {
			t.Errorf("%d is offered", r.Offered)
		}
		refused := h.as("ann", "POST", Prefix+"/trades").json(body).send(t).want(http.StatusConflict)
		if p := read[Problem](refused); p.Detail == "" && p.Title == "" {
			t.Errorf("%s", refused.body)
		}
	})
}
