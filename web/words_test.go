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
