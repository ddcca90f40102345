package web

import (
	"mime"
	"net/http"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/money"
	"marke/facilities/useroffice"
	"marke/web/form"
)

// costsView are a facility's costs of a month and its budget of the year, with the forms to add to both.
type costsView struct {
	bookFrame
	Form       *form.Form
	Budget     *form.Form
	Faults     []fault
	Month      ledger.Month
	MonthName  string
	Before     string
	After      string
	Currency   string
	Costs      []costLine
	Sum        money.Cents
	Kinds      []option
	Methods    []option
	Partners   []option
	Categories []string // of the budget, for suggestions
	Year       int
	Budgets    []budgetLine
	BudgetSum  money.Cents
}

// costLine is one cost with what became of it.
type costLine struct {
	useroffice.Cost
	KindName, By string
	PaidBy       []string
	InKindBy     string
	Worth        string // quantity × rate, for a contribution in kind
	State        string // "posted", "waits", "withdrawn"
	StateName    string
	FileURL      string
}

// budgetLine is one row of the budget beside what was spent of it.
type budgetLine struct {
	ledger.Budget
	Spent money.Cents
}

func (v *visit) costs() error {
	return v.showCosts(http.StatusOK, v.newCostForm(), form.New(nil))
}

func (v *visit) newCostForm() *form.Form {
	f := form.New(nil)
	f.Set("kind", string(ledger.CostActual))
	return f
}

// costMonth is the month that the address asks for, or the present one.
func (v *visit) costMonth(cat *facilities.Catalogue, f facilities.FacilityID) ledger.Month {
	if m, ok := ledger.ParseMonth(v.Query("month")); ok {
		return m
	}
	return ledger.MonthOf(v.today(cat, f))
}

func (v *visit) showCosts(status int, f, budget *form.Form) error {
	view := costsView{Form: f, Budget: budget, Faults: append(v.faults(f), v.faults(budget)...)}
	var cat *facilities.Catalogue
	var err error
	if view.bookFrame, cat, err = v.bookFrame("costs", "money.costs.title"); err != nil {
		return err
	}
	id := view.Facility.ID
	m := v.costMonth(cat, id)
	view.Month, view.MonthName, view.Year, view.Currency = m, v.monthName(m), m.Year, "EUR"
	view.Before, view.After = v.facilityPath(id, "costs?month="+monthBefore(m).String()), v.facilityPath(id, "costs?month="+m.Next().String())
	costs, err := v.office.Costs(v.ctx(), v.actor, v.now, id, m)
	if err != nil {
		return err
	}
	for _, c := range costs {
		line := v.costLine(c, cat)
		view.Costs = append(view.Costs, line)
		view.Currency = c.Currency
		if line.State != "withdrawn" && c.Kind != ledger.CostSubsidy {
			view.Sum += c.Amount
		}
	}
	if err := v.fillBudgets(&view, id); err != nil {
		return err
	}
	view.Kinds = v.choicesOf("money.cost_kind", string(ledger.CostActual), string(ledger.CostInKind), string(ledger.CostSubsidy))
	view.Methods = v.choicesOf("money.method", string(ledger.ValueActual), string(ledger.ValueRate), string(ledger.ValueMarket))
	view.Partners = withEmpty("–", partnerOptions(cat))
	return v.render(status, "costs", view)
}

// fillBudgets lays the year's budget beside what was spent.
func (v *visit) fillBudgets(view *costsView, id facilities.FacilityID) error {
	budgets, err := v.office.Budgets(v.ctx(), v.actor, v.now, id, view.Year)
	if err != nil {
		return err
	}
	all, err := v.office.Costs(v.ctx(), v.actor, v.now, id, ledger.Month{})
	if err != nil {
		return err
	}
	spent := map[string]money.Cents{}
	for _, c := range all {
		if c.Day.Year == view.Year && c.Withdrawn.IsZero() && c.Kind != ledger.CostSubsidy {
			spent[c.Category] += c.Amount
		}
	}
	for _, b := range budgets {
		view.Budgets = append(view.Budgets, budgetLine{b, spent[b.Category]})
		view.BudgetSum += b.Amount
		view.Categories = append(view.Categories, b.Category)
	}
	return nil
}

func (v *visit) costLine(c useroffice.Cost, cat *facilities.Catalogue) costLine {
	line := costLine{Cost: c, KindName: v.texts.Say("money.cost_kind." + string(c.Kind)), State: "waits"}
	for _, p := range c.Paid {
		line.PaidBy = append(line.PaidBy, partnerName(cat, p.Partner))
	}
	if k := c.InKind; k != nil {
		line.InKindBy = partnerName(cat, k.By)
		line.Worth = v.texts.Say("money.costs.worth", "quantity", v.thousandths(k.Quantity), "rate", v.texts.Money(k.Rate, c.Currency), "method", v.texts.Say("money.method."+string(k.Method)))
	}
	switch {
	case !c.Withdrawn.IsZero():
		line.State, line.StateName = "withdrawn", v.texts.Say("money.costs.withdrawn")
	case !c.Posted.IsZero():
		line.State, line.StateName = "posted", v.texts.Say("money.costs.posted", "month", v.monthName(c.Posted))
	default:
		line.StateName = v.texts.Say("money.costs.waits", "month", v.monthName(c.PostsIn))
	}
	if c.Attachment != "" {
		line.FileURL = v.facilityPath(c.Facility, "costs/"+string(c.ID)+"/evidence")
	}
	return line
}

// thousandths writes a quantity in thousandths of a unit, "2,5".
func (v *visit) thousandths(quantity int64) string {
	whole, rest := quantity/1000, quantity%1000
	if rest == 0 {
		return v.texts.Number(whole)
	}
	digits := []byte{byte('0' + rest/100), byte('0' + rest/10%10), byte('0' + rest%10)}
	for len(digits) > 1 && digits[len(digits)-1] == '0' {
		digits = digits[:len(digits)-1]
	}
	return v.point(v.texts.Number(whole) + "." + string(digits))
}

// evidence hands out the file that a cost can be checked against.
func (v *visit) evidence() error {
	a, err := v.office.Evidence(v.ctx(), v.actor, v.now, ledger.CostID(v.Param("cost")))
	if err != nil {
		return err
	}
	h := v.Writer.Header()
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": a.Name}))
	h.Set("Cache-Control", "no-store")
	v.Data(http.StatusOK, a.Type, a.Content)
	return nil
}
