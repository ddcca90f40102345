package useroffice

import (
	"slices"
	"testing"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

func TestFaultDisplacesWhatComesAndAbortsWhatGoesOn(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		ctx := t.Context()
		running := d.books("erik", facilities.Wish{Resource: "sem", Project: "p1", Use: at(9, 11)})
		coming := d.books("bob", facilities.Wish{Resource: "sem", Project: "pb", Use: at(13, 14)})
		started := monday.Add(9 * time.Hour)
		if _, err := d.CheckIn(ctx, d.as("erik"), started, running.ID, 0); err != nil {
			t.Fatal(err)
		}
		_, _, err := d.ReportFault(ctx, d.as("gus"), started, "sem", "rook")
		wantError(t, err, facilities.Forbidden, "fault_unqualified")
		_, _, err = d.ReportFault(ctx, d.as("erik"), started, "sem", " ")
		wantField(t, err, "body.reason", "required")
		down, hits, err := d.ReportFault(ctx, d.as("erik"), started.Add(time.Hour), "sem", "rook")
		if err != nil || down.Kind != facilities.Outage || !down.End.IsZero() || down.By != "erik" {
			t.Fatalf("%+v, %v", down, err)
		}
		if got := hitIDs(hits); !slices.Equal(got, []facilities.BookingID{running.ID, coming.ID}) {
			t.Errorf("hit %v", got)
		}
		if b := d.booking(running.ID); b.State != facilities.StateAborted || b.CheckedOut.IsZero() {
			t.Errorf("the use that went on is %s", b.State)
		}
		b := d.booking(coming.ID)
		wantState(t, b, facilities.StateDisplaced)
		if len(hits[1].Alternatives) == 0 || hits[1].Alternatives[0].Resource != "sem-2" || hits[1].Alternatives[0].Use != coming.Use {
			t.Errorf("alternatives %+v, want the same hour on the twin first", hits[1].Alternatives)
		}
		if len(d.held("sem")) != 0 {
			t.Error("the time is still held")
		}
		if !slices.Contains(d.mails("bob", coming.ID), "booking_displaced") {
			t.Error("nobody was told")
		}
		_, _, err = d.ReportFault(ctx, d.as("eva"), started.Add(time.Hour), "sem", "nog steeds")
		wantError(t, err, facilities.Conflict, "already_down")
		_, err = d.Book(ctx, d.as("bob"), started.Add(time.Hour), facilities.Wish{Resource: "sem", Project: "pb", Use: at(15, 16)})
		wantConflict(t, err, "outage")

		_, err = d.EndDowntime(ctx, d.as("erik"), started.Add(2*time.Hour), down.ID, 0, time.Time{})
		wantError(t, err, facilities.Forbidden, "forbidden")
		_, err = d.EndDowntime(ctx, d.as("mia"), started.Add(2*time.Hour), down.ID, down.Version+1, time.Time{})
		wantError(t, err, facilities.Stale, "stale")
		if _, err = d.EndDowntime(ctx, d.as("mia"), started.Add(2*time.Hour), down.ID, down.Version, time.Time{}); err != nil {
			t.Fatal(err)
		}
		if _, err = d.Book(ctx, d.as("bob"), started.Add(2*time.Hour), facilities.Wish{Resource: "sem", Project: "pb", Use: at(15, 16)}); err != nil {
			t.Errorf("after the end of the outage: %v", err)
		}
		_, err = d.EndDowntime(ctx, d.as("mia"), started.Add(3*time.Hour), down.ID, 0, time.Time{})
		wantError(t, err, facilities.Conflict, "downtime_over")
	})
}

