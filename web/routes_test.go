package web

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"marke/facilities"
	"marke/facilities/texts"
	"marke/facilities/useroffice"
)

// probe says how a route is called with something of another partner's.
type probe struct {
	// of names what ":id" stands for, a key of secrets; those in hidden are the dyers' own.
	of    string
	query string
	form  url.Values // of a page that is posted
	json  string     // of the API
	knows []facilities.PersonID
}

// secrets are things of the dyers, each with the canary in it, by what they are.
type secrets map[string]string

// hidden are the kinds of thing that outsiders may not know of.
var hidden = []string{"booking", "series", "person", "guest", "feed", "token", "qualification", "project", "books", "money", "incident", "invoice", "request", "decided", "objection", "trade", "replan"}

// probes knows every route. Pages stand without their language.
func probes() map[string]probe {
	slot := url.Values{"resource": {"press"}, "day": {"2026-11-27"}, "from": {"10:00"}, "until": {"12:00"}, "project": {"hidden"}, "companions": {"dora"}}
	move := url.Values{"day": {"2026-11-27"}, "from": {"10:00"}, "until": {"12:00"}, "reason": {"x"}, "version": {"0"}}
	reason := url.Values{"reason": {"because"}, "version": {"0"}}
	everybodyKnows := []facilities.PersonID{"cor", "tess"} // who works for a facility knows everybody and their projects
	wish := `{"resource":"press","start":"2026-11-27T09:00:00Z","end":"2026-11-27T11:00:00Z","project":"hidden","companions":["dora"]}`
	return map[string]probe{
		"GET /": {}, "GET /root": {}, "GET /healthz": {}, "GET /readyz": {}, "GET /favicon.ico": {}, "GET /static/*file": {of: "file"}, "GET /nl": {}, "GET /en": {},
		"GET /find": {query: "what=pers&minutes=60&day=2026-11-24&project=hidden"}, "GET /resources": {query: "q=pers"}, "GET /resources/:id": {of: "resource"},
		"GET /login": {}, "POST /login": {form: url.Values{"email": {"dora@example.nl"}, "password": {"x"}}}, "POST /logout": {}, "GET /forgot": {}, "POST /forgot": {form: url.Values{"email": {"dora@example.nl"}}},
		"GET /reset/:token": {of: "wrong"}, "POST /reset/:token": {of: "wrong", form: url.Values{"password": {"long enough x"}, "again": {"long enough x"}}},
		"GET /invite/:token": {of: "wrong"}, "POST /invite/:token": {of: "wrong", form: url.Values{"password": {"long enough x"}, "again": {"long enough x"}}},
		"GET /access": {}, "POST /access": {form: url.Values{"name": {"Gast"}}},
		"GET /board": {query: "facility=lab"}, "GET /facilities/:id/board": {of: "facility", query: "view=week"}, "GET /bookings": {query: "of=all"},
		"GET /bookings/new": {query: "resource=press&project=hidden", knows: everybodyKnows}, "POST /bookings/new": {form: slot, knows: everybodyKnows},
		"GET /bookings/:id": {of: "booking"}, "GET /bookings/:id/move": {of: "booking"}, "POST /bookings/:id/move": {of: "booking", form: move},
		"POST /bookings/:id/cancel": {of: "booking", form: reason}, "POST /bookings/:id/check-in": {of: "booking", form: reason}, "POST /bookings/:id/check-out": {of: "booking", form: reason},
		"POST /bookings/:id/withdraw": {of: "booking", form: reason}, "POST /bookings/:id/quote": {of: "booking", form: url.Values{"total": {"100"}, "version": {"0"}}},
		"GET /bookings/:id/decide": {of: "booking"}, "POST /bookings/:id/approve": {of: "booking", form: reason}, "POST /bookings/:id/decline": {of: "booking", form: reason},
		"POST /series/:id/cancel": {of: "series", form: reason}, "GET /inbox": {query: "facility=lab"},
		"GET /facilities/:id/settings": {of: "facility"}, "POST /facilities/:id/settings": {of: "facility"}, "POST /facilities/:id/downtimes": {of: "facility"},
		"GET /facilities/:id/downtimes": {of: "facility"}, "GET /downtimes/:id": {of: "downtime"}, "POST /downtimes/:id/cause": {of: "downtime", form: url.Values{"caused_by": {"dyers"}, "cause": {"x"}}},
		"POST /facilities/:id/downtimes/:downtime/end": {of: "facility", form: reason}, "GET /facilities/:id/resources/new": {of: "facility"}, "POST /facilities/:id/resources/new": {of: "facility"},
		"GET /resources/:id/edit": {of: "resource"}, "POST /resources/:id/edit": {of: "resource"}, "GET /resources/:id/fault": {of: "resource"}, "POST /resources/:id/fault": {of: "resource"},
		"GET /resources/:id/users": {of: "resource", knows: []facilities.PersonID{"tess"}}, "POST /resources/:id/users": {of: "resource", form: url.Values{"person": {"dora"}, "level": {"basic"}}, knows: []facilities.PersonID{"tess"}},
		"POST /resources/:id/users/:qualification/revoke": {of: "resource", form: reason, knows: []facilities.PersonID{"tess"}},
		"GET /people": {query: "q=dora", knows: everybodyKnows}, "GET /people/invite": {}, "POST /people/invite": {form: url.Values{"name": {"X"}, "email": {"dora@example.nl"}, "partner": {"dyers"}, "language": {"nl"}}},
		"GET /people/:id": {of: "person", knows: everybodyKnows}, "POST /people/:id": {of: "person", form: url.Values{"name": {"X"}, "language": {"nl"}}, knows: everybodyKnows},
		"POST /people/:id/roles": {of: "person", form: reason, knows: everybodyKnows}, "POST /people/:id/block": {of: "person", form: reason, knows: everybodyKnows},
		"POST /people/:id/unblock": {of: "person", form: reason, knows: everybodyKnows}, "POST /people/:id/invite": {of: "person", knows: everybodyKnows}, "POST /people/:id/erase": {of: "person", form: reason, knows: everybodyKnows},
		"GET /access/requests": {}, "POST /access/requests/:id/admit": {of: "guest", form: reason}, "POST /access/requests/:id/refuse": {of: "guest", form: reason},
		"GET /partners": {}, "GET /partners/new": {}, "POST /partners/new": {form: url.Values{"id": {"x"}, "name": {"X"}, "kind": {"sme"}}}, "GET /partners/:id": {of: "partner"}, "POST /partners/:id": {of: "partner"},
		"GET /agreements": {}, "GET /audit/:kind/:id": {of: "booking"},
		"GET /money": {}, "GET /partners/:id/money": {of: "money"}, "GET /books": {}, "GET /facilities/:id/books": {of: "books"}, "GET /facilities/:id/books/:month": {of: "books"}, "POST /facilities/:id/books/:month/close": {of: "books"},
		"GET /facilities/:id/statements/:month/:partner": {of: "books"}, "GET /facilities/:id/statements/:month/:partner/pdf": {of: "books"}, "GET /facilities/:id/statements/:month/:partner/csv": {of: "books"},
		"GET /facilities/:id/agreement": {of: "facility"}, "GET /facilities/:id/agreement/propose": {of: "books"}, "POST /facilities/:id/agreement/propose": {of: "books"}, "POST /facilities/:id/agreement/:version/accept": {of: "facility", form: url.Values{"partner": {"dyers"}}},
		"GET /facilities/:id/costs": {of: "books"}, "POST /facilities/:id/costs": {of: "books"}, "POST /facilities/:id/budget": {of: "books"}, "POST /facilities/:id/costs/:cost/withdraw": {of: "books", form: reason}, "GET /facilities/:id/costs/:cost/evidence": {of: "books"},
		"GET /facilities/:id/tariffs": {of: "facility"}, "POST /facilities/:id/tariffs": {of: "books"}, "POST /facilities/:id/consumables": {of: "books"}, "GET /facilities/:id/incidents": {of: "facility"}, "POST /facilities/:id/incidents": {of: "books"},
		"GET /incidents/:id": {of: "incident"}, "POST /incidents/:id/settle": {of: "incident"}, "POST /incidents/:id/decide": {of: "incident", form: reason},
		"GET /facilities/:id/invoices": {of: "books"}, "POST /facilities/:id/invoices": {of: "books", form: url.Values{"month": {"2026-10"}}}, "POST /facilities/:id/advances": {of: "books"}, "POST /facilities/:id/billing": {of: "books"},
		"GET /invoices/:number": {of: "invoice"}, "GET /invoices/:number/pdf": {of: "invoice"}, "GET /invoices/:number/csv": {of: "invoice"}, "POST /invoices/:number/credit": {of: "invoice", form: reason},
		"GET /facilities/:id/payments": {of: "books"}, "POST /facilities/:id/payments": {of: "books"}, "POST /facilities/:id/payments/import": {of: "books", form: url.Values{"content": {"date,amount\n2026-11-20,1.00\n"}}},
		"GET /facilities/:id/journal": {of: "books"}, "GET /facilities/:id/public-money": {of: "books"}, "POST /facilities/:id/public-money/:what": {of: "books"},
		// The funds are the whole consortium's: whoever keeps any facility's books sees the projects that borrow.
		"GET /funds": {knows: everybodyKnows}, "POST /funds": {knows: everybodyKnows}, "POST /funds/:id/deposit": {of: "fund", knows: everybodyKnows}, "POST /funds/:id/loans": {of: "fund", knows: everybodyKnows}, "POST /funds/:id/loans/:loan": {of: "fund", knows: everybodyKnows},
		"GET /report": {}, "GET /report/pdf": {}, "GET /report/csv": {},

		"GET /rounds": {query: "facility=lab"}, "GET /rounds/new": {query: "facility=lab"}, "POST /rounds/new": {form: url.Values{"facility": {"lab"}, "name": {"x"}}},
		"GET /rounds/:id": {of: "round", query: "partner=dyers"}, "GET /rounds/:id/edit": {of: "call"}, "POST /rounds/:id/edit": {of: "call", form: reason},
		"POST /rounds/:id/close": {of: "other", form: reason}, "POST /rounds/:id/reopen": {of: "other", form: reason}, "POST /rounds/:id/cancel": {of: "other", form: reason},
		"POST /rounds/:id/solve": {of: "other", form: url.Values{"seconds": {"1"}}}, "POST /rounds/:id/night": {of: "other", form: reason}, "POST /rounds/:id/pin": {of: "round", form: url.Values{"plan": {"1"}, "request": {"x"}}}, "POST /rounds/:id/unpin": {of: "round", form: url.Values{"plan": {"1"}, "request": {"x"}}},
		"POST /rounds/:id/publish": {of: "round", form: url.Values{"plan": {"1"}}}, "POST /rounds/:id/offer": {of: "offered", form: url.Values{"plan": {"1"}}}, "POST /rounds/:id/withdraw-offer": {of: "offered", form: reason}, "POST /rounds/:id/order": {of: "call", form: url.Values{"partner": {"dyers"}, "up": {"x"}}}, "GET /rounds/:id/order": {of: "call", query: "partner=dyers"}, "POST /rounds/:id/order/shares": {of: "call", form: url.Values{"partner": {"dyers"}, "u-hidden": {"1"}}},
		"GET /rounds/:id/plans/:number": {of: "round"}, "GET /rounds/:id/plans/:number/publish": {of: "round"}, "GET /rounds/:id/plans/:number/problem.json": {of: "round"}, "GET /rounds/:id/plans/:number/plan.json": {of: "round"},
		"GET /rounds/:id/compare": {of: "round"}, "GET /rounds/:id/objections": {of: "round"}, "GET /rounds/:id/requests/new": {of: "call", knows: everybodyKnows}, "POST /rounds/:id/requests/new": {of: "call", form: url.Values{"title": {"x"}, "project": {"hidden"}, "s0-resources": {"press"}, "s0-hours": {"2"}}, knows: everybodyKnows},
		"GET /rounds/:id/import": {of: "call"}, "POST /rounds/:id/import": {of: "call", form: url.Values{"table": {"title,minutes,resource,project\nx,60,press,hidden\n"}}}, "GET /rounds/:id/template.csv": {of: "call"},
		"GET /requests/:id": {of: "decided"}, "GET /requests/:id/edit": {of: "request"}, "POST /requests/:id/edit": {of: "request", form: reason}, "POST /requests/:id/withdraw": {of: "request", form: reason}, "POST /requests/:id/object": {of: "decided", form: url.Values{"text": {"x"}}},
		"POST /objections/:id/answer": {of: "objection", form: url.Values{"answer": {"x"}}}, "GET /facilities/:id/hours": {of: "facility"},
		"GET /trades": {}, "POST /trades": {form: url.Values{"to": {"dyers"}, "hours": {"2"}, "pool": {"lab|presses"}}}, "POST /trades/:id/accept": {of: "trade", form: reason}, "POST /trades/:id/decline": {of: "trade", form: reason},
		"GET /facilities/:id/replans": {of: "facility"}, "POST /facilities/:id/downtimes/:downtime/replan": {of: "facility", form: reason}, "GET /replans/:id": {of: "replan"}, "POST /replans/:id/apply": {of: "replan", form: reason}, "POST /replans/:id/reject": {of: "replan", form: reason},
		"GET /facilities/:id/round-policy": {of: "facility"}, "POST /facilities/:id/round-policy": {of: "facility", form: url.Values{"trade_most": {"10"}, "version": {"1"}}},

		"GET /calendars": {}, "POST /calendars": {form: url.Values{"of": {"partner|dyers"}}}, "POST /calendars/:id/rotate": {of: "feed"}, "POST /calendars/:id/revoke": {of: "feed"},
		"GET /tokens": {}, "POST /tokens": {form: url.Values{"name": {"x"}, "scope": {"read"}, "days": {"30"}}}, "POST /tokens/:id/revoke": {of: "token"},
		"GET /profile": {}, "POST /profile": {form: url.Values{"name": {"X"}, "language": {"nl"}}}, "POST /profile/password": {}, "GET /profile/export": {},

		"GET /api/docs": {}, "GET /api/docs.css": {}, "GET /api/v1/openapi.json": {}, "GET /feeds/:file": {of: "wrong"}, "HEAD /feeds/:file": {of: "wrong"},
		"GET /api/v1/facilities": {}, "GET /api/v1/facilities/:id": {of: "facility"}, "PUT /api/v1/facilities/:id": {of: "facility", json: `{}`}, "PATCH /api/v1/facilities/:id": {of: "facility", json: `{"name":"x"}`},
		"GET /api/v1/resources": {}, "GET /api/v1/resources/:id": {of: "resource"}, "PUT /api/v1/resources/:id": {of: "resource", json: `{}`}, "PATCH /api/v1/resources/:id": {of: "resource", json: `{"name":"x"}`},
		"GET /api/v1/resources/:id/availability": {of: "resource", query: "from=2026-11-23T00:00:00Z&to=2026-11-30T00:00:00Z"}, "POST /api/v1/resources/:id/fault": {of: "resource", json: `{"reason":"x"}`},
		"GET /api/v1/people": {query: "q=dora", knows: everybodyKnows}, "GET /api/v1/partners": {}, "GET /api/v1/projects": {knows: everybodyKnows}, "GET /api/v1/me": {},
		"GET /api/v1/bookings": {query: "partner=dyers&from=2026-11-01T00:00:00Z&to=2026-12-30T00:00:00Z"}, "GET /api/v1/bookings/:id": {of: "booking"}, "PATCH /api/v1/bookings/:id": {of: "booking", json: `{"title":"x"}`},
		"POST /api/v1/bookings": {json: wish}, "POST /api/v1/bookings/check": {json: wish}, "POST /api/v1/holds": {json: wish}, "POST /api/v1/slots/find": {json: `{"resource":"press","duration_minutes":60,"from":"2026-11-24T09:00:00Z","to":"2026-11-25T09:00:00Z","project":"hidden"}`},
		"POST /api/v1/bookings/:id/check-in": {of: "booking", json: `{}`}, "POST /api/v1/bookings/:id/check-out": {of: "booking", json: `{}`}, "POST /api/v1/bookings/:id/cancel": {of: "booking", json: `{"reason":"x"}`},
		"POST /api/v1/bookings/:id/approve": {of: "booking", json: `{"reason":"x"}`}, "POST /api/v1/bookings/:id/decline": {of: "booking", json: `{"reason":"x"}`}, "POST /api/v1/bookings/:id/accept-quote": {of: "booking", json: `{"total_cents":1}`}, "POST /api/v1/bookings/:id/withdraw": {of: "booking", json: `{}`},
		"GET /api/v1/inbox": {}, "GET /api/v1/audit": {query: "kind=booking&subject=dora"}, "GET /api/v1/downtimes": {query: "facility=lab"},
		"POST /api/v1/downtimes": {json: `{"kind":"maintenance","resource":"press","start":"2026-12-24T09:00:00Z","end":"2026-12-24T10:00:00Z","reason":"x"}`}, "POST /api/v1/downtimes/:id/end": {of: "wrong", json: `{}`},
		"GET /api/v1/downtimes/:id": {of: "downtime"}, "POST /api/v1/downtimes/:id/cause": {of: "downtime", json: `{"caused_by":"dyers","cause":"x"}`}, "GET /api/v1/facilities/:id/hours/lines": {of: "facility"},
		"GET /api/v1/qualifications": {query: "person=dora", knows: []facilities.PersonID{"tess", "cor"}}, "POST /api/v1/qualifications": {json: `{"person":"dora","resource":"press","level":"basic"}`, knows: []facilities.PersonID{"tess"}}, "DELETE /api/v1/qualifications/:id": {of: "qualification", knows: []facilities.PersonID{"tess"}},
		"GET /api/v1/feeds": {}, "POST /api/v1/feeds": {json: `{"kind":"partner","partner":"dyers"}`}, "POST /api/v1/feeds/:id/rotate": {of: "feed"}, "DELETE /api/v1/feeds/:id": {of: "feed"},
		"GET /api/v1/facilities/:id/months": {of: "books"}, "POST /api/v1/facilities/:id/close": {of: "books", json: `{"month":"2026-10"}`}, "GET /api/v1/facilities/:id/statements": {of: "books", query: "month=2026-10&partner=dyers"}, "GET /api/v1/facilities/:id/journal": {of: "books"},
		"GET /api/v1/facilities/:id/balances": {of: "facility"}, "GET /api/v1/facilities/:id/invoices": {of: "facility"}, "GET /api/v1/partners/:id/money": {of: "money"}, "GET /api/v1/partners/:id/project-shares": {of: "money"}, "PUT /api/v1/partners/:id/project-shares": {of: "money", json: `{"projects":[{"project":"hidden","units":1}]}`}, "GET /api/v1/report": {},
		"GET /api/v1/rounds": {}, "GET /api/v1/rounds/:id": {of: "round"}, "POST /api/v1/rounds": {json: `{"facility":"lab","name":"x","pools":["presses"],"from":"2027-01-01","to":"2027-01-08"}`},
		"GET /api/v1/rounds/:id/plans/:number": {of: "round"}, "GET /api/v1/rounds/:id/plans/:number/problem": {of: "round"}, "GET /api/v1/rounds/:id/plans/:number/file": {of: "round"}, "GET /api/v1/rounds/:id/compare": {of: "round", query: "a=1&b=1"},
		"GET /api/v1/rounds/:id/objections": {of: "round"}, "POST /api/v1/rounds/:id/close": {of: "round", json: `{}`}, "POST /api/v1/rounds/:id/reopen": {of: "round", json: `{"deadline":"2026-12-01T00:00:00Z"}`}, "POST /api/v1/rounds/:id/cancel": {of: "round", json: `{"reason":"x"}`},
		"POST /api/v1/rounds/:id/solve": {of: "round", json: `{"steps":100}`}, "POST /api/v1/rounds/:id/night": {of: "round", json: `{}`}, "POST /api/v1/rounds/:id/publish": {of: "round", json: `{"plan":1}`}, "POST /api/v1/rounds/:id/offer": {of: "round", json: `{"plan":1}`}, "POST /api/v1/rounds/:id/withdraw-offer": {of: "round", json: `{}`}, "GET /api/v1/rounds/:id/offered": {of: "offered"},
		"POST /api/v1/rounds/:id/pin": {of: "round", json: `{"plan":1,"request":"x"}`}, "POST /api/v1/rounds/:id/unpin": {of: "round", json: `{"request":"x"}`},
		"POST /api/v1/rounds/:id/order": {of: "call", json: `{"partner":"dyers","requests":[]}`}, "POST /api/v1/rounds/:id/order/propose": {of: "call", json: `{"partner":"dyers"}`}, "POST /api/v1/rounds/:id/import": {of: "call", json: `{"table":"title,minutes,resource,project\nx,60,press,hidden\n"}`},
		"GET /api/v1/requests": {query: "partner=dyers"}, "GET /api/v1/requests/:id": {of: "decided"}, "POST /api/v1/requests": {json: `{"round":"call","title":"x","steps":[{"resources":["press"],"duration_minutes":60}]}`}, "POST /api/v1/requests/check": {json: `{"round":"call","title":"x","steps":[{"resources":["press"],"duration_minutes":60}]}`}, "PUT /api/v1/requests/:id": {of: "request", json: `{"round":"call","title":"x","steps":[{"resources":["press"],"duration_minutes":60}]}`},
		"POST /api/v1/requests/:id/withdraw": {of: "request", json: `{}`}, "POST /api/v1/requests/:id/objections": {of: "decided", json: `{"text":"x"}`}, "POST /api/v1/objections/:id/answer": {of: "objection", json: `{"answer":"x","upheld":false}`},
		"GET /api/v1/facilities/:id/hours": {of: "facility"}, "GET /api/v1/trades": {}, "POST /api/v1/trades": {json: `{"from":"dyers","to":"weavers","gives":"x"}`}, "GET /api/v1/trades/:id": {of: "trade"}, "POST /api/v1/trades/:id/accept": {of: "trade", json: `{}`}, "POST /api/v1/trades/:id/decline": {of: "trade", json: `{}`},
		"POST /api/v1/downtimes/:id/replan": {of: "wrong"}, "GET /api/v1/replans": {query: "facility=lab"}, "GET /api/v1/replans/:id": {of: "replan"}, "POST /api/v1/replans/:id/apply": {of: "replan", json: `{}`}, "POST /api/v1/replans/:id/reject": {of: "replan", json: `{}`},
		"GET /api/v1/tokens": {}, "POST /api/v1/tokens": {json: `{"name":"x","scope":"read"}`}, "DELETE /api/v1/tokens/:id": {of: "token"},
	}
}

