package api

import (
	"database/sql"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"marke/facilities"
	"marke/facilities/store"
	"marke/facilities/useroffice"
)

func TestAFaultOfOursIsAnInternalErrorWithItsDetailsInTheLogOnly(t *testing.T) {
	log := &logged{}
	engine := newEngine(nil, slog.New(slog.NewTextHandler(log, nil)))
	for _, path := range []string{Prefix + "/facilities", "/feeds/0123456789secret.ics"} {
		answer := serve(engine, "GET", path, "Accept-Language", "en")
		var p Problem
		if err := json.Unmarshal(answer.Body.Bytes(), &p); err != nil {
			t.Fatalf("%v: %s", err, answer.Body)
		}
		if answer.Code != 500 || answer.Header().Get("Content-Type") != problemMedia || p.Title != "Internal error" || p.Status != 500 {
			t.Errorf("%s: %d %s", path, answer.Code, answer.Body)
		}
		if strings.Contains(answer.Body.String(), "nil pointer") || strings.Contains(answer.Body.String(), ".go") {
			t.Errorf("the answer tells too much: %s", answer.Body)
		}
		said := log.String()
		if !strings.Contains(said, "nil pointer") || !strings.Contains(said, "problem_test") && !strings.Contains(said, ".go:") {
			t.Errorf("the log tells too little: %s", said)
		}
		if strings.Contains(said, "0123456789secret") || strings.Contains(answer.Body.String(), "0123456789secret") {
			t.Errorf("the secret of a feed is told: %s %s", said, answer.Body)
		}
		number := p.Detail[strings.LastIndex(p.Detail, " ")+1:]
		if len(number) < 8 || !strings.Contains(said, number) {
			t.Errorf("the number %q does not find the log's entry", number)
		}
	}
}

