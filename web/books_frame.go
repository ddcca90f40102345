package web

import (
	"time"

	"marke/facilities"
	"marke/facilities/ledger"
)

// bookFrame is what every page about a facility's money shows around its own part.
type bookFrame struct {
	Page
	Facility facilities.Facility
	Tabs     []tab
}

// tab is one of the pages about a facility's money.
type tab struct {
	Key     string // its words are "money.tab.<Key>"
	URL     string
	Current bool
}

// bookFrame starts such a page; current is the key of its tab. A facility that does not exist is NotFound; the verbs say who may see more.
func (v *visit) bookFrame(current, title string, params ...any) (bookFrame, *facilities.Catalogue, error) {
	cat, err := v.catalogue()
	if err != nil {
		return bookFrame{}, nil, err
	}
	f, known := cat.Facility(facilities.FacilityID(v.Param("id")))
	if !known {
		return bookFrame{}, nil, facilities.Missing()
	}
	frame := bookFrame{Page: v.page(title, append([]any{"facility", f.Name}, params...)...), Facility: f}
	frame.Section = "books"
	for _, key := range v.bookTabs(f.ID) {
		frame.Tabs = append(frame.Tabs, tab{key, "/" + v.lang + "/facilities/" + string(f.ID) + "/" + key, key == current})
	}
	return frame, cat, nil
}

// bookTabs are the pages about a facility's money that the reader can use.
func (v *visit) bookTabs(f facilities.FacilityID) []string {
	switch {
	case v.actor.Controls(f):
		return []string{"books", "agreement", "costs", "tariffs", "incidents", "invoices", "payments", "journal", "public-money"}
	case v.actor.Manages(f):
		return []string{"incidents", "public-money"}
	}
	return []string{"agreement", "tariffs", "incidents"}
}

// controls refuses those who do not keep a facility's books as if there were none.
func (v *visit) controls(f facilities.FacilityID) error {
	if !v.actor.Controls(f) {
		return facilities.Missing()
	}
	return nil
}

// month is the month of the address, "2026-10".
func (v *visit) month() (ledger.Month, error) {
	m, ok := ledger.ParseMonth(v.Param("month"))
	if !ok {
		return m, facilities.Missing()
	}
	return m, nil
}

// monthName is a month in words, "oktober 2026".
func (v *visit) monthName(m ledger.Month) string {
	return v.texts.Month(m.First().In(time.UTC), time.UTC)
}

// monthBefore is the month before.
func monthBefore(m ledger.Month) ledger.Month {
	return ledger.MonthOf(facilities.DateOf(m.First().In(time.UTC).AddDate(0, 0, -1)))
}

// year is the year that the address asks for, or else the present one.
func (v *visit) year() (int, error) {
	f := v.query()
	if f.Typed("year") == "" {
		return v.now.Year(), nil
	}
	year := int(f.Int("year", 2000, 2199))
	if !f.OK() {
		return 0, facilities.BadField("query.year", "form_number", "min", 2000, "max", 2199)
	}
	return year, nil
}

// yearSteps lead to the years around one.
type yearSteps struct {
	Year, Before, After int
	HasAfter            bool
}

func (v *visit) yearSteps(year int) yearSteps {
	return yearSteps{year, year - 1, year + 1, year < v.now.Year()}
}

// facilityPath is the address of a page of a facility, with its language.
func (v *visit) facilityPath(f facilities.FacilityID, rest string) string {
	return "/" + v.lang + "/facilities/" + string(f) + "/" + rest
}

// today is the day in a facility's zone.
func (v *visit) today(cat *facilities.Catalogue, f facilities.FacilityID) facilities.Date {
	return facilities.DateOf(v.now.In(cat.Zone(f)))
}
