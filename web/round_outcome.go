package web

import (
	"html/template"
	"slices"
	"strconv"
	"strings"

	"marke/facilities"
)

// outcomeView is what the partners are entitled to, asked for and got in a plan, by pool.
type outcomeView struct {
	Pools []outcomePool
}

// outcomePool is one pool of it.
type outcomePool struct {
	Name  string
	Lines []outcomeLine
	Idle  string // partners that neither asked for nor got anything
}

// outcomeLine is one partner in words, and as a bar in percent of the longest of the pool.
type outcomeLine struct {
	Partner                                          string
	Entitled, Balance, Asked, Target, Placed, Served string
	Price                                            string
	placed, asked, target                            float64
}

// outcomes puts the figures of a plan into words.
func (v *visit) outcomes(r facilities.Round, p facilities.RoundPlan, cat *facilities.Catalogue) outcomeView {
	var view outcomeView
	for _, pool := range r.Pools {
		shown := outcomePool{Name: poolName(v.texts, pool)}
		longest := int64(1)
		for _, o := range p.Outcomes {
			if o.Pool == pool {
				longest = max(longest, o.Asked, o.Placed, o.Target)
			}
		}
		for _, o := range p.Outcomes {
			if o.Pool != pool {
				continue
			}
			partner, _ := cat.Partner(o.Partner)
			share := func(minutes int64) float64 { return 100 * float64(minutes) / float64(longest) }
			line := outcomeLine{Partner: partner.Name, Entitled: v.hoursSay(o.Entitled), Balance: v.signedHours(o.Balance), Asked: v.hoursSay(o.Asked), Target: v.hoursSay(o.Target), Placed: v.hoursSay(o.Placed),
				Price: v.texts.Points(o.Price), Served: "–", placed: share(o.Placed), asked: share(o.Asked), target: share(o.Target)}
			if o.Target > 0 {
				line.Served = percentSay(v.texts, min(o.Placed, o.Target)*1_000_000/o.Target)
			}
			shown.Lines = append(shown.Lines, line)
		}
		shown.rest()
		if len(shown.Lines) > 0 {
			view.Pools = append(view.Pools, shown)
		}
	}
	return view
}

// rest takes the partners that neither asked for nor got anything out of the lines and names them together, if others did.
func (p *outcomePool) rest() {
	var names []string
	busy := slices.DeleteFunc(slices.Clone(p.Lines), func(l outcomeLine) bool {
		if l.asked == 0 && l.placed == 0 {
			names = append(names, l.Partner)
			return true
		}
		return false
	})
	if len(busy) > 0 {
		p.Lines, p.Idle = busy, strings.Join(names, ", ")
	}
}

// Bar draws asked for, got and aimed at. The table beside it says the same in figures, so that it is hidden from readers of screens.
func (l outcomeLine) Bar() template.HTML {
	var w svg
	w.put(`<svg class="share-bar" width="100%" height="22" aria-hidden="true" focusable="false">`)
	w.put(`<rect class="asked-bar" y="3" rx="4" width="`, percent(l.asked), `" height="16"/>`)
	w.put(`<rect class="got-bar" y="6" rx="3" width="`, percent(l.placed), `" height="10"/>`)
	w.put(`<line class="aim-line" x1="`, percent(l.target), `" x2="`, percent(l.target), `" y1="0" y2="22"/></svg>`)
	return template.HTML(w.String())
}

// hoursSay writes minutes as hours with at most two decimals: "12,5 u".
func (v *visit) hoursSay(minutes int64) string {
	sign := ""
	if minutes < 0 {
		sign, minutes = "−", -minutes
	}
	hundredths := (minutes*100 + 30) / 60
	s := sign + v.texts.Number(hundredths/100)
	if rest := hundredths % 100; rest != 0 {
		digits := strconv.FormatInt(100+rest, 10)[1:]
		if digits[1] == '0' {
			digits = digits[:1]
		}
		s += map[string]string{"nl": ",", "en": "."}[v.lang] + digits
	}
	return s + " " + v.texts.Say("web.hour_unit")
}

// signedHours is hoursSay with a plus where there is more than nothing.
func (v *visit) signedHours(minutes int64) string {
	if minutes > 0 {
		return "+" + v.hoursSay(minutes)
	}
	return v.hoursSay(minutes)
}
