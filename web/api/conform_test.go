package api

import (
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"marke/facilities/useroffice"
)

// published is the OpenAPI as anybody reads it, without a database behind it.
var published = sync.OnceValue(func() map[string]any {
	engine := newEngine(&useroffice.Office{}, nil)
	answer := serve(engine, "GET", Prefix+"/openapi.json")
	var tree map[string]any
	if err := json.Unmarshal(answer.Body.Bytes(), &tree); err != nil {
		panic(err)
	}
	return tree
})

var pathParameter = regexp.MustCompile(`\{[a-z]+\}`)

// templates are the paths of the OpenAPI with parameters, as patterns.
var templates = sync.OnceValue(func() map[string]*regexp.Regexp {
	out := map[string]*regexp.Regexp{}
	for path := range object(published(), "paths") {
		out[path] = regexp.MustCompile("^" + pathParameter.ReplaceAllString(path, "[^/]+") + "$")
	}
	return out
})

// operationOf finds what the OpenAPI says about a method and path; nil when it is no operation.
func operationOf(method, target string) map[string]any {
	path, _, _ := strings.Cut(target, "?")
	rest, ok := strings.CutPrefix(path, Prefix)
	if !ok {
		return nil
	}
	paths := object(published(), "paths")
	if exact := object(object(paths, rest), strings.ToLower(method)); exact != nil {
		return exact
	}
	for template, pattern := range templates() {
		if pattern.MatchString(rest) {
			if op := object(object(paths, template), strings.ToLower(method)); op != nil {
				return op
			}
		}
	}
	return nil
}

// conforms fails the test when an answer is not what the OpenAPI promises: an
// undocumented status, type or member, a missing one, a time that is not UTC.
func conforms(t testing.TB, method, target string, r reply) {
	t.Helper()
	kind, _, _ := mime.ParseMediaType(r.head.Get("Content-Type"))
	if r.status >= 400 && kind != problemMedia {
		t.Fatalf("%s %s: %d is a %q, not a problem: %s", method, target, r.status, kind, r.body)
	}
	schema := map[string]any{"$ref": "#/components/schemas/Problem"}
	if op := operationOf(method, target); op != nil {
		answers := object(op, "responses")
		answer := object(answers, strconv.Itoa(r.status))
		if answer == nil && r.status >= 400 {
			answer = object(answers, "default")
		}
		if answer == nil {
			t.Fatalf("%s %s: the OpenAPI has no %d", method, target, r.status)
		}
		if len(r.body) == 0 && object(answer, "content") == nil {
			return
		}
		media := object(object(answer, "content"), kind)
		if media == nil {
			t.Fatalf("%s %s: the OpenAPI has no %s for %d", method, target, kind, r.status)
		}
		schema = object(media, "schema")
	} else if r.status < 400 {
		return // the documents themselves, and feeds
	}
	if method == http.MethodHead {
		return
	}
	var value any
	if err := json.Unmarshal(r.body, &value); err != nil {
		t.Fatalf("%s %s: %v in %s", method, target, err, r.body)
	}
	if faults := mismatches("$", schema, value); len(faults) > 0 {
		t.Fatalf("%s %s: %d is not as the OpenAPI says:\n%s\n%s", method, target, r.status, strings.Join(faults, "\n"), r.body)
	}
	if problem, ok := value.(map[string]any); ok && r.status >= 400 && problem["status"] != float64(r.status) {
		t.Fatalf("%s %s: the problem says %v, the answer %d", method, target, problem["status"], r.status)
	}
}

