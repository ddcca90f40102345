package roundfile

import (
	"bufio"
	"encoding/json"
	"io"
	"strconv"

	"marke/scheduler"
)

// The shapes of a plan, as it is written.
type (
	planWire struct {
		Format        string            `json:"format" file:"required"`
		Objective     json.Number       `json:"objective" file:"required"`
		Bound         json.Number       `json:"bound" file:"required"`
		Steps         int64             `json:"steps"`
		Seed          uint64            `json:"seed"`
		Placements    []placementWire   `json:"placements" file:"required"`
		Refused       []refusalWire     `json:"refused" file:"required"`
		Partners      []partnerPlanWire `json:"partners"`
		Fairness      []int64           `json:"fairness,omitzero"` // an empty list when no partner has a target
		FairnessBound *int64            `json:"fairness_bound,omitempty"`
		Fairest       bool              `json:"fairest,omitempty"`
		Certificate   certificateWire   `json:"certificate"`
		Fair          *certificateWire  `json:"fairness_certificate,omitempty"`
		Proof         *proofWire        `json:"proof,omitempty"`
	}
	partnerPlanWire struct {
		ID      string                 `json:"id"`
		Targets map[string]int64       `json:"targets"`
		Placed  map[string]json.Number `json:"placed"`
		Price   map[string]json.Number `json:"price"`
	}
	certificateWire struct {
		Unit     int64            `json:"unit"`
		Requests []priceWire      `json:"requests,omitempty"`
		Slots    []slotPriceWire  `json:"slots,omitempty"`
		Targets  []poolPriceWire  `json:"targets,omitempty"`
		Order    []orderPriceWire `json:"order,omitempty"`
		Together []priceWire      `json:"together,omitempty"`
		Limits   []priceWire      `json:"limits,omitempty"`
		Gates    []gatePriceWire  `json:"gates,omitempty"`
		Work     *workWire        `json:"work,omitempty"`
		Nogoods  []nogoodWire     `json:"nogoods,omitempty"`
	}
	workWire struct {
		Resource string `json:"resource"`
		Head     int64  `json:"head"`
		Tail     int64  `json:"tail"`
	}
	nogoodWire struct {
		EndsBy *int64       `json:"ends_by,omitempty"`
		Starts []startsWire `json:"starts,omitempty"`
		From   []int        `json:"from,omitempty"`
	}
	startsWire struct {
		Request string `json:"request"`
		From    int64  `json:"from"`
		To      int64  `json:"to"`
	}
	priceWire struct {
		ID    string `json:"id"`
		Price int64  `json:"price"`
	}
	slotPriceWire struct {
		Resource string `json:"resource"`
		From     int64  `json:"from"`
		To       int64  `json:"to"`
		Price    int64  `json:"price"`
		Times    int64  `json:"times,omitempty"`
		By       int64  `json:"by,omitempty"`
	}
	gatePriceWire struct {
		Resource string `json:"resource"`
		Request  string `json:"request"`
		From     int64  `json:"from"`
		To       int64  `json:"to"`
		Price    int64  `json:"price"`
	}
	poolPriceWire struct {
		Partner string `json:"partner"`
		Pool    string `json:"pool"`
		Price   int64  `json:"price"`
	}
	orderPriceWire struct {
		Earlier string `json:"earlier"`
		Later   string `json:"later"`
		GapMin  int64  `json:"gap_min"`
		Slot    int64  `json:"slot"`
		Price   int64  `json:"price"`
	}
)

// Words says a reason in some language; see scheduler.RoundReason.Words.
type Words func(*scheduler.RoundReason) string

