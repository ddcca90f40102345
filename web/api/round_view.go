package api

import (
	"time"

	"marke/facilities"
	"marke/facilities/useroffice"
)

// Round is an allocation round.
type Round struct {
	ID          string       `json:"id" doc:"api.doc.id"`
	Version     int64        `json:"version" doc:"api.doc.version"`
	Facility    string       `json:"facility" doc:"api.doc.facility"`
	Name        string       `json:"name" doc:"api.doc.name"`
	Pools       []string     `json:"pools" nullable:"false" doc:"api.doc.round_pools"`
	From        time.Time    `json:"from" doc:"api.doc.round_from"`
	To          time.Time    `json:"to" doc:"api.doc.round_to"`
	GridMinutes int          `json:"grid_minutes" doc:"api.doc.grid_minutes"`
	Deadline    time.Time    `json:"deadline" doc:"api.doc.deadline"`
	State       string       `json:"state" enum:"call,closed,solving,draft,published,cancelled" doc:"api.doc.state"`
	Objective   string       `json:"objective" enum:"fair-first,satisfaction" doc:"api.doc.objective"`
	Seed        uint64       `json:"seed" doc:"api.doc.seed"`
	Steps       int64        `json:"steps" doc:"api.doc.steps"`
	Seconds     int          `json:"seconds" doc:"api.doc.seconds"`
	Rolling     bool         `json:"rolling" doc:"api.doc.rolling"`
	Note        string       `json:"note" doc:"api.doc.round_note"`
	Reason      string       `json:"reason" doc:"api.doc.round_reason"`
	Plan        int          `json:"plan" doc:"api.doc.round_plan"`
	Offered     int          `json:"offered" doc:"api.doc.round_offered"`
	MayAsk      bool         `json:"may_ask" doc:"api.doc.may_ask"`
	Totals      []RoundTotal `json:"totals" nullable:"false" doc:"api.doc.round_totals"`
	Plans       []PlanFigure `json:"plans" nullable:"false" doc:"api.doc.round_plans"`
}

// RoundTotal counts what is asked for.
type RoundTotal struct {
	Partner  string `json:"partner" doc:"api.doc.total_partner"`
	Pool     string `json:"pool" doc:"api.doc.pool"`
	Requests int    `json:"requests" doc:"api.doc.total_requests"`
	Minutes  int64  `json:"minutes" doc:"api.doc.total_minutes"`
}

// PlanFigure is a draft in figures. Values are in ten-thousandths of a point, ratios in parts per million.
type PlanFigure struct {
	Number        int         `json:"number" doc:"api.doc.plan_number"`
	Objective     string      `json:"objective" enum:"fair-first,satisfaction" doc:"api.doc.objective"`
	Seed          uint64      `json:"seed" doc:"api.doc.seed"`
	Steps         int64       `json:"steps" doc:"api.doc.plan_steps"`
	Value         int64       `json:"value" doc:"api.doc.plan_value"`
	Bound         int64       `json:"bound" doc:"api.doc.plan_bound"`
	Fairness      []int64     `json:"fairness" nullable:"false" doc:"api.doc.plan_fairness"`
	FairnessBound int64       `json:"fairness_bound" doc:"api.doc.plan_fairness_bound"`
	Fairest       bool        `json:"fairest" doc:"api.doc.plan_fairest"`
	Outcomes      []PlanShare `json:"outcomes" nullable:"false" doc:"api.doc.plan_outcomes"`
	Of            int         `json:"of" doc:"api.doc.plan_of"`
	Trades        []string    `json:"trades" nullable:"false" doc:"api.doc.plan_trades"`
	Created       time.Time   `json:"created" doc:"api.doc.created"`
}

// PlanShare is one partner in one pool, in minutes of weighted time.
type PlanShare struct {
	Partner  string `json:"partner" doc:"api.doc.partner"`
	Pool     string `json:"pool" doc:"api.doc.pool"`
	Entitled int64  `json:"entitled" doc:"api.doc.share_entitled"`
	Balance  int64  `json:"balance" doc:"api.doc.share_balance"`
	Target   int64  `json:"target" doc:"api.doc.share_target"`
	Asked    int64  `json:"asked" doc:"api.doc.share_asked"`
	Placed   int64  `json:"placed" doc:"api.doc.share_placed"`
	Price    int64  `json:"price" doc:"api.doc.share_price"`
}

// RoundPlan is a draft with what it places and refuses.
type RoundPlan struct {
	PlanFigure
	Placements []RoundPlacement `json:"placements" nullable:"false" doc:"api.doc.placements"`
	Refused    []RoundRefusal   `json:"refused" nullable:"false" doc:"api.doc.refused"`
}

// RoundPlacement is where a step of a request goes.
type RoundPlacement struct {
	Request  string    `json:"request" doc:"api.doc.request"`
	Step     int       `json:"step" doc:"api.doc.step"`
	Resource string    `json:"resource" doc:"api.doc.resource"`
	Start    time.Time `json:"start" doc:"api.doc.start"`
	End      time.Time `json:"end" doc:"api.doc.end"`
	Pinned   bool      `json:"pinned" doc:"api.doc.pinned"`
}

