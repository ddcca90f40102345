package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"time"

	"marke/facilities"
	"marke/facilities/store"
	"marke/scheduler"
	"marke/scheduler/roundfile"
)

// shared puts the presses into a pool that the weavers and the dyers share 3 to 1.
func (h *house) shared(t *testing.T) {
	t.Helper()
	key := []facilities.Share{{Partner: "dyers", Units: 1}, {Partner: "weavers", Units: 3}}
	err := h.store.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		c, err := tx.Catalogue(ctx)
		if err != nil {
			return err
		}
		for _, id := range []facilities.ResourceID{"press", "press-2"} {
			r, _ := c.Resource(id)
			r.Pool = "presses"
			if _, err := tx.SaveResource(ctx, r); err != nil {
				return err
			}
		}
		return tx.AddAgreement(ctx, facilities.Agreement{ID: "a-lab-1", Facility: "lab", Number: 1, From: facilities.Date{Year: 2026, Month: 1, Day: 1},
			Capacity: key, Cost: key, Risk: key, YearEnd: "carried", DeductibleMinutes: 60, Created: noon})
	})
	if err != nil {
		t.Fatal(err)
	}
}

const roundCall = `{"facility":"lab","name":"Week 50","pools":["presses"],"from":"2026-12-06T23:00:00Z","to":"2026-12-13T23:00:00Z","grid_minutes":60,"deadline":"2026-12-01T11:00:00Z","steps":4000}`

// wanted asks for hours on a press.
func wanted(round, title string, hours int) string {
	return fmt.Sprintf(`{"round":%q,"title":%q,"steps":[{"resources":["press","press-2"],"duration_minutes":%d}]}`, round, title, 60*hours)
}

