package api

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// refuses sends odd and hostile calls in both languages, and wants each refused where it is wrong, and nothing written.
func (h *house) refuses(t *testing.T, stage string, table []hostile) {
	t.Helper()
	before := h.rows()
	for _, c := range table {
		t.Run(stage+"/"+c.name, func(t *testing.T) {
			english, dutch := c.problem(t, h, "en"), c.problem(t, h, "nl")
			if english.Detail == dutch.Detail {
				t.Errorf("both languages say %q", english.Detail)
			}
			if strings.Contains(c.name, "rolling") != strings.Contains(english.Detail, "rolling") {
				t.Errorf("it says %q", english.Detail)
			}
		})
	}
	if after := h.rows(); after != before {
		t.Errorf("%s: something was written:\nbefore %s\nafter  %s", stage, before, after)
	}
	if said := h.log.String(); said != "" {
		t.Errorf("%s: the server logged faults of its own:\n%s", stage, said)
	}
}

// ofManager are actions of a manager at a path, whatever the version. Each row is a name, an action, a body, a status and a location.
func ofManager(path string, rows ...[5]string) []hostile {
	var table []hostile
	for _, r := range rows {
		var status int
		fmt.Sscan(r[3], &status)
		c := hostile{name: r[0], who: "max", method: http.MethodPost, path: path + r[1], body: r[2], status: status, at: r[4], head: []string{"If-Match", "*"}}
		if strings.Contains(r[1], "?") {
			c.method, c.head = http.MethodGet, nil
		}
		table = append(table, c)
	}
	return table
}

