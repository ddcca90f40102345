package scheduler

import "fmt"

// verifiedGate is a gate of a certificate: see RoundGatePrice.
type verifiedGate struct {
	request  int
	from, to int64
	price    int64
}

// priceGates puts the gates at their instruments.
func (b *boundProof) priceGates() (total int64, err error) {
	for _, x := range b.prices.Gates {
		request, known := b.requests[x.Request]
		resource, there := b.resources[x.Resource]
		if !known || !there || !b.single[resource] || x.Price < 0 || x.From < 0 || x.From >= x.To || x.To > b.p.Slots {
			return 0, fmt.Errorf("the price of a gate of %s on %s is not as it should be", x.Request, x.Resource)
		}
		if !countable(x.Price, 1) {
			return 0, errPrices
		}
		if total += x.Price; !countable(total, 1) {
			return 0, errPrices
		}
		b.gates[resource] = append(b.gates[resource], verifiedGate{request, x.From, x.To, x.Price})
	}
	return total, nil
}

// tolls is what holds of a request of so many slots pay at the gates of an
// instrument, by where they begin; nil when they pay nothing.
func (b *boundProof) tolls(resource, request int, long int64) []int64 {
	var row []int64
	for _, g := range b.gates[resource] {
		first, last := g.to-long, g.from // those that hold the whole span
		if request == g.request {
			first, last = g.from-long+1, g.to-1 // those that hold some of it
		}
		if first, last = max(first, 0), min(last, b.p.Slots-1); first > last {
			continue
		}
		if row == nil {
			row = make([]int64, b.p.Slots+1)
		}
		row[first] += g.price
		row[last+1] -= g.price
	}
	sum := int64(0)
	for t, step := range row {
		sum += step
		row[t] = sum
	}
	return row
}