func TestARoundGoesFromCallToBookings(t *testing.T) {
	onEveryEngine(t, func(t *testing.T, h *house) {
		h.shared(t)
		h.as("ann", "POST", Prefix+"/rounds").json(roundCall).send(t).want(http.StatusForbidden)
		opened := h.as("max", "POST", Prefix+"/rounds").json(roundCall).send(t).want(http.StatusCreated)
		round := read[Round](opened)
		path := Prefix + "/rounds/" + round.ID

		// Ordinary booking of the pool is closed in the period until the round is published.
		refused := h.as("ann", "POST", Prefix+"/bookings").json(`{"resource":"press","start":"2026-12-08T09:00:00Z","end":"2026-12-08T10:00:00Z"}`).send(t).want(http.StatusConflict)
		if p := read[Problem](refused); len(p.Violations) != 1 || p.Violations[0].Code != "round_open" {
			t.Errorf("%s", refused.body)
		}

		var asked []Request
		for _, want := range []struct {
			who, title string
			hours      int
		}{{"ann", "skins", 100}, {"ann", "ribs", 90}, {"dot", "canary", 100}, {"dot", "canary two", 110}} {
			answer := h.as(want.who, "POST", Prefix+"/requests").json(wanted(round.ID, want.title, want.hours)).send(t).want(http.StatusCreated)
			asked = append(asked, read[Request](answer))
		}
		impossible := h.as("ann", "POST", Prefix+"/requests/check").json(wanted(round.ID, "much", 200)).send(t).want(http.StatusOK)
		if p := read[Possible](impossible); p.Starts != 0 || len(p.Violations) == 0 {
			t.Errorf("%s", impossible.body)
		}
		h.as("ann", "GET", Prefix+"/requests/"+asked[2].ID).send(t).want(http.StatusNotFound)
		mine := h.as("ann", "GET", Prefix+"/requests?round="+round.ID).send(t).want(http.StatusOK)
		if list := read[List[Request]](mine); len(list.Items) != 2 || bytes.Contains(mine.body, []byte("canary")) {
			t.Errorf("%s", mine.body)
		}
		proposed := h.as("ann", "POST", path+"/order/propose").json(`{"partner":"weavers"}`).send(t).want(http.StatusOK)
		if p := read[ProposedOrder](proposed); len(p.Requests) != 2 || p.Moves || !p.Applies || bytes.Contains(proposed.body, []byte(asked[2].ID)) {
			t.Errorf("%s", proposed.body)
		}
		h.as("dot", "POST", path+"/order/propose").json(`{"partner":"weavers"}`).send(t).want(http.StatusNotFound)
		shares := Prefix + "/partners/weavers/project-shares"
		unset := h.as("ann", "GET", shares).send(t).want(http.StatusOK)
		h.as("dot", "GET", shares).send(t).want(http.StatusNotFound)
		body := `{"projects":[{"project":"wings","units":3,"group":"g"}],"groups":[{"name":"g","units":2}]}`
		h.as("rik", "PUT", shares).json(body).send(t).want(http.StatusPreconditionRequired)
		h.as("ann", "PUT", shares).with("If-Match", unset.head.Get("ETag")).json(body).send(t).want(http.StatusForbidden)
		set := h.as("rik", "PUT", shares).with("If-Match", unset.head.Get("ETag")).json(body).send(t).want(http.StatusOK)
		if s := read[ProjectShares](set); s.Version != 2 || len(s.Projects) != 1 || s.Projects[0] != (ProjectUnits{"wings", 3, "g"}) || s.Groups[0] != (GroupUnits{"g", 2}) {
			t.Errorf("%s", set.body)
		}
		h.as("rik", "PUT", shares).with("If-Match", unset.head.Get("ETag")).json(body).send(t).want(http.StatusPreconditionFailed)
		h.as("rik", "PUT", shares).with("If-Match", "*").json(`{"projects":[{"project":"hidden","units":3}]}`).send(t).want(http.StatusUnprocessableEntity)
		h.as("ann", "POST", path+"/order/propose").json(`{"partner":"weavers","groups":[{"name":"g","units":1}]}`).send(t).want(http.StatusUnprocessableEntity)
		misplaced := h.as("ann", "POST", path+"/order/propose").json(`{"partner":"weavers","groups":[{"name":"g","units":1}],"projects":[{"project":"hidden","units":1,"group":"g"}]}`).send(t).want(http.StatusUnprocessableEntity)
		if p := read[Problem](misplaced); len(p.Errors) != 1 || p.Errors[0].Location != "body.projects[0].project" {
			t.Errorf("%s", misplaced.body)
		}
		h.as("ann", "POST", path+"/order").json(fmt.Sprintf(`{"partner":"weavers","requests":[%q,%q]}`, asked[1].ID, asked[0].ID)).send(t).want(http.StatusOK)
		table := h.as("ann", "POST", path+"/import").json(`{"table":"nonsense\n1\n"}`).send(t)
		if table.status != http.StatusOK && table.status != http.StatusUnprocessableEntity {
			t.Errorf("%d %s", table.status, table.body)
		}

		match := h.as("max", "GET", path).send(t).want(http.StatusOK).head.Get("ETag")
		h.as("max", "POST", path+"/close").send(t).want(http.StatusPreconditionRequired)
		match = h.as("max", "POST", path+"/close").with("If-Match", match).send(t).want(http.StatusOK).head.Get("ETag")
		h.as("ann", "POST", Prefix+"/requests").json(wanted(round.ID, "late", 1)).send(t).want(http.StatusConflict)
		solved := h.as("max", "POST", path+"/solve").with("If-Match", match).json(`{"steps":4000,"seed":7}`).send(t).want(http.StatusCreated)
		plan := read[RoundPlan](solved)
		if len(plan.Placements)+len(plan.Refused) != 4 || len(plan.Placements) == 0 || len(plan.Refused) == 0 {
			t.Fatalf("%s", solved.body)
		}
		for _, r := range plan.Refused {
			if len(r.Reasons) == 0 || r.Reasons[0].Message == "" && len(r.Reasons[0].Violations) == 0 {
				t.Errorf("refused without words: %+v", r)
			}
		}
		h.as("ann", "GET", path+"/plans/1").send(t).want(http.StatusNotFound) // a draft is the managers'

		h.replays(t, path)
		h.pinsAndPublishes(t, path, plan)
	})
}

