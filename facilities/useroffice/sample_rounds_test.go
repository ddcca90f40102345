package useroffice

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"marke/facilities"
)

func TestSampleHasSettledWeeksOfContestedTime(t *testing.T) {
	now := sampleNow(sampleDay, 22)
	d := sampled(t, "sqlite:"+filepath.Join(t.TempDir(), "marke.db"), now)
	lines, err := d.HourLines(t.Context(), d.as(demoManager), now, "tprc", "presses")
	if err != nil {
		t.Fatal(err)
	}
	weeks := map[string]int64{}
	sum, moved, used := map[facilities.PartnerID]int64{}, 0, int64(0)
	for _, l := range lines {
		weeks[l.Entry] += l.Minutes
		sum[l.Partner] += l.Minutes
		used += l.Used
		if l.Minutes != 0 {
			moved++
		}
	}
	for entry, total := range weeks {
		if total != 0 {
			t.Errorf("the lines of %s sum to %d minutes", entry, total)
		}
	}
	if len(weeks) < 2 || moved < 6 || used == 0 {
		t.Errorf("%d weeks were settled, %d lines move a balance, %d minutes were contested", len(weeks), moved, used)
	}
	owed := 0
	for _, minutes := range sum {
		if minutes > 60 {
			owed++
		}
	}
	if owed == 0 {
		t.Errorf("nobody has an hour to get: %v", sum)
	}
	if n, err := d.SettleHours(t.Context(), facilities.Actor{Person: facilities.Person{ID: "system", System: true}}, now); err != nil || n != 0 {
		t.Errorf("the weekly job settles %d pools of the sample again, %v", n, err)
	}
	for _, round := range []facilities.RoundID{sampleEarlier, samplePast} {
		board, err := d.RoundBoard(t.Context(), d.as(demoManager), now, round, 1)
		if err != nil || len(board.Plan.Placements) == 0 || len(board.Plan.Refused) < 3 {
			t.Errorf("%s has %d placements, %d refusals, %v", round, len(board.Plan.Placements), len(board.Plan.Refused), err)
		}
		for _, refusal := range board.Plan.Refused {
			for _, reason := range refusal.Reasons {
				if reason.Code == "rules" {
					t.Errorf("%s: %s could be placed by nobody: %v", round, refusal.Request, reason.Violations)
				}
			}
		}
	}
}

// TestSampleOffersADraftWithATrade looks at what a newcomer finds, at the first and the last hour of a day and where the round's week begins with both days of Christmas.
func TestSampleOffersADraftWithATrade(t *testing.T) {
	for _, at := range []struct {
		day             facilities.Date
		hour            int
		placed, refused int // at least
	}{{facilities.Date{Year: 2026, Month: time.June, Day: 14}, 0, 4, 1}, {sampleDay, 23, 4, 1}, {facilities.Date{Year: 2028, Month: time.November, Day: 14}, 12, 3, 0}} {
		day, now := at.day, sampleNow(at.day, at.hour)
		d := sampled(t, "sqlite:"+filepath.Join(t.TempDir(), "marke.db"), now)
		board, err := d.RoundBoard(t.Context(), d.as(demoEngineer), now, sampleOffered, 1)
		if err != nil {
			t.Errorf("%s: %v", day, err)
			continue
		}
		if _, placed := board.Plan.Placement(sampleRequestOf(1), 0); !placed {
			t.Errorf("%s: the engineer has no place", day)
		}
		for _, refusal := range board.Plan.Refused {
			if len(refusal.Reasons) == 0 {
				t.Errorf("%s: no reason for %s", day, refusal.Request)
			}
		}
		if len(board.Plan.Refused) < at.refused {
			t.Errorf("%s: nothing of the engineer's partner is refused", day)
		}
		whole, err := d.RoundBoard(t.Context(), d.as(demoManager), now, sampleOffered, 1)
		if err != nil || len(whole.Plan.Placements) < at.placed || len(whole.Plan.Refused) < at.refused || len(whole.Plan.Doubts) > 0 {
			t.Errorf("%s: the draft has %d places, %d refusals, %d doubts, %v", day, len(whole.Plan.Placements), len(whole.Plan.Refused), len(whole.Plan.Doubts), err)
		}
		if p := whole.Plan; err == nil && (!p.ProvenFairest() || (p.Bound-p.Value)*1000 > p.Bound) {
			t.Errorf("%s: a better draft may exist: %d of %d, %v of %d", day, p.Value, p.Bound, p.Fairness, p.FairnessBound)
		}
		for _, who := range []facilities.PersonID{demoEngineer, demoPartner} {
			trade, err := d.Trade(t.Context(), d.as(who), now, sampleTrade)
			if err != nil || !trade.Accepts || trade.GivesPlace.Placed.Resource == "" || trade.TakesPlace.Placed.Resource == "" {
				t.Errorf("%s: %s sees the trade %+v, %v", day, who, trade, err)
			}
		}
	}
}

