package api

import (
	"net/http"
	"time"

	"marke/facilities"
	"marke/facilities/useroffice"
)

func (s *server) tradeRoutes() {
	add(s, route{id: "list_hours", method: http.MethodGet, path: "/facilities/{id}/hours", tag: "rounds"}, listHours)
	add(s, route{id: "list_hour_lines", method: http.MethodGet, path: "/facilities/{id}/hours/lines", tag: "rounds"}, listHourLines)
	add(s, route{id: "list_trades", method: http.MethodGet, path: "/trades", tag: "rounds"}, listTrades)
	add(s, route{id: "get_trade", method: http.MethodGet, path: "/trades/{id}", tag: "rounds"}, getTrade)
	add(s, route{id: "propose_trade", method: http.MethodPost, path: "/trades", tag: "rounds", status: http.StatusCreated}, proposeTrade)
	add(s, route{id: "accept_trade", method: http.MethodPost, path: "/trades/{id}/accept", tag: "rounds", ifs: true, optional: true}, acceptTrade)
	add(s, route{id: "decline_trade", method: http.MethodPost, path: "/trades/{id}/decline", tag: "rounds", ifs: true, optional: true}, declineTrade)
	add(s, route{id: "propose_replan", method: http.MethodPost, path: "/downtimes/{id}/replan", tag: "rounds", optional: true, status: http.StatusCreated}, proposeReplan)
	add(s, route{id: "list_replans", method: http.MethodGet, path: "/replans", tag: "rounds"}, listReplans)
	add(s, route{id: "get_replan", method: http.MethodGet, path: "/replans/{id}", tag: "rounds"}, getReplan)
	add(s, route{id: "apply_replan", method: http.MethodPost, path: "/replans/{id}/apply", tag: "rounds", ifs: true, optional: true}, applyReplan)
	add(s, route{id: "reject_replan", method: http.MethodPost, path: "/replans/{id}/reject", tag: "rounds", ifs: true, optional: true}, rejectReplan)
}

// HourBalance is how a partner stands in a pool.
type HourBalance struct {
	Pool    string `json:"pool" doc:"api.doc.pool"`
	Partner string `json:"partner" doc:"api.doc.partner"`
	Minutes int64  `json:"minutes" doc:"api.doc.balance_minutes"`
}

type hoursInput struct {
	ByID
	Page
}

func listHours(c *call, in *hoursInput) (*listed[HourBalance], error) {
	pools, err := c.office.HourBalances(c, c.actor, c.now, facilities.FacilityID(in.ID))
	if err != nil {
		return nil, err
	}
	var all []HourBalance
	for _, p := range pools {
		for _, b := range p.Balances {
			all = append(all, HourBalance{string(p.Pool), string(b.Partner), b.Minutes})
		}
	}
	items, next, err := page("hours", all, func(b HourBalance) string { return b.Pool + "/" + b.Partner }, in.Page)
	return list(items, next), err
}

// HourLine is one line of the ledger of hours.
type HourLine struct {
	Entry    string     `json:"entry" doc:"api.doc.hour_entry"`
	Kind     string     `json:"kind" enum:"settlement,trade,year_end,outage" doc:"api.doc.hour_kind"`
	Pool     string     `json:"pool" doc:"api.doc.pool"`
	Partner  string     `json:"partner" doc:"api.doc.partner"`
	Minutes  int64      `json:"minutes" doc:"api.doc.hour_change"`
	From     *time.Time `json:"from" nullable:"true" doc:"api.doc.hour_from"`
	To       *time.Time `json:"to" nullable:"true" doc:"api.doc.hour_to"`
	Entitled int64      `json:"entitled" doc:"api.doc.hour_entitled"`
	Used     int64      `json:"used" doc:"api.doc.hour_used"`
	Downtime string     `json:"downtime" doc:"api.doc.hour_downtime"`
	Created  time.Time  `json:"created" doc:"api.doc.created"`
}

func hourLinesView(lines []facilities.HourLine) []HourLine {
	out := []HourLine{}
	for _, l := range lines {
		out = append(out, HourLine{l.Entry, string(l.Kind), string(l.Pool), string(l.Partner), l.Minutes, utc(l.Period.Start), utc(l.Period.End), l.Entitled, l.Used,
			string(l.Downtime), l.Created.UTC()})
	}
	return out
}

