package web

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"marke/facilities"
	"marke/facilities/useroffice"
	"marke/web/form"
)

// roundFormView is the form with which a round is opened or its call changed.
type roundFormView struct {
	Page
	Form        *form.Form
	Facility    facilities.Facility
	Pools       []option
	Grids       []option
	Objectives  []option
	Round       facilities.Round // empty for a new one
	MoreOpen    bool
	RollingOpen bool
	Fixed       bool // requests came in: period, pools and grid stay
	Faults      []fault
	Action      string
}

// newRound shows the form of a call, filled in with the week after next.
func (v *visit) newRound() error {
	facility, err := v.managed(facilities.FacilityID(v.Query("facility")))
	if err != nil {
		return err
	}
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	zone := cat.Zone(facility.ID)
	monday := undividedWeek(cat, facility.ID, later(week(facilities.DateOf(v.now.In(zone)))[0], 14))
	f := form.New(nil)
	f.Set("facility", string(facility.ID))
	_, number := monday.In(zone).ISOWeek()
	f.Set("name", v.texts.Say("web.round_form.week", "number", number))
	f.Set("first_day", monday.String())
	f.Set("last_day", later(monday, 6).String())
	f.Set("deadline_day", later(monday, -4).String())
	f.Set("deadline_time", "17:00")
	f.Set("seconds", "10")
	f.Set("days", "14")
	for _, p := range poolsAt(cat, facility.ID) {
		f.Set("pools", append(f.All("pools"), string(p.ID))...)
	}
	return v.showRoundForm(http.StatusOK, f, facility, useroffice.SeenRound{})
}

// undividedWeek is the first week from a Monday on that no other round divides yet, within a year.
func undividedWeek(cat *facilities.Catalogue, id facilities.FacilityID, monday facilities.Date) facilities.Date {
	zone := cat.Zone(id)
	for range 52 {
		week := facilities.NewSpan(monday.In(zone), later(monday, 7).In(zone))
		if !slices.ContainsFunc(cat.ResourcesOf(id), func(r facilities.Resource) bool { _, divided := roundOn(cat, r, week); return divided }) {
			break
		}
		monday = later(monday, 7)
	}
	return monday
}

// openRound calls for requests.
func (v *visit) openRound() error {
	f, err := v.form()
	if err != nil {
		return err
	}
	facility, err := v.managed(facilities.FacilityID(f.ID("facility")))
	if err != nil {
		return err
	}
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	r := roundOf(f, facilities.Round{Facility: facility.ID}, cat.Zone(facility.ID))
	if f.OK() {
		r, err = v.once(f).OpenRound(v.ctx(), v.actor, v.now, r)
	}
	if f.Take(err, roundFields) || !f.OK() {
		return v.showRoundForm(http.StatusUnprocessableEntity, f, facility, useroffice.SeenRound{})
	}
	if err != nil {
		return v.again(err, f, v.here, nil, func(status int) error { return v.showRoundForm(status, f, facility, useroffice.SeenRound{}) })
	}
	return v.to("/rounds/"+string(r.ID), "round_opened")
}

// editRound shows the form of a call as it is.
func (v *visit) editRound() error {
	r, err := v.managedRound()
	if err != nil {
		return err
	}
	facility, err := v.managed(r.Facility)
	if err != nil {
		return err
	}
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	return v.showRoundForm(http.StatusOK, formOfRound(r.Round, cat.Zone(r.Facility)), facility, r)
}

// changeRound changes what a call says.
func (v *visit) changeRound() error {
	was, err := v.managedRound()
	if err != nil {
		return err
	}
	facility, err := v.managed(was.Facility)
	if err != nil {
		return err
	}
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	f, err := v.form()
	if err != nil {
		return err
	}
	r := roundOf(f, was.Round, cat.Zone(was.Facility))
	r.Version = f.Version()
	if f.OK() {
		_, err = v.office.ChangeRound(v.ctx(), v.actor, v.now, r)
	}
	if f.Take(err, roundFields) || !f.OK() {
		return v.showRoundForm(http.StatusUnprocessableEntity, f, facility, was)
	}
	if facilities.CodeOf(err) == facilities.Conflict {
		return v.again(err, f, v.here, nil, func(status int) error { return v.showRoundForm(status, f, facility, was) })
	}
	if err != nil {
		return err
	}
	return v.to("/rounds/"+string(was.ID), "saved")
}

// managedRound finds the round of an address for one of its managers.
func (v *visit) managedRound() (useroffice.SeenRound, error) {
	r, err := v.office.Round(v.ctx(), v.actor, v.now, facilities.RoundID(v.Param("id")))
	if err == nil && !r.Manages {
		err = facilities.Errorf(facilities.Forbidden, "forbidden")
	}
	return r, err
}

// roundFields maps the verb's names of fields to those of the form.
var roundFields = map[string]string{"from": "first_day", "to": "last_day", "deadline": "deadline_day", "grid_minutes": "grid"}

