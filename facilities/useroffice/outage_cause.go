package useroffice

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/store"
)

// NameCause records which partner caused an outage or a closure, and why that is held, by a manager; an empty partner takes it back. That partner bears
// the agreement's deductible in hours of what fell out: weeks that were settled before are put right in the ledger of hours at once,
// coming ones as they are settled. The representatives of the partner are told, and of the one that was named before. version 0 does not compare.
func (o *Office) NameCause(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.DowntimeID, version int64, partner facilities.PartnerID, cause string) (facilities.Downtime, error) {
	a := act{actor, now, "name_cause"}
	return write(ctx, o, a, aDowntime, func(ctx context.Context, tx *store.Tx) (facilities.Downtime, error) {
		was, err := knownDowntime(ctx, tx, actor, id)
		if err != nil {
			return was, err
		}
		if !actor.Manages(was.Facility) {
			return was, forbidden()
		}
		if err := lockFacility(ctx, tx, was.Facility); err != nil {
			return was, err
		}
		if was, err = tx.Downtime(ctx, id); err != nil {
			return was, err
		}
		if version != 0 && version != was.Version {
			return was, stale()
		}
		d := was
		d.CausedBy, d.Cause = partner, strings.TrimSpace(cause)
		c, err := tx.Catalogue(ctx)
		if err != nil {
			return was, err
		}
		var wrong faults
		if checkCause(&wrong, c, d); len(wrong) > 0 {
			return was, wrong.err()
		}
		if d.CausedBy == was.CausedBy && d.Cause == was.Cause {
			return was, nil
		}
		saved, err := tx.SaveDowntime(ctx, d)
		if err != nil {
			return was, err
		}
		if err := note(ctx, tx, a.Actor, a.now, entry{a.verb, "downtime", string(id), was, saved, saved.Cause}); err != nil {
			return was, err
		}
		if err := bookCauses(ctx, tx, a, saved.Facility, []facilities.DowntimeID{id}); err != nil {
			return was, err
		}
		return saved, tellOfCause(ctx, tx, a, c, saved, was.CausedBy)
	})
}

// checkCause judges who is named as having caused a downtime. Maintenance is planned: nobody causes it.
func checkCause(wrong *faults, c *facilities.Catalogue, d facilities.Downtime) {
	wrong.prose("body.cause", d.Cause, ReasonMax)
	if d.CausedBy == "" {
		wrong.check(d.Cause == "", "body.caused_by", "required")
		return
	}
	_, known := c.Partner(d.CausedBy)
	wrong.check(known, "body.caused_by", "partner")
	wrong.check(d.Cause != "", "body.cause", "required")
	wrong.check(d.Kind != facilities.Maintenance, "body.caused_by", "cause_planned")
}

// tellOfCause mails the representatives of the partner that is named, and of the one that was.
func tellOfCause(ctx context.Context, tx *store.Tx, a act, c *facilities.Catalogue, d facilities.Downtime, was facilities.PartnerID) error {
	f, _ := c.Facility(d.Facility)
	place := f.Name
	if r, known := c.Resource(d.Resource); known {
		place = r.Name
	}
	partners := slices.DeleteFunc([]facilities.PartnerID{d.CausedBy, was}, func(p facilities.PartnerID) bool { return p == "" })
	kind := "outage_cause"
	if d.CausedBy == "" {
		kind = "outage_no_cause"
	}
	return tellPartners(ctx, tx, a, kind, fmt.Sprintf("%s/%d", d.ID, d.Version), slices.Compact(partners), func(facilities.PartnerID) map[string]string {
		named, _ := c.Partner(d.CausedBy)
		params := map[string]string{"place": place, "resource": string(d.Resource), "facility": string(d.Facility), "start": d.Start.Format(time.RFC3339),
			"partner": named.Name, "path": "/downtimes/" + string(d.ID)}
		if !d.End.IsZero() {
			params["end"] = d.End.Format(time.RFC3339)
		}
		if d.Cause != "" {
			params["reason"] = d.Cause
		}
		return params
	})
}

// settledWeek is a week of a pool that is settled, with the agreement that it was settled by.
type settledWeek struct {
	pool      facilities.PoolID
	week      facilities.Span
	agreement facilities.AgreementID
}

// bookCauses brings the ledger of hours in line with who caused some downtimes: of each, whoever caused it bears the deductible alone, over all pools and
// weeks once, the earliest first. Lines are only added, so a change of mind is booked as the difference. Only settled weeks are looked at.
func bookCauses(ctx context.Context, tx *store.Tx, a act, facility facilities.FacilityID, downtimes []facilities.DowntimeID) error {
	if len(downtimes) == 0 {
		return nil
	}
	if err := lockFacility(ctx, tx, facility); err != nil { // so that no cause is named while a week is settled
		return err
	}
	lines, err := tx.HourLines(ctx, facility, "")
	if err != nil {
		return err
	}
	for _, id := range downtimes {
		d, err := tx.Downtime(ctx, id)
		if err != nil {
			return err
		}
		if err := bookCause(ctx, tx, a, d, lines); err != nil {
			return err
		}
	}
	return nil
}

