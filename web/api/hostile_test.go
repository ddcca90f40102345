package api

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// hostile is a request that somebody sends by mistake or in malice.
type hostile struct {
	name   string
	who    string // "" is nobody
	method string
	path   string // under Prefix
	body   string
	head   []string // names and values
	status int
	at     string // location of one of the wrong values
	raw    bool   // the body is no JSON, or its type is what is wrong: send no type by itself
}

// hostiles is the table. yours is a booking of ann's, theirs one of dot's, both with version 1.
func hostiles(yours, theirs string) []hostile {
	post := func(name, body string, status int, at string) hostile {
		return hostile{name: name, who: "ann", method: "POST", path: "/bookings", body: body, status: status, at: at}
	}
	get := func(name, path string, status int, at string) hostile {
		return hostile{name: name, who: "ann", method: "GET", path: path, status: status, at: at}
	}
	change := func(name, path, body string, status int, at string, head ...string) hostile {
		return hostile{name: name, who: "ann", method: "PATCH", path: path, body: body, status: status, at: at, head: head}
	}
	first, year := noon.Add(48*time.Hour), noon.Add(48*time.Hour+365*24*time.Hour)
	at := func(start, end string) string {
		return fmt.Sprintf(`{"resource":"press","start":%q,"end":%q,"project":"wings"}`, start, end)
	}
	repeat := func(rule string) string { return slot("press", 100, `"repeat":{"rrule":`+rule+`}`) }
	long := func(n int) string { return strings.Repeat("x", n) }

	return []hostile{
		// Times.
		post("the end before the start", span("press", first.Add(time.Hour), first), 422, "body.end"),
		post("no length at all", span("press", first, first), 422, "body.end"),
		post("a year of minutes", span("press", first, year), 422, "body.end"),
		post("a local time without an offset", at("2026-12-01T09:00:00", "2026-12-01T10:00:00"), 422, "body.start"),
		post("a local time that does not exist", at("2027-03-28T02:30:00", "2027-03-28T04:00:00"), 422, "body.start"),
		post("a day that does not exist", at("2027-02-30T09:00:00Z", "2027-02-30T10:00:00Z"), 422, "body.start"),
		post("hour 25", at("2026-12-01T25:00:00Z", "2026-12-01T26:00:00Z"), 422, "body.start"),
		post("a zone that nobody knows", at("2026-12-01T09:00:00[Twente/Enschede]", "2026-12-01T10:00:00Z"), 422, "body.start"),
		post("an offset of 99 hours", at("2026-12-01T09:00:00+99:00", "2026-12-01T10:00:00Z"), 422, "body.start"),
		post("the year 9999", at("9999-12-31T09:00:00Z", "9999-12-31T10:00:00Z"), 422, "body.start"),
		post("the year 0", at("0000-01-01T00:00:00Z", "0000-01-01T01:00:00Z"), 422, "body.start"),
		post("a time as a number", `{"resource":"press","start":1796115600,"end":1796119200}`, 422, "body.start"),
		post("an empty time", at("", "2026-12-01T10:00:00Z"), 422, "body.start"),
		// Bodies.
		post("no body", "", 400, ""),
		post("half a body", `{"resource":"press",`, 400, ""),
		post("a second value after the first", slot("press", 48)+`{}`, 400, ""),
		post("a comma too many", `{"resource":"press",}`, 400, ""),
		post("single quotes", `{'resource':'press'}`, 400, ""),
		post("NaN", `{"resource":"press","units":NaN}`, 400, ""),
		post("a name twice", slot("press", 48, `"title":"one"`, `"title":"two"`), 400, ""),
		post("ten thousand lists in each other", strings.Repeat("[", 10_000)+strings.Repeat("]", 10_000), 400, ""),
		post("objects nested a little too deeply", `{"intake":`+strings.Repeat(`{"a":`, 30)+`1`+strings.Repeat(`}`, 31), 400, ""),
		post("bytes that are no UTF-8", slot("press", 48, "\"title\":\"\xff\xfe\""), 400, ""),
		post("half a surrogate pair", slot("press", 48, `"title":"\ud800"`), 400, ""),
		post("a list", `[]`, 422, "body"),
		post("null", `null`, 422, "body"),
		post("a text", `"press"`, 422, "body"),
		post("nothing in it", `{}`, 422, "body.resource"),
		post("a member that nobody knows", slot("press", 48, `"colour":"red"`), 422, "body.colour"),
		post("a member in capitals", slot("press", 48, `"Title":"x"`), 422, "body.Title"),
		post("a member with the name of a prototype", slot("press", 48, `"__proto__":{"admin":true}`), 422, "body.__proto__"),
		// Values.
		post("a title of 10 MB", slot("press", 48, `"title":"`+long(10<<20)+`"`), 413, ""),
		post("a title of 201 characters", slot("press", 48, `"title":"`+long(201)+`"`), 422, "body.title"),
		post("NUL in a title", slot("press", 48, `"title":"a\u0000b"`), 422, "body.title"),
		post("a line break in a title", slot("press", 48, `"title":"a\r\nX-Evil: 1"`), 422, "body.title"),
		post("a bell in a title", slot("press", 48, `"title":"\u0007"`), 422, "body.title"),
		post("a title that is a number", slot("press", 48, `"title":7`), 422, "body.title"),
		post("a yes that is a text", slot("press", 48, `"confidential":"yes"`), 422, "body.confidential"),
		post("an id that is a number", `{"resource":7,"start":"2026-12-01T09:00:00Z","end":"2026-12-01T10:00:00Z"}`, 422, "body.resource"),
		post("an id that overflows", slot(long(100_000), 48), 422, "body.resource"),
		post("an id of 2^64", slot("18446744073709551616", 48), 422, "body.resource"),
		post("an id that climbs", slot("../../etc/passwd", 48), 422, "body.resource"),
		post("an id with SQL in it", slot(`press' OR '1'='1`, 48), 422, "body.resource"),
		post("a project of somebody else's", slot("press", 48, `"project":"hidden"`), 422, "body.project"),
		post("a project that is none", slot("press", 48, `"project":"no-such"`), 422, "body.project"),
		post("a person that is none", slot("press", 48, `"for":"nobody"`), 422, "body.for"),
		post("units of nothing", slot("press", 48, `"units":0`), 422, "body.units"),
		post("units below nothing", slot("press", 48, `"units":-3`), 422, "body.units"),
		post("half a unit", slot("press", 48, `"units":1.5`), 422, "body.units"),
		post("units in powers of ten", slot("press", 48, `"units":1e2`), 422, "body.units"),
		post("units beyond 64 bits", slot("press", 48, `"units":99999999999999999999`), 422, "body.units"),
		post("a number of a thousand digits", slot("press", 48, `"units":`+strings.Repeat("9", 1000)), 422, "body.units"),
		post("too many companions", slot("press", 48, `"companions":[`+strings.Repeat(`"ben",`, 30)+`"ben"]`), 422, "body.companions"),
		post("a companion that is an object", slot("press", 48, `"companions":[{"person":"ben"}]`), 422, "body.companions[0]"),
		post("units of a further resource below nothing", slot("press", 48, `"with":[{"resource":"oven","units":-1}]`), 422, "body.with[0].units"),
		post("an override of a rule that is none", slot("press", 48, `"override":["gravity"]`), 422, "body.override[0]"),
		// Series.
		post("every second", repeat(`"FREQ=SECONDLY;COUNT=5"`), 422, "body.repeat.rrule"),
		post("every hour", repeat(`"FREQ=HOURLY;COUNT=5"`), 422, "body.repeat.rrule"),
		post("a thousand million times", repeat(`"FREQ=DAILY;COUNT=1000000000"`), 422, "body.repeat.rrule"),
		post("for ever", repeat(`"FREQ=DAILY"`), 422, "body.repeat.rrule"),
		post("no rule", repeat(`"every Tuesday"`), 422, "body.repeat.rrule"),
		post("an empty rule", repeat(`""`), 422, "body.repeat.rrule"),
		post("a rule with a line break", repeat(`"FREQ=DAILY;COUNT=2\nATTACH:file"`), 422, "body.repeat.rrule"),
		post("a 31st of February", repeat(`"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31;COUNT=3"`), 422, "body.repeat.rrule"),
		post("a mode that is none", slot("press", 100, `"repeat":{"rrule":"FREQ=DAILY;COUNT=2","mode":"some"}`), 422, "body.repeat.mode"),
		// Kinds of body.
		{name: "a form", who: "ann", method: "POST", path: "/bookings", body: "resource=press", head: []string{"Content-Type", "application/x-www-form-urlencoded"}, status: 415},
		{name: "XML", who: "ann", method: "POST", path: "/bookings", body: "<booking/>", head: []string{"Content-Type", "text/xml"}, status: 415},
		{name: "JSON in another alphabet", who: "ann", method: "POST", path: "/bookings", body: slot("press", 48), head: []string{"Content-Type", "application/json; charset=utf-16"}, status: 415},
		{name: "a patch where a booking belongs", who: "ann", method: "POST", path: "/bookings", body: slot("press", 48), head: []string{"Content-Type", "application/merge-patch+json"}, status: 415},
		{name: "no kind at all", who: "ann", method: "POST", path: "/bookings", body: slot("press", 48), raw: true, status: 415},
		{name: "a kind that cannot be read", who: "ann", method: "POST", path: "/bookings", body: slot("press", 48), head: []string{"Content-Type", "+;;"}, status: 415},
		// Who asks.
		{name: "nobody books", method: "POST", path: "/bookings", body: slot("press", 48), status: 401},
		{name: "a token that is none", who: "marke_0000000000000000", method: "POST", path: "/bookings", body: slot("press", 48), status: 401},
		{name: "a token that is none, where none is needed", who: "marke_0000000000000000", method: "GET", path: "/facilities", status: 401},
		{name: "a password instead of a token", method: "GET", path: "/me", head: []string{"Authorization", "Basic YW5uOnB3"}, status: 401},
		{name: "two tokens", who: "ann", method: "GET", path: "/me", head: []string{"Authorization", "Bearer second"}, status: 401},
		{name: "a cookie instead of a token", method: "GET", path: "/me", head: []string{"Cookie", "session=abc; token=abc"}, status: 401},
		{name: "a token of 8 kB", who: long(8000), method: "GET", path: "/me", status: 401},
		{name: "a token that only reads", who: "reader", method: "POST", path: "/bookings", body: slot("press", 48), status: 403},
		{name: "no manager approves", who: "ann", method: "POST", path: "/bookings/" + yours + "/approve", head: []string{"If-Match", `"1"`}, status: 403},
		{name: "no manager changes a facility", who: "ann", method: "PATCH", path: "/facilities/lab", body: `{"place":"Elsewhere"}`, head: []string{"If-Match", `"1"`}, status: 403},
		{name: "no manager grants a qualification", who: "ann", method: "POST", path: "/qualifications", body: `{"person":"ann","resource":"press","level":"trainer"}`, status: 403},
		{name: "no manager closes the place", who: "ann", method: "POST", path: "/downtimes", body: `{"kind":"closure","facility":"lab","start":"2026-12-01T09:00:00Z","reason":"party"}`, status: 403},
		// What is not there, or not theirs.
		get("another partner's booking", "/bookings/"+theirs, 404, ""),
		change("another partner's booking changed", "/bookings/"+theirs, `{"title":"mine"}`, 404, "", "If-Match", `"1"`),
		{name: "another partner's booking cancelled", who: "ann", method: "POST", path: "/bookings/" + theirs + "/cancel", head: []string{"If-Match", `"1"`}, status: 404},
		get("the history of another partner's booking", "/audit?kind=booking&id="+theirs, 404, ""),
		get("a booking that is none", "/bookings/0000000000000000", 404, ""),
		get("an id with a slash", "/bookings/a%2Fb", 404, ""),
		get("an id with NUL", "/bookings/a%00b", 404, ""),
		get("an id with a line break", "/bookings/a%0d%0aX-Evil:1", 404, ""),
		get("an id that overflows in a path", "/bookings/"+long(3000), 404, ""),
		get("an id with SQL in a path", "/bookings/x'%20OR%201=1--", 404, ""),
		get("a path that climbs", "/facilities/..%2f..%2fetc%2fpasswd", 404, ""),
		get("a resource that is none", "/resources/no-such", 404, ""),
		get("a path that is none", "/bookings/"+yours+"/explode", 404, ""),
		{name: "a method that is none here", who: "ann", method: "DELETE", path: "/bookings/" + yours, status: 405},
		{name: "a method that nobody knows", who: "ann", method: "BREW", path: "/bookings", status: 405},
		// Queries.
		get("limit 0", "/bookings?limit=0", 422, "query.limit"),
		get("limit below nothing", "/bookings?limit=-1", 422, "query.limit"),
		get("a limit of a thousand million", "/bookings?limit=1000000000", 422, "query.limit"),
		get("a limit beyond 64 bits", "/bookings?limit=99999999999999999999", 422, "query.limit"),
		get("a limit that is a text", "/bookings?limit=many", 422, "query.limit"),
		get("a parameter that nobody knows", "/bookings?colour=red", 422, "query.colour"),
		get("a parameter twice", "/bookings?limit=1&limit=2", 422, "query.limit"),
		get("a cursor that somebody made up", "/bookings?cursor=MQ", 422, "query.cursor"),
		get("a cursor of another list", "/bookings?cursor="+seal("facilities", "lab"), 422, "query.cursor"),
		get("a cursor of the right form with nonsense in it", "/bookings?cursor="+seal("bookings", "'; DROP TABLE bookings; --"), 422, "query.cursor"),
		get("a cursor with NUL", "/bookings?cursor=%00", 422, "query.cursor"),
		get("half an escape", "/bookings?resource=%zz", 400, ""),
		get("NUL in a query", "/bookings?resource=a%00b", 422, "query.resource"),
		get("bytes that are no UTF-8 in a query", "/people?text=%ff%fe", 422, "query.text"),
		get("a state that is none", "/bookings?state=approved,happy", 422, "query.state[1]"),
		get("a plus that nobody escaped", "/bookings?from=2026-12-01T09:00:00+01:00", 422, "query.from"),
		get("a list that ends before it begins", "/bookings?from=2026-12-02T00:00:00Z&to=2026-12-01T00:00:00Z", 422, "query.to"),
		get("availability of no time", "/resources/press/availability", 422, "query.from"),
		get("availability of a year", "/resources/press/availability?from=2026-01-01T00:00:00Z&to=2027-01-01T00:00:00Z", 422, "query.to"),
		get("a capability that is no number", "/resources?capability=temperature%3E%3Dhot", 422, "query.capability"),
		get("a kind that is none", "/resources?kind=spaceship", 422, "query.kind"),
		get("the history of nothing", "/audit", 422, "query.id"),
		// Conditions.
		change("no If-Match", "/bookings/"+yours, `{"title":"new"}`, 428, ""),
		change("an old If-Match", "/bookings/"+yours, `{"title":"new"}`, 412, "", "If-Match", `"999"`),
		change("the zeroth version", "/bookings/"+yours, `{"title":"new"}`, 412, "", "If-Match", `"0"`),
		change("a version below nothing", "/bookings/"+yours, `{"title":"new"}`, 412, "", "If-Match", `"-1"`),
		change("a version beyond 64 bits", "/bookings/"+yours, `{"title":"new"}`, 412, "", "If-Match", `"99999999999999999999"`),
		change("a weak version", "/bookings/"+yours, `{"title":"new"}`, 412, "", "If-Match", `W/"1"`),
		change("an If-Match without quotes", "/bookings/"+yours, `{"title":"new"}`, 422, "header.If-Match", "If-Match", `latest`),
		change("an If-Match with half its quotes", "/bookings/"+yours, `{"title":"new"}`, 422, "header.If-Match", "If-Match", `"1`),
		change("two versions", "/bookings/"+yours, `{"title":"new"}`, 422, "header.If-Match", "If-Match", `"1", "2"`),
		change("no booking without a start", "/bookings/"+yours, `{"start":null}`, 422, "body.start", "If-Match", `"1"`),
		change("a state by hand", "/bookings/"+yours, `{"state":"approved"}`, 422, "body.state", "If-Match", `"1"`),
		change("a version by hand", "/bookings/"+yours, `{"version":7}`, 422, "body.version", "If-Match", `"1"`),
		change("a patch that is a list of operations", "/bookings/"+yours, `[{"op":"replace","path":"/title","value":"x"}]`, 422, "body", "If-Match", `"1"`),
		{name: "a key with a space", who: "ann", method: "POST", path: "/bookings", body: slot("press", 48), head: []string{"Idempotency-Key", "a b"}, status: 422, at: "header.Idempotency-Key"},
		{name: "a key of 256 characters", who: "ann", method: "POST", path: "/bookings", body: slot("press", 48), head: []string{"Idempotency-Key", long(256)}, status: 422, at: "header.Idempotency-Key"},
		{name: "a key with letters beyond ASCII", who: "ann", method: "POST", path: "/bookings", body: slot("press", 48), head: []string{"Idempotency-Key", "sleutel-é"}, status: 422, at: "header.Idempotency-Key"},
		{name: "an empty key", who: "ann", method: "POST", path: "/bookings", body: slot("press", 48), head: []string{"Idempotency-Key", ""}, status: 422, at: "header.Idempotency-Key"},
		// The rest of the house.
		{name: "a find for nothing", who: "ann", method: "POST", path: "/slots/find", body: `{"duration_minutes":60,"from":"2026-12-01T00:00:00Z","to":"2026-12-02T00:00:00Z"}`, status: 422, at: "body.resource"},
		{name: "a find of no length", who: "ann", method: "POST", path: "/slots/find", body: `{"resource":"press","duration_minutes":0,"from":"2026-12-01T00:00:00Z","to":"2026-12-02T00:00:00Z"}`, status: 422, at: "body.duration_minutes"},
		{name: "a find of a thousand million slots", who: "ann", method: "POST", path: "/slots/find", body: `{"resource":"press","duration_minutes":60,"from":"2026-12-01T00:00:00Z","to":"2026-12-02T00:00:00Z","limit":1000000000}`, status: 422, at: "body.limit"},
		{name: "a token of a scope that is none", who: "ann", method: "POST", path: "/tokens", body: `{"name":"x","scope":"everything"}`, status: 422, at: "body.scope"},
		{name: "a token that has expired already", who: "ann", method: "POST", path: "/tokens", body: `{"name":"x","scope":"read","expires":"2020-01-01T00:00:00Z"}`, status: 422, at: "body.expires"},
		{name: "a feed of another partner", who: "ann", method: "POST", path: "/feeds", body: `{"name":"x","kind":"partner","of":"dyers"}`, status: 422, at: "body.of"},
		{name: "a facility in a zone that is none", who: "max", method: "PATCH", path: "/facilities/lab", body: `{"zone":"Europe/Atlantis"}`, head: []string{"If-Match", `"1"`}, status: 422, at: "body.zone"},
		{name: "opening at 25:00", who: "max", method: "PATCH", path: "/facilities/lab", body: `{"hours":[{"weekday":"monday","from":"25:00","until":"26:00"}]}`, head: []string{"If-Match", `"1"`}, status: 422, at: "body.hours[0].from"},
		{name: "a resource of no capacity", who: "max", method: "PATCH", path: "/resources/press", body: `{"capacity":0}`, head: []string{"If-Match", `"1"`}, status: 422, at: "body.capacity"},
		{name: "a resource without a name", who: "max", method: "PATCH", path: "/resources/press", body: `{"name":null}`, head: []string{"If-Match", `"1"`}, status: 422, at: "body.name"},
		{name: "a longest booking that is shorter than the shortest", who: "max", method: "PATCH", path: "/resources/press", body: `{"rules":{"shortest_minutes":120,"longest_minutes":60}}`, head: []string{"If-Match", `"1"`}, status: 422, at: "body.rules.longest_minutes"},
		{name: "a closure that ends before it begins", who: "max", method: "POST", path: "/downtimes", body: `{"kind":"closure","facility":"lab","start":"2026-12-02T09:00:00Z","end":"2026-12-01T09:00:00Z","reason":"x"}`, status: 422, at: "body.end"},
		{name: "a qualification that ends before it begins", who: "max", method: "POST", path: "/qualifications", body: `{"person":"ann","resource":"press","level":"basic","from":"2027-01-01T00:00:00Z","until":"2026-12-01T00:00:00Z"}`, status: 422, at: "body.until"},
	}
}

