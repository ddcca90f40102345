package web

import (
	"net/http"
	"slices"
	"time"

	"marke/facilities"
	"marke/facilities/texts"
	"marke/facilities/useroffice"
)

// listMax is how many entries a board also shows as a list for narrow screens; above
// it the page would double for nothing, and the list is a view of its own.
const listMax = 250

// boardView is a facility's timetable for a day or a week.
type boardView struct {
	Page
	Facility   facilities.Facility
	Facilities []option
	Zone       *time.Location
	View       string // "day", "week" or "list"
	Day        facilities.Date
	Days       []dayHead
	Prev, Next facilities.Date
	Today      facilities.Date
	Ticks      []tick
	Rows       []boardRow
	Kinds      []option
	List       []listedDay // empty when the list was left out
	HasList    bool
	Rounds     []roundHint // that keep bookings out of what is shown
	Heading    string
}

// dayHead is the heading of one day on the axis.
type dayHead struct {
	bar
	Day     facilities.Date
	Label   string
	IsToday bool
}

// boardRow is one resource on the board.
type boardRow struct {
	Resource facilities.Resource
	URL      string
	BookURL  string
	Line     timeline
}

// listedDay is a day of the board as a list.
type listedDay struct {
	Label string
	Items []listedEntry
}

// listedEntry is one booking in the list.
type listedEntry struct {
	start                                   time.Time
	When, Resource, What, Class, URL, State string
}

// board shows who has what when.
func (v *visit) board() error {
	id := facilities.FacilityID(v.Param("id"))
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	facility, ok := cat.Facility(id)
	if !ok || facility.Archived {
		return facilities.Missing()
	}
	view := boardView{Facility: facility, Facilities: facilityOptions(cat, id), Zone: cat.Zone(id), View: "day"}
	if chosen := v.Query("view"); chosen == "week" || chosen == "list" {
		view.View = chosen
	}
	view.Today = facilities.DateOf(v.now.In(view.Zone))
	typed := v.Query("day")
	if typed == "" && view.View == "day" {
		typed = nextOpen(facility, v.now, view.Zone).String()
	}
	days := view.choose(typed)
	board, err := v.office.Board(v.ctx(), v.actor, v.now, id, whole(days, view.Zone))
	if err != nil {
		return err
	}
	view.Page = v.page("web.board.title", "facility", facility.Name)
	view.Section = "board"
	view.Rounds = v.hintsWithin(id, whole(days, view.Zone), cat)
	v.drawBoard(&view, days, board, cat.Rounds)
	return v.render(http.StatusOK, "board", view)
}

// nextOpen is the day on which a facility is open next, today included: on Sunday the board
// of a facility that is shut shows Monday. One that stays shut for a week shows today.
func nextOpen(f facilities.Facility, now time.Time, zone *time.Location) facilities.Date {
	open := facilities.OpenHours(f.Hours, facilities.Span{Start: now, End: now.AddDate(0, 0, 7)}, zone)
	if len(open) == 0 {
		return facilities.DateOf(now.In(zone))
	}
	return facilities.DateOf(open[0].Start.In(zone))
}

// choose reads the day that was asked for and says which days are shown.
func (b *boardView) choose(typed string) []facilities.Date {
	b.Day = b.Today
	if day, ok := facilities.ParseDate(typed); ok && day.Year > 1990 && day.Year < 2200 {
		b.Day = day
	}
	if b.View == "day" {
		b.Prev, b.Next = later(b.Day, -1), later(b.Day, 1)
		return []facilities.Date{b.Day}
	}
	days := week(b.Day)
	b.Prev, b.Next = later(days[0], -7), later(days[0], 7)
	return days
}

// drawBoard turns the office's board into what the template draws.
func (v *visit) drawBoard(view *boardView, days []facilities.Date, board useroffice.Board, rounds []facilities.Round) {
	rows := board.Rows
	kind := facilities.ResourceKind(v.Query("kind"))
	view.Kinds = []option{{Value: "", Text: v.texts.Say("web.board.all_kinds"), Chosen: kind == ""}}
	for _, k := range facilities.ResourceKinds {
		view.Kinds = append(view.Kinds, option{Value: string(k), Text: v.texts.Say("web.kinds." + string(k)), Chosen: kind == k})
	}
	var spans []facilities.Span
	entries := 0
	for _, row := range rows {
		spans = append(spans, row.Open...)
		for _, e := range row.Entries {
			spans = append(spans, e.Use)
		}
		entries += len(row.Entries)
	}
	from, until := shownHours(within(spans, whole(days, view.Zone)), view.Zone)
	d := v.drawer(newAxis(days, from, until, view.Zone), view.View == "day")
	d.rounds = rounds
	view.Days = d.heads(view.Today)
	view.Ticks = d.axis.hours(hoursEach(view.View, until-from))
	view.Heading = v.heading(view)
	for _, row := range rows {
		if kind != "" && row.Resource.Kind != kind {
			continue
		}
		r := row.Resource
		view.Rows = append(view.Rows, boardRow{r, "/" + v.lang + "/resources/" + string(r.ID), bookURL(v.lang, r.ID, time.Time{}),
			d.row(r, row.Open, row.Down, row.Entries)})
	}
	view.HasList = view.View == "list" || entries <= listMax
	if view.HasList {
		view.List = d.list(rows, kind)
	}
}

