package web

import (
	"net/http"
	"strconv"

	"marke/facilities"
	"marke/web/form"
)

// policyView is how a facility runs its rounds, trades and re-planning.
type policyView struct {
	Page
	Form     *form.Form
	Facility facilities.Facility
	Faults   []fault
}

// roundPolicy shows the settings.
func (v *visit) roundPolicy() error {
	facility, err := v.managed(facilities.FacilityID(v.Param("id")))
	if err != nil {
		return err
	}
	p, err := v.office.RoundPolicy(v.ctx(), v.actor, v.now, facility.ID)
	if err != nil {
		return err
	}
	f := form.New(nil)
	for name, holds := range map[string]bool{"publish_rolling": p.PublishRolling, "trade_freely": p.TradeFreely, "trade_gifts": p.TradeGifts} {
		if holds {
			f.Set(name, "yes")
		}
	}
	f.Set("trade_most", wholeHours(p.TradeMost))
	f.Set("overdraft", wholeHours(p.Overdraft))
	f.Set("imminent", wholeHours(p.Imminent))
	f.Set("version", strconv.FormatInt(p.Version, 10))
	return v.showPolicy(http.StatusOK, f, facility)
}

// saveRoundPolicy changes them.
func (v *visit) saveRoundPolicy() error {
	facility, err := v.managed(facilities.FacilityID(v.Param("id")))
	if err != nil {
		return err
	}
	f, err := v.form()
	if err != nil {
		return err
	}
	p := facilities.RoundPolicy{Facility: facility.ID, PublishRolling: f.Is("publish_rolling", "yes"), TradeFreely: f.Is("trade_freely", "yes"), TradeGifts: f.Is("trade_gifts", "yes"),
		TradeMost: hoursTyped(f, "trade_most"), Overdraft: hoursTyped(f, "overdraft"), Imminent: hoursTyped(f, "imminent"), Version: f.Version()}
	if f.OK() {
		_, err = v.office.SaveRoundPolicy(v.ctx(), v.actor, v.now, p)
	}
	if f.Take(err, map[string]string{"trade_most_minutes": "trade_most", "overdraft_minutes": "overdraft", "imminent_minutes": "imminent"}) || !f.OK() {
		return v.showPolicy(http.StatusUnprocessableEntity, f, facility)
	}
	if err != nil {
		return err
	}
	return v.to("/facilities/"+string(facility.ID)+"/round-policy", "saved")
}

func (v *visit) showPolicy(status int, f *form.Form, facility facilities.Facility) error {
	v.here = "/facilities/" + string(facility.ID) + "/round-policy"
	view := policyView{Page: v.page("web.policy.title", "facility", facility.Name), Form: f, Facility: facility, Faults: v.labelledFaults(f, func(name string) string { return "web.policy." + name })}
	view.Section = "board"
	return v.render(status, "round_policy", view)
}
