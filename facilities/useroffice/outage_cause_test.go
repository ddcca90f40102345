package useroffice

import (
	"context"
	"slices"
	"testing"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/store"
)

// owed are the balances of the microscopes, of alfa and beta, in minutes.
func (d *desk) owed() [2]int64 {
	d.t.Helper()
	pools, err := d.HourBalances(d.t.Context(), d.as("mia"), now, "lab")
	if err != nil {
		d.t.Fatal(err)
	}
	var out [2]int64
	for _, p := range pools {
		for _, b := range p.Balances {
			at := slices.Index([]facilities.PartnerID{"alfa", "beta"}, b.Partner)
			if p.Pool != "micro" || at < 0 {
				d.t.Fatalf("a balance of %s in %s", b.Partner, p.Pool)
			}
			out[at] += b.Minutes
		}
	}
	if out[0]+out[1] != 0 {
		d.t.Errorf("balances sum to %d", out[0]+out[1])
	}
	return out
}

// blames names who caused a downtime.
func (d *desk) blames(id facilities.DowntimeID, partner facilities.PartnerID, cause string) facilities.Downtime {
	d.t.Helper()
	down, err := d.NameCause(d.t.Context(), d.as("mia"), now, id, 0, partner, cause)
	if err != nil {
		d.t.Fatal(err)
	}
	return down
}

// settles books the weeks after the Monday, one after the other.
func (d *desk) settles(weeks int) {
	d.t.Helper()
	for week := range weeks {
		if _, err := d.SettleHours(d.t.Context(), cron, monday.AddDate(0, 0, 9+7*week)); err != nil {
			d.t.Fatal(err)
		}
	}
}

// The four hours from nine to one on a Monday weigh six. By a risk key of 1 to 1 each bears three, and the capacity key of 3 to 2 gives of what
// counts 3.6 and 2.4. Whoever caused it bears two alone, and half of the four that are left.
func TestWhoeverCausedAnOutageBearsTheDeductible(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		d.pooled()
		d.books("bob", facilities.Wish{Resource: "sem", Use: at(9, 13)})
		down := d.breaks(facilities.Outage)
		d.settles(1)
		nobodys, alfas, betas := [2]int64{36, -36}, [2]int64{-24, 24}, [2]int64{96, -96}
		if got := d.owed(); got != nobodys {
			t.Fatalf("nobody caused it: %v", got)
		}
		down = d.blames(down.ID, "alfa", "Monster te nat geladen")
		if got := d.owed(); got != alfas {
			t.Errorf("alfa caused it: %v", got)
		}
		if down.CausedBy != "alfa" || down.Cause != "Monster te nat geladen" {
			t.Errorf("%+v", down)
		}
		if again := d.blames(down.ID, "alfa", "Monster te nat geladen"); again.Version != down.Version || d.owed() != alfas {
			t.Errorf("saying it twice: version %d, %v", again.Version, d.owed())
		}
		d.blames(down.ID, "beta", "Toch van Beta")
		if got := d.owed(); got != betas {
			t.Errorf("beta caused it: %v", got)
		}
		d.blames(down.ID, "", "")
		if got := d.owed(); got != nobodys {
			t.Errorf("nobody after all: %v", got)
		}
		seen, err := d.Downtime(t.Context(), d.as("erik"), now, down.ID)
		if err != nil || seen.Deductible != 120 || seen.Hit != 1 || len(seen.Lines) != 6 || seen.Names || seen.CausedBy != "" {
			t.Errorf("%+v, %v", seen, err)
		}
		for _, l := range seen.Lines {
			if l.Kind != facilities.HoursOutage || l.Downtime != down.ID || l.Agreement != "a1" {
				t.Errorf("%+v", l)
			}
		}
		log, err := d.AuditOf(t.Context(), d.as("mia"), now, "downtime", string(down.ID))
		named := 0
		for _, e := range log {
			if e.Verb == "name_cause" && e.Person == "mia" {
				named++
			}
		}
		if err != nil || named != 3 {
			t.Errorf("the audit has %d of 3, %v", named, err)
		}
		if kinds := d.mails("rita", ""); !slices.Equal(kinds, []string{"outage_cause", "outage_cause"}) {
			t.Errorf("alfa's representative is told %v", kinds)
		}
	})
}

