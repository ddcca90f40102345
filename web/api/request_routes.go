package api

import (
	"net/http"
	"strings"
	"time"

	"marke/facilities"
	"marke/facilities/useroffice"
)

func (s *server) requestRoutes() {
	add(s, route{id: "list_requests", method: http.MethodGet, path: "/requests", tag: "rounds"}, listRequests)
	add(s, route{id: "get_request", method: http.MethodGet, path: "/requests/{id}", tag: "rounds"}, getRequest)
	add(s, route{id: "add_request", method: http.MethodPost, path: "/requests", tag: "rounds", status: http.StatusCreated}, addRequest)
	add(s, route{id: "change_request", method: http.MethodPut, path: "/requests/{id}", tag: "rounds", ifs: true}, changeRequest)
	add(s, route{id: "withdraw_request", method: http.MethodPost, path: "/requests/{id}/withdraw", tag: "rounds", ifs: true, optional: true}, withdrawRequest)
	add(s, route{id: "check_request", method: http.MethodPost, path: "/requests/check", tag: "rounds", asks: true}, checkRequest)
	s.orderRoutes()
	add(s, route{id: "import_requests", method: http.MethodPost, path: "/rounds/{id}/import", tag: "rounds"}, importRequests)
	add(s, route{id: "list_objections", method: http.MethodGet, path: "/rounds/{id}/objections", tag: "rounds"}, listObjections)
	add(s, route{id: "object", method: http.MethodPost, path: "/requests/{id}/objections", tag: "rounds", status: http.StatusCreated}, objectTo)
	add(s, route{id: "answer_objection", method: http.MethodPost, path: "/objections/{id}/answer", tag: "rounds", ifs: true}, answerObjection)
}

// RequestBody is what a partner asks of a round.
type RequestBody struct {
	Round        string          `json:"round" format:"id" maxLength:"64" doc:"api.doc.round_id"`
	Project      string          `json:"project,omitempty" format:"id" maxLength:"64" doc:"api.doc.project"`
	For          string          `json:"for,omitempty" format:"id" maxLength:"64" doc:"api.doc.for"`
	Title        string          `json:"title" format:"line" minLength:"1" maxLength:"200" doc:"api.doc.title"`
	Confidential bool            `json:"confidential,omitempty" doc:"api.doc.confidential"`
	Companions   []ID            `json:"companions,omitempty" maxItems:"20" nullable:"false" doc:"api.doc.companions"`
	Steps        []RequestStep   `json:"steps" minItems:"1" maxItems:"20" nullable:"false" doc:"api.doc.request_steps"`
	Windows      []RequestWindow `json:"windows,omitempty" maxItems:"50" nullable:"false" doc:"api.doc.request_windows"`
	Together     string          `json:"together,omitempty" format:"line" maxLength:"64" doc:"api.doc.together"`
	Sample       string          `json:"sample,omitempty" format:"id" maxLength:"64" doc:"api.doc.sample"`
	OrderNumber  string          `json:"order_number,omitempty" format:"line" maxLength:"64" doc:"api.doc.order_number"`
	AcceptTariff bool            `json:"accept_tariff,omitempty" doc:"api.doc.accept_tariff"`
}

// RequestStep is one use of one instrument.
type RequestStep struct {
	Resources       []ID              `json:"resources,omitempty" maxItems:"50" nullable:"false" doc:"api.doc.step_resources"`
	Capability      string            `json:"capability,omitempty" format:"line" maxLength:"300" doc:"api.doc.step_capability"`
	Units           int64             `json:"units,omitempty" minimum:"1" maximum:"1000000" doc:"api.doc.units"`
	With            []WithUnit        `json:"with,omitempty" maxItems:"20" nullable:"false" doc:"api.doc.with"`
	Intake          map[string]Answer `json:"intake,omitempty" maxProperties:"40" doc:"api.doc.intake"`
	DurationMinutes int64             `json:"duration_minutes" minimum:"1" maximum:"525600" doc:"api.doc.step_duration"`
	GapMinMinutes   int64             `json:"gap_min_minutes,omitempty" minimum:"0" maximum:"525600" doc:"api.doc.gap_min"`
	GapMaxMinutes   int64             `json:"gap_max_minutes,omitempty" minimum:"0" maximum:"525600" doc:"api.doc.gap_max"`
	Process         string            `json:"process,omitempty" format:"line" maxLength:"64" doc:"api.doc.process"`
}