// RoundRefusal is a request without a place, with the reasons.
type RoundRefusal struct {
	Request string        `json:"request" doc:"api.doc.request"`
	Reasons []RoundReason `json:"reasons" nullable:"false" doc:"api.doc.reasons"`
}

// RoundReason is one reason, or a change that would have helped. Whose placements are in the way only managers see.
type RoundReason struct {
	Code       string           `json:"code" doc:"api.doc.reason_code"`
	Message    string           `json:"message" doc:"api.doc.reason_message"`
	Resource   string           `json:"resource" doc:"api.doc.resource"`
	From       *time.Time       `json:"from" nullable:"true" doc:"api.doc.violation_from"`
	To         *time.Time       `json:"to" nullable:"true" doc:"api.doc.violation_to"`
	Price      int64            `json:"price" doc:"api.doc.reason_price"`
	Violations []Violation      `json:"violations" nullable:"false" doc:"api.doc.violations"`
	Displace   []RoundPlacement `json:"displace" nullable:"false" doc:"api.doc.displace_placements"`
}

func roundView(s useroffice.SeenRound) Round {
	r := s.Round
	v := Round{ID: string(r.ID), Version: r.Version, Facility: string(r.Facility), Name: r.Name, Pools: idsView(r.Pools), From: r.Period.Start.UTC(), To: r.Period.End.UTC(),
		GridMinutes: r.GridMinutes, Deadline: r.Deadline.UTC(), State: string(r.State), Objective: string(r.Objective), Seed: r.Seed, Steps: r.Steps,
		Seconds: r.Seconds, Rolling: r.Rolling, Note: r.Note, Reason: s.Reason, Plan: r.Plan, Offered: r.Offered, MayAsk: s.MayAsk, Totals: []RoundTotal{}, Plans: []PlanFigure{}}
	for _, list := range [][]useroffice.RoundTotal{s.Totals, s.ByPartner} {
		for _, t := range list {
			v.Totals = append(v.Totals, RoundTotal{string(t.Partner), string(t.Pool), t.Requests, t.Minutes})
		}
	}
	for _, p := range s.Plans {
		v.Plans = append(v.Plans, planFigureView(p))
	}
	return v
}

// idsView are ids as plain text.
func idsView[T ~string](ids []T) []string {
	out := make([]string, len(ids))
	for n, id := range ids {
		out[n] = string(id)
	}
	return out
}

func planFigureView(p facilities.RoundPlan) PlanFigure {
	v := PlanFigure{Number: p.Number, Objective: string(p.Objective), Seed: p.Seed, Steps: p.Steps, Value: p.Value, Bound: p.Bound, Fairness: notNil(p.Fairness),
		FairnessBound: p.FairnessBound, Fairest: p.Objective == facilities.RoundFairFirst && p.ProvenFairest(), Outcomes: []PlanShare{}, Of: p.Of, Trades: idsView(p.Trades), Created: p.Created.UTC()}
	for _, o := range p.Outcomes {
		v.Outcomes = append(v.Outcomes, PlanShare{string(o.Partner), string(o.Pool), o.Entitled, o.Balance, o.Target, o.Asked, o.Placed, o.Price})
	}
	return v
}

func placementView(p facilities.RoundPlacement) RoundPlacement {
	return RoundPlacement{string(p.Request), p.Step, string(p.Resource), p.Use.Start.UTC(), p.Use.End.UTC(), p.Pinned}
}

func placementsView(list []facilities.RoundPlacement) []RoundPlacement {
	out := make([]RoundPlacement, len(list))
	for n, p := range list {
		out[n] = placementView(p)
	}
	return out
}

// planView is a draft in the reader's language.
func (c *call) planView(b useroffice.RoundBoard) (RoundPlan, error) {
	v := RoundPlan{PlanFigure: planFigureView(b.Plan), Placements: placementsView(b.Plan.Placements), Refused: []RoundRefusal{}}
	for _, r := range b.Plan.Refused {
		reasons, err := c.reasonsView(b.Round.Round, r.Reasons)
		if err != nil {
			return v, err
		}
		v.Refused = append(v.Refused, RoundRefusal{string(r.Request), reasons})
	}
	return v, nil
}

func (c *call) reasonsView(round facilities.Round, reasons []facilities.RoundReason) ([]RoundReason, error) {
	catalogue, err := c.catalogue()
	if err != nil {
		return nil, err
	}
	out := []RoundReason{}
	for _, r := range reasons {
		out = append(out, RoundReason{Code: r.Code, Message: useroffice.ReasonWords(c.say, catalogue, round, r), Resource: string(r.Resource), From: utc(r.Span.Start), To: utc(r.Span.End),
			Price: r.Price, Violations: notNil(violationsView(r.Violations, c.say, catalogue)), Displace: placementsView(r.Displace)})
	}
	return out, nil
}
