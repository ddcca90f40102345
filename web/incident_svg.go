package web

import (
	"html/template"
	"strconv"

	"marke/facilities/money"
)

// layerBars is the picture of a loss: one bar, cut into what each layer bears. The table beside it says the same.
type layerBars struct {
	says  string
	parts []layerBar
}

type layerBar struct {
	kind, says string
	amount     money.Cents
}

func (b *layerBars) add(kind, says string, amount money.Cents) {
	if amount > 0 {
		b.parts = append(b.parts, layerBar{kind, says, amount})
	}
}

// SVG draws the bar. A part that is too small to be seen is drawn a percent wide.
func (b layerBars) SVG() template.HTML {
	const height = 44
	var all float64
	widths := make([]float64, len(b.parts))
	var sum money.Cents
	for _, p := range b.parts {
		sum += p.amount
	}
	for i, p := range b.parts {
		widths[i] = max(1, 100*float64(p.amount)/float64(sum))
		all += widths[i]
	}
	var w svg
	w.put(`<svg class="layers" role="img" width="100%" height="`, strconv.Itoa(height), `"><title>`).text(b.says)
	w.put(`</title>`)
	x := 0.0
	for i, p := range b.parts {
		width := 100 * widths[i] / all
		w.put(`<g><title>`).text(p.says)
		w.put(`</title><rect class="layer-`, p.kind, `"`).place(bar{x, width})
		w.put(` height="`, strconv.Itoa(height), `"/></g>`)
		x += width
	}
	w.put(`</svg>`)
	return template.HTML(w.String())
}
