package api

import (
	"cmp"
	"errors"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"marke/facilities"
)

// wrongMax bounds how many wrong values one answer lists.
const wrongMax = 50

// Formats of strings beyond those of JSON Schema.
const (
	formatID   = "id"   // as facilities.ValidID
	formatLine = "line" // one line without control characters
	formatText = "text" // lines are allowed, other control characters are not
	formatDate = "date" // 2026-11-21
)

// validator holds a parsed value against a schema of the OpenAPI and collects
// everything that is wrong. huma checks too, but in English only.
type validator struct {
	registry huma.Registry
	patch    bool // a merge-patch: null removes, so it is not as good as absent
	wrong    []facilities.Field
}

func (v *validator) add(location, key string, params ...any) {
	if len(v.wrong) < wrongMax {
		v.wrong = append(v.wrong, facilities.BadField(location, key, params...).Fields[0])
	}
}

// err is nil, or the error that names every wrong value.
func (v *validator) err() error {
	if len(v.wrong) == 0 {
		return nil
	}
	return &facilities.Error{Code: facilities.Invalid, Key: "invalid", Fields: v.wrong}
}

func (v *validator) resolve(schema *huma.Schema) *huma.Schema {
	for schema.Ref != "" {
		schema = v.registry.SchemaFromRef(schema.Ref)
	}
	return schema
}

// check judges one value; at is its location, "body.with[0].units".
func (v *validator) check(at string, schema *huma.Schema, value any) {
	schema = v.resolve(schema)
	if value == nil {
		if !schema.Nullable && schema.Type != "" {
			v.add(at, "api_not_null")
		}
		return
	}
	switch schema.Type {
	case huma.TypeObject:
		object, ok := value.(map[string]any)
		if !ok {
			v.add(at, "api_object")
			return
		}
		v.object(at, schema, object)
	case huma.TypeArray:
		list, ok := value.([]any)
		if !ok {
			v.add(at, "api_list")
			return
		}
		v.list(at, schema, list)
	case huma.TypeString:
		text, ok := value.(string)
		if !ok {
			v.add(at, "api_text")
			return
		}
		v.text(at, schema, text)
	case huma.TypeInteger, huma.TypeNumber:
		digits, ok := value.(number)
		if !ok {
			v.add(at, "api_"+schema.Type)
			return
		}
		v.number(at, schema, digits)
	case huma.TypeBoolean:
		if _, ok := value.(bool); !ok {
			v.add(at, "api_boolean")
		}
	}
}

func (v *validator) object(at string, schema *huma.Schema, object map[string]any) {
	for _, name := range schema.Required {
		if _, there := object[name]; !there {
			v.add(at+"."+name, "api_required")
		}
	}
	if schema.MaxProperties != nil && len(object) > *schema.MaxProperties {
		v.add(at, "api_max_items", "limit", *schema.MaxProperties)
		return
	}
	others, _ := schema.AdditionalProperties.(*huma.Schema)
	for _, name := range slices.Sorted(maps.Keys(object)) {
		value, property := object[name], schema.Properties[name]
		inside := at + "." + printable(name)
		switch {
		case property != nil:
			if value == nil && !v.patch && !slices.Contains(schema.Required, name) {
				continue // as good as absent
			}
			v.check(inside, property, value)
		case others != nil:
			v.text(inside, &huma.Schema{Format: formatLine, MaxLength: new(64)}, name)
			v.check(inside, others, value)
		default:
			v.add(inside, "api_unknown", "known", strings.Join(slices.Sorted(maps.Keys(schema.Properties)), ", "))
		}
	}
}

func (v *validator) list(at string, schema *huma.Schema, list []any) {
	if schema.MaxItems != nil && len(list) > *schema.MaxItems {
		v.add(at, "api_max_items", "limit", *schema.MaxItems)
		return
	}
	if schema.MinItems != nil && len(list) < *schema.MinItems {
		v.add(at, "api_min_items", "limit", *schema.MinItems)
		return
	}
	for i, item := range list {
		v.check(at+"["+strconv.Itoa(i)+"]", schema.Items, item)
	}
}

func (v *validator) number(at string, schema *huma.Schema, digits number) {
	if schema.Type == huma.TypeInteger {
		n, err := strconv.ParseInt(string(digits), 10, 64)
		switch {
		case err != nil && strings.ContainsAny(string(digits), ".eE"):
			v.add(at, "api_integer")
			return
		case err != nil: // it has digits only, so there are too many
			v.add(at, "api_number_huge")
			return
		}
		digits = number(strconv.FormatInt(n, 10))
	}
	n, err := strconv.ParseFloat(string(digits), 64)
	switch {
	case err != nil:
		v.add(at, "api_number_huge")
	case schema.Minimum != nil && n < *schema.Minimum:
		v.add(at, "api_minimum", "limit", plainNumber(*schema.Minimum))
	case schema.Maximum != nil && n > *schema.Maximum:
		v.add(at, "api_maximum", "limit", plainNumber(*schema.Maximum))
	}
}

