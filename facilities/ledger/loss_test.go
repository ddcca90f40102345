package ledger

import (
	"testing"

	"pgregory.net/rapid"

	"marke/facilities"
	"marke/facilities/money"
)

func layered(layers ...Layer) []Terms {
	t := termsFrom("v1", 1, "2026-01-01", fourKey)
	t.Layers = layers
	return []Terms{t}
}

var threeLayers = []Layer{{Kind: LayerUser, Limit: 2_500_00}, {Kind: LayerPartners, Limit: 20_000_00, Excess: 2_500_00},
	{Kind: LayerInsurer, Limit: 250_000_00, Excess: 22_500_00}}

func damage(amount money.Cents) Incident {
	return Incident{ID: "i1", Facility: "lab", Day: day("2026-05-04"), Cause: CauseDamage, Fault: FaultSlight, User: "b", Amount: amount, Currency: "EUR", Evidence: "report"}
}

func (l Loss) of(kind LayerKind) LayerPart {
	for _, p := range l.Parts {
		if p.Kind == kind {
			return p
		}
	}
	return LayerPart{}
}

func TestALossGoesThroughTheLayers(t *testing.T) {
	for _, c := range []struct {
		loss, user, partners, insurer, uncovered money.Cents
	}{
		{18_733_45, 2_500_00, 16_233_45, 0, 0},
		{48_733_45, 2_500_00, 20_000_00, 26_233_45, 0},
		{300_000_00, 2_500_00, 20_000_00, 250_000_00, 27_500_00},
		{2_499_99, 2_499_99, 0, 0, 0},
		{2_500_01, 2_500_00, 1, 0, 0},
	} {
		got, err := Absorb(damage(c.loss), layered(threeLayers...), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		if got.of(LayerUser).Amount != c.user || got.of(LayerPartners).Amount != c.partners || got.of(LayerInsurer).Amount != c.insurer || got.Uncovered != c.uncovered {
			t.Errorf("%d: %+v", c.loss, got)
		}
	}
	got, _ := Absorb(damage(18_733_45), layered(threeLayers...), nil, 0)
	want(t, "the partners' layer", amounts(got.of(LayerPartners).Partners), []money.Cents{6_493_38, 4_058_36, 3_246_69, 2_435_02})
}

func TestCapsBoundPartnersAndRedistributeOnlyWhereAgreed(t *testing.T) {
	pool := Layer{Kind: LayerPartners, Limit: 100_000_00, Caps: []Part{{"c", 12_000_00}, {"a", 25_000_00}}}
	got, err := Absorb(damage(100_000_00), layered(pool), nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	want(t, "each for its own part", amounts(got.Parts[0].Partners), []money.Cents{25_000_00, 25_000_00, 12_000_00, 15_000_00})
	if got.Parts[0].Capped != 23_000_00 || got.Uncovered != 23_000_00 {
		t.Errorf("capped %d, uncovered %d", got.Parts[0].Capped, got.Uncovered)
	}
	pool.Redistribute = true
	if got, err = Absorb(damage(100_000_00), layered(pool), nil, 0); err != nil {
		t.Fatal(err)
	}
	want(t, "redistributed", amounts(got.Parts[0].Partners), []money.Cents{25_000_00, 39_375_00, 12_000_00, 23_625_00})
	pool.Caps = []Part{{"a", 25_000_00}, {"b", 20_000_00}, {"c", 12_000_00}, {"d", 15_000_00}}
	if got, err = Absorb(damage(100_000_00), layered(pool), nil, 0); err != nil || got.Uncovered != 28_000_00 {
		t.Errorf("all at their caps: %+v, %v", got, err)
	}
}

func TestGrossNegligenceAndIntentHaveNoCap(t *testing.T) {
	for _, fault := range []Fault{FaultGross, FaultIntent} {
		i := damage(300_000_00)
		i.Fault = fault
		got, err := Absorb(i, layered(threeLayers...), nil, 1_000_000_00)
		if err != nil || len(got.Parts) != 1 || got.Parts[0].Partners[0] != (Part{"b", 300_000_00}) || got.Uncovered != 0 {
			t.Errorf("%s: %+v, %v", fault, got, err)
		}
	}
}

func TestTheReserveTakesWhatTheOthersLeftAsFarAsItGoes(t *testing.T) {
	layers := append(append([]Layer{}, threeLayers...), Layer{Kind: LayerReserve, Limit: 20_000_00})
	for held, uncovered := range map[money.Cents]money.Cents{0: 27_500_00, 5_000_00: 22_500_00, 50_000_00: 7_500_00} {
		got, err := Absorb(damage(300_000_00), layered(layers...), nil, held)
		if err != nil || got.Uncovered != uncovered || got.of(LayerReserve).Amount != min(held, 20_000_00) {
			t.Errorf("reserve of %d: %+v, %v", held, got, err)
		}
	}
}

func TestAnnualLimitsCountTheYearsOtherLosses(t *testing.T) {
	layers := []Layer{{Kind: LayerUser, Limit: 2_500_00}, {Kind: LayerPartners, Limit: 20_000_00, Excess: 2_500_00, Annual: 30_000_00}}
	first := damage(22_500_00)
	one, err := Absorb(first, layered(layers...), nil, 0)
	if err != nil || one.Uncovered != 0 {
		t.Fatal(one, err)
	}
	second := damage(22_500_00)
	second.ID = "i2"
	two, err := Absorb(second, layered(layers...), []Loss{one}, 0)
	if err != nil || two.of(LayerPartners).Amount != 10_000_00 || two.of(LayerPartners).Annual != 10_000_00 || two.Uncovered != 10_000_00 {
		t.Errorf("second loss: %+v, %v", two, err)
	}
	second.Day = day("2027-05-04")
	if next, _ := Absorb(second, layered(layers...), []Loss{one}, 0); next.Uncovered != 0 {
		t.Errorf("the next year begins anew: %+v", next)
	}
}

func TestTheKeyOfTheIncidentsDayCountsAlsoForOneWhoLeft(t *testing.T) {
	versions := layered(Layer{Kind: LayerPartners, Limit: 10_000_00})
	without := termsFrom("v2", 2, "2026-07-01", []facilities.Share{{Partner: "b", Units: 1}})
	versions = append(versions, without)
	got, err := Absorb(damage(1_000_00), versions, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	want(t, "by the key of May", amounts(got.Parts[0].Partners), []money.Cents{400_00, 250_00, 200_00, 150_00})
}

func TestWhenNobodyIsLiableTheDeductibleFollowsTheRiskKey(t *testing.T) {
	i := damage(1_000_00)
	i.User, i.Fault = "", FaultNone
	got, err := Absorb(i, layered(threeLayers...), nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	want(t, "deductible", amounts(got.Parts[0].Partners), []money.Cents{400_00, 250_00, 200_00, 150_00})
}

func TestALossIsBookedInFull(t *testing.T) {
	loss, err := Absorb(damage(300_000_00), layered(threeLayers...), nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	entry, moves, err := loss.Entry(day("2026-05-31"))
	if err != nil || !moves {
		t.Fatal(moves, err)
	}
	l := newLab(t)
	l.post(entry)
	want(t, "the partners", l.unbilled(), []money.Cents{8_000_00, 7_500_00, 4_000_00, 3_000_00}) // b's deductible with its part
	for kind, wanted := range map[AccountKind]money.Cents{Insurer: 250_000_00, Uncovered: 27_500_00, Creditors: -300_000_00} {
		if got := BalanceOf(l.journal.Entries(), Account{Kind: kind, Facility: "lab"}, facilities.Date{}); got != wanted {
			t.Errorf("%s: %d, want %d", kind, got, wanted)
		}
	}
	own := damage(2_000_00)
	own.Claimant = "b"
	loss, _ = Absorb(own, layered(threeLayers...), nil, 0)
	if _, moves, err := loss.Entry(day("2026-05-31")); moves || err != nil {
		t.Errorf("who breaks its own thing within the deductible moves nothing: %v, %v", moves, err)
	}
}

func TestIncidentsAndLayersThatMakeNoSenseAreRefused(t *testing.T) {
	for name, change := range map[string]func(*Incident){
		"ledger_incident_incomplete": func(i *Incident) { i.Evidence = "" },
		"ledger_choice":              func(i *Incident) { i.Cause = "overrun" },
		"ledger_cost_amount":         func(i *Incident) { i.Amount = -1 },
		"ledger_currency":            func(i *Incident) { i.Currency = "USD" },
		"ledger_no_agreement":        func(i *Incident) { i.Day = day("2025-12-31") },
	} {
		i := damage(1_00)
		change(&i)
		_, err := Absorb(i, layered(threeLayers...), nil, 0)
		refused(t, err, name, "i1")
	}
	for name, layers := range map[string][]Layer{
		"overlap":   {{Kind: LayerUser, Limit: 2_500_00}, {Kind: LayerPartners, Limit: 1, Excess: 2_499_99}},
		"order":     {{Kind: LayerInsurer, Limit: 1}, {Kind: LayerUser, Limit: 1, Excess: 1}},
		"no limit":  {{Kind: LayerUser}},
		"user caps": {{Kind: LayerUser, Limit: 1, Caps: []Part{{"a", 1}}}},
	} {
		_, err := Absorb(damage(1_00), layered(layers...), nil, 0)
		if err == nil {
			t.Errorf("%s: accepted", name)
		}
		refused(t, err, "ledger_layers", "v1")
	}
}

func TestNoCentOfALossIsDropped(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		amount := func(name string) money.Cents { return money.Cents(rapid.Int64Range(1, 1_000_00).Draw(t, name)) }
		user, partners, insurer := amount("user"), amount("partners"), amount("insurer")
		gap := money.Cents(rapid.Int64Range(0, 50_00).Draw(t, "gap"))
		layers := []Layer{{Kind: LayerUser, Limit: user, Annual: amount("annual")},
			{Kind: LayerPartners, Limit: partners, Excess: user, Caps: []Part{{"a", amount("cap")}}, Redistribute: rapid.Bool().Draw(t, "redistribute")},
			{Kind: LayerInsurer, Limit: insurer, Excess: user + partners + gap}, {Kind: LayerReserve, Limit: amount("reserve")}}
		i := damage(money.Cents(rapid.Int64Range(1, 5_000_00).Draw(t, "loss")))
		if rapid.Bool().Draw(t, "nobody") {
			i.User, i.Fault = "", FaultNone
		}
		loss, err := Absorb(i, layered(layers...), nil, amount("held"))
		if err != nil {
			t.Fatal(err)
		}
		sum := loss.Uncovered
		for _, p := range loss.Parts {
			sum += p.Amount
			if p.Kind == LayerUser || p.Kind == LayerPartners {
				var parts money.Cents
				for _, a := range amounts(p.Partners) {
					parts += a
				}
				if parts != p.Amount {
					t.Fatalf("%s: %d in parts of %d", p.Kind, parts, p.Amount)
				}
			}
		}
		if sum != i.Amount || loss.Uncovered < 0 {
			t.Fatalf("%d of %d accounted for: %+v", sum, i.Amount, loss)
		}
	})
}
