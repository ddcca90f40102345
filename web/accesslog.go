package web

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"log/slog"
	"net/http"
	"strings"
	"time"
)

type requestKey struct{}

// requestID is the number under which a request stands in the log, also shown on
// the page of an internal error.
func requestID(ctx context.Context) string {
	id, _ := ctx.Value(requestKey{}).(string)
	return id
}

// logged numbers every request, answers the number as X-Request-Id, and writes one
// line a request. The line holds no query and no secret.
func logged(next http.Handler, log *slog.Logger) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var raw [8]byte
		rand.Read(raw[:]) // never fails (crypto/rand)
		id := hex.EncodeToString(raw[:])
		w.Header().Set("X-Request-Id", id)
		begun := time.Now()
		seen := &watched{ResponseWriter: w}
		next.ServeHTTP(seen, r.WithContext(context.WithValue(r.Context(), requestKey{}, id)))
		level := slog.LevelInfo
		if seen.status >= 500 {
			level = slog.LevelError
		}
		log.Log(r.Context(), level, "request", "id", id, "method", r.Method, "path", redact(r.URL.Path), "status", seen.code(),
			"bytes", seen.bytes, "took", time.Since(begun))
	})
}

// redact takes secrets out of a path: the tokens of feeds, invitations and resets.
func redact(path string) string {
	for _, before := range []string{"/feeds/", "/invite/", "/reset/"} {
		if i := strings.Index(path, before); i >= 0 {
			return path[:i+len(before)] + "…"
		}
	}
	return path
}

// watched counts what passes.
type watched struct {
	http.ResponseWriter
	status int
	bytes  int
}

func (w *watched) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *watched) Write(p []byte) (int, error) {
	n, err := w.ResponseWriter.Write(p)
	w.bytes += n
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (w *watched) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (w *watched) code() int {
	if w.status == 0 {
		return http.StatusOK
	}
	return w.status
}
