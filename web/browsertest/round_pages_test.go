package browsertest

import (
	"strconv"
	"time"

	"marke/facilities"
	"marke/facilities/useroffice"
)

// pressWeek is a week that a round divides, so many weeks after the stage's Monday.
func pressWeek(weeks int) facilities.Span {
	start := time.Date(2026, 11, 22, 23, 0, 0, 0, time.UTC).AddDate(0, 0, 7*weeks)
	return facilities.NewSpan(start, start.AddDate(0, 0, 7))
}

// callsPresses opens a round of the presses by verb.
func (s *stage) callsPresses(name string, weeks int) facilities.Round {
	s.t.Helper()
	period := pressWeek(weeks)
	r, err := s.office.OpenRound(s.t.Context(), s.actor("manager"), noon, facilities.Round{Facility: "tprc", Name: name, Pools: []facilities.PoolID{"presses"}, Period: period,
		Deadline: period.Start.AddDate(0, 0, -3), Steps: 3_000, Note: "Graag uw aanvragen voor deze week. Denk aan het veiligheidsblad."})
	if err != nil {
		s.t.Fatal(err)
	}
	return r
}

// asksPress hands in a request for the small press by verb, on one day of the round when day is not negative.
func (s *stage) asksPress(role string, r facilities.Round, title string, hours, day int) facilities.RoundRequest {
	s.t.Helper()
	request := facilities.RoundRequest{Round: r.ID, Title: title, Steps: []facilities.RoundStep{{Resources: []facilities.ResourceID{"tprc-press-300"}, Duration: time.Duration(hours) * time.Hour}}}
	if day >= 0 {
		from := r.Period.Start.AddDate(0, 0, day)
		request.Windows = []facilities.RoundWindow{{Span: facilities.NewSpan(from, from.AddDate(0, 0, 1)), Preference: 100}}
	}
	made, err := s.office.AddRequest(s.t.Context(), s.actor(role), noon, request)
	if err != nil {
		s.t.Fatal(err)
	}
	return made
}

// solvesPresses closes a round and makes a draft for each objective.
func (s *stage) solvesPresses(r facilities.Round, objectives ...facilities.RoundObjective) facilities.RoundPlan {
	s.t.Helper()
	manager := s.actor("manager")
	if _, err := s.office.CloseRound(s.t.Context(), manager, noon, r.ID, 0); err != nil {
		s.t.Fatal(err)
	}
	var plan facilities.RoundPlan
	for _, objective := range objectives {
		var err error
		if plan, err = s.office.SolveRound(s.t.Context(), manager, noon, r.ID, 0, useroffice.SolveSettings{Objective: objective}); err != nil {
			s.t.Fatal(err)
		}
	}
	return plan
}

