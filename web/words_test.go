package web

import (
	"testing"

	"marke/facilities"
	"marke/facilities/texts"
)

// TestEveryComputedKeyHasWords looks up the messages whose keys are put together at run
// time, which no reading of the source can find.
func TestEveryComputedKeyHasWords(t *testing.T) {
	keys := map[string][]string{
		"web.approval.":     {"auto", "manager"},
		"web.verdict.":      {"auto", "manager"},
		"web.downtime.":     {"outage", "maintenance", "closure"},
		"web.level.":        {"none", "basic", "expert", "trainer"},
		"web.person_state.": {"asked", "invited", "active", "blocked", "erased"},
		"web.role.":         {"manager", "trainer", "controller", "representative", "admin"},
		"web.phase.":        {"start", "innovation", "market"},
		"web.feed.":         {"mine", "partner", "facility", "resource"},
		"web.scope.":        {"read", "write"},
		"web.lives.":        {"30", "90", "365", "0"},
		"web.demo.":         {"engineer", "engineer2", "manager", "partner", "controller", "admin"},
		"web.quote.":        {"use", "use_peak", "setup", "operator", "minimum"},
		"web.repeat.":       {"daily", "weekly", "fortnightly"},
		"web.risk.":         {"some"},
		"web.missing.":      {"some"},
		"web.booking.":      {"person", "by", "partner", "project", "companion", "process", "sample", "order_number", "decide_by", "checked_in", "checked_out", "note", "override"},
		"web.rule.":         {"approval", "operated", "capacity", "qualification", "shortest", "longest", "grid", "notice", "horizon", "setup", "cleanup", "cancel_free", "two_persons", "dangerous", "no_guests"},
		"web.done.":         doneMessages,
		"web.objective.":    {"fair_first", "satisfaction"},
		"web.preference.p":  {"100", "70", "40"},
		"web.hour_kind.":    {"settlement", "trade", "year_end", "outage"},
		"web.trades.":       {"from", "to", "gives", "takes", "note"},
		"web.trade_state.":  {"proposed", "agreed", "done", "declined", "withdrawn", "lapsed"},
		"web.replan_state.": {"proposed", "applied", "rejected", "stale"},
		"web.round.":        {"facility", "pool", "period", "deadline", "grid", "objective", "published"},
		"web.request.":      {"partner", "person", "project", "rank", "length", "together", "order_number", "confidential"},
	}
	for _, s := range facilities.States {
		keys["web.state."] = append(keys["web.state."], string(s))
	}
	for _, k := range facilities.ResourceKinds {
		keys["web.kind."] = append(keys["web.kind."], string(k))
		keys["web.kinds."] = append(keys["web.kinds."], string(k))
	}
	for _, k := range facilities.PartnerKinds {
		keys["web.partner_kind."] = append(keys["web.partner_kind."], string(k))
	}
	for _, s := range facilities.RoundStates {
		keys["web.round_state."] = append(keys["web.round_state."], string(s))
	}
	for _, s := range facilities.RequestStates {
		keys["web.request_state."] = append(keys["web.request_state."], string(s))
	}
	for prefix, ends := range keys {
		for _, end := range ends {
			for _, lang := range texts.Languages {
				if !texts.For(lang).Has(prefix + end) {
					t.Errorf("%s%s has no words in %s", prefix, end, lang)
				}
			}
		}
	}
}
