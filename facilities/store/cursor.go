package store

import (
	"encoding/base64"
	"strings"

	"marke/facilities"
)

// A cursor is the place after the last row of a page: the values that the list is sorted
// by, in a form that nobody is tempted to make himself. Rows that come and go do not move it.
func encodeCursor(parts ...string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(strings.Join(parts, "\x00")))
}

// decodeCursor gives the two values back, or Invalid for what is no cursor of ours.
func decodeCursor(cursor string) (first, second string, err error) {
	raw, err := base64.RawURLEncoding.DecodeString(cursor)
	first, second, found := strings.Cut(string(raw), "\x00")
	if err != nil || !found || strings.Contains(second, "\x00") {
		return "", "", facilities.BadField("query.cursor", "cursor")
	}
	return first, second, nil
}
