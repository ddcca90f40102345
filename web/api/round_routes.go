package api

import (
	"encoding/json"
	"net/http"
	"time"

	"marke/facilities"
	"marke/facilities/useroffice"
)

func (s *server) roundRoutes() {
	add(s, route{id: "list_rounds", method: http.MethodGet, path: "/rounds", tag: "rounds"}, listRounds)
	add(s, route{id: "get_round", method: http.MethodGet, path: "/rounds/{id}", tag: "rounds"}, getRound)
	add(s, route{id: "open_round", method: http.MethodPost, path: "/rounds", tag: "rounds", status: http.StatusCreated}, openRound)
	for _, a := range []struct {
		name, id string
		do       func(c *call, id facilities.RoundID, body RoundActionBody) (facilities.Round, error)
	}{{"close", "close_round", closeRound}, {"reopen", "reopen_round", reopenRound}, {"cancel", "cancel_round", cancelRound}} {
		add(s, route{id: a.id, method: http.MethodPost, path: "/rounds/{id}/" + a.name, tag: "rounds", ifs: true, optional: true}, func(c *call, in *roundActionInput) (*roundAnswer, error) {
			r, err := a.do(c, facilities.RoundID(in.ID), in.Body)
			if err != nil {
				return nil, err
			}
			return c.round(r.ID)
		})
	}
	add(s, route{id: "solve_round", method: http.MethodPost, path: "/rounds/{id}/solve", tag: "rounds", ifs: true, optional: true, status: http.StatusCreated}, solveRound)
	add(s, route{id: "start_night", method: http.MethodPost, path: "/rounds/{id}/night", tag: "rounds", ifs: true}, startNight)
	add(s, route{id: "publish_round", method: http.MethodPost, path: "/rounds/{id}/publish", tag: "rounds", ifs: true}, publishRound)
	add(s, route{id: "get_round_plan", method: http.MethodGet, path: "/rounds/{id}/plans/{number}", tag: "rounds"}, getRoundPlan)
	add(s, route{id: "get_round_problem_file", method: http.MethodGet, path: "/rounds/{id}/plans/{number}/problem", tag: "rounds"}, getProblemFile)
	add(s, route{id: "get_round_plan_file", method: http.MethodGet, path: "/rounds/{id}/plans/{number}/file", tag: "rounds"}, getPlanFile)
	add(s, route{id: "compare_round_plans", method: http.MethodGet, path: "/rounds/{id}/compare", tag: "rounds"}, comparePlans)
	add(s, route{id: "offer_draft", method: http.MethodPost, path: "/rounds/{id}/offer", tag: "rounds", ifs: true}, offerDraft)
	add(s, route{id: "withdraw_offer", method: http.MethodPost, path: "/rounds/{id}/withdraw-offer", tag: "rounds", ifs: true, optional: true}, withdrawOffer)
	add(s, route{id: "list_offered_places", method: http.MethodGet, path: "/rounds/{id}/offered", tag: "rounds"}, listOfferedPlaces)
	add(s, route{id: "pin_placement", method: http.MethodPost, path: "/rounds/{id}/pin", tag: "rounds", ifs: true}, pinPlacement)
	add(s, route{id: "unpin_placement", method: http.MethodPost, path: "/rounds/{id}/unpin", tag: "rounds", ifs: true}, unpinPlacement)
}

type roundsInput struct {
	Page
	Facility string   `query:"facility" format:"id" maxLength:"64" doc:"api.doc.facility"`
	State    []string `query:"state" enum:"call,closed,solving,draft,published,cancelled" doc:"api.doc.state"`
}

func listRounds(c *call, in *roundsInput) (*listed[Round], error) {
	cursor, err := open("rounds", in.Cursor)
	if err != nil {
		return nil, err
	}
	f := useroffice.RoundFilter{Facility: facilities.FacilityID(in.Facility), Limit: in.Limit, Cursor: cursor}
	for _, s := range in.State {
		f.States = append(f.States, facilities.RoundState(s))
	}
	found, next, err := c.office.Rounds(c, c.actor, c.now, f)
	if err != nil {
		return nil, err
	}
	var items []Round
	for _, r := range found {
		items = append(items, roundView(r))
	}
	return list(items, seal("rounds", next)), nil
}

type roundAnswer struct {
	ETag string `header:"ETag"`
	Body Round
}

