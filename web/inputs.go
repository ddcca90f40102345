package web

import (
	"fmt"

	"marke/facilities/texts"
	"marke/web/form"
)

// input is one field of a form as its template draws it: label, control, hint, and
// what is wrong with it.
type input struct {
	Name, Type, Label, Hint, Value, Fault string
	Required, Checked, Multiple, Focus    bool
	Either                                bool // it or another field is required: neither is optional by itself
	Min, Max, Step, Complete, Rows, List  string
	Options                               []option
}

// option is one choice of a select or of a group of radio buttons.
type option struct {
	Value, Text string
	Chosen      bool
	Group       string // of options that belong together, where it differs from the one before
}

// Describes are the ids of the hint and the fault, for aria-describedby.
func (i input) Describes() string {
	s := ""
	if i.Hint != "" {
		s = i.Name + "-hint"
	}
	if i.Fault != "" {
		if s != "" {
			s += " "
		}
		s += i.Name + "-fault"
	}
	return s
}

// inputs gives the template function {{input .Form "title" "text" "web.booking.title" "required" true …}}.
func inputs(t *texts.Texts) func(f *form.Form, name, kind, label string, more ...any) (input, error) {
	return func(f *form.Form, name, kind, label string, more ...any) (input, error) {
		i := input{Name: name, Type: kind, Label: t.Say(label), Value: f.Typed(name)}
		if fault, ok := f.Fault(name); ok {
			i.Fault = t.Field(fault)
		}
		settings, err := arguments(more)
		if err != nil {
			return i, err
		}
		for key, value := range settings {
			if err := i.set(t, key, value); err != nil {
				return i, err
			}
		}
		return i, nil
	}
}

// set takes one of the settings that a template gives after the label.
func (i *input) set(t *texts.Texts, key string, value any) error {
	text := fmt.Sprint(value)
	switch key {
	case "required":
		i.Required = value == true
	case "either":
		i.Either = value == true
	case "focus":
		i.Focus = value == true
	case "multiple":
		i.Multiple = value == true
	case "hint":
		i.Hint = t.Say(text)
	case "says": // a label that is no message
		i.Label = text
	case "min":
		i.Min = text
	case "max":
		i.Max = text
	case "step":
		i.Step = text
	case "complete":
		i.Complete = text
	case "rows":
		i.Rows = text
	case "list":
		i.List = text
	case "value":
		i.Value = text
	default:
		return fmt.Errorf("input %s: there is no setting %q", i.Name, key)
	}
	return nil
}

// choices gives the template function {{choice .Form "project" "web.booking.project" .Projects …}}.
func choices(t *texts.Texts) func(f *form.Form, name, label string, options []option, more ...any) (input, error) {
	make := inputs(t)
	return func(f *form.Form, name, label string, options []option, more ...any) (input, error) {
		i, err := make(f, name, "select", label, more...)
		i.Options = append([]option(nil), options...)
		for n := range i.Options {
			i.Options[n].Chosen = f.Is(name, i.Options[n].Value)
		}
		return i, err
	}
}

// ticks gives the template function {{tick .Form "confidential" "yes" "web.booking.confidential" …}}: a check box.
func ticks(t *texts.Texts) func(f *form.Form, name, value, label string, more ...any) (input, error) {
	make := inputs(t)
	return func(f *form.Form, name, value, label string, more ...any) (input, error) {
		i, err := make(f, name, "checkbox", label, more...)
		i.Value, i.Checked = value, f.Is(name, value)
		return i, err
	}
}
