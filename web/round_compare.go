package web

import (
	"net/http"
	"slices"
	"strconv"

	"marke/facilities"
	"marke/facilities/useroffice"
)

// compareView sets two drafts side by side.
type compareView struct {
	Page
	Round          useroffice.SeenRound
	Form           comparePick
	A, B           planLine
	ValueA, ValueB string
	WorstA, WorstB string
	Price          string // of fairness, where it can be told
	Pools          []comparePool
	Moved          []movedLine
	OnlyA, OnlyB   []string
}

// comparePick are the two selects.
type comparePick struct{ A, B []option }

// comparePool is what the partners of a pool get in the one and the other.
type comparePool struct {
	Name  string
	Lines []compareLine
}

type compareLine struct{ Partner, Target, A, B, Difference string }

// movedLine is a placement that stands elsewhere in the other draft.
type movedLine struct{ What, A, B string }

// comparePlans compares the drafts "a" and "b", the last two when none are named.
func (v *visit) comparePlans() error {
	id := facilities.RoundID(v.Param("id"))
	r, err := v.office.Round(v.ctx(), v.actor, v.now, id)
	if err != nil {
		return err
	}
	if !r.Runs || len(r.Plans) < 2 {
		return facilities.Missing()
	}
	n := len(r.Plans)
	a, b := planOr(v.Query("a"), r.Plans[n-2].Number), planOr(v.Query("b"), r.Plans[n-1].Number)
	for _, number := range []int{a, b} {
		if !slices.ContainsFunc(r.Plans, func(p facilities.RoundPlan) bool { return p.Number == number }) {
			return facilities.Missing()
		}
	}
	compared, err := v.office.ComparePlans(v.ctx(), v.actor, v.now, id, a, b)
	if err != nil {
		return err
	}
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	view := compareView{Page: v.page("web.compare.title", "name", r.Name), Round: r, A: v.planLine(r.Round, compared.A, cat), B: v.planLine(r.Round, compared.B, cat)}
	for _, p := range r.Plans {
		o := option{Value: strconv.Itoa(p.Number), Text: v.texts.Say("web.plan.draft", "number", p.Number) + " · " + v.texts.Say("web.objective."+objectiveKey(p.Objective))}
		o.Chosen = p.Number == a
		view.Form.A = append(view.Form.A, o)
		o.Chosen = p.Number == b
		view.Form.B = append(view.Form.B, o)
	}
	view.ValueA, view.ValueB = v.texts.Points(compared.ValueA*pointParts), v.texts.Points(compared.ValueB*pointParts)
	view.WorstA, view.WorstB = percentSay(v.texts, compared.WorstA), percentSay(v.texts, compared.WorstB)
	if compared.A.Objective != compared.B.Objective {
		view.Price = v.texts.Say("web.compare.free")
		if compared.PricePPM > 0 {
			view.Price = v.texts.Say("web.compare.price", "share", percentSay(v.texts, compared.PricePPM))
		}
	}
	v.comparePools(&view, compared, cat)
	return v.compareTitles(&view, compared, cat)
}

// pointParts is how many parts of texts.Points make a point.
const pointParts = 10_000

func planOr(typed string, fallback int) int {
	if n, err := strconv.Atoi(typed); err == nil && n > 0 {
		return n
	}
	return fallback
}

func (v *visit) comparePools(view *compareView, compared useroffice.PlanComparison, cat *facilities.Catalogue) {
	for _, d := range compared.Partners {
		if d.Target == 0 && d.A == 0 && d.B == 0 {
			continue
		}
		name := poolName(v.texts, d.Pool)
		if n := len(view.Pools); n == 0 || view.Pools[n-1].Name != name {
			view.Pools = append(view.Pools, comparePool{Name: name})
		}
		partner, _ := cat.Partner(d.Partner)
		pool := &view.Pools[len(view.Pools)-1]
		pool.Lines = append(pool.Lines, compareLine{partner.Name, v.hoursSay(d.Target), v.hoursSay(d.A), v.hoursSay(d.B), v.signedHours(d.B - d.A)})
	}
}

// compareTitles names the requests that have another place, and shows the page.
func (v *visit) compareTitles(view *compareView, compared useroffice.PlanComparison, cat *facilities.Catalogue) error {
	titles := map[facilities.RoundRequestID]string{}
	for _, number := range []int{compared.A.Number, compared.B.Number} {
		board, err := v.office.RoundBoard(v.ctx(), v.actor, v.now, view.Round.ID, number)
		if err != nil {
			return err
		}
		for _, r := range board.Requests {
			titles[r.ID] = r.Title + " · " + r.PartnerName
		}
	}
	zone := cat.Zone(view.Round.Facility)
	where := func(p facilities.RoundPlacement) string {
		r, _ := cat.Resource(p.Resource)
		return r.Name + ", " + v.texts.Span(p.Use, zone)
	}
	for _, m := range compared.Moved {
		view.Moved = append(view.Moved, movedLine{titles[m.A.Request], where(m.A), where(m.B)})
	}
	for _, p := range compared.OnlyA {
		view.OnlyA = append(view.OnlyA, titles[p.Request]+" · "+where(p))
	}
	for _, p := range compared.OnlyB {
		view.OnlyB = append(view.OnlyB, titles[p.Request]+" · "+where(p))
	}
	return v.render(http.StatusOK, "round_compare", view)
}
