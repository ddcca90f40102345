package web

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"marke/facilities"
)

func TestSecurityHeadersStandOnEveryAnswer(t *testing.T) {
	w := newWorld(t)
	foreign := func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") }
	cases := []struct {
		name, method, path string
		status             int
		change             func(*http.Request)
	}{
		{"a page", "GET", "/nl/", 200, nil},
		{"no such page", "GET", "/nl/none", 404, nil},
		{"a page that cannot be posted", "POST", "/nl/resources", 405, nil},
		{"a post from another site", "POST", "/nl/login", 403, foreign},
		{"a redirect", "GET", "/", 302, nil},
		{"a page for members", "GET", "/nl/bookings", 303, nil},
		{"a file", "GET", "/static/marke.css", 200, nil},
		{"no such file", "GET", "/static/none.css", 404, nil},
		{"nothing that the API knows", "GET", "/api/v1/none", 404, nil},
		{"a method that the API does not know", "DELETE", "/api/v1/facilities", 405, nil},
		{"an API call from another site", "POST", "/api/v1/bookings", 403, foreign},
		{"a feed that is none", "GET", "/feeds/none.ics", 404, nil},
		{"a probe", "GET", "/healthz", 200, nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			a := w.as("").do(c.method, c.path, nil, func(r *http.Request) {
				if c.change != nil {
					c.change(r)
				}
			})
			a.wants(t, c.status)
			csp := a.Header.Get("Content-Security-Policy")
			if !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") || !strings.Contains(csp, "frame-ancestors 'none'") {
				t.Errorf("policy %q", csp)
			}
			for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Permissions-Policy": "camera=()"} {
				if !strings.HasPrefix(a.Header.Get(name), want) {
					t.Errorf("%s is %q", name, a.Header.Get(name))
				}
			}
			if a.Header.Get("Referrer-Policy") == "" || a.Header.Get("X-Request-Id") == "" {
				t.Error("no Referrer-Policy or no X-Request-Id")
			}
			if a.Header.Get("Strict-Transport-Security") != "" {
				t.Error("HSTS without TLS")
			}
		})
	}
}

func TestOverTLSCookiesAndBrowsersStayThere(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.Origin = "https://marke.test" })
	if a := w.as("").get("/nl/"); !strings.HasPrefix(a.Header.Get("Strict-Transport-Security"), "max-age=") {
		t.Errorf("HSTS is %q", a.Header.Get("Strict-Transport-Security"))
	}
	if c := w.site.sessions.Cookie; c.Name != "__Host-marke" || !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode {
		t.Errorf("the cookie is %+v", c)
	}
}

func TestWhoIsLoggedInStaysSoAtAnAddressThatIsNone(t *testing.T) {
	w := newWorld(t)
	for path, status := range map[string]int{"/nl/none": 404, "/nl/logout": 405} {
		w.as("anna").get(path).wants(t, status, "Anna de Wever")
		if a := w.as("").get(path); strings.Contains(a.Body, "Anna de Wever") {
			t.Errorf("%s greets a stranger as Anna", path)
		}
	}
}

func TestErrorsSpeakTheReadersLanguageInTheFormOfTheirPart(t *testing.T) {
	w := newWorld(t)
	english := func(r *http.Request) { r.Header.Set("Accept-Language", "en") }
	w.as("").do("GET", "/none", nil, english).wants(t, 404, `<html lang="en"`, "This does not exist")
	w.as("").get("/nl/none").wants(t, 404, `<html lang="nl"`, "Dit bestaat niet")
	w.as("").do("GET", "/nl/none", nil, english).wants(t, 404, `<html lang="nl"`)
	a := w.as("").do("GET", "/api/v1/none", nil, english)
	a.wants(t, 404, "This does not exist")
	if a.Header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("the API answers %q", a.Header.Get("Content-Type"))
	}
	b := w.as("anna").do("POST", "/api/v1/bookings", nil, func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site"); english(r) })
	b.wants(t, 403, "another site")
	var problem struct{ Status int }
	if err := json.Unmarshal([]byte(b.Body), &problem); err != nil || problem.Status != 403 {
		t.Errorf("no problem: %v %s", err, b.Body)
	}
}

func TestAnotherSitesPageChangesNothing(t *testing.T) {
	w := newWorld(t)
	b := w.book("anna", wish("press", 24))
	anna := w.as("anna")
	for _, header := range []map[string]string{{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}} {
		a := anna.do("POST", "/nl/bookings/"+string(b.ID)+"/cancel", url.Values{"reason": {"x"}}, func(r *http.Request) {
			for name, value := range header {
				r.Header.Set(name, value)
			}
		})
		a.wants(t, http.StatusForbidden, "andere site")
	}
	view, err := w.office.Booking(t.Context(), w.actor("anna"), w.clock(), b.ID)
	if err != nil || view.Booking.State != facilities.StateApproved {
		t.Errorf("the booking is %s (%v)", view.Booking.State, err)
	}
}

func TestHeadIsGetWithoutItsBody(t *testing.T) {
	w := newWorld(t)
	for _, path := range []string{"/nl/", "/nl/resources/press", "/static/marke.css", "/healthz"} {
		a := w.as("").do(http.MethodHead, path, nil)
		if a.StatusCode != http.StatusOK || a.Body != "" {
			t.Errorf("HEAD %s: %d with %d bytes", path, a.StatusCode, len(a.Body))
		}
	}
}