// round shows a round as it is now.
func (c *call) round(id facilities.RoundID) (*roundAnswer, error) {
	r, err := c.office.Round(c, c.actor, c.now, id)
	if err != nil {
		return nil, err
	}
	return &roundAnswer{etag(r.Version), roundView(r)}, nil
}

func getRound(c *call, in *ByID) (*roundAnswer, error) { return c.round(facilities.RoundID(in.ID)) }

// RoundBody calls for requests.
type RoundBody struct {
	Facility    string    `json:"facility" format:"id" maxLength:"64" doc:"api.doc.facility"`
	Name        string    `json:"name" format:"line" minLength:"1" maxLength:"120" doc:"api.doc.name"`
	Pools       []ID      `json:"pools" minItems:"1" maxItems:"20" nullable:"false" doc:"api.doc.round_pools"`
	From        time.Time `json:"from" doc:"api.doc.round_from"`
	To          time.Time `json:"to" doc:"api.doc.round_to"`
	GridMinutes int       `json:"grid_minutes,omitempty" minimum:"5" maximum:"1440" default:"30" doc:"api.doc.grid_minutes"`
	Deadline    time.Time `json:"deadline" doc:"api.doc.deadline"`
	Objective   string    `json:"objective,omitempty" enum:"fair-first,satisfaction" default:"fair-first" doc:"api.doc.objective"`
	Seed        int64     `json:"seed,omitempty" minimum:"0" doc:"api.doc.seed"`
	Steps       int64     `json:"steps,omitempty" minimum:"0" doc:"api.doc.steps"`
	Seconds     int       `json:"seconds,omitempty" minimum:"0" maximum:"3600" doc:"api.doc.seconds"`
	Rolling     bool      `json:"rolling,omitempty" doc:"api.doc.rolling"`
	Days        int       `json:"days,omitempty" minimum:"0" maximum:"365" doc:"api.doc.round_days"`
	Note        string    `json:"note,omitempty" format:"text" maxLength:"4000" doc:"api.doc.round_note"`
}

type roundInput struct{ Body RoundBody }

func openRound(c *call, in *roundInput) (*roundAnswer, error) {
	b := in.Body
	r := facilities.Round{Facility: facilities.FacilityID(b.Facility), Name: b.Name, Period: facilities.NewSpan(b.From, b.To), GridMinutes: b.GridMinutes,
		Deadline: b.Deadline.UTC(), Objective: facilities.RoundObjective(b.Objective), Seed: uint64(b.Seed), Steps: b.Steps, Seconds: b.Seconds, Rolling: b.Rolling,
		Days: b.Days, Note: b.Note}
	for _, p := range b.Pools {
		r.Pools = append(r.Pools, facilities.PoolID(p))
	}
	if r.GridMinutes == 0 {
		r.GridMinutes = 30
	}
	if r.Objective == "" {
		r.Objective = facilities.RoundFairFirst
	}
	opened, err := c.office.OpenRound(c, c.actor, c.now, r)
	if err != nil {
		return nil, err
	}
	return c.round(opened.ID)
}

// RoundActionBody goes with what happens to a round.
type RoundActionBody struct {
	Reason   string     `json:"reason,omitempty" format:"text" maxLength:"1000" doc:"api.doc.reason"`
	Deadline *time.Time `json:"deadline,omitempty" doc:"api.doc.deadline"`
}

type roundActionInput struct {
	ByID
	Body RoundActionBody `required:"false"`
}

func closeRound(c *call, id facilities.RoundID, _ RoundActionBody) (facilities.Round, error) {
	return c.office.CloseRound(c, c.actor, c.now, id, c.version)
}

func reopenRound(c *call, id facilities.RoundID, body RoundActionBody) (facilities.Round, error) {
	if body.Deadline == nil {
		return facilities.Round{}, facilities.BadField("body.deadline", "required")
	}
	return c.office.ReopenRound(c, c.actor, c.now, id, c.version, body.Deadline.UTC())
}

func cancelRound(c *call, id facilities.RoundID, body RoundActionBody) (facilities.Round, error) {
	return c.office.CancelRound(c, c.actor, c.now, id, c.version, body.Reason)
}

type solveInput struct {
	ByID
	Body struct {
		Objective string `json:"objective,omitempty" enum:"fair-first,satisfaction" doc:"api.doc.objective"`
		Seed      int64  `json:"seed,omitempty" minimum:"0" doc:"api.doc.seed"`
		Steps     int64  `json:"steps,omitempty" minimum:"0" doc:"api.doc.steps"`
		Seconds   int    `json:"seconds,omitempty" minimum:"0" maximum:"60" doc:"api.doc.solve_seconds"`
	} `required:"false" nameHint:"SolveBody"`
}

