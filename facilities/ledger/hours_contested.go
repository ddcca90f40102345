package ledger

import (
	"marke/facilities"
)

// CountedUse is what one booking counts for, in weighted minutes: the larger of booked and used, less what was released in time and taken by
// another. Time that is released and stays empty counts; time that is released late counts.
func CountedUse(booked, used, releasedAndTaken int64) int64 {
	return max(0, max(booked, used)-max(0, min(releasedAndTaken, booked)))
}

// RoundUse is how one partner came out of a period in a pool, in weighted minutes.
type RoundUse struct {
	Partner facilities.PartnerID
	// Entitled is capacity share × planned, as in RoundTarget.
	Entitled int64
	// Asked is all it asked for, placed or not; Placed is what it was given of that.
	Asked, Placed int64
	// Counted is CountedUse over all its bookings.
	Counted int64
}

// Contested gives the contested time of a pool and period, as Contest.Used: of each partner's counted time, as much as others asked for in vain.
// Time that nobody else asked for moves no balance.
//
//	vain(q)      = asked − placed
//	credible(q)  = min(vain(q), max(entitled − placed, what others asked in vain))
//	contested(p) = min(counted(p), Σ credible(q), q ≠ p)
//
// The credible part is why asking for everything does not pay: beyond its own unmet entitlement a partner's wish counts only as far as another
// wanted that time too, so nobody makes an hour contested alone.
func Contested(uses []RoundUse) ([]HourPart, error) {
	vain := make(map[facilities.PartnerID]int64, len(uses))
	var all int64
	for _, u := range uses {
		if u.Entitled < 0 || u.Asked < 0 || u.Placed < 0 || u.Counted < 0 ||
			max(u.Entitled, u.Asked, u.Placed, u.Counted) > minutesMax {
			return nil, facilities.BadField("uses", "ledger_hours", "row", string(u.Partner))
		}
		if _, twice := vain[u.Partner]; twice {
			return nil, facilities.BadField("uses", "ledger_key_twice", "row", "uses", "partner", string(u.Partner))
		}
		v := max(0, u.Asked-u.Placed)
		vain[u.Partner] = v
		all += v
	}
	of := map[facilities.PartnerID]RoundUse{}
	credible := map[facilities.PartnerID]int64{}
	var sum int64
	for _, u := range uses {
		of[u.Partner] = u
		v := vain[u.Partner]
		credible[u.Partner] = min(v, max(u.Entitled-u.Placed, all-v))
		sum += credible[u.Partner]
	}
	out := make([]HourPart, 0, len(uses))
	for _, p := range sortedKeys(of) {
		out = append(out, HourPart{p, min(of[p].Counted, sum-credible[p])})
	}
	return out, nil
}
