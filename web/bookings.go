package web

import (
	"net/http"
	"time"

	"marke/facilities"
	"marke/facilities/texts"
	"marke/facilities/useroffice"
)

// bookingsView is the reader's own bookings, coming or past, or those of one series.
type bookingsView struct {
	Page
	Lines  []bookingLine
	Past   bool
	Whole  bool // of the partner or facility, not only the reader's own
	Series *seriesHead
	Next   string // address of the next page
}

// seriesHead is the heading of one series.
type seriesHead struct {
	ID   facilities.SeriesID
	Left int // coming occurrences
}

// bookingLine is one booking in a list.
type bookingLine struct {
	Booking  facilities.Booking
	Resource string
	Facility string
	When     string
	Day      string
	Clock    string
	State    string
	URL      string
	Risk     string
	Price    string
}

// bookings lists the reader's bookings.
func (v *visit) bookings() error {
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	view := bookingsView{Page: v.page("web.bookings.title"), Past: v.Query("show") == "past", Whole: v.Query("of") == "all"}
	q := useroffice.BookingQuery{Mine: !view.Whole, Cursor: v.Query("cursor"), Limit: 50, From: v.now.Add(-time.Hour), Ascending: true}
	if view.Past {
		q.From, q.To, q.Ascending = time.Time{}, v.now, false
	}
	if series := facilities.SeriesID(v.Query("series")); series != "" {
		if !facilities.ValidID(string(series)) {
			return facilities.Missing()
		}
		q = useroffice.BookingQuery{Series: series, Ascending: true, Limit: 200}
		view.Series = &seriesHead{ID: series}
	}
	found, next, err := v.office.Bookings(v.ctx(), v.actor, v.now, q)
	if err != nil {
		return err
	}
	view.Lines = v.bookingLines(found, cat)
	for _, b := range found {
		if view.Series != nil && b.Use.Start.After(v.now) && !b.State.Ended() {
			view.Series.Left++
		}
	}
	if next != "" {
		view.Next = "/" + v.lang + withQuery(withoutQuery(v.here, "cursor"), "cursor", next)
	}
	return v.render(http.StatusOK, "bookings", view)
}

// bookingLines puts bookings into words for a list.
func (v *visit) bookingLines(found []facilities.Booking, cat *facilities.Catalogue) []bookingLine {
	var out []bookingLine
	for _, b := range found {
		r, _ := cat.Resource(b.Resource)
		f, _ := cat.Facility(b.Facility)
		zone := cat.Zone(b.Facility)
		line := bookingLine{Booking: b, Resource: r.Name, Facility: f.Name, When: v.texts.Span(b.Use, zone), Day: v.texts.DayShort(b.Use.Start, zone),
			Clock: clockOrDays(v.texts, b.Use, zone), State: v.texts.Say("web.state." + string(b.State)), URL: "/" + v.lang + "/bookings/" + string(b.ID)}
		if b.AtRisk != "" {
			line.Risk = sayOr(v.texts, "web.risk.", b.AtRisk)
		}
		if b.Quote.Currency != "" && !b.Quote.Unpriced {
			line.Price = v.texts.Money(b.Quote.Total, b.Quote.Currency)
		}
		out = append(out, line)
	}
	return out
}

// clockOrDays is the rest of a span whose first day has been named: "14:30–16:00", or with the
// last day when that is another one.
func clockOrDays(t *texts.Texts, s facilities.Span, zone *time.Location) string {
	day := facilities.DateOf(s.Start.In(zone))
	if facilities.DateOf(s.End.In(zone).Add(-time.Second)) == day {
		return t.Clock(s.Start, zone) + "–" + t.Clock(s.End, zone)
	}
	return t.Clock(s.Start, zone) + " – " + moment(t, s.End, zone)
}

// seriesView is a series of which some occurrences did not fit.
type seriesView struct {
	Page
	ID      facilities.SeriesID
	Booked  []bookingLine
	Refused []refusedLine
}

type refusedLine struct {
	When string
	Says []string
}

// showSeries tells what became of each occurrence. It is the answer to the request itself, because what
// was refused is kept nowhere.
func (v *visit) showSeries(outcome useroffice.SeriesOutcome) error {
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	v.here = "/bookings?series=" + string(outcome.Series.ID)
	view := seriesView{Page: v.page("web.series.title"), ID: outcome.Series.ID, Booked: v.bookingLines(outcome.Booked, cat)}
	zone := time.UTC
	if len(outcome.Booked) > 0 {
		zone = cat.Zone(outcome.Booked[0].Facility)
	}
	for _, o := range outcome.Refused {
		line := refusedLine{When: v.texts.DayShort(o.Start, zone) + " " + v.texts.Clock(o.Start, zone)}
		for _, violation := range o.Violations {
			line.Says = append(line.Says, v.texts.Violation(violation, cat))
		}
		view.Refused = append(view.Refused, line)
	}
	return v.render(http.StatusOK, "series", view)
}

// cancelSeries gives back the occurrences that are still to come.
func (v *visit) cancelSeries() error {
	f, err := v.form()
	if err != nil {
		return err
	}
	id := facilities.SeriesID(v.Param("id"))
	if _, err := v.office.CancelSeries(v.ctx(), v.actor, v.now, id, v.now, f.Note("reason")); err != nil {
		return err
	}
	return v.to("/bookings?series="+string(id), "cancelled_series")
}
