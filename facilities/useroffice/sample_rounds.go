package useroffice

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// The rounds of the sample consortium: a call that is open, one whose draft is offered, and two of weeks gone by, all of the presses.
const (
	sampleCall    facilities.RoundID = "sample-round-open"
	sampleOffered facilities.RoundID = "sample-round-offered"
	samplePast    facilities.RoundID = "sample-round-past"
	sampleEarlier facilities.RoundID = "sample-round-earlier"
)

// sampleSteps bounds the solve of a sample round: they are small, and mostly proven within them.
const sampleSteps = 20_000

// monday is the first Monday on or after some days from the sample's day.
func (p *samplePlan) monday(days int) time.Time {
	at := p.at(days, 0, 0).In(p.zone)
	for at.Weekday() != time.Monday {
		at = at.AddDate(0, 0, 1)
	}
	return at.UTC()
}

// days is a local midnight some days after another.
func (p *samplePlan) days(from time.Time, days int) time.Time {
	return from.In(p.zone).AddDate(0, 0, days).UTC()
}

// writeRounds makes the rounds through the same code as real ones.
func (p *samplePlan) writeRounds(ctx context.Context, tx *store.Tx) error {
	if _, err := tx.SaveRoundPolicy(ctx, facilities.DefaultRoundPolicy("tprc")); err != nil {
		return err
	}
	if err := p.writeCall(ctx, tx); err != nil {
		return err
	}
	if err := p.writePast(ctx, tx); err != nil {
		return err
	}
	return p.writeOffered(ctx, tx)
}

// sampleRound is a round of the presses.
func (p *samplePlan) sampleRound(id facilities.RoundID, name string, period facilities.Span, deadline, created time.Time) facilities.Round {
	return facilities.Round{ID: id, Facility: "tprc", Name: name, Pools: []facilities.PoolID{"presses"}, Period: period, GridMinutes: 15, Deadline: deadline,
		State: facilities.RoundCall, Objective: facilities.RoundFairFirst, Seed: roundSeed, Steps: sampleSteps, Seconds: roundSeconds, By: demoManager, Created: created,
		Note: sampleNote.NL + " " + sampleNote.EN}
}

// acting is somebody of the sample at a moment.
func (p *samplePlan) acting(id facilities.PersonID, at time.Time, verb string) act {
	person := p.people[id]
	partner, _ := p.catalogue.Partner(person.Partner)
	return act{facilities.Actor{Person: person, Via: "web", Kind: partner.Kind, Guest: partner.Guest}, at, verb}
}

// sampleRequest is what somebody asks in a round, all of one press.
type sampleRequest struct {
	person  facilities.PersonID
	project facilities.ProjectID
	title   string
	on      []facilities.ResourceID
	hours   int
	windows []facilities.RoundWindow
}

// window is a stretch of a round, in days from a Monday and hours.
func (p *samplePlan) window(monday time.Time, day, fromHour, toDay, toHour, preference int) facilities.RoundWindow {
	at := func(day, hour int) time.Time { return p.days(monday, day).Add(time.Duration(hour) * time.Hour) }
	return facilities.RoundWindow{Span: facilities.Span{Start: at(day, fromHour), End: at(toDay, toHour)}, Preference: preference}
}

// handIn puts a request before a round that is in its call at that moment.
func (p *samplePlan) handIn(ctx context.Context, tx *store.Tx, s sampleRequest, round facilities.RoundID, id string, at time.Time) (facilities.RoundRequest, error) {
	r := facilities.RoundRequest{ID: facilities.RoundRequestID(id), Round: round, Person: s.person, Project: s.project, Title: s.title,
		Windows: s.windows, Steps: []facilities.RoundStep{{Resources: s.on, Duration: time.Duration(s.hours) * time.Hour, Intake: sampleIntake}}}
	made, err := addRequest(ctx, tx, p.acting(s.person, at, "add_request"), r)
	if err != nil {
		return made, fmt.Errorf("useroffice: sample request %q: %w", s.title, err)
	}
	return made, nil
}

