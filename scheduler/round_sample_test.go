package scheduler

import "fmt"

// sampleShape is the size of a round and which rules are in it.
type sampleShape struct {
	instruments, requests, weeks int
	kind                         RoundKind
	rules                        bool // every rule, not only those of plain rounds
}

// sampleRound makes a round like those of a facility: more is asked than there is,
// instruments stand in for each other, and shared resources are scarce too.
func sampleRound(seed uint64, shape sampleShape) *RoundProblem {
	random := &roundRandom{seed * 7919}
	n := func(lo, hi int64) int64 { return int64(random.between(int32(lo), int32(hi))) }
	maybe := func(percent int64) bool { return n(1, 100) <= percent }
	slots := int64(672 * shape.weeks)
	p := &RoundProblem{GridMinutes: 15, Slots: slots, Objective: RoundObjective{shape.kind, 300}}
	for i := range shape.instruments {
		r := RoundResource{ID: fmt.Sprintf("instrument-%03d", i), Capacity: 1}
		for week := range shape.weeks {
			from := int64(672*week) + n(0, 640)
			r.Closed = append(r.Closed, RoundSpan{from, from + 32})
		}
		if shape.rules && maybe(30) {
			r.Changeover = &RoundChangeover{[]string{"clean", "gold"}, [][]int64{{0, 4}, {2, 0}}}
		}
		if shape.rules && maybe(30) {
			r.Pool = "presses"
		}
		if shape.rules && maybe(30) {
			r.Prime = append(r.Prime, RoundLevel{slots / 4, slots / 2, 150})
		}
		p.Resources = append(p.Resources, r)
	}
	mean := slots * int64(shape.instruments) * 14 / 10 / int64(max(1, shape.requests))
	mean = max(4, min(mean, slots/3))
	for k := range 4 {
		r := RoundResource{ID: fmt.Sprintf("shared-%d", k), Capacity: max(2, int64(shape.instruments)/5+int64(k))}
		if shape.rules && maybe(50) {
			r.Levels = append(r.Levels, RoundLevel{slots / 3, slots / 3 * 2, r.Capacity - 1})
		}
		p.Resources = append(p.Resources, r)
	}
	for q := range 6 {
		p.Partners = append(p.Partners, RoundPartner{fmt.Sprintf("partner-%d", q), []RoundTarget{{"all", slots * int64(shape.instruments) * int64(6-q) / 25}}})
	}
	for i := range shape.requests {
		r := RoundRequest{ID: fmt.Sprintf("request-%04d", i), Partner: fmt.Sprintf("partner-%d", n(0, n(0, 5)))}
		duration := n(mean/4+1, mean*7/4)
		base := RoundMode{Duration: duration}
		for k := range int64(4) {
			if maybe(20) {
				base.Claims = append(base.Claims, RoundClaim{Resource: fmt.Sprintf("shared-%d", k), Units: n(1, 2)})
			}
		}
		for range n(1, 3) {
			m := base
			claim := RoundClaim{Resource: fmt.Sprintf("instrument-%03d", n(0, int64(shape.instruments)-1)), Units: 1}
			if shape.rules && maybe(30) {
				claim.Before, claim.After = n(0, 4), n(0, 4)
			}
			m.Claims = append([]RoundClaim{claim}, base.Claims...)
			if shape.rules && maybe(50) && p.Resources[instrumentNumber(claim.Resource)].Changeover != nil {
				m.Class = []string{"clean", "gold"}[n(0, 1)]
			}
			r.Modes = append(r.Modes, m)
		}
		density := []int64{1, 2, 3, 5, 8}[n(0, 4)]
		for w := range n(1, 3) {
			length := min(slots, duration+n(duration/4, 2*duration))
			from := n(0, slots-length)
			r.Windows = append(r.Windows, RoundWindow{from, from + length, duration * density * (10 - w) / 10})
		}
		if i > 2 && maybe(12) {
			r.After = append(r.After, RoundAfter{fmt.Sprintf("request-%04d", n(0, int64(i)-1)), n(0, 3), slots})
		}
		if shape.rules && maybe(10) {
			r.Together = fmt.Sprintf("group-%d", n(0, int64(shape.requests/8)))
		}
		p.Requests = append(p.Requests, r)
	}
	if shape.rules {
		addSampleRules(p, n)
	}
	return p
}

func instrumentNumber(id string) int {
	k := 0
	fmt.Sscanf(id, "instrument-%d", &k)
	return k
}

// addSampleRules adds a quota and a plan from before.
func addSampleRules(p *RoundProblem, n func(lo, hi int64) int64) {
	l := RoundLimit{Name: "quota", Max: p.Slots / 2}
	for i := range p.Requests {
		if n(1, 100) <= 25 {
			l.Requests = append(l.Requests, p.Requests[i].ID)
		}
		if n(1, 100) <= 10 {
			r := &p.Requests[i]
			p.Previous = append(p.Previous, RoundPrevious{RoundPlacement{r.ID, 0, max(0, r.Windows[0].From)}, n(0, 30), n(0, 60)})
		}
	}
	p.Limits = append(p.Limits, l)
}
