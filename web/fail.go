package web

import (
	"errors"
	"net/http"
	"net/url"
	"runtime/debug"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"marke/facilities"
	"marke/facilities/texts"
	"marke/web/api"
)

// statuses maps what went wrong to what the browser is told.
var statuses = map[facilities.Code]int{
	facilities.Invalid:         http.StatusUnprocessableEntity,
	facilities.Conflict:        http.StatusConflict,
	facilities.NotFound:        http.StatusNotFound,
	facilities.Forbidden:       http.StatusForbidden,
	facilities.Unauthenticated: http.StatusUnauthorized,
	facilities.Stale:           http.StatusConflict,
	facilities.KeyReused:       http.StatusUnprocessableEntity,
	facilities.TooMany:         http.StatusTooManyRequests,
	facilities.Unavailable:     http.StatusServiceUnavailable,
}

// errorView is the page of something that went wrong.
type errorView struct {
	Page
	Status     int
	Back       string // the page that led here, of this site
	Message    string
	Violations []string
	Faults     []string
}

// fail answers with the page of an error. What is not one of Marke's own errors is an
// internal one: its details go to the log, its number to the reader.
func (v *visit) fail(err error) {
	var e *facilities.Error
	if !errors.As(err, &e) {
		v.site.log.ErrorContext(v.ctx(), "page failed", "id", requestID(v.ctx()), "path", redact(v.Request.URL.Path), "error", err)
		e = &facilities.Error{Key: "internal", Params: map[string]any{"request": requestID(v.ctx())}}
	}
	if e.Code == facilities.Unauthenticated && !v.actor.Known() {
		v.toLogin()
		return
	}
	status, known := statuses[e.Code]
	if !known {
		status = http.StatusInternalServerError
	}
	if e.RetryAfter > 0 {
		v.Header("Retry-After", strconv.Itoa(e.RetryAfter))
	}
	v.showError(status, e)
}

// toLogin sends a stranger to the login page, and back afterwards to a page that can be asked for.
func (v *visit) toLogin() {
	path := "/" + v.lang + "/login"
	if v.Request.Method == http.MethodGet {
		path += "?next=" + url.QueryEscape("/"+v.lang+v.here)
	}
	if v.isFragment() {
		v.Header("HX-Redirect", path)
		v.Status(http.StatusNoContent)
		return
	}
	v.Redirect(http.StatusSeeOther, path)
}

func (v *visit) showError(status int, e *facilities.Error) {
	view := errorView{Page: v.page("web.error.title"), Status: status, Message: v.texts.Error(e), Back: v.cameFrom()}
	if len(e.Violations) > 0 {
		cat, err := v.catalogue()
		if err != nil {
			cat = nil // the words then go without names
		}
		for _, violation := range e.Violations {
			view.Violations = append(view.Violations, v.texts.Violation(violation, cat))
		}
	}
	for _, f := range e.Fields {
		view.Faults = append(view.Faults, v.texts.Field(f))
	}
	if err := v.render(status, "error", view); err != nil {
		v.site.log.ErrorContext(v.ctx(), "error page failed", "id", requestID(v.ctx()), "error", err)
		v.String(http.StatusInternalServerError, view.Message)
	}
}

// cameFrom is the page of this site in this language that led to a refusal, as far as the browser tells; its form is still filled in there.
func (v *visit) cameFrom() string {
	from, err := url.Parse(v.Request.Referer())
	if err != nil || from.Host != v.Request.Host || !strings.HasPrefix(from.Path, "/"+v.lang+"/") || from.Path == v.Request.URL.Path {
		return ""
	}
	return from.RequestURI()
}

// noRoute answers for addresses that do not exist.
func (s *site) noRoute(c *gin.Context) {
	if api.Owns(c.Request.URL.Path) {
		api.NotFound(c)
		return
	}
	s.lost(c, http.StatusNotFound, facilities.Missing())
}

// noMethod answers for addresses that exist and cannot be used that way.
func (s *site) noMethod(c *gin.Context) {
	if api.Owns(c.Request.URL.Path) {
		api.MethodNotAllowed(c)
		return
	}
	s.lost(c, http.StatusMethodNotAllowed, &facilities.Error{Key: "page_method"})
}

// lost shows an error at an address that is none, to whoever came there: somebody who is logged in stays so on the page.
func (s *site) lost(c *gin.Context, status int, e *facilities.Error) {
	v := s.visit(c, pageLanguage(c.Request))
	if isPage(c.Request.URL.Path) {
		if err := v.identify(); err != nil {
			v.fail(err)
			return
		}
	}
	v.showError(status, e)
}

// sameOrigin refuses what another site's page tries to change here.
func (s *site) sameOrigin(c *gin.Context) {
	if s.cross.Check(c.Request) == nil {
		return
	}
	e := facilities.Errorf(facilities.Forbidden, "cross_origin")
	if api.Owns(c.Request.URL.Path) {
		api.Refuse(c, s.log, e)
		return
	}
	s.refuse(c, http.StatusForbidden, e)
}

// refuse shows an error outside any route.
func (s *site) refuse(c *gin.Context, status int, e *facilities.Error) {
	s.visit(c, pageLanguage(c.Request)).showError(status, e)
	c.Abort()
}

// recovered turns a panic into an answer that a person can read, and a log entry that a
// programmer can.
func (s *site) recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			cause := recover()
			if cause == nil || cause == http.ErrAbortHandler {
				return
			}
			s.log.ErrorContext(r.Context(), "panic", "id", requestID(r.Context()), "path", redact(r.URL.Path), "cause", cause, "stack", string(debug.Stack()))
			s.plainFailure(w, r)
		}()
		next.ServeHTTP(w, r)
	})
}

// plainFailure needs neither session nor template, for when those are what failed.
func (s *site) plainFailure(w http.ResponseWriter, r *http.Request) {
	t := texts.For(pageLanguage(r))
	message := t.Error(&facilities.Error{Key: "internal", Params: map[string]any{"request": requestID(r.Context())}})
	body, err := s.pages.plain(t.Lang(), message)
	if err != nil {
		http.Error(w, message, http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(http.StatusInternalServerError)
	w.Write(body)
}

// sessionFailed answers when the session could not be read or written.
func (s *site) sessionFailed(w http.ResponseWriter, r *http.Request, err error) {
	s.log.ErrorContext(r.Context(), "session failed", "id", requestID(r.Context()), "error", err)
	s.plainFailure(w, r)
}
