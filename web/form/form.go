// Package form reads HTML forms: it turns what somebody typed into nouns, and
// keeps what is wrong beside the field it was typed in, so that a form can come
// back as it was. It knows no pages and calls no verb.
package form

import (
	"errors"
	"maps"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"marke/facilities"
	"marke/facilities/money"
)

// TextMax bounds a line of text, NoteMax a text of several lines, in characters.
const (
	TextMax = 200
	NoteMax = 4000
)

// Form is what was typed and what is wrong with it. The zero value is not usable; see New.
type Form struct {
	typed url.Values
	wrong map[string]facilities.Field
}

// New starts from the values of a request, or from nil for an empty form.
func New(typed url.Values) *Form {
	own := url.Values{}
	maps.Copy(own, typed)
	return &Form{typed: own, wrong: map[string]facilities.Field{}}
}

// Typed is the first value of a field as it was typed.
func (f *Form) Typed(name string) string { return f.typed.Get(name) }

// All lists the values of a field that can be chosen more than once, without empty ones.
func (f *Form) All(name string) []string {
	return slices.DeleteFunc(slices.Clone(f.typed[name]), func(s string) bool { return s == "" })
}

// Is reports that a field was typed or chosen with exactly this value.
func (f *Form) Is(name, value string) bool { return slices.Contains(f.typed[name], value) }

// Set fills a field, for a form that is shown the first time.
func (f *Form) Set(name string, values ...string) { f.typed[name] = values }

// Wrong marks a field; the first fault of a field stays. Key names the words
// ("field.<key>"), params fill them.
func (f *Form) Wrong(name, key string, params ...any) {
	if _, already := f.wrong[name]; already {
		return
	}
	f.wrong[name] = facilities.BadField(name, key, params...).Fields[0]
}

// Fault is what is wrong with a field, if anything.
func (f *Form) Fault(name string) (facilities.Field, bool) {
	fault, ok := f.wrong[name]
	return fault, ok
}

// Faults lists the names of the fields that are wrong, sorted.
func (f *Form) Faults() []string { return slices.Sorted(maps.Keys(f.wrong)) }

// OK reports that nothing is wrong.
func (f *Form) OK() bool { return len(f.wrong) == 0 }

// Take puts the fields of an Invalid error beside the fields of the form and
// reports whether that is all the error says. names maps a location, without the
// "body." or "query." before it, to a field of the form where the two differ.
func (f *Form) Take(err error, names map[string]string) bool {
	var e *facilities.Error
	if !errors.As(err, &e) || e.Code != facilities.Invalid || len(e.Fields) == 0 {
		return false
	}
	for _, field := range e.Fields {
		name := strings.TrimPrefix(strings.TrimPrefix(field.Location, "body."), "query.")
		if own, ok := names[name]; ok {
			name = own
		}
		if _, already := f.wrong[name]; !already {
			f.wrong[name] = field
		}
	}
	return true
}

// Text is a line of text without spaces around it, of at most TextMax characters.
func (f *Form) Text(name string) string { return f.text(name, TextMax, false) }

// Note is a text that may have several lines, of at most NoteMax characters.
func (f *Form) Note(name string) string { return f.text(name, NoteMax, true) }

// Needed is Text that may not be empty.
func (f *Form) Needed(name string) string {
	s := f.Text(name)
	if s == "" {
		f.Wrong(name, "required")
	}
	return s
}

// Secret is a password: nothing is trimmed, and Typed never shows it again.
func (f *Form) Secret(name string) string {
	s := f.typed.Get(name)
	f.typed.Del(name)
	if s == "" {
		f.Wrong(name, "required")
	}
	return s
}

func (f *Form) text(name string, longest int, lines bool) string {
	s := strings.TrimSpace(strings.ReplaceAll(f.typed.Get(name), "\r\n", "\n"))
	switch {
	case !utf8.ValidString(s):
		f.Wrong(name, "control_characters")
	case utf8.RuneCountInString(s) > longest:
		f.Wrong(name, "too_long", "max", longest)
	case strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) && !(lines && (r == '\n' || r == '\t')) }):
		f.Wrong(name, "control_characters")
	}
	return s
}

// ID is an identifier, or empty when none was chosen.
func (f *Form) ID(name string) string {
	s := strings.TrimSpace(f.typed.Get(name))
	if s != "" && !facilities.ValidID(s) {
		f.Wrong(name, "form_id")
		return ""
	}
	return s
}

// Int is a whole number between low and high; an empty field is zero and right
// when zero lies between them.
func (f *Form) Int(name string, low, high int64) int64 {
	s := strings.TrimSpace(f.typed.Get(name))
	if s == "" && low <= 0 && 0 <= high {
		return 0
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < low || n > high {
		f.Wrong(name, "form_number", "min", low, "max", high)
		return 0
	}
	return n
}

// Minutes is a length of time given in whole minutes, at most a year.
func (f *Form) Minutes(name string) time.Duration {
	return time.Duration(f.Int(name, 0, 366*24*60)) * time.Minute
}

// Number is a decimal number with a comma or a point, nil for an empty field.
func (f *Form) Number(name string) *float64 {
	s := strings.ReplaceAll(strings.TrimSpace(f.typed.Get(name)), ",", ".")
	if s == "" {
		return nil
	}
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(n) || math.IsInf(n, 0) {
		f.Wrong(name, "form_decimal")
		return nil
	}
	return &n
}

// Cents is a hidden amount in whole cents, nil when it was not sent.
func (f *Form) Cents(name string) *money.Cents {
	s := f.typed.Get(name)
	if s == "" {
		return nil
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		f.Wrong(name, "form_number", "min", 0, "max", int64(math.MaxInt64))
		return nil
	}
	c := money.Cents(n)
	return &c
}

// Version is the version of the thing that the form was made from.
func (f *Form) Version() int64 { return f.Int("version", 0, math.MaxInt64) }

// Email is an address in lower case. What an address may look like in full is
// not for a form to say; it has to have one @ with something on either side.
func (f *Form) Email(name string) string {
	s := strings.ToLower(f.Needed(name))
	local, domain, found := strings.Cut(s, "@")
	if s != "" && (!found || local == "" || !strings.Contains(domain, ".") || strings.ContainsAny(s, " ,;<>\"") || strings.Contains(domain, "@")) {
		f.Wrong(name, "form_email")
	}
	return s
}

// Values is a copy of what was typed.
func (f *Form) Values() url.Values {
	own := url.Values{}
	for name, values := range f.typed {
		own[name] = slices.Clone(values)
	}
	return own
}

// Query is what was typed as the query of an address, without the fields named.
func (f *Form) Query(without ...string) string {
	own := f.Values()
	for _, name := range without {
		own.Del(name)
	}
	return own.Encode()
}