func TestOddCallsInTheLaterHalfOfARoundAreRefusedWhereTheyAreWrong(t *testing.T) {
	onEveryEngine(t, func(t *testing.T, h *house) {
		h.shared(t)
		rolling := read[Round](h.as("max", "POST", Prefix+"/rounds").json(`{"facility":"lab","name":"Nights","pools":["presses"],"from":"2026-12-06T23:00:00Z","to":"2026-12-13T23:00:00Z","deadline":"2026-12-01T11:00:00Z","rolling":true,"days":7}`).send(t).want(http.StatusCreated)).ID
		id := read[Round](h.as("max", "POST", Prefix+"/rounds").json(roundCall).send(t).want(http.StatusCreated)).ID
		path := "/rounds/" + id
		mine := read[Request](h.as("ann", "POST", Prefix+"/requests").json(either(id, "skins", false)).send(t).want(http.StatusCreated)).ID
		theirs := read[Request](h.as("dot", "POST", Prefix+"/requests").json(either(id, "canary", false)).send(t).want(http.StatusCreated)).ID
		crowded := read[Request](h.as("ann", "POST", Prefix+"/requests").json(either(id, "ribs", false)).send(t).want(http.StatusCreated)).ID

		h.refuses(t, "call", append(ofManager(path,
			[5]string{"solved", "/solve", `{}`, "409", ""},
			[5]string{"published", "/publish", `{"plan":1}`, "409", ""},
			[5]string{"offered", "/offer", `{"plan":1}`, "409", ""},
			[5]string{"pinned", "/pin", `{"plan":1,"request":"` + mine + `"}`, "409", ""},
			[5]string{"compared", "/compare?a=1&b=2", "", "422", "query.a"},
		), ofManager("/rounds/"+rolling,
			[5]string{"a rolling round closed", "/close", `{}`, "409", ""},
			[5]string{"a rolling round solved", "/solve", `{}`, "409", ""},
			[5]string{"a rolling round published", "/publish", `{"plan":1}`, "409", ""},
			[5]string{"a rolling round offered", "/offer", `{"plan":1}`, "409", ""},
			[5]string{"a rolling round reopened", "/reopen", `{"deadline":"2026-12-02T11:00:00Z"}`, "409", ""},
		)...))

		h.importsByColumns(t, id)
		h.as("max", "POST", Prefix+path+"/close").with("If-Match", "*").send(t).want(http.StatusOK)
		plan := read[RoundPlan](h.as("max", "POST", Prefix+path+"/solve").with("If-Match", "*").json(`{"steps":4000}`).send(t).want(http.StatusCreated))
		placed := map[string]RoundPlacement{}
		for _, p := range plan.Placements {
			placed[p.Request] = p
		}
		if placed[mine].Request == "" && placed[crowded].Request != "" {
			mine, crowded = crowded, mine
		}
		if placed[mine].Request == "" || placed[theirs].Request == "" || placed[crowded].Request != "" {
			t.Fatalf("%+v", plan.Placements)
		}
		h.refuses(t, "draft", append(ofManager(path,
			[5]string{"a draft that is none published", "/publish", `{"plan":9}`, "422", "body.plan"},
			[5]string{"no draft published", "/publish", `{}`, "422", "body.plan"},
			[5]string{"a draft that is none offered", "/offer", `{"plan":9}`, "422", "body.plan"},
			[5]string{"a draft that is none compared", "/compare?a=1&b=9", "", "422", "query.b"},
			[5]string{"pinned in no draft", "/pin", `{"request":"` + mine + `"}`, "422", "body.plan"},
			[5]string{"pinned in a draft that is none", "/pin", `{"plan":9,"request":"` + mine + `"}`, "422", "body.plan"},
			[5]string{"pinned without a place", "/pin", `{"plan":1,"request":"` + crowded + `"}`, "422", "body.request"},
			[5]string{"pinned at a step that is none", "/pin", `{"plan":1,"step":3,"request":"` + mine + `"}`, "422", "body.request"},
			[5]string{"unpinned what is not", "/unpin", `{"request":"` + mine + `"}`, "422", "body.request"},
			[5]string{"an offer withdrawn that is none", "/withdraw-offer", `{}`, "409", ""},
		), hostile{name: "compared by another partner", who: "dot", method: http.MethodGet, path: path + "/compare?a=1&b=9", status: 404},
			hostile{name: "published by a partner", who: "rik", method: http.MethodPost, path: path + "/publish", body: `{"plan":9}`, head: []string{"If-Match", "*"}, status: 403}))

		h.as("max", "POST", Prefix+path+"/offer").with("If-Match", "*").json(`{"plan":1}`).send(t).want(http.StatusOK)
		trade := func(name, change, at string) hostile {
			fields := map[string]string{"to": `"dyers"`, "round": `"` + id + `"`, "gives_request": `"` + mine + `"`, "takes_resource": `"press"`,
				"takes_start": placed[theirs].Start.Format(`"2006-01-02T15:04:05Z07:00"`)}
			for part := range strings.SplitSeq(change, ";") {
				if key, value, _ := strings.Cut(part, "="); value == "" {
					delete(fields, key)
				} else {
					fields[key] = value
				}
			}
			var members []string
			for key, value := range fields {
				members = append(members, `"`+key+`":`+value)
			}
			return hostile{name: name, who: "ann", method: http.MethodPost, path: "/trades", body: "{" + strings.Join(members, ",") + "}", status: 422, at: at}
		}
		h.refuses(t, "offered", []hostile{
			trade("with a partner that is none", `to="nobody"`, "body.to"),
			trade("with oneself", `to="weavers"`, "body.to"),
			trade("at another facility", `facility="quota-lab"`, "body.facility"),
			trade("at a facility that is none", `facility="nowhere"`, "body.facility"),
			trade("of a request of the other's", `gives_request="`+theirs+`"`, "body.gives_request"),
			trade("of nothing", `gives_request=`, "body.gives_request"),
			trade("for what does not stand there", `takes_start="2026-12-09T09:00:00Z"`, "body.takes_resource"),
			trade("for an instrument that is none", `takes_resource="nothing"`, "body.takes_resource"),
			trade("for a time without an instrument", `takes_resource=`, "body.takes_resource"),
			trade("for an instrument without a time", `takes_start=`, "body.takes_start"),
			trade("for a booking as well", `takes="x"`, "body.gives"),
			trade("of a request in no round", `round=;takes_resource=;takes_start=`, "body.round"),
			trade("without anything that says where", `round=;gives_request=;takes_resource=;takes_start=`, "body.facility"),
		})

		h.as("max", "POST", Prefix+path+"/publish").with("If-Match", "*").json(`{"plan":1}`).send(t).want(http.StatusOK)
		h.refuses(t, "published", ofManager(path,
			[5]string{"again", "/publish", `{"plan":1}`, "409", ""},
			[5]string{"again, a draft that is none", "/publish", `{"plan":9}`, "409", ""},
			[5]string{"offered", "/offer", `{"plan":1}`, "409", ""},
			[5]string{"called off", "/cancel", `{"reason":"x"}`, "409", ""},
			[5]string{"called off without a reason", "/cancel", `{}`, "422", "body.reason"},
		))
	})
}