// replays solves the saved problem again with the plan's seed and steps, and wants the same bytes.
func (h *house) replays(t *testing.T, path string) {
	t.Helper()
	saved := h.as("max", "GET", path+"/plans/1/problem").send(t).want(http.StatusOK)
	file := h.as("max", "GET", path+"/plans/1/file").send(t).want(http.StatusOK)
	problem, err := roundfile.ReadProblem(bytes.NewReader(saved.body))
	if err != nil {
		t.Fatal(err)
	}
	var head struct {
		Seed  uint64
		Steps int64
	}
	if err := json.Unmarshal(file.body, &head); err != nil {
		t.Fatal(err)
	}
	again, err := scheduler.Solve(problem, scheduler.SolveOptions{Seed: head.Seed, Steps: head.Steps})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := roundfile.WritePlan(&out, problem, again, func(*scheduler.RoundReason) string { return "" }); err != nil {
		t.Fatal(err)
	}
	var want, got any
	if json.Unmarshal(file.body, &want) != nil || json.Unmarshal(out.Bytes(), &got) != nil || fmt.Sprint(unsaid(want)) != fmt.Sprint(unsaid(got)) {
		t.Errorf("replayed:\n%.400s\nsaved:\n%.400s", out.Bytes(), file.body)
	}
}

// unsaid is a plan file without its words.
func unsaid(node any) any {
	switch node := node.(type) {
	case map[string]any:
		delete(node, "message")
		for _, inner := range node {
			unsaid(inner)
		}
	case []any:
		for _, inner := range node {
			unsaid(inner)
		}
	}
	return node
}

func (h *house) pinsAndPublishes(t *testing.T, path string, plan RoundPlan) {
	t.Helper()
	pin := plan.Placements[0]
	match := h.as("max", "GET", path).send(t).want(http.StatusOK).head.Get("ETag")
	match = h.as("max", "POST", path+"/pin").with("If-Match", match).json(fmt.Sprintf(`{"plan":1,"request":%q,"step":0}`, pin.Request)).send(t).want(http.StatusOK).head.Get("ETag")
	second := read[RoundPlan](h.as("max", "POST", path+"/solve").with("If-Match", match).json(`{"steps":2000,"seed":8,"objective":"satisfaction"}`).send(t).want(http.StatusCreated))
	kept := false
	for _, p := range second.Placements {
		kept = kept || p.Request == pin.Request && p.Start.Equal(pin.Start) && p.Resource == pin.Resource && p.Pinned
	}
	if !kept {
		t.Errorf("%+v is not where it was pinned: %+v", pin, second.Placements)
	}
	h.as("max", "GET", path+"/compare?a=1&b=2").send(t).want(http.StatusOK)

	match = h.as("max", "GET", path).send(t).want(http.StatusOK).head.Get("ETag")
	published := read[PublishedRound](h.as("max", "POST", path+"/publish").with("If-Match", match).json(`{"plan":1}`).send(t).want(http.StatusOK))
	if len(published.Bookings) != len(plan.Placements) || len(published.Failed) != 0 || published.Round.State != "published" {
		t.Errorf("%d bookings of %d placements, %+v", len(published.Bookings), len(plan.Placements), published.Failed)
	}
	again := h.as("max", "POST", path+"/publish").with("If-Match", "*").json(`{"plan":1}`).send(t)
	if again.status != http.StatusConflict && again.status != http.StatusOK {
		t.Errorf("a second time: %d %s", again.status, again.body)
	}
	bookings := read[List[Booking]](h.as("max", "GET", Prefix+"/bookings?resource=press&from=2026-12-06T00:00:00Z&to=2026-12-14T00:00:00Z").send(t).want(http.StatusOK))
	other := read[List[Booking]](h.as("max", "GET", Prefix+"/bookings?resource=press-2&from=2026-12-06T00:00:00Z&to=2026-12-14T00:00:00Z").send(t).want(http.StatusOK))
	if len(bookings.Items)+len(other.Items) != len(plan.Placements) {
		t.Errorf("%d bookings stand", len(bookings.Items)+len(other.Items))
	}
	refusal := plan.Refused[0]
	owner := "ann"
	if h.as("ann", "GET", Prefix+"/requests/"+refusal.Request).send(t).status == http.StatusNotFound {
		owner = "dot"
	}
	told := h.as(owner, "GET", Prefix+"/requests/"+refusal.Request).send(t).want(http.StatusOK)
	if r := read[Request](told); r.State != "refused" || len(r.Reasons) == 0 {
		t.Errorf("%s", told.body)
	}
	objection := read[Objection](h.as(owner, "POST", Prefix+"/requests/"+refusal.Request+"/objections").json(`{"text":"why"}`).send(t).want(http.StatusCreated))
	if list := read[List[Objection]](h.as("max", "GET", path+"/objections").send(t).want(http.StatusOK)); len(list.Items) != 1 {
		t.Errorf("%+v", list)
	}
	h.as("max", "POST", Prefix+"/objections/"+objection.ID+"/answer").with("If-Match", fmt.Sprintf(`"%d"`, objection.Version)).json(`{"upheld":false,"answer":"the key says so"}`).send(t).want(http.StatusOK)
	h.as("ann", "GET", Prefix+"/facilities/lab/hours").send(t).want(http.StatusOK)
	h.as("ann", "GET", Prefix+"/trades?facility=lab").send(t).want(http.StatusOK)
}

