package ledger

import "marke/facilities"

// chargeable is one use with what its price depends on, looked up.
type chargeable struct {
	use       *Use
	partner   facilities.Partner
	project   facilities.Project
	terms     *Terms
	tariff    facilities.Tariff
	resource  facilities.Resource
	units     int64
	operators int64
	reserved  facilities.Quote
}

func (p *prices) quoteOf(c *chargeable, span facilities.Span) facilities.Quote {
	return p.quote(c.tariff, c.resource, span, c.units, c.operators, c.partner)
}

// charge prices a settled use: what was reserved, used or the larger of both as the terms say; a percentage of the reserved
// price when it was cancelled late or missed; time lost to an outage of the facility never. A zero total means that there is nothing to charge.
func (p *prices) charge(c *chargeable) (Charge, error) {
	b := c.use.Booking
	out := Charge{Booking: b.ID, Resource: b.Resource, Project: b.Project, Partner: b.Partner, State: b.State, Service: p.serviceDay(b),
		Span: b.Use, Agreement: c.terms.Agreement.ID, Tariff: c.tariff.ID, OrderNumber: b.OrderNumber}
	c.reserved = p.quoteOf(c, b.Use)
	if b.Quote.Unpriced || b.Quote.Currency == "" {
		out.differ(DiffUnpriced, c.reserved.Total)
	} else {
		out.Quoted = b.Quote.Total
		out.differ(DiffTariff, c.reserved.Total-b.Quote.Total)
	}
	switch {
	case b.State == facilities.StateCompleted:
		p.chargeUse(c, &out)
	case b.State == facilities.StateAborted:
		p.chargeAborted(c, &out)
	case b.State == facilities.StateCancelled && c.use.Late:
		p.chargeFee(c, &out, LineLate, DiffLate, c.terms.Usage.LatePercent)
	case b.State == facilities.StateMissed:
		p.chargeFee(c, &out, LineNoShow, DiffNoShow, c.terms.Usage.NoShowPercent)
	default:
		return Charge{}, nil
	}
	if err := p.chargeConsumed(c, &out); err != nil {
		return Charge{}, err
	}
	key := c.project.Partners
	if len(key) == 0 {
		key = []facilities.Share{{Partner: b.Partner, Units: 1}}
	}
	if err := checkKey("projects["+string(b.Project)+"]", string(b.Project), key); err != nil {
		return Charge{}, err
	}
	var err error
	out.Parts, err = SplitBy(out.Total, key)
	return out, err
}

// serviceDay is the local day on which a booking starts: it picks tariff, agreement version and month.
func (p *prices) serviceDay(b facilities.Booking) facilities.Date {
	return facilities.DateOf(b.Use.Start.In(p.zone))
}

// chargeUse prices a use that ended as it should. When nobody checked in, the reserved time stands for the used one.
func (p *prices) chargeUse(c *chargeable, out *Charge) {
	quote := c.reserved
	if used := c.use.used(); c.terms.Usage.Basis != BasisReserved && !c.use.Booking.CheckedIn.IsZero() {
		if q := p.quoteOf(c, used); c.terms.Usage.Basis == BasisUsed || q.Total > quote.Total {
			quote, out.Span = q, used
		}
	}
	out.differ(DiffUsed, quote.Total-c.reserved.Total)
	before := out.Total
	p.addWithoutOutage(c, out, quote)
	out.differ(DiffOutage, out.Total-before-quote.Total)
}

// addWithoutOutage adds a quote's lines, and takes off what of its time fell in an outage. A use that an outage cut
// into owes no minimum.
func (p *prices) addWithoutOutage(c *chargeable, out *Charge, quote facilities.Quote) {
	holes := p.down(c.use.Booking, out.Span)
	for _, l := range quote.Lines {
		if l.Kind != "minimum" || len(holes) == 0 {
			out.add(ChargeLine{Kind: l.Kind, Minutes: l.Minutes, Rate: l.Rate, Amount: l.Amount})
		}
	}
	lost := p.pricedTime(c, holes)
	for _, l := range quote.Lines {
		if gone, some := lost[l.Kind]; some {
			out.add(ChargeLine{Kind: LineOutage, Minutes: -gone.Minutes, Rate: l.Rate, Amount: -min(gone.Amount, l.Amount)})
		}
	}
}