// importsByColumns wants a table that cannot be read refused at the table, and what is wrong in its rows told by line and column.
func (h *house) importsByColumns(t *testing.T, round string) {
	t.Helper()
	path := "/rounds/" + round + "/import"
	var table []hostile
	for name, text := range map[string]string{"nothing": " ", "other columns": `a;b\n1;2\n`, "quotes": `title;minutes;resource\n\"A;60;press\n`, "a column twice": `title;title;minutes\nA;B;60\n`} {
		table = append(table, hostile{name: name, who: "ann", method: http.MethodPost, path: path, body: `{"table":"` + text + `"}`, status: 422, at: "body.table"})
	}
	table = append(table, hostile{name: "minutes off the grid", who: "ann", method: http.MethodPost, path: "/requests", status: 422, at: "body.steps[0].duration_minutes",
		body: `{"round":"` + round + `","title":"x","steps":[{"resources":["press"],"duration_minutes":7}]}`})
	h.refuses(t, "table", table)
	unread := h.as("ann", "POST", Prefix+path).with("Accept-Language", "en").json(`{"table":"a;b\n1;2\n"}`).send(t).want(http.StatusUnprocessableEntity)
	if p := read[Problem](unread); !strings.Contains(p.Errors[0].Message, "title and minutes") || strings.Contains(p.Errors[0].Message, "zone") {
		t.Errorf("%s", unread.body)
	}
	rows := h.as("ann", "POST", Prefix+path).json(`{"table":"title;minutes;resource;with\nA;60;nothing;\nB;x;press;\n;60;press;\nC;7;press;\nD;60;press;nothing\n"}`).send(t).want(http.StatusOK)
	got := read[RequestsImported](rows)
	columns := []string{"resource: ", "minutes: ", "title: ", "minutes: ", "with: "}
	if got.Requests != 0 || len(got.Faults) != len(columns) {
		t.Fatalf("%s", rows.body)
	}
	for i, f := range got.Faults {
		if f.Line != i+2 || !strings.HasPrefix(f.Message, columns[i]) {
			t.Errorf("line %d: %q, not %d: %q", f.Line, f.Message, i+2, columns[i])
		}
	}
}

func TestARepeatedSolveThroughTheAPIAnswersWithTheDraftThatItMade(t *testing.T) {
	onEveryEngine(t, func(t *testing.T, h *house) {
		h.shared(t)
		path := Prefix + "/rounds/" + read[Round](h.as("max", "POST", Prefix+"/rounds").json(roundCall).send(t).want(http.StatusCreated)).ID
		h.as("ann", "POST", Prefix+"/requests").json(wanted(path[len(Prefix+"/rounds/"):], "skins", 4)).send(t).want(http.StatusCreated)
		match := h.as("max", "POST", path+"/close").with("If-Match", "*").send(t).want(http.StatusOK).head.Get("ETag")
		solve := func(key, match string) reply {
			return h.as("max", "POST", path+"/solve").with("Idempotency-Key", key).with("If-Match", match).json(`{"steps":1000}`).send(t).want(http.StatusCreated)
		}
		first := solve("k-1", match)
		solve("k-2", "*")
		if again := solve("k-1", match); string(again.body) != string(first.body) || again.head.Get("Idempotency-Replayed") != "true" || first.head.Get("Idempotency-Replayed") != "" {
			t.Errorf("%d: the repeat got\n%s\nafter\n%s", again.status, again.body, first.body)
		}
		if r := read[Round](h.as("max", "GET", path).send(t).want(http.StatusOK)); len(r.Plans) != 2 {
			t.Errorf("%d drafts", len(r.Plans))
		}
	})
}