func TestFaultIsForThoseWhoMayUseTheMachine(t *testing.T) {
	d := onSQLite(t, store.Options{})
	for who, may := range map[facilities.PersonID]bool{
		"erik": true,  // qualified
		"lex":  false, // a member, not qualified
		"tom":  true,  // a trainer there
		"mia":  true,  // the manager
		"gus":  false, // a guest
	} {
		_, _, err := d.ReportFault(t.Context(), d.as(who), now.Add(6*oneDay), "press", "lekt")
		if refused := facilities.CodeOf(err) == facilities.Forbidden; refused == may {
			t.Errorf("%s: %v", who, err)
		}
		if may && err == nil { // the first stops it; it is set going again for the next
			list, err := d.Downtimes(t.Context(), facilities.Nobody, now.Add(6*oneDay), "lab")
			if err != nil || len(list) != 1 {
				t.Fatalf("%v, %v", list, err)
			}
			if _, err := d.EndDowntime(t.Context(), d.as("mia"), now.Add(6*oneDay), list[0].ID, 0, time.Time{}); err != nil {
				t.Fatal(err)
			}
		}
	}
	_, _, err := d.ReportFault(t.Context(), d.as("bob"), now.Add(6*oneDay), "press", "lekt")
	wantError(t, err, facilities.Forbidden, "fault_unqualified") // expired by then
	_, _, err = d.ReportFault(t.Context(), d.as("erik"), now, "nergens", "lekt")
	wantError(t, err, facilities.NotFound, "not_found")
}

func TestMaintenanceNamesWhatItHitsAndDisplacesWhenAsked(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		ctx := t.Context()
		b := d.books("erik", facilities.Wish{Resource: "sem", Project: "p1", Use: at(9, 11)})
		plan := facilities.Downtime{Kind: facilities.Maintenance, Facility: "lab", Resource: "sem", Start: at(10, 12).Start, End: at(10, 12).End, Reason: "filters"}
		hits, err := d.HitBy(ctx, d.as("mia"), now, plan)
		if err != nil || !slices.Equal(hitIDs(hits), []facilities.BookingID{b.ID}) || d.booking(b.ID).AtRisk != "" {
			t.Fatalf("a look ahead: %v, %v", hitIDs(hits), err)
		}
		down, hits, err := d.OpenDowntime(ctx, d.as("mia"), now, plan, false)
		if err != nil || len(hits) != 1 || len(hits[0].Alternatives) == 0 {
			t.Fatalf("%+v, %v", hits, err)
		}
		if got := d.booking(b.ID); got.State != facilities.StateApproved || got.AtRisk != "maintenance" {
			t.Errorf("%s, at risk %q", got.State, got.AtRisk)
		}
		ended, err := d.EndDowntime(ctx, d.as("mia"), now, down.ID, 0, plan.Start)
		if err != nil || !ended.Cancelled {
			t.Fatalf("%+v, %v", ended, err)
		}
		if got := d.booking(b.ID); got.AtRisk != "" {
			t.Errorf("called off, but still at risk: %q", got.AtRisk)
		}
		if _, hits, err = d.OpenDowntime(ctx, d.as("mia"), now, plan, true); err != nil || len(hits) != 1 {
			t.Fatalf("%v, %v", hits, err)
		}
		wantState(t, d.booking(b.ID), facilities.StateDisplaced)
	})
}

func TestClosureHitsTheWholeFacility(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		a := d.books("erik", facilities.Wish{Resource: "sem", Project: "p1", Use: at(9, 11)})
		b := d.books("bob", facilities.Wish{Resource: "printers", Project: "pb", Use: at(10, 12)})
		d.books("eva", facilities.Wish{Resource: "elsewhere", Project: "p1", Use: at(10, 12)})
		plan := facilities.Downtime{Kind: facilities.Closure, Facility: "lab", Start: at(8, 18).Start, End: at(8, 18).End, Reason: "open dag"}
		_, hits, err := d.OpenDowntime(t.Context(), d.as("mia"), now, plan, false)
		if err != nil || !slices.Equal(hitIDs(hits), []facilities.BookingID{a.ID, b.ID}) {
			t.Errorf("hit %v, %v", hitIDs(hits), err)
		}
	})
}