// pricedTime sums what spans cost, by kind of line; lines that do not depend on time are left out.
func (p *prices) pricedTime(c *chargeable, spans []facilities.Span) map[string]facilities.QuoteLine {
	sums := map[string]facilities.QuoteLine{}
	for _, s := range spans {
		for _, l := range p.quoteOf(c, s).Lines {
			if l.Minutes > 0 {
				sum := sums[l.Kind]
				sums[l.Kind] = facilities.QuoteLine{Kind: l.Kind, Minutes: sum.Minutes + l.Minutes, Rate: l.Rate, Amount: sum.Amount + l.Amount}
			}
		}
	}
	return sums
}

// chargeAborted prices a use that a fault ended: the time used within what was reserved, and nothing besides.
func (p *prices) chargeAborted(c *chargeable, out *Charge) {
	out.Span = clip(c.use.used(), c.use.Booking.Use)
	if out.Span.Empty() {
		out.Span = facilities.Span{Start: c.use.Booking.Use.Start, End: c.use.Booking.Use.Start}
	}
	quote := p.quoteOf(c, out.Span)
	quote.Lines = timeLines(quote.Lines)
	p.addWithoutOutage(c, out, quote)
	out.differ(DiffAborted, out.Total-c.reserved.Total)
}

func timeLines(lines []facilities.QuoteLine) []facilities.QuoteLine {
	var out []facilities.QuoteLine
	for _, l := range lines {
		if l.Minutes > 0 {
			out = append(out, l)
		}
	}
	return out
}

// chargeFee prices a slot that was not used: a percentage of its reserved price, less the time that somebody else used after
// all. When the facility was down in any part of it, nothing.
func (p *prices) chargeFee(c *chargeable, out *Charge, line, code string, percent int64) {
	if len(p.down(c.use.Booking, out.Span)) > 0 {
		out.differ(DiffOutage, -c.reserved.Total)
		return
	}
	base := c.reserved.Total
	var taken []facilities.Span
	for _, s := range c.use.Taken {
		taken = append(taken, clip(s, out.Span))
	}
	for _, l := range c.reserved.Lines {
		base -= min(p.pricedTime(c, joined(taken))[l.Kind].Amount, l.Amount)
	}
	out.add(ChargeLine{Kind: line, Amount: perCent(base, percent)})
	out.differ(code, out.Total-c.reserved.Total)
}

// chargeConsumed adds what was consumed, at the prices of the day.
func (p *prices) chargeConsumed(c *chargeable, out *Charge) error {
	before := out.Total
	for _, used := range c.use.Consumed {
		item, found := Consumable{}, false
		for _, known := range p.consumables[used.Item] {
			if known.holds(out.Service) && (!found || item.From.Before(known.From)) {
				item, found = known, true
			}
		}
		row := string(out.Booking)
		if !found || item.Price < 0 {
			return facilities.BadField("usage["+row+"].consumed", "ledger_consumable_gap", "row", row, "item", string(used.Item), "day", out.Service.String())
		}
		if item.Currency != c.terms.Currency {
			return facilities.BadField("consumables["+string(item.ID)+"].currency", "ledger_currency", "row", string(item.ID), "currency", item.Currency, "book", c.terms.Currency)
		}
		out.add(ChargeLine{Kind: LineConsumable, Rate: item.Price, Item: item.ID, Quantity: used.Quantity, Amount: perThousand(used.Quantity, item.Price)})
	}
	out.differ(DiffConsumables, out.Total-before)
	return nil
}
