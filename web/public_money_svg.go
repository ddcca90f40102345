package web

import "html/template"

// gauge is the picture of a share with the marks at which it is time to look. All are parts per million; Top is the right end.
type gauge struct {
	Value, Top int64
	Marks      []int64
	Over, Warn bool
	Says       string
}

// SVG draws the gauge.
func (g gauge) SVG() template.HTML {
	at := func(ppm int64) string { return percent(100 * float64(ppm) / float64(max(g.Top, 1))) }
	class := "gauge-fine"
	switch {
	case g.Over:
		class = "gauge-over"
	case g.Warn:
		class = "gauge-warn"
	}
	var w svg
	w.put(`<svg class="gauge" role="img" width="100%" height="34"><title>`).text(g.Says)
	w.put(`</title><rect class="gauge-all" width="100%" height="20" y="7" rx="4"/><rect class="`, class, `" width="`, at(g.Value), `" height="20" y="7" rx="4"/>`)
	for _, m := range g.Marks {
		w.put(`<line class="gauge-mark" x1="`, at(m), `" x2="`, at(m), `" y1="0" y2="34"/>`)
	}
	w.put(`</svg>`)
	return template.HTML(w.String())
}
