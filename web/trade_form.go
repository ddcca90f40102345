package web

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"marke/facilities"
	"marke/facilities/useroffice"
	"marke/web/form"
)

// addTradeChoices gathers what can be given, to whom, and what can be asked for.
func (v *visit) addTradeChoices(view *tradesView, cat *facilities.Catalogue) error {
	q := useroffice.BookingQuery{From: v.now, States: []facilities.State{facilities.StateApproved}, Ascending: true, Limit: 200}
	found, _, err := v.office.Bookings(v.ctx(), v.actor, v.now, q)
	if err != nil {
		return err
	}
	for _, b := range found {
		if b.Use.Start.After(v.now) && (b.Person == v.actor.Person.ID && b.Partner == v.actor.Person.Partner || v.actor.Represents(b.Partner)) {
			view.Own = append(view.Own, option{Group: v.texts.Say("web.trades.own_bookings"), Value: string(b.ID), Text: bookingSays(v.texts, b, cat) + withTitle(b.Title), Chosen: view.Form.Is("gives", string(b.ID))})
		}
	}
	for _, p := range cat.Partners {
		o := option{Value: string(p.ID), Text: p.Name}
		switch {
		case p.Archived || p.Guest:
		case v.actor.Represents(p.ID), p.ID == v.actor.Person.Partner:
			view.From = append(view.From, o)
			view.MayHours = view.MayHours || v.actor.Represents(p.ID)
		default:
			view.Partners = append(view.Partners, o)
		}
	}
	for _, f := range openFacilities(cat) {
		for _, p := range poolsAt(cat, f.ID) {
			view.Pools = append(view.Pools, option{Value: string(f.ID) + "|" + string(p.ID), Text: poolName(v.texts, p.ID), Group: f.Name})
		}
	}
	if err := v.addTaken(view, cat); err != nil {
		return err
	}
	return v.addOfferedPlaces(view, cat)
}

func withTitle(title string) string {
	if title == "" {
		return ""
	}
	return " · " + title
}

// takenDays is how far ahead the bookings of others are offered for a swap.
const takenDays = 21

// addTaken offers the other partners' coming time in the facilities where the reader has something to give: what everybody sees on the board there.
func (v *visit) addTaken(view *tradesView, cat *facilities.Catalogue) error {
	var places []facilities.FacilityID
	for _, f := range openFacilities(cat) {
		agreement, agreed := cat.AgreementOf(f.ID, facilities.DateOf(v.now.In(cat.Zone(f.ID))))
		member := agreed && slices.ContainsFunc(agreement.Capacity, func(s facilities.Share) bool { return s.Units > 0 && s.Partner == v.actor.Person.Partner })
		if member && len(poolsAt(cat, f.ID)) > 0 {
			places = append(places, f.ID)
		}
	}
	from := v.now.Truncate(time.Minute) // spans are of whole minutes
	for _, id := range places {
		board, err := v.office.Board(v.ctx(), v.actor, v.now, id, facilities.NewSpan(from, from.AddDate(0, 0, takenDays)))
		if err != nil {
			return err
		}
		for _, row := range board.Rows {
			if row.Resource.Pool == "" {
				continue
			}
			for _, e := range row.Entries {
				shown := e.Sight != facilities.SeeBusy && e.State == facilities.StateApproved && e.Use.Start.After(v.now) && e.Partner != "" && e.Partner != v.actor.Person.Partner
				if shown {
					value := strings.Join([]string{string(e.Partner), string(row.Resource.ID), e.Use.Start.UTC().Format(time.RFC3339)}, "|")
					view.Taken = append(view.Taken, option{Value: value, Text: e.PartnerName + " · " + v.texts.Span(e.Use, cat.Zone(id)), Group: row.Resource.Name, Chosen: view.Form.Is("takes", value)})
				}
			}
		}
	}
	return nil
}

