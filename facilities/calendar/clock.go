package calendar

import (
	"regexp"
	"sync"
	"time"
)

// A wall clock is a time.Time in UTC whose year to second are what a clock on
// the wall shows; the zone decides which instant that is. Rules are computed on
// wall clocks, so that a series at 09:00 stays at 09:00 when the clocks change.

// wallOf gives what a clock on the wall in the zone shows at an instant.
func wallOf(instant time.Time, zone *time.Location) time.Time {
	_, offset := instant.In(zone).Zone()
	return instant.UTC().Add(time.Duration(offset) * time.Second)
}

// atWall gives the instant at which a wall clock shows a time. A time that
// occurs twice means the first; a time that the clock skips is read with the
// offset from before the gap, so 02:30 becomes 03:30 (RFC 5545, 3.3.5). time.Date
// promises neither.
func atWall(wall time.Time, zone *time.Location) time.Time {
	near := time.Date(wall.Year(), wall.Month(), wall.Day(), wall.Hour(), wall.Minute(), wall.Second(), 0, zone)
	from, until := near.ZoneBounds()
	offsets := make([]int, 0, 3)
	if !from.IsZero() {
		offsets = append(offsets, offsetAt(from.Add(-time.Second)))
	}
	offsets = append(offsets, offsetAt(near))
	if !until.IsZero() {
		offsets = append(offsets, offsetAt(until))
	}
	var found time.Time
	for _, offset := range offsets {
		instant := wall.Add(time.Duration(-offset) * time.Second).In(zone)
		if offsetAt(instant) == offset && (found.IsZero() || instant.Before(found)) {
			found = instant
		}
	}
	if !found.IsZero() {
		return found
	}
	// A gap. near lies behind it when its clock shows more than was asked.
	before := offsetAt(near)
	if wallOf(near, zone).After(wall) && !from.IsZero() {
		before = offsetAt(from.Add(-time.Second))
	}
	return wall.Add(time.Duration(-before) * time.Second).In(zone)
}

// twice tells that a wall clock shows the same at another instant: the hour
// between two and three of a night in October, in either half.
func twice(at time.Time, zone *time.Location) bool {
	wall := wallOf(at, zone)
	if !atWall(wall, zone).Equal(at) {
		return true // the second
	}
	_, until := at.In(zone).ZoneBounds()
	if until.IsZero() {
		return false
	}
	other := wall.Add(-time.Duration(offsetAt(until)) * time.Second)
	return other.After(at) && wallOf(other, zone).Equal(wall)
}

func offsetAt(instant time.Time) int {
	_, offset := instant.Zone()
	return offset
}

var (
	zoneName  = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,3}$`)
	zoneCache sync.Map // IANA name → *time.Location; time.LoadLocation reads a file each time
)

// loadZone finds a zone by its IANA name. "Local" is refused: what the server's
// clock is set to is nobody's zone.
func loadZone(name string) (*time.Location, error) {
	if zone, ok := zoneCache.Load(name); ok {
		return zone.(*time.Location), nil
	}
	if len(name) > 64 || name == "Local" || !zoneName.MatchString(name) {
		return nil, fault(CodeZone, 0, name)
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, fault(CodeZone, 0, name)
	}
	zoneCache.Store(name, zone)
	return zone, nil
}
