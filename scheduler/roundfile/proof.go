package roundfile

import "marke/scheduler"

// The shape of a proof by branching; see scheduler.RoundProof.
type (
	proofWire struct {
		Unit      int64       `json:"unit"`
		Cost      int64       `json:"cost,omitempty"`
		Resources []string    `json:"resources,omitempty"`
		Watches   []watchWire `json:"watches,omitempty"`
		Sets      []setWire   `json:"sets,omitempty"`
		Parts     []partWire  `json:"parts"`
	}
	watchWire struct {
		Earlier string  `json:"earlier"`
		Later   string  `json:"later"`
		GapMin  int64   `json:"gap_min"`
		Slots   []int64 `json:"slots"`
	}
	setWire struct {
		Partner string `json:"partner"`
		Pool    string `json:"pool"`
	}
	partWire struct {
		Kind    string  `json:"kind,omitempty"`
		Request string  `json:"request,omitempty"`
		Partner string  `json:"partner,omitempty"`
		Pool    string  `json:"pool,omitempty"`
		At      int64   `json:"at,omitempty"`
		Values  bool    `json:"values,omitempty"`
		Below   int     `json:"below,omitempty"`
		Prices  []int64 `json:"prices,omitempty"`
	}
)

func proofToWire(p *scheduler.RoundProof) *proofWire {
	if p == nil {
		return nil
	}
	w := &proofWire{Unit: 10_000, Cost: p.Cost, Resources: p.Resources, Parts: []partWire{}}
	for _, x := range p.Watches {
		w.Watches = append(w.Watches, watchWire(x))
	}
	for _, x := range p.Sets {
		w.Sets = append(w.Sets, setWire(x))
	}
	for _, x := range p.Parts {
		d := &x.Decision
		w.Parts = append(w.Parts, partWire{d.Kind, d.Request, d.Account.Partner, d.Account.Pool, d.At, x.Values, x.Below, x.Prices})
	}
	return w
}

func (w *proofWire) proof() *scheduler.RoundProof {
	if w == nil {
		return nil
	}
	p := &scheduler.RoundProof{Cost: w.Cost, Resources: w.Resources}
	for _, x := range w.Watches {
		p.Watches = append(p.Watches, scheduler.RoundWatch(x))
	}
	for _, x := range w.Sets {
		p.Sets = append(p.Sets, scheduler.RoundSet(x))
	}
	for _, x := range w.Parts {
		d := scheduler.RoundDecision{Kind: x.Kind, Request: x.Request, Account: scheduler.RoundSet{Partner: x.Partner, Pool: x.Pool}, At: x.At}
		p.Parts = append(p.Parts, scheduler.RoundPart{Decision: d, Values: x.Values, Prices: x.Prices, Below: x.Below})
	}
	return p
}
