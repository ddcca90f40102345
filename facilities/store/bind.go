package store

import (
	"strconv"
	"strings"
	"sync"
	"time"
)

// rebinder keeps PostgreSQL's form of every statement. There are as many as the code
// has, times the lengths of their lists.
type rebinder struct{ statements sync.Map }

// bind gives a statement the engine's placeholders: "?" becomes "$1", "$2", … in
// PostgreSQL. No statement of ours has a question mark in a literal.
func (s *Store) bind(query string) string {
	if s.engine == SQLite {
		return query
	}
	if bound, ok := s.rebound.statements.Load(query); ok {
		return bound.(string)
	}
	var out strings.Builder
	for i, part := range strings.Split(query, "?") {
		if i > 0 {
			out.WriteString("$" + strconv.Itoa(i))
		}
		out.WriteString(part)
	}
	s.rebound.statements.Store(query, out.String())
	return out.String()
}

// values gives times the form of the engine's columns; the slice is the caller's no more.
func (s *Store) values(args []any) []any {
	for i, arg := range args {
		if t, ok := arg.(time.Time); ok {
			args[i] = column(s.engine, t)
		}
	}
	return args
}

// marks is a list of n placeholders: "?, ?, ?".
func marks(n int) string {
	return strings.TrimSuffix(strings.Repeat("?, ", n), ", ")
}

// list appends ids to arguments.
func list[T ~string](args []any, ids []T) []any {
	for _, id := range ids {
		args = append(args, string(id))
	}
	return args
}
