package api

import (
	"net/http"
	"time"

	"marke/facilities"
	"marke/facilities/useroffice"
)

// bookingAnswer is one booking with its version.
type bookingAnswer struct {
	ETag     string `header:"ETag"`
	Location string `header:"Location"`
	Body     Booking
}

func (s *server) bookingRoutes() {
	add(s, route{id: "check_booking", method: http.MethodPost, path: "/bookings/check", tag: "bookings", asks: true}, check)
	add(s, route{id: "book", method: http.MethodPost, path: "/bookings", tag: "bookings", status: http.StatusCreated}, book)
	add(s, route{id: "hold", method: http.MethodPost, path: "/holds", tag: "bookings", status: http.StatusCreated}, hold)
	add(s, route{id: "list_bookings", method: http.MethodGet, path: "/bookings", tag: "bookings"}, listBookings)
	add(s, route{id: "get_booking", method: http.MethodGet, path: "/bookings/{id}", tag: "bookings"}, getBooking)
}

type wishInput struct {
	Body BookingBody
}

// Verdict is the answer to "could I book this?".
type Verdict struct {
	Violations   []Violation   `json:"violations" nullable:"false" doc:"api.doc.violations"`
	Alternatives []Alternative `json:"alternatives" nullable:"false" doc:"api.doc.alternatives"`
	Quote        Quote         `json:"quote" doc:"api.doc.quote"`
	Approval     string        `json:"approval" enum:"auto,manager" doc:"api.doc.approval"`
}

type verdictAnswer struct{ Body Verdict }

func check(c *call, in *wishInput) (*verdictAnswer, error) {
	verdict, err := c.office.Check(c, c.actor, c.now, in.Body.wish())
	if err != nil {
		return nil, err
	}
	catalogue, err := c.catalogue()
	if err != nil {
		return nil, err
	}
	return &verdictAnswer{Verdict{notNil(violationsView(verdict.Violations, c.say, catalogue)), notNil(alternativesView(verdict.Alternatives)),
		quoteView(verdict.Quote), string(verdict.Approval)}}, nil
}

func book(c *call, in *wishInput) (*bookingAnswer, error) {
	wish := in.Body.wish()
	if wish.Repeat != nil {
		return bookSeries(c, wish)
	}
	booking, err := c.office.Book(c, c.actor, c.now, wish)
	if err != nil {
		return nil, err
	}
	return c.created(booking.ID)
}

// bookSeries answers with the first booking, which tells of the others.
func bookSeries(c *call, wish facilities.Wish) (*bookingAnswer, error) {
	outcome, err := c.office.BookSeries(c, c.actor, c.now, wish)
	if err != nil {
		return nil, err
	}
	catalogue, err := c.catalogue()
	if err != nil {
		return nil, err
	}
	answer, err := c.created(outcome.Booked[0].ID)
	if err != nil {
		return nil, err
	}
	series := answer.Body.Series
	series.Bookings, series.Refused = []Occurrence{}, []Refused{}
	for _, b := range outcome.Booked {
		series.Bookings = append(series.Bookings, Occurrence{string(b.ID), string(b.State), b.Version, b.Use.Start.UTC(), b.Use.End.UTC()})
	}
	for _, r := range outcome.Refused {
		series.Refused = append(series.Refused, Refused{r.Start.UTC(), notNil(violationsView(r.Violations, c.say, catalogue))})
	}
	return answer, nil
}

func hold(c *call, in *wishInput) (*bookingAnswer, error) {
	booking, err := c.office.Hold(c, c.actor, c.now, in.Body.wish())
	if err != nil {
		return nil, err
	}
	return c.created(booking.ID)
}

// answer shows a booking as it is now.
func (c *call) answer(id facilities.BookingID) (*bookingAnswer, error) {
	view, err := c.office.Booking(c, c.actor, c.now, id)
	if err != nil {
		return nil, err
	}
	return &bookingAnswer{ETag: etag(view.Booking.Version), Body: fullBooking(view)}, nil
}

func (c *call) created(id facilities.BookingID) (*bookingAnswer, error) {
	answer, err := c.answer(id)
	if err == nil {
		answer.Location = Prefix + "/bookings/" + string(id)
	}
	return answer, err
}

type bookingsInput struct {
	Page
	From     time.Time `query:"from" doc:"api.doc.query_from"`
	To       time.Time `query:"to" doc:"api.doc.query_to"`
	Facility string    `query:"facility" format:"id" maxLength:"64" doc:"api.doc.facility"`
	Resource string    `query:"resource" format:"id" maxLength:"64" doc:"api.doc.resource"`
	Partner  string    `query:"partner" format:"id" maxLength:"64" doc:"api.doc.partner"`
	Project  string    `query:"project" format:"id" maxLength:"64" doc:"api.doc.project"`
	Series   string    `query:"series" format:"id" maxLength:"64" doc:"api.doc.series_id"`
	State    []string  `query:"state" nullable:"false" maxItems:"11" enum:"hold,requested,approved,in_use,completed,aborted,declined,expired,cancelled,missed,displaced" doc:"api.doc.query_state"`
	Mine     bool      `query:"mine" doc:"api.doc.mine"`
}

func listBookings(c *call, in *bookingsInput) (*listed[Booking], error) {
	cursor, err := open("bookings", in.Cursor)
	if err != nil {
		return nil, err
	}
	query := useroffice.BookingQuery{
		Facility: facilities.FacilityID(in.Facility), Resource: facilities.ResourceID(in.Resource), Partner: facilities.PartnerID(in.Partner),
		Project: facilities.ProjectID(in.Project), Series: facilities.SeriesID(in.Series), Mine: in.Mine, Ascending: true, Cursor: cursor, Limit: in.Limit,
		From: in.From.UTC(), To: in.To.UTC(),
	}
	if !query.From.IsZero() && !query.To.IsZero() && !query.From.Before(query.To) {
		return nil, facilities.BadField("query.to", "api_backwards")
	}
	for _, state := range in.State {
		query.States = append(query.States, facilities.State(state))
	}
	bookings, next, err := c.office.Bookings(c, c.actor, c.now, query)
	if err != nil {
		return nil, err
	}
	items := make([]Booking, len(bookings))
	for i, b := range bookings {
		items[i] = bookingView(b)
	}
	return list(items, seal("bookings", next)), nil
}

type bookingInput struct {
	ID string `path:"id" maxLength:"64" doc:"api.doc.id"`
}

func getBooking(c *call, in *bookingInput) (*bookingAnswer, error) {
	return c.answer(facilities.BookingID(in.ID))
}
