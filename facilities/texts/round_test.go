package texts

import (
	"strings"
	"testing"
	"time"

	"marke/scheduler"
)

// everyReason makes a reason of each code, with all that it may come with.
func everyReason() []scheduler.RoundReason {
	var out []scheduler.RoundReason
	gone := []scheduler.RoundPlacement{{Request: "r7", Start: 4}}
	for _, code := range scheduler.ReasonCodes {
		r := scheduler.RoundReason{
			Code: code, Resource: "press", Span: scheduler.RoundSpan{From: 8, To: 24}, Limit: "quota", Requests: []string{"r1", "r2"},
			Displace: gone, Worth: 1_250_000, Price: 20_000, Gain: 15_000,
		}
		switch code {
		case scheduler.ReasonNeverFits:
			for _, rule := range scheduler.ReasonRules {
				r.Rule = rule
				out = append(out, r)
			}
			continue
		case scheduler.ReasonWouldFit:
			for _, kind := range scheduler.ChangeKinds {
				r.Change = &scheduler.RoundChange{Kind: kind, From: 8, To: 24, Earlier: 4, Resource: "mill", Units: 2, Duration: 8, Shorter: 2}
				out = append(out, r)
			}
			later := *r.Change
			later.Kind, later.Earlier, later.Later = scheduler.ChangeWindow, 0, 4
			r.Change = &later
			out = append(out, r)
			both := later
			both.Earlier = 4
			r.Change = &both
			out = append(out, r)
			continue
		}
		out = append(out, r, r.ForPartner(func(string) bool { return false }))
	}
	return out
}

func TestEveryReasonOfARoundHasWordsInBothLanguages(t *testing.T) {
	for _, r := range everyReason() {
		key, params := r.Words()
		for _, lang := range Languages {
			said := For(lang).Reason(key, params, RoundPeriod{Grid: 15 * time.Minute})
			if strings.HasPrefix(said, "reason.") || strings.Contains(said, "<no value>") {
				t.Errorf("%s, %s: %q", lang, key, said)
			}
		}
	}
}

func TestAReasonForAPartnerNamesNobodyElse(t *testing.T) {
	for _, r := range everyReason() {
		key, _ := r.Words()
		if strings.Contains(key, "would_fit") || strings.Contains(key, "never_fits") {
			continue // speak of nobody else
		}
		mine := r.ForPartner(func(id string) bool { return id == "r1" })
		key, params := mine.Words()
		said := For("en").Reason(key, params, RoundPeriod{Grid: 15 * time.Minute})
		for _, secret := range []string{"r2", "r7", "125", "1 placement"} {
			if strings.Contains(said, secret) {
				t.Errorf("a partner reads %q in %q", secret, said)
			}
		}
	}
}

func TestReasonShowsSlotsAsTimesAndNamesForIDs(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	r := scheduler.RoundReason{
		Code: scheduler.ReasonCrowded, Resource: "press", Span: scheduler.RoundSpan{From: 30, To: 100}, Worth: 12_345_600, Price: 12_345_000, Gain: -5_000,
		Displace: []scheduler.RoundPlacement{{Request: "r1"}, {Request: "r2"}},
	}
	key, params := r.Words()
	name := func(id string) string { return map[string]string{"press": "Pers 3"}[id] }
	numbered := RoundPeriod{Grid: 15 * time.Minute, Name: name}
	dated := numbered
	dated.Start, dated.Zone = time.Date(2026, 11, 23, 0, 0, 0, 0, zone), zone
	for _, c := range []struct {
		lang string
		in   RoundPeriod
		want string
	}{
		{"nl", numbered, "Pers 3 is bezet dag 1 07:30 – dag 2 01:00. Daarvoor zouden 2 plaatsingen moeten wijken, samen 1.234,56 punten waard. Dat zou 1.234,50 punten kosten en -0,50 opleveren."},
		{"en", dated, "Pers 3 is taken Mon 23 Nov 07:30 – Tue 24 Nov 01:00. 2 placements, together worth 1,234.56 points, would have to go. That would cost 1,234.50 points and bring -0.50."},
	} {
		if got := For(c.lang).Reason(key, params, c.in); got != c.want {
			t.Errorf("%s: %q, want %q", c.lang, got, c.want)
		}
	}
	if got := For("nl").SlotSpan(0, 96, numbered); got != "dag 1 00:00–24:00" {
		t.Errorf("a whole day is %q", got)
	}
}