func TestHostileAndMistakenRequestsAreRefusedAndWriteNothing(t *testing.T) {
	onEveryEngine(t, func(t *testing.T, h *house) {
		yours := h.booked(t, "ann", slot("laser", 24, `"project":"wings"`))
		theirs := h.booked(t, "dot", slot("press", 24, `"project":"hidden"`, `"title":"canary"`, `"confidential":true`))
		table := hostiles(yours.ID, theirs.ID)
		if len(table) < 60 {
			t.Fatalf("only %d requests", len(table))
		}
		before := h.rows()
		for _, c := range table {
			t.Run(c.name, func(t *testing.T) {
				english, dutch := c.problem(t, h, "en"), c.problem(t, h, "nl")
				if english.Detail == dutch.Detail {
					t.Errorf("both languages say %q", english.Detail)
				}
				for i := range english.Errors {
					if english.Errors[i].Message == dutch.Errors[i].Message {
						t.Errorf("both languages say %q", english.Errors[i].Message)
					}
				}
			})
		}
		if after := h.rows(); after != before {
			t.Errorf("something was written:\nbefore %s\nafter  %s", before, after)
		}
		if said := h.log.String(); said != "" {
			t.Errorf("the server logged faults of its own:\n%s", said)
		}
	})
}

// problem sends the request in a language and judges the answer.
func (c hostile) problem(t *testing.T, h *house, lang string) Problem {
	t.Helper()
	a := h.as(c.who, c.method, Prefix+c.path)
	a.head.Set("Accept-Language", lang)
	for i := 0; i < len(c.head); i += 2 {
		a.with(c.head[i], c.head[i+1])
	}
	if a.body = c.body; c.body != "" && !c.raw && a.head.Get("Content-Type") == "" {
		a.head.Set("Content-Type", "application/json")
	}
	r := a.send(t).want(c.status)
	p := read[Problem](r)
	if r.head.Get("Content-Language") != lang {
		t.Errorf("the answer is in %q", r.head.Get("Content-Language"))
	}
	said := []string{p.Type, p.Title, p.Detail}
	located := c.at == ""
	for _, e := range p.Errors {
		said = append(said, e.Location, e.Message)
		located = located || e.Location == c.at
	}
	if !located {
		t.Errorf("nothing is said about %s: %s", c.at, r.body)
	}
	for _, text := range said {
		if strings.TrimSpace(text) == "" || strings.HasPrefix(text, "error.") || strings.HasPrefix(text, "field.") || strings.HasPrefix(text, "api.") || strings.Contains(text, "<no value>") {
			t.Errorf("a message is %q: %s", text, r.body)
		}
	}
	for _, canary := range []string{"canary", "hidden", "Canary"} {
		if strings.Contains(string(r.body), canary) && !strings.Contains(c.body, canary) {
			t.Errorf("%q leaks: %s", canary, r.body)
		}
	}
	for name := range r.head {
		if strings.HasPrefix(name, "X-Evil") {
			t.Errorf("the header %s was smuggled in", name)
		}
	}
	switch {
	case c.status == http.StatusUnauthorized && r.head.Get("WWW-Authenticate") == "":
		t.Error("no WWW-Authenticate")
	case c.status == http.StatusMethodNotAllowed && r.head.Get("Allow") == "":
		t.Error("no Allow")
	case c.status == http.StatusUnprocessableEntity && len(p.Errors) == 0:
		t.Errorf("no errors: %s", r.body)
	}
	return p
}
