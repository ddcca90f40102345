package calendar

import (
	"strings"
	"time"

	"github.com/emersion/go-ical"
)

// zoneBook finds the zones that a file names. A name that the world knows means
// what the world means by it, also when the file brings its own definition:
// many programs write definitions that hold for one year only.
type zoneBook struct {
	definitions map[string]*ical.Component
	found       map[string]*time.Location // nil: looked for in vain
}

func newZoneBook(components []*ical.Component) *zoneBook {
	book := &zoneBook{definitions: map[string]*ical.Component{}, found: map[string]*time.Location{}}
	for _, c := range components {
		if prop := c.Props.Get(ical.PropTimezoneID); c.Name == ical.CompTimezone && prop != nil {
			if _, twice := book.definitions[prop.Value]; !twice {
				book.definitions[prop.Value] = c
			}
		}
	}
	return book
}

// find gives the zone of a TZID.
func (b *zoneBook) find(name string) (*time.Location, bool) {
	zone, ok := b.found[name]
	if !ok {
		zone = b.look(name)
		b.found[name] = zone
	}
	return zone, zone != nil
}

func (b *zoneBook) look(name string) *time.Location {
	if zone := knownZone(name); zone != nil {
		return zone
	}
	definition := b.definitions[name]
	if definition == nil {
		return nil
	}
	if prop := definition.Props.Get("X-LIC-LOCATION"); prop != nil {
		if zone := knownZone(prop.Value); zone != nil {
			return zone
		}
	}
	return zoneFromDefinition(name, definition)
}

// knownZone finds a zone by its IANA name, by a path that ends in one
// ("/freeassociation.sourceforge.net/Europe/Amsterdam"), or by the name that
// Windows has for it.
func knownZone(name string) *time.Location {
	name = strings.TrimSpace(name)
	if windows, ok := windowsZones[name]; ok {
		name = windows
	}
	if strings.HasPrefix(name, "/") {
		parts := strings.Split(name, "/")
		name = strings.Join(parts[max(1, len(parts)-2):], "/")
	}
	if zone, err := loadZone(name); err == nil {
		return zone
	}
	return nil
}

// windowsZones are the names of Windows and Outlook for the zones of Europe and
// a few of its partners, after the table windowsZones of the Unicode CLDR. The
// city is the table's own choice for the whole zone.
var windowsZones = map[string]string{
	"UTC":                            "Etc/UTC",
	"Coordinated Universal Time":     "Etc/UTC",
	"GMT Standard Time":              "Europe/London",
	"Greenwich Standard Time":        "Atlantic/Reykjavik",
	"W. Europe Standard Time":        "Europe/Berlin",
	"Romance Standard Time":          "Europe/Paris",
	"Central Europe Standard Time":   "Europe/Budapest",
	"Central European Standard Time": "Europe/Warsaw",
	"E. Europe Standard Time":        "Europe/Chisinau",
	"FLE Standard Time":              "Europe/Helsinki",
	"GTB Standard Time":              "Europe/Bucharest",
	"Turkey Standard Time":           "Europe/Istanbul",
	"Kaliningrad Standard Time":      "Europe/Kaliningrad",
	"Belarus Standard Time":          "Europe/Minsk",
	"Russian Standard Time":          "Europe/Moscow",
	"Azores Standard Time":           "Atlantic/Azores",
	"Morocco Standard Time":          "Africa/Casablanca",
	"Israel Standard Time":           "Asia/Jerusalem",
	"Eastern Standard Time":          "America/New_York",
	"Central Standard Time":          "America/Chicago",
	"Mountain Standard Time":         "America/Denver",
	"Pacific Standard Time":          "America/Los_Angeles",
	"China Standard Time":            "Asia/Shanghai",
	"Tokyo Standard Time":            "Asia/Tokyo",
	"India Standard Time":            "Asia/Kolkata",

	"(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna": "Europe/Berlin",
	"(GMT+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna": "Europe/Berlin",
	"(UTC+01:00) Brussels, Copenhagen, Madrid, Paris":              "Europe/Paris",
	"(GMT+01:00) Brussels, Copenhagen, Madrid, Paris":              "Europe/Paris",
	"(UTC+00:00) Dublin, Edinburgh, Lisbon, London":                "Europe/London",
	"(GMT) Greenwich Mean Time: Dublin, Edinburgh, Lisbon, London": "Europe/London",
}