// bookCause does it for one downtime; lines are the facility's ledger of hours.
func bookCause(ctx context.Context, tx *store.Tx, a act, d facilities.Downtime, lines []facilities.HourLine) error {
	booked := slices.ContainsFunc(lines, func(l facilities.HourLine) bool { return l.Downtime == d.ID })
	if d.CausedBy == "" && !booked {
		return nil
	}
	weeks, err := settledIn(ctx, tx, d, lines)
	if err != nil {
		return err
	}
	var borne int64 // of the deductible
	for _, w := range weeks {
		c, err := caseOf(ctx, tx, a, facilities.Round{Facility: d.Facility, Pools: []facilities.PoolID{w.pool}, Period: w.week, GridMinutes: 5})
		if err != nil {
			return err
		}
		at := slices.IndexFunc(c.catalogue.Agreements, func(g facilities.Agreement) bool { return g.ID == w.agreement })
		if at < 0 {
			return fmt.Errorf("useroffice: the hours of %s at %s are settled by an agreement that is none: %q", w.pool, d.Facility, w.agreement)
		}
		agreement := c.catalogue.Agreements[at]
		used, err := c.used(ctx, tx, w.pool, agreement)
		if err != nil {
			return err
		}
		lost := used.lost[d.ID]
		lost.CausedBy, lost.Deductible = d.CausedBy, max(0, agreement.DeductibleMinutes-borne)
		var moves []ledger.HourPart
		if len(lost.Lost) > 0 {
			if moves, err = ledger.CauseMoves(agreement.Capacity, agreement.Risk, lost); err != nil {
				return err
			}
		}
		if d.CausedBy != "" {
			borne += min(lost.Deductible, minutesOf(lost.Lost)-minutesOf(lost.Paid))
		}
		if err := bookMoves(ctx, tx, a, d, w, moves, lines); err != nil {
			return err
		}
	}
	return nil
}

func minutesOf(parts []ledger.HourPart) (sum int64) {
	for _, p := range parts {
		sum += p.Minutes
	}
	return sum
}

// settledIn are the settled weeks and pools of which a downtime took time, by week and pool.
func settledIn(ctx context.Context, tx *store.Tx, d facilities.Downtime, lines []facilities.HourLine) ([]settledWeek, error) {
	bookings, err := tx.DisplacedBy(ctx, d.ID)
	if err != nil {
		return nil, err
	}
	var out []settledWeek
	for _, l := range lines {
		w := settledWeek{l.Pool, l.Period, l.Agreement}
		met := slices.ContainsFunc(bookings, func(b facilities.Booking) bool { return b.Use.Overlaps(l.Period) })
		if l.Kind == facilities.HoursSettled && met && !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	slices.SortFunc(out, func(a, b settledWeek) int {
		return cmp.Or(a.week.Start.Compare(b.week.Start), cmp.Compare(a.pool, b.pool))
	})
	return out, nil
}

// bookMoves adds what is missing to make what is booked of a downtime in a week come to the moves.
func bookMoves(ctx context.Context, tx *store.Tx, a act, d facilities.Downtime, w settledWeek, moves []ledger.HourPart, lines []facilities.HourLine) error {
	change := map[facilities.PartnerID]int64{}
	for _, m := range moves {
		change[m.Partner] += m.Minutes
	}
	entries := map[string]bool{}
	for _, l := range lines {
		if l.Downtime == d.ID && l.Pool == w.pool && l.Period == w.week {
			change[l.Partner] -= l.Minutes
			entries[l.Entry] = true
		}
	}
	c, err := tx.Catalogue(ctx)
	if err != nil {
		return err
	}
	year, week := w.week.Start.In(c.Zone(d.Facility)).ISOWeek()
	name := fmt.Sprintf("outage/%s/%d-W%02d/%d", d.ID, year, week, len(entries)+1)
	var out []facilities.HourLine
	for _, p := range slices.Sorted(maps.Keys(change)) {
		if change[p] != 0 {
			out = append(out, facilities.HourLine{Entry: name, Kind: facilities.HoursOutage, Facility: d.Facility, Pool: w.pool, Partner: p, Minutes: change[p],
				Period: w.week, Agreement: w.agreement, Downtime: d.ID, Created: a.now})
		}
	}
	if len(out) == 0 {
		return nil
	}
	if err := tx.AddHours(ctx, out); err != nil {
		return err
	}
	return note(ctx, tx, a.Actor, a.now, entry{verb: a.verb, kind: "facility", subject: string(d.Facility), after: out})
}
