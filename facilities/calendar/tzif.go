package calendar

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/emersion/go-ical"
)

// onset is one moment at which a file's own zone changes its clock.
type onset struct {
	at   int64 // Unix seconds
	part int   // index of the STANDARD or DAYLIGHT part that begins
}

const (
	partsMost  = 100  // STANDARD and DAYLIGHT parts of a zone
	onsetsMost = 2000 // a zone that changes oftener is a joke
)

// zoneFromDefinition makes a zone from a VTIMEZONE, by writing what its parts
// say as the time zone file that time.Location is read from (RFC 8536). It
// gives nil when the definition cannot be read.
func zoneFromDefinition(name string, definition *ical.Component) *time.Location {
	if len(definition.Children) == 0 || len(definition.Children) > partsMost {
		return nil
	}
	var parts []zonePart
	var onsets []onset
	for i, child := range definition.Children {
		part, ok := readPart(child)
		if !ok {
			return nil
		}
		parts = append(parts, part)
		for _, at := range part.onsets() {
			onsets = append(onsets, onset{at.Unix(), i})
		}
		if len(onsets) > onsetsMost {
			return nil
		}
	}
	slices.SortStableFunc(onsets, func(a, b onset) int { return cmp.Compare(a.at, b.at) })
	onsets = slices.CompactFunc(onsets, func(a, b onset) bool { return a.at == b.at })
	zone, err := time.LoadLocationFromTZData(name, zoneFile(parts, onsets))
	if err != nil {
		return nil
	}
	return zone
}

// zonePart is a STANDARD or DAYLIGHT part that was read.
type zonePart struct {
	daylight bool
	start    time.Time // wall clock, by the offset from
	from, to int       // seconds east of UTC
	rule     *Rule
	dates    []time.Time // wall clocks
}

func readPart(c *ical.Component) (zonePart, bool) {
	part := zonePart{daylight: c.Name == ical.CompTimezoneDaylight}
	text := func(name string) string {
		if prop := c.Props.Get(name); prop != nil {
			return strings.ToUpper(strings.TrimSpace(prop.Value))
		}
		return ""
	}
	var ok bool
	if part.from, ok = parseOffset(text(ical.PropTimezoneOffsetFrom)); !ok {
		return part, false
	}
	if part.to, ok = parseOffset(text(ical.PropTimezoneOffsetTo)); !ok {
		return part, false
	}
	var err error
	if part.start, err = time.Parse(localForm, text(ical.PropDateTimeStart)); err != nil {
		return part, false
	}
	if value := text(ical.PropRecurrenceRule); value != "" {
		rule, err := ParseRule(value)
		if err != nil || rule.freq != annual {
			return part, false
		}
		part.rule = &rule
		if part.start.Year() < oldestYear && rule.count == 0 {
			// Outlook lets every rule begin in 1601, and an expansion has a horizon.
			part.start = part.start.AddDate(oldestYear-part.start.Year(), 0, 0)
		}
	}
	for _, prop := range c.Props[ical.PropRecurrenceDates] {
		for _, value := range strings.Split(prop.Value, ",") {
			date, err := time.Parse(localForm, strings.TrimSpace(value))
			if err != nil {
				return part, false
			}
			part.dates = append(part.dates, date)
		}
	}
	return part, true
}

// onsets lists when the part begins, as instants.
func (p zonePart) onsets() []time.Time {
	clock := time.FixedZone("", p.from)
	starts := []time.Time{atWall(p.start, clock)}
	if p.rule != nil {
		p.rule.starts(starts[0], clock, stretch{}, func(at, _ time.Time) bool {
			starts = append(starts, at)
			return len(starts) <= onsetsMost
		})
	}
	for _, date := range p.dates {
		starts = append(starts, atWall(date, clock))
	}
	return inOrder(starts)
}

// zoneFile writes a time zone file of version 2: an empty block of version 1,
// then the onsets, the kinds of time, and their abbreviation.
func zoneFile(parts []zonePart, onsets []onset) []byte {
	var file bytes.Buffer
	number := func(n uint32) { file.Write(binary.BigEndian.AppendUint32(nil, n)) }
	header := func(times, kinds, letters int) {
		file.WriteString("TZif2")
		file.Write(make([]byte, 15))
		for _, n := range []int{0, 0, 0, times, kinds, letters} {
			number(uint32(n))
		}
	}
	const abbreviation = "-00\x00"
	header(0, 0, 0)
	header(len(onsets), len(parts)+1, len(abbreviation))
	for _, o := range onsets {
		file.Write(binary.BigEndian.AppendUint64(nil, uint64(o.at)))
	}
	for _, o := range onsets {
		file.WriteByte(byte(o.part + 1))
	}
	kind := func(offset int, daylight bool) {
		number(uint32(int32(offset)))
		if daylight {
			file.Write([]byte{1, 0})
		} else {
			file.Write([]byte{0, 0})
		}
	}
	kind(parts[onsets[0].part].from, false) // what held before the first onset
	for _, part := range parts {
		kind(part.to, part.daylight)
	}
	file.WriteString(abbreviation)
	file.WriteString("\n\n")
	return file.Bytes()
}

var offsetForm = regexp.MustCompile(`^([+-])(\d\d)(\d\d)(\d\d)?$`)

// parseOffset reads a UTC-OFFSET of less than a day.
func parseOffset(value string) (int, bool) {
	parts := offsetForm.FindStringSubmatch(value)
	if parts == nil {
		return 0, false
	}
	n := func(i int) int {
		number, _ := strconv.Atoi(parts[i]) // digits or nothing, by the form
		return number
	}
	seconds := n(2)*3600 + n(3)*60 + n(4)
	if n(2) > 23 || n(3) > 59 || n(4) > 59 {
		return 0, false
	}
	if parts[1] == "-" {
		seconds = -seconds
	}
	return seconds, true
}
