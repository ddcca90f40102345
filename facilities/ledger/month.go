package ledger

import (
	"fmt"
	"time"

	"marke/facilities"
)

// Month is a calendar month, in the facility's zone; the zero Month is none.
type Month struct {
	Year  int
	Month time.Month
}

// MonthOf is the month in which a day lies.
func MonthOf(d facilities.Date) Month { return Month{d.Year, d.Month} }

// ParseMonth reads "2026-10"; ok is false for anything else.
func ParseMonth(s string) (m Month, ok bool) {
	t, err := time.Parse("2006-01", s)
	if err != nil {
		return Month{}, false
	}
	return Month{t.Year(), t.Month()}, true
}

func (m Month) String() string { return fmt.Sprintf("%04d-%02d", m.Year, int(m.Month)) }

// IsZero reports that no month is meant.
func (m Month) IsZero() bool { return m == Month{} }

// First is the month's first day.
func (m Month) First() facilities.Date { return facilities.Date{Year: m.Year, Month: m.Month, Day: 1} }

// Last is the month's last day.
func (m Month) Last() facilities.Date {
	return facilities.DateOf(time.Date(m.Year, m.Month+1, 0, 0, 0, 0, 0, time.UTC))
}

// Next is the month after.
func (m Month) Next() Month {
	if m.Month == time.December {
		return Month{m.Year + 1, time.January}
	}
	return Month{m.Year, m.Month + 1}
}

// Before orders months.
func (m Month) Before(o Month) bool {
	return m.Year < o.Year || m.Year == o.Year && m.Month < o.Month
}