type hourLinesInput struct {
	ByID
	Page
	Pool string `query:"pool" format:"id" maxLength:"64" doc:"api.doc.pool"`
}

func listHourLines(c *call, in *hourLinesInput) (*listed[HourLine], error) {
	lines, err := c.office.HourLines(c, c.actor, c.now, facilities.FacilityID(in.ID), facilities.PoolID(in.Pool))
	if err != nil {
		return nil, err
	}
	items, next, err := page("hour_lines", hourLinesView(lines), func(l HourLine) string { return l.Pool + "/" + l.Entry + "/" + l.Partner }, in.Page)
	return list(items, next), err
}

// TradeBody proposes a swap to another partner.
type TradeBody struct {
	Facility      string     `json:"facility,omitempty" format:"id" maxLength:"64" doc:"api.doc.facility"`
	From          string     `json:"from,omitempty" format:"id" maxLength:"64" doc:"api.doc.trade_from"`
	To            string     `json:"to" format:"id" maxLength:"64" doc:"api.doc.trade_to"`
	Gives         string     `json:"gives,omitempty" format:"id" maxLength:"64" doc:"api.doc.trade_gives"`
	Takes         string     `json:"takes,omitempty" format:"id" maxLength:"64" doc:"api.doc.trade_takes"`
	Round         string     `json:"round,omitempty" format:"id" maxLength:"64" doc:"api.doc.trade_round"`
	GivesRequest  string     `json:"gives_request,omitempty" format:"id" maxLength:"64" doc:"api.doc.trade_gives_request"`
	GivesStep     int        `json:"gives_step,omitempty" minimum:"0" maximum:"20" doc:"api.doc.trade_gives_step"`
	TakesResource string     `json:"takes_resource,omitempty" format:"id" maxLength:"64" doc:"api.doc.trade_takes_resource"`
	TakesStart    *time.Time `json:"takes_start,omitempty" doc:"api.doc.trade_takes_start"`
	Pool          string     `json:"pool,omitempty" format:"id" maxLength:"64" doc:"api.doc.pool"`
	Minutes       int64      `json:"minutes,omitempty" minimum:"-525600" maximum:"525600" doc:"api.doc.trade_minutes"`
	Note          string     `json:"note,omitempty" format:"text" maxLength:"1000" doc:"api.doc.trade_note"`
}

// Trade is a swap between two partners.
type Trade struct {
	ID           string          `json:"id" doc:"api.doc.id"`
	Version      int64           `json:"version" doc:"api.doc.version"`
	Facility     string          `json:"facility" doc:"api.doc.facility"`
	State        string          `json:"state" enum:"proposed,agreed,done,declined,withdrawn,lapsed" doc:"api.doc.state"`
	From         string          `json:"from" doc:"api.doc.trade_from"`
	To           string          `json:"to" doc:"api.doc.trade_to"`
	Gives        string          `json:"gives" doc:"api.doc.trade_gives"`
	Takes        string          `json:"takes" doc:"api.doc.trade_takes"`
	Round        string          `json:"round" doc:"api.doc.trade_round"`
	Plan         int             `json:"plan" doc:"api.doc.trade_plan"`
	GivesRequest string          `json:"gives_request" doc:"api.doc.trade_gives_request"`
	GivesPlace   *RoundPlacement `json:"gives_place,omitempty" doc:"api.doc.trade_gives_place"`
	TakesRequest string          `json:"takes_request" doc:"api.doc.trade_takes_request"`
	TakesPlace   *RoundPlacement `json:"takes_place,omitempty" doc:"api.doc.trade_takes_place"`
	Pool         string          `json:"pool" doc:"api.doc.pool"`
	Minutes      int64           `json:"minutes" doc:"api.doc.trade_minutes"`
	Note         string          `json:"note" doc:"api.doc.trade_note"`
	Reason       string          `json:"reason" doc:"api.doc.reason"`
	Created      time.Time       `json:"created" doc:"api.doc.created"`
}