type planAnswer struct {
	Body RoundPlan
}

func solveRound(c *call, in *solveInput) (*planAnswer, error) {
	b := in.Body
	plan, err := c.office.SolveRound(c, c.actor, c.now, facilities.RoundID(in.ID), c.version, useroffice.SolveSettings{Objective: facilities.RoundObjective(b.Objective),
		Seed: uint64(b.Seed), Steps: b.Steps, Seconds: b.Seconds})
	if err != nil {
		return nil, err
	}
	return c.plan(in.ID, plan.Number)
}

func (c *call) plan(round string, number int) (*planAnswer, error) {
	board, err := c.office.RoundBoard(c, c.actor, c.now, facilities.RoundID(round), number)
	if err != nil {
		return nil, err
	}
	v, err := c.planView(board)
	return &planAnswer{v}, err
}

// ByNumber names a draft of a round.
type ByNumber struct {
	ByID
	Number int `path:"number" minimum:"1" maximum:"1000000" doc:"api.doc.plan_number"`
}

func getRoundPlan(c *call, in *ByNumber) (*planAnswer, error) { return c.plan(in.ID, in.Number) }

// fileAnswer is a saved file as it is.
type fileAnswer struct {
	Body json.RawMessage
}

func getProblemFile(c *call, in *ByNumber) (*fileAnswer, error) {
	file, err := c.office.RoundProblem(c, c.actor, c.now, facilities.RoundID(in.ID), in.Number)
	return &fileAnswer{file}, err
}

func getPlanFile(c *call, in *ByNumber) (*fileAnswer, error) {
	file, err := c.office.RoundPlanFile(c, c.actor, c.now, facilities.RoundID(in.ID), in.Number)
	return &fileAnswer{file}, err
}

type nightInput struct{ ByID }

// NightRun is what starting the night of a rolling round came to.
type NightRun struct {
	Night *Round `json:"night,omitempty" doc:"api.doc.night"`
	Began bool   `json:"began" doc:"api.doc.night_began"`
	Taken int    `json:"taken" doc:"api.doc.night_taken"`
}

type nightAnswer struct{ Body NightRun }

func startNight(c *call, in *nightInput) (*nightAnswer, error) {
	run, err := c.office.StartNight(c, c.actor, c.now, facilities.RoundID(in.ID), c.version)
	if err != nil {
		return nil, err
	}
	out := &nightAnswer{NightRun{Began: run.Began, Taken: run.Taken}}
	if run.Night.ID != "" {
		night, err := c.round(run.Night.ID)
		if err != nil {
			return nil, err
		}
		out.Body.Night = &night.Body
	}
	return out, nil
}

type publishInput struct {
	ByID
	Body struct {
		Plan int `json:"plan" minimum:"1" maximum:"1000000" doc:"api.doc.plan_number"`
	} `nameHint:"PublishBody"`
}

// PublishedRound is what publishing came to.
type PublishedRound struct {
	Round    Round     `json:"round" doc:"api.doc.round"`
	Bookings []Booking `json:"bookings" nullable:"false" doc:"api.doc.round_bookings"`
	Failed   []Request `json:"failed" nullable:"false" doc:"api.doc.round_failed"`
}

type publishedAnswer struct {
	ETag string `header:"ETag"`
	Body PublishedRound
}

func publishRound(c *call, in *publishInput) (*publishedAnswer, error) {
	done, err := c.office.PublishRound(c, c.actor, c.now, facilities.RoundID(in.ID), c.version, in.Body.Plan)
	if err != nil {
		return nil, err
	}
	round, err := c.round(done.Round.ID)
	if err != nil {
		return nil, err
	}
	out := PublishedRound{Round: round.Body, Bookings: []Booking{}, Failed: []Request{}}
	for _, b := range done.Booked {
		out.Bookings = append(out.Bookings, bookingView(b))
	}
	for _, r := range done.Failed {
		v, err := c.requestView(r, done.Round)
		if err != nil {
			return nil, err
		}
		out.Failed = append(out.Failed, v)
	}
	return &publishedAnswer{round.ETag, out}, nil
}

type compareInput struct {
	ByID
	A int `query:"a" required:"true" minimum:"1" maximum:"1000000" doc:"api.doc.plan_number"`
	B int `query:"b" required:"true" minimum:"1" maximum:"1000000" doc:"api.doc.plan_number"`
}

