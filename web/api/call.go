package api

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"

	"marke/facilities"
	"marke/facilities/texts"
	"marke/facilities/useroffice"
)

// call is one request on its way to a verb: who asks, when, in which language,
// and under which conditions. It is the context of the verb too.
type call struct {
	context.Context
	server  *server
	gin     *gin.Context
	office  *useroffice.Office // under the request's idempotency key
	actor   facilities.Actor
	now     time.Time
	say     *texts.Texts
	version int64  // If-Match, on operations that ask for it
	key     string // Idempotency-Key, or empty
}

type callKey struct{}

// admit is the middleware of every operation: it finds out who asks, holds the
// request against the operation's schema and hands a call on, or answers with the problem.
func (s *server) admit(ctx huma.Context, next func(huma.Context)) {
	c, op := humagin.Unwrap(ctx), ctx.Operation()
	one := &call{Context: c.Request.Context(), server: s, gin: c, office: s.office, now: s.now(), say: texts.For(language(c))}
	if err := one.prepare(op); err != nil {
		one.problem(err).write(c)
		return
	}
	c.Header("Content-Language", one.say.Lang())
	c.Request.Header.Del("Accept") // there is JSON and nothing else
	c.Request = c.Request.WithContext(context.WithValue(c.Request.Context(), callKey{}, one))
	if one.key == "" || op.Metadata[secretAnswer] != nil {
		next(ctx)
		return
	}
	one.release(holdBack(c, func() { next(ctx) }))
}

// prepare finds out who asks and reads the request. What is wrong with it is told only to those who may know of what it is about.
func (c *call) prepare(op *huma.Operation) error {
	if err := c.authenticate(op); err != nil {
		return err
	}
	err := c.read(op)
	if err != nil {
		if unknown := c.unknown(op); unknown != nil {
			return unknown
		}
	}
	return err
}

// read goes from what costs least to what costs most.
func (c *call) read(op *huma.Operation) error {
	if err := c.server.checkParameters(c.gin, op); err != nil {
		return err
	}
	var err error
	if takes(op, keyHeader) {
		if c.key, err = idempotencyKey(c.gin.Request.Header); err != nil {
			return err
		}
	}
	if takes(op, versionHeader) {
		if c.version, err = version(c.gin.Request.Header); err != nil {
			return err
		}
	}
	raw, err := c.body(op)
	if err != nil {
		return err
	}
	if c.key != "" {
		request := c.gin.Request.Method + " " + c.gin.Request.URL.EscapedPath() + "\n"
		c.office = c.office.Once(c.key, append([]byte(request), raw...))
	}
	return nil
}

// authenticate finds the actor. A token that opens nothing is refused even where
// none is needed, or its owner would wonder why so little is shown.
func (c *call) authenticate(op *huma.Operation) error {
	values := c.gin.Request.Header.Values("Authorization")
	if len(values) > 0 {
		scheme, secret, _ := strings.Cut(values[0], " ")
		if len(values) > 1 || !strings.EqualFold(scheme, "Bearer") || !plausible(secret) {
			return facilities.Errorf(facilities.Unauthenticated, "api_authorization")
		}
		actor, err := c.server.office.ActorByToken(c, c.now, secret)
		if err != nil {
			return err
		}
		actor.Via = "api"
		c.actor = actor
		if c.gin.GetHeader("Accept-Language") == "" && actor.Person.Language != "" {
			c.say = texts.For(actor.Person.Language)
		}
	}
	if len(op.Security) > 0 && !c.actor.Known() {
		return facilities.Errorf(facilities.Unauthenticated, "api_token")
	}
	if takes(op, keyHeader) && !c.actor.MayWrite() {
		return facilities.Errorf(facilities.Forbidden, "read_only")
	}
	return nil
}

// plausible reports that a secret could be one of ours; anything else does not reach the database.
func plausible(secret string) bool {
	return secret != "" && len(secret) <= 256 && !strings.ContainsFunc(secret, func(r rune) bool { return r <= ' ' || r > '~' })
}

// body reads and judges the body, and puts it back for huma to decode.
func (c *call) body(op *huma.Operation) ([]byte, error) {
	raw, err := readBody(c.gin, op.RequestBody)
	if err != nil {
		return nil, err
	}
	if len(raw) == 0 {
		if op.RequestBody != nil && op.RequestBody.Required {
			return nil, facilities.Errorf(malformed, "api_body_missing")
		}
		c.gin.Request.Body = http.NoBody
		return nil, nil
	}
	tree, err := parse(raw)
	if err != nil {
		return nil, err
	}
	v := &validator{registry: c.server.huma.OpenAPI().Components.Schemas, patch: op.Method == http.MethodPatch}
	v.check("body", op.RequestBody.Content[jsonMedia].Schema, tree)
	c.gin.Request.Body = io.NopCloser(bytes.NewReader(raw))
	return raw, v.err()
}

// problem puts an error into the caller's words. Without a catalogue, which only
// gives names and zones, violations show ids and UTC.
func (c *call) problem(err error) *Problem {
	var catalogue *facilities.Catalogue
	if facilities.CodeOf(err) == facilities.Conflict {
		catalogue, _ = c.server.office.Catalogue(c)
	}
	return problemOf(c.server.log, c.gin, err, c.say, catalogue)
}

// catalogue is what violations need for their names.
func (c *call) catalogue() (*facilities.Catalogue, error) { return c.server.office.Catalogue(c) }

// takes reports that an operation understands a request header.
func takes(op *huma.Operation, header string) bool {
	for _, p := range op.Parameters {
		if p.In == "header" && p.Name == header {
			return true
		}
	}
	return false
}
