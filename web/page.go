package web

import (
	"slices"
	"strings"

	"marke/facilities"
	"marke/web/form"
)

// Page is what every page shows around its own part. Views embed it.
type Page struct {
	Lang, Other string // of this page, and the language that the switch leads to
	Switch      string // the same page in the other language
	Title       string
	Here        string     // address without the language
	Section     string     // of the navigation: "find", "board", …
	Done        string     // what has just been done, in words
	NotDone     []string   // what was wrong with what was posted to the page; see again
	posted      *form.Form // what that was
	Actor       facilities.Actor
	Rights      rights
	Bare        bool // without navigation and login
}

// rights say which parts of the navigation make sense for the reader; the verbs decide again.
type rights struct {
	Known, Manages, Trains, Controls, Represents, Admin bool
}

// People reports that there are people whom the reader looks after.
func (r rights) People() bool { return r.Manages || r.Trains || r.Represents || r.Admin }

func rightsOf(a facilities.Actor) rights {
	r := rights{Known: a.Known(), Admin: a.Known() && a.IsAdmin()}
	for _, role := range a.Person.Roles {
		switch role.Kind {
		case facilities.RoleManager:
			r.Manages = true
		case facilities.RoleTrainer:
			r.Trains = true
		case facilities.RoleController:
			r.Controls = true
		case facilities.RoleRepresentative:
			r.Represents = true
		}
	}
	r.Manages = r.Manages || r.Admin
	r.Controls = r.Controls || r.Admin
	return r
}

// page starts the view of a page whose title is a message, with params as Say takes them.
func (v *visit) page(title string, params ...any) Page {
	p := Page{Lang: v.lang, Other: other(v.lang), Title: v.texts.Say(title, params...), Here: v.here, Actor: v.actor, Rights: rightsOf(v.actor), NotDone: v.refused, posted: v.posted}
	p.Switch = "/" + p.Other + v.here
	p.Section = section(v.here)
	if done := v.Query("done"); slices.Contains(doneMessages, done) {
		p.Done = v.texts.Say("web.done." + done)
	}
	return p
}

func other(lang string) string {
	if lang == "nl" {
		return "en"
	}
	return "nl"
}

// section is the part of the navigation that a page belongs to.
func section(here string) string {
	path, _, _ := strings.Cut(here, "?")
	first, _, _ := strings.Cut(strings.Trim(path, "/"), "/")
	switch {
	case first == "" || first == "find":
		return "find"
	case first == "facilities" && strings.HasSuffix(path, "/settings"):
		return "settings"
	}
	switch first {
	case "requests", "trades", "replans":
		return "rounds"
	}
	return first
}

// doneMessages are the values of "done" in an address that stand for a message "web.done.<value>".
var doneMessages = []string{
	"booked", "requested", "booked_series", "cancelled", "cancelled_series", "moved", "move_requested", "approved", "declined",
	"checked_in", "checked_out", "quote_accepted", "withdrawn", "saved", "profile", "password", "logged_out", "reset_asked", "access_asked",
	"invited", "invited_again", "admitted", "refused", "granted", "revoked", "blocked", "unblocked", "feed_revoked", "token_revoked",
	"downtime_opened", "downtime_ended", "cause_named", "fault", "roles", "welcome", "erased",
	"month_closed", "accepted", "proposed", "settled", "decided", "invoiced", "credited", "paid",
	"round_opened", "round_closed", "round_reopened", "round_cancelled", "round_published", "round_offered", "offer_withdrawn", "night_done", "night_runs", "night_nothing", "pinned", "unpinned", "ordered",
	"request_added", "request_changed", "request_withdrawn", "requests_imported", "objected", "objection_answered",
	"trade_proposed", "trade_agreed", "trade_done", "trade_declined", "trade_withdrawn", "replan_applied", "replan_rejected",
}