// proposeTrade offers another partner a swap.
func (v *visit) proposeTrade() error {
	f, err := v.form()
	if err != nil {
		return err
	}
	t := v.tradeOf(f)
	if f.OK() {
		t, err = v.once(f).ProposeTrade(v.ctx(), v.actor, v.now, t)
	}
	if f.Take(err, map[string]string{"minutes": "hours", "facility": "pool", "gives_request": "gives", "takes_resource": "takes", "takes_start": "takes"}) || !f.OK() {
		return v.showTrades(http.StatusUnprocessableEntity, f, nil)
	}
	var refused *facilities.Error
	if errors.As(err, &refused) && refused.Code == facilities.Conflict {
		return v.showTrades(http.StatusConflict, f, refused)
	}
	if err != nil {
		return err
	}
	return v.toTrade(t, "trade_proposed")
}

// tradeLabel is the key of the label of a field of the form.
func tradeLabel(name string) string {
	switch name {
	case "pool":
		return "web.round.pool"
	case "hours":
		return "web.trades.how_many"
	}
	return "web.trades." + name
}

// addRefusal puts what stands in the way of a trade beside the field that it is about: the other's time, or what is given when nothing is asked for.
func (v *visit) addRefusal(view *tradesView, e *facilities.Error, cat *facilities.Catalogue) {
	view.BrokenAt = "takes"
	if view.Form.Typed("takes") == "" || e.Key == "round_not_offered" || e.Key == "round_draft_old" {
		view.BrokenAt = "gives"
	}
	view.Form.Take(&facilities.Error{Code: facilities.Invalid, Fields: []facilities.Field{{Location: view.BrokenAt, Key: "error." + e.Key, Params: e.Params}}}, nil)
	view.OpenTrade, _ = e.Params["trade"].(facilities.TradeID)
	for _, violation := range e.Violations {
		view.Broken = append(view.Broken, v.texts.Violation(violation, cat))
	}
}

// tradeOf reads the form of a trade.
func (v *visit) tradeOf(f *form.Form) facilities.Trade {
	t := facilities.Trade{From: facilities.PartnerID(f.ID("from")), To: facilities.PartnerID(f.ID("to")), Note: f.Note("note")}
	if t.From == "" {
		t.From = v.actor.Person.Partner
	}
	readGiven(f, &t)
	if parts := strings.Split(f.Typed("takes"), "|"); len(parts) == 3 || len(parts) == 4 {
		start, err := time.Parse(time.RFC3339, parts[2])
		if err != nil || !facilities.ValidID(parts[0]) || !facilities.ValidID(parts[1]) {
			f.Wrong("takes", "form_choice")
		}
		if t.To == "" {
			t.To = facilities.PartnerID(parts[0])
		}
		if string(t.To) != parts[0] {
			f.Wrong("takes", "trade_taken_of_other")
		}
		t.TakesResource, t.TakesStart = facilities.ResourceID(parts[1]), start
		if in := strings.Join(parts[3:], ""); in != string(t.Round) { // one is of a draft and the other is not, or they are of two
			f.Wrong("takes", "trade_either")
		}
	}
	if t.To == "" {
		f.Wrong("to", "required")
	}
	t.Minutes = int64(hoursTyped(f, "hours") / time.Minute)
	if _, wrong := f.Fault("hours"); !wrong && t.Minutes == 0 && f.Typed("pool") != "" {
		f.Wrong("hours", "required")
	}
	if f.Is("direction", "get") {
		t.Minutes = -t.Minutes
	}
	if facility, pool, found := strings.Cut(f.Typed("pool"), "|"); found && t.Minutes != 0 {
		t.Facility, t.Pool = facilities.FacilityID(facility), facilities.PoolID(pool)
	} else if t.Minutes != 0 {
		f.Wrong("pool", "required")
	}
	if t.Gives == "" && t.Round == "" && t.TakesResource == "" && t.Minutes == 0 {
		f.Wrong("gives", "trade_nothing")
	}
	return t
}
