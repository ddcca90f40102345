package web

import (
	"html/template"
	"strconv"
	"strings"
)

// SVG draws a row. It is written by hand because a week of a large facility is ten
// thousand shapes, for which html/template takes most of a second. What people
// wrote goes through text, which escapes it; addresses are built of ids, which need none.
func (t timeline) SVG() template.HTML {
	var w svg
	w.Grow(256 + 160*(len(t.Closed)+len(t.Free)) + 480*len(t.Entries))
	w.put(`<svg class="line" width="100%" height="`, strconv.Itoa(t.Height), `" focusable="false">`)
	for _, b := range t.Closed {
		w.rect("closed", b, "100%")
	}
	w.put(`<use href="#grid"/>`)
	for _, d := range t.Down {
		w.put(`<g role="img"><title>`).text(d.Says)
		w.put(`</title><rect class="down" fill="url(#hatch)"`).place(d.bar)
		w.put(` height="100%"/></g>`)
	}
	for _, r := range t.Rounds {
		w.put(`<a href="`).text(r.URL)
		w.put(`" tabindex="-1" aria-hidden="true"><title>`).text(r.Says)
		w.put(`</title><rect class="in-round"`).place(r.bar)
		w.put(` y="2" height="`, strconv.Itoa(t.Height-4), `" rx="4"/></a>`)
	}
	for _, f := range t.Free {
		w.put(`<a href="`).text(f.URL)
		w.put(`" tabindex="-1" aria-hidden="true"><title>`).text(f.Says)
		w.put(`</title><rect class="free"`).place(f.bar)
		w.put(` y="2" height="`, strconv.Itoa(t.Height-4), `" rx="4"/></a>`)
	}
	for _, e := range t.Entries {
		w.entry(e)
	}
	for _, s := range t.Scarce {
		w.put(`<g role="img"><title>`).text(s.Says)
		w.put(`</title><rect class="scarce"`).place(s.bar)
		w.put(` y="`, strconv.Itoa(t.Height-scarceLane), `" height="`, strconv.Itoa(scarceLane-2), `" rx="3"/></g>`)
	}
	if t.ShowsNow {
		at := percent(t.Now)
		w.put(`<line class="now" x1="`, at, `" x2="`, at, `" y1="0" y2="100%"/>`)
	}
	w.put(`</svg>`)
	return template.HTML(w.String())
}

// svg is a drawing that is being written.
type svg struct{ strings.Builder }

// put writes what needs no escaping.
func (w *svg) put(parts ...string) *svg {
	for _, p := range parts {
		w.WriteString(p)
	}
	return w
}

// text writes what people wrote, for between tags and between quotes.
func (w *svg) text(s string) { template.HTMLEscape(w, []byte(s)) }

// place writes where a bar stands.
func (w *svg) place(b bar) { w.put(` x="`, percent(b.X), `" width="`, percent(b.Width), `"`) }

func (w *svg) rect(class string, b bar, height string) {
	w.put(`<rect class="`, class, `"`).place(b)
	w.put(` height="`, height, `"/>`)
}

// entry draws a booking: a link when the reader may open it, a picture otherwise. The
// inner drawing clips the words to the bar.
func (w *svg) entry(e entry) {
	closing := "</g>"
	if e.URL == "" {
		w.put(`<g class="`, e.Class, `" role="img"><title>`)
	} else {
		closing = "</a>"
		w.put(`<a class="`, e.Class, `" href="`).text(e.URL)
		w.put(`"><title>`)
	}
	w.text(e.Says)
	w.put(`</title><svg`).place(e.bar)
	w.put(` y="`, strconv.Itoa(e.Y), `" height="`, strconv.Itoa(e.Height), `"><rect class="body" x="1" width="100%" height="100%" rx="5"/>`)
	if e.InUse {
		w.put(`<rect class="edge" x="1" width="4" height="100%" rx="2"/>`)
	}
	w.put(`<text x="10" y="20">`).text(e.Short)
	w.put(`</text></svg>`, closing)
}

// percent writes a place on the axis.
func percent(f float64) string { return strconv.FormatFloat(f, 'f', 3, 64) + "%" }
