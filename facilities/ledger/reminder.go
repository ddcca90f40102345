package ledger

import (
	"cmp"
	"slices"
	"time"

	"marke/facilities"
)

// Reminding is a facility's policy for open items: after so many days past due a first, second, … reminder goes out, and in the end
// the item is in default, which is an incident. Days ascend.
type Reminding struct {
	AfterDays        []int
	DefaultAfterDays int // 0: never
}

// Reminded is a reminder that went out.
type Reminded struct {
	Invoice string
	Level   int // 1, 2, …
	Day     facilities.Date
}

// Reminder is what to do about an open item today: send the reminder of a level, or declare a default (Level 0).
type Reminder struct {
	Item     OpenItem
	Level    int
	Default  bool
	DaysLate int
}

// Remind decides what is to be done today, by due day and number. Levels go out one at a time, each once, and never two for an item on one
// day; credit notes are never reminded of. A default comes only after all reminders.
func (r Reminding) Remind(items []OpenItem, sent []Reminded, today facilities.Date) []Reminder {
	var out []Reminder
	for _, item := range items {
		late := daysBetween(item.Due, today)
		if item.Open <= 0 || late <= 0 {
			continue
		}
		level, already := 0, false
		for _, s := range sent {
			if s.Invoice == item.Invoice {
				level = max(level, s.Level)
				already = already || s.Day == today
			}
		}
		switch {
		case already:
		case level < len(r.AfterDays):
			if late >= r.AfterDays[level] {
				out = append(out, Reminder{item, level + 1, false, late})
			}
		case r.DefaultAfterDays > 0 && late >= r.DefaultAfterDays:
			out = append(out, Reminder{item, 0, true, late})
		}
	}
	slices.SortFunc(out, func(a, b Reminder) int {
		return cmp.Or(cmp.Compare(a.Item.Due.String(), b.Item.Due.String()), cmp.Compare(a.Item.Invoice, b.Item.Invoice))
	})
	return out
}

// DefaultIncident is the incident that a default becomes: the issuer suffers what is open as a loss, and the open item stays.
func (r Reminder) DefaultIncident(issuer facilities.PartnerID, today facilities.Date, currency string) Incident {
	return Incident{ID: IncidentID("default-" + r.Item.Invoice), Facility: r.Item.Facility, Day: today, Cause: CauseDefault, Fault: FaultNone, Claimant: issuer,
		Amount: r.Item.Open, Currency: currency, Evidence: r.Item.Invoice}
}

// daysBetween counts the days from a to b; negative when b comes first.
func daysBetween(a, b facilities.Date) int {
	return int(b.In(time.UTC).Sub(a.In(time.UTC)) / (24 * time.Hour))
}
