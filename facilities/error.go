package facilities

import (
	"errors"
	"fmt"
)

// Code sorts errors by what the one who asked can do about them. package web maps it to HTTP statuses.
type Code string

// The kinds of error.
const (
	Invalid         Code = "invalid"         // the wish makes no sense; Fields says where
	Conflict        Code = "conflict"        // a rule or another booking is in the way; Violations says which
	NotFound        Code = "not_found"       // there is none, or the asker may not know of it
	Forbidden       Code = "forbidden"       // the asker may know of it, but not do this
	Unauthenticated Code = "unauthenticated" // who is asking?
	Stale           Code = "stale"           // it changed since it was read
	KeyReused       Code = "key_reused"      // the idempotency key came with another body
	TooMany         Code = "too_many"        // slow down; RetryAfter seconds
	Unavailable     Code = "unavailable"     // the database is busy; try again
)

// Error is the one error type of Marke. Key names its words in package texts
// ("error.<Key>"), Params fill them.
type Error struct {
	Code         Code
	Key          string
	Params       map[string]any
	Fields       []Field
	Violations   []Violation
	Alternatives []Alternative
	RetryAfter   int // seconds, with TooMany and Unavailable
	Cause        error
}

// Field is one wrong value: Location is a path such as "body.start" or "query.from",
// Key its words ("field.<Key>").
type Field struct {
	Location string
	Key      string
	Params   map[string]any
	Value    any
}

func (e *Error) Error() string {
	s := string(e.Code) + ": " + e.Key
	for _, f := range e.Fields {
		s += fmt.Sprintf("; %s %s", f.Location, f.Key)
	}
	for _, v := range e.Violations {
		s += fmt.Sprintf("; %s on %s", v.Code, v.Resource)
	}
	if e.Cause != nil {
		s += ": " + e.Cause.Error()
	}
	return s
}

func (e *Error) Unwrap() error { return e.Cause }

// Errorf makes an error of a kind; params are alternating names and values.
func Errorf(code Code, key string, params ...any) *Error {
	return &Error{Code: code, Key: key, Params: pairs(params)}
}

// BadField makes an Invalid error about one value.
func BadField(location, key string, params ...any) *Error {
	return &Error{Code: Invalid, Key: "invalid", Fields: []Field{{Location: location, Key: key, Params: pairs(params)}}}
}

// Missing is the answer for what does not exist or may not be known.
func Missing() *Error { return &Error{Code: NotFound, Key: "not_found"} }

// CodeOf gives the kind of an error, or "" when it is none of ours.
func CodeOf(err error) Code {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

func pairs(params []any) map[string]any {
	if len(params) == 0 {
		return nil
	}
	m := make(map[string]any, len(params)/2)
	for i := 0; i+1 < len(params); i += 2 {
		m[params[i].(string)] = params[i+1]
	}
	return m
}
