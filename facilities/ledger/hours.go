package ledger

import (
	"cmp"
	"slices"

	"marke/facilities"
	"marke/facilities/money"
)

// Hours are whole minutes of a pool's weighted time. The ledger of hours is kept as the ledger of money is: whole units, exact splits,
// balances of a pool that sum to zero.

// HourPart is one partner's part of an amount of time.
type HourPart struct {
	Partner facilities.PartnerID
	Minutes int64
}

// Contest is the contested time of one pool in one period: who used how much of it. Time that nobody else asked for does not belong here.
type Contest struct {
	Agreement facilities.AgreementID
	Capacity  []facilities.Share // of that version
	Used      []HourPart
}

// HourMove gives time of one partner's balance to another: a trade.
type HourMove struct {
	From, To facilities.PartnerID
	Minutes  int64
}

// HourBalance is how a partner stands: Balance = opening + Entitled − Used + traded. Above zero it is still to get time.
type HourBalance struct {
	Partner  facilities.PartnerID
	Entitled int64
	Used     int64
	Balance  int64
}

// minutesMax bounds one amount of time: ten thousand years, so that sums stay within int64.
const minutesMax = 5_000_000_000

// Balances follows contested time through a year: balance + capacity share × contested time − contested time used. Per agreement version the
// year-to-date total is split once, so that minutes do not drift. When the opening balances sum to zero, the result does. Ordered by partner.
func Balances(opening []HourPart, contests []Contest, moves []HourMove) ([]HourBalance, error) {
	of := map[facilities.PartnerID]*HourBalance{}
	at := func(p facilities.PartnerID) *HourBalance {
		if of[p] == nil {
			of[p] = &HourBalance{Partner: p}
		}
		return of[p]
	}
	for _, o := range opening {
		at(o.Partner).Balance += o.Minutes
	}
	totals := map[facilities.AgreementID]int64{}
	keys := map[facilities.AgreementID][]facilities.Share{}
	for _, c := range contests {
		row := string(c.Agreement)
		if err := checkKey("contests["+row+"]", row, c.Capacity); err != nil {
			return nil, err
		}
		if known := keys[c.Agreement]; known != nil && !sameKey(known, c.Capacity) {
			return nil, facilities.BadField("contests["+row+"]", "ledger_key_twice", "row", row, "partner", "")
		}
		keys[c.Agreement] = c.Capacity
		for _, u := range c.Used {
			if u.Minutes < 0 || u.Minutes > minutesMax {
				return nil, facilities.BadField("contests["+row+"]", "ledger_hours", "row", string(u.Partner))
			}
			at(u.Partner).Used += u.Minutes
			totals[c.Agreement] += u.Minutes
		}
	}
	for _, version := range sortedKeys(totals) {
		parts, err := SplitHours(totals[version], keys[version])
		if err != nil {
			return nil, err
		}
		for _, p := range parts {
			at(p.Partner).Entitled += p.Minutes
		}
	}
	for _, m := range moves {
		if m.Minutes <= 0 || m.Minutes > minutesMax || m.From == m.To {
			return nil, facilities.BadField("moves", "ledger_hours", "row", string(m.From))
		}
		at(m.From).Balance -= m.Minutes
		at(m.To).Balance += m.Minutes
	}
	out := make([]HourBalance, 0, len(of))
	for _, p := range sortedKeys(of) {
		b := of[p]
		b.Balance += b.Entitled - b.Used
		out = append(out, *b)
	}
	return out, nil
}

// SplitHours divides time by a key as SplitBy divides money.
func SplitHours(minutes int64, key []facilities.Share) ([]HourPart, error) {
	parts, err := SplitBy(money.Cents(minutes), key)
	out := make([]HourPart, len(parts))
	for i, p := range parts {
		out[i] = HourPart{p.Partner, int64(p.Amount)}
	}
	return out, err
}

// What happens to balances when the agreement's year ends (facilities.Agreement.YearEnd).
const (
	YearEndCarried = "carried"
	YearEndHalved  = "halved"
	YearEndCleared = "cleared"
)

// OpenYear gives the balances with which the next year begins: carried, halved or cleared. Halves of odd minutes are rounded so that the sum
// stays zero, up for the earlier partners.
func OpenYear(balances []HourBalance, yearEnd string) ([]HourPart, error) {
	out := make([]HourPart, len(balances))
	odd := 0
	for i, b := range slices.SortedFunc(slices.Values(balances), func(a, b HourBalance) int { return cmp.Compare(a.Partner, b.Partner) }) {
		out[i].Partner = b.Partner
		switch yearEnd {
		case YearEndCarried:
			out[i].Minutes = b.Balance
		case YearEndHalved:
			out[i].Minutes = b.Balance >> 1 // rounds down
			if b.Balance&1 != 0 {
				if odd++; odd%2 == 1 { // the first of each pair up, the second down
					out[i].Minutes++
				}
			}
		case YearEndCleared:
		default:
			return nil, facilities.BadField("year_end", "ledger_choice", "row", yearEnd, "field", "year_end")
		}
	}
	return out, nil
}
