package scheduler

import "testing"

func TestVerifyIsNotFooledByPricesThatLeaveTheNumbers(t *testing.T) {
	p := sampleRound(1, sampleShape{3, 24, 1, Satisfaction, true})
	plan, err := Solve(p, SolveOptions{Seed: 1, Steps: 2_000})
	if err != nil {
		t.Fatal(err)
	}
	if err := VerifyRound(p, plan); err != nil {
		t.Fatal(err)
	}
	id := p.Requests[0].ID
	huge := func(price int64) (out []RoundPrice) { // four of them add up to nothing in 64 bits
		for range 4 {
			out = append(out, RoundPrice{id, price})
		}
		return out
	}
	slots := func(n int) (out []RoundSlotPrice) {
		for range n {
			out = append(out, RoundSlotPrice{Resource: p.Resources[len(p.Resources)-1].ID, From: 0, To: p.Slots, Price: 1 << 60})
		}
		return out
	}
	lies := map[string]RoundCertificate{
		"requests":    {Requests: huge(1 << 62)},
		"slots":       {Slots: slots(1)},
		"many slots":  {Slots: slots(16)},
		"limits":      {Limits: []RoundPrice{{p.Limits[0].Name, 1 << 62}}},
		"no prices":   {},
		"nothing led": {Order: []RoundOrderPrice{{id, id, 0, -1, 1 << 62}}},
	}
	for name, lie := range lies {
		x := *plan
		x.Proof, x.Certificate, x.Bound = nil, lie, plan.Objective
		if VerifyRound(p, &x) == nil {
			t.Errorf("%s: a bound that nothing proves is taken", name)
		}
	}
}

func TestVerifyRefusesWhatIsRefusedTwiceOrNoRequest(t *testing.T) {
	p := oddRound(20, 8, 9)
	plan, err := Solve(p, SolveOptions{Seed: 1, Steps: 2_000})
	if err != nil {
		t.Fatal(err)
	}
	if len(plan.Refused) == 0 {
		t.Fatal("nothing is refused")
	}
	for _, more := range []RoundRefusal{plan.Refused[0], {"nobody", plan.Refused[0].Reasons}} {
		x := *plan
		x.Refused = append(x.Refused[:len(x.Refused):len(x.Refused)], more)
		if VerifyRound(p, &x) == nil {
			t.Errorf("%s is refused once more, unnoticed", more.Request)
		}
	}
}