// sampleIntake answers what the large press asks.
var sampleIntake = map[string]string{"material": "PEEK", "sheet": "VIB-2041"}

// writeCall opens a call some weeks ahead, with requests of several partners that together want more than there is on the days that all of them like.
func (p *samplePlan) writeCall(ctx context.Context, tx *store.Tx) error {
	from := p.monday(42)
	round := p.sampleRound(sampleCall, "Persen, twee weken", facilities.Span{Start: from, End: p.days(from, 14)}, p.at(6, 17, 0), p.at(-4, 9, 0))
	saved, err := tx.SaveRound(ctx, round)
	if err != nil {
		return err
	}
	span := func(day, fromHour, toDay, toHour int) facilities.RoundWindow {
		return p.window(from, day, fromHour, toDay, toHour, 100)
	}
	large, small := []facilities.ResourceID{"tprc-press-400"}, []facilities.ResourceID{"tprc-press-300"}
	for i, s := range []sampleRequest{
		{"nienke-leusink", "rompdeel", "Rompdeel, proef 1", large, 6, []facilities.RoundWindow{span(0, 8, 3, 18)}},
		{"nienke-leusink", "rompdeel", "Rompdeel, proef 2", large, 6, []facilities.RoundWindow{span(0, 8, 4, 18)}},
		{"nienke-leusink", "rompdeel", "Beugels persen", large, 4, []facilities.RoundWindow{span(1, 8, 4, 18)}},
		{demoEngineer, "lichte-vleugel", "Huiddeel 5", large, 6, []facilities.RoundWindow{span(0, 8, 2, 18)}},
		{demoEngineer, "lichte-vleugel", "Proefplaten", append(slices.Clone(small), large...), 3, nil},
		{"rik-hesselink", "recycle-peek", "Gerecycled granulaat", large, 5, []facilities.RoundWindow{span(0, 8, 3, 18)}},
		{"anouk-ten-brinke", "batterijbak", "Deksels", small, 4, []facilities.RoundWindow{span(2, 8, 5, 18)}},
		{"fatima-el-idrissi", "lectoraat-materialen", "Korrelproef", small, 4, []facilities.RoundWindow{span(0, 8, 5, 18), span(7, 8, 12, 18)}},
	} {
		if _, err := p.handIn(ctx, tx, s, saved.ID, fmt.Sprintf("sample-request-%02d", i+1), p.at(-3, 9+i, 20)); err != nil {
			return err
		}
	}
	return nil
}

// samplePastRound is a round of a week gone by: what was used on the presses then had been asked for in it, and these people had wanted time that others got.
type samplePastRound struct {
	id    facilities.RoundID
	name  string
	weeks int // before this week's Monday
	vain  []sampleVain
}

// sampleVain is somebody who asked in vain, so many times.
type sampleVain struct {
	person  facilities.PersonID
	project facilities.ProjectID
	title   string
	times   int
}

// samplePastRounds are told from the earliest on, so that each begins with the balances that the weeks before it left.
var samplePastRounds = []samplePastRound{
	{sampleEarlier, "Persen, voorlaatste ronde", 3, []sampleVain{{"nienke-leusink", "rompdeel", "Rompdeel, extra persgang", 3}, {"fatima-el-idrissi", "lectoraat-materialen", "Korrelproef, herhaling", 2}}},
	{samplePast, "Persen, laatste ronde", 2, []sampleVain{{demoEngineer, "lichte-vleugel", "Huiddeel, extra persgang", 2}, {"nienke-leusink", "rompdeel", "Beugels, tweede serie", 1}}},
}

