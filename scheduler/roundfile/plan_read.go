package roundfile

import (
	"fmt"
	"maps"
	"slices"

	"marke/scheduler"
)

// misuse finds a number that no plan has: it would be read as something else.
func (w *planWire) misuse() (path, wrong string) {
	certificates := map[string]*certificateWire{"certificate.unit": &w.Certificate, "fairness_certificate.unit": w.Fair}
	for _, path := range []string{"certificate.unit", "fairness_certificate.unit"} {
		if c := certificates[path]; c != nil && c.Unit != 0 && c.Unit != priceUnit {
			return path, fmt.Sprintf("%d is not %d: prices are in ten-thousandths", c.Unit, priceUnit)
		}
	}
	if w.Steps < 0 {
		return "steps", fmt.Sprintf("%d is below 0", w.Steps)
	}
	return "", ""
}

// plan turns the shape of a file into a plan; path is the number that is none.
func (w *planWire) plan() (plan *scheduler.RoundPlan, path string, ok bool) {
	plan = &scheduler.RoundPlan{Steps: w.Steps, Seed: w.Seed, Fairness: w.Fairness, Fairest: w.Fairest, Certificate: w.Certificate.certificate(), Proof: w.Proof.proof()}
	if plan.Objective, ok = parts(string(w.Objective), 4); !ok {
		return nil, "objective", false
	}
	if plan.Bound, ok = limitParts(string(w.Bound)); !ok {
		return nil, "bound", false
	}
	if w.FairnessBound != nil {
		plan.FairnessBound = *w.FairnessBound
	}
	if w.Fair != nil {
		fair := w.Fair.certificate()
		plan.FairnessCertificate = &fair
	}
	for _, x := range w.Placements {
		plan.Placements = append(plan.Placements, scheduler.RoundPlacement(x))
	}
	for i, r := range w.Refused {
		refusal := scheduler.RoundRefusal{Request: r.Request}
		for k := range r.Reasons {
			reason, path, ok := r.Reasons[k].reason()
			if !ok {
				return nil, fmt.Sprintf("refused[%d].reasons[%d].%s", i, k, path), false
			}
			refusal.Reasons = append(refusal.Reasons, reason)
		}
		plan.Refused = append(plan.Refused, refusal)
	}
	for i, q := range w.Partners {
		partner := scheduler.RoundPartnerResult{ID: q.ID}
		for _, pool := range slices.Sorted(maps.Keys(q.Targets)) {
			result := scheduler.RoundPoolResult{Pool: pool, Target: q.Targets[pool]}
			if result.PlacedHundredths, ok = parts(string(q.Placed[pool]), 2); !ok {
				return nil, fmt.Sprintf("partners[%d].placed[%q]", i, pool), false
			}
			if result.Price, ok = parts(string(q.Price[pool]), 4); !ok {
				return nil, fmt.Sprintf("partners[%d].price[%q]", i, pool), false
			}
			partner.Pools = append(partner.Pools, result)
		}
		plan.Partners = append(plan.Partners, partner)
	}
	return plan, "", true
}

func (w *certificateWire) certificate() scheduler.RoundCertificate {
	var c scheduler.RoundCertificate
	for _, x := range w.Requests {
		c.Requests = append(c.Requests, scheduler.RoundPrice(x))
	}
	for _, x := range w.Slots {
		c.Slots = append(c.Slots, scheduler.RoundSlotPrice(x))
	}
	for _, x := range w.Targets {
		c.Targets = append(c.Targets, scheduler.RoundPoolPrice(x))
	}
	for _, x := range w.Order {
		c.Order = append(c.Order, scheduler.RoundOrderPrice(x))
	}
	for _, x := range w.Together {
		c.Together = append(c.Together, scheduler.RoundPrice(x))
	}
	for _, x := range w.Limits {
		c.Limits = append(c.Limits, scheduler.RoundPrice(x))
	}
	for _, x := range w.Gates {
		c.Gates = append(c.Gates, scheduler.RoundGatePrice(x))
	}
	if w.Work != nil {
		c.Work = (*scheduler.RoundWork)(w.Work)
	}
	for _, x := range w.Nogoods {
		nogood := scheduler.RoundNogood{EndsBy: -1, From: x.From}
		if x.EndsBy != nil {
			nogood.EndsBy = *x.EndsBy
		}
		for _, y := range x.Starts {
			nogood.Starts = append(nogood.Starts, scheduler.RoundStarts(y))
		}
		c.Nogoods = append(c.Nogoods, nogood)
	}
	return c
}

// parts reads a decimal as a number of parts of a power of ten.
func parts(text string, places int) (int64, bool) {
	n, seen, negative, digits := int64(0), -1, false, 0
	for i, c := range text {
		switch {
		case c == '-' && i == 0:
			negative = true
		case c == '.' && seen < 0 && digits > 0:
			seen = 0
		case c >= '0' && c <= '9' && seen < places && n < 1<<59:
			n = 10*n + int64(c-'0')
			digits++
			if seen >= 0 {
				seen++
			}
		case c == '0' && seen >= places:
		default:
			return 0, false
		}
	}
	for range places - max(seen, 0) {
		if n >= 1<<59 {
			return 0, false
		}
		n *= 10
	}
	if negative {
		n = -n
	}
	return n, digits > 0
}
