package api

import (
	"context"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
)

// Types of bodies.
const (
	jsonMedia    = "application/json"
	patchMedia   = "application/merge-patch+json"
	problemMedia = "application/problem+json"
)

// route is one operation in few words.
type route struct {
	id     string // also the key of its words: "api.op.<id>"
	method string
	path   string
	tag    string
	status int  // of success; 0: 200
	public bool // needs no token
	asks   bool // a POST that writes nothing
	ifs    bool // a change to a versioned thing: takes If-Match
	// optional: the body may be missing.
	optional bool
	// secret: the answer holds a secret that is shown once and kept nowhere.
	secret bool
}

// secretAnswer marks such an operation.
const secretAnswer = "secret"

// add registers an operation. do gets a call whose request fits the schema.
func add[In, Out any](s *server, r route, do func(*call, *In) (*Out, error)) {
	op := r.operation(s)
	huma.Register(s.huma, op, func(ctx context.Context, in *In) (*Out, error) {
		c := ctx.Value(callKey{}).(*call)
		out, err := do(c, in)
		if err != nil {
			problem := c.problem(err)
			problem.head(c.gin.Writer.Header())
			return nil, problem
		}
		if c.office.Replayed() {
			c.gin.Header("Idempotency-Replayed", "true")
		}
		return out, nil
	})
	finish(s, r)
}

// writes reports that the operation can change something.
func (r route) writes() bool { return r.method != http.MethodGet && !r.asks }

func (r route) operation(s *server) huma.Operation {
	op := huma.Operation{
		OperationID: r.id, Method: r.method, Path: r.path, Tags: []string{r.tag}, DefaultStatus: r.status,
		Summary: "api.op." + r.id, Description: "api.more." + r.id,
		// admit has done both, in the reader's language.
		SkipValidateParams: true, SkipValidateBody: true, MaxBodyBytes: bodyMax + 1,
		// admit has read the body. huma's own deadline would go on counting while the
		// request waits for the database, and end it.
		BodyReadTimeout: -1,
		Responses:       map[string]*huma.Response{},
	}
	if r.secret {
		op.Metadata = map[string]any{secretAnswer: true}
	}
	if !r.public {
		op.Security = []map[string][]string{{"token": {}}}
	}
	if r.writes() {
		op.Parameters = append(op.Parameters, &huma.Param{Name: keyHeader, In: "header", Description: "api.doc.idempotency_key",
			Schema: &huma.Schema{Type: huma.TypeString, MinLength: new(1), MaxLength: new(255), Pattern: "^[!-~]+$"}})
	}
	if r.ifs {
		op.Parameters = append(op.Parameters, &huma.Param{Name: versionHeader, In: "header", Required: true, Description: "api.doc.if_match",
			Schema: &huma.Schema{Type: huma.TypeString}})
	}
	problem := &huma.Response{Description: "api.doc.problem", Content: map[string]*huma.MediaType{
		problemMedia: {Schema: s.huma.OpenAPI().Components.Schemas.Schema(problemReflect, true, "Problem")},
	}}
	for _, status := range r.problems() {
		op.Responses[strconv.Itoa(status)] = &huma.Response{Description: "api.status." + strconv.Itoa(status), Content: problem.Content}
	}
	op.Responses["default"] = problem
	return op
}

// problems lists the statuses that the operation can answer with besides success.
func (r route) problems() []int {
	list := []int{http.StatusBadRequest, http.StatusUnauthorized, http.StatusNotFound, http.StatusUnprocessableEntity,
		http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusServiceUnavailable}
	if r.method != http.MethodGet {
		list = append(list, http.StatusForbidden, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	}
	if r.writes() {
		list = append(list, http.StatusConflict)
	}
	if r.ifs {
		list = append(list, http.StatusPreconditionFailed, http.StatusPreconditionRequired)
	}
	return list
}

// finish completes what huma made of the types.
func finish(s *server, r route) {
	item := s.huma.OpenAPI().Paths[r.path]
	op := map[string]*huma.Operation{http.MethodGet: item.Get, http.MethodPost: item.Post, http.MethodPut: item.Put,
		http.MethodPatch: item.Patch, http.MethodDelete: item.Delete}[r.method]
	if r.optional {
		op.RequestBody.Required = false
	}
	if r.method == http.MethodPatch {
		op.RequestBody.Content[patchMedia] = op.RequestBody.Content[jsonMedia]
	}
	success := op.Responses[strconv.Itoa(op.DefaultStatus)]
	success.Description = "api.status." + strconv.Itoa(op.DefaultStatus)
	if r.writes() {
		if success.Headers == nil {
			success.Headers = map[string]*huma.Param{}
		}
		success.Headers["Idempotency-Replayed"] = &huma.Param{Description: "api.doc.replayed", Schema: &huma.Schema{Type: huma.TypeString}}
	}
}
