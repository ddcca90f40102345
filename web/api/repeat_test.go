package api

import (
	"net/http"
	"strings"
	"testing"
)

func TestARepeatUnderAKeyGetsTheFirstAnswerAlsoAfterAChange(t *testing.T) {
	onEveryEngine(t, func(t *testing.T, h *house) {
		send := func() reply {
			return h.as("ann", "POST", Prefix+"/bookings").with("Idempotency-Key", "k-1").json(slot("press", 24, `"title":"first"`)).send(t).want(http.StatusCreated)
		}
		first := send()
		if first.head.Get("Idempotency-Replayed") != "" {
			t.Error("the first answer says that it is a repeat")
		}
		b := read[Booking](first)
		h.as("ann", "PATCH", Prefix+"/bookings/"+b.ID).with("If-Match", first.head.Get("ETag")).json(`{"title":"second"}`).send(t).want(http.StatusOK)
		again := send()
		if string(again.body) != string(first.body) || again.head.Get("ETag") != first.head.Get("ETag") || again.head.Get("Location") != first.head.Get("Location") {
			t.Errorf("the repeat got\n%s\nafter\n%s", again.body, first.body)
		}
		if again.head.Get("Idempotency-Replayed") != "true" {
			t.Error("the repeat does not say that it is one")
		}
		if now := read[Booking](h.as("ann", "GET", Prefix+"/bookings/"+b.ID).send(t).want(200)); now.Title != "second" {
			t.Errorf("the title is %q", now.Title)
		}
	})
}

func TestAKeyBelongsToOnePersonAndOneRequestAndFailuresAreNotKept(t *testing.T) {
	onEveryEngine(t, func(t *testing.T, h *house) {
		send := func(who, body string) reply {
			return h.as(who, "POST", Prefix+"/bookings").with("Idempotency-Key", "same").json(body).send(t)
		}
		taken := h.booked(t, "ben", slot("press", 48))
		send("ann", slot("press", 48)).want(http.StatusConflict)
		h.as("ben", "POST", Prefix+"/bookings/"+taken.ID+"/cancel").with("If-Match", etag(taken.Version)).send(t).want(http.StatusOK)
		first := read[Booking](send("ann", slot("press", 48)).want(http.StatusCreated))
		send("ann", slot("press", 72)).want(http.StatusUnprocessableEntity)
		other := read[Booking](send("ben", slot("press", 72)).want(http.StatusCreated))
		if other.ID == first.ID {
			t.Error("two people share a key")
		}
		// Another path is another request, also when the body is the same.
		h.as("ann", "POST", Prefix+"/holds").with("Idempotency-Key", "same").json(slot("press", 48)).send(t).want(http.StatusUnprocessableEntity)
	})
}

func TestEveryKindOfWriteIsDoneOnceUnderAKey(t *testing.T) {
	onEveryEngine(t, func(t *testing.T, h *house) {
		request := read[Booking](h.as("ann", "POST", Prefix+"/bookings").json(slot("laser", 24)).send(t).want(201))
		feed := read[FeedCreated](h.as("ann", "POST", Prefix+"/feeds").json(`{"name":"mine","kind":"mine"}`).send(t).want(201))
		for _, c := range []struct {
			who, method, path, body, version string
		}{
			{"ann", "POST", "/holds", slot("press", 240), ""},
			{"ann", "POST", "/bookings", slot("press", 48, `"repeat":{"rrule":"FREQ=DAILY;COUNT=3"}`), ""},
			{"max", "POST", "/bookings/" + request.ID + "/approve", `{"reason":"go ahead"}`, `"1"`},
			{"ann", "PATCH", "/bookings/" + request.ID, `{"title":"after"}`, `"2"`},
			{"ann", "POST", "/bookings/" + request.ID + "/cancel", ``, `"3"`},
			{"max", "POST", "/qualifications", `{"person":"ann","resource":"press","level":"basic"}`, ""},
			{"max", "POST", "/downtimes", `{"kind":"maintenance","resource":"press-2","start":"2026-12-20T09:00:00Z","end":"2026-12-20T12:00:00Z","reason":"oil"}`, ""},
			{"max", "POST", "/resources/bench-1/fault", `{"reason":"smoke"}`, ""},
			{"max", "PATCH", "/facilities/lab", `{"place":"Hengelo"}`, `"1"`},
			{"max", "PATCH", "/resources/oven", `{"location":"B1"}`, `"1"`},
			{"ann", "POST", "/tokens", `{"name":"ci","scope":"read"}`, ""},
			{"ann", "POST", "/feeds", `{"name":"all","kind":"facility","of":"lab"}`, ""},
			{"ann", "POST", "/feeds/" + feed.ID + "/rotate", ``, ""},
			{"ann", "DELETE", "/feeds/" + feed.ID, ``, ""},
		} {
			send := func() reply {
				a := h.as(c.who, c.method, Prefix+c.path).with("Idempotency-Key", "once"+strings.ReplaceAll(c.method+c.path, "/", "."))
				if c.version != "" {
					a.with("If-Match", c.version)
				}
				if c.body != "" {
					a.json(c.body)
				}
				return a.send(t)
			}
			first := send()
			if first.status >= 300 {
				t.Fatalf("%s %s: %d %s", c.method, c.path, first.status, first.body)
			}
			rows := h.rows()
			again := send().want(first.status)
			if again.head.Get("Idempotency-Replayed") != "true" {
				t.Errorf("%s %s: the repeat does not say that it is one", c.method, c.path)
			}
			if after := h.rows(); after != rows {
				t.Errorf("%s %s: the repeat wrote\n%s\n%s", c.method, c.path, rows, after)
			}
			secret := strings.Contains(string(first.body), `"secret"`) || strings.Contains(string(first.body), `"url"`)
			if !secret && string(again.body) != string(first.body) {
				t.Errorf("%s %s: the answers differ\n%s\n%s", c.method, c.path, first.body, again.body)
			}
			if secret && len(again.body) >= len(first.body) {
				t.Errorf("%s %s: the secret is shown again: %s", c.method, c.path, again.body)
			}
		}
	})
}
