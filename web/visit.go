package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"marke/facilities"
	"marke/facilities/texts"
	"marke/facilities/useroffice"
	"marke/web/form"
)

// visit is one request for a page: who asks, when, in which language.
type visit struct {
	*gin.Context
	site   *site
	office *useroffice.Office
	lang   string
	texts  *texts.Texts
	actor  facilities.Actor
	now    time.Time
	// here is the page's own address without the language, for the switch between languages.
	here string
	// refused and posted are of a form whose page is shown again; see again.
	refused []string
	posted  *form.Form
}

// handle answers one route in one language.
type handle func(*visit) error

// visited makes a gin handler. Routes that are not open send strangers to the login page.
func (s *site) visited(lang string, open bool, h handle) gin.HandlerFunc {
	return func(c *gin.Context) {
		v := s.visit(c, lang)
		err := v.identify()
		switch {
		case err != nil:
		case !open && !v.actor.Known():
			err = facilities.Errorf(facilities.Unauthenticated, "unauthenticated")
		default:
			err = h(v)
		}
		if err != nil {
			v.fail(err)
		}
	}
}

func (s *site) visit(c *gin.Context, lang string) *visit {
	here := strings.TrimPrefix(c.Request.URL.Path, "/"+lang)
	if c.Request.URL.RawQuery != "" && c.Request.Method == http.MethodGet {
		here += "?" + c.Request.URL.RawQuery
	}
	return &visit{Context: c, site: s, office: s.office, lang: lang, texts: texts.For(lang), now: s.cfg.Now().UTC(), here: here}
}

// ctx is the request's context, for the verbs.
func (v *visit) ctx() context.Context { return v.Request.Context() }

// identify finds out who asks. A session whose person may not act any more is ended.
func (v *visit) identify() error {
	person := v.site.sessions.GetString(v.ctx(), useroffice.SessionPerson)
	if person == "" {
		return nil
	}
	actor, err := v.office.ActorOf(v.ctx(), v.now, facilities.PersonID(person))
	switch facilities.CodeOf(err) {
	case facilities.Unauthenticated, facilities.NotFound:
		return v.site.sessions.Destroy(v.ctx())
	}
	actor.Via = "web"
	v.actor = actor
	return err
}

// begin starts a session for somebody who has just proved who he is. The token
// is new, so that one planted before the login is worth nothing.
func (v *visit) begin(person facilities.PersonID) error {
	if err := v.site.sessions.RenewToken(v.ctx()); err != nil {
		return err
	}
	v.site.sessions.Put(v.ctx(), useroffice.SessionPerson, string(person))
	return nil
}

// form reads the posted form.
func (v *visit) form() (*form.Form, error) {
	if err := v.Request.ParseForm(); err != nil {
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			return nil, facilities.Errorf(facilities.Invalid, "body_large", "max", bodyMax>>20)
		}
		return nil, facilities.Errorf(facilities.Invalid, "form_broken")
	}
	return form.New(v.Request.PostForm), nil
}

// query reads the address's parameters as a form.
func (v *visit) query() *form.Form { return form.New(v.Request.URL.Query()) }

// catalogue is the office's, for names and zones.
func (v *visit) catalogue() (*facilities.Catalogue, error) { return v.office.Catalogue(v.ctx()) }

// to answers 303 to another page in the same language; done names the message
// ("web.done.<done>") that the page shows, or is empty.
func (v *visit) to(path, done string) error {
	if done != "" {
		path = withQuery(path, "done", done)
	}
	v.Redirect(http.StatusSeeOther, "/"+v.lang+path)
	return nil
}

// withQuery adds a parameter to an address.
func withQuery(path, name, value string) string {
	separator := "?"
	if strings.Contains(path, "?") {
		separator = "&"
	}
	return path + separator + url.QueryEscape(name) + "=" + url.QueryEscape(value)
}

// withoutQuery takes a parameter out of an address.
func withoutQuery(address, name string) string {
	path, query, _ := strings.Cut(address, "?")
	values, err := url.ParseQuery(query)
	if err != nil {
		return path
	}
	values.Del(name)
	if len(values) == 0 {
		return path
	}
	return path + "?" + values.Encode()
}

// isFragment reports that htmx asks for a part of the page.
func (v *visit) isFragment() bool { return v.GetHeader("HX-Request") == "true" }
