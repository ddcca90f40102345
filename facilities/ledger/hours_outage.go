package ledger

import (
	"slices"

	"marke/facilities"
)

// LostTime is time that fell out in an outage and could not be replaced, by the partners whose it was.
type LostTime struct {
	Lost []HourPart
	// Paid is what of it is made good in money. The same hours are not given back in time as well.
	Paid []HourPart
	// CausedBy pays the first Deductible minutes alone; empty when nobody caused it. One that holds no capacity has no hours to pay with.
	CausedBy   facilities.PartnerID
	Deductible int64
}

// CountLost adds lost time to what was used, as Contest.Used: who caused it bears its deductible, the rest goes by the risk key over those who
// hold capacity, for risk in time is shared as risk in money is. Time made good in money does not count. Ordered as used, then the rest by partner;
// a partner may appear more than once.
func CountLost(capacity, risk []facilities.Share, used []HourPart, outages []LostTime) ([]HourPart, error) {
	holders, _ := unitsOf(capacity)
	bearing := slices.DeleteFunc(slices.Clone(risk), func(s facilities.Share) bool {
		return !slices.ContainsFunc(holders, func(h facilities.Share) bool { return h.Partner == s.Partner })
	})
	if err := checkKey("risk", "risk", bearing); err != nil {
		return nil, err
	}
	counted := slices.Clone(used)
	var lost int64 // over all outages, so that minutes do not drift from one to the next
	for _, o := range outages {
		fell, err := o.unpaid()
		if err != nil {
			return nil, err
		}
		if o.Deductible < 0 {
			return nil, facilities.BadField("outages", "ledger_hours", "row", string(o.CausedBy))
		}
		if slices.ContainsFunc(holders, func(h facilities.Share) bool { return h.Partner == o.CausedBy }) {
			own := min(o.Deductible, fell)
			counted = append(counted, HourPart{o.CausedBy, own})
			fell -= own
		}
		lost += fell
	}
	shares, err := SplitHours(lost, bearing)
	if err != nil {
		return nil, err
	}
	return append(counted, shares...), nil
}

// CauseMoves are the changes of balance that come of knowing who caused an outage, beside what was booked as if nobody had:
//
//	change(p) = counted(p), nobody having caused it − counted(p), as it is
//
// They sum to zero; who is not touched is left out. Ordered by partner.
func CauseMoves(capacity, risk []facilities.Share, o LostTime) ([]HourPart, error) {
	nobodys := o
	nobodys.CausedBy = ""
	change := map[facilities.PartnerID]int64{}
	for sign, outage := range map[int64]LostTime{1: nobodys, -1: o} {
		counted, err := CountLost(capacity, risk, nil, []LostTime{outage})
		if err != nil {
			return nil, err
		}
		for _, c := range counted {
			change[c.Partner] += sign * c.Minutes
		}
	}
	var out []HourPart
	for _, p := range sortedKeys(change) {
		if change[p] != 0 {
			out = append(out, HourPart{p, change[p]})
		}
	}
	return out, nil
}

// unpaid is the lost time that is not made good in money.
func (o LostTime) unpaid() (int64, error) {
	of := map[facilities.PartnerID]int64{}
	for _, l := range o.Lost {
		if l.Minutes < 0 || l.Minutes > minutesMax {
			return 0, facilities.BadField("outages", "ledger_hours", "row", string(l.Partner))
		}
		of[l.Partner] += l.Minutes
	}
	for _, p := range o.Paid {
		if p.Minutes < 0 || p.Minutes > of[p.Partner] {
			return 0, facilities.BadField("outages", "ledger_hours", "row", string(p.Partner))
		}
		of[p.Partner] -= p.Minutes
	}
	var fell int64
	for _, p := range sortedKeys(of) {
		fell += of[p]
	}
	return fell, nil
}

// HoursAfterOutage counts lost hours as used, by the risk key of those who hold capacity. So the partner that was hit gets its hours back,
// but for its own part of the risk:
//
//	counted(p) = used(p) + share of all lost time by the risk key
//	balance(p) = capacity share × all counted time − counted(p)
//
// Balances sum to zero; HourBalance.Used is what is counted.
func HoursAfterOutage(capacity, risk []facilities.Share, used []HourPart, outages []LostTime) ([]HourBalance, error) {
	if err := checkKey("capacity", "capacity", capacity); err != nil {
		return nil, err
	}
	counted, err := CountLost(capacity, risk, used, outages)
	if err != nil {
		return nil, err
	}
	return Balances(nil, []Contest{{Capacity: capacity, Used: counted}}, nil)
}