// hide makes the dyers' things, with the canary in each.
func (w *world) hide() secrets {
	w.t.Helper()
	dora := w.actor("dora")
	must := func(err error) {
		w.t.Helper()
		if err != nil {
			w.t.Fatal(err)
		}
	}
	secret := wish("laser", 24)
	secret.Title, secret.Project, secret.Reason = canary+" titel", "hidden", canary+" reden"
	booked := w.book("dora", secret)
	confidential := wish("press", 26)
	confidential.Title, confidential.Confidential = canary+" vertrouwelijk", true
	w.book("dora", confidential)
	weekly := wish("oven", 48)
	weekly.Title = canary + " reeks"
	weekly.Repeat = &facilities.Repeat{Rule: "FREQ=WEEKLY;COUNT=3", Mode: facilities.RepeatAll}
	series, err := w.office.BookSeries(w.t.Context(), dora, w.clock(), weekly)
	must(err)
	feed, _, err := w.office.Subscribe(w.t.Context(), dora, w.clock(), canary+" feed", facilities.FeedOf{Kind: facilities.FeedMine})
	must(err)
	token, _, err := w.office.CreateToken(w.t.Context(), dora, w.clock(), canary+" token", facilities.ScopeRead, time.Time{})
	must(err)
	q, err := w.office.Grant(w.t.Context(), w.actor("mees"), w.clock(), facilities.Qualification{Person: "dora", Resource: "press", Level: facilities.LevelBasic, From: monday, Reason: canary})
	must(err)
	must(w.office.AskAccess(w.t.Context(), w.clock(), useroffice.GuestRequest{Name: canary, Email: "gast@example.nl", Organisation: canary + " bv", Facility: "lab", Why: canary, Language: "nl"}, "10.0.0.1"))
	guests, err := w.office.AccessRequests(w.t.Context(), w.actor("mees"), w.clock())
	must(err)
	books := w.keepBooks()
	s := w.hideInRounds()
	maps.Copy(s, secrets{"books": "lab", "money": "dyers", "incident": string(books.incident), "invoice": books.invoice, "cost": string(books.cost), "agreement": string(books.agreement), "fund": "fund", "loan": string(books.loan),
		"booking": string(booked.ID), "series": string(series.Series.ID), "feed": string(feed.ID), "token": string(token.ID), "qualification": string(q.ID), "guest": string(guests[0].Person.ID),
		"person": "dora", "project": "hidden", "partner": "dyers", "facility": "lab", "resource": "press", "wrong": "0000", "file": "marke.css"})
	return s
}