// RequestWindow is a span in which a request may lie.
type RequestWindow struct {
	From       time.Time `json:"from" doc:"api.doc.from"`
	To         time.Time `json:"to" doc:"api.doc.to"`
	Preference int       `json:"preference,omitempty" minimum:"1" maximum:"100" default:"100" doc:"api.doc.preference"`
}

// Request is a request with what became of it.
type Request struct {
	ID      string `json:"id" doc:"api.doc.id"`
	Version int64  `json:"version" doc:"api.doc.version"`
	RequestBody
	Partner    string          `json:"partner" doc:"api.doc.partner"`
	Rank       int             `json:"rank" doc:"api.doc.rank"`
	State      string          `json:"state" enum:"open,withdrawn,placed,refused" doc:"api.doc.state"`
	Bookings   []RequestPlaced `json:"bookings" nullable:"false" doc:"api.doc.request_bookings"`
	Reasons    []RoundReason   `json:"reasons" nullable:"false" doc:"api.doc.reasons"`
	Violations []Violation     `json:"violations" nullable:"false" doc:"api.doc.request_violations"`
	Offers     []Alternative   `json:"alternatives" nullable:"false" doc:"api.doc.alternatives"`
}

// RequestPlaced is the booking that a step became.
type RequestPlaced struct {
	Step    int    `json:"step" doc:"api.doc.step"`
	Booking string `json:"booking" doc:"api.doc.request_booking"`
}

func (b RequestBody) request() facilities.RoundRequest {
	r := facilities.RoundRequest{Round: facilities.RoundID(b.Round), Project: facilities.ProjectID(b.Project), Person: facilities.PersonID(b.For), Title: b.Title,
		Confidential: b.Confidential, Companions: people(b.Companions), Together: b.Together, Sample: facilities.SampleID(b.Sample), OrderNumber: b.OrderNumber, AcceptTariff: b.AcceptTariff}
	for _, s := range b.Steps {
		step := facilities.RoundStep{Capability: s.Capability, Units: s.Units, With: claims(s.With), Intake: answers(s.Intake), Duration: time.Duration(s.DurationMinutes) * time.Minute,
			GapMin: time.Duration(s.GapMinMinutes) * time.Minute, GapMax: time.Duration(s.GapMaxMinutes) * time.Minute, Process: s.Process}
		for _, id := range s.Resources {
			step.Resources = append(step.Resources, facilities.ResourceID(id))
		}
		r.Steps = append(r.Steps, step)
	}
	for _, w := range b.Windows {
		if w.Preference == 0 {
			w.Preference = 100
		}
		r.Windows = append(r.Windows, facilities.RoundWindow{Span: facilities.NewSpan(w.From, w.To), Preference: w.Preference})
	}
	return r
}

func requestBody(r facilities.RoundRequest) RequestBody {
	b := RequestBody{Round: string(r.Round), Project: string(r.Project), For: string(r.Person), Title: r.Title, Confidential: r.Confidential, Companions: []ID{},
		Steps: []RequestStep{}, Windows: []RequestWindow{}, Together: r.Together, Sample: string(r.Sample), OrderNumber: r.OrderNumber, AcceptTariff: r.AcceptTariff}
	for _, p := range r.Companions {
		b.Companions = append(b.Companions, ID(p))
	}
	for _, s := range r.Steps {
		step := RequestStep{Resources: []ID{}, Capability: s.Capability, Units: max(s.Units, 1), With: []WithUnit{}, DurationMinutes: int64(s.Duration / time.Minute),
			GapMinMinutes: int64(s.GapMin / time.Minute), GapMaxMinutes: int64(s.GapMax / time.Minute), Process: s.Process}
		for _, id := range s.Resources {
			step.Resources = append(step.Resources, ID(id))
		}
		for _, w := range s.With {
			step.With = append(step.With, WithUnit{string(w.Resource), w.Units})
		}
		for key, answer := range s.Intake {
			if step.Intake == nil {
				step.Intake = map[string]Answer{}
			}
			step.Intake[key] = Answer(answer)
		}
		b.Steps = append(b.Steps, step)
	}
	for _, w := range r.Windows {
		b.Windows = append(b.Windows, RequestWindow{w.Start.UTC(), w.End.UTC(), w.Preference})
	}
	return b
}

func (c *call) requestView(r facilities.RoundRequest, round facilities.Round) (Request, error) {
	catalogue, err := c.catalogue()
	if err != nil {
		return Request{}, err
	}
	reasons, err := c.reasonsView(round, r.Refused)
	v := Request{ID: string(r.ID), Version: r.Version, RequestBody: requestBody(r), Partner: string(r.Partner), Rank: r.Rank, State: string(r.State), Bookings: []RequestPlaced{},
		Reasons: reasons, Violations: notNil(violationsView(r.Violations, c.say, catalogue)), Offers: notNil(alternativesView(r.Alternatives))}
	for _, p := range r.Placed {
		v.Bookings = append(v.Bookings, RequestPlaced{p.Step, string(p.Booking)})
	}
	return v, err
}

