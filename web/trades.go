package web

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"marke/facilities"
	"marke/facilities/texts"
	"marke/facilities/useroffice"
	"marke/web/form"
)

// tradesView lists trades, and offers the form of a new one.
type tradesView struct {
	Page
	Form     *form.Form
	Waiting  []tradeLine // for the reader
	Others   []tradeLine
	Own      []option // bookings that can be given
	Partners []option
	From     []option // partners that the reader speaks for
	Pools    []option
	Taken    []option // bookings of others that can be asked for
	MayHours bool
	Faults   []fault
	Policy   string
	Open     bool // the form was used
}

// tradeLine is one trade in words.
type tradeLine struct {
	Trade                 useroffice.SeenTrade
	Facility, When, State string
	Gives, Takes          string
	Note, Reason          string
	Approves, Withdraws   bool
}

// trades lists the trades that the reader may see.
func (v *visit) trades() error {
	f := form.New(nil)
	if id := v.query().ID("gives"); id != "" {
		f.Set("gives", id)
	}
	return v.showTrades(http.StatusOK, f)
}

func (v *visit) showTrades(status int, f *form.Form) error {
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	v.here = "/trades"
	list, err := v.office.Trades(v.ctx(), v.actor, v.now, "")
	if err != nil {
		return err
	}
	view := tradesView{Page: v.page("web.trades.title"), Form: f, Faults: v.faults(f)}
	for _, t := range list {
		line := v.tradeLine(t, cat)
		if t.Accepts {
			view.Waiting = append(view.Waiting, line)
		} else {
			view.Others = append(view.Others, line)
		}
	}
	if f.Typed("once") == "" {
		f.Set("once", facilities.NewID(v.now))
	}
	view.Open = len(view.Faults) > 0 || f.Typed("gives") != "" || f.Typed("to") != ""
	if err := v.addTradeChoices(&view, cat); err != nil {
		return err
	}
	return v.render(status, "trades", view)
}

func (v *visit) tradeLine(t useroffice.SeenTrade, cat *facilities.Catalogue) tradeLine {
	facility, _ := cat.Facility(t.Facility)
	line := tradeLine{Trade: t, Facility: facility.Name, When: moment(v.texts, t.Created, cat.Zone(t.Facility)), State: v.texts.Say("web.trade_state." + string(t.State)), Note: t.Note, Reason: t.Reason}
	give, take := []string{}, []string{}
	if t.Given != nil {
		give = append(give, bookingSays(v.texts, *t.Given, cat))
	}
	if t.Taken != nil {
		take = append(take, bookingSays(v.texts, *t.Taken, cat))
	}
	hours := func(minutes int64) string {
		return v.texts.Say("web.trades.hours_of", "hours", v.hoursSay(minutes), "pool", poolName(v.texts, t.Pool))
	}
	switch {
	case t.Minutes > 0:
		give = append(give, hours(t.Minutes))
	case t.Minutes < 0:
		take = append(take, hours(-t.Minutes))
	}
	line.Gives, line.Takes = strings.Join(give, " + "), strings.Join(take, " + ")
	if line.Gives == "" {
		line.Gives = v.texts.Say("web.trades.nothing")
	}
	if line.Takes == "" {
		line.Takes = v.texts.Say("web.trades.nothing")
	}
	line.Approves = t.Accepts && t.State == facilities.TradeAgreed
	line.Withdraws = t.Declines && (t.By == v.actor.Person.ID || v.actor.Represents(t.From))
	return line
}

// bookingSays is a booking as a place and a time.
func bookingSays(t *texts.Texts, b facilities.Booking, cat *facilities.Catalogue) string {
	r, _ := cat.Resource(b.Resource)
	return r.Name + ", " + t.Span(b.Use, cat.Zone(b.Facility))
}

// addTradeChoices gathers what can be given, to whom, and what can be asked for.
func (v *visit) addTradeChoices(view *tradesView, cat *facilities.Catalogue) error {
	q := useroffice.BookingQuery{From: v.now, States: []facilities.State{facilities.StateApproved}, Ascending: true, Limit: 200}
	found, _, err := v.office.Bookings(v.ctx(), v.actor, v.now, q)
	if err != nil {
		return err
	}
	for _, b := range found {
		if b.Use.Start.After(v.now) && (b.Person == v.actor.Person.ID && b.Partner == v.actor.Person.Partner || v.actor.Represents(b.Partner)) {
			view.Own = append(view.Own, option{Value: string(b.ID), Text: bookingSays(v.texts, b, cat) + withTitle(b.Title), Chosen: view.Form.Is("gives", string(b.ID))})
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
	return v.addTaken(view, cat)
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
		_, err = v.once(f).ProposeTrade(v.ctx(), v.actor, v.now, t)
	}
	if f.Take(err, map[string]string{"from": "from", "pool": "pool", "minutes": "hours", "facility": "pool", "note": "note"}) || !f.OK() {
		return v.showTrades(http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	return v.to("/trades", "trade_proposed")
}

// tradeOf reads the form of a trade.
func (v *visit) tradeOf(f *form.Form) facilities.Trade {
	t := facilities.Trade{From: facilities.PartnerID(f.ID("from")), To: facilities.PartnerID(f.ID("to")), Gives: facilities.BookingID(f.ID("gives")), Note: f.Note("note")}
	if t.From == "" {
		t.From = v.actor.Person.Partner
	}
	if parts := strings.Split(f.Typed("takes"), "|"); len(parts) == 3 {
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
	}
	if t.To == "" {
		f.Wrong("to", "required")
	}
	t.Minutes = int64(hoursTyped(f, "hours") / time.Minute)
	if f.Is("direction", "get") {
		t.Minutes = -t.Minutes
	}
	if facility, pool, found := strings.Cut(f.Typed("pool"), "|"); found && t.Minutes != 0 {
		t.Facility, t.Pool = facilities.FacilityID(facility), facilities.PoolID(pool)
	} else if t.Minutes != 0 {
		f.Wrong("pool", "required")
	}
	if t.Gives == "" && t.TakesResource == "" && t.Minutes == 0 {
		f.Wrong("gives", "required")
	}
	return t
}

// acceptTrade is the yes of the other partner, or of the manager.
func (v *visit) acceptTrade() error {
	f, err := v.form()
	if err != nil {
		return err
	}
	t, err := v.office.AcceptTrade(v.ctx(), v.actor, v.now, facilities.TradeID(v.Param("id")), f.Version())
	if err != nil {
		return err
	}
	done := "trade_agreed"
	if t.State == facilities.TradeDone {
		done = "trade_done"
	}
	return v.to("/trades", done)
}

// declineTrade ends a trade that is not done.
func (v *visit) declineTrade() error {
	f, err := v.form()
	if err != nil {
		return err
	}
	t, err := v.office.DeclineTrade(v.ctx(), v.actor, v.now, facilities.TradeID(v.Param("id")), f.Version(), f.Note("reason"))
	if err != nil {
		return err
	}
	done := "trade_declined"
	if t.State == facilities.TradeWithdrawn {
		done = "trade_withdrawn"
	}
	return v.to("/trades", done)
}
