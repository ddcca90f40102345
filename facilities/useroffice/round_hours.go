package useroffice

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/store"
)

// SettleHours books the contested time of the last full week of every pool under an agreement, once a week and pool, by the system. It says how many
// pools had something to settle. Contested is what others asked for in vain: in a round, with a booking that was declined or expired, or with one that was refused at once. Hours
// that fell out in an outage and were not replaced count as used by the risk key, but for the deductible of whoever caused it (NameCause). With a new year the balances are carried, halved or cleared first, as the agreement says.
func (o *Office) SettleHours(ctx context.Context, actor facilities.Actor, now time.Time) (int, error) {
	if !actor.Person.System && !actor.IsAdmin() {
		return 0, forbidden()
	}
	a := act{actor, now, "settle_hours"}
	c, err := o.Catalogue(ctx)
	if err != nil {
		return 0, err
	}
	settled := 0
	for _, f := range c.Facilities {
		week := lastWeek(now, c.Zone(f.ID))
		agreement, agreed := c.AgreementOf(f.ID, facilities.DateOf(week.Start.In(c.Zone(f.ID))))
		if !agreed || f.Archived || len(agreement.Capacity) == 0 {
			continue
		}
		for _, pool := range poolsOf(c, f.ID) {
			var did bool
			err := o.store.InTx(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
				first, err := tx.JobRun(ctx, settleJob(f.ID, pool), week.Start)
				if err != nil || !first {
					return err
				}
				did, err = settlePool(ctx, tx, a, agreement, pool, week)
				return err
			})
			if err != nil {
				return settled, err
			}
			if did {
				settled++
			}
		}
	}
	return settled, o.store.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		return tx.ForgetVainWishes(ctx, now.Add(-keptVainWishes))
	})
}

// settleJob names the weekly job of a pool: it is done once a week.
func settleJob(f facilities.FacilityID, pool facilities.PoolID) string {
	return fmt.Sprintf("settle_hours/%s/%s", f, pool)
}

// lastWeek is the last Monday to Monday that is over, on the wall of a zone.
func lastWeek(now time.Time, zone *time.Location) facilities.Span {
	this := periodsOf(facilities.PerWeek, facilities.Span{Start: now, End: now.Add(time.Second)}, zone)[0].Start
	return periodsOf(facilities.PerWeek, facilities.Span{Start: this.Add(-oneDay), End: this.Add(-time.Hour)}, zone)[0]
}