func plainNumber(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }

func (v *validator) text(at string, schema *huma.Schema, text string) {
	length := utf8.RuneCountInString(text)
	switch {
	case !utf8.ValidString(text):
		v.add(at, "api_encoding")
	case controls(text, schema.Format):
		v.add(at, "api_control")
	case schema.MinLength != nil && length < *schema.MinLength:
		v.add(at, "api_min_length", "count", *schema.MinLength)
	case schema.MaxLength != nil && length > *schema.MaxLength:
		v.add(at, "api_max_length", "limit", *schema.MaxLength, "length", length)
	case len(schema.Enum) > 0:
		v.enum(at, schema, text)
	case schema.Format != "":
		v.format(at, schema.Format, text)
	case schema.Pattern != "" && !pattern(schema.Pattern).MatchString(text):
		v.add(at, "api_pattern", "pattern", schema.Pattern)
	}
}

func (v *validator) enum(at string, schema *huma.Schema, text string) {
	known := make([]string, 0, len(schema.Enum))
	for _, value := range schema.Enum {
		if text == value {
			return
		}
		known = append(known, value.(string))
	}
	v.add(at, "api_enum", "known", strings.Join(known, ", "))
}

func (v *validator) format(at, format, text string) {
	switch format {
	case "date-time":
		if key := instantFault(text); key != "" {
			v.add(at, key)
		}
	case formatDate:
		if _, ok := facilities.ParseDate(text); !ok {
			v.add(at, "api_date")
		}
	case formatID:
		if !facilities.ValidID(text) {
			v.add(at, "api_id")
		}
	case "email":
		if name, host, ok := strings.Cut(text, "@"); !ok || name == "" || !strings.Contains(host, ".") || strings.ContainsAny(text, " <>,;") {
			v.add(at, "api_email")
		}
	}
}

// years that an instant may lie in: what both databases and every clock can hold.
const yearMin, yearMax = 1970, 2199

// instantFault is the key of what is wrong with an instant, or empty. RFC 3339
// asks for an offset; a time without one could be any of two dozen.
func instantFault(text string) string {
	at, err := time.Parse(time.RFC3339, text)
	var strict time.Time
	if err == nil && strict.UnmarshalText([]byte(text)) != nil {
		return "api_instant" // time.Parse is more lenient than the RFC
	}
	if err == nil {
		if year := at.UTC().Year(); year < yearMin || year > yearMax {
			return "api_year"
		}
		return ""
	}
	if _, err := time.Parse(time.RFC3339, strings.Replace(text, " ", "+", 1)); err == nil {
		return "api_plus" // a query in which nobody escaped the plus sign
	}
	for _, layout := range []string{"2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02T15:04", "2006-01-02 15:04", time.DateOnly} {
		if _, err := time.Parse(layout, text); err == nil {
			return "api_offset"
		}
	}
	return "api_instant"
}

// controls reports characters that have no place in a text: they break lines in
// logs, mails and calendars, and PostgreSQL keeps no NUL at all.
func controls(text, format string) bool {
	return strings.ContainsFunc(text, func(r rune) bool {
		if r == '\n' || r == '\r' || r == '\t' {
			return format != formatText
		}
		return r < ' ' || r >= 0x7f && r < 0xa0 || r == '\u2028' || r == '\u2029'
	})
}

var patterns sync.Map // of schemas: string → *regexp.Regexp

func pattern(source string) *regexp.Regexp {
	if known, ok := patterns.Load(source); ok {
		return known.(*regexp.Regexp)
	}
	compiled := regexp.MustCompile(source) // from a struct tag, so the first request of any test finds a mistake
	patterns.Store(source, compiled)
	return compiled
}

// location gives a field's place as the API names it. Verbs name fields without
// saying where they came from; that is the body.
func location(of string) string {
	place, _, _ := strings.Cut(cmp.Or(of, "body"), ".")
	if slices.Contains([]string{"body", "query", "path", "header"}, place) {
		return of
	}
	return "body." + of
}

// relocate renames the places of wrong values, where a verb calls them otherwise than the body does.
func relocate(err error, places map[string]string) error {
	var known *facilities.Error
	if !errors.As(err, &known) {
		return err
	}
	moved := *known
	moved.Fields = slices.Clone(known.Fields)
	for i := range moved.Fields {
		if place, ok := places[moved.Fields[i].Location]; ok {
			moved.Fields[i].Location = place
		}
	}
	return &moved
}
