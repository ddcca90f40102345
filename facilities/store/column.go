package store

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
)

// ref is a text column in which the empty string is NULL: references that may be
// absent, and addresses that must be unique when there is one.
type ref string

// Value writes NULL for the empty string.
func (r ref) Value() (driver.Value, error) {
	if r == "" {
		return nil, nil
	}
	return string(r), nil
}

// Scan reads NULL as the empty string.
func (r *ref) Scan(from any) error {
	switch v := from.(type) {
	case nil:
		*r = ""
	case string:
		*r = ref(v)
	case []byte:
		*r = ref(v)
	default:
		return fmt.Errorf("store: %T is no text", from)
	}
	return nil
}

// to makes a noun's id scannable in place where its column may be NULL.
func to[T ~string](id *T) nullable[T] { return nullable[T]{id} }

type nullable[T ~string] struct{ id *T }

// Scan reads NULL as the empty id.
func (n nullable[T]) Scan(from any) error {
	var text ref
	err := text.Scan(from)
	*n.id = T(text)
	return err
}

// structured is a column of JSON. NULL is the zero T.
type structured[T any] struct{ value T }

// Value writes the JSON text.
func (s structured[T]) Value() (driver.Value, error) {
	text, err := json.Marshal(s.value)
	if err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	return string(text), nil
}

// Scan reads the JSON text.
func (s *structured[T]) Scan(from any) error {
	var text []byte
	switch v := from.(type) {
	case nil:
		var zero T
		s.value = zero
		return nil
	case string:
		text = []byte(v)
	case []byte:
		text = v
	default:
		return fmt.Errorf("store: %T is no JSON", from)
	}
	return json.Unmarshal(text, &s.value)
}

// each translates a list; an empty one comes back as nil.
func each[A, B any](in []A, f func(A) B) []B {
	if len(in) == 0 {
		return nil
	}
	out := make([]B, len(in))
	for i, v := range in {
		out[i] = f(v)
	}
	return out
}