// within keeps the parts of spans that lie in the bounds.
func within(spans []facilities.Span, bounds facilities.Span) []facilities.Span {
	var out []facilities.Span
	for _, s := range spans {
		s = facilities.Span{Start: latest(s.Start, bounds.Start), End: earliest(s.End, bounds.End)}
		if !s.Empty() {
			out = append(out, s)
		}
	}
	return out
}

// hoursEach is how many hours lie between two lines of the grid.
func hoursEach(view string, shown int) int {
	if view == "day" {
		return 1
	}
	if shown > 12*60 {
		return 6
	}
	return 4
}

func (d drawer) heads(today facilities.Date) []dayHead {
	var out []dayHead
	for _, s := range d.axis.stretches {
		out = append(out, dayHead{bar{s.left, s.width}, s.day, d.texts.DayShort(s.Start, d.axis.zone), s.day == today})
	}
	return out
}

func (v *visit) heading(view *boardView) string {
	if view.View == "day" {
		return v.texts.Day(view.Day.In(view.Zone), view.Zone)
	}
	first, last := view.Days[0].Day.In(view.Zone), view.Days[len(view.Days)-1].Day.In(view.Zone)
	return v.texts.Say("web.board.week", "from", v.texts.DayShort(first, view.Zone), "to", v.texts.DayShort(last, view.Zone), "year", last.Year())
}

// list is the board in words, by day and time, for narrow screens and for those who prefer to read.
func (d drawer) list(rows []useroffice.BoardRow, kind facilities.ResourceKind) []listedDay {
	var days []listedDay
	for _, s := range d.axis.stretches {
		day := listedDay{Label: d.texts.Day(s.Start, d.axis.zone)}
		whole := whole([]facilities.Date{s.day}, d.axis.zone)
		for _, row := range rows {
			if kind != "" && row.Resource.Kind != kind {
				continue
			}
			for _, x := range row.Down {
				if x.Hits(whole) {
					day.Items = append(day.Items, listedEntry{start: x.Start, When: d.texts.Span(facilities.Span{Start: x.Start, End: x.End}, d.axis.zone), Resource: row.Resource.Name, What: d.downSays(x), Class: "entry is-down"})
				}
			}
			for _, e := range row.Entries {
				if !e.Use.Overlaps(whole) {
					continue
				}
				item := listedEntry{start: e.Use.Start, When: clockSpan(d.texts, e.Use, whole, d.axis.zone), Resource: row.Resource.Name, What: entryLabel(d.texts, e), Class: entryClass(e, d.actor), State: d.states[e.State]}
				if e.Sight == facilities.SeeAll {
					item.URL = "/" + d.texts.Lang() + "/bookings/" + string(e.ID)
				}
				day.Items = append(day.Items, item)
			}
		}
		slices.SortStableFunc(day.Items, func(a, b listedEntry) int { return a.start.Compare(b.start) })
		days = append(days, day)
	}
	return days
}

// clockSpan is a span as it is written under the heading of its day.
func clockSpan(t *texts.Texts, s, day facilities.Span, zone *time.Location) string {
	if day.Covers(s) && s.End.Before(day.End) {
		return t.Clock(s.Start, zone) + "–" + t.Clock(s.End, zone)
	}
	return t.Span(s, zone)
}

// boards sends to the board of the facility that the reader has most to do with.
func (v *visit) boards() error {
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	if asked := facilities.FacilityID(v.Query("facility")); asked != "" && facilities.ValidID(string(asked)) {
		return v.to("/facilities/"+string(asked)+"/board", "")
	}
	open := openFacilities(cat)
	if len(open) == 0 {
		return facilities.Missing()
	}
	chosen := open[0].ID
	for _, r := range v.actor.Person.Roles {
		if r.Facility != "" {
			chosen = r.Facility
			break
		}
	}
	if next, _, err := v.office.Bookings(v.ctx(), v.actor, v.now, useroffice.BookingQuery{From: v.now, Mine: true, Ascending: true, Limit: 1}); err == nil && len(next) > 0 {
		chosen = next[0].Facility
	}
	return v.to("/facilities/"+string(chosen)+"/board", "")
}
