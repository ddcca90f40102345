package web

import (
	"net/http"
	"strconv"
	"time"

	"marke/facilities"
	"marke/facilities/texts"
)

// resourceView is what a resource can do, by which rules it is booked, what it costs and when it is free.
type resourceView struct {
	Page
	Resource     facilities.Resource
	Facility     facilities.Facility
	Zone         *time.Location
	Capabilities []string
	Rules        []fact
	Hours        []openDay
	Tariffs      []tariffLine
	Downtimes    []facilities.Downtime
	Week         string
	Ticks        []tick
	Days         []resourceDay
	Prev, Next   facilities.Date
	BookURL      string
	MayEdit      bool
	MayTrain     bool
	Round        *roundHint // that divides its time
}

// fact is one line of a list of facts.
type fact struct{ Name, Value string }

// openDay is the opening hours of one day of the week.
type openDay struct{ Day, Hours string }

// resourceDay is one day of a resource's week.
type resourceDay struct {
	Label   string
	IsToday bool
	Line    timeline
}

// resource shows one resource with its free time in a week.
func (v *visit) resource() error {
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	r, ok := cat.Resource(facilities.ResourceID(v.Param("id")))
	if !ok || r.Archived && !v.actor.Manages(r.Facility) {
		return facilities.Missing()
	}
	view := resourceView{Page: v.page("web.resource.title", "resource", r.Name), Resource: r, Zone: cat.Zone(r.Facility), BookURL: bookURL(v.lang, r.ID, time.Time{})}
	view.Facility, _ = cat.Facility(r.Facility)
	view.MayEdit, view.MayTrain = v.actor.Manages(r.Facility), v.actor.Trains(r.Facility)
	for _, c := range r.Capabilities {
		view.Capabilities = append(view.Capabilities, capabilityText(v.texts, c))
	}
	view.Round = v.hintFor(r, cat)
	view.Rules = rulesOf(v.texts, r)
	view.Hours = hoursOf(v.texts, r, view.Facility)
	if v.actor.Known() {
		view.Tariffs = v.tariffsOf(cat, r)
	}
	if err := v.addWeek(&view, cat); err != nil {
		return err
	}
	return v.render(http.StatusOK, "resource", view)
}

// addWeek draws the free time of the week that was asked for.
func (v *visit) addWeek(view *resourceView, cat *facilities.Catalogue) error {
	today := facilities.DateOf(v.now.In(view.Zone))
	first := today
	if day, ok := facilities.ParseDate(v.Query("week")); ok && day.Year > 1990 && day.Year < 2200 {
		first = day
	}
	days := week(first)
	view.Prev, view.Next = later(days[0], -7), later(days[0], 7)
	span := whole(days, view.Zone)
	a, err := v.office.Availability(v.ctx(), v.actor, v.now, view.Resource.ID, span)
	if err != nil {
		return err
	}
	spans := append([]facilities.Span{}, a.Open...)
	for _, b := range a.Busy {
		spans = append(spans, b.Use)
	}
	from, until := shownHours(within(spans, span), view.Zone)
	for _, day := range days {
		d := v.drawer(newAxis([]facilities.Date{day}, from, until, view.Zone), true)
		if v.actor.Known() {
			d.rounds = cat.Rounds
		}
		view.Ticks = d.axis.hours(hoursEach("week", until-from) / 2)
		view.Days = append(view.Days, resourceDay{v.texts.DayShort(day.In(view.Zone), view.Zone), day == today, d.row(view.Resource, a.Open, a.Down, a.Busy)})
	}
	view.Week = v.texts.Say("web.board.week", "from", v.texts.DayShort(days[0].In(view.Zone), view.Zone), "to", v.texts.DayShort(days[6].In(view.Zone), view.Zone), "year", days[6].Year)
	view.Downtimes = a.Down
	return nil
}

// rulesOf says in words how a resource is booked.
func rulesOf(t *texts.Texts, r facilities.Resource) []fact {
	var out []fact
	add := func(name, value string) { out = append(out, fact{t.Say("web.rule." + name), value}) }
	yes := func(name string, holds bool) {
		if holds {
			add(name, t.Say("web.rule.yes"))
		}
	}
	long := func(name string, d time.Duration) {
		if d > 0 {
			add(name, t.Hours(d))
		}
	}
	add("approval", t.Say("web.approval."+string(r.Approval)))
	if r.Operated {
		add("operated", t.Say("web.rule.operated_says"))
	}
	if r.Capacity > 1 {
		add("capacity", t.Number(r.Capacity))
	}
	if r.Qualification != facilities.LevelNone {
		add("qualification", t.Say("web.level."+string(r.Qualification)))
	}
	long("shortest", r.Rules.Shortest)
	long("longest", r.Rules.Longest)
	long("grid", r.Rules.Grid)
	long("notice", r.Rules.Notice)
	if r.Rules.Horizon > 0 {
		add("horizon", t.Say("web.rule.days", "count", int(r.Rules.Horizon/(24*time.Hour))))
	}
	long("setup", r.Rules.Setup)
	long("cleanup", r.Rules.Cleanup)
	long("cancel_free", r.CancelFree)
	yes("two_persons", r.TwoPersons)
	yes("dangerous", r.Dangerous)
	yes("no_guests", r.Access.NoGuests)
	return out
}

// hoursOf are the opening hours of a week, of the resource itself or else of its facility.
func hoursOf(t *texts.Texts, r facilities.Resource, f facilities.Facility) []openDay {
	hours := r.Hours
	if len(hours) == 0 {
		hours = f.Hours
	}
	var out []openDay
	for i := range 7 {
		day := time.Weekday((i + 1) % 7)
		says := ""
		for _, h := range hours {
			if h.Weekday != day {
				continue
			}
			if says != "" {
				says += ", "
			}
			says += clockOf(h.From) + "–" + clockOf(h.Until)
		}
		if says == "" {
			says = t.Say("web.hours.closed")
		}
		out = append(out, openDay{t.Weekday(day), says})
	}
	return out
}

// clockOf writes minutes from midnight as a time of day.
func clockOf(minutes int) string {
	return strconv.Itoa(minutes/600) + strconv.Itoa(minutes/60%10) + ":" + strconv.Itoa(minutes%60/10) + strconv.Itoa(minutes%10)
}

// trimNumber writes a decimal number without needless zeros.
func trimNumber(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }
