package api

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"marke/facilities"
)

// Names of the headers that writes understand.
const (
	keyHeader     = "Idempotency-Key"
	versionHeader = "If-Match"
)

// checkParameters judges the path and the query of a request. An id that cannot
// be one names nothing, so it is answered as any thing that does not exist.
func (s *server) checkParameters(c *gin.Context, op *huma.Operation) error {
	for _, p := range c.Params {
		if !facilities.ValidID(p.Value) {
			return facilities.Missing()
		}
	}
	query, err := url.ParseQuery(c.Request.URL.RawQuery)
	if err != nil {
		return facilities.Errorf(malformed, "api_query")
	}
	v := &validator{registry: s.huma.OpenAPI().Components.Schemas}
	known := make([]string, 0, len(op.Parameters))
	for _, p := range op.Parameters {
		if p.In != "query" {
			continue
		}
		known = append(known, p.Name)
		values, there := query[p.Name]
		switch at := "query." + p.Name; {
		case !there || len(values) == 1 && values[0] == "":
			if p.Required {
				v.add(at, "api_required")
			}
		case len(values) > 1:
			v.add(at, "api_once")
		default:
			v.parameter(at, p.Schema, values[0])
		}
	}
	for name := range query {
		if !slices.Contains(known, name) {
			v.add("query."+printable(name), "api_unknown", "known", strings.Join(known, ", "))
		}
	}
	slices.SortFunc(v.wrong, func(a, b facilities.Field) int { return strings.Compare(a.Location, b.Location) })
	return v.err()
}

// parameter judges a value that came as text.
func (v *validator) parameter(at string, schema *huma.Schema, text string) {
	schema = v.resolve(schema)
	switch schema.Type {
	case huma.TypeArray:
		items := []any{}
		for item := range strings.SplitSeq(text, ",") {
			items = append(items, item)
		}
		v.list(at, schema, items)
	case huma.TypeInteger:
		if strings.Trim(text, "+-0123456789") != "" || strings.Trim(text, "+-") == "" {
			v.add(at, "api_integer")
			return
		}
		v.number(at, schema, number(text))
	case huma.TypeBoolean:
		if text != "true" && text != "false" {
			v.add(at, "api_boolean")
		}
	default:
		v.text(at, schema, text)
	}
}

// idempotencyKey reads the header, or "" when there is none.
func idempotencyKey(head http.Header) (string, error) {
	values := head.Values(keyHeader)
	if len(values) == 0 {
		return "", nil
	}
	key := values[0]
	visible := !strings.ContainsFunc(key, func(r rune) bool { return r <= ' ' || r > '~' })
	if len(values) > 1 || key == "" || len(key) > 255 || !visible {
		return "", facilities.BadField("header."+keyHeader, "api_key")
	}
	return key, nil
}

// Versions that no stored thing has.
const (
	versionAny   = 0  // verbs take it as: do not compare
	versionNever = -1 // equals none
)

// version reads If-Match. A tag that Marke never gave out matches nothing and is
// as stale as an old one.
func version(head http.Header) (int64, error) {
	values := head.Values(versionHeader)
	if len(values) == 0 {
		return versionNever, facilities.Errorf(versionNeeded, "api_version_needed")
	}
	sent := strings.TrimSpace(values[0])
	if sent == "*" && len(values) == 1 {
		return versionAny, nil
	}
	bare := strings.TrimPrefix(sent, "W/") // a weak tag never matches (RFC 9110, 13.1.1), but it is well formed
	if len(values) > 1 || strings.Contains(bare, ",") {
		return versionNever, facilities.BadField("header."+versionHeader, "api_one_version")
	}
	quoted := len(bare) >= 2 && bare[0] == '"' && bare[len(bare)-1] == '"'
	if quoted {
		bare = bare[1 : len(bare)-1]
	}
	n, err := strconv.ParseInt(bare, 10, 64)
	switch {
	case strings.ContainsFunc(bare, func(r rune) bool { return r <= ' ' || r == '"' || r == 0x7f }) || !quoted && err != nil:
		return versionNever, facilities.BadField("header."+versionHeader, "api_version")
	case err != nil || n <= 0 || strconv.FormatInt(n, 10) != bare || strings.HasPrefix(sent, "W/"):
		return versionNever, nil
	}
	return n, nil
}

// etag is a version as an entity tag.
func etag(version int64) string { return `"` + strconv.FormatInt(version, 10) + `"` }
