package web

import (
	"context"
	"embed"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/gin-gonic/gin"

	"marke/facilities/useroffice"
	"marke/web/api"
)

//go:embed static
var staticFiles embed.FS

// sessionLife is how long somebody stays logged in.
const sessionLife = 14 * 24 * time.Hour

// bodyMax bounds the body of a request, in bytes.
const bodyMax = 1 << 20

// requestMax bounds the time that one request may take inside the server.
const requestMax = 30 * time.Second

// Config is what the web must know of the place where it runs. The zero value serves
// plain HTTP without metrics.
type Config struct {
	// Origin is the public base URL, "https://marke.example". With https, cookies are for
	// TLS only and browsers are told to stay on it.
	Origin string
	Log    *slog.Logger
	// Now is the clock; nil: time.Now.
	Now func() time.Time
	// Ready says whether the database can be used; nil: always. It is what /readyz asks.
	Ready func(context.Context) error
	// Metrics is served at /metrics when it is set.
	Metrics http.Handler
	// TrustedProxies are addresses or networks whose X-Forwarded-For is believed; none by default.
	TrustedProxies []string
	// Logins are shown on the login page of the sample consortium, and only there.
	Logins []useroffice.DemoLogin
	API    api.Config
}

// site is everything that the pages share. But for the solves that it runs it does not change after New.
type site struct {
	office   *useroffice.Office
	cfg      Config
	log      *slog.Logger
	engine   *gin.Engine
	sessions *scs.SessionManager
	pages    pages
	assets   assets
	cross    *http.CrossOriginProtection
	solves   solves
}

// New builds the whole web: pages, JSON API, feeds and documentation behind one
// handler. It panics on a trusted proxy that is no address, and on templates that do
// not parse, which a test of this package would have found.
func New(office *useroffice.Office, cfg Config) http.Handler {
	return newSite(office, cfg).handler()
}

func newSite(office *useroffice.Office, cfg Config) *site {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	s := &site{office: office, cfg: cfg, log: cfg.Log, cross: http.NewCrossOriginProtection()}
	s.assets = newAssets(staticFiles)
	s.pages = newPages(s.assets)
	s.sessions = newSessions(office, cfg)
	s.sessions.ErrorFunc = s.sessionFailed
	s.engine = s.newEngine()
	return s
}

func newSessions(office *useroffice.Office, cfg Config) *scs.SessionManager {
	m := scs.New()
	m.Store = office.Sessions()
	m.Lifetime = sessionLife // no idle timeout: it would write to the database with every request
	m.Cookie.Name = "marke"
	m.Cookie.SameSite = http.SameSiteLaxMode
	if cfg.overTLS() {
		m.Cookie.Name, m.Cookie.Secure = "__Host-marke", true
	}
	return m
}

func (c Config) overTLS() bool { return strings.HasPrefix(c.Origin, "https://") }

func (s *site) newEngine() *gin.Engine {
	gin.SetMode(gin.ReleaseMode)
	e := gin.New()
	e.HandleMethodNotAllowed = true
	e.RedirectTrailingSlash = false
	e.RedirectFixedPath = false
	if err := e.SetTrustedProxies(s.cfg.TrustedProxies); err != nil {
		panic(err)
	}
	e.Use(s.sameOrigin)
	e.GET("/", s.root)
	e.GET("/healthz", s.healthy)
	e.GET("/readyz", s.ready)
	if s.cfg.Metrics != nil {
		e.GET("/metrics", gin.WrapH(s.cfg.Metrics))
	}
	e.GET("/static/*file", s.static)
	e.GET("/favicon.ico", s.favicon)
	s.mountPages(e)
	api.Mount(e, s.office, s.cfg.API)
	e.NoRoute(s.noRoute) // after Mount, which sets its own
	e.NoMethod(s.noMethod)
	return e
}

// handler puts around the engine what holds for every request, from the outside in:
// a number and a log line, recovery, headers, limits, compression, the
// session. The session stands around the whole engine, because inside it gin
// has written its header before the cookie can be set.
func (s *site) handler() http.Handler {
	var h http.Handler = s.engine
	h = s.withSession(h)
	h = headAsGet(h)
	h = compress(h)
	h = limited(h)
	h = secure(h, s.cfg.overTLS())
	h = s.recovered(h)
	return logged(h, s.log)
}

// withSession loads the session where one can matter: not for files, feeds and probes.
func (s *site) withSession(next http.Handler) http.Handler {
	loaded := s.sessions.LoadAndSave(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !isPage(r.URL.Path) {
			next.ServeHTTP(w, r)
			return
		}
		loaded.ServeHTTP(w, r)
	})
}

// isPage reports that a path is one that people read, in their language and with their session.
func isPage(path string) bool {
	switch path {
	case "/healthz", "/readyz", "/metrics", "/favicon.ico":
		return false
	}
	return !api.Owns(path) && !strings.HasPrefix(path, "/static/")
}

// limited bounds a request's body and the time that it may take.
func limited(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), requestMax)
		defer cancel()
		r = r.WithContext(ctx)
		r.Body = http.MaxBytesReader(w, r.Body, bodyMax)
		next.ServeHTTP(w, r)
	})
}

// headAsGet answers HEAD as GET without its body; gin would want a route of its own for each.
func headAsGet(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodHead {
			next.ServeHTTP(w, r)
			return
		}
		get := r.Clone(r.Context())
		get.Method = http.MethodGet
		next.ServeHTTP(bodiless{w}, get)
	})
}

// bodiless drops what is written after the header.
type bodiless struct{ http.ResponseWriter }

func (b bodiless) Write(p []byte) (int, error) { return len(p), nil }