func TestABusyDatabaseSaysWhenToTryAgain(t *testing.T) {
	h := newHouse(t, engines["sqlite"](t))
	st, err := store.Open(t.Context(), h.url, store.Options{BusyTimeout: 200 * time.Millisecond, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	server := httptest.NewServer(newEngine(useroffice.New(st, useroffice.Config{}), slog.New(slog.NewTextHandler(h.log, nil))))
	defer server.Close()

	file, _, _ := strings.Cut(strings.TrimPrefix(h.url, "sqlite:"), "?")
	other, err := sql.Open("sqlite3", "file:"+file+"?_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	tx, err := other.Begin()
	if err != nil {
		t.Fatal(err)
	}
	book := h.as("ann", "POST", Prefix+"/bookings").json(slot("press", 24))
	r, err := book.do(server.URL, h.client)
	if err != nil {
		t.Fatal(err)
	}
	r.t = t
	conforms(t, "POST", Prefix+"/bookings", r)
	if r.want(http.StatusServiceUnavailable); r.head.Get("Retry-After") == "" {
		t.Errorf("no Retry-After: %v", r.head)
	}
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	book.send(t).want(http.StatusCreated)
	if said := h.log.String(); !strings.Contains(said, "Not available") || strings.Contains(said, "Internal") {
		t.Errorf("the log says %q", said)
	}
}

func TestARequestMayWaitLongerThanABodyMayTake(t *testing.T) {
	h := newHouse(t, engines["sqlite"](t))
	file, _, _ := strings.Cut(strings.TrimPrefix(h.url, "sqlite:"), "?")
	other, err := sql.Open("sqlite3", "file:"+file+"?_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	st, err := store.Open(t.Context(), h.url, store.Options{BusyTimeout: time.Minute, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	server := httptest.NewServer(newEngine(useroffice.New(st, useroffice.Config{}), slog.New(slog.NewTextHandler(h.log, nil))))
	defer server.Close()
	h.as("ann", "GET", Prefix+"/me").send(t).want(200) // notes the day of the token's use, so that nothing but the booking waits
	tx, err := other.Begin()
	if err != nil {
		t.Fatal(err)
	}
	// Longer than the 5 seconds that huma gives a body unless it is told otherwise.
	time.AfterFunc(6*time.Second, func() { tx.Rollback() })
	r, err := h.as("ann", "POST", Prefix+"/bookings").json(slot("press", 24)).do(server.URL, h.client)
	if err != nil {
		t.Fatal(err)
	}
	r.t = t
	r.want(http.StatusCreated)
}

func TestEveryCodeHasItsStatusAndHeaders(t *testing.T) {
	gin.SetMode(gin.ReleaseMode)
	for _, c := range []struct {
		err    error
		status int
		header string
		value  string
	}{
		{facilities.BadField("body.start", "api_required"), 422, "", ""},
		{facilities.Errorf(facilities.Conflict, "conflict"), 409, "", ""},
		{facilities.Missing(), 404, "", ""},
		{facilities.Errorf(facilities.Forbidden, "forbidden"), 403, "", ""},
		{facilities.Errorf(facilities.Unauthenticated, "unauthenticated"), 401, "WWW-Authenticate", `Bearer realm="Marke"`},
		{facilities.Errorf(facilities.Stale, "stale"), 412, "", ""},
		{facilities.Errorf(facilities.KeyReused, "key_reused"), 422, "", ""},
		{&facilities.Error{Code: facilities.TooMany, Key: "too_many", RetryAfter: 17, Params: map[string]any{"seconds": 17}}, 429, "Retry-After", "17"},
		{facilities.Errorf(facilities.Unavailable, "busy"), 503, "Retry-After", "1"},
		{&http.MaxBytesError{Limit: 1024}, 413, "", ""},
		{errors.New("disk on fire"), 500, "", ""},
		{&facilities.Error{Code: "a code of tomorrow"}, 500, "", ""},
	} {
		engine := gin.New()
		engine.GET("/api/x", func(ctx *gin.Context) { Refuse(ctx, slog.New(slog.DiscardHandler), c.err) })
		answer := serve(engine, "GET", "/api/x", "Accept-Language", "en")
		var p Problem
		if err := json.Unmarshal(answer.Body.Bytes(), &p); err != nil {
			t.Fatal(err)
		}
		if answer.Code != c.status || p.Status != c.status || p.Title == "" || p.Detail == "" || p.Instance != "/api/x" || !strings.HasPrefix(p.Type, problemType) {
			t.Errorf("%v: %d %s", c.err, answer.Code, answer.Body)
		}
		if c.header != "" && answer.Header().Get(c.header) != c.value {
			t.Errorf("%v: %s is %q", c.err, c.header, answer.Header().Get(c.header))
		}
		if strings.Contains(answer.Body.String(), "fire") {
			t.Errorf("%s tells the cause", answer.Body)
		}
		if conflict := c.status == 409; conflict != (p.Violations != nil && p.Alternatives != nil) {
			t.Errorf("%v: %s", c.err, answer.Body)
		}
	}
}

func TestIfMatchIsReadAsRFC9110Says(t *testing.T) {
	for sent, want := range map[string]int64{`"7"`: 7, `7`: 7, ` "7" `: 7, `*`: versionAny, `W/"7"`: versionNever, `"07"`: versionNever, `"+7"`: versionNever,
		`"abc"`: versionNever, `""`: versionNever, `"0"`: versionNever, `"9223372036854775808"`: versionNever} {
		if got, err := version(http.Header{versionHeader: {sent}}); err != nil || got != want {
			t.Errorf("%s is read as %d, %v", sent, got, err)
		}
	}
	for _, sent := range []string{``, `abc`, `"7`, `7"`, `"7","8"`, `"a b"`, `W/`} {
		if got, err := version(http.Header{versionHeader: {sent}}); facilities.CodeOf(err) != facilities.Invalid {
			t.Errorf("%q is read as %d, %v", sent, got, err)
		}
	}
	if _, err := version(http.Header{}); facilities.CodeOf(err) != versionNeeded {
		t.Errorf("no If-Match is %v", err)
	}
}

func TestAcceptEncodingIsReadAsRFC9110Says(t *testing.T) {
	for sent, want := range map[string]bool{"gzip": true, "": false, "br": false, "*": true, "gzip;q=0": false, "*;q=0": false, "gzip;q=0, *": false, "*, gzip; q=0": false,
		"deflate, GZIP;Q=0.5": true, "gzip;q=nonsense": false, "identity;q=1, *;q=0.1": true} {
		if acceptsGzip(sent) != want {
			t.Errorf("%q accepts gzip: %v", sent, !want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{`{}`, `[1,{"a":null}]`, `"\ud800"`, `{"a":1,"a":2}`, strings.Repeat("[", 40), `1e999`, `{"a":`, "\xff"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		_, err := parse(raw)
		if err != nil {
			if facilities.CodeOf(err) != malformed {
				t.Fatalf("%q fails with %v", raw, err)
			}
			return
		}
		if !json.Valid(raw) {
			t.Fatalf("%q is read here, but is no JSON for encoding/json", raw)
		}
	})
}
