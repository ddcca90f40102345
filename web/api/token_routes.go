package api

import (
	"cmp"
	"net/http"
	"time"

	"marke/facilities"
)

func (s *server) tokenRoutes() {
	add(s, route{id: "list_tokens", method: http.MethodGet, path: "/tokens", tag: "tokens"}, listTokens)
	add(s, route{id: "create_token", method: http.MethodPost, path: "/tokens", tag: "tokens", status: http.StatusCreated, secret: true}, createToken)
	add(s, route{id: "revoke_token", method: http.MethodDelete, path: "/tokens/{id}", tag: "tokens", status: http.StatusNoContent}, revokeToken)
	add(s, route{id: "list_feeds", method: http.MethodGet, path: "/feeds", tag: "tokens"}, listFeeds)
	add(s, route{id: "subscribe", method: http.MethodPost, path: "/feeds", tag: "tokens", status: http.StatusCreated, secret: true}, subscribe)
	add(s, route{id: "rotate_feed", method: http.MethodPost, path: "/feeds/{id}/rotate", tag: "tokens", secret: true}, rotateFeed)
	add(s, route{id: "revoke_feed", method: http.MethodDelete, path: "/feeds/{id}", tag: "tokens", status: http.StatusNoContent}, revokeFeed)
}

// Token is an API token without its secret, which is shown once.
type Token struct {
	ID      string     `json:"id" doc:"api.doc.id"`
	Name    string     `json:"name" doc:"api.doc.token_name"`
	Scope   string     `json:"scope" enum:"read,write" doc:"api.doc.scope"`
	Created time.Time  `json:"created" doc:"api.doc.created"`
	Expires *time.Time `json:"expires" nullable:"true" doc:"api.doc.expires"`
	Used    *time.Time `json:"used" nullable:"true" doc:"api.doc.used"`
}

// TokenCreated is a new API token with its secret.
type TokenCreated struct {
	Token
	Secret string `json:"secret" doc:"api.doc.secret"`
}

type tokenCreatedAnswer struct{ Body TokenCreated }

func tokenView(t facilities.Token) Token {
	return Token{string(t.ID), t.Name, string(t.Scope), t.Created.UTC(), utc(t.Expires), utc(t.Used)}
}

func listTokens(c *call, in *Paged) (*listed[Token], error) {
	tokens, err := c.office.Tokens(c, c.actor, c.now)
	if err != nil {
		return nil, err
	}
	var all []Token
	for _, t := range tokens {
		all = append(all, tokenView(t))
	}
	items, next, err := page("tokens", all, func(t Token) string { return t.ID }, in.Page)
	return list(items, next), err
}

// TokenBody asks for an API token.
type TokenBody struct {
	Name    string     `json:"name" format:"line" minLength:"1" maxLength:"100" doc:"api.doc.token_name"`
	Scope   string     `json:"scope" enum:"read,write" doc:"api.doc.scope"`
	Expires *time.Time `json:"expires,omitempty" doc:"api.doc.expires"`
}

type tokenInput struct{ Body TokenBody }

func createToken(c *call, in *tokenInput) (*tokenCreatedAnswer, error) {
	var expires time.Time
	if in.Body.Expires != nil {
		expires = in.Body.Expires.UTC().Truncate(time.Second)
	}
	token, secret, err := c.office.CreateToken(c, c.actor, c.now, in.Body.Name, facilities.TokenScope(in.Body.Scope), expires)
	if err != nil {
		return nil, err
	}
	return &tokenCreatedAnswer{TokenCreated{tokenView(token), secret}}, nil
}

type nothing struct{}

func revokeToken(c *call, in *ByID) (*nothing, error) {
	return &nothing{}, c.office.RevokeToken(c, c.actor, c.now, facilities.TokenID(in.ID))
}

// Feed is a calendar subscription without its address, which is shown once.
type Feed struct {
	ID      string     `json:"id" doc:"api.doc.id"`
	Name    string     `json:"name" doc:"api.doc.token_name"`
	Kind    string     `json:"kind" enum:"mine,partner,facility,resource" doc:"api.doc.feed_kind"`
	Of      string     `json:"of" doc:"api.doc.feed_of"`
	Created time.Time  `json:"created" doc:"api.doc.created"`
	Used    *time.Time `json:"used" nullable:"true" doc:"api.doc.used"`
}

// FeedCreated is a subscription with its address.
type FeedCreated struct {
	Feed
	URL string `json:"url" doc:"api.doc.feed_url"`
}

type feedCreatedAnswer struct{ Body FeedCreated }

func feedView(t facilities.Token) Feed {
	return Feed{string(t.ID), t.Name, string(t.Feed.Kind), t.Feed.ID, t.Created.UTC(), utc(t.Used)}
}

func (c *call) feedCreated(t facilities.Token, secret string, err error) (*feedCreatedAnswer, error) {
	if err != nil {
		return nil, err
	}
	address := ""
	if secret != "" {
		address = c.server.origin + "/feeds/" + secret + ".ics"
	}
	return &feedCreatedAnswer{FeedCreated{feedView(t), address}}, nil
}

func listFeeds(c *call, in *Paged) (*listed[Feed], error) {
	feeds, err := c.office.Feeds(c, c.actor, c.now)
	if err != nil {
		return nil, err
	}
	var all []Feed
	for _, t := range feeds {
		all = append(all, feedView(t))
	}
	items, next, err := page("feeds", all, func(f Feed) string { return f.ID }, in.Page)
	return list(items, next), err
}

// FeedBody asks for a private calendar address.
type FeedBody struct {
	Name string `json:"name,omitempty" format:"line" maxLength:"100" doc:"api.doc.token_name"`
	Kind string `json:"kind" enum:"mine,partner,facility,resource" doc:"api.doc.feed_kind"`
	Of   string `json:"of,omitempty" format:"id" maxLength:"64" doc:"api.doc.feed_of"`
}

type feedInput struct{ Body FeedBody }

func subscribe(c *call, in *feedInput) (*feedCreatedAnswer, error) {
	name := cmp.Or(in.Body.Name, in.Body.Kind)
	token, secret, err := c.office.Subscribe(c, c.actor, c.now, name, facilities.FeedOf{Kind: facilities.FeedKind(in.Body.Kind), ID: in.Body.Of})
	return c.feedCreated(token, secret, relocate(err, map[string]string{"body.id": "body.of"}))
}

func rotateFeed(c *call, in *ByID) (*feedCreatedAnswer, error) {
	return c.feedCreated(c.office.RotateFeed(c, c.actor, c.now, facilities.TokenID(in.ID)))
}

func revokeFeed(c *call, in *ByID) (*nothing, error) {
	return &nothing{}, c.office.RevokeFeed(c, c.actor, c.now, facilities.TokenID(in.ID))
}
