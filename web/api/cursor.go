package api

import (
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"

	"marke/facilities"
)

// Page is the part of every list's query.
type Page struct {
	Cursor string `query:"cursor" maxLength:"1024" doc:"api.doc.cursor"`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"api.doc.limit"`
}

// Paged is the query of a list that nothing narrows.
type Paged struct{ Page }

// List is the answer of every list.
type List[T any] struct {
	Items []T    `json:"items" nullable:"false" doc:"api.doc.items"`
	Next  string `json:"next" doc:"api.doc.next"`
}

// listed is a List as huma writes it.
type listed[T any] struct{ Body List[T] }

func list[T any](items []T, next string) *listed[T] {
	return &listed[T]{List[T]{notNil(items), next}}
}

// seal makes a cursor of where a list goes on. Its checksum, which covers the list it
// belongs to, finds mistakes; it is no secret and guards nothing.
func seal(of, at string) string {
	if at == "" {
		return ""
	}
	sum := binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE([]byte(of+"\n"+at)))
	return base64.RawURLEncoding.EncodeToString(append(sum, at...))
}

// open reads a cursor of the same list; an empty one is the beginning.
func open(of, cursor string) (string, error) {
	if cursor == "" {
		return "", nil
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err != nil || len(raw) <= 4 || binary.BigEndian.Uint32(raw) != crc32.ChecksumIEEE([]byte(of+"\n"+string(raw[4:]))) {
		return "", facilities.BadField("query.cursor", "api_cursor")
	}
	return string(raw[4:]), nil
}

// page cuts one page out of a whole list whose ids are unique; it may lie in any order.
func page[T any](of string, all []T, id func(T) string, p Page) ([]T, string, error) {
	after, err := open(of, p.Cursor)
	if err != nil {
		return nil, "", err
	}
	from := 0
	if after != "" {
		from = len(all) // what it pointed at is gone: there is no more
		for i, item := range all {
			if id(item) == after {
				from = i + 1
				break
			}
		}
	}
	until := min(from+p.Limit, len(all))
	next := ""
	if until < len(all) {
		next = seal(of, id(all[until-1]))
	}
	return all[from:until], next, nil
}
