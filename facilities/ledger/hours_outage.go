package ledger

import (
	"slices"

	"marke/facilities"
)

// LostTime is time that fell out in an outage and could not be replaced, by the partners whose it was.
type LostTime struct {
	Lost []HourPart
	// CausedBy pays the first Deductible minutes alone; empty when nobody caused it.
	CausedBy   facilities.PartnerID
	Deductible int64
}

// HoursAfterOutage counts lost hours as used, by the risk key of those who hold capacity: risk in time is shared as risk in money is. So the
// partner that was hit gets its hours back, but for its own part of the risk:
//
//	counted(p) = used(p) + share of all lost time by the risk key
//	balance(p) = capacity share × all counted time − counted(p)
//
// Balances sum to zero; HourBalance.Used is what is counted. The same hours are not paid in money as well.
func HoursAfterOutage(capacity, risk []facilities.Share, used []HourPart, outages []LostTime) ([]HourBalance, error) {
	if err := checkKey("capacity", "capacity", capacity); err != nil {
		return nil, err
	}
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
		var fell int64
		for _, l := range o.Lost {
			if l.Minutes < 0 || l.Minutes > minutesMax {
				return nil, facilities.BadField("outages", "ledger_hours", "row", string(l.Partner))
			}
			fell += l.Minutes
		}
		if o.Deductible < 0 {
			return nil, facilities.BadField("outages", "ledger_hours", "row", string(o.CausedBy))
		}
		if o.CausedBy != "" {
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
	return Balances(nil, []Contest{{Capacity: capacity, Used: append(counted, shares...)}}, nil)
}
