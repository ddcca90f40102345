package web

import (
	"net/http"
	"strings"

	"marke/facilities"
	"marke/facilities/texts"
	"marke/facilities/useroffice"
	"marke/web/form"
)

// tradesView lists trades, and offers the form of a new one.
type tradesView struct {
	Page
	Form      *form.Form
	Waiting   []tradeLine // for the reader
	Others    []tradeLine
	Own       []option // bookings that can be given, and own requests in offered drafts
	Partners  []option
	From      []option // partners that the reader speaks for
	Pools     []option
	Taken     []option // bookings of others that can be asked for, and their places in offered drafts
	MayHours  bool
	Faults    []fault
	Policy    string
	Open      bool               // the form was used
	Broken    []string           // the rules of booking that a trade breaks
	OpenTrade facilities.TradeID // the one that is open already and stands in the way
	BrokenAt  string             // the field that they are about
}

// tradeLine is one trade in words.
type tradeLine struct {
	Trade                 useroffice.SeenTrade
	Facility, When, State string
	Gives, Takes          string
	Note, Reason          string
	Next                  string   // who has to say yes, and until when; empty when it is over
	Fits                  []option // requests of which one has to be named with the yes
	Approves, Withdraws   bool
}

// trades lists the trades that the reader may see.
func (v *visit) trades() error {
	f := form.New(nil)
	if given := v.Query("gives"); given != "" {
		f.Set("gives", given)
	}
	return v.showTrades(http.StatusOK, f, nil)
}

// showTrades lists them above the form as it was typed; refused is why it could not be done, or nil.
func (v *visit) showTrades(status int, f *form.Form, refused *facilities.Error) error {
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	v.here = "/trades"
	list, err := v.office.Trades(v.ctx(), v.actor, v.now, "")
	if err != nil {
		return err
	}
	view := tradesView{Page: v.page("web.trades.title"), Form: f}
	if refused != nil {
		v.addRefusal(&view, refused, cat)
	}
	view.Faults = v.labelledFaults(f, tradeLabel)
	for _, t := range list {
		line := v.tradeLine(t, cat)
		if view.Done != "" && v.Query("trade") == string(t.ID) {
			view.Done = join(view.Done, line.Next, v.tradeAfter(t))
		}
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
	if t.Round != "" {
		give, take = v.tradedPlaces(t, cat)
	}
	for _, r := range t.Fits {
		line.Fits = append(line.Fits, option{Value: string(r.ID), Text: r.Title})
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
	line.Next = v.tradeNext(t, facility, cat.Zone(t.Facility))
	line.Approves = t.Accepts && t.State == facilities.TradeAgreed
	line.Withdraws = t.Declines && (t.By == v.actor.Person.ID || v.actor.Represents(t.From))
	return line
}

// bookingSays is a booking as a place and a time.
func bookingSays(t *texts.Texts, b facilities.Booking, cat *facilities.Catalogue) string {
	r, _ := cat.Resource(b.Resource)
	return r.Name + ", " + t.Span(b.Use, cat.Zone(b.Facility))
}

// acceptTrade is the yes of the other partner, or of the manager.
func (v *visit) acceptTrade() error {
	f, err := v.form()
	if err != nil {
		return err
	}
	t, err := v.office.AcceptTradeFor(v.ctx(), v.actor, v.now, facilities.TradeID(v.Param("id")), f.Version(), facilities.RoundRequestID(f.ID("request")))
	if err != nil {
		return v.tradesAgain(err, f)
	}
	done := "trade_agreed"
	if t.State == facilities.TradeDone {
		done = "trade_done"
	}
	return v.toTrade(t, done)
}

// declineTrade ends a trade that is not done.
func (v *visit) declineTrade() error {
	f, err := v.form()
	if err != nil {
		return err
	}
	t, err := v.office.DeclineTrade(v.ctx(), v.actor, v.now, facilities.TradeID(v.Param("id")), f.Version(), f.Note("reason"))
	if err != nil {
		return v.tradesAgain(err, f)
	}
	done := "trade_declined"
	if t.State == facilities.TradeWithdrawn {
		done = "trade_withdrawn"
	}
	return v.toTrade(t, done)
}

// tradesAgain shows the trades once more with why an answer to one was refused.
func (v *visit) tradesAgain(err error, f *form.Form) error {
	labels := map[string]string{"body.request": "web.trades.for_request", "body.reason": "web.trades.note"}
	return v.again(err, f, "/trades", labels, func(status int) error { return v.showTrades(status, form.New(nil), nil) })
}

// toTrade leads to the list, which says what happens next to one trade.
func (v *visit) toTrade(t facilities.Trade, done string) error {
	return v.to(withQuery("/trades", "trade", string(t.ID)), done)
}