// WritePlan writes a plan for a problem in the form marke.plan/1, the messages of
// its reasons in the words given.
func WritePlan(to io.Writer, p *scheduler.RoundProblem, plan *scheduler.RoundPlan, words Words) error {
	w := planWire{
		Format: planFormat, Objective: decimal(plan.Objective, 4), Bound: limit(plan.Bound), Steps: plan.Steps, Seed: plan.Seed,
		Placements: []placementWire{}, Refused: []refusalWire{}, Partners: []partnerPlanWire{},
	}
	for _, x := range plan.Placements {
		w.Placements = append(w.Placements, placementWire(x))
	}
	for i := range plan.Refused {
		w.Refused = append(w.Refused, refusalToWire(&plan.Refused[i], words))
	}
	for _, q := range plan.Partners {
		partner := partnerPlanWire{ID: q.ID, Targets: map[string]int64{}, Placed: map[string]json.Number{}, Price: map[string]json.Number{}}
		for _, pool := range q.Pools {
			partner.Targets[pool.Pool] = pool.Target
			partner.Placed[pool.Pool] = decimal(pool.PlacedHundredths, 2)
			partner.Price[pool.Pool] = decimal(pool.Price, 4)
		}
		w.Partners = append(w.Partners, partner)
	}
	if p.Objective.Kind == scheduler.FairFirst {
		w.Fairness = plan.Fairness
		if w.Fairness == nil {
			w.Fairness = []int64{}
		}
		w.FairnessBound, w.Fairest = &plan.FairnessBound, plan.Fairest
	}
	w.Certificate = certificateToWire(&plan.Certificate)
	w.Proof = proofToWire(plan.Proof)
	if plan.FairnessCertificate != nil {
		fair := certificateToWire(plan.FairnessCertificate)
		w.Fair = &fair
	}
	return encode(to, &w)
}

func encode(to io.Writer, w any) error {
	out := bufio.NewWriter(to)
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(w); err != nil {
		return err
	}
	return out.Flush()
}

// priceUnit is how many parts of a unit of value prices are counted in.
const priceUnit = 10_000

func certificateToWire(c *scheduler.RoundCertificate) certificateWire {
	w := certificateWire{Unit: priceUnit}
	for _, x := range c.Requests {
		w.Requests = append(w.Requests, priceWire(x))
	}
	for _, x := range c.Slots {
		w.Slots = append(w.Slots, slotPriceWire(x))
	}
	for _, x := range c.Targets {
		w.Targets = append(w.Targets, poolPriceWire(x))
	}
	for _, x := range c.Order {
		w.Order = append(w.Order, orderPriceWire(x))
	}
	for _, x := range c.Together {
		w.Together = append(w.Together, priceWire(x))
	}
	for _, x := range c.Limits {
		w.Limits = append(w.Limits, priceWire(x))
	}
	for _, x := range c.Gates {
		w.Gates = append(w.Gates, gatePriceWire(x))
	}
	if c.Work != nil {
		w.Work = (*workWire)(c.Work)
	}
	for _, x := range c.Nogoods {
		nogood := nogoodWire{From: x.From}
		if x.EndsBy >= 0 {
			nogood.EndsBy = &x.EndsBy
		}
		for _, y := range x.Starts {
			nogood.Starts = append(nogood.Starts, startsWire(y))
		}
		w.Nogoods = append(w.Nogoods, nogood)
	}
	return w
}

// Worth writes ten-thousandths of a unit of value as files do.
func Worth(parts int64) json.Number { return decimal(parts, 4) }

// Slots writes hundredths of slots as files do.
func Slots(hundredths int64) json.Number { return decimal(hundredths, 2) }

// limit writes a bound. One with a fraction gets a ten-millionth more: a reader in
// floating point that adds up the objective itself may come out a hair above the
// decimal, and would call a plan that meets its bound a contradiction.
func limit(parts int64) json.Number {
	if parts%10_000 == 0 || parts > limitMost || parts < -limitMost {
		return decimal(parts, 4)
	}
	return decimal(1000*parts+1, 7)
}

// limitMost is the largest bound of which ten-millionths fit a number.
const limitMost = 1 << 52

// limitParts reads a bound in ten-thousandths, what is beyond them cut off: that
// claims no more than the file does.
func limitParts(text string) (int64, bool) {
	if fine, ok := parts(text, 7); ok {
		return (fine - ((fine%1000)+1000)%1000) / 1000, true
	}
	return parts(text, 4)
}

// decimal writes a number of parts of a power of ten, without zeros at its end.
func decimal(parts int64, places int) json.Number {
	negative := parts < 0
	if negative {
		parts = -parts
	}
	unit := int64(1)
	for range places {
		unit *= 10
	}
	text := strconv.FormatInt(parts/unit, 10)
	if rest := parts % unit; rest != 0 {
		tail := strconv.FormatInt(unit+rest, 10)[1:]
		for tail[len(tail)-1] == '0' {
			tail = tail[:len(tail)-1]
		}
		text += "." + tail
	}
	if negative && text != "0" {
		text = "-" + text
	}
	return json.Number(text)
}
