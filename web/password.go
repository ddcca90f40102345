package web

import (
	"net/http"

	"marke/facilities"
	"marke/web/form"
)

// forgotView asks where to send a link for a new password.
type forgotView struct {
	Page
	Form *form.Form
}

func (v *visit) forgotForm() error {
	return v.render(http.StatusOK, "forgot", forgotView{v.page("web.forgot.title"), v.query()})
}

// forgot sends the link. The answer is the same whether the address is known or not.
func (v *visit) forgot() error {
	f, err := v.form()
	if err != nil {
		return err
	}
	email := f.Email("email")
	if !f.OK() {
		return v.render(http.StatusUnprocessableEntity, "forgot", forgotView{v.page("web.forgot.title"), f})
	}
	if err := v.office.AskReset(v.ctx(), v.now, email, v.ClientIP()); err != nil {
		return err
	}
	return v.to("/login", "reset_asked")
}

// choosePasswordView asks for a first or a new password.
type choosePasswordView struct {
	Page
	Form    *form.Form
	Person  facilities.Person // greeted by name with an invitation
	Invited bool
}

func (v *visit) resetForm() error {
	return v.render(http.StatusOK, "choose_password", choosePasswordView{Page: v.page("web.reset.title"), Form: v.query()})
}

// reset sets the new password and logs in.
func (v *visit) reset() error {
	f, err := v.form()
	if err != nil {
		return err
	}
	actor, err := facilities.Actor{}, error(nil)
	password := v.newPassword(f)
	if f.OK() {
		actor, err = v.office.Reset(v.ctx(), v.now, v.Param("token"), password)
	}
	if f.Take(err, nil) || !f.OK() {
		return v.render(http.StatusUnprocessableEntity, "choose_password", choosePasswordView{Page: v.page("web.reset.title"), Form: f})
	}
	if err != nil {
		return err
	}
	if err := v.begin(actor.Person.ID); err != nil {
		return err
	}
	return v.to("/", "password")
}

// newPassword reads a password that has to be typed twice.
func (v *visit) newPassword(f *form.Form) string {
	password, again := f.Secret("password"), f.Secret("again")
	if password != again {
		f.Wrong("again", "form_again")
	}
	return password
}

func (v *visit) inviteForm() error {
	person, err := v.office.Invitation(v.ctx(), v.now, v.Param("token"))
	if err != nil {
		return err
	}
	return v.render(http.StatusOK, "choose_password", choosePasswordView{v.page("web.invite.title"), v.query(), person, true})
}

// acceptInvite sets the first password and logs in.
func (v *visit) acceptInvite() error {
	f, err := v.form()
	if err != nil {
		return err
	}
	actor, err := facilities.Actor{}, error(nil)
	password := v.newPassword(f)
	if f.OK() {
		actor, err = v.office.AcceptInvite(v.ctx(), v.now, v.Param("token"), password)
	}
	if f.Take(err, nil) || !f.OK() {
		person, err := v.office.Invitation(v.ctx(), v.now, v.Param("token"))
		if err != nil {
			return err
		}
		return v.render(http.StatusUnprocessableEntity, "choose_password", choosePasswordView{v.page("web.invite.title"), f, person, true})
	}
	if err != nil {
		return err
	}
	if err := v.begin(actor.Person.ID); err != nil {
		return err
	}
	return v.to("/", "welcome")
}
