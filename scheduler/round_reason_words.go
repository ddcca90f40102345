package scheduler

import "strings"

// Words gives what a reason is to be said with: the key of its message, after
// "reason.", and the message's parameters. Their names say what they are, so that a
// language can show them: from and to are slots, by and left are numbers of slots,
// price, worth and gain are ten-thousandths of a unit of value, units is a number,
// count is a number that words agree with, resource, limit and requests are ids.
func (r *RoundReason) Words() (key string, params map[string]any) {
	key = underscored(string(r.Code))
	params = map[string]any{}
	if r.Resource != "" {
		params["resource"] = r.Resource
	}
	if r.Limit != "" {
		params["limit"] = r.Limit
	}
	if len(r.Requests) > 0 {
		params["requests"] = r.Requests
	}
	if r.Span != (RoundSpan{}) {
		params["from"], params["to"] = r.Span.From, r.Span.To
	}
	switch r.Code {
	case ReasonNeverFits:
		key += "." + string(r.Rule)
	case ReasonCrowded, ReasonLimit, ReasonPinned, ReasonChain:
		params["price"], params["gain"] = r.Price, r.Gain
		if len(r.Displace) > 0 {
			key += ".named"
			params["count"], params["worth"] = len(r.Displace), r.Worth
		} else {
			key += ".priced"
		}
	case ReasonNotWorth:
		if params["gain"] = r.Gain; r.Gain > 0 { // the plan was made by hand, or in haste
			key += ".room"
		}
	case ReasonPredecessor, ReasonTogether:
		if len(r.Requests) == 0 {
			key += ".unnamed"
		} else {
			key += ".named"
		}
	case ReasonWouldFit:
		key += "." + r.Change.words(params)
	}
	return key, params
}

// words adds the parameters of a change and gives the last part of its key.
func (x *RoundChange) words(params map[string]any) string {
	switch x.Kind {
	case ChangeWindow:
		params["from"], params["to"] = x.From, x.To
		switch {
		case x.Later == 0:
			params["by"] = x.Earlier
			return "earlier"
		case x.Earlier == 0:
			params["by"] = x.Later
			return "later"
		}
		params["by"] = x.Earlier + x.Later
		return "wider"
	case ChangeDuration:
		params["by"], params["left"] = x.Shorter, x.Duration
		return "shorter"
	case ChangeUnits:
		params["resource"], params["units"] = x.Resource, x.Units
		return "units"
	default:
		params["resource"] = x.Resource
		return "resource"
	}
}

func underscored(code string) string { return strings.ReplaceAll(code, "-", "_") }