func TestACauseNamedBeforeTheWeekIsSettledCountsWithIt(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		d.pooled()
		d.books("bob", facilities.Wish{Resource: "sem", Use: at(9, 13)})
		down, _, err := d.OpenDowntime(t.Context(), d.as("mia"), now, facilities.Downtime{Kind: facilities.Outage, Facility: "lab", Resource: "sem", Start: at(0, 24).Start,
			End: at(0, 24).End, Reason: "Vacuümpomp", CausedBy: "alfa", Cause: "Olie in de kamer"}, false)
		if err != nil || down.CausedBy != "alfa" {
			t.Fatalf("%+v, %v", down, err)
		}
		if _, err := d.EndDowntime(t.Context(), d.as("mia"), now, down.ID, 0, at(0, 1).End); err != nil { // what it took stays taken
			t.Fatal(err)
		}
		d.settles(1)
		if got := d.owed(); got != [2]int64{-24, 24} {
			t.Errorf("%v", got)
		}
		d.settles(1)
		if got := d.owed(); got != [2]int64{-24, 24} {
			t.Errorf("settled twice: %v", got)
		}
	})
}

// With three hours the deductible takes all of the first week's ninety minutes and ninety of the second's.
func TestTheDeductibleOfAnOutageIsBorneOnce(t *testing.T) {
	d := onSQLite(t, storeOptions)
	d.pooled()
	for _, day := range []float64{0, 7 * 24} {
		d.books("bob", facilities.Wish{Resource: "sem", Use: at(day+9, day+10)}) // 90 minutes weighted
	}
	down, _, err := d.OpenDowntime(t.Context(), d.as("mia"), now, facilities.Downtime{Kind: facilities.Outage, Facility: "lab", Resource: "sem", Start: monday, End: monday.AddDate(0, 0, 8), Reason: "Brand"}, false)
	if err != nil {
		t.Fatal(err)
	}
	d.blames(down.ID, "alfa", "Batterij")
	d.settles(2)
	// of 120 the first week takes 90 and the second 30: alfa counts 90 + 30 + 30 of 180, and is entitled to 108
	if got := d.owed(); got != [2]int64{-42, 42} {
		t.Errorf("%v", got)
	}
	seen, err := d.Downtime(t.Context(), d.as("mia"), now, down.ID)
	if err != nil || len(seen.Lines) != 4 || seen.Lines[0].Minutes != -45 || seen.Lines[2].Minutes != -15 || !seen.Names {
		t.Errorf("%+v, %v", seen.Lines, err)
	}
}

func TestATimeThatWasReplacedIsNotLost(t *testing.T) {
	d := onSQLite(t, storeOptions)
	d.pooled()
	d.books("bob", facilities.Wish{Resource: "sem", Use: at(9, 13)})
	down := d.breaks(facilities.Outage)
	if _, err := d.Book(t.Context(), d.as("bob"), now.AddDate(0, 0, 1), facilities.Wish{Resource: "sem-2", Use: at(7*24+9, 7*24+13)}); err != nil { // a week later
		t.Fatal(err)
	}
	d.blames(down.ID, "alfa", "Batterij")
	d.settles(1)
	if got := d.owed(); got != [2]int64{} {
		t.Errorf("%v", got)
	}
}

