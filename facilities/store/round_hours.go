package store

import (
	"context"
	"fmt"

	"marke/facilities"
)

// AddHours adds an entry to the ledger of hours. Its lines are of one entry, facility and pool, each of another partner, and sum to zero; anything else
// is a mistake of the caller. An entry that is there already is Conflict "taken".
func (tx *Tx) AddHours(ctx context.Context, lines []facilities.HourLine) error {
	var sum int64
	for _, l := range lines {
		sum += l.Minutes
		if l.Entry != lines[0].Entry || l.Facility != lines[0].Facility || l.Pool != lines[0].Pool {
			return fmt.Errorf("store: an entry of hours is of one facility and pool, not of %s/%s and %s/%s", lines[0].Facility, lines[0].Pool, l.Facility, l.Pool)
		}
	}
	if sum != 0 {
		return fmt.Errorf("store: the hours of %s sum to %d minutes, not to zero", lines[0].Entry, sum)
	}
	for _, l := range lines {
		_, err := tx.exec(ctx, `INSERT INTO hour_lines (entry, kind, facility_id, pool_id, partner_id, minutes, start, "end", entitled, used, agreement_id, downtime_id, created)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, l.Entry, string(l.Kind), string(l.Facility), string(l.Pool), string(l.Partner), l.Minutes,
			l.Period.Start, l.Period.End, l.Entitled, l.Used, ref(l.Agreement), ref(l.Downtime), l.Created)
		if err != nil {
			return err
		}
	}
	return nil
}

// HourLines lists the ledger of a pool, oldest first; an empty pool: of the whole facility.
func (tx *Tx) HourLines(ctx context.Context, facility facilities.FacilityID, pool facilities.PoolID) ([]facilities.HourLine, error) {
	query, args := `SELECT entry, kind, facility_id, pool_id, partner_id, minutes, start, "end", entitled, used, agreement_id, downtime_id, created FROM hour_lines
		WHERE facility_id = ?`, []any{string(facility)}
	if pool != "" {
		query, args = query+" AND pool_id = ?", append(args, string(pool))
	}
	var lines []facilities.HourLine
	err := tx.all(ctx, query+" ORDER BY id", args, func(scan func(...any) error) error {
		var l facilities.HourLine
		err := scan(&l.Entry, &l.Kind, &l.Facility, &l.Pool, &l.Partner, &l.Minutes, at(&l.Period.Start), at(&l.Period.End), &l.Entitled, &l.Used, to(&l.Agreement), to(&l.Downtime), at(&l.Created))
		lines = append(lines, l)
		return err
	})
	return lines, err
}

// HourBalances sums the ledger of a facility by pool and partner, in that order.
func (tx *Tx) HourBalances(ctx context.Context, facility facilities.FacilityID) ([]facilities.HourLine, error) {
	var sums []facilities.HourLine
	err := tx.all(ctx, "SELECT pool_id, partner_id, SUM(minutes) FROM hour_lines WHERE facility_id = ? GROUP BY pool_id, partner_id ORDER BY pool_id, partner_id",
		[]any{string(facility)}, func(scan func(...any) error) error {
			l := facilities.HourLine{Facility: facility}
			err := scan(&l.Pool, &l.Partner, &l.Minutes)
			sums = append(sums, l)
			return err
		})
	return sums, err
}
