package web

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"marke/facilities"
	"marke/facilities/useroffice"
	"marke/web/form"
)

// requestFormView is the form with which a request is handed in or changed, with the answer to whether it is possible at all.
type requestFormView struct {
	Page
	Form      *form.Form
	Round     useroffice.SeenRound
	Line      roundLine
	Request   facilities.RoundRequestID // empty for a new one
	Action    string
	Steps     []stepForm
	Windows   []windowForm
	Projects  []option
	People    []option
	For       []option
	Samples   []option
	Operated  bool
	MoreOpen  bool
	Possible  possibleView
	Faults    []fault
	Refused   bool // it was handed in and cannot be placed anywhere
	MoreSteps bool // another one may be added
	MoreTimes bool
}

// stepForm is one step in the form: what may do it, and what its instruments ask.
type stepForm struct {
	Number    int
	Names     map[string]string // of the fields, by what they are
	Resources []resourceChoice
	With      []option
	Processes []option
	Intake    []intakeField
	Units     int64 // the most; 1: not asked
	Open      bool  // the part below the fold
	Wider     bool  // the fold with other instruments and capabilities
	Last      bool
}

// resourceChoice is an instrument that can be ticked.
type resourceChoice struct {
	option
	Covered bool // by the round
}

// intakeField is one question of the instruments.
type intakeField struct {
	Name, Label string
	Choices     []string
	Resources   string
}

// windowForm is one window in the form.
type windowForm struct {
	Number      int
	Names       map[string]string
	Preferences []option
	Last        bool
}

// possibleView says whether a request could be placed were it alone.
type possibleView struct {
	Checked    bool
	Headline   string
	Violations []string
	First      []string
	Faults     []fault
}

// newRequest shows an empty form, with the instrument that the address names.
func (v *visit) newRequest() error {
	r, err := v.office.Round(v.ctx(), v.actor, v.now, facilities.RoundID(v.Param("id")))
	if err != nil {
		return err
	}
	if !r.MayAsk {
		return facilities.Errorf(facilities.Conflict, "round_call_over")
	}
	f := form.New(nil)
	if id := v.query().ID("resource"); id != "" {
		f.Set(stepField(0, "resources"), id)
	}
	f.Set("once", facilities.NewID(v.now))
	return v.showRequestForm(http.StatusOK, f, r, "", possibleView{})
}

// addRequest hands a request in, checks it, or gives its form another step or window, as the button says.
func (v *visit) addRequest() error {
	r, err := v.office.Round(v.ctx(), v.actor, v.now, facilities.RoundID(v.Param("id")))
	if err != nil {
		return err
	}
	return v.takeRequest(r, facilities.RoundRequest{})
}

// editRequest shows the form of a request as it is.
func (v *visit) editRequest() error {
	request, r, err := v.changeable()
	if err != nil {
		return err
	}
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	return v.showRequestForm(http.StatusOK, formOfRequest(request.RoundRequest, cat.Zone(r.Facility)), r, request.ID, possibleView{})
}

// changeRequest changes it.
func (v *visit) changeRequest() error {
	request, r, err := v.changeable()
	if err != nil {
		return err
	}
	return v.takeRequest(r, request.RoundRequest)
}

// changeable finds the request of an address that the reader may change now, with its round.
func (v *visit) changeable() (useroffice.SeenRequest, useroffice.SeenRound, error) {
	request, err := v.office.RoundRequest(v.ctx(), v.actor, v.now, facilities.RoundRequestID(v.Param("id")))
	if err != nil {
		return request, useroffice.SeenRound{}, err
	}
	r, err := v.office.Round(v.ctx(), v.actor, v.now, request.Round)
	if err == nil && !request.Changes {
		err = facilities.Errorf(facilities.Forbidden, "forbidden")
	}
	return request, r, err
}

// takeRequest does what the posted form asks, for a new request or on top of one as it was.
func (v *visit) takeRequest(r useroffice.SeenRound, was facilities.RoundRequest) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	if grown(f) {
		return v.showRequestForm(http.StatusOK, f, r, was.ID, possibleView{})
	}
	request := requestOf(f, was, r.Round, cat)
	if f.Is("do", "check") {
		return v.checkRequest(f, r, request, cat)
	}
	if f.OK() {
		request.Version = f.Version()
		if was.ID == "" {
			request, err = v.once(f).AddRequest(v.ctx(), v.actor, v.now, request)
		} else {
			request, err = v.office.ChangeRequest(v.ctx(), v.actor, v.now, request)
		}
	}
	if v.takeRequestFaults(f, err) || !f.OK() {
		return v.showRequestForm(http.StatusUnprocessableEntity, f, r, was.ID, possibleView{})
	}
	var e *facilities.Error
	if errors.As(err, &e) && e.Code == facilities.Conflict && len(e.Violations) > 0 {
		return v.showRequestForm(http.StatusConflict, f, r, was.ID, v.possible(useroffice.Possible{Violations: e.Violations}, cat, r))
	}
	if err != nil {
		return err
	}
	done := "request_added"
	if was.ID != "" {
		done = "request_changed"
	}
	return v.to("/rounds/"+string(r.ID), done)
}