// writePast tells of the rounds that are over and settles the hours of their weeks and the week after them, as the weekly job would have done.
func (p *samplePlan) writePast(ctx context.Context, tx *store.Tx) error {
	this := p.monday(-6)
	for _, round := range samplePastRounds {
		period := facilities.Span{Start: p.days(this, -7*round.weeks), End: p.days(this, -7*(round.weeks-1))}
		if err := p.writePastRound(ctx, tx, round, period); err != nil {
			return err
		}
		if err := p.settleWeek(ctx, tx, period); err != nil {
			return err
		}
	}
	return p.settleWeek(ctx, tx, facilities.Span{Start: p.days(this, -7), End: this})
}

// settleWeek books the contested time of a week at all pools, early on the Monday after it.
func (p *samplePlan) settleWeek(ctx context.Context, tx *store.Tx, week facilities.Span) error {
	a := act{facilities.Actor{Person: facilities.Person{ID: "system", System: true}, Via: "cron"}, week.End.Add(3 * time.Hour), "settle_hours"}
	for _, f := range p.catalogue.Facilities {
		agreement, agreed := p.catalogue.AgreementOf(f.ID, facilities.DateOf(week.Start.In(p.zone)))
		if !agreed || len(agreement.Capacity) == 0 {
			continue
		}
		for _, pool := range poolsOf(p.catalogue, f.ID) {
			if _, err := tx.JobRun(ctx, settleJob(f.ID, pool), week.Start); err != nil {
				return err
			}
			if _, err := settlePool(ctx, tx, a, agreement, pool, week); err != nil {
				return fmt.Errorf("useroffice: sample hours of %s at %s: %w", pool, f.ID, err)
			}
		}
	}
	return nil
}

func (p *samplePlan) writePastRound(ctx context.Context, tx *store.Tx, past samplePastRound, period facilities.Span) error {
	closed := p.days(period.Start, -5).Add(17 * time.Hour)
	round := p.sampleRound(past.id, past.name, period, closed, p.days(period.Start, -20).Add(9*time.Hour))
	requests, bookings := p.askedThen(past, period, round.Created)
	if len(requests) == 0 { // a week of holidays
		return nil
	}
	a := p.acting(demoManager, closed.Add(time.Hour), "publish_round")
	c, err := caseOf(ctx, tx, a, round)
	if err != nil {
		return err
	}
	if c.balances, err = poolBalances(ctx, tx, round.Facility); err != nil {
		return err
	}
	for _, r := range requests {
		ask, err := c.ask(ctx, tx, r, manner{settled: true})
		if err != nil {
			return err
		}
		c.asks = append(c.asks, ask)
		if b, placed := bookings[r.ID]; placed && ask.never == nil {
			c.round.Pins = append(c.round.Pins, placementOf(c, ask, b))
		}
	}
	if err := c.readGround(ctx, tx); err != nil {
		return err
	}
	d, solved, err := solveCase(ctx, c, SolveSettings{Objective: round.Objective, Seed: round.Seed, Steps: sampleSteps})
	if err != nil {
		return fmt.Errorf("useroffice: sample round: %w", err)
	}
	if err := solved.proveChanges(ctx, tx, &d.plan); err != nil {
		return err
	}
	return p.storePast(ctx, tx, c.round, d, requests, bookings)
}

