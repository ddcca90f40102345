package api

import (
	"encoding/json"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"marke/facilities"
)

// problemReflect lets routes register the schema of a Problem.
var problemReflect = reflect.TypeFor[Problem]()

// ID is an identifier as an item of a list.
type ID string

// Schema bounds what may name a thing.
func (ID) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Format: formatID, MaxLength: new(64)}
}

// Answer is what somebody filled in on an intake form.
type Answer string

// Schema bounds an answer.
func (Answer) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Format: formatText, MaxLength: new(2000)}
}

// Tag is a short word of an administrator's: a process class, a material.
type Tag string

// Schema bounds a tag.
func (Tag) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Format: formatLine, MinLength: new(1), MaxLength: new(64)}
}

// Label is a choice on an intake form.
type Label string

// Schema bounds a label.
func (Label) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Format: formatLine, MinLength: new(1), MaxLength: new(200)}
}

// Day is a calendar day, "2026-11-21".
type Day string

// Schema bounds a day.
func (Day) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Format: formatDate}
}

// date reads what the schema has let through.
func (d Day) date() facilities.Date {
	date, _ := facilities.ParseDate(string(d))
	return date
}

// convert changes the type of a list of texts; nil becomes empty.
func convert[To, From ~string](list []From) []To {
	out := make([]To, len(list))
	for i, item := range list {
		out[i] = To(item)
	}
	return out
}

// Patched is a member of a merge-patch (RFC 7396): absent leaves the value as it
// is, null removes it, anything else replaces it.
type Patched[T any] struct {
	Sent  bool
	Value T // the zero value for null
}

// UnmarshalJSON is called only when the member is there.
func (p *Patched[T]) UnmarshalJSON(raw []byte) error {
	p.Sent = true
	if string(raw) == "null" {
		return nil
	}
	return json.Unmarshal(raw, &p.Value)
}

// Schema is the value's own, which may be null.
func (p Patched[T]) Schema(r huma.Registry) *huma.Schema {
	schema := *huma.SchemaFromType(r, reflect.TypeFor[T]())
	schema.Nullable = true
	return &schema
}

// into gives a pointer for what was sent and nil for what was not.
func (p Patched[T]) into() *T {
	if !p.Sent {
		return nil
	}
	return &p.Value
}
