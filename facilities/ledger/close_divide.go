package ledger

import (
	"cmp"
	"maps"
	"slices"

	"marke/facilities"
	"marke/facilities/money"
)

// shareOut is one class of one year and agreement version, divided.
type shareOut struct {
	group   group
	class   Class
	key     []facilities.Share
	total   money.Cents // year to date, this close included
	earlier money.Cents // of that, from before this close
	parts   []sharePart
}

type sharePart struct {
	partner        facilities.PartnerID
	entitled       money.Cents // its part of the total
	before, amount money.Cents // charged before, and by this close
}

// divide charges the partners their part of every class. Per year of service and agreement version, the year-to-date total is
// divided by the key and what was charged before is taken off, so that cents do not drift:
//
//	amount(p) = Split(total to date, key)(p) − charged before(p)
func (c *closer) divide() error {
	sums := maps.Clone(c.Past.sums)
	for _, e := range c.out.Entries {
		g := group{e.Origin.year(), e.Origin.Agreement}
		for _, p := range e.Postings {
			switch p.Account.Kind {
			case PoolCost, TariffCost, Usage, Subsidy:
				sums[sourceSum{g, p.Account}] += p.Amount
			}
		}
	}
	groups := map[group]bool{}
	for s := range sums {
		groups[s.group] = true
	}
	current, inForce := TermsOn(c.Terms, c.Month.Last())
	if inForce {
		groups[group{c.Month.Year, current.Agreement.ID}] = true
	}
	for _, g := range slices.SortedFunc(maps.Keys(groups), func(a, b group) int {
		return cmp.Or(cmp.Compare(a.year, b.year), cmp.Compare(a.agreement, b.agreement))
	}) {
		i := slices.IndexFunc(c.Terms, func(t Terms) bool { return t.Agreement.ID == g.agreement })
		if i < 0 {
			return facilities.BadField("terms", "ledger_unknown", "row", string(g.agreement))
		}
		for _, class := range classes {
			var total, earlier money.Cents
			for _, source := range class.sources(c.Facility) {
				total += sums[sourceSum{g, source}]
				earlier += c.Past.sums[sourceSum{g, source}]
			}
			if class == ClassReserve {
				if !inForce || g != (group{c.Month.Year, current.Agreement.ID}) {
					continue
				}
				earlier = c.charged(g, class)
				total = earlier + current.Reserve.call(-c.Past.balances[c.account(Reserve, "")])
			} else if !class.divides(c.Terms[i], g.year, c.Month) {
				continue
			}
			if err := c.divideClass(g, class, c.Terms[i], total, earlier); err != nil {
				return err
			}
		}
	}
	return nil
}

// charged sums what a class charged the partners before.
func (c *closer) charged(g group, class Class) (sum money.Cents) {
	for s, amount := range c.Past.shared {
		if s.group == g && s.class == class {
			sum += amount
		}
	}
	return sum
}

func (c *closer) divideClass(g group, class Class, t Terms, total, earlier money.Cents) error {
	key := t.keyOf(class)
	parts, err := SplitBy(total, key)
	if err != nil {
		return err
	}
	out := shareOut{group: g, class: class, key: key, total: total, earlier: earlier}
	var d draft
	var posted money.Cents
	for _, p := range parts {
		before := c.Past.shared[share{g, class, p.Partner}]
		out.parts = append(out.parts, sharePart{p.Partner, p.Amount, before, p.Amount - before})
		d.add(c.account(Unbilled, p.Partner), p.Amount-before)
		posted += p.Amount - before
	}
	d.add(class.against(c.Facility), -posted)
	if len(d.settled()) == 0 {
		return nil
	}
	c.shares = append(c.shares, out)
	service := facilities.Date{Year: g.year, Month: 1, Day: 1} // the group's year; its costs have days of their own
	if t.Agreement.From.Year == g.year {
		service = t.Agreement.From
	}
	id := c.entryID("share", Month{g.year, 1}.String()[:4], string(g.agreement), string(class))
	return c.post(id, EntryShare, Origin{Service: service, Agreement: g.agreement, Class: class}, d)
}

// setOff sets advances off against what is owed, in the months in which the terms say so.
func (c *closer) setOff() error {
	t, inForce := TermsOn(c.Terms, c.Month.Last())
	if !inForce || t.SetOff == SetOffYearly && c.Month.Month != 12 {
		return nil
	}
	for _, partner := range c.Catalogue.Partners {
		advance := c.account(Advance, partner.ID)
		held := -c.Past.balances[advance]
		if held == 0 {
			continue
		}
		var d draft
		d.add(advance, held)
		d.add(c.account(Unbilled, partner.ID), -held)
		if err := c.post(c.entryID("set_off", string(partner.ID)), EntrySetOff, Origin{Service: c.Month.Last(), Agreement: t.Agreement.ID}, d); err != nil {
			return err
		}
	}
	return nil
}
