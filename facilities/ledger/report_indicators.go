package ledger

import (
	"cmp"
	"slices"

	"marke/facilities"
)

// Indicator is one of the numbers by which the region follows its plan. Its words, formula and source stand under its key.
type Indicator struct {
	Key    string
	Unit   Unit
	Figure Figure
	On     facilities.Date // of the data
}

func (r *reporter) indicators() []Indicator {
	minutes := func(counts func(ReportedUse) bool) (part, rest Cell) {
		for _, u := range r.Uses {
			switch {
			case !r.inYear(u):
			case counts(u):
				part.add(u.Minutes, u.Partner)
			default:
				rest.add(u.Minutes, u.Partner)
			}
		}
		return part, rest
	}
	return []Indicator{
		{"small_firms", UnitPPM, shareOf(minutes(r.small)), r.until},
		{"cooperation", UnitPPM, shareOf(minutes(r.cooperative)), r.until},
		{"private_to_public", UnitPPM, ratio(int64(r.private), int64(r.public)), r.until},
		{"cash_to_in_kind", UnitPPM, ratio(int64(r.cash), int64(r.inKind)), r.until},
		{"fund_drawn", UnitMoney, r.ofFund(int64(r.drawn)), r.until},
		{"fund_repaid", UnitMoney, r.ofFund(int64(r.repaid)), r.until},
		{"waiting_time", UnitMinutes, r.waiting(), r.until},
		{"first_time_users", UnitCount, r.firstTimers(), r.until},
	}
}

// shareOf is a part of the whole. From a share both sides can be computed, so neither may be about few firms.
func shareOf(part, rest Cell) Figure {
	if part.few() || rest.few() {
		return Figure{State: FigureSuppressed}
	}
	return ratio(part.Value, part.Value+rest.Value)
}

// small reports use by a small firm or a start-up, a guest among them.
func (r *reporter) small(u ReportedUse) bool {
	p, _ := r.Catalogue.Partner(u.Partner)
	return p.Kind == facilities.SME || p.Kind == facilities.Startup
}

// cooperative reports use for a project of partners of more than one kind.
func (r *reporter) cooperative(u ReportedUse) bool {
	var kinds []facilities.PartnerKind
	for _, s := range r.projects[u.Project].Partners {
		if p, known := r.Catalogue.Partner(s.Partner); known && s.Units > 0 {
			kinds = append(kinds, p.Kind)
		}
	}
	slices.Sort(kinds)
	return len(slices.Compact(kinds)) > 1
}

// ofFund is an amount of the fund: unknown without one.
func (r *reporter) ofFund(amount int64) Figure {
	if !r.funds {
		return unknown
	}
	borrowers := slices.Clone(r.lent)
	slices.Sort(borrowers)
	return shownUnless(Cell{Firms: slices.Compact(borrowers)}.few() && amount != 0, amount)
}

// waiting is the median time from asking for a slot to its decision, of the year's bookings that somebody had to decide about. With an even number it
// is the mean of the middle two, rounded down.
func (r *reporter) waiting() Figure {
	var waits []int64
	var of Cell
	for _, u := range r.Uses {
		if !u.Decided.IsZero() && u.Decided.UTC().Year() == r.Year && !u.Decided.Before(u.Asked) {
			waits = append(waits, int64(u.Decided.Sub(u.Asked).Minutes()))
			of.add(0, u.Partner)
		}
	}
	if len(waits) == 0 {
		return unknown
	}
	slices.Sort(waits)
	return shownUnless(of.few(), (waits[(len(waits)-1)/2]+waits[len(waits)/2])/2)
}

// firstTimers counts the organisations whose first use fell in the year. When use was not on record before the year nobody can know.
func (r *reporter) firstTimers() Figure {
	if r.Since.IsZero() || r.Since.Year >= r.Year {
		return unknown
	}
	uses := slices.SortedFunc(slices.Values(r.Uses), func(a, b ReportedUse) int { return cmp.Compare(a.Day.String(), b.Day.String()) })
	seen := map[facilities.PartnerID]bool{}
	var first Cell
	for _, u := range uses {
		if u.Minutes > 0 && !seen[u.Partner] {
			seen[u.Partner] = true
			if r.inYear(u) {
				first.add(1, u.Partner)
			}
		}
	}
	return shownUnless(first.few(), first.Value)
}