func tradeView(t useroffice.SeenTrade) Trade {
	return Trade{ID: string(t.ID), Version: t.Version, Facility: string(t.Facility), State: string(t.State), From: string(t.From), To: string(t.To), Gives: string(t.Gives),
		Takes: string(t.Takes), Round: string(t.Round), Plan: t.Plan, GivesRequest: string(t.GivesRequest), GivesPlace: tradedPlaceView(t.GivesPlace),
		TakesRequest: string(t.TakesRequest), TakesPlace: tradedPlaceView(t.TakesPlace), Pool: string(t.Pool), Minutes: t.Minutes, Note: t.Note, Reason: t.Reason,
		Created: t.Created.UTC()}
}

// tradedPlaceView is nil for a side without a place.
func tradedPlaceView(p useroffice.TradedPlace) *RoundPlacement {
	if p.Placed.Resource == "" {
		return nil
	}
	v := placementView(p.Placed)
	return &v
}

type tradesInput struct {
	Page
	Facility string `query:"facility" required:"true" format:"id" maxLength:"64" doc:"api.doc.facility"`
}

func listTrades(c *call, in *tradesInput) (*listed[Trade], error) {
	found, err := c.office.Trades(c, c.actor, c.now, facilities.FacilityID(in.Facility))
	if err != nil {
		return nil, err
	}
	var all []Trade
	for _, t := range found {
		all = append(all, tradeView(t))
	}
	items, next, err := page("trades", all, func(t Trade) string { return t.ID }, in.Page)
	return list(items, next), err
}

func getTrade(c *call, in *ByID) (*tradeAnswer, error) {
	return c.trade(facilities.TradeID(in.ID))
}

type tradeInput struct{ Body TradeBody }

type tradeAnswer struct {
	ETag string `header:"ETag"`
	Body Trade
}

// trade shows a trade as it is now.
func (c *call) trade(id facilities.TradeID) (*tradeAnswer, error) {
	t, err := c.office.Trade(c, c.actor, c.now, id)
	if err != nil {
		return nil, err
	}
	return &tradeAnswer{etag(t.Version), tradeView(t)}, nil
}

func (c *call) answerTrade(t facilities.Trade, err error) (*tradeAnswer, error) {
	if err != nil {
		return nil, err
	}
	return c.trade(t.ID)
}

func proposeTrade(c *call, in *tradeInput) (*tradeAnswer, error) {
	b := in.Body
	t := facilities.Trade{Facility: facilities.FacilityID(b.Facility), From: facilities.PartnerID(b.From), To: facilities.PartnerID(b.To), Gives: facilities.BookingID(b.Gives),
		Takes: facilities.BookingID(b.Takes), TakesResource: facilities.ResourceID(b.TakesResource), Pool: facilities.PoolID(b.Pool), Minutes: b.Minutes, Note: b.Note,
		Round: facilities.RoundID(b.Round), GivesRequest: facilities.RoundRequestID(b.GivesRequest), GivesStep: b.GivesStep}
	if b.TakesStart != nil {
		t.TakesStart = b.TakesStart.UTC()
	}
	if t.From == "" {
		t.From = c.actor.Person.Partner
	}
	return c.answerTrade(c.office.ProposeTrade(c, c.actor, c.now, t))
}

// AcceptTradeBody goes with a yes.
type AcceptTradeBody struct {
	Reason  string `json:"reason,omitempty" format:"text" maxLength:"1000" doc:"api.doc.reason"`
	Request string `json:"request,omitempty" format:"id" maxLength:"64" doc:"api.doc.accept_request"`
}

type acceptTradeInput struct {
	ByID
	Body AcceptTradeBody `required:"false"`
}

func acceptTrade(c *call, in *acceptTradeInput) (*tradeAnswer, error) {
	return c.answerTrade(c.office.AcceptTradeFor(c, c.actor, c.now, facilities.TradeID(in.ID), c.version, facilities.RoundRequestID(in.Body.Request)))
}

func declineTrade(c *call, in *roundActionInput) (*tradeAnswer, error) {
	return c.answerTrade(c.office.DeclineTrade(c, c.actor, c.now, facilities.TradeID(in.ID), c.version, in.Body.Reason))
}

// Replan is a proposal for what to do about a downtime.
type Replan struct {
	ID       string       `json:"id" doc:"api.doc.id"`
	Version  int64        `json:"version" doc:"api.doc.version"`
	Facility string       `json:"facility" doc:"api.doc.facility"`
	Downtime string       `json:"downtime" doc:"api.doc.replan_downtime"`
	State    string       `json:"state" enum:"proposed,applied,rejected,stale" doc:"api.doc.state"`
	Stays    int          `json:"stays" doc:"api.doc.replan_stays"`
	Moves    []ReplanMove `json:"moves" nullable:"false" doc:"api.doc.replan_moves"`
	Created  time.Time    `json:"created" doc:"api.doc.created"`
}

// ReplanMove is the effect on one booking.
type ReplanMove struct {
	Booking  string     `json:"booking" doc:"api.doc.replan_booking"`
	Hit      bool       `json:"hit" doc:"api.doc.replan_hit"`
	Dropped  bool       `json:"dropped" doc:"api.doc.replan_dropped"`
	Person   string     `json:"person" doc:"api.doc.person_id"`
	Partner  string     `json:"partner" doc:"api.doc.partner"`
	Was      string     `json:"was" doc:"api.doc.replan_was"`
	WasFrom  time.Time  `json:"was_from" doc:"api.doc.from"`
	WasTo    time.Time  `json:"was_to" doc:"api.doc.to"`
	Resource string     `json:"resource" doc:"api.doc.resource"`
	From     *time.Time `json:"from" nullable:"true" doc:"api.doc.from"`
	To       *time.Time `json:"to" nullable:"true" doc:"api.doc.to"`
	Group    string     `json:"group" doc:"api.doc.replan_group"`
	Apart    bool       `json:"apart" doc:"api.doc.replan_parted"`
}

type replanAnswer struct {
	ETag string `header:"ETag"`
	Body Replan
}

func replanView(r facilities.Replan) Replan {
	v := Replan{string(r.ID), r.Version, string(r.Facility), string(r.Downtime), string(r.State), r.Stays, []ReplanMove{}, r.Created.UTC()}
	for _, m := range r.Moves {
		v.Moves = append(v.Moves, ReplanMove{string(m.Booking), m.Hit, m.Dropped, string(m.Person), string(m.Partner), string(m.Was), m.From.Start.UTC(), m.From.End.UTC(),
			string(m.Resource), utc(m.To.Start), utc(m.To.End), m.Group, m.Apart})
	}
	return v
}

func answerReplan(r facilities.Replan, err error) (*replanAnswer, error) {
	return &replanAnswer{etag(r.Version), replanView(r)}, err
}

// ProposeReplanBody says what a proposal may do.
type ProposeReplanBody struct {
	Apart bool `json:"apart,omitempty" doc:"api.doc.replan_apart"`
}

type proposeReplanInput struct {
	ByID
	Body ProposeReplanBody `required:"false"`
}

func proposeReplan(c *call, in *proposeReplanInput) (*replanAnswer, error) {
	return answerReplan(c.office.ProposeReplan(c, c.actor, c.now, facilities.DowntimeID(in.ID), useroffice.ReplanSettings{Apart: in.Body.Apart}))
}

func listReplans(c *call, in *tradesInput) (*listed[Replan], error) {
	found, err := c.office.Replans(c, c.actor, c.now, facilities.FacilityID(in.Facility))
	if err != nil {
		return nil, err
	}
	var all []Replan
	for _, r := range found {
		all = append(all, replanView(r))
	}
	items, next, err := page("replans", all, func(r Replan) string { return r.ID }, in.Page)
	return list(items, next), err
}

func getReplan(c *call, in *ByID) (*replanAnswer, error) {
	return answerReplan(c.office.Replan(c, c.actor, c.now, facilities.ReplanID(in.ID)))
}

func applyReplan(c *call, in *roundActionInput) (*replanAnswer, error) {
	return answerReplan(c.office.ApplyReplan(c, c.actor, c.now, facilities.ReplanID(in.ID), c.version))
}

func rejectReplan(c *call, in *roundActionInput) (*replanAnswer, error) {
	return answerReplan(c.office.RejectReplan(c, c.actor, c.now, facilities.ReplanID(in.ID), c.version))
}