// takeRequestFaults puts what the verb found wrong beside the fields of the form.
func (v *visit) takeRequestFaults(f *form.Form, err error) bool {
	names := requestFields()
	var e *facilities.Error
	if errors.As(err, &e) {
		for _, field := range e.Fields {
			location := strings.TrimPrefix(field.Location, "body.")
			if step, rest, found := strings.Cut(location, "].intake."); found && strings.HasPrefix(step, "steps[") {
				names[location] = "s" + strings.TrimPrefix(step, "steps[") + "-intake." + rest
			} else if key, found := strings.CutPrefix(location, "intake."); found {
				names[location] = stepField(0, "intake."+key)
			}
		}
	}
	return f.Take(err, names)
}

// grown adds or takes away a step or a window when a button asks for that.
func grown(f *form.Form) bool {
	change := func(name string, by, least, most int) bool {
		f.Set(name, strconv.Itoa(min(max(shownParts(f, name, least, most)+by, least), most)))
		return true
	}
	switch f.Typed("do") {
	case "add_step":
		return change("steps", 1, 1, useroffice.RoundStepsMax)
	case "drop_step":
		return change("steps", -1, 1, useroffice.RoundStepsMax)
	case "add_window":
		return change("windows", 1, 1, useroffice.RoundWindowsMax)
	case "drop_window":
		return change("windows", -1, 1, useroffice.RoundWindowsMax)
	}
	return false
}

// checkRequest answers whether it is possible at all: a part of the page for htmx, the whole page otherwise.
func (v *visit) checkRequest(f *form.Form, r useroffice.SeenRound, request facilities.RoundRequest, cat *facilities.Catalogue) error {
	var possible possibleView
	if f.OK() {
		answer, err := v.office.CheckRequest(v.ctx(), v.actor, v.now, request)
		if err != nil && !v.takeRequestFaults(f, err) {
			return err
		}
		if err == nil {
			possible = v.possible(answer, cat, r)
		}
	}
	if v.isFragment() {
		possible.Faults = v.labelledFaults(f, requestLabel)
		return v.fragment("request_form", "possible", possible)
	}
	status := http.StatusOK
	if !f.OK() {
		status = http.StatusUnprocessableEntity
	}
	return v.showRequestForm(status, f, r, request.ID, possible)
}

// possible puts the office's answer into words.
func (v *visit) possible(answer useroffice.Possible, cat *facilities.Catalogue, r useroffice.SeenRound) possibleView {
	view := possibleView{Checked: true}
	for _, violation := range answer.Violations {
		view.Violations = append(view.Violations, v.texts.Violation(violation, cat))
	}
	if len(view.Violations) > 0 {
		view.Headline = v.texts.Say("web.possible.no")
		return view
	}
	view.Headline = v.texts.Say("web.possible.yes", "count", answer.Starts)
	for _, p := range answer.First {
		resource, _ := cat.Resource(p.Resource)
		view.First = append(view.First, resource.Name+", "+v.texts.Span(p.Use, cat.Zone(r.Facility)))
	}
	return view
}

func (v *visit) showRequestForm(status int, f *form.Form, r useroffice.SeenRound, id facilities.RoundRequestID, possible possibleView) error {
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	title, action := "web.request_form.new", "/rounds/"+string(r.ID)+"/requests/new"
	if id != "" {
		title, action = "web.request_form.change", "/requests/"+string(id)+"/edit"
	}
	v.here = action
	view := requestFormView{Page: v.page(title), Form: f, Round: r, Line: v.roundLine(r, cat), Request: id, Action: "/" + v.lang + action, Possible: possible, Faults: v.labelledFaults(f, requestLabel), Refused: status == http.StatusConflict}
	steps, windows := shownParts(f, "steps", 1, useroffice.RoundStepsMax), shownParts(f, "windows", 1, useroffice.RoundWindowsMax)
	f.Set("steps", strconv.Itoa(steps))
	f.Set("windows", strconv.Itoa(windows))
	view.MoreSteps, view.MoreTimes = steps < useroffice.RoundStepsMax, windows < useroffice.RoundWindowsMax
	for i := range steps {
		view.Steps = append(view.Steps, v.stepForm(f, i, i == steps-1, r.Round, cat))
	}
	for i := range windows {
		view.Windows = append(view.Windows, v.windowForm(f, i, i == windows-1))
	}
	for _, resource := range cat.ResourcesOf(r.Facility) {
		view.Operated = view.Operated || resource.Operated
	}
	for _, name := range []string{"sample", "together", "confidential", "order_number", "accept_tariff"} {
		view.MoreOpen = view.MoreOpen || f.Typed(name) != ""
		if _, wrong := f.Fault(name); wrong {
			view.MoreOpen = true
		}
	}
	if err := v.addRequestPeople(&view, r); err != nil {
		return err
	}
	return v.render(status, "request_form", view)
}