// askedThen makes requests of the bookings of a week, and some that came too much: they wanted the very same time, the longest uses first.
func (p *samplePlan) askedThen(past samplePastRound, period facilities.Span, created time.Time) ([]facilities.RoundRequest, map[facilities.RoundRequestID]facilities.Booking) {
	var requests []facilities.RoundRequest
	bookings := map[facilities.RoundRequestID]facilities.Booking{}
	ranks := map[facilities.PartnerID]int{}
	add := func(b facilities.Booking, person facilities.PersonID, project facilities.ProjectID, title string) facilities.RoundRequestID {
		partner := p.people[person].Partner
		ranks[partner]++
		r := facilities.RoundRequest{ID: facilities.RoundRequestID(fmt.Sprintf("%s-%02d", past.id, len(requests)+1)), Round: past.id, Partner: partner, Project: project,
			Person: person, By: person, Title: title, Rank: ranks[partner], State: facilities.RequestOpen, Created: created.Add(time.Hour), Updated: created.Add(time.Hour),
			Windows: []facilities.RoundWindow{{Span: b.Use, Preference: 100}},
			Steps:   []facilities.RoundStep{{Resources: []facilities.ResourceID{b.Resource}, Units: 1, Duration: b.Use.Duration(), Process: b.Process, Intake: b.Intake}}}
		requests = append(requests, r)
		return r.ID
	}
	var used []facilities.Booking
	for _, b := range p.bookings {
		r, _ := p.catalogue.Resource(b.Resource)
		if r.Pool == "presses" && period.Covers(b.Use) && b.State == facilities.StateCompleted && b.Use.Duration()%(15*time.Minute) == 0 && b.Partner != "" {
			used = append(used, b)
		}
	}
	slices.SortFunc(used, func(a, b facilities.Booking) int {
		return cmp.Or(a.Use.Start.Compare(b.Use.Start), cmp.Compare(a.ID, b.ID))
	})
	for _, b := range used {
		bookings[add(b, b.Person, b.Project, cmp.Or(b.Title, "Persen"))] = b
	}
	slices.SortStableFunc(used, func(a, b facilities.Booking) int {
		return cmp.Compare(b.Use.Duration(), a.Use.Duration())
	})
	for _, v := range past.vain {
		left := v.times
		for _, b := range used {
			busy := slices.ContainsFunc(p.attends[v.person], func(a facilities.Attendance) bool { return a.Use.Overlaps(b.Use) })
			r, _ := p.catalogue.Resource(b.Resource)
			may := r.Qualification == facilities.LevelNone || slices.ContainsFunc(p.skills[v.person], func(q facilities.Qualification) bool { return q.Resource == r.ID })
			if left > 0 && may && !busy && b.Partner != p.people[v.person].Partner {
				add(b, v.person, v.project, v.title)
				left--
			}
		}
	}
	return requests, bookings
}

// placementOf is where a request stands that was made of a booking.
func placementOf(c *roundCase, ask *roundAsk, b facilities.Booking) facilities.RoundPlacement {
	out := facilities.RoundPlacement{Request: ask.ID, Resource: b.Resource, Use: b.Use, Pinned: true}
	for _, m := range ask.steps[0].modes {
		if m.resource.ID == b.Resource && slices.Contains(m.starts, c.slot(b.Use.Start)) {
			out.With = m.with
			break
		}
	}
	return out
}

// storePast writes the past round as it was left.
func (p *samplePlan) storePast(ctx context.Context, tx *store.Tx, round facilities.Round, d *drafted, requests []facilities.RoundRequest, bookings map[facilities.RoundRequestID]facilities.Booking) error {
	d.plan.Number = 1
	round.State, round.Plan, round.Pins, round.Agreement, round.Published = facilities.RoundPublished, 1, nil, d.plan.Agreement, round.Deadline.Add(2*time.Hour)
	if _, err := tx.SaveRound(ctx, round); err != nil {
		return err
	}
	if err := tx.AddRoundPlan(ctx, d.plan, d.problem, d.file); err != nil {
		return err
	}
	if err := tx.AddPublication(ctx, round.ID, 1, demoManager, round.Published); err != nil {
		return err
	}
	for _, r := range requests {
		b, booked := bookings[r.ID]
		_, placed := d.plan.Placement(r.ID, 0)
		r.State, r.Updated = facilities.RequestRefused, round.Published
		if booked && placed {
			r.State = facilities.RequestPlaced
		}
		for _, refusal := range d.plan.Refused {
			if refusal.Request == r.ID {
				r.Refused = refusal.Reasons
			}
		}
		if _, err := tx.SaveRoundRequest(ctx, r); err != nil {
			return err
		}
		if r.State == facilities.RequestPlaced {
			if err := tx.AddRoundBooking(ctx, r.ID, facilities.RoundPlaced{Booking: b.ID}); err != nil {
				return err
			}
		}
	}
	return nil
}
