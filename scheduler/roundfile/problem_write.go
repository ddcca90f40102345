package roundfile

import (
	"bufio"
	"encoding/json"
	"io"

	"marke/scheduler"
)

// WriteProblem writes a problem in the form marke.problem/1. ReadProblem gives it back as it was, apart from what
// is nil and what is empty.
func WriteProblem(to io.Writer, p *scheduler.RoundProblem) error {
	w := problemWire{Format: problemFormat, GridMinutes: p.GridMinutes, Slots: p.Slots,
		Objective: objectiveWire{Kind: string(p.Objective.Kind)}, Resources: []resourceWire{}, Partners: []partnerWire{}, Requests: []requestWire{}}
	if p.Objective.ShortfallCostHundredths != 0 {
		w.Objective.ShortfallCost = decimal(p.Objective.ShortfallCostHundredths, 2)
	}
	for i := range p.Resources {
		w.Resources = append(w.Resources, resourceOf(&p.Resources[i]))
	}
	for _, q := range p.Partners {
		partner := partnerWire{ID: q.ID, Targets: map[string]int64{}}
		for _, t := range q.Targets {
			partner.Targets[t.Pool] = t.Slots
		}
		w.Partners = append(w.Partners, partner)
	}
	for i := range p.Requests {
		w.Requests = append(w.Requests, requestOf(&p.Requests[i]))
	}
	for _, l := range p.Limits {
		w.Limits = append(w.Limits, limitWire{l.Name, l.Requests, l.Max})
	}
	for _, x := range p.Pinned {
		w.Pinned = append(w.Pinned, placementWire(x))
	}
	for _, x := range p.Previous {
		w.Previous = append(w.Previous, previousWire{placementWire(x.RoundPlacement), x.MoveCost, x.DropCost})
	}
	out := bufio.NewWriter(to)
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", " ")
	if err := encoder.Encode(w); err != nil {
		return err
	}
	return out.Flush()
}

func resourceOf(r *scheduler.RoundResource) resourceWire {
	w := resourceWire{ID: r.ID, Capacity: r.Capacity, Pool: r.Pool}
	for _, s := range r.Closed {
		w.Closed = append(w.Closed, [2]int64{s.From, s.To})
	}
	for _, l := range r.Levels {
		w.Levels = append(w.Levels, [3]int64{l.From, l.To, l.Level})
	}
	for _, l := range r.Prime {
		w.Prime = append(w.Prime, [3]int64{l.From, l.To, l.Level})
	}
	if r.Changeover != nil {
		w.Changeover = &changeoverWire{Classes: r.Changeover.Classes, Slots: r.Changeover.Slots}
	}
	return w
}

func requestOf(r *scheduler.RoundRequest) requestWire {
	w := requestWire{ID: r.ID, Partner: r.Partner, Together: r.Together}
	for _, m := range r.Modes {
		mode := modeWire{Duration: m.Duration, Class: m.Class}
		for _, c := range m.Claims {
			mode.Claims = append(mode.Claims, claimWire(c))
		}
		w.Modes = append(w.Modes, mode)
	}
	for _, x := range r.Windows {
		w.Windows = append(w.Windows, windowWire(x))
	}
	for _, a := range r.After {
		most := a.GapMax
		w.After = append(w.After, afterWire{a.Request, a.GapMin, &most})
	}
	return w
}
