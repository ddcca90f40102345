package api

import (
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"

	"marke/facilities/useroffice"
)

// Prefix is the path under which the JSON API lives.
const Prefix = "/api/v1"

// Config is what the API must know of the place where it runs.
type Config struct {
	Log *slog.Logger // for what the asker is not told; nil: nowhere
	// Origin is the public base URL, "https://marke.example", of the calendar
	// addresses that are handed out. Empty: they begin with a slash.
	Origin  string
	Version string           // of the program, shown in the OpenAPI
	Now     func() time.Time // the clock; nil: time.Now
}

// server holds what the handlers share.
type server struct {
	office  *useroffice.Office
	log     *slog.Logger
	origin  string
	version string
	now     func() time.Time
	huma    huma.API
	spec    map[string]document // by language
}

// Mount adds the API, its documentation and the feeds to an engine. It also gives
// the engine's own 404 and 405 the form of a problem; an engine with pages sets
// NoRoute and NoMethod again and hands on to NotFound and MethodNotAllowed what
// Owns says is the API's.
func Mount(engine *gin.Engine, office *useroffice.Office, cfg Config) {
	s := &server{office: office, log: cfg.Log, origin: strings.TrimSuffix(cfg.Origin, "/"), version: cfg.Version, now: cfg.Now}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.now == nil {
		s.now = time.Now
	}
	engine.HandleMethodNotAllowed = true
	engine.NoRoute(NotFound)
	engine.NoMethod(MethodNotAllowed)

	group := engine.Group(Prefix, guard(s.log))
	s.huma = humagin.NewWithGroup(engine, group, humaConfig(cfg.Version))
	s.huma.UseMiddleware(s.admit)
	s.routes()
	s.spec = s.documents()

	group.GET("/openapi.json", s.openAPI)
	docs := engine.Group("/api", guard(s.log))
	docs.GET("/docs", s.docs)
	docs.GET("/docs.css", docsStyle)
	feeds := engine.Group("/feeds", guard(s.log))
	feeds.GET("/:file", s.feed)
	feeds.HEAD("/:file", s.feed)
}

// Owns reports that a path belongs to this package.
func Owns(path string) bool {
	return path == "/api" || strings.HasPrefix(path, "/api/") || strings.HasPrefix(path, "/feeds/")
}

// shield keeps a browser from making anything of an answer but what it is, and a
// cache from giving it to somebody else.
func shield(head http.Header) {
	head.Set("X-Content-Type-Options", "nosniff")
	head.Set("Referrer-Policy", "no-referrer")
	head.Set("Content-Security-Policy", "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	head.Set("Cache-Control", "private, no-cache")
	head.Set("Vary", "Authorization, Accept-Language")
}

// guard shields every answer and turns a panic into a problem.
func guard(log *slog.Logger) gin.HandlerFunc {
	return func(c *gin.Context) {
		shield(c.Writer.Header())
		defer func() {
			cause := recover()
			if cause == nil {
				return
			}
			if cause == http.ErrAbortHandler {
				panic(cause)
			}
			problem := unexpected(log, c, "panic", cause)
			if c.Writer.Written() {
				panic(http.ErrAbortHandler) // half an answer is out: break it off
			}
			problem.write(c)
		}()
		c.Next()
	}
}

// humaConfig switches off what huma would serve by itself: its documentation
// comes from other origins, and its schema links are no part of the answers.
func humaConfig(version string) huma.Config {
	config := huma.DefaultConfig("Marke", version)
	config.OpenAPIPath, config.DocsPath, config.SchemasPath = "", "", ""
	config.CreateHooks = nil
	config.Servers = []*huma.Server{{URL: Prefix}}
	config.Info.Description = "api.doc.info"
	config.Info.License = &huma.License{Name: "Apache-2.0", Identifier: "Apache-2.0"}
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"token": {Type: "http", Scheme: "bearer", Description: "api.doc.token_scheme"},
	}
	return config
}
