package web

import (
	"net/http"

	"marke/facilities"
)

// agreementsView is what the partners agreed and what the use of things costs, to read.
type agreementsView struct {
	Page
	Groups []agreementGroup
}

// agreementGroup is one facility's part.
type agreementGroup struct {
	Facility   facilities.Facility
	Agreements []agreementLine
	Tariffs    []tariffLine
}

// agreementLine is one version with its three keys side by side.
type agreementLine struct {
	Agreement facilities.Agreement
	Issuer    string
	InForce   bool
	Shares    []shareLine
	Sums      [3]int64
}

// shareLine is one partner's waardelen in the three keys.
type shareLine struct {
	Partner              string
	Capacity, Cost, Risk int64
}

// tariffLine is one published price with the words for whom it holds.
type tariffLine struct {
	Tariff   facilities.Tariff
	Resource string
	Whom     string
}

// agreements shows every facility's agreement and tariffs to those who keep the books or represent a partner.
func (v *visit) agreements() error {
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	r := rightsOf(v.actor)
	if !r.Controls && !r.Represents && !r.Manages {
		return facilities.Errorf(facilities.Forbidden, "forbidden")
	}
	view := agreementsView{Page: v.page("web.agreements.title")}
	for _, f := range openFacilities(cat) {
		group := agreementGroup{Facility: f}
		current, _ := cat.AgreementOf(f.ID, facilities.DateOf(v.now.In(cat.Zone(f.ID))))
		for _, a := range cat.Agreements {
			if a.Facility == f.ID {
				group.Agreements = append(group.Agreements, agreementOf(a, a.ID == current.ID, cat))
			}
		}
		for _, res := range cat.ResourcesOf(f.ID) {
			group.Tariffs = append(group.Tariffs, v.tariffsOf(cat, res)...)
		}
		view.Groups = append(view.Groups, group)
	}
	return v.render(http.StatusOK, "agreements", view)
}

// agreementOf lays the three keys of a version side by side, by partner.
func agreementOf(a facilities.Agreement, inForce bool, cat *facilities.Catalogue) agreementLine {
	line := agreementLine{Agreement: a, InForce: inForce}
	issuer, _ := cat.Partner(a.Issuer)
	line.Issuer = issuer.Name
	for _, p := range cat.Partners {
		share := shareLine{p.Name, unitsOf(a.Capacity, p.ID), unitsOf(a.Cost, p.ID), unitsOf(a.Risk, p.ID)}
		if share.Capacity+share.Cost+share.Risk > 0 {
			line.Shares = append(line.Shares, share)
			line.Sums[0] += share.Capacity
			line.Sums[1] += share.Cost
			line.Sums[2] += share.Risk
		}
	}
	return line
}

func unitsOf(key []facilities.Share, partner facilities.PartnerID) int64 {
	for _, s := range key {
		if s.Partner == partner {
			return s.Units
		}
	}
	return 0
}

// tariffsOf are the prices of a resource that hold today or later.
func (v *visit) tariffsOf(cat *facilities.Catalogue, r facilities.Resource) []tariffLine {
	today := facilities.DateOf(v.now.In(cat.Zone(r.Facility)))
	var out []tariffLine
	for _, t := range cat.Tariffs {
		if t.Resource != r.ID || !t.Until.IsZero() && !today.Before(t.Until) {
			continue
		}
		whom := v.texts.Say("web.tariff.everybody")
		switch {
		case t.Guest:
			whom = v.texts.Say("web.tariff.guests")
		case t.Kind != "":
			whom = v.texts.Say("web.partner_kind." + string(t.Kind))
		}
		if t.Phase != "" {
			whom += ", " + v.texts.Say("web.phase."+string(t.Phase))
		}
		out = append(out, tariffLine{t, r.Name, whom})
	}
	return out
}
