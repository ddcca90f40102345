package scheduler

import (
	"cmp"
	"fmt"
	"slices"

	"marke/scheduler/interval"
)

// quotaRule keeps what a person, a project or a partner books in a calendar period within bounds, summed over bookings. A
// use counts where it lies: one through midnight counts for both days.
type quotaRule struct{}

// periodsMax bounds the periods that one use is looked at in; a longer use has broken other rules.
const periodsMax = 1000

// quota is a Quota with its counts summed by period.
type quota struct {
	Quota
	facility *facility
	totals   []total // by period
}

type total struct{ period, ticks int64 }

func (quotaRule) judgeWish(t *trial) {
	for i := range t.w.quotas {
		if q := &t.w.quotas[i]; q.concerns(t.wish, t.primary().ID) && !t.done() {
			t.judgeQuota(q)
		}
	}
}

func (q *quota) concerns(wish *Wish, primary ResourceID) bool {
	mine := q.Person != 0 && q.Person == wish.Person || q.Project != 0 && q.Project == wish.Project ||
		q.Partner != 0 && q.Partner == wish.Partner
	return mine && slices.Contains(q.Resources, primary)
}

func (t *trial) judgeQuota(q *quota) {
	at := t.use.From
	for n := 0; n < periodsMax && at < t.use.To && !t.done(); n++ {
		period := q.facility.clock.period(at, q.Period)
		part := period.Intersect(t.use)
		if asked := q.ticks(part); asked > 0 {
			used := q.counted(period.From, t.wish.Moving)
			if used+asked > q.Max {
				t.report(Violation{Code: OverQuota, Resource: t.primary().ID, Quota: q.ID, Span: period, Limit: q.Max, Actual: used + asked},
					t.overQuota(q, period, used >= q.Max))
			}
		}
		at = max(period.To, at+1)
	}
}

// overQuota gives starts that the quota refuses because of the same period: while nothing is left, all that touch the time
// that counts, else those that lie in it entirely, as the present one may.
func (t *trial) overQuota(q *quota, period interval.Span, exhausted bool) interval.Span {
	counts := period
	if q.PrimeOnly {
		prime, _ := q.facility.prime.First(period.Intersect(t.use))
		counts = prime.Intersect(period)
	}
	switch {
	case exhausted:
		return counts.Dilate(0, t.use.Length())
	case counts.Covers(t.use):
		return interval.Span{From: counts.From, To: counts.To - t.use.Length() + 1}
	default:
		return t.here()
	}
}

// ticks is what a use counts for the quota.
func (q *quota) ticks(use interval.Span) int64 {
	if q.PrimeOnly {
		return q.facility.prime.Overlap(use)
	}
	return use.Length()
}

// counted is what other bookings have used up of a period.
func (q *quota) counted(period int64, moving BookingID) int64 {
	var ticks int64
	if i, ok := slices.BinarySearchFunc(q.totals, period, func(t total, p int64) int { return cmp.Compare(t.period, p) }); ok {
		ticks = q.totals[i].ticks
	}
	if moving != 0 {
		for _, c := range q.Counted {
			if c.Booking == moving && q.facility.clock.period(c.At, q.Period).From == period {
				ticks -= c.Ticks
			}
		}
	}
	return ticks
}

// AppendCounts appends what a use of a booking counts for a quota with these terms, one Count for each period that it
// touches. Clock and prime are the facility's; origin is the snapshot's. Counters that are kept elsewhere use it too, so
// that they agree with Check.
func AppendCounts(dst []Count, q Quota, f Facility, origin int64, booking BookingID, use interval.Span) []Count {
	prepared := quota{Quota: q, facility: &facility{clock: clock{origin, f.Clock}, prime: f.Prime}}
	for n, at := 0, use.From; n < periodsMax && at < use.To; n++ {
		period := prepared.facility.clock.period(at, q.Period)
		if ticks := prepared.ticks(period.Intersect(use)); ticks > 0 {
			dst = append(dst, Count{At: period.From, Ticks: ticks, Booking: booking})
		}
		at = max(period.To, at+1)
	}
	return dst
}

func (w *World) addQuotas(quotas []Quota) error {
	for _, q := range quotas {
		prepared := quota{Quota: q, facility: w.facility(q.Facility)}
		named := 0
		for _, is := range []bool{q.Person != 0, q.Project != 0, q.Partner != 0} {
			if is {
				named++
			}
		}
		if prepared.facility.id != q.Facility || named != 1 || q.Period > Month || q.Max < 0 {
			return fmt.Errorf("quota %d: it needs a facility that is there, one subject, a period and a limit", q.ID)
		}
		for _, c := range q.Counted {
			if !inBounds(c.At) || !inBounds(c.Ticks) {
				return fmt.Errorf("quota %d: a count is out of bounds", q.ID)
			}
			prepared.totals = append(prepared.totals, total{prepared.facility.clock.period(c.At, q.Period).From, c.Ticks})
		}
		prepared.totals = summed(prepared.totals)
		w.quotas = append(w.quotas, prepared)
	}
	slices.SortFunc(w.quotas, func(a, b quota) int {
		return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.Person, b.Person), cmp.Compare(a.Project, b.Project), cmp.Compare(a.Partner, b.Partner))
	})
	return nil
}

// summed adds up what falls in one period.
func summed(totals []total) []total {
	slices.SortFunc(totals, func(a, b total) int { return cmp.Compare(a.period, b.period) })
	out := totals[:0]
	for _, x := range totals {
		if n := len(out); n > 0 && out[n-1].period == x.period {
			out[n-1].ticks += x.ticks
			continue
		}
		out = append(out, x)
	}
	return out
}
