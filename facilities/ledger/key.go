package ledger

import (
	"cmp"
	"maps"
	"slices"

	"marke/facilities"
	"marke/facilities/money"
)

// Part is one partner's part of an amount.
type Part struct {
	Partner facilities.PartnerID
	Amount  money.Cents
}

// SplitBy divides an amount by a key: money.Split (largest remainder) over the partners in the order of their ids, so that
// the order of the key does not matter. Partners without units are left out; their part is zero.
func SplitBy(amount money.Cents, key []facilities.Share) ([]Part, error) {
	ordered, units := unitsOf(key)
	amounts, err := money.Split(amount, units)
	if err != nil {
		return nil, err
	}
	parts := make([]Part, len(ordered))
	for i, s := range ordered {
		parts[i] = Part{s.Partner, amounts[i]}
	}
	return parts, nil
}

// unitsOf sorts a key by partner and leaves out who has no units.
func unitsOf(key []facilities.Share) (ordered []facilities.Share, units []int64) {
	ordered = slices.DeleteFunc(slices.Clone(key), func(s facilities.Share) bool { return s.Units == 0 })
	slices.SortFunc(ordered, func(a, b facilities.Share) int { return cmp.Compare(a.Partner, b.Partner) })
	for _, s := range ordered {
		units = append(units, s.Units)
	}
	return ordered, units
}

// checkKey refuses a key with a negative number, a partner twice or no units at all; location and row say where it stands.
func checkKey(location, row string, key []facilities.Share) error {
	var sum int64
	for i, s := range key {
		if s.Units < 0 || s.Units > unitsMax {
			return facilities.BadField(location, "ledger_key_units", "row", row, "partner", string(s.Partner))
		}
		if slices.ContainsFunc(key[:i], func(o facilities.Share) bool { return o.Partner == s.Partner }) {
			return facilities.BadField(location, "ledger_key_twice", "row", row, "partner", string(s.Partner))
		}
		sum += s.Units
	}
	if sum == 0 {
		return facilities.BadField(location, "ledger_key_empty", "row", row)
	}
	return nil
}

// unitsMax bounds one partner's share units, so that no sum of them overflows.
const unitsMax = 1_000_000_000

// unitsIn are a partner's units in a key, and all units.
func unitsIn(key []facilities.Share, p facilities.PartnerID) (own, all int64) {
	for _, s := range key {
		all += s.Units
		if s.Partner == p {
			own = s.Units
		}
	}
	return own, all
}

// sortedKeys lists a map's keys in order.
func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }
