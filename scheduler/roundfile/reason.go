package roundfile

import (
	"encoding/json"
	"io"

	"marke/scheduler"
)

// The shapes of a refusal and its reasons, as they are written.
type (
	refusalWire struct {
		Request string       `json:"request"`
		Reasons []reasonWire `json:"reasons"`
	}
	reasonWire struct {
		Code     string          `json:"code"`
		Message  string          `json:"message"`
		Rule     string          `json:"rule,omitempty"`
		Resource string          `json:"resource,omitempty"`
		From     *int64          `json:"from,omitempty"`
		To       *int64          `json:"to,omitempty"`
		Limit    string          `json:"limit,omitempty"`
		Requests []string        `json:"requests,omitempty"`
		Place    []placementWire `json:"place,omitempty"`
		Displace []placementWire `json:"displace,omitempty"`
		Worth    json.Number     `json:"worth,omitempty"`
		Price    json.Number     `json:"price,omitempty"`
		Gain     json.Number     `json:"gain,omitempty"`
		Change   *changeWire     `json:"change,omitempty"`
	}
	changeWire struct {
		Kind     string `json:"kind"`
		Mode     int    `json:"mode"`
		Start    int64  `json:"start"`
		Touches  int64  `json:"touches"`
		Window   *int   `json:"window,omitempty"`
		From     *int64 `json:"from,omitempty"`
		To       *int64 `json:"to,omitempty"`
		Earlier  int64  `json:"earlier,omitempty"`
		Later    int64  `json:"later,omitempty"`
		Claim    *int   `json:"claim,omitempty"`
		Resource string `json:"resource,omitempty"`
		Units    int64  `json:"units,omitempty"`
		Duration int64  `json:"duration,omitempty"`
		Shorter  int64  `json:"shorter,omitempty"`
	}
)

// WriteRefused writes refusals as an object with one list, refused, in the form that
// a plan has them.
func WriteRefused(to io.Writer, refused []scheduler.RoundRefusal, words Words) error {
	w := struct {
		Refused []refusalWire `json:"refused"`
	}{[]refusalWire{}}
	for i := range refused {
		w.Refused = append(w.Refused, refusalToWire(&refused[i], words))
	}
	return encode(to, &w)
}

func refusalToWire(r *scheduler.RoundRefusal, words Words) refusalWire {
	w := refusalWire{Request: r.Request, Reasons: []reasonWire{}}
	for i := range r.Reasons {
		w.Reasons = append(w.Reasons, reasonToWire(&r.Reasons[i], words))
	}
	return w
}

func reasonToWire(r *scheduler.RoundReason, words Words) reasonWire {
	w := reasonWire{
		Code: string(r.Code), Message: words(r), Rule: string(r.Rule), Resource: r.Resource, Limit: r.Limit, Requests: r.Requests,
		Worth: some(r.Worth), Price: some(r.Price), Gain: some(r.Gain),
	}
	if r.Span != (scheduler.RoundSpan{}) {
		w.From, w.To = &r.Span.From, &r.Span.To
	}
	for _, x := range r.Place {
		w.Place = append(w.Place, placementWire(x))
	}
	for _, x := range r.Displace {
		w.Displace = append(w.Displace, placementWire(x))
	}
	if x := r.Change; x != nil {
		w.Change = &changeWire{
			Kind: string(x.Kind), Mode: x.Mode, Start: x.Start, Touches: x.Touches, Earlier: x.Earlier, Later: x.Later,
			Resource: x.Resource, Units: x.Units, Duration: x.Duration, Shorter: x.Shorter,
		}
		switch x.Kind {
		case scheduler.ChangeWindow:
			w.Change.Window, w.Change.From, w.Change.To = &x.Window, &x.From, &x.To
		case scheduler.ChangeResource, scheduler.ChangeUnits:
			w.Change.Claim = &x.Claim
		}
	}
	return w
}

// some writes ten-thousandths; nothing for none.
func some(parts int64) json.Number {
	if parts == 0 {
		return ""
	}
	return decimal(parts, 4)
}

// reason turns the shape of a file into a reason; path is the number that is none.
func (w *reasonWire) reason() (r scheduler.RoundReason, path string, ok bool) {
	r = scheduler.RoundReason{
		Code: scheduler.ReasonCode(w.Code), Rule: scheduler.ReasonRule(w.Rule), Resource: w.Resource, Limit: w.Limit, Requests: w.Requests,
	}
	if w.From != nil && w.To != nil {
		r.Span = scheduler.RoundSpan{From: *w.From, To: *w.To}
	}
	for _, x := range w.Place {
		r.Place = append(r.Place, scheduler.RoundPlacement(x))
	}
	for _, x := range w.Displace {
		r.Displace = append(r.Displace, scheduler.RoundPlacement(x))
	}
	for _, number := range []struct {
		path string
		text json.Number
		into *int64
	}{{"worth", w.Worth, &r.Worth}, {"price", w.Price, &r.Price}, {"gain", w.Gain, &r.Gain}} {
		if number.text == "" {
			continue
		}
		if *number.into, ok = parts(string(number.text), 4); !ok {
			return r, number.path, false
		}
	}
	if w.Change != nil {
		r.Change = w.Change.change()
	}
	return r, "", true
}

func (w *changeWire) change() *scheduler.RoundChange {
	x := &scheduler.RoundChange{
		Kind: scheduler.ChangeKind(w.Kind), Mode: w.Mode, Start: w.Start, Touches: w.Touches, Earlier: w.Earlier, Later: w.Later,
		Resource: w.Resource, Units: w.Units, Duration: w.Duration, Shorter: w.Shorter,
	}
	if w.Window != nil {
		x.Window = *w.Window
	}
	if w.From != nil && w.To != nil {
		x.From, x.To = *w.From, *w.To
	}
	if w.Claim != nil {
		x.Claim = *w.Claim
	}
	return x
}
