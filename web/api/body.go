package api

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"
	"github.com/go-json-experiment/json/jsontext"

	"marke/facilities"
)

// Bounds of a body. The largest honest one is a series with hundreds of
// exceptions and an intake form.
const (
	bodyMax    = 256 << 10        // bytes
	bodyWithin = 20 * time.Second // for a body to arrive
	depthMax   = 16               // of objects and lists in each other
)

// number is a JSON number as it was written: a float would lose digits.
type number string

// readBody takes the body off a request: its bytes as they were sent, at most bodyMax.
func readBody(c *gin.Context, want *huma.RequestBody) ([]byte, error) {
	if c.Request.Body == nil {
		return nil, nil
	}
	// Where there is no connection there is no deadline, and nobody who dawdles.
	connection := http.NewResponseController(c.Writer)
	connection.SetReadDeadline(time.Now().Add(bodyWithin))
	defer connection.SetReadDeadline(time.Time{})
	raw, err := io.ReadAll(http.MaxBytesReader(c.Writer, c.Request.Body, bodyMax))
	if err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return nil, err
		}
		// The connection broke or the chunks are not what they say: whoever is still there sent no whole body.
		return nil, facilities.Errorf(malformed, "api_body_broken")
	}
	if len(raw) == 0 {
		return nil, nil
	}
	if want == nil {
		return nil, &facilities.Error{Code: facilities.Invalid, Key: "invalid", Fields: []facilities.Field{{Location: "body", Key: "api_no_body"}}}
	}
	if err := checkMedia(c.GetHeader("Content-Type"), want); err != nil {
		return nil, err
	}
	return raw, nil
}

// checkMedia holds a body's type against those that the operation reads.
func checkMedia(sent string, want *huma.RequestBody) error {
	kind, params, err := mime.ParseMediaType(sent)
	charset := strings.ToLower(params["charset"])
	if err == nil && want.Content[kind] != nil && (charset == "" || charset == "utf-8") {
		return nil
	}
	kinds := make([]string, 0, len(want.Content))
	for _, known := range []string{jsonMedia, patchMedia} {
		if want.Content[known] != nil {
			kinds = append(kinds, known)
		}
	}
	return facilities.Errorf(wrongMedia, "api_media_type", "want", strings.Join(kinds, ", "))
}

// parse reads one JSON value, and nothing after it, strictly (RFC 8259 with the
// promises of RFC 7493): UTF-8 only, no name twice in one object, bounded nesting.
// Objects are map[string]any, lists []any, numbers number.
func parse(raw []byte) (any, error) {
	if !utf8.Valid(raw) {
		return nil, facilities.Errorf(malformed, "api_json_encoding")
	}
	decoder := jsontext.NewDecoder(bytes.NewReader(raw))
	value, err := parseValue(decoder)
	if err != nil {
		return nil, broken(err)
	}
	if _, err := decoder.ReadToken(); err != io.EOF {
		return nil, facilities.Errorf(malformed, "api_json_trailing", "at", decoder.InputOffset())
	}
	return value, nil
}

var errDeep = errors.New("api: nested too deeply")

func parseValue(decoder *jsontext.Decoder) (any, error) {
	token, err := decoder.ReadToken()
	if err != nil {
		return nil, err
	}
	if decoder.StackDepth() > depthMax {
		return nil, errDeep
	}
	switch token.Kind() {
	case 'n':
		return nil, nil
	case 't', 'f':
		return token.Bool(), nil
	case '"':
		return token.String(), nil
	case '0':
		return number(token.String()), nil
	case '[':
		list := []any{}
		for decoder.PeekKind() != ']' {
			item, err := parseValue(decoder)
			if err != nil {
				return nil, err
			}
			list = append(list, item)
		}
		_, err := decoder.ReadToken()
		return list, err
	default: // '{'; the decoder gives no closing token where a value must stand
		object := map[string]any{}
		for decoder.PeekKind() != '}' {
			name, err := decoder.ReadToken()
			if err != nil {
				return nil, err
			}
			key := name.String()
			if object[key], err = parseValue(decoder); err != nil {
				return nil, err
			}
		}
		_, err := decoder.ReadToken()
		return object, err
	}
}

// broken says why a body is not JSON, and where.
func broken(err error) error {
	if errors.Is(err, errDeep) {
		return facilities.Errorf(malformed, "api_json_deep", "limit", depthMax)
	}
	var syntax *jsontext.SyntacticError
	if !errors.As(err, &syntax) {
		return facilities.Errorf(malformed, "api_json", "at", int64(0))
	}
	if errors.Is(err, jsontext.ErrDuplicateName) {
		return facilities.Errorf(malformed, "api_json_twice", "name", printable(syntax.JSONPointer.LastToken()))
	}
	return facilities.Errorf(malformed, "api_json", "at", syntax.ByteOffset)
}

// printable cuts what somebody sent to something that fits into a message.
func printable(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == '\uFFFD' {
			return '?'
		}
		return r
	}, s)
	if letters := []rune(s); len(letters) > 60 {
		return string(letters[:59]) + "…"
	}
	return s
}