func sampleRequestOf(n int) facilities.RoundRequestID {
	return facilities.RoundRequestID(fmt.Sprintf("%s-%02d", sampleOffered, n))
}

func TestTheSamplesTradeCanBeDoneAndItsDraftPublished(t *testing.T) {
	now := sampleNow(sampleDay, 22)
	d := sampled(t, "sqlite:"+filepath.Join(t.TempDir(), "marke.db"), now)
	was := d.offeredPlan(sampleOffered)
	for _, who := range []facilities.PersonID{demoPartner, demoManager} {
		if _, err := d.AcceptTrade(t.Context(), d.as(who), now, sampleTrade, 0); err != nil {
			t.Fatalf("%s: %v", who, err)
		}
	}
	is := d.offeredPlan(sampleOffered)
	for from, to := range map[facilities.RoundRequestID]facilities.RoundRequestID{sampleRequestOf(1): sampleRequestOf(2), sampleRequestOf(2): sampleRequestOf(1)} {
		before, _ := was.Placement(from, 0)
		after, _ := is.Placement(to, 0)
		if before.Use.Start != after.Use.Start || before.Resource != after.Resource {
			t.Errorf("%s is at %v, not at %v", to, after.Use, before.Use)
		}
	}
	out, err := d.PublishRound(t.Context(), d.as(demoManager), now, sampleOffered, 0, is.Number)
	if err != nil || len(out.Failed) > 0 || len(out.Booked) != len(is.Placements) {
		t.Errorf("%d of %d are booked, %d failed, %v", len(out.Booked), len(is.Placements), len(out.Failed), err)
	}
}

// TestSampleWritesTheSameRowsForTheSameMoment compares two databases, but for salts, the stamp of a catalogue, and the moments of migrating.
func TestSampleWritesTheSameRowsForTheSameMoment(t *testing.T) {
	now := sampleNow(sampleDay, 22)
	var first map[string][]string
	for range 2 {
		file := filepath.Join(t.TempDir(), "marke.db")
		d := sampled(t, "sqlite:"+file, now)
		if err := d.store.Close(); err != nil {
			t.Fatal(err)
		}
		rows := everyRow(t, file)
		if first == nil {
			first = rows
			continue
		}
		for table, want := range first {
			got := rows[table]
			for i := range min(len(want), len(got)) {
				if want[i] != got[i] {
					t.Errorf("%s, row %d:\n%s\n%s", table, i, want[i], got[i])
					break
				}
			}
			if len(want) != len(got) {
				t.Errorf("%s has %d rows, and then %d", table, len(want), len(got))
			}
		}
	}
}

// everyRow reads the tables of a database file, in the order in which their rows were written.
func everyRow(t *testing.T, file string) map[string][]string {
	t.Helper()
	db, err := sql.Open("sqlite3", file)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	read := func(query string) (out []string) {
		rows, err := db.Query(query)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		columns, err := rows.Columns()
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			values, into := make([]sql.NullString, len(columns)), make([]any, len(columns))
			for i := range values {
				into[i] = &values[i]
			}
			if err := rows.Scan(into...); err != nil {
				t.Fatal(err)
			}
			var line []string
			for i, v := range values {
				line = append(line, fmt.Sprintf("%s=%q", columns[i], v.String))
			}
			out = append(out, strings.Join(line, " "))
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		return out
	}
	out := map[string][]string{}
	for _, line := range read("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name") {
		table := strings.Trim(strings.TrimPrefix(line, "name="), `"`)
		if !slices.Contains([]string{"credentials", "goose_db_version", "catalogue", "sqlite_sequence"}, table) {
			out[table] = read("SELECT * FROM " + table)
		}
	}
	return out
}