func TestNoRouteShowsAnotherPartnersSecrets(t *testing.T) {
	w := newWorld(t)
	secrets := w.hide()
	tokens := map[facilities.PersonID]string{"": ""}
	for _, p := range everybody() {
		_, token, err := w.office.CreateToken(t.Context(), w.actor(p.ID), w.clock(), "test", facilities.ScopeWrite, time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		tokens[p.ID] = token
	}
	known, used := probes(), map[string]bool{}
	// Those who may act on the dyers' things come last: they change them.
	for _, who := range []facilities.PersonID{"", "anna", "rik", "tess", "cor", "dora", "mees", "ada"} {
		outsider := who != "dora" && who != "mees" && who != "ada"
		for _, route := range w.site.engine.Routes() {
			key, language := route.Method+" "+route.Path, ""
			for _, lang := range texts.Languages {
				if rest, ok := strings.CutPrefix(route.Path, "/"+lang+"/"); ok {
					key, language = route.Method+" /"+rest, lang
				}
			}
			p, ok := known[key]
			if !ok {
				t.Fatalf("this test does not know the route %s: say in probes how it is called with another partner's object", key)
			}
			used[key] = true
			if language == "en" && !outsider {
				continue // what changes things need be tried once
			}
			a := w.call(who, tokens[who], route.Method, secrets.path(route.Path, p), p)
			where := fmt.Sprintf("%s by %q", key, who)
			if a.StatusCode >= 500 {
				t.Errorf("%s: status %d: %s", where, a.StatusCode, shorten(a.Body))
			}
			if !outsider || slices.Contains(p.knows, who) {
				continue
			}
			if leaked := leak(a); leaked != "" {
				t.Errorf("%s lets out: %s", where, leaked)
			}
			if !slices.Contains(hidden, p.of) {
				continue
			}
			api := strings.HasPrefix(route.Path, "/api/")
			switch {
			case who == "" && api && a.StatusCode != http.StatusUnauthorized, who == "" && !api && a.StatusCode != http.StatusSeeOther, who != "" && a.StatusCode != http.StatusNotFound:
				t.Errorf("%s: status %d, want as if there were none\n%s", where, a.StatusCode, shorten(a.Body))
			}
			if api && who != "" && route.Method != http.MethodGet {
				w.tellsNothingOfMistakes(where, who, tokens[who], route.Method, secrets.path(route.Path, p))
			}
		}
	}
	for key := range known {
		if !used[key] && key != "GET /root" {
			t.Errorf("probes knows %s, which is no route", key)
		}
	}
}

// tellsNothingOfMistakes sends what is wrong in itself: of a thing that they may not know of, outsiders do not even hear that.
func (w *world) tellsNothingOfMistakes(where string, who facilities.PersonID, token, method, path string) {
	w.t.Helper()
	for _, body := range []string{`{"nothing":1}`, `[]`, `{`} {
		if a := w.call(who, token, method, path, probe{json: body}); a.StatusCode != http.StatusNotFound {
			w.t.Errorf("%s, with the body %s: status %d, want as if there were none\n%s", where, body, a.StatusCode, shorten(a.Body))
		}
	}
	if a := w.call(who, token, method, path+"?nothing=1", probe{}); a.StatusCode != http.StatusNotFound {
		w.t.Errorf("%s, with a query that is none: status %d, want as if there were none", where, a.StatusCode)
	}
}

// path fills the parameters of a route.
func (s secrets) path(route string, p probe) string {
	parts := strings.Split(route, "/")
	for i, part := range parts {
		switch part {
		case ":id", ":token", ":file":
			parts[i] = s[p.of]
		case "*file":
			parts[i] = s["file"]
		case ":kind":
			parts[i] = "booking"
		case ":month":
			parts[i] = "2026-10"
		case ":partner":
			parts[i] = s["money"]
		case ":number":
			parts[i] = s["invoice"]
			if strings.Contains(route, "/plans/") {
				parts[i] = "1"
			}
		case ":cost", ":loan":
			parts[i] = s[part[1:]]
		case ":version":
			parts[i] = s["agreement"]
		case ":what":
			parts[i] = "price"
		case ":downtime":
			parts[i] = "none"
		case ":qualification":
			parts[i] = s["qualification"]
		}
	}
	path := strings.Join(parts, "/")
	if p.query != "" {
		path += "?" + p.query
	}
	return path
}

// call sends a request by session or, to the API, by token.
func (w *world) call(who facilities.PersonID, token, method, path string, p probe) answer {
	w.t.Helper()
	if !strings.HasPrefix(path, "/api/") {
		body := p.form
		if method == http.MethodPost && body == nil {
			body = url.Values{}
		}
		return w.as(who).do(method, path, body)
	}
	return w.as("").do(method, path, nil, func(r *http.Request) {
		if p.json != "" {
			r.Body = io.NopCloser(bytes.NewReader([]byte(p.json)))
			r.ContentLength = int64(len(p.json))
			r.Header.Set("Content-Type", "application/json")
		}
		if token != "" {
			r.Header.Set("Authorization", "Bearer "+token)
		}
		r.Header.Set("If-Match", `"1"`)
	})
}

// leak is where the canary sings, with some of what stands around it.
func leak(a answer) string {
	for name, values := range a.Header {
		for _, value := range values {
			if strings.Contains(value, canary) {
				return name + ": " + value
			}
		}
	}
	if i := strings.Index(a.Body, canary); i >= 0 {
		return a.Body[max(0, i-200):min(len(a.Body), i+100)]
	}
	return ""
}

func TestAConfidentialBookingIsOnlyBusyToOtherPartners(t *testing.T) {
	w := newWorld(t)
	secret := wish("press", 24)
	secret.Title, secret.Confidential = canary, true
	b := w.book("dora", secret)
	for _, path := range []string{"/facilities/lab/board?day=2026-11-24", "/facilities/lab/board?view=week", "/facilities/lab/board?view=list", "/resources/press"} {
		for lang, busy := range map[string]string{"nl": "Bezet", "en": "Busy"} {
			a := w.as("anna").get("/" + lang + path)
			a.wants(t, http.StatusOK, busy)
			for _, hidden := range []string{canary, "Ververij", string(b.ID)} {
				if strings.Contains(a.Body, hidden) {
					t.Errorf("%s%s says %q", lang, path, hidden)
				}
			}
			if own := w.as("dora").get("/" + lang + path); !strings.Contains(own.Body, canary) {
				t.Errorf("%s%s keeps it from its own partner", lang, path)
			}
		}
	}
	open := wish("press-2", 24)
	open.Title = canary
	w.book("dora", open)
	a := w.as("anna").get("/nl/facilities/lab/board?day=2026-11-24")
	a.wants(t, http.StatusOK, "Ververij Twente")
	if strings.Contains(a.Body, canary) {
		t.Error("the title of another partner's booking is shown")
	}
	public := w.as("").get("/nl/resources/press-2?week=2026-11-24")
	public.wants(t, http.StatusOK, "Bezet")
	if strings.Contains(public.Body, "Ververij") {
		t.Error("a stranger is told who booked")
	}
}
