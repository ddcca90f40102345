package web

import (
	"errors"
	"net/http"

	"marke/facilities"
	"marke/facilities/useroffice"
	"marke/web/form"
)

// loginView is the login form.
type loginView struct {
	Page
	Form    *form.Form
	Message string
	Logins  []useroffice.DemoLogin
}

func (v *visit) loginForm() error {
	if v.actor.Known() {
		return v.to("/", "")
	}
	return v.showLogin(http.StatusOK, v.query(), "")
}

func (v *visit) showLogin(status int, f *form.Form, message string) error {
	return v.render(status, "login", loginView{Page: v.page("web.login.title"), Form: f, Message: message, Logins: v.site.cfg.Logins})
}

// logIn starts a session and goes on to the page that asked for it.
func (v *visit) logIn() error {
	f, err := v.form()
	if err != nil {
		return err
	}
	email, password := f.Needed("email"), f.Secret("password")
	if !f.OK() {
		return v.showLogin(http.StatusUnprocessableEntity, f, "")
	}
	actor, err := v.office.LogIn(v.ctx(), v.now, email, password, v.ClientIP())
	if code := facilities.CodeOf(err); code == facilities.Unauthenticated || code == facilities.TooMany {
		status := statuses[code]
		if code == facilities.Unauthenticated {
			status = http.StatusUnprocessableEntity // 401 would promise a challenge that is not sent
		}
		return v.showLogin(status, f, v.words(err))
	}
	if err != nil {
		return err
	}
	if err := v.begin(actor.Person.ID); err != nil {
		return err
	}
	if next := f.Typed("next"); ownPage(next) {
		v.Redirect(http.StatusSeeOther, next)
		return nil
	}
	if actor.Person.Language == "nl" || actor.Person.Language == "en" {
		v.lang = actor.Person.Language
	}
	return v.to("/", "")
}

// words is the headline of one of Marke's own errors.
func (v *visit) words(err error) string {
	var e *facilities.Error
	if errors.As(err, &e) {
		return v.texts.Error(e)
	}
	return ""
}

// logOut ends the session.
func (v *visit) logOut() error {
	if err := v.site.sessions.Destroy(v.ctx()); err != nil {
		return err
	}
	return v.to("/login", "logged_out")
}
