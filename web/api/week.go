package api

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"marke/facilities"
)

// OpenHours is one stretch of a week, in the facility's wall-clock time.
type OpenHours struct {
	Weekday string `json:"weekday" enum:"monday,tuesday,wednesday,thursday,friday,saturday,sunday" doc:"api.doc.weekday"`
	From    string `json:"from" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$" doc:"api.doc.clock_from"`
	Until   string `json:"until" pattern:"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$" doc:"api.doc.clock_until"`
}

// PrimeHours is a stretch of a week whose hours weigh more (or less) than 100 %.
type PrimeHours struct {
	OpenHours
	Percent int `json:"percent" minimum:"0" maximum:"1000" doc:"api.doc.percent"`
}

// weekdays in the order of time.Weekday.
var weekdays = []string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}

func clock(minutes int) string { return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60) }

// minutes reads what the schema's pattern has let through.
func minutes(clock string) int {
	hours, _ := strconv.Atoi(clock[:2])
	rest, _ := strconv.Atoi(clock[3:])
	return hours*60 + rest
}

func openHours(day time.Weekday, from, until int) OpenHours {
	return OpenHours{weekdays[day], clock(from), clock(until)}
}

func (h OpenHours) parts() (day time.Weekday, from, until int) {
	return time.Weekday(slices.Index(weekdays, h.Weekday)), minutes(h.From), minutes(h.Until)
}

func hoursView(list []facilities.Hours) []OpenHours {
	out := []OpenHours{}
	for _, h := range list {
		out = append(out, openHours(h.Weekday, h.From, h.Until))
	}
	return out
}

func hours(list []OpenHours) []facilities.Hours {
	var out []facilities.Hours
	for _, h := range list {
		day, from, until := h.parts()
		out = append(out, facilities.Hours{Weekday: day, From: from, Until: until})
	}
	return out
}

func primeView(list []facilities.Prime) []PrimeHours {
	out := []PrimeHours{}
	for _, p := range list {
		out = append(out, PrimeHours{openHours(p.Weekday, p.From, p.Until), p.Percent})
	}
	return out
}

func prime(list []PrimeHours) []facilities.Prime {
	var out []facilities.Prime
	for _, p := range list {
		day, from, until := p.parts()
		out = append(out, facilities.Prime{Weekday: day, From: from, Until: until, Percent: p.Percent})
	}
	return out
}

// inMinutes shows a length of time.
func inMinutes(d time.Duration) int64 { return int64(d / time.Minute) }

// ofMinutes reads one.
func ofMinutes(n int64) time.Duration { return time.Duration(n) * time.Minute }
