package ledger

import (
	"slices"

	"marke/facilities"
	"marke/facilities/money"
)

// LayerKind says who pays a layer of a loss.
type LayerKind string

// The kinds of layer, in the order in which they answer.
const (
	LayerUser     LayerKind = "user"     // the liable user's deductible
	LayerPartners LayerKind = "partners" // all partners, by the risk key
	LayerInsurer  LayerKind = "insurer"
	LayerReserve  LayerKind = "reserve" // what the others left, as far as the partners' reserve goes
)

var layerOrder = []LayerKind{LayerUser, LayerPartners, LayerInsurer, LayerReserve}

// Layer is one layer of the agreement: up to Limit in excess of Excess of each loss, and in a calendar year not more than
// Annual (zero: no such limit). The reserve has no Excess: it takes what is left.
type Layer struct {
	Kind   LayerKind
	Limit  money.Cents
	Excess money.Cents
	Annual money.Cents
	// Caps bound single partners' parts of one loss, in the partners' layer. What a cap cuts off stays uncovered by that layer,
	// unless Redistribute lets the others carry it by their shares.
	Caps         []Part
	Redistribute bool
}

// takes is the layer's part of a loss: min(limit, max(0, loss − excess)), the excess-of-loss layer of reinsurance.
func (l Layer) takes(loss money.Cents) money.Cents { return min(l.Limit, max(0, loss-l.Excess)) }

// capOf is the most that a partner carries of one loss.
func (l Layer) capOf(p facilities.PartnerID) money.Cents {
	for _, c := range l.Caps {
		if c.Partner == p {
			return c.Amount
		}
	}
	return money.Uncapped
}

// checkLayers refuses layers out of order, twice, without a limit, or overlapping (a euro would be recovered twice).
// A gap between layers is allowed, and shows as uncovered.
func checkLayers(location, row string, layers []Layer) error {
	rank, end := -1, money.Cents(0)
	for _, l := range layers {
		place := slices.Index(layerOrder, l.Kind)
		bad := place <= rank || l.Limit <= 0 || l.Limit > amountMax || l.Excess < 0 || l.Excess > amountMax || l.Annual < 0 ||
			l.Kind != LayerReserve && l.Excess < end || l.Kind == LayerReserve && l.Excess != 0 ||
			l.Kind != LayerPartners && (len(l.Caps) > 0 || l.Redistribute)
		for i, c := range l.Caps {
			bad = bad || c.Amount < 0 || slices.ContainsFunc(l.Caps[:i], func(o Part) bool { return o.Partner == c.Partner })
		}
		if bad {
			return facilities.BadField(location, "ledger_layers", "row", row, "layer", string(l.Kind))
		}
		rank, end = place, l.Excess+l.Limit
	}
	return nil
}