// seenRequestView reads the round that words are about.
func (c *call) seenRequestView(r facilities.RoundRequest) (Request, error) {
	round, err := c.office.Round(c, c.actor, c.now, r.Round)
	if err != nil {
		return Request{}, err
	}
	return c.requestView(r, round.Round)
}

type requestsInput struct {
	Page
	Round   string   `query:"round" format:"id" maxLength:"64" doc:"api.doc.round_id"`
	Partner string   `query:"partner" format:"id" maxLength:"64" doc:"api.doc.partner"`
	State   []string `query:"state" enum:"open,withdrawn,placed,refused" doc:"api.doc.state"`
}

func listRequests(c *call, in *requestsInput) (*listed[Request], error) {
	cursor, err := open("requests", in.Cursor)
	if err != nil {
		return nil, err
	}
	f := useroffice.RequestFilter{Round: facilities.RoundID(in.Round), Partner: facilities.PartnerID(in.Partner), Limit: in.Limit, Cursor: cursor}
	for _, s := range in.State {
		f.States = append(f.States, facilities.RequestState(s))
	}
	found, next, err := c.office.RoundRequests(c, c.actor, c.now, f)
	if err != nil {
		return nil, err
	}
	var items []Request
	for _, r := range found {
		v, err := c.seenRequestView(r.RoundRequest)
		if err != nil {
			return nil, err
		}
		items = append(items, v)
	}
	return list(items, seal("requests", next)), nil
}

type requestAnswer struct {
	ETag string `header:"ETag"`
	Body Request
}

func (c *call) answerRequest(r facilities.RoundRequest, err error) (*requestAnswer, error) {
	if err != nil {
		return nil, err
	}
	v, err := c.seenRequestView(r)
	return &requestAnswer{etag(r.Version), v}, err
}

func getRequest(c *call, in *ByID) (*requestAnswer, error) {
	r, err := c.office.RoundRequest(c, c.actor, c.now, facilities.RoundRequestID(in.ID))
	return c.answerRequest(r.RoundRequest, err)
}

type requestInput struct{ Body RequestBody }

func addRequest(c *call, in *requestInput) (*requestAnswer, error) {
	return c.answerRequest(c.office.AddRequest(c, c.actor, c.now, in.Body.request()))
}

type changeRequestInput struct {
	ByID
	Body RequestBody
}

func changeRequest(c *call, in *changeRequestInput) (*requestAnswer, error) {
	was, err := c.office.RoundRequest(c, c.actor, c.now, facilities.RoundRequestID(in.ID))
	if err != nil {
		return nil, err
	}
	r := in.Body.request()
	r.ID, r.Round, r.Partner, r.Version = was.ID, was.RoundRequest.Round, was.Partner, c.version
	if c.version == versionAny {
		r.Version = was.Version
	}
	return c.answerRequest(c.office.ChangeRequest(c, c.actor, c.now, r))
}

func withdrawRequest(c *call, in *roundActionInput) (*requestAnswer, error) {
	return c.answerRequest(c.office.WithdrawRequest(c, c.actor, c.now, facilities.RoundRequestID(in.ID), c.version, in.Body.Reason))
}

// Possible says whether a request could be placed were it alone in its round.
type Possible struct {
	Starts     int              `json:"starts" doc:"api.doc.possible_starts"`
	Violations []Violation      `json:"violations" nullable:"false" doc:"api.doc.possible_rules"`
	First      []RoundPlacement `json:"first" nullable:"false" doc:"api.doc.possible_first"`
}

type possibleAnswer struct{ Body Possible }

func checkRequest(c *call, in *requestInput) (*possibleAnswer, error) {
	p, err := c.office.CheckRequest(c, c.actor, c.now, in.Body.request())
	if err != nil {
		return nil, err
	}
	catalogue, err := c.catalogue()
	return &possibleAnswer{Possible{p.Starts, notNil(violationsView(p.Violations, c.say, catalogue)), placementsView(p.First)}}, err
}

func (c *call) requests(found []facilities.RoundRequest) (*listed[Request], error) {
	var items []Request
	for _, r := range found {
		v, err := c.seenRequestView(r)
		if err != nil {
			return nil, err
		}
		items = append(items, v)
	}
	return list(items, ""), nil
}

