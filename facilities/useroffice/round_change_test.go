package useroffice

import (
	"strconv"
	"testing"
	"time"

	"marke/facilities"
)

// TestAPlaceThatARefusalNamesIsOneThatTheRulesAllow fills a Tuesday on one microscope, lets the people have other things to do around it, and asks the rules of booking about
// every place that a refusal names.
func TestAPlaceThatARefusalNamesIsOneThatTheRulesAllow(t *testing.T) {
	d := onSQLite(t, storeOptions)
	d.pooled()
	r := d.calls()
	tuesday := facilities.Span{Start: monday.AddDate(0, 0, 1), End: monday.AddDate(0, 0, 2)}
	for i, who := range []facilities.PersonID{"erik", "bob", "erik", "bob", "eva", "erik", "bob"} {
		request := asksFor(r, "Proef "+strconv.Itoa(i), 4, tuesday)
		request.Steps[0].Resources = []facilities.ResourceID{"sem"}
		d.asks(who, request)
	}
	d.alter("ebeam", func(r *facilities.Resource) { r.Attended = true })
	for _, use := range []facilities.Span{at(14, 22), at(54, 62)} { // late on Monday and early on Wednesday erik writes wafers
		d.books("erik", facilities.Wish{Resource: "ebeam", Use: use, Title: "Schrijven"})
	}
	d.closes(r)
	draft := d.solves(r, SolveSettings{})
	if len(draft.Refused) < 3 {
		t.Fatalf("%d are refused", len(draft.Refused))
	}
	told := map[facilities.RoundRequestID]facilities.Wish{}
	for _, refusal := range draft.Refused {
		for _, reason := range refusal.Reasons {
			if reason.Words.Key != "would_fit.place" {
				continue
			}
			from, to := reason.Words.Params["from"].(int64), reason.Words.Params["to"].(int64)
			grid := r.Grid()
			span := facilities.Span{Start: r.Period.Start.Add(time.Duration(from) * grid), End: r.Period.Start.Add(time.Duration(to) * grid)}
			told[refusal.Request] = facilities.Wish{Resource: facilities.ResourceID(reason.Words.Params["resource"].(string)), Use: span, Title: "Alsnog"}
		}
	}
	if len(told) == 0 {
		t.Error("no refusal names a place")
	}
	d.publishes(r, draft.Number)
	for id, wish := range told { // what is left is open to all now
		asked := d.request("mia", id)
		wish.For = asked.Person
		checked, err := d.Check(t.Context(), d.as(asked.Person), afterCall, wish)
		if err != nil || len(checked.Violations) > 0 {
			t.Errorf("%s of %s was told of %v on %s: %v, %v", asked.Title, asked.Person, wish.Use, wish.Resource, checked.Violations, err)
		}
	}
}