func TestMoneyIsNotPaidForTheSameHours(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		d.agree()
		for _, id := range []facilities.ResourceID{"sem", "sem-2"} {
			d.alter(id, func(r *facilities.Resource) { r.Pool = "micro" })
		}
		d.change(func(ctx context.Context, tx *store.Tx) error { // since then 3 to 2 of the time, and 1 to 1 of the risk
			return tx.AddAgreement(ctx, facilities.Agreement{ID: "a2", Facility: "lab", Number: 2, From: facilities.Date{Year: 2026, Month: 11, Day: 22}, Issuer: "beta",
				Capacity: []facilities.Share{{Partner: "alfa", Units: 3}, {Partner: "beta", Units: 2}}, Cost: []facilities.Share{{Partner: "alfa", Units: 1}},
				Risk: []facilities.Share{{Partner: "alfa", Units: 1}, {Partner: "beta", Units: 1}}, YearEnd: YearEndCarried, Created: now})
		})
		var incidents []ledger.Incident
		var down facilities.Downtime
		for _, day := range []float64{0, 7 * 24} {
			lost := d.books("erik", facilities.Wish{Resource: "sem", Use: at(day+9, day+13)})
			var err error
			if down, _, err = d.OpenDowntime(t.Context(), d.as("mia"), now, facilities.Downtime{Kind: facilities.Outage, Facility: "lab", Resource: "sem", Start: lost.Use.Start, End: lost.Use.End, Reason: "Pomp"}, false); err != nil {
				t.Fatal(err)
			}
			i, err := d.ReportIncident(t.Context(), d.as("mia"), now, ledger.Incident{Facility: "lab", Resource: "sem", Booking: lost.ID, Day: facilities.Date{Year: 2026, Month: 11, Day: 20},
				Cause: ledger.CauseDowntime, Fault: ledger.FaultNone, Claimant: "alfa", Amount: 400_00, Note: "four hours", Evidence: "report 8"})
			if err != nil {
				t.Fatal(err)
			}
			incidents = append(incidents, i)
		}
		if _, err := d.SettleIncident(t.Context(), d.as("cor"), now, incidents[0].ID); err != nil {
			t.Fatal(err)
		}
		d.settles(1)
		if got := d.owed(); got != [2]int64{} {
			t.Errorf("what was paid is given back in hours too: %v", got)
		}
		d.settles(2)
		if got := d.owed(); got != [2]int64{36, -36} {
			t.Errorf("what was not paid is not given back in hours: %v", got)
		}
		if seen, err := d.Downtime(t.Context(), d.as("mia"), now, down.ID); err != nil || seen.Hit != 1 {
			t.Errorf("%+v, %v", seen, err)
		}
		_, err := d.SettleIncident(t.Context(), d.as("cor"), now, incidents[1].ID)
		wantError(t, err, facilities.Conflict, "incident_hours")
	})
}

func TestOnlyManagersNameWhoCausedAnOutage(t *testing.T) {
	d := onSQLite(t, storeOptions)
	d.pooled()
	down := d.breaks(facilities.Outage)
	for who, want := range map[facilities.PersonID]facilities.Code{"erik": facilities.Forbidden, "rita": facilities.Forbidden, "gus": facilities.NotFound} {
		_, err := d.NameCause(t.Context(), d.as(who), now, down.ID, 0, "alfa", "Zomaar")
		wantError(t, err, want, map[facilities.Code]string{facilities.Forbidden: "forbidden", facilities.NotFound: "not_found"}[want])
	}
	_, err := d.NameCause(t.Context(), d.as("mia"), now, down.ID, down.Version+1, "alfa", "Zomaar")
	wantError(t, err, facilities.Stale, "stale")
	for name, bad := range map[string][2]string{"required": {"alfa", ""}, "partner": {"niemand", "x"}} {
		_, err := d.NameCause(t.Context(), d.as("mia"), now, down.ID, 0, facilities.PartnerID(bad[0]), bad[1])
		if facilities.CodeOf(err) != facilities.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	planned := d.breaks(facilities.Maintenance)
	if _, err := d.NameCause(t.Context(), d.as("mia"), now, planned.ID, 0, "alfa", "Zomaar"); facilities.CodeOf(err) != facilities.Invalid {
		t.Errorf("maintenance has a cause: %v", err)
	}
	d.blames(down.ID, "alfa", "Batterij")
	for who, sees := range map[facilities.PersonID]bool{"erik": true, "mia": true, "gus": false} {
		list, err := d.Downtimes(t.Context(), d.as(who), now, "lab")
		at := slices.IndexFunc(list, func(x facilities.Downtime) bool { return x.ID == down.ID })
		if err != nil || at < 0 || (list[at].CausedBy == "alfa") != sees {
			t.Errorf("%s: %+v, %v", who, list, err)
		}
	}
	if _, err := d.Downtime(t.Context(), d.as("gus"), now, down.ID); facilities.CodeOf(err) != facilities.NotFound {
		t.Errorf("a guest finds it: %v", err)
	}
	if log, err := d.DowntimeLog(t.Context(), d.as("erik"), now.AddDate(0, 1, 0), "lab"); err != nil || len(log) != 2 {
		t.Errorf("%d downtimes in the log, %v", len(log), err)
	}
}