type importRequestsInput struct {
	ByID
	Body struct {
		Table  string `json:"table" minLength:"1" maxLength:"250000" format:"text" doc:"api.doc.table"`
		DryRun bool   `json:"dry_run,omitempty" doc:"api.doc.dry_run"`
	} `nameHint:"ImportRequestsBody"`
}

// RequestsImported is what a table came to; with faults nothing was written.
type RequestsImported struct {
	Requests int        `json:"requests" doc:"api.doc.import_count"`
	Faults   []RowFault `json:"faults" nullable:"false" doc:"api.doc.import_faults"`
}

// RowFault is what is wrong in one line.
type RowFault struct {
	Line    int    `json:"line" doc:"api.doc.import_line"`
	Message string `json:"message" doc:"api.doc.import_message"`
}

type importedAnswer struct{ Body RequestsImported }

func importRequests(c *call, in *importRequestsInput) (*importedAnswer, error) {
	done, err := c.office.ImportRequests(c, c.actor, c.now, facilities.RoundID(in.ID), []byte(in.Body.Table), in.Body.DryRun)
	if err != nil {
		return nil, relocate(err, map[string]string{"file": "body.table"})
	}
	out := RequestsImported{Requests: len(done.Requests), Faults: []RowFault{}}
	for _, f := range done.Faults {
		out.Faults = append(out.Faults, RowFault{f.Line, c.problem(f.Err).told()})
	}
	return &importedAnswer{out}, nil
}

// told is a problem with a row in one sentence or a few.
func (p *Problem) told() string {
	out := p.Detail
	for n, wrong := range p.Errors {
		if n == 0 {
			out = ""
		}
		out = strings.TrimSpace(out + " " + strings.TrimPrefix(wrong.Location, "body.") + ": " + wrong.Message)
	}
	for _, v := range p.Violations {
		out += " " + v.Message
	}
	return out
}

// Objection is what somebody holds against an outcome, with the explanation beside it.
type Objection struct {
	ID      string     `json:"id" doc:"api.doc.id"`
	Version int64      `json:"version" doc:"api.doc.version"`
	Request string     `json:"request" doc:"api.doc.request"`
	Person  string     `json:"person" doc:"api.doc.person_id"`
	Text    string     `json:"text" doc:"api.doc.objection"`
	Created time.Time  `json:"created" doc:"api.doc.created"`
	Upheld  bool       `json:"upheld" doc:"api.doc.upheld"`
	Answer  string     `json:"answer" doc:"api.doc.objection_answer"`
	At      *time.Time `json:"answered" nullable:"true" doc:"api.doc.objection_answered"`
}

func objectionView(o facilities.Objection) Objection {
	return Objection{string(o.ID), o.Version, string(o.Request), string(o.Person), o.Text, o.Created.UTC(), o.Upheld, o.Answer, utc(o.Answered)}
}

type objectionsInput struct {
	ByID
	Page
}

func listObjections(c *call, in *objectionsInput) (*listed[Objection], error) {
	found, err := c.office.Objections(c, c.actor, c.now, facilities.RoundID(in.ID))
	if err != nil {
		return nil, err
	}
	var all []Objection
	for _, o := range found {
		all = append(all, objectionView(o.Objection))
	}
	items, next, err := page("objections", all, func(o Objection) string { return o.ID }, in.Page)
	return list(items, next), err
}

type objectInput struct {
	ByID
	Body struct {
		Text string `json:"text" format:"text" minLength:"1" maxLength:"1000" doc:"api.doc.objection"`
	} `nameHint:"ObjectBody"`
}

type objectionAnswer struct {
	ETag string `header:"ETag"`
	Body Objection
}

func objectTo(c *call, in *objectInput) (*objectionAnswer, error) {
	o, err := c.office.Object(c, c.actor, c.now, facilities.RoundRequestID(in.ID), in.Body.Text)
	return &objectionAnswer{etag(o.Version), objectionView(o)}, err
}

type objectionReplyInput struct {
	ByID
	Body struct {
		Upheld bool   `json:"upheld" doc:"api.doc.upheld"`
		Answer string `json:"answer" format:"text" minLength:"1" maxLength:"1000" doc:"api.doc.objection_answer"`
	} `nameHint:"AnswerBody"`
}

func answerObjection(c *call, in *objectionReplyInput) (*objectionAnswer, error) {
	o, err := c.office.AnswerObjection(c, c.actor, c.now, facilities.ObjectionID(in.ID), c.version, in.Body.Upheld, in.Body.Answer)
	return &objectionAnswer{etag(o.Version), objectionView(o)}, err
}