func TestAnOutageIsPlannedAroundThroughTheAPI(t *testing.T) {
	onEveryEngine(t, func(t *testing.T, h *house) {
		h.shared(t)
		start := time.Date(2026, 12, 8, 9, 0, 0, 0, time.UTC)
		for n := range 3 {
			from := start.Add(time.Duration(n) * 3 * time.Hour)
			h.as("ann", "POST", Prefix+"/bookings").json(fmt.Sprintf(`{"resource":"press","start":%q,"end":%q,"title":"canary"}`, from.Format(time.RFC3339), from.Add(2*time.Hour).Format(time.RFC3339))).send(t).want(http.StatusCreated)
		}
		down := read[DowntimeOpened](h.as("max", "POST", Prefix+"/downtimes").json(`{"kind":"maintenance","resource":"press","start":"2026-12-08T08:00:00Z","end":"2026-12-08T16:00:00Z","reason":"leak"}`).send(t).want(http.StatusCreated))
		h.as("dot", "POST", Prefix+"/downtimes/"+down.ID+"/replan").send(t).want(http.StatusNotFound)
		h.as("max", "POST", Prefix+"/downtimes/"+down.ID+"/replan").json(`{"apart":"yes"}`).send(t).want(http.StatusUnprocessableEntity)
		proposed := h.as("max", "POST", Prefix+"/downtimes/"+down.ID+"/replan").json(`{"apart":true}`).send(t).want(http.StatusCreated)
		plan := read[Replan](proposed)
		if len(plan.Moves) == 0 {
			t.Fatalf("%s", proposed.body)
		}
		h.as("dot", "GET", Prefix+"/replans/"+plan.ID).send(t).want(http.StatusNotFound)
		applied := h.as("max", "POST", Prefix+"/replans/"+plan.ID+"/apply").with("If-Match", proposed.head.Get("ETag")).send(t).want(http.StatusOK)
		if r := read[Replan](applied); r.State != "applied" {
			t.Errorf("%s", applied.body)
		}
		for _, m := range plan.Moves {
			b := read[Booking](h.as("ann", "GET", Prefix+"/bookings/"+m.Booking).send(t).want(http.StatusOK))
			if !m.Dropped && (b.Resource != m.Resource || !b.Start.Equal(*m.From)) {
				t.Errorf("%+v went to %s at %s", m, b.Resource, b.Start)
			}
		}
	})
}

