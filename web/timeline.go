package web

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"marke/facilities"
	"marke/facilities/texts"
	"marke/facilities/useroffice"
	"marke/scheduler/interval"
)

// laneHeight and laneGap measure the rows of a timeline, scarceLane the strip under them that shows where requests found no place, in CSS pixels.
const (
	laneHeight = 30
	laneGap    = 3
	scarceLane = 9
)

// timeline is one row of a board as its template draws it: an SVG whose places are
// in percent, because a policy without inline styles leaves no other way.
type timeline struct {
	Height   int
	Closed   []bar
	Down     []downBar
	Rounds   []roundBar
	Free     []freeBar
	Entries  []entry
	Scarce   []scarceBar
	Now      float64
	ShowsNow bool
}

// downBar is an outage, maintenance or closure.
type downBar struct {
	bar
	Kind facilities.DowntimeKind
	Says string
}

// roundBar is time that an allocation round divides.
type roundBar struct {
	bar
	URL, Says string
}

// scarceBar is time that requests wanted in vain. Where several did, bars lie over each other and the colour deepens.
type scarceBar struct {
	bar
	Says string
}

// freeBar is free time that can be booked with a click.
type freeBar struct {
	bar
	URL  string
	Says string
}

// entry is a booking on a timeline. Without a URL the reader may not open it.
type entry struct {
	bar
	Y, Height int
	Class     string
	InUse     bool
	URL       string
	Short     string // written in the bar
	Says      string // read aloud, and shown on hovering
}

// drawer draws the rows of one board.
type drawer struct {
	axis   axis
	texts  *texts.Texts
	actor  facilities.Actor
	now    time.Time
	hourly bool // free time is offered by the hour, otherwise as it is
	states map[facilities.State]string
	busy   string             // for what the reader may know nothing of
	rounds []facilities.Round // whose time cannot be booked in the ordinary way
}

func (v *visit) drawer(a axis, hourly bool) drawer {
	d := drawer{axis: a, texts: v.texts, actor: v.actor, now: v.now, hourly: hourly, states: map[facilities.State]string{}, busy: v.texts.Say("web.board.busy")}
	for _, s := range facilities.States {
		d.states[s] = v.texts.Say("web.state." + string(s))
	}
	return d
}

// label is what may be written on a booking.
func (d drawer) label(e useroffice.Seen) string {
	if e.Sight == facilities.SeeBusy {
		return d.busy
	}
	return entryLabel(d.texts, e)
}

// row draws one resource's time.
func (d drawer) row(r facilities.Resource, open []facilities.Span, down []facilities.Downtime, entries []useroffice.Seen) timeline {
	lanes, count := lanesOf(entries)
	t := timeline{Height: count*(laneHeight+laneGap) + laneGap}
	for i, e := range entries {
		t.Entries = append(t.Entries, d.entries(e, laneGap+lanes[i]*(laneHeight+laneGap))...)
	}
	for _, s := range d.closed(open) {
		t.Closed = append(t.Closed, d.axis.bars(s)...)
	}
	for _, x := range down {
		for _, b := range d.axis.bars(facilities.Span{Start: x.Start, End: x.End}) {
			t.Down = append(t.Down, downBar{b, x.Kind, d.downSays(x)})
		}
	}
	t.Rounds = d.divided(r, open)
	for _, s := range d.undivided(r, freeOf(r, open, down, entries, d.now)) {
		t.Free = append(t.Free, d.free(r, s)...)
	}
	t.Now, t.ShowsNow = d.axis.at(d.now)
	return t
}

func (d drawer) downSays(x facilities.Downtime) string {
	return d.texts.Say("web.downtime."+string(x.Kind)) + ": " + x.Reason
}

// lanesOf puts entries that overlap under each other and says how many lanes that takes.
func lanesOf(entries []useroffice.Seen) (lane []int, count int) {
	var ends []time.Time
	for _, e := range entries {
		place := slices.IndexFunc(ends, func(end time.Time) bool { return !end.After(e.Use.Start) })
		if place < 0 {
			place = len(ends)
			ends = append(ends, time.Time{})
		}
		ends[place] = e.Use.End
		lane = append(lane, place)
	}
	return lane, max(1, len(ends))
}

// entries draws one booking: a bar a day.
func (d drawer) entries(e useroffice.Seen, y int) []entry {
	var out []entry
	for _, b := range d.axis.bars(e.Use) {
		drawn := entry{bar: b, Y: y, Height: laneHeight, Class: entryClass(e, d.actor), InUse: e.State == facilities.StateInUse, Short: d.label(e)}
		drawn.Says = d.texts.Span(e.Use, d.axis.zone) + " · " + drawn.Short + " · " + d.states[e.State]
		if e.Sight == facilities.SeeAll {
			drawn.URL = "/" + d.texts.Lang() + "/bookings/" + string(e.ID)
		}
		out = append(out, drawn)
	}
	return out
}

// entryLabel is what may be written on a booking: its title and person, the partner, or that it is taken.
func entryLabel(t *texts.Texts, e useroffice.Seen) string {
	switch e.Sight {
	case facilities.SeeAll:
		if e.Title != "" && e.PersonName != "" {
			return e.Title + " · " + e.PersonName
		}
		if known := cmp.Or(e.Title, e.PersonName, e.PartnerName); known != "" {
			return known
		}
		return t.Say("web.board.taken")
	case facilities.SeePartner:
		if e.PartnerName != "" {
			return e.PartnerName
		}
		return t.Say("web.board.taken")
	}
	return t.Say("web.board.busy")
}

