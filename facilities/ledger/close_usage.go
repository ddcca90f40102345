package ledger

import (
	"cmp"
	"slices"

	"marke/facilities"
)

// postUsage charges every settled use that is due.
func (c *closer) postUsage() error {
	uses := make([]*Use, len(c.Uses))
	for i := range c.Uses {
		uses[i] = &c.Uses[i]
	}
	slices.SortFunc(uses, func(a, b *Use) int { return cmp.Compare(a.Booking.ID, b.Booking.ID) })
	projects := map[facilities.ProjectID]facilities.Project{}
	for _, p := range c.Projects {
		projects[p.ID] = p
	}
	c.out.Charges = slices.Grow(c.out.Charges, len(uses))
	c.out.Entries = slices.Grow(c.out.Entries, len(uses))
	end := c.Month.Next().First().In(c.prices.zone)
	for i, u := range uses {
		if err := u.Check(c.Facility); err != nil {
			return err
		}
		b := u.Booking
		row := string(b.ID)
		if i > 0 && uses[i-1].Booking.ID == b.ID {
			return facilities.BadField("usage["+row+"]", "ledger_twice", "row", row)
		}
		month := MonthOf(c.prices.serviceDay(b))
		posted, was := c.Past.charged[b.ID]
		if c.Month.Before(month) || !c.Past.due(posted, was, c.closed) {
			continue
		}
		if !b.State.Ended() {
			if b.Use.End.Before(end) && b.State.Consumes() {
				c.find(FindUnsettled, row, b.Quote.Total)
			}
			continue
		}
		if err := c.postUse(u, projects); err != nil {
			return err
		}
	}
	return nil
}

func (c *closer) postUse(u *Use, projects map[facilities.ProjectID]facilities.Project) error {
	b := u.Booking
	row := string(b.ID)
	location := "usage[" + row + "]"
	if !charges(u) {
		return nil
	}
	day := c.prices.serviceDay(b)
	k := &chargeable{use: u, units: 1}
	var known bool
	var err error
	if k.terms, err = c.termsOn(day, location, row); err != nil {
		return err
	}
	if k.partner, known = c.Catalogue.Partner(b.Partner); !known {
		return facilities.BadField(location+".partner", "ledger_unknown", "row", row)
	}
	if k.resource, known = c.Catalogue.Resource(b.Resource); !known {
		return facilities.BadField(location+".resource", "ledger_unknown", "row", row)
	}
	if k.project, known = projects[b.Project]; !known && b.Project != "" {
		return facilities.BadField(location+".project", "ledger_unknown", "row", row)
	}
	for _, claim := range b.Claims {
		if claim.Resource == b.Resource {
			k.units = claim.Units
		} else if other, _ := c.Catalogue.Resource(claim.Resource); other.Kind == facilities.Operator {
			k.operators += claim.Units
		}
	}
	var published, found bool
	k.tariff, published, found = c.prices.tariffOf(b.Resource, day, k.partner, k.project.Phase)
	if !published {
		c.find(FindFree, row, 0)
	} else if !found {
		return facilities.BadField(location, "ledger_tariff_gap", "row", row, "resource", string(b.Resource), "day", day.String())
	} else if k.tariff.Currency != c.Currency {
		return facilities.BadField("tariffs["+string(k.tariff.ID)+"].currency", "ledger_currency", "row", string(k.tariff.ID), "currency", k.tariff.Currency, "book", c.Currency)
	}
	charge, err := c.prices.charge(k)
	if err != nil || charge.Total == 0 {
		return err
	}
	if charge.Total < 0 || charge.Total > amountMax {
		return facilities.BadField(location, "ledger_use_amount", "row", row)
	}
	if MonthOf(day).Before(c.Month) {
		c.find(FindLate, row, charge.Total)
	}
	if charge.Total != charge.Quoted {
		c.find(FindDiffers, row, charge.Total-charge.Quoted)
	}
	c.out.Charges = append(c.out.Charges, charge)
	var d draft
	for _, p := range charge.Parts {
		if _, known := c.Catalogue.Partner(p.Partner); !known {
			return facilities.BadField("projects["+string(b.Project)+"]", "ledger_unknown", "row", string(b.Project))
		}
		d.add(c.account(Unbilled, p.Partner), p.Amount)
	}
	d.add(c.account(Usage, ""), -charge.Total)
	return c.post(c.entryID("usage", row), EntryUsage,
		Origin{Service: day, Booking: b.ID, Project: b.Project, Tariff: charge.Tariff, Agreement: charge.Agreement}, d)
}

// charges reports that a use can come to an amount at all.
func charges(u *Use) bool {
	switch u.Booking.State {
	case facilities.StateCompleted, facilities.StateAborted, facilities.StateMissed:
		return true
	case facilities.StateCancelled:
		return u.Late || len(u.Consumed) > 0
	}
	return false
}
