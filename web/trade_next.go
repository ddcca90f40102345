package web

import (
	"slices"
	"strings"
	"time"

	"marke/facilities"
	"marke/facilities/useroffice"
)

// tradeNext says of a trade that is not over who has to say yes, and until when.
func (v *visit) tradeNext(t useroffice.SeenTrade, facility facilities.Facility, zone *time.Location) string {
	if !t.State.Open() {
		return ""
	}
	var who string
	switch {
	case t.State == facilities.TradeAgreed && t.Accepts:
		who = v.texts.Say("web.trade_next.you_last")
	case t.State == facilities.TradeAgreed:
		who = v.texts.Say("web.trade_next.manager", "facility", facility.Name)
	case t.Accepts && t.Managed:
		who = v.texts.Say("web.trade_next.you", "facility", facility.Name)
	case t.Accepts:
		who = v.texts.Say("web.trade_next.you_last")
	default:
		key := "web.trade_next.partner"
		if t.Minutes == 0 && (t.Taken != nil || t.Round != "") {
			key = "web.trade_next.person" // whoever has the other booking, or the request, may say it too
		}
		who = v.texts.Say(key, "partner", t.ToName)
		if t.Managed {
			who = join(who, v.texts.Say("web.trade_next.then_manager", "facility", facility.Name))
		}
	}
	switch {
	case t.Round != "":
		return join(who, v.texts.Say("web.trade_next.while_offered", "round", t.RoundName))
	case !t.Until.IsZero():
		return join(who, v.texts.Say("web.trade_next.until", "when", moment(v.texts, t.Until, zone)))
	}
	return who
}

// tradeAfter says to whoever has just acted on a trade where it is seen, or what became of it.
func (v *visit) tradeAfter(t useroffice.SeenTrade) string {
	switch {
	case t.State.Open():
		return v.texts.Say("web.trade_next.where")
	case t.State != facilities.TradeDone:
		return v.texts.Say("web.trade_next.told")
	case t.Round != "":
		return v.texts.Say("web.trade_next.in_draft", "round", t.RoundName)
	case t.Gives == "" && t.Takes == "":
		return v.texts.Say("web.trade_next.hours_moved")
	}
	return v.texts.Say("web.trade_next.moved")
}

// join puts sentences behind each other, without those that are empty.
func join(sentences ...string) string {
	return strings.Join(slices.DeleteFunc(sentences, func(s string) bool { return s == "" }), " ")
}
