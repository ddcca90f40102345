package ledger

import (
	"marke/facilities"
	"marke/facilities/money"
)

// RequestWish is one request as its partner ranks it.
type RequestWish struct {
	// Length is in weighted minutes, or slots, as in RoundAsk.
	Length int64
	// Windows are how well each of its windows suits, on any scale above zero; the best suits in full. None: it has one window.
	Windows []int64
}

// RequestValues gives the requests of one partner their values, in its own order, the one it wants most first: one for each window. The best
// windows' values add up to total, exactly, whatever it asks: shouting is worth nothing. In a round total is RoundTarget.Due in weighted minutes, so that a
// unit of value is a minute of what the partner is due.
//
// What a minute is worth falls evenly along the partner's own order, from the first minute it asks for to none at the last: a request that stands
// behind B minutes of its partner's asking A, and is L long, is worth (A−B)² − (A−B−L)² parts. So the worth of a length of wishes does not depend on
// how it is cut into requests, and wishes that are added at the end only make the first ones cheaper. (Rank-order-centroid weights are the same for
// requests of equal length: Barron and Barrett 1996 survey them.) A window that suits half as well is worth half as much.
func RequestValues(total int64, wishes []RequestWish) ([][]int64, error) {
	var asked int64
	for _, w := range wishes {
		if w.Length < 0 || w.Length > minutesMax || asked > minutesMax {
			return nil, facilities.BadField("requests", "ledger_hours", "row", "requests")
		}
		asked += w.Length
	}
	if total < 0 || total > minutesMax {
		return nil, facilities.BadField("total", "ledger_hours", "row", "total")
	}
	parts := make([]int64, len(wishes))
	behind := asked
	for i, w := range wishes {
		parts[i] = scaledArea(asked, behind, w.Length)
		behind -= w.Length
	}
	if asked == 0 {
		total = 0
	}
	values, err := money.Split(money.Cents(total), parts)
	if err != nil {
		return nil, err
	}
	out := make([][]int64, len(wishes))
	for i, w := range wishes {
		if out[i], err = windowValues(int64(values[i]), w.Windows); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// scaledArea is behind² − (behind−length)², as parts that cannot overflow when summed: the whole is asked².
func scaledArea(asked, behind, length int64) int64 {
	for asked > 1_000_000_000 { // finer would be lost in the splitting
		asked, behind, length = asked/10, behind/10, length/10
	}
	return length * (2*behind - length)
}

// windowValues scales a request's value by how well each window suits.
func windowValues(value int64, suits []int64) ([]int64, error) {
	if len(suits) == 0 {
		return []int64{value}, nil
	}
	best := int64(0)
	for _, s := range suits {
		if s <= 0 || s > unitsMax {
			return nil, facilities.BadField("windows", "ledger_hours", "row", "windows")
		}
		best = max(best, s)
	}
	out := make([]int64, len(suits))
	for i, s := range suits {
		out[i] = (value*s + best/2) / best
	}
	return out, nil
}
