package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"marke/facilities"
	"marke/facilities/useroffice"
	"marke/web/form"
)

// findLimit is how many slots an answer lists, findMany how many are asked for to choose them from:
// the office's slots begin a quarter of an hour apart.
const (
	findLimit = 8
	findMany  = 50
)

// finder is the form that looks for a slot: what, how long, when.
type finder struct {
	Form    *form.Form
	Lengths []option
	Names   []string // of what can be booked, offered while typing
}

// findView is the finder with what it found.
type findView struct {
	Page
	Finder  finder
	Slots   []slot
	Unknown bool // nothing in the catalogue fits the words
	Asked   bool
	When    string
}

// slot is free time as it is offered, with its price and the way to book it.
type slot struct {
	Resource facilities.Resource
	Facility facilities.Facility
	Zone     *time.Location
	Offer    facilities.Alternative
	URL      string
	Missing  []string
}

func (v *visit) finder(cat *facilities.Catalogue) finder {
	f := finder{Form: v.query()}
	if f.Form.Typed("minutes") == "" {
		f.Form.Set("minutes", "120")
	}
	if f.Form.Typed("day") == "" {
		f.Form.Set("day", facilities.DateOf(v.now.In(homeZone(cat))).String())
	}
	for _, minutes := range []int{30, 60, 120, 180, 240, 480} {
		f.Lengths = append(f.Lengths, option{Value: strconv.Itoa(minutes), Text: v.texts.Hours(time.Duration(minutes) * time.Minute), Chosen: f.Form.Is("minutes", strconv.Itoa(minutes))})
	}
	for _, r := range cat.Resources {
		if bookable(r) {
			f.Names = append(f.Names, r.Name)
		}
	}
	slices.Sort(f.Names)
	return f
}

// homeZone is the zone in which a day without a facility is meant: that of the first facility.
func homeZone(cat *facilities.Catalogue) *time.Location {
	if len(cat.Facilities) == 0 {
		return time.UTC
	}
	return cat.Zone(cat.Facilities[0].ID)
}

// find answers "what, how long, when" with free slots and their prices.
func (v *visit) find() error {
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	view := findView{Page: v.page("web.find.title"), Finder: v.finder(cat), Asked: true}
	f := view.Finder.Form
	what := f.Text("what")
	length := f.Minutes("minutes")
	if length <= 0 {
		f.Wrong("minutes", "form_number", "min", 1, "max", 366*24*60)
	}
	day := f.Day("day")
	if !f.OK() {
		return v.render(http.StatusUnprocessableEntity, "find", view)
	}
	zone := homeZone(cat)
	from := latest(day.In(zone), v.now)
	view.When = v.texts.Day(from, zone)
	queries := v.queriesFor(what, cat)
	view.Unknown = len(queries) == 0
	for _, q := range queries {
		q.Duration, q.From, q.To, q.Limit = length, from, from.AddDate(0, 0, 14), findMany
		found, err := v.office.Find(v.ctx(), v.actor, v.now, q)
		if err != nil {
			if f.Take(err, map[string]string{"duration_minutes": "minutes", "capability": "what", "from": "day"}) {
				return v.render(http.StatusUnprocessableEntity, "find", view)
			}
			return err
		}
		view.Slots = append(view.Slots, v.slots(found, cat)...)
	}
	slices.SortStableFunc(view.Slots, func(a, b slot) int { return a.Offer.Use.Start.Compare(b.Offer.Use.Start) })
	view.Slots = apart(view.Slots)
	return v.render(http.StatusOK, "find", view)
}

// apart keeps the first of slots on one resource that overlap, so that a list offers choices.
func apart(slots []slot) []slot {
	var kept []slot
	for _, s := range slots {
		overlaps := slices.ContainsFunc(kept, func(k slot) bool { return k.Resource.ID == s.Resource.ID && k.Offer.Use.Overlaps(s.Offer.Use) })
		if !overlaps && len(kept) < findLimit {
			kept = append(kept, s)
		}
	}
	return kept
}

// queriesMax bounds how many resources one search by name asks about.
const queriesMax = 6

// queriesFor turns the words into questions to the office: one resource each when the words name
// some, one for all when only capabilities are wished.
func (v *visit) queriesFor(what string, cat *facilities.Catalogue) []useroffice.FindQuery {
	s := readSearch(what, cat.Resources)
	if len(s.Words) == 0 && len(s.Wishes) == 0 {
		return []useroffice.FindQuery{{Kind: facilities.Instrument}}
	}
	var out []useroffice.FindQuery
	for _, r := range cat.Resources {
		if strings.EqualFold(r.Name, strings.TrimSpace(what)) && bookable(r) {
			return []useroffice.FindQuery{{Resource: r.ID}}
		}
		f, _ := cat.Facility(r.Facility)
		if bookable(r) && s.finds(r, f) && len(out) < queriesMax {
			out = append(out, useroffice.FindQuery{Resource: r.ID})
		}
	}
	return out
}

func (v *visit) slots(found []facilities.Alternative, cat *facilities.Catalogue) []slot {
	var out []slot
	for _, a := range found {
		s := slot{Offer: a, URL: v.offerURL(a)}
		s.Resource, _ = cat.Resource(a.Resource)
		s.Facility, _ = cat.Facility(s.Resource.Facility)
		s.Zone = cat.Zone(s.Resource.Facility)
		for _, code := range a.Missing {
			s.Missing = append(s.Missing, v.texts.Say("web.missing."+code))
		}
		out = append(out, s)
	}
	return out
}

// offerURL is the booking form filled in with an offered slot.
func (v *visit) offerURL(a facilities.Alternative) string {
	url := bookURL(v.lang, a.Resource, a.Use.Start)
	return withQuery(url, "end", a.Use.End.UTC().Format("2006-01-02T15:04Z"))
}
