package web

import (
	"net/http"
	"time"

	"marke/facilities"
	"marke/web/form"
)

// tokensView is the reader's API tokens, and the secret of one that was made just now.
type tokensView struct {
	Page
	Form     *form.Form
	Tokens   []tokenLine
	Scopes   []option
	Lives    []option
	Secret   string // shown this once
	Faults   []fault
	Location string // of the API
}

type tokenLine struct {
	Token                         facilities.Token
	Scope, Created, Used, Expires string
}

func (v *visit) tokens() error {
	f := form.New(nil)
	f.Set("scope", string(facilities.ScopeRead))
	f.Set("days", "90")
	return v.showTokens(http.StatusOK, f, "")
}

func (v *visit) showTokens(status int, f *form.Form, secret string) error {
	tokens, err := v.office.Tokens(v.ctx(), v.actor, v.now)
	if err != nil {
		return err
	}
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	zone := homeZone(cat)
	v.here = "/tokens"
	view := tokensView{Page: v.page("web.tokens.title"), Form: f, Scopes: v.choicesOf("web.scope", "read", "write"), Lives: v.choicesOf("web.lives", "30", "90", "365", "0"), Secret: secret,
		Faults: v.faults(f), Location: v.origin() + "/api/v1"}
	for _, t := range tokens {
		line := tokenLine{Token: t, Scope: v.texts.Say("web.scope." + string(t.Scope)), Created: v.texts.Day(t.Created, zone)}
		if !t.Used.IsZero() {
			line.Used = v.texts.Day(t.Used, zone)
		}
		if !t.Expires.IsZero() {
			line.Expires = v.texts.Day(t.Expires, zone)
		}
		view.Tokens = append(view.Tokens, line)
	}
	return v.render(status, "tokens", view)
}

// createToken makes an API token and shows its secret once.
func (v *visit) createToken() error {
	f, err := v.form()
	if err != nil {
		return err
	}
	name, scope, days := f.Needed("name"), facilities.TokenScope(f.Text("scope")), f.Int("days", 0, 3650)
	var expires time.Time
	if days > 0 {
		expires = v.now.AddDate(0, 0, int(days))
	}
	secret := ""
	if f.OK() {
		_, secret, err = v.office.CreateToken(v.ctx(), v.actor, v.now, name, scope, expires)
	}
	if f.Take(err, map[string]string{"expires": "days"}) || !f.OK() {
		return v.showTokens(http.StatusUnprocessableEntity, f, "")
	}
	if err != nil {
		return err
	}
	return v.showTokens(http.StatusOK, form.New(nil), secret)
}

func (v *visit) revokeToken() error {
	if err := v.office.RevokeToken(v.ctx(), v.actor, v.now, facilities.TokenID(v.Param("id"))); err != nil {
		return err
	}
	return v.to("/tokens", "token_revoked")
}