func TestARequestAnswersWhatAnInstrumentAsksThroughTheAPI(t *testing.T) {
	onEveryEngine(t, func(t *testing.T, h *house) {
		h.shared(t)
		match := h.as("max", "GET", Prefix+"/resources/press").send(t).want(http.StatusOK).head.Get("ETag")
		h.as("max", "PATCH", Prefix+"/resources/press").with("If-Match", match).
			json(`{"intake":[{"key":"material","label":{"nl":"Materiaal","en":"Material"},"required":true}]}`).send(t).want(http.StatusOK)
		round := read[Round](h.as("max", "POST", Prefix+"/rounds").json(roundCall).send(t).want(http.StatusCreated))
		body := func(intake string) string {
			return fmt.Sprintf(`{"round":%q,"title":"canary","steps":[{"resources":["press"],"duration_minutes":120%s}]}`, round.ID, intake)
		}
		open := h.as("ann", "POST", Prefix+"/requests").json(body("")).send(t).want(http.StatusUnprocessableEntity)
		if p := read[Problem](open); len(p.Errors) != 1 || p.Errors[0].Location != "body.steps[0].intake.material" {
			t.Errorf("%s", open.body)
		}
		made := h.as("ann", "POST", Prefix+"/requests").json(body(`,"intake":{"material":"PEEK"}`)).send(t).want(http.StatusCreated)
		asked := read[Request](made)
		if got := read[Request](h.as("ann", "GET", Prefix+"/requests/"+asked.ID).send(t).want(http.StatusOK)); len(got.Steps) != 1 || got.Steps[0].Intake["material"] != "PEEK" {
			t.Errorf("%+v", got.Steps)
		}
		h.as("ann", "POST", Prefix+"/requests").json(body(`,"intake":{"material":7}`)).send(t).want(http.StatusUnprocessableEntity)
	})
}

func TestACancelledRoundSaysWhyThroughTheAPI(t *testing.T) {
	onEveryEngine(t, func(t *testing.T, h *house) {
		h.shared(t)
		opened := h.as("max", "POST", Prefix+"/rounds").json(roundCall).send(t).want(http.StatusCreated)
		round := read[Round](opened)
		path := Prefix + "/rounds/" + round.ID
		h.as("max", "POST", path+"/cancel").with("If-Match", opened.head.Get("ETag")).json(`{"reason":"the press moves"}`).send(t).want(http.StatusOK)
		seen := read[Round](h.as("ann", "GET", path).send(t).want(http.StatusOK))
		list := read[List[Round]](h.as("ann", "GET", Prefix+"/rounds?facility=lab").send(t).want(http.StatusOK))
		if round.Reason != "" || seen.State != "cancelled" || seen.Reason != "the press moves" || len(list.Items) != 1 || list.Items[0].Reason != seen.Reason {
			t.Errorf("%q, %+v, %+v", round.Reason, seen, list)
		}
	})
}

