package useroffice

import (
	"testing"

	"marke/facilities"
	"marke/facilities/texts"
	"marke/scheduler"
)

// violationSamples is one violation of every rule, with the parameters that snapshot.params gives it.
func violationSamples() []facilities.Violation {
	s := &snapshot{catalogue: facilities.NewCatalogue(facilities.Catalogue{Quotas: []facilities.Quota{{ID: "q", Scope: facilities.PerProject, Period: facilities.PerWeek}}}),
		person: facilities.Person{ID: "erik", Partner: "alfa"}, companions: []facilities.Person{{ID: "eva", Name: "Eva", Partner: "alfa"}, {ID: "bob", Name: "Bob", Partner: "beta"}}}
	n := &numbers{people: numbered([]facilities.PersonID{"bob", "erik", "eva"}), quotas: numbered([]facilities.QuotaID{"q"}), materials: numbered([]string{"gold"})}
	var out []facilities.Violation
	for _, rule := range scheduler.Codes {
		for variant := int64(0); variant <= 3; variant++ {
			v := scheduler.Violation{Code: rule.Code, Limit: 90, Actual: variant, Person: scheduler.PersonID(variant), Quota: 1, Material: 1, Reason: scheduler.AccessReason(variant)}
			out = append(out, violationsOf(s, n, "sem", []scheduler.Violation{v})...)
		}
	}
	return out
}

func TestPeopleOfOtherPartnersAreNotNamed(t *testing.T) {
	named := map[string]bool{}
	for _, v := range violationSamples() {
		if name, ok := v.Params["person"].(string); ok {
			named[name] = true
		}
	}
	if !named["Eva"] || named["Bob"] || len(named) != 1 {
		t.Errorf("named: %v, want Eva alone", named)
	}
}

func TestEveryStateSaysWhyNot(t *testing.T) {
	for _, state := range facilities.States {
		for _, lang := range texts.Languages {
			if err := notNow(facilities.Booking{State: state}, facilities.ActMove).(*facilities.Error); !texts.For(lang).Has("error." + err.Key) {
				t.Errorf("%s: %q of %s has no words", lang, err.Key, state)
			}
		}
	}
}