func TestDowntimeThatMakesNoSenseIsRefused(t *testing.T) {
	d := onSQLite(t, store.Options{})
	good := facilities.Downtime{Kind: facilities.Maintenance, Facility: "lab", Resource: "sem", Start: at(10, 12).Start, End: at(10, 12).End, Reason: "filters"}
	for want, change := range map[string]func(*facilities.Downtime){
		"body.kind choice":               func(x *facilities.Downtime) { x.Kind = "pauze" },
		"body.resource unknown_resource": func(x *facilities.Downtime) { x.Resource = "elsewhere" },
		"body.resource closure_facility": func(x *facilities.Downtime) { x.Kind = facilities.Closure },
		"body.reason required":           func(x *facilities.Downtime) { x.Reason = "" },
		"body.end end_before_start":      func(x *facilities.Downtime) { x.End = x.Start },
		"body.end required":              func(x *facilities.Downtime) { x.End = time.Time{} },
		"body.start year":                func(x *facilities.Downtime) { x.Start, x.End = x.Start.AddDate(900, 0, 0), x.End.AddDate(901, 0, 0) },
	} {
		wish := good
		change(&wish)
		_, _, err := d.OpenDowntime(t.Context(), d.as("mia"), now, wish, false)
		var got []string
		if e, ok := err.(*facilities.Error); ok {
			got = fieldsOf(e.Fields)
		}
		if !slices.Contains(got, want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
	_, _, err := d.OpenDowntime(t.Context(), d.as("max"), now, good, false)
	wantError(t, err, facilities.Forbidden, "forbidden")
	if list, err := d.Downtimes(t.Context(), facilities.Nobody, now, "lab"); err != nil || len(list) > 0 {
		t.Errorf("something was written: %v, %v", list, err)
	}
}

func TestRevokingAQualificationEndangersTheBookingsThatNeedIt(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		ctx := t.Context()
		press := facilities.Wish{Resource: "press", Project: "p1", Use: at(9, 11), Intake: map[string]string{"material": "PEEK"}}
		b := d.books("erik", press)
		if _, err := d.Approve(ctx, d.as("mia"), now, b.ID, 0, Decision{}); err != nil {
			t.Fatal(err)
		}
		_, err := d.Revoke(ctx, d.as("erik"), now, "q1", 0, "")
		wantError(t, err, facilities.NotFound, "not_found")
		hits, err := d.Revoke(ctx, d.as("tom"), now.Add(time.Hour), "q1", 0, "te lang geleden")
		if err != nil || !slices.Equal(hitIDs(hits), []facilities.BookingID{b.ID}) {
			t.Fatalf("hit %v, %v", hitIDs(hits), err)
		}
		if got := d.booking(b.ID); got.State != facilities.StateApproved || got.AtRisk != "unqualified" {
			t.Errorf("%s, at risk %q", got.State, got.AtRisk)
		}
		_, err = d.Revoke(ctx, d.as("tom"), now.Add(time.Hour), "q1", 0, "nog eens")
		wantError(t, err, facilities.Conflict, "revoked_before")
		q, err := d.Grant(ctx, d.as("tom"), now.Add(2*time.Hour), facilities.Qualification{Person: "erik", Resource: "press", Level: facilities.LevelBasic})
		if err != nil || q.Granter != "tom" || q.ID == "q1" {
			t.Fatalf("%+v, %v", q, err)
		}
		if got := d.booking(b.ID); got.AtRisk != "" {
			t.Errorf("qualified again, but still at risk: %q", got.AtRisk)
		}
		list, err := d.Qualifications(ctx, d.as("erik"), now, QualificationQuery{Person: "erik"})
		if err != nil || len(list) != 2 {
			t.Errorf("%v, %v", list, err)
		}
		_, err = d.Qualifications(ctx, d.as("erik"), now, QualificationQuery{Resource: "press"})
		wantError(t, err, facilities.Forbidden, "forbidden")
		_, err = d.Qualifications(ctx, d.as("erik"), now, QualificationQuery{Person: "bob"})
		wantError(t, err, facilities.NotFound, "not_found")
		_, err = d.Grant(ctx, d.as("tom"), now, facilities.Qualification{Person: "erik", Resource: "press", Level: "goed", Until: now.Add(-oneDay)})
		wantField(t, err, "body.level", "choice")
		wantField(t, err, "body.until", "in_past")
	})
}
