package roundfile

import (
	"encoding/json"
	"reflect"
	"strconv"
	"strings"
	"sync"
)

// fields are those of an object: their names, what stands there, and as bits which
// of them have to be there, and which are texts that may be left out but not be empty.
type fields struct {
	number   map[string]int
	names    []string
	shapes   []reflect.Type
	required uint64
	filled   uint64
}

// fieldsOf lists the fields of an object, at most 64. Its tag says of a field
// file:"required" or file:"filled".
func fieldsOf(shape reflect.Type) *fields {
	if known, ok := shapes.Load(shape); ok {
		return known.(*fields)
	}
	all := &fields{number: map[string]int{}}
	for _, f := range reflect.VisibleFields(shape) {
		if f.Anonymous {
			continue
		}
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		of := f.Type
		if of.Kind() == reflect.Pointer {
			of = of.Elem()
		}
		switch f.Tag.Get("file") {
		case "required":
			all.required |= 1 << len(all.names)
		case "filled":
			all.filled |= 1 << len(all.names)
		}
		all.number[name] = len(all.names)
		all.names = append(all.names, name)
		all.shapes = append(all.shapes, of)
	}
	shapes.Store(shape, all)
	return all
}

var shapes sync.Map // reflect.Type → *fields

var decimalNumber = reflect.TypeFor[json.Number]()

// misfit says why a value cannot stand where a type is wanted; empty when it can.
func misfit(token json.Token, shape reflect.Type) string {
	kind := shape.Kind()
	switch v := token.(type) {
	case nil:
		return "null cannot stand here"
	case bool:
		if kind != reflect.Bool {
			return "true or false cannot stand here"
		}
	case string:
		if kind != reflect.String || shape == decimalNumber {
			return "a text cannot stand here"
		}
	case json.Number:
		return misnumber(string(v), shape)
	case json.Delim:
		list := kind == reflect.Slice || kind == reflect.Array
		if v == '[' && !list {
			return "a list cannot stand here"
		}
		if v == '{' && kind != reflect.Struct && kind != reflect.Map {
			return "an object cannot stand here"
		}
	}
	return ""
}

func misnumber(text string, shape reflect.Type) string {
	var err error
	switch shape.Kind() {
	case reflect.Int, reflect.Int64:
		_, err = strconv.ParseInt(text, 10, 64)
	case reflect.Uint64:
		_, err = strconv.ParseUint(text, 10, 64)
	default:
		if shape != decimalNumber {
			return "a number cannot stand here"
		}
	}
	if err == nil {
		return ""
	}
	if len(text) > 40 {
		text = text[:40] + "…"
	}
	return text + " is not a whole number that can be counted with"
}