// roundPages makes a round in its call, one with two drafts and one that was published with an objection, a trade and a
// proposal to re-plan, and lists their pages by the role that looks.
func (s *stage) roundPages() map[string]map[string]string {
	s.t.Helper()
	ctx, manager := s.t.Context(), s.actor("manager")
	must := func(err error) {
		s.t.Helper()
		if err != nil {
			s.t.Fatal(err)
		}
	}
	call := s.callsPresses("Week 51", 3)
	wanted := s.asksPress("engineer", call, "Proefplaat PEEK", 4, 1)
	s.asksPress("engineer", call, "Herhaalproef met een lange naam die over de rand gaat", 3, -1)
	s.asksPress("engineer2", call, "Lens persen", 2, 2)
	draft := s.callsPresses("Week 50", 2)
	first := s.asksPress("engineer", draft, "Proef 1", 4, 1)
	for i, role := range []string{"engineer2", "engineer", "engineer2", "engineer"} {
		s.asksPress(role, draft, "Proef "+strconv.Itoa(i+2), 5-i%2, 1)
	}
	plan := s.solvesPresses(draft, facilities.RoundSatisfaction, facilities.RoundFairFirst)
	if len(plan.Placements) > 0 {
		_, err := s.office.PinPlacement(ctx, manager, noon, draft.ID, 0, plan.Number, plan.Placements[0].Request, 0)
		must(err)
	}
	_, err := s.office.OfferDraft(ctx, manager, noon, draft.ID, 0, plan.Number)
	must(err)
	done := s.callsPresses("Week 49", 1)
	var asked []facilities.RoundRequest
	for i := range 4 {
		asked = append(asked, s.asksPress("engineer", done, "Serie "+strconv.Itoa(i+1), 4, 2))
	}
	published, err := s.office.PublishRound(ctx, manager, noon, done.ID, 0, s.solvesPresses(done, facilities.RoundFairFirst).Number)
	must(err)
	refused := asked[0]
	for _, r := range asked {
		seen, err := s.office.RoundRequest(ctx, s.actor("engineer"), noon, r.ID)
		must(err)
		if seen.State == facilities.RequestRefused {
			refused = r
		}
	}
	_, err = s.office.Object(ctx, s.actor("engineer"), noon, refused.ID, "Onze klant wacht op deze serie.")
	must(err)
	policy, err := s.office.RoundPolicy(ctx, manager, noon, "tprc")
	must(err)
	policy.TradeGifts = true
	_, err = s.office.SaveRoundPolicy(ctx, manager, noon, policy)
	must(err)
	_, err = s.office.SaveProjectShares(ctx, s.actor("partner"), noon, facilities.ProjectShares{Partner: "tubantia-composites",
		Projects: []facilities.ProjectUnits{{Project: "lichte-vleugel", Units: 3}, {Project: "batterijbak", Units: 1, Group: "Serie"}}, Groups: []facilities.GroupUnits{{Name: "Serie", Units: 2}}})
	must(err)
	_, err = s.office.ProposeTrade(ctx, s.actor("partner"), noon, facilities.Trade{Facility: "tprc", From: "tubantia-composites", To: "regge-aerospace", Pool: "presses", Minutes: 120, Note: "Volgende maand graag terug."})
	must(err)
	hit := published.Booked[0]
	down, _, err := s.office.OpenDowntime(ctx, manager, noon, facilities.Downtime{Kind: facilities.Maintenance, Facility: "tprc", Resource: hit.Resource, Start: hit.Use.Start, End: hit.Use.End, Reason: "Lekkage"}, false)
	must(err)
	replan, err := s.office.ProposeReplan(ctx, manager, noon, down.ID, useroffice.ReplanSettings{})
	must(err)
	at := func(r facilities.Round, rest string) string { return "/rounds/" + string(r.ID) + rest }
	plans := "/plans/" + strconv.Itoa(plan.Number)
	return map[string]map[string]string{
		"engineer": {"rounds": "/rounds", "rounds-past": "/rounds?show=past", "round-call": at(call, ""), "order": "/rounds/sample-round-open/order", "request-form": at(call, "/requests/new"), "request-edit": "/requests/" + string(wanted.ID) + "/edit", "request": "/requests/" + string(wanted.ID),
			"request-refused": "/requests/" + string(refused.ID), "import": at(call, "/import"), "round-published": at(done, ""), "round-offered": at(draft, ""), "plan-offered": at(draft, plans), "request-offered": "/requests/" + string(first.ID), "trades": "/trades", "hours": "/facilities/tprc/hours",
			"board-round": "/facilities/tprc/board?view=week&day=2026-12-14", "resource-round": "/resources/tprc-press-300?week=2026-12-14", "book-round": "/bookings/new?resource=tprc-press-300&start=2026-12-15T09:00Z&end=2026-12-15T11:00Z"},
		"manager": {"rounds": "/rounds", "new-round": "/rounds/new?facility=tprc", "edit-round": at(call, "/edit"), "round-call": at(call, ""), "round-draft": at(draft, ""), "plan": at(draft, plans), "publish": at(draft, plans+"/publish"),
			"compare": at(draft, "/compare"), "round-published": at(done, ""), "plan-published": at(done, "/plans/1"), "objections": at(done, "/objections"), "replans": "/facilities/tprc/replans", "replan": "/replans/" + string(replan.ID),
			"policy": "/facilities/tprc/round-policy", "hours": "/facilities/tprc/hours", "trades": "/trades", "downtimes": "/facilities/tprc/downtimes", "downtime": "/downtimes/" + string(replan.Downtime)},
		"partner": {"trades": "/trades", "round-call": at(call, ""), "order": "/rounds/sample-round-open/order?partner=tubantia-composites", "hours": "/facilities/tprc/hours"},
	}
}