func TestTextIsCompressedForThoseWhoTakeIt(t *testing.T) {
	w := newWorld(t)
	plain := w.as("").do("GET", "/nl/resources", nil, func(r *http.Request) { r.Header.Set("Accept-Encoding", "identity") })
	zipped := w.as("").do("GET", "/nl/resources", nil, func(r *http.Request) { r.Header.Set("Accept-Encoding", "br, gzip;q=0.8") })
	if plain.Header.Get("Content-Encoding") != "" || zipped.Header.Get("Content-Encoding") != "gzip" || !strings.Contains(strings.Join(zipped.Header.Values("Vary"), ","), "Accept-Encoding") {
		t.Fatalf("encodings %q and %q", plain.Header.Get("Content-Encoding"), zipped.Header.Get("Content-Encoding"))
	}
	reader, err := gzip.NewReader(strings.NewReader(zipped.Body))
	if err != nil {
		t.Fatal(err)
	}
	unzipped, err := io.ReadAll(reader)
	if err != nil || string(unzipped) != plain.Body {
		t.Errorf("the compressed page is another one (%v)", err)
	}
	for header, want := range map[string]bool{"": false, "gzip": true, "gzip;q=0": false, "GZIP": true, "deflate": false, "br;q=1, gzip; q=0.5": true} {
		if takesGzip(header) != want {
			t.Errorf("%q takes gzip: %v", header, !want)
		}
	}
}

func TestALargeBodyIsRefused(t *testing.T) {
	w := newWorld(t)
	a := w.as("anna").post("/nl/bookings/new", url.Values{"resource": {"press"}, "title": {strings.Repeat("x", bodyMax)}})
	a.wants(t, http.StatusUnprocessableEntity, "te groot")
}

func TestAPanicBecomesAPageAndALogEntry(t *testing.T) {
	w := newWorld(t)
	w.site.engine.GET("/nl/boom", func(*gin.Context) { panic("the roof") })
	a := w.as("").get("/nl/boom")
	a.wants(t, http.StatusInternalServerError, "ging iets mis", a.Header.Get("X-Request-Id"))
	if strings.Contains(a.Body, "the roof") {
		t.Error("the cause is shown to the reader")
	}
	if log := w.log.String(); !strings.Contains(log, "the roof") || !strings.Contains(log, a.Header.Get("X-Request-Id")) {
		t.Error("the log does not say what happened")
	}
}

func TestAnUnknownErrorShowsItsNumberOnly(t *testing.T) {
	w := newWorld(t)
	w.site.engine.GET("/en/odd", w.site.visited("en", true, func(*visit) error { return errors.New("secret detail") }))
	a := w.as("").get("/en/odd")
	a.wants(t, http.StatusInternalServerError, a.Header.Get("X-Request-Id"))
	if strings.Contains(a.Body, "secret detail") || !strings.Contains(w.log.String(), "secret detail") {
		t.Error("the detail belongs in the log and nowhere else")
	}
}

func TestTheAccessLogKeepsSecretsOut(t *testing.T) {
	w := newWorld(t)
	for _, path := range []string{"/feeds/SECRET1.ics", "/nl/invite/SECRET2", "/nl/reset/SECRET3", "/nl/find?what=SECRET4&minutes=60&day=2026-11-24"} {
		w.as("").get(path)
	}
	log := w.log.String()
	if strings.Contains(log, "SECRET") {
		t.Errorf("the log tells a secret:\n%s", log)
	}
	if !strings.Contains(log, "path=/feeds/…") || !strings.Contains(log, "status=404") {
		t.Errorf("the log does not tell what happened:\n%s", log)
	}
}

func TestNobodyElseSaysFromWhereARequestComes(t *testing.T) {
	w := newWorld(t)
	var seen string
	w.site.engine.GET("/nl/whence", func(c *gin.Context) { seen = c.ClientIP() })
	w.as("").do("GET", "/nl/whence", nil, func(r *http.Request) { r.Header.Set("X-Forwarded-For", "203.0.113.9") })
	if seen != "127.0.0.1" {
		t.Errorf("a header was believed: %s", seen)
	}
}

func TestReadyAsksTheDatabase(t *testing.T) {
	broken := errors.New("gone")
	w := newWorld(t, func(c *Config) { c.Ready = func(context.Context) error { return broken } })
	w.as("").get("/readyz").wants(t, http.StatusServiceUnavailable, "not ready")
	w.as("").get("/healthz").wants(t, http.StatusOK, "ok")
	broken = nil
	w.as("").get("/readyz").wants(t, http.StatusOK, "ready")
}

func TestMetricsAreServedOnlyWhenGiven(t *testing.T) {
	newWorld(t).as("").get("/metrics").wants(t, http.StatusNotFound)
	with := newWorld(t, func(c *Config) {
		c.Metrics = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "marke_up 1\n") })
	})
	with.as("").get("/metrics").wants(t, http.StatusOK, "marke_up 1")
}

func TestFilesMayBeKeptByTheirVersion(t *testing.T) {
	w := newWorld(t)
	page := w.as("").get("/nl/")
	start := strings.Index(page.Body, "/static/marke.css?v=")
	address := page.Body[start : start+strings.IndexByte(page.Body[start:], '"')]
	if a := w.as("").get(address); !strings.Contains(a.Header.Get("Cache-Control"), "immutable") || !strings.HasPrefix(a.Header.Get("Content-Type"), "text/css") {
		t.Errorf("%s: %v", address, a.Header)
	}
	a := w.as("").get("/static/marke.css")
	if strings.Contains(a.Header.Get("Cache-Control"), "immutable") {
		t.Error("an address without a version is kept for ever")
	}
	w.as("").do("GET", "/static/marke.css", nil, func(r *http.Request) { r.Header.Set("If-None-Match", a.Header.Get("ETag")) }).wants(t, http.StatusNotModified)
}

func TestPagesOfMembersAreNotKept(t *testing.T) {
	w := newWorld(t)
	if a := w.as("anna").get("/nl/"); a.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("Cache-Control %q", a.Header.Get("Cache-Control"))
	}
}