// roundFormLabels are the labels of the form's fields.
var roundFormLabels = map[string]string{"name": "web.round_form.name", "pools": "web.round_form.pools", "first_day": "web.round_form.first_day", "last_day": "web.round_form.last_day", "deadline_day": "web.round_form.deadline", "deadline_time": "web.round_form.time",
	"note": "web.round_form.note", "objective": "web.round.objective", "grid": "web.round.grid", "seconds": "web.solve.seconds", "steps": "web.round_form.steps", "seed": "web.round_form.seed", "days": "web.round_form.days"}

// roundOf reads the form on top of the round as it was.
func roundOf(f *form.Form, r facilities.Round, zone *time.Location) facilities.Round {
	r.Name, r.Note = f.Needed("name"), f.Note("note")
	r.Pools = nil
	for _, id := range f.All("pools") {
		r.Pools = append(r.Pools, facilities.PoolID(id))
	}
	if len(r.Pools) == 0 {
		f.Wrong("pools", "round_choose_pool")
	}
	if r.ID == "" {
		r.Rolling = f.Is("rolling", "yes")
	}
	r.Days = int(f.Int("days", 0, useroffice.RoundDaysMax))
	if !r.Rolling {
		first, last := f.Day("first_day"), f.Day("last_day")
		for name, day := range map[string]facilities.Date{"first_day": first, "last_day": last, "deadline_day": f.Day("deadline_day")} {
			if day.IsZero() {
				f.Wrong(name, "required")
			}
		}
		if !first.IsZero() && !last.IsZero() {
			r.Period = facilities.NewSpan(first.In(zone), last.Next().In(zone))
			if r.Period.Empty() {
				f.Wrong("last_day", "form_until")
			}
		}
		r.Deadline = momentOr(f, "deadline_day", "deadline_time", zone, time.Time{})
	}
	r.GridMinutes = int(f.Int("grid", 0, 60))
	r.Objective = facilities.RoundObjective(f.Text("objective"))
	r.Seconds, r.Steps, r.Seed = int(f.Int("seconds", 0, useroffice.SolveSecondsMax)), f.Int("steps", 0, 1<<62), uint64(f.Int("seed", 0, 1<<62))
	return r
}

func formOfRound(r facilities.Round, zone *time.Location) *form.Form {
	f := form.New(nil)
	f.Set("name", r.Name)
	f.Set("note", r.Note)
	for _, p := range r.Pools {
		f.Set("pools", append(f.All("pools"), string(p))...)
	}
	f.Set("first_day", facilities.DateOf(r.Period.Start.In(zone)).String())
	f.Set("last_day", facilities.DateOf(r.Period.End.Add(-time.Second).In(zone)).String())
	f.Set("deadline_day", facilities.DateOf(r.Deadline.In(zone)).String())
	f.Set("deadline_time", r.Deadline.In(zone).Format("15:04"))
	f.Set("grid", strconv.Itoa(r.GridMinutes))
	f.Set("objective", string(r.Objective))
	f.Set("seconds", strconv.Itoa(r.Seconds))
	if r.Steps > 0 {
		f.Set("steps", strconv.FormatInt(r.Steps, 10))
	}
	f.Set("seed", strconv.FormatUint(r.Seed, 10))
	if r.Rolling {
		f.Set("rolling", "yes")
	}
	f.Set("days", strconv.Itoa(r.Days))
	f.Set("version", strconv.FormatInt(r.Version, 10))
	return f
}

func (v *visit) showRoundForm(status int, f *form.Form, facility facilities.Facility, r useroffice.SeenRound) error {
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	title := "web.round_form.new"
	action := "/rounds/new"
	v.here = "/rounds/new?facility=" + string(facility.ID)
	if r.ID != "" {
		title, action = "web.round_form.change", "/rounds/"+string(r.ID)+"/edit"
		v.here = action
	}
	view := roundFormView{Page: v.page(title), Form: f, Facility: facility, Round: r.Round, Fixed: r.ID != "" && len(r.Totals) > 0, Action: "/" + v.lang + action, Faults: v.labelledFaults(f, func(name string) string { return roundFormLabels[name] })}
	if f.Typed("once") == "" {
		f.Set("once", facilities.NewID(v.now))
	}
	for _, p := range poolsAt(cat, facility.ID) {
		view.Pools = append(view.Pools, option{Value: string(p.ID), Text: poolName(v.texts, p.ID) + " (" + resourceNames(p.Resources) + ")", Chosen: f.Is("pools", string(p.ID))})
	}
	view.Grids = []option{{Value: "", Text: v.texts.Say("web.round_form.grid_auto")}}
	for _, minutes := range []int{5, 10, 15, 20, 30, 60} {
		view.Grids = append(view.Grids, option{Value: strconv.Itoa(minutes), Text: v.texts.Hours(time.Duration(minutes) * time.Minute)})
	}
	view.Objectives = []option{{Value: string(facilities.RoundFairFirst), Text: v.texts.Say("web.objective.fair_first")}, {Value: string(facilities.RoundSatisfaction), Text: v.texts.Say("web.objective.satisfaction")}}
	view.RollingOpen = f.Typed("rolling") != "" || slices.Contains(f.Faults(), "days")
	view.MoreOpen = f.Typed("steps") != "" || slices.ContainsFunc(f.Faults(), func(name string) bool { return slices.Contains([]string{"steps", "seed", "seconds"}, name) })
	return v.render(status, "round_form", view)
}