// mismatches holds a value against a schema of JSON Schema 2020-12, as far as the OpenAPI uses it.
func mismatches(at string, schema map[string]any, value any) []string {
	for word(schema, "$ref") != "" {
		schema = object(object(object(published(), "components"), "schemas"), strings.TrimPrefix(word(schema, "$ref"), "#/components/schemas/"))
	}
	if schema == nil {
		return []string{at + ": the schema refers to nothing"}
	}
	types := []string{word(schema, "type")}
	if several, ok := schema["type"].([]any); ok {
		types = nil
		for _, one := range several {
			types = append(types, one.(string))
		}
	}
	if types[0] == "" {
		return nil // anything
	}
	fault := func(format string, args ...any) []string { return []string{at + ": " + fmt.Sprintf(format, args...)} }
	switch value := value.(type) {
	case nil:
		if !slices.Contains(types, "null") {
			return fault("null is not %v", types)
		}
	case bool:
		if !slices.Contains(types, "boolean") {
			return fault("%v is not %v", value, types)
		}
	case float64:
		if !slices.Contains(types, "number") && !(slices.Contains(types, "integer") && value == float64(int64(value))) {
			return fault("%v is not %v", value, types)
		}
	case string:
		if !slices.Contains(types, "string") {
			return fault("%q is not %v", value, types)
		}
		if values, ok := schema["enum"].([]any); ok && !slices.Contains(values, any(value)) {
			return fault("%q is none of %v", value, values)
		}
		if word(schema, "format") == "date-time" {
			if _, err := time.Parse(time.RFC3339, value); err != nil || !strings.HasSuffix(value, "Z") {
				return fault("%q is not UTC in RFC 3339", value)
			}
		}
	case []any:
		if !slices.Contains(types, "array") {
			return fault("a list is not %v", types)
		}
		var out []string
		for i, item := range value {
			out = append(out, mismatches(fmt.Sprintf("%s[%d]", at, i), object(schema, "items"), item)...)
		}
		return out
	case map[string]any:
		if !slices.Contains(types, "object") {
			return fault("an object is not %v", types)
		}
		return memberMismatches(at, schema, value)
	}
	return nil
}

func memberMismatches(at string, schema, value map[string]any) []string {
	var out []string
	required, _ := schema["required"].([]any)
	for _, name := range required {
		if _, there := value[name.(string)]; !there {
			out = append(out, fmt.Sprintf("%s: %v is missing", at, name))
		}
	}
	others := object(schema, "additionalProperties")
	for name, member := range value {
		property := object(object(schema, "properties"), name)
		if property == nil {
			property = others
		}
		if property == nil {
			out = append(out, at+"."+name+": the OpenAPI does not know it")
			continue
		}
		out = append(out, mismatches(at+"."+name, property, member)...)
	}
	return out
}

func TestOpenAPIIsWhole(t *testing.T) {
	tree := published()
	if word(tree, "openapi") != "3.1.0" {
		t.Errorf("openapi is %v", tree["openapi"])
	}
	ids := map[string]bool{}
	for path, item := range object(tree, "paths") {
		for method := range item.(map[string]any) {
			op := object(item.(map[string]any), method)
			if id := word(op, "operationId"); id == "" || ids[id] {
				t.Errorf("%s %s: operationId %q is empty or taken", method, path, id)
			} else {
				ids[id] = true
			}
			if word(op, "summary") == "" {
				t.Errorf("%s %s has no summary", method, path)
			}
			declared := map[string]bool{}
			for _, p := range asList(op["parameters"]) {
				p := p.(map[string]any)
				declared[word(p, "in")+" "+word(p, "name")] = true
			}
			for _, name := range pathParameter.FindAllString(path, -1) {
				if !declared["path "+strings.Trim(name, "{}")] {
					t.Errorf("%s %s does not declare %s", method, path, name)
				}
			}
		}
	}
	if len(ids) < 40 {
		t.Errorf("only %d operations", len(ids))
	}
	everyRef(t, "$", tree)
}

func asList(node any) []any {
	list, _ := node.([]any)
	return list
}

// everyRef checks that each reference leads somewhere, and that each description became words.
func everyRef(t *testing.T, at string, node any) {
	switch node := node.(type) {
	case map[string]any:
		if ref, ok := node["$ref"].(string); ok {
			name := strings.TrimPrefix(ref, "#/components/schemas/")
			if object(object(object(published(), "components"), "schemas"), name) == nil {
				t.Errorf("%s: %s leads nowhere", at, ref)
			}
		}
		for name, inner := range node {
			everyRef(t, at+"."+name, inner)
		}
	case []any:
		for i, inner := range node {
			everyRef(t, fmt.Sprintf("%s[%d]", at, i), inner)
		}
	case string:
		if strings.HasPrefix(node, "api.") {
			t.Errorf("%s is still the key %s", at, node)
		}
	}
}
