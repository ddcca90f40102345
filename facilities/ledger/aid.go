package ledger

import (
	"cmp"
	"math/bits"
	"slices"

	"marke/facilities"
	"marke/facilities/money"
)

// Ruled names the rule set that a result rests on. It is no legal advice: Marke flags and shows the sum; a person decides.
type Ruled struct{ Rules, Source string }

func (r AidRules) ruled() Ruled { return Ruled{r.ID, r.Source} }

// EconomicUse is the time of one booking that is economic.
type EconomicUse struct {
	Booking facilities.BookingID
	Minutes int64
}

// EconomicShare is economic use against a facility's annual capacity.
type EconomicShare struct {
	Ruled
	Economic, Capacity int64 // minutes; capacity, not the time that was used
	PPM                int64 // of capacity, rounded down
	Warning            int64 // the highest threshold reached, in parts per million; 0: none
	Over               bool  // beyond what counts as ancillary: another regime applies
	Bookings           []EconomicUse
}

// Economic sums economic use over a year's capacity and compares it with the thresholds of the rules, exactly. It names the bookings, the longest first.
func Economic(rules AidRules, capacity int64, uses []EconomicUse) (EconomicShare, error) {
	out := EconomicShare{Ruled: rules.ruled(), Capacity: capacity, Bookings: slices.Clone(uses)}
	if capacity <= 0 || capacity > minutesMax {
		return out, facilities.BadField("capacity", "ledger_aid", "row", "capacity")
	}
	for _, u := range uses {
		if u.Minutes < 0 || u.Minutes > minutesMax {
			return out, facilities.BadField("usage["+string(u.Booking)+"]", "ledger_aid", "row", string(u.Booking))
		}
		out.Economic += u.Minutes
	}
	out.PPM = ppm(out.Economic, capacity)
	for _, threshold := range rules.WarnPPM {
		if !less(out.Economic, capacity, threshold, million) {
			out.Warning = max(out.Warning, threshold)
		}
	}
	out.Over = less(rules.EconomicMaxPPM, million, out.Economic, capacity)
	slices.SortFunc(out.Bookings, func(a, b EconomicUse) int {
		return cmp.Or(cmp.Compare(b.Minutes, a.Minutes), cmp.Compare(a.Booking, b.Booking))
	})
	return out, nil
}

// Access is what of the capacity one partner may have preferentially.
type Access struct {
	Ruled
	Partner     facilities.PartnerID
	FinancedPPM int64 // of the investment, rounded down
	AllowedPPM  int64 // of capacity: the financed part, or nothing below the threshold
	ReservedPPM int64 // of capacity, by the capacity key
	Over        bool  // more is reserved than the rules allow
}

// PreferentialAccess compares the capacity key (a reserved share is preferential access) with what each partner financed of the investment: only financiers
// of the threshold and more have any, and at most in proportion. Ordered by partner.
func PreferentialAccess(rules AidRules, invested money.Cents, financed []Part, capacity []facilities.Share) ([]Access, error) {
	if invested <= 0 {
		return nil, facilities.BadField("invested", "ledger_aid", "row", "invested")
	}
	if err := checkKey("capacity", "capacity", capacity); err != nil {
		return nil, err
	}
	paid := map[facilities.PartnerID]money.Cents{}
	for _, f := range financed {
		if f.Amount < 0 || f.Amount > invested {
			return nil, facilities.BadField("financed", "ledger_aid", "row", string(f.Partner))
		}
		paid[f.Partner] += f.Amount
	}
	for _, s := range capacity {
		paid[s.Partner] += 0 // so that it is listed
	}
	var out []Access
	for _, p := range sortedKeys(paid) {
		own, all := unitsIn(capacity, p)
		a := Access{Ruled: rules.ruled(), Partner: p, FinancedPPM: ppm(int64(paid[p]), int64(invested)), ReservedPPM: ppm(own, all)}
		if less(int64(paid[p]), int64(invested), rules.FinancierMinPPM, million) {
			a.Over = own > 0
		} else {
			a.AllowedPPM = a.FinancedPPM
			a.Over = less(int64(paid[p]), int64(invested), own, all)
		}
		out = append(out, a)
	}
	return out, nil
}

// Benefit is what an undertaking gains by a price below the market's: aid, unless a person finds otherwise. Zero at or above it.
func Benefit(price, market money.Cents) money.Cents { return max(0, market-price) }

// ppm is part/whole in parts per million, rounded down; at most math.MaxInt64 for parts within whole.
func ppm(part, whole int64) int64 {
	high, low := bits.Mul64(uint64(part), million)
	if high >= uint64(whole) {
		return 1<<63 - 1
	}
	q, _ := bits.Div64(high, low, uint64(whole))
	return int64(min(q, 1<<63-1))
}

// less reports a/b < c/d exactly, for numbers of zero or more and b, d above zero.
func less(a, b, c, d int64) bool {
	leftHigh, leftLow := bits.Mul64(uint64(a), uint64(d))
	rightHigh, rightLow := bits.Mul64(uint64(c), uint64(b))
	return leftHigh < rightHigh || leftHigh == rightHigh && leftLow < rightLow
}
