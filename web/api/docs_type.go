package api

import (
	"fmt"
	"slices"
	"strings"
)

// typeOf says what a schema asks for in the words of JSON: "string (date-time)",
// "Claim[]", with its limits.
func typeOf(schema map[string]any) docsType {
	if schema == nil {
		return docsType{}
	}
	if ref := word(schema, "$ref"); ref != "" {
		name := ref[strings.LastIndexByte(ref, '/')+1:]
		return docsType{Text: name, Ref: name}
	}
	kinds := []string{word(schema, "type")}
	if several, ok := schema["type"].([]any); ok {
		kinds = kinds[:0]
		for _, kind := range several {
			kinds = append(kinds, kind.(string))
		}
	}
	out := docsType{Limits: limits(schema)}
	switch {
	case slices.Contains(kinds, "array"):
		item := typeOf(object(schema, "items"))
		out.Ref = item.Ref
		out.Limits = append(out.Limits, item.Limits...)
		kinds[slices.Index(kinds, "array")] = item.Text + "[]"
	case object(schema, "additionalProperties") != nil:
		kinds[0] = "{…: " + typeOf(object(schema, "additionalProperties")).Text + "}"
	case word(schema, "format") != "":
		kinds[0] += " (" + word(schema, "format") + ")"
	case kinds[0] == "":
		kinds[0] = "JSON"
	}
	out.Text = strings.Join(kinds, " | ")
	return out
}

// limits lists the bounds of a schema.
func limits(schema map[string]any) []string {
	var out []string
	for _, bound := range []struct{ name, sign string }{
		{"minimum", "≥ "}, {"maximum", "≤ "}, {"minLength", "length ≥ "}, {"maxLength", "length ≤ "},
		{"minItems", "items ≥ "}, {"maxItems", "items ≤ "}, {"maxProperties", "members ≤ "}, {"pattern", ""},
	} {
		switch limit := schema[bound.name].(type) {
		case nil:
		case float64:
			out = append(out, bound.sign+plainNumber(limit))
		default:
			out = append(out, bound.sign+fmt.Sprint(limit))
		}
	}
	if values, ok := schema["enum"].([]any); ok {
		names := make([]string, len(values))
		for i, value := range values {
			names[i] = fmt.Sprint(value)
			if value == "" {
				names[i] = `""`
			}
		}
		out = append(out, strings.Join(names, ", "))
	}
	if standard, ok := schema["default"]; ok {
		out = append(out, "= "+fmt.Sprint(standard))
	}
	return out
}
