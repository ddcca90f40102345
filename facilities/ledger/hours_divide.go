package ledger

import (
	"math"

	"marke/facilities"
)

// DivideTime divides a period's time as telescopes do: fixed amounts come off first, then each of the percentages (parts per million) of what is then
// left, rounded half up, one after the other; the rest goes by the key. Units are the caller's. The parts, the cuts and the fixed amounts add up to total.
func DivideTime(total int64, fixed, cutsPPM []int64, key []facilities.Share) (cuts []int64, parts []HourPart, err error) {
	left := total
	for _, f := range fixed {
		left -= f
		if f < 0 || left < 0 {
			return nil, nil, facilities.BadField("fixed", "ledger_hours", "row", "fixed")
		}
	}
	if total > minutesMax {
		return nil, nil, facilities.BadField("total", "ledger_hours", "row", "total")
	}
	for _, ppm := range cutsPPM {
		if ppm < 0 || ppm > million {
			return nil, nil, facilities.BadField("cuts", "ledger_hours", "row", "cuts")
		}
		cut := (left*ppm + million/2) / million
		cuts = append(cuts, cut)
		left -= cut
	}
	if err := checkKey("key", "key", key); err != nil {
		return nil, nil, err
	}
	parts, err = SplitHours(left, key)
	return cuts, parts, err
}

// FairShare is Slurm's fair-share factor in parts per million: F = 2^(−U/S), of normalised use U and share S, both in parts per million of the
// whole. Someone without a share has the factor 0. It is no money and no balance: it orders waiting requests.
func FairShare(usePPM, sharePPM int64) int64 {
	if sharePPM <= 0 {
		return 0
	}
	return int64(math.Round(million * math.Exp2(-float64(usePPM)/float64(sharePPM))))
}

// Decayed is what past use counts for after some days, when it halves every halfLife days, to the minute.
func Decayed(minutes, days, halfLife int64) int64 {
	if halfLife <= 0 {
		return minutes
	}
	return int64(math.Round(float64(minutes) * math.Exp2(-float64(days)/float64(halfLife))))
}