// entryClass names a booking's look: its state, and whose it is.
func entryClass(e useroffice.Seen, actor facilities.Actor) string {
	classes := []string{"entry", "is-" + string(e.State)}
	switch {
	case e.Sight == facilities.SeeBusy:
		classes = append(classes, "of-nobody")
	case actor.Known() && (e.Person == actor.Person.ID || e.Booking.With(actor.Person.ID)):
		classes = append(classes, "of-me")
	case e.Sight == facilities.SeeAll && e.Partner == actor.Person.Partner:
		classes = append(classes, "of-us")
	default:
		classes = append(classes, "of-others")
	}
	return strings.Join(classes, " ")
}

// closed is what of the axis is not open.
func (d drawer) closed(open []facilities.Span) []facilities.Span {
	if len(d.axis.stretches) == 0 {
		return nil
	}
	first, last := d.axis.stretches[0], d.axis.stretches[len(d.axis.stretches)-1]
	shut := interval.AppendComplement(nil, ticksOf(open), interval.Span{From: first.Start.Unix(), To: last.End.Unix()})
	return spansOf(shut)
}

// free offers a free span, cut at the hours, with links to a prefilled booking form.
func (d drawer) free(r facilities.Resource, s facilities.Span) []freeBar {
	var out []freeBar
	for _, stretch := range d.axis.stretches {
		part := facilities.Span{Start: latest(s.Start, stretch.Start), End: earliest(s.End, stretch.End)}
		for !part.Empty() {
			piece := part
			if d.hourly {
				piece.End = earliest(part.End, nextHour(part.Start, d.axis.zone))
			}
			if b, ok := stretch.clip(piece); ok {
				out = append(out, freeBar{b, bookURL(d.texts.Lang(), r.ID, piece.Start), r.Name + " " + piece.Start.In(d.axis.zone).Format("15:04")})
			}
			part.Start = piece.End
		}
	}
	return out
}

// divided draws the open time of a resource that a round divides.
func (d drawer) divided(r facilities.Resource, open []facilities.Span) []roundBar {
	var out []roundBar
	for _, round := range d.rounds {
		if !round.Reserves() || !round.Covers(r) {
			continue
		}
		for _, s := range within(open, round.Period) {
			for _, b := range d.axis.bars(s) {
				out = append(out, roundBar{b, "/" + d.texts.Lang() + "/rounds/" + string(round.ID), d.texts.Say("web.round_hint.working", "name", round.Name)})
			}
		}
	}
	return out
}

// undivided is what is left of free time when that of the rounds is taken out.
func (d drawer) undivided(r facilities.Resource, free []facilities.Span) []facilities.Span {
	var kept []facilities.Span
	for _, round := range d.rounds {
		if round.Reserves() && round.Covers(r) {
			kept = append(kept, round.Period)
		}
	}
	if len(kept) == 0 {
		return free
	}
	return spansOf(interval.AppendSubtraction(nil, ticksOf(free), ticksOf(kept)))
}

// bookURL is the booking form for a resource, from a moment on.
func bookURL(lang string, r facilities.ResourceID, start time.Time) string {
	url := "/" + lang + "/bookings/new?resource=" + string(r)
	if !start.IsZero() {
		url += "&start=" + start.UTC().Format("2006-01-02T15:04Z")
	}
	return url
}

// freeOf is the time from now on in which at least one unit can be had.
func freeOf(r facilities.Resource, open []facilities.Span, down []facilities.Downtime, entries []useroffice.Seen, now time.Time) []facilities.Span {
	if r.Archived {
		return nil
	}
	free := ticksOf(open)
	var blocked interval.Set
	for _, d := range down {
		end := d.End
		if end.IsZero() {
			end = now.AddDate(10, 0, 0)
		}
		blocked = append(blocked, interval.Span{From: d.Start.Unix(), To: end.Unix()})
	}
	blocked = append(blocked, interval.Span{From: 0, To: now.Truncate(15 * time.Minute).Add(15 * time.Minute).Unix()})
	blocked = append(blocked, full(r.Capacity, entries)...)
	return spansOf(interval.AppendSubtraction(nil, free, interval.Normalise(blocked)))
}

// full is the time in which bookings hold all units of a resource.
func full(capacity int64, entries []useroffice.Seen) []interval.Span {
	type edge struct{ at, units int64 }
	var edges []edge
	for _, e := range entries {
		if !e.State.Consumes() {
			continue
		}
		span := e.Occupied
		if span.Empty() {
			span = e.Use
		}
		units := max(1, e.Units)
		edges = append(edges, edge{span.Start.Unix(), units}, edge{span.End.Unix(), -units})
	}
	slices.SortFunc(edges, func(a, b edge) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.units, b.units)) })
	var out []interval.Span
	var held, since int64
	for _, e := range edges {
		before := held
		held += e.units
		switch {
		case before < capacity && held >= capacity:
			since = e.at
		case before >= capacity && held < capacity && since < e.at:
			out = append(out, interval.Span{From: since, To: e.at})
		}
	}
	return out
}

// ticksOf turns spans into the scheduler's, in seconds of Unix time.
func ticksOf(spans []facilities.Span) interval.Set {
	set := make([]interval.Span, 0, len(spans))
	for _, s := range spans {
		set = append(set, interval.Span{From: s.Start.Unix(), To: s.End.Unix()})
	}
	return interval.Normalise(set)
}

func spansOf(set interval.Set) []facilities.Span {
	out := make([]facilities.Span, 0, len(set))
	for _, s := range set {
		out = append(out, facilities.Span{Start: time.Unix(s.From, 0).UTC(), End: time.Unix(s.To, 0).UTC()})
	}
	return out
}

// nextHour is the next instant at which the wall clock shows a whole hour.
func nextHour(t time.Time, zone *time.Location) time.Time {
	local := t.In(zone)
	return t.Add(time.Hour - time.Duration(local.Minute())*time.Minute - time.Duration(local.Second())*time.Second)
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earliest(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
