package web

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"marke/facilities"
	"marke/facilities/texts"
	"marke/facilities/useroffice"
)

// requestLine puts a request into words for a list.
func (v *visit) requestLine(r facilities.Round, request useroffice.SeenRequest, cat *facilities.Catalogue) requestLine {
	line := requestLine{Request: request, URL: "/" + v.lang + "/requests/" + string(request.ID), State: v.texts.Say("web.request_state." + string(request.State)),
		Long: v.texts.Hours(request.Duration())}
	var what []string
	for _, step := range request.Steps {
		what = append(what, stepSays(step, cat))
	}
	line.What = strings.Join(what, " → ")
	line.When = v.windowsSay(r, request.Windows, cat.Zone(r.Facility))
	line.Reasons = v.reasons(r, request.Refused, cat)
	for _, violation := range request.Violations {
		line.Reasons = append(line.Reasons, v.texts.Violation(violation, cat))
	}
	return line
}

// stepSays names the instruments that will do for a step, or what they must be able to do.
func stepSays(step facilities.RoundStep, cat *facilities.Catalogue) string {
	if step.Capability != "" {
		return step.Capability
	}
	var names []string
	for _, id := range step.Resources {
		r, _ := cat.Resource(id)
		names = append(names, r.Name)
	}
	if len(names) > 3 {
		return strings.Join(names[:2], ", ") + " +" + strconv.Itoa(len(names)-2)
	}
	return strings.Join(names, ", ")
}

func (v *visit) windowsSay(r facilities.Round, windows []facilities.RoundWindow, zone *time.Location) string {
	if len(windows) == 0 {
		return v.texts.Say("web.request.whole_period")
	}
	var out []string
	for _, w := range windows[:min(2, len(windows))] {
		out = append(out, windowSay(v.texts, w.Span, zone))
	}
	if len(windows) > 2 {
		out = append(out, v.texts.Say("web.request.more_windows", "count", len(windows)-2))
	}
	return strings.Join(out, "; ")
}

// windowSay is a window as its days when it is whole days, and as moments otherwise.
func windowSay(t *texts.Texts, s facilities.Span, zone *time.Location) string {
	midnight := func(at time.Time) bool { return facilities.DateOf(at.In(zone)).In(zone).Equal(at) }
	switch {
	case !midnight(s.Start) || !midnight(s.End):
		return t.Span(s, zone)
	case facilities.DateOf(s.Start.In(zone)).Next() == facilities.DateOf(s.End.In(zone)):
		return t.DayShort(s.Start, zone)
	}
	return daysSay(t, s, zone)
}

// reasons puts the reasons of a refusal into words; rules of booking are said as they are everywhere.
func (v *visit) reasons(r facilities.Round, reasons []facilities.RoundReason, cat *facilities.Catalogue) []string {
	var out []string
	add := func(says string) {
		if says != "" && !slices.Contains(out, says) {
			out = append(out, says)
		}
	}
	for _, reason := range reasons {
		for _, violation := range reason.Violations {
			add(v.texts.Violation(violation, cat))
		}
		add(useroffice.ReasonWords(v.texts, cat, r, reason))
	}
	return out
}

// percentSay writes parts per million as a percentage: "87,5 %".
func percentSay(t *texts.Texts, ppm int64) string {
	tenths := (ppm + 500) / 1000
	s := t.Number(tenths / 10)
	if rest := tenths % 10; rest != 0 {
		s += map[string]string{"nl": ",", "en": "."}[t.Lang()] + strconv.FormatInt(rest, 10)
	}
	return s + " %"
}

// proven says how far a plan can be from the best possible.
func (v *visit) proven(p facilities.RoundPlan) string {
	switch {
	case p.Proven():
		return v.texts.Say("web.plan.optimal")
	case p.Value == p.Bound: // but it is open whether one is fairer
		return v.texts.Say("web.plan.as_fair")
	case p.Value <= 0 || p.Bound <= p.Value:
		return v.texts.Say("web.plan.unproven")
	case (p.Bound-p.Value)*2000 < p.Bound: // it would be said as 0 %
		return v.texts.Say("web.plan.gap_small")
	}
	return v.texts.Say("web.plan.gap", "gap", percentSay(v.texts, (p.Bound-p.Value)*1_000_000/p.Bound))
}

// namesOf lists resources by name.
func resourceNames(resources []facilities.Resource) string {
	var names []string
	for _, r := range resources {
		names = append(names, r.Name)
	}
	return strings.Join(names, ", ")
}
