package web

import (
	"html/template"
	"strconv"
	"time"
)

// useBars is the picture of entitled and used time by facility; the table beside it says the same.
type useBars struct {
	rows []useBar
	says string
}

type useBar struct {
	name           string
	entitled, used int64
	says           string
}

func (b *useBars) add(name string, entitled, used int64) {
	b.rows = append(b.rows, useBar{name: name, entitled: entitled, used: used})
}

// scale puts the bars into words.
func (b *useBars) scale(v *visit) {
	b.says = v.texts.Say("money.partner.picture")
	for i := range b.rows {
		r := &b.rows[i]
		r.says = v.texts.Say("money.partner.bar", "facility", r.name, "used", v.hoursOf(r.used), "entitled", v.hoursOf(r.entitled))
	}
}

// Shown reports that there is something to draw.
func (b useBars) Shown() bool {
	for _, r := range b.rows {
		if r.entitled > 0 || r.used > 0 {
			return true
		}
	}
	return false
}

// SVG draws for each facility a frame as long as the entitlement and in it a bar as long as the use; use beyond it sticks out in another colour. All have
// one scale.
func (b useBars) SVG() template.HTML {
	const rowHeight, barTop, barHeight = 52, 24, 18
	longest := int64(1)
	for _, r := range b.rows {
		longest = max(longest, r.entitled, r.used)
	}
	var w svg
	w.put(`<svg class="bars" role="img" width="100%" height="`, strconv.Itoa(len(b.rows)*rowHeight), `"><title>`).text(b.says)
	w.put(`</title>`)
	for i, r := range b.rows {
		y := i * rowHeight
		at := func(minutes int64) string { return percent(100 * float64(minutes) / float64(longest)) }
		within := min(r.used, r.entitled)
		w.put(`<g><title>`).text(r.says)
		w.put(`</title><text class="bar-name" x="0" y="`, strconv.Itoa(y+16), `">`).text(r.name)
		w.put(`</text><rect class="bar-entitled" x="0" y="`, strconv.Itoa(y+barTop), `" width="`, at(r.entitled), `" height="`, strconv.Itoa(barHeight), `" rx="3"/>`)
		w.put(`<rect class="bar-used" x="0" y="`, strconv.Itoa(y+barTop), `" width="`, at(within), `" height="`, strconv.Itoa(barHeight), `" rx="3"/>`)
		if r.used > r.entitled {
			w.put(`<rect class="bar-beyond" x="`, at(r.entitled), `" y="`, strconv.Itoa(y+barTop), `" width="`, at(r.used-r.entitled), `" height="`, strconv.Itoa(barHeight), `" rx="3"/>`)
		}
		w.put(`</g>`)
	}
	w.put(`</svg>`)
	return template.HTML(w.String())
}

// hoursOf writes minutes as hours, "12 u 30 min".
func (v *visit) hoursOf(minutes int64) string {
	return v.texts.Hours(time.Duration(minutes) * time.Minute)
}

// shareOf is a part of a whole in whole percents; empty without a whole.
func (v *visit) shareOf(part, whole int64) string {
	if whole <= 0 {
		return ""
	}
	return v.texts.Number(part*100/whole) + " %"
}
