package web

import (
	"strings"

	"marke/facilities/texts"
	"marke/web/form"
)

// labelledFaults are the faults of a form for a list that is read before the form, or without it: each begins with the label of
// its field. label gives the key of a field's label, or nothing when the fault names its field itself.
func (v *visit) labelledFaults(f *form.Form, label func(name string) string) []fault {
	out := v.faults(f)
	for i, wrong := range out {
		if key := label(wrong.Name); key != "" {
			out[i].Says = underLabel(v.texts, key, wrong.Says)
		}
	}
	return out
}

// underLabel puts the label of a field before what is said of it. A label that is a question needs no colon.
func underLabel(t *texts.Texts, key, says string) string {
	label := t.Say(key)
	if !strings.HasSuffix(label, "?") {
		label += ":"
	}
	return label + " " + says
}
