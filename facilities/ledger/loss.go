package ledger

import (
	"marke/facilities"
	"marke/facilities/money"
)

// Loss is an incident led through the layers. What all parts take and Uncovered add up to the incident's amount.
type Loss struct {
	Incident  Incident
	Agreement facilities.AgreementID
	Parts     []LayerPart
	Uncovered money.Cents // for the committee to decide about; never dropped
}

// LayerPart is what one layer pays.
type LayerPart struct {
	Kind     LayerKind
	Amount   money.Cents
	Partners []Part      // of the user's and the partners' layer
	Capped   money.Cents // cut off by the partners' caps
	Annual   money.Cents // cut off by the layer's limit for the year
}

// Absorb leads an incident through the layers of the agreement version of its day.
//
//   - Each layer takes min(limit, max(0, loss − excess)), less what the year's earlier losses used of its annual limit.
//   - The user's deductible falls on the liable user; when nobody is liable, on the partners by the risk key.
//   - The partners' layer is split by the risk key; a capped partner's rest is uncovered by the layer, or redistributed where the agreement says so.
//   - With intent or gross negligence the liable user bears all of it, without a cap.
//   - The reserve pays last, of whatever the others left, up to its limit and to what it holds.
//
// earlier are the losses of the same facility that were absorbed before, in any order; reserve is what the partners' reserve holds.
func Absorb(i Incident, versions []Terms, earlier []Loss, reserve money.Cents) (Loss, error) {
	t, found := TermsOn(versions, i.Day)
	row := string(i.ID)
	if !found {
		return Loss{}, facilities.BadField("incidents["+row+"].day", "ledger_no_agreement", "row", row, "day", i.Day.String())
	}
	if err := i.Check(t.Currency); err != nil {
		return Loss{}, err
	}
	if err := checkLayers("terms["+string(t.Agreement.ID)+"].layers", string(t.Agreement.ID), t.Layers); err != nil {
		return Loss{}, err
	}
	out := Loss{Incident: i, Agreement: t.Agreement.ID}
	if i.Fault.unlimited() {
		out.Parts = []LayerPart{{Kind: LayerUser, Amount: i.Amount, Partners: []Part{{i.User, i.Amount}}}}
		return out, nil
	}
	left := i.Amount
	for _, l := range t.Layers {
		takes := l.takes(i.Amount)
		if l.Kind == LayerReserve {
			takes = min(l.Limit, left, max(0, reserve))
		}
		part := LayerPart{Kind: l.Kind, Amount: takes}
		if l.Annual > 0 {
			part.Amount = min(takes, max(0, l.Annual-usedInYear(earlier, i, l.Kind)))
			part.Annual = takes - part.Amount
		}
		if err := part.divide(l, i, t.Agreement.Risk); err != nil {
			return Loss{}, err
		}
		left -= part.Amount
		if takes > 0 {
			out.Parts = append(out.Parts, part)
		}
	}
	out.Uncovered = left
	return out, nil
}

// usedInYear sums what a layer paid for other incidents of the year.
func usedInYear(losses []Loss, i Incident, kind LayerKind) (sum money.Cents) {
	for _, l := range losses {
		if l.Incident.Facility != i.Facility || l.Incident.Day.Year != i.Day.Year || l.Incident.ID == i.ID {
			continue
		}
		for _, p := range l.Parts {
			if p.Kind == kind {
				sum += p.Amount
			}
		}
	}
	return sum
}

// divide says which partners pay a layer's part, and lowers the part by what caps cut off.
func (p *LayerPart) divide(l Layer, i Incident, risk []facilities.Share) (err error) {
	switch {
	case l.Kind == LayerUser && i.User != "":
		p.Partners = []Part{{i.User, p.Amount}}
	case l.Kind == LayerUser:
		p.Partners, err = SplitBy(p.Amount, risk)
	case l.Kind == LayerPartners:
		return p.divideCapped(l, risk)
	}
	return err
}

func (p *LayerPart) divideCapped(l Layer, risk []facilities.Share) error {
	ordered, units := unitsOf(risk)
	caps := make([]money.Cents, len(ordered))
	for i, s := range ordered {
		caps[i] = l.capOf(s.Partner)
	}
	amounts, uncovered, err := money.SplitCapped(p.Amount, units, caps)
	if err == nil && !l.Redistribute {
		amounts, err = money.Split(p.Amount, units)
		uncovered = 0
		for i, amount := range amounts {
			amounts[i] = min(amount, caps[i])
			uncovered += amount - amounts[i]
		}
	}
	if err != nil {
		return err
	}
	for i, s := range ordered {
		p.Partners = append(p.Partners, Part{s.Partner, amounts[i]})
	}
	p.Amount, p.Capped = p.Amount-uncovered, uncovered
	return nil
}

// Entry books a loss on a day: every partner's part, the insurer, the reserve and what is uncovered, against the suppliers
// who repair it or the partner who suffered it. moves is false when there is nothing to book: who suffered it bears all of it.
func (l Loss) Entry(on facilities.Date) (e Entry, moves bool, err error) {
	i := l.Incident
	account := func(kind AccountKind, p facilities.PartnerID) Account {
		return Account{Kind: kind, Facility: i.Facility, Partner: p}
	}
	var d draft
	for _, part := range l.Parts {
		for _, p := range part.Partners {
			d.add(account(Unbilled, p.Partner), p.Amount)
		}
		switch part.Kind {
		case LayerInsurer:
			d.add(account(Insurer, ""), part.Amount)
		case LayerReserve:
			d.add(account(Reserve, ""), part.Amount)
		}
	}
	d.add(account(Uncovered, ""), l.Uncovered)
	if i.Claimant != "" {
		d.add(account(Unbilled, i.Claimant), -i.Amount)
	} else {
		d.add(account(Creditors, ""), -i.Amount)
	}
	e = Entry{ID: EntryID(string(i.Facility) + "/loss/" + string(i.ID)), Kind: EntryLoss, Posted: on, Currency: i.Currency,
		Origin:   Origin{Service: i.Day, Booking: i.Booking, Incident: i.ID, Agreement: l.Agreement, Note: i.Note},
		Postings: d.settled()}
	if len(e.Postings) == 0 {
		return Entry{}, false, nil
	}
	return e, true, e.Check()
}