// poolsOf are a facility's pools, in order.
func poolsOf(c *facilities.Catalogue, f facilities.FacilityID) []facilities.PoolID {
	var out []facilities.PoolID
	for _, r := range c.ResourcesOf(f) {
		if r.Pool != "" && r.Kind == facilities.Instrument {
			out = append(out, r.Pool)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// settlePool writes the entry of one pool and week.
func settlePool(ctx context.Context, tx *store.Tx, a act, agreement facilities.Agreement, pool facilities.PoolID, week facilities.Span) (bool, error) {
	lines, err := tx.HourLines(ctx, agreement.Facility, pool)
	if err != nil {
		return false, err
	}
	c, err := caseOf(ctx, tx, a, facilities.Round{Facility: agreement.Facility, Pools: []facilities.PoolID{pool}, Period: week, GridMinutes: 5})
	if err != nil {
		return false, err
	}
	if lines, err = openYear(ctx, tx, a, agreement, pool, facilities.DateOf(week.Start.In(c.zone)).Year, lines); err != nil {
		return false, err
	}
	used, err := c.used(ctx, tx, pool, agreement)
	if err != nil {
		return false, err
	}
	contested, err := ledger.Contested(used.uses)
	if err != nil {
		return false, err
	}
	counted, err := ledger.HoursAfterOutage(agreement.Capacity, agreement.Risk, contested, used.losses())
	if facilities.CodeOf(err) == facilities.Invalid && len(used.lost) == 0 { // nobody who bears risk holds capacity: nothing fell out, so it does not matter
		counted, err = ledger.Balances(nil, []ledger.Contest{{Agreement: agreement.ID, Capacity: agreement.Capacity, Used: contested}}, nil)
	}
	if err != nil {
		return false, err
	}
	entry, err := yearToDate(c, agreement, pool, week, lines, counted)
	if err != nil || len(entry) == 0 {
		return false, err
	}
	for i := range entry {
		entry[i].Created = a.now
	}
	if err := tx.AddHours(ctx, entry); err != nil {
		return false, err
	}
	if err := note(ctx, tx, a.Actor, a.now, entryOfHours(a, agreement, entry)); err != nil {
		return false, err
	}
	return true, bookCauses(ctx, tx, a, agreement.Facility, used.outages())
}

func entryOfHours(a act, agreement facilities.Agreement, lines []facilities.HourLine) entry {
	return entry{verb: a.verb, kind: "facility", subject: string(agreement.Facility), after: lines}
}

// yearToDate makes the lines of a week: what the year's contested time comes to by now, less what was booked before, so that minutes do not drift.
func yearToDate(c *roundCase, agreement facilities.Agreement, pool facilities.PoolID, week facilities.Span, lines []facilities.HourLine, counted []ledger.HourBalance) ([]facilities.HourLine, error) {
	year := facilities.DateOf(week.Start.In(c.zone)).Year
	var used []ledger.HourPart
	booked := map[facilities.PartnerID]int64{}
	for _, l := range lines {
		if l.Kind == facilities.HoursSettled && l.Agreement == agreement.ID && facilities.DateOf(l.Period.Start.In(c.zone)).Year == year {
			used = append(used, ledger.HourPart{Partner: l.Partner, Minutes: l.Used})
			booked[l.Partner] += l.Minutes
		}
	}
	week1 := map[facilities.PartnerID]ledger.HourBalance{}
	for _, b := range counted {
		used = append(used, ledger.HourPart{Partner: b.Partner, Minutes: b.Used})
		week1[b.Partner] = b
	}
	balances, err := ledger.Balances(nil, []ledger.Contest{{Agreement: agreement.ID, Capacity: agreement.Capacity, Used: used}}, nil)
	if err != nil {
		return nil, err
	}
	y, w := week.Start.In(c.zone).ISOWeek()
	var out []facilities.HourLine
	moved := false
	for _, b := range balances {
		l := facilities.HourLine{Entry: fmt.Sprintf("settle/%d-W%02d", y, w), Kind: facilities.HoursSettled, Facility: agreement.Facility, Pool: pool, Partner: b.Partner,
			Minutes: b.Balance - booked[b.Partner], Period: week, Entitled: week1[b.Partner].Entitled, Used: week1[b.Partner].Used, Agreement: agreement.ID}
		moved = moved || l.Minutes != 0 || l.Used != 0
		out = append(out, l)
	}
	if !moved {
		return nil, nil
	}
	return out, nil
}

// openYear carries, halves or clears the balances when a year has begun since the last line, once.
func openYear(ctx context.Context, tx *store.Tx, a act, agreement facilities.Agreement, pool facilities.PoolID, year int, lines []facilities.HourLine) ([]facilities.HourLine, error) {
	if len(lines) == 0 || agreement.YearEnd == YearEndCarried {
		return lines, nil
	}
	entry := fmt.Sprintf("year/%d", year)
	sums := map[facilities.PartnerID]int64{}
	last := 0
	for _, l := range lines {
		if l.Entry == entry {
			return lines, nil
		}
		last = max(last, l.Period.Start.Year())
		sums[l.Partner] += l.Minutes
	}
	if last >= year {
		return lines, nil
	}
	var balances []ledger.HourBalance
	for _, p := range slices.Sorted(maps.Keys(sums)) {
		balances = append(balances, ledger.HourBalance{Partner: p, Balance: sums[p]})
	}
	opening, err := ledger.OpenYear(balances, agreement.YearEnd)
	if err != nil {
		return nil, err
	}
	c, err := tx.Catalogue(ctx)
	if err != nil {
		return nil, err
	}
	begins := facilities.Date{Year: year, Month: time.January, Day: 1}.In(c.Zone(agreement.Facility)).UTC()
	var out []facilities.HourLine
	for _, o := range opening {
		out = append(out, facilities.HourLine{Entry: entry, Kind: facilities.HoursYearEnd, Facility: agreement.Facility, Pool: pool, Partner: o.Partner,
			Minutes: o.Minutes - sums[o.Partner], Period: facilities.Span{Start: begins, End: begins}, Agreement: agreement.ID, Created: a.now})
	}
	if err := tx.AddHours(ctx, out); err != nil {
		return nil, err
	}
	return append(lines, out...), nil
}

// PoolBalance is how the partners of a pool stand.
type PoolBalance struct {
	Pool     facilities.PoolID
	Balances []PartnerBalance // by partner; they sum to zero
}

// PartnerBalance is one partner's balance in minutes of weighted time; positive: still to get.
type PartnerBalance struct {
	Partner facilities.PartnerID
	Minutes int64
}

// HourBalances lists the balances of a facility's pools, by pool, for the people of partners in its agreement, managers and controllers.
func (o *Office) HourBalances(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.FacilityID) ([]PoolBalance, error) {
	var out []PoolBalance
	err := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := seesHours(ctx, tx, actor, id); err != nil {
			return err
		}
		c, err := tx.Catalogue(ctx)
		if err != nil {
			return err
		}
		sums, err := tx.HourBalances(ctx, id)
		if err != nil {
			return err
		}
		out = nil
		for _, pool := range poolsOf(c, id) {
			p := PoolBalance{Pool: pool}
			for _, l := range sums {
				if l.Pool == pool {
					p.Balances = append(p.Balances, PartnerBalance{l.Partner, l.Minutes})
				}
			}
			out = append(out, p)
		}
		return nil
	})
	return out, err
}

// seesHours lets the members of a facility's agreement and those who run it see the ledger of hours: what one has more another has less.
func seesHours(ctx context.Context, tx *store.Tx, actor facilities.Actor, id facilities.FacilityID) error {
	if err := needLogin(actor); err != nil {
		return err
	}
	c, err := tx.Catalogue(ctx)
	if err != nil {
		return err
	}
	if _, known := c.Facility(id); !known {
		return facilities.Missing()
	}
	member := slices.ContainsFunc(c.Agreements, func(a facilities.Agreement) bool {
		return a.Facility == id && slices.ContainsFunc(a.Capacity, func(s facilities.Share) bool {
			return s.Units > 0 && (s.Partner == actor.Person.Partner || actor.Represents(s.Partner))
		})
	})
	if !member && !actor.Manages(id) && !actor.Controls(id) {
		return facilities.Missing()
	}
	return nil
}

// HourLines lists the ledger of hours of a pool, oldest first, for the same readers.
func (o *Office) HourLines(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.FacilityID, pool facilities.PoolID) ([]facilities.HourLine, error) {
	var out []facilities.HourLine
	err := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := seesHours(ctx, tx, actor, id); err != nil {
			return err
		}
		var err error
		out, err = tx.HourLines(ctx, id, pool)
		slices.SortStableFunc(out, func(x, y facilities.HourLine) int { return cmp.Compare(x.Created.Unix(), y.Created.Unix()) })
		return err
	})
	return out, err
}
