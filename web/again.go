package web

import (
	"errors"

	"marke/facilities"
	"marke/web/form"
)

// again shows the page of a form once more when a verb refused what was posted, with what is wrong above it and what was typed in
// it, and so as it is now: somebody else may have changed it. here is the page's address without the language. labels are the keys of the
// labels of the form's fields, by their place in the verb. Any other error stays an error.
func (v *visit) again(err error, f *form.Form, here string, labels map[string]string, show func(status int) error) error {
	var e *facilities.Error
	if !errors.As(err, &e) || e.Code != facilities.Invalid && e.Code != facilities.Conflict && e.Code != facilities.Stale {
		return err
	}
	v.here, v.refused, v.posted = here, v.problems(e, labels), f
	return show(statuses[e.Code])
}

// problems are what is wrong, each in a sentence.
func (v *visit) problems(e *facilities.Error, labels map[string]string) []string {
	var out []string
	for _, wrong := range e.Fields {
		says := v.texts.Field(wrong)
		if key := labels[wrong.Location]; key != "" {
			says = underLabel(v.texts, key, says)
		}
		out = append(out, says)
	}
	switch {
	case e.Code == facilities.Stale: // the page that follows is as it is now
		out = append(out, v.texts.Say("web.again.stale"))
	case len(out) == 0:
		out = append(out, v.texts.Error(e))
	}
	if cat, err := v.catalogue(); err == nil {
		for _, violation := range e.Violations {
			out = append(out, v.texts.Violation(violation, cat))
		}
	}
	return out
}

// Typed is what was posted to a page that is shown again, or nothing.
func (p Page) Typed(name string) string {
	if p.posted == nil {
		return ""
	}
	return p.posted.Typed(name)
}