// PlanComparison is what differs between two drafts.
type PlanComparison struct {
	Moved      []MovedPlacement `json:"moved" nullable:"false" doc:"api.doc.compare_moved"`
	OnlyA      []RoundPlacement `json:"only_a" nullable:"false" doc:"api.doc.compare_only"`
	OnlyB      []RoundPlacement `json:"only_b" nullable:"false" doc:"api.doc.compare_only"`
	ValueA     int64            `json:"value_a" doc:"api.doc.plan_value"`
	ValueB     int64            `json:"value_b" doc:"api.doc.plan_value"`
	WorstA     int64            `json:"worst_a" doc:"api.doc.compare_worst"`
	WorstB     int64            `json:"worst_b" doc:"api.doc.compare_worst"`
	PricePPM   int64            `json:"price_ppm" doc:"api.doc.compare_price"`
	Difference []ShareChange    `json:"partners" nullable:"false" doc:"api.doc.compare_partners"`
}

// MovedPlacement is one step at two places.
type MovedPlacement struct {
	A RoundPlacement `json:"a" doc:"api.doc.compare_place"`
	B RoundPlacement `json:"b" doc:"api.doc.compare_place"`
}

// ShareChange is what a partner gets in a pool in the two drafts, in minutes of weighted time.
type ShareChange struct {
	Partner string `json:"partner" doc:"api.doc.partner"`
	Pool    string `json:"pool" doc:"api.doc.pool"`
	Target  int64  `json:"target" doc:"api.doc.share_target"`
	A       int64  `json:"a" doc:"api.doc.share_placed"`
	B       int64  `json:"b" doc:"api.doc.share_placed"`
}

type comparisonAnswer struct{ Body PlanComparison }

func comparePlans(c *call, in *compareInput) (*comparisonAnswer, error) {
	d, err := c.office.ComparePlans(c, c.actor, c.now, facilities.RoundID(in.ID), in.A, in.B)
	if err != nil {
		return nil, err
	}
	v := PlanComparison{Moved: []MovedPlacement{}, OnlyA: placementsView(d.OnlyA), OnlyB: placementsView(d.OnlyB), ValueA: d.ValueA, ValueB: d.ValueB,
		WorstA: d.WorstA, WorstB: d.WorstB, PricePPM: d.PricePPM, Difference: []ShareChange{}}
	for _, m := range d.Moved {
		v.Moved = append(v.Moved, MovedPlacement{placementView(m.A), placementView(m.B)})
	}
	for _, p := range d.Partners {
		v.Difference = append(v.Difference, ShareChange{string(p.Partner), string(p.Pool), p.Target, p.A, p.B})
	}
	return &comparisonAnswer{v}, nil
}

// PinBody names a placement of a draft.
type PinBody struct {
	Plan    int    `json:"plan" minimum:"1" maximum:"1000000" doc:"api.doc.plan_number"`
	Request string `json:"request" format:"id" maxLength:"64" doc:"api.doc.request"`
	Step    int    `json:"step,omitempty" minimum:"0" maximum:"20" doc:"api.doc.step"`
}

type pinInput struct {
	ByID
	Body PinBody
}

type unpinInput struct {
	ByID
	Body struct {
		Plan    int    `json:"plan,omitempty" minimum:"1" maximum:"1000000" doc:"api.doc.plan_number"`
		Request string `json:"request" format:"id" maxLength:"64" doc:"api.doc.request"`
		Step    int    `json:"step,omitempty" minimum:"0" maximum:"20" doc:"api.doc.step"`
	} `nameHint:"UnpinBody"`
}

func pinPlacement(c *call, in *pinInput) (*roundAnswer, error) {
	_, err := c.office.PinPlacement(c, c.actor, c.now, facilities.RoundID(in.ID), c.version, in.Body.Plan, facilities.RoundRequestID(in.Body.Request), in.Body.Step)
	if err != nil {
		return nil, err
	}
	return c.round(facilities.RoundID(in.ID))
}

func unpinPlacement(c *call, in *unpinInput) (*roundAnswer, error) {
	_, err := c.office.UnpinPlacement(c, c.actor, c.now, facilities.RoundID(in.ID), c.version, facilities.RoundRequestID(in.Body.Request), in.Body.Step)
	if err != nil {
		return nil, err
	}
	return c.round(facilities.RoundID(in.ID))
}
