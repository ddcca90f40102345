package useroffice

import (
	"strings"

	"marke/facilities"
	"marke/facilities/texts"
)

// ReasonWords says one reason for a refusal in a language. Rules of booking are said by the violations that the reason carries; then the
// answer is empty.
func ReasonWords(t *texts.Texts, c *facilities.Catalogue, round facilities.Round, r facilities.RoundReason) string {
	if r.Words.Key == "" {
		return ""
	}
	return t.Reason(r.Words.Key, r.Words.Params, texts.RoundPeriod{Start: round.Period.Start, Grid: round.Grid(), Zone: c.Zone(round.Facility),
		Name: func(id string) string { return reasonName(t, c, r.Words, id) }})
}

// reasonName is what a reason calls one of the problem's things.
func reasonName(t *texts.Texts, c *facilities.Catalogue, words facilities.RoundWords, id string) string {
	if title, known := words.Titles[id]; known {
		return title
	}
	if r, known := c.Resource(facilities.ResourceID(id)); known {
		return r.Name
	}
	switch kind, rest, _ := strings.Cut(id, ":"); kind {
	case "person":
		return t.Say("round.somebody")
	case "quota":
		quota, _, _ := strings.Cut(rest, "/")
		for _, q := range c.Quotas {
			if string(q.ID) == quota {
				return t.Say("round.quota", "scope", string(q.Scope), "period", string(q.Period), "max", t.Hours(q.Max))
			}
		}
	}
	return id
}