// stepForm gathers what one step can be chosen from.
func (v *visit) stepForm(f *form.Form, i int, last bool, round facilities.Round, cat *facilities.Catalogue) stepForm {
	s := stepForm{Number: i + 1, Names: map[string]string{}, Last: last && i > 0, Units: 1}
	for _, name := range []string{"resources", "capability", "hours", "gap_min", "gap_max", "process", "units", "with"} {
		s.Names[name] = stepField(i, name)
	}
	chosen := f.All(s.Names["resources"])
	for _, r := range cat.ResourcesOf(round.Facility) {
		o := option{Value: string(r.ID), Text: r.Name, Chosen: slices.Contains(chosen, string(r.ID))}
		switch {
		case r.Archived:
		case bookable(r):
			s.Resources = append(s.Resources, resourceChoice{o, round.Covers(r)})
			if round.Covers(r) || o.Chosen {
				v.addResourceQuestions(&s, f, i, r)
			}
		case r.Kind == facilities.Accessory || r.Kind == facilities.Operator:
			o.Chosen = f.Is(s.Names["with"], o.Value)
			s.With = append(s.With, o)
		}
	}
	slices.SortStableFunc(s.Resources, func(a, b resourceChoice) int { // what the round divides comes first
		switch {
		case a.Covered == b.Covered:
			return 0
		case a.Covered:
			return -1
		}
		return 1
	})
	for _, name := range []string{"process", "units", "with"} {
		s.Open = s.Open || f.Typed(s.Names[name]) != ""
	}
	s.Wider = f.Typed(s.Names["capability"]) != "" || slices.ContainsFunc(s.Resources, func(r resourceChoice) bool { return r.Chosen && !r.Covered })
	s.nameAskers()
	return s
}

// nameAskers says of a question which instruments ask it, when not all do that can be ticked.
func (s *stepForm) nameAskers() {
	var all []string
	for _, r := range s.Resources {
		if r.Covered || r.Chosen {
			all = append(all, r.Text)
		}
	}
	for i, q := range s.Intake {
		if q.Resources != strings.Join(all, ", ") {
			s.Intake[i].Label += " (" + q.Resources + ")"
		}
	}
}

// addResourceQuestions adds what an instrument asks, once for each question.
func (v *visit) addResourceQuestions(s *stepForm, f *form.Form, i int, r facilities.Resource) {
	s.Units = max(s.Units, r.Capacity)
	for _, class := range r.Changeover.Classes {
		if !slices.ContainsFunc(s.Processes, func(o option) bool { return o.Value == class }) {
			s.Processes = append(s.Processes, option{Value: class, Text: class})
		}
	}
	for _, question := range r.Intake {
		name := stepField(i, "intake."+question.Key)
		at := slices.IndexFunc(s.Intake, func(x intakeField) bool { return x.Name == name })
		if at < 0 {
			s.Intake = append(s.Intake, intakeField{name, question.Label.In(v.lang), question.Choices, r.Name})
			continue
		}
		s.Intake[at].Resources += ", " + r.Name
	}
}

func (v *visit) windowForm(f *form.Form, i int, last bool) windowForm {
	w := windowForm{Number: i + 1, Names: map[string]string{}, Last: last && i > 0}
	for _, name := range []string{"from_day", "from_time", "until_day", "until_time", "preference"} {
		w.Names[name] = windowField(i, name)
	}
	typed := f.Typed(w.Names["preference"])
	known := false
	for _, p := range preferences {
		o := option{Value: strconv.Itoa(p), Text: preferenceSay(v.texts, p)}
		known = known || o.Value == typed
		w.Preferences = append(w.Preferences, o)
	}
	if n, err := strconv.Atoi(typed); err == nil && !known {
		w.Preferences = append(w.Preferences, option{Value: typed, Text: preferenceSay(v.texts, n)})
	}
	return w
}

// addRequestPeople offers companions, projects and samples, and to those who ask for others the people for whom they may.
func (v *visit) addRequestPeople(view *requestFormView, r useroffice.SeenRound) error {
	var booking bookingFormView
	if err := v.addPeople(&booking, facilities.Resource{Facility: r.Facility}); err != nil {
		return err
	}
	if err := v.addProjects(&booking, view.Form); err != nil {
		return err
	}
	view.People, view.For, view.Projects, view.Samples = booking.People, booking.For, booking.Projects, booking.Samples
	return nil
}