func TestWhoCausedAnOutageIsNamedThroughTheAPI(t *testing.T) {
	onEveryEngine(t, func(t *testing.T, h *house) {
		h.shared(t)
		h.as("ann", "POST", Prefix+"/bookings").json(`{"resource":"press","start":"2026-12-08T09:00:00Z","end":"2026-12-08T11:00:00Z"}`).send(t).want(http.StatusCreated)
		opened := h.as("max", "POST", Prefix+"/downtimes").json(`{"kind":"outage","resource":"press","start":"2026-12-08T08:00:00Z","end":"2026-12-08T16:00:00Z","reason":"leak","caused_by":"dyers","cause":"a wet mould"}`).send(t).want(http.StatusCreated)
		down := read[DowntimeOpened](opened)
		if down.CausedBy != "dyers" || down.Cause != "a wet mould" || len(down.Hit) != 1 {
			t.Errorf("%+v", down)
		}
		path := Prefix + "/downtimes/" + down.ID
		match := opened.head.Get("ETag")
		h.as("ann", "POST", path+"/cause").with("If-Match", match).json(`{"caused_by":"","cause":""}`).send(t).want(http.StatusForbidden)
		h.as("max", "POST", path+"/cause").json(`{"caused_by":"weavers","cause":"x"}`).send(t).want(http.StatusPreconditionRequired)
		h.as("max", "POST", path+"/cause").with("If-Match", match).json(`{"caused_by":"nobody-known","cause":"x"}`).send(t).want(http.StatusUnprocessableEntity)
		named := read[Downtime](h.as("max", "POST", path+"/cause").with("If-Match", match).json(`{"caused_by":"weavers","cause":"a torn seal"}`).send(t).want(http.StatusOK))
		if named.CausedBy != "weavers" || named.Version != down.Version+1 {
			t.Errorf("%+v", named)
		}
		h.as("max", "POST", path+"/cause").with("If-Match", match).json(`{"caused_by":"dyers","cause":"x"}`).send(t).want(http.StatusPreconditionFailed)
		if _, err := h.office.SettleHours(t.Context(), facilities.Actor{Person: facilities.Person{ID: "system", System: true}}, time.Date(2026, 12, 16, 9, 0, 0, 0, time.UTC)); err != nil {
			t.Fatal(err)
		}
		seen := read[DowntimeSeen](h.as("ann", "GET", path).send(t).want(http.StatusOK))
		var sum int64
		for _, l := range seen.Lines {
			sum += l.Minutes
		}
		// One hour of the two is the weavers' own, and a quarter of the other that the dyers would have borne stays with them.
		if seen.Displaced != 1 || seen.DeductibleMinutes != 60 || sum != 0 || len(seen.Lines) != 2 || seen.Lines[1].Partner != "weavers" || seen.Lines[1].Minutes != -15 {
			t.Errorf("%+v", seen)
		}
		lines := read[List[HourLine]](h.as("ann", "GET", Prefix+"/facilities/lab/hours/lines?pool=presses").send(t).want(http.StatusOK))
		if len(lines.Items) != 4 || lines.Items[0].Kind != "settlement" || lines.Items[2].Kind != "outage" || lines.Items[2].Downtime != down.ID {
			t.Errorf("%+v", lines.Items)
		}
	})
}

func TestANightOfARollingRoundRunsWhenAManagerAsks(t *testing.T) {
	onEveryEngine(t, func(t *testing.T, h *house) {
		h.shared(t)
		opened := h.as("max", "POST", Prefix+"/rounds").json(`{"facility":"lab","name":"Nights","pools":["presses"],"from":"2026-12-06T23:00:00Z","to":"2026-12-13T23:00:00Z","deadline":"2026-12-01T11:00:00Z","rolling":true,"days":7,"steps":500}`).send(t).want(http.StatusCreated)
		id := read[Round](opened).ID
		path := Prefix + "/rounds/" + id + "/night"
		starts := func(key string) NightRun {
			t.Helper()
			call := h.as("max", "POST", path).with("If-Match", opened.head.Get("ETag"))
			if key != "" {
				call = call.with("Idempotency-Key", key)
			}
			return read[NightRun](call.send(t).want(http.StatusOK))
		}
		h.as("max", "POST", path).send(t).want(http.StatusPreconditionRequired)
		h.as("ann", "POST", path).with("If-Match", "*").send(t).want(http.StatusForbidden)
		if run := starts(""); run.Began || run.Night != nil {
			t.Errorf("nothing waits, and %+v", run)
		}
		h.as("ann", "POST", Prefix+"/requests").json(fmt.Sprintf(`{"round":%q,"title":"skins","steps":[{"resources":["press"],"duration_minutes":240}]}`, id)).send(t).want(http.StatusCreated)
		first := starts("tonight")
		if !first.Began || first.Taken != 1 || first.Night == nil || first.Night.State != "draft" {
			t.Fatalf("%+v", first)
		}
		if again := starts("tonight"); again.Night == nil || again.Night.ID != first.Night.ID || again.Taken != 1 { // the answer of the key
			t.Errorf("again under its key: %+v", again)
		}
		if again := starts(""); again.Began || again.Night == nil || again.Night.ID != first.Night.ID {
			t.Errorf("again without one: %+v", again)
		}
		h.as("max", "POST", Prefix+"/rounds/"+first.Night.ID+"/night").with("If-Match", "*").send(t).want(http.StatusConflict)
	})
}
