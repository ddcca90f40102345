package api

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"marke/facilities"
	"marke/facilities/texts"
)

// Codes of what can go wrong before a verb is reached.
const (
	malformed        facilities.Code = "malformed"          // not JSON at all
	badMethod        facilities.Code = "method"             // the path knows other methods
	tooLarge         facilities.Code = "too_large"          // of a body
	wrongMedia       facilities.Code = "media_type"         // a body that is not JSON
	versionNeeded    facilities.Code = "version_needed"     // a change without If-Match
	internal         facilities.Code = "internal"           // our fault
	retryAfterSecond                 = 1                    // when a busy database names no time
	problemType                      = "/api/docs#problem-" // followed by the code
)

// statuses is the one table from codes to HTTP.
var statuses = map[facilities.Code]int{
	malformed:                  http.StatusBadRequest,
	facilities.Unauthenticated: http.StatusUnauthorized,
	facilities.Forbidden:       http.StatusForbidden,
	facilities.NotFound:        http.StatusNotFound,
	badMethod:                  http.StatusMethodNotAllowed,
	facilities.Conflict:        http.StatusConflict,
	facilities.Stale:           http.StatusPreconditionFailed,
	tooLarge:                   http.StatusRequestEntityTooLarge,
	wrongMedia:                 http.StatusUnsupportedMediaType,
	facilities.Invalid:         http.StatusUnprocessableEntity,
	facilities.KeyReused:       http.StatusUnprocessableEntity,
	versionNeeded:              http.StatusPreconditionRequired,
	facilities.TooMany:         http.StatusTooManyRequests,
	internal:                   http.StatusInternalServerError,
	facilities.Unavailable:     http.StatusServiceUnavailable,
}

// Problem is every answer that is not the one hoped for (RFC 9457).
type Problem struct {
	Type     string `json:"type" format:"uri-reference" doc:"api.doc.problem_type"`
	Title    string `json:"title" doc:"api.doc.problem_title"`
	Status   int    `json:"status" minimum:"400" maximum:"599" doc:"api.doc.problem_status"`
	Detail   string `json:"detail" doc:"api.doc.problem_detail"`
	Instance string `json:"instance" format:"uri-reference" doc:"api.doc.problem_instance"`

	Errors       []WrongValue  `json:"errors,omitzero" nullable:"false" doc:"api.doc.problem_errors"`
	Violations   []Violation   `json:"violations,omitzero" nullable:"false" doc:"api.doc.violations"`
	See          string        `json:"see,omitempty" format:"uri-reference" doc:"api.doc.problem_see"`
	Alternatives []Alternative `json:"alternatives,omitzero" nullable:"false" doc:"api.doc.alternatives"`

	retryAfter int // seconds; 0: no such header
}

// WrongValue is one value that has to change.
type WrongValue struct {
	Location string `json:"location" doc:"api.doc.error_location"`
	Message  string `json:"message" doc:"api.doc.error_message"`
}

// Error, GetStatus and ContentType make a Problem an answer that huma writes as it is.
func (p *Problem) Error() string             { return p.Title + ": " + p.Detail }
func (p *Problem) GetStatus() int            { return p.Status }
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// head sets the headers that go with the problem.
func (p *Problem) head(head http.Header) {
	head.Set("Cache-Control", "no-store")
	if p.Status == http.StatusUnauthorized {
		head.Set("WWW-Authenticate", `Bearer realm="Marke"`)
	}
	if p.retryAfter > 0 {
		head.Set("Retry-After", strconv.Itoa(p.retryAfter))
	}
}

// write answers with the problem where huma is not in charge.
func (p *Problem) write(c *gin.Context) {
	head := c.Writer.Header()
	p.head(head)
	head.Set("Content-Type", p.ContentType(""))
	c.Status(p.Status)
	if c.Request.Method != http.MethodHead {
		encoder := json.NewEncoder(c.Writer)
		encoder.SetEscapeHTML(false)
		encoder.Encode(p) // strings and numbers always encode; a broken connection is nobody's news
	} else {
		c.Writer.WriteHeaderNow()
	}
	c.Abort()
}

// problemOf puts an error into words. Details of an error that is not Marke's own
// go to the log and nowhere else.
func problemOf(log *slog.Logger, c *gin.Context, err error, say *texts.Texts, catalogue *facilities.Catalogue) *Problem {
	var known *facilities.Error
	if !errors.As(err, &known) {
		var large *http.MaxBytesError
		switch {
		case errors.As(err, &large):
			known = facilities.Errorf(tooLarge, "api_too_large", "limit", large.Limit/1024)
		case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
			known = facilities.Errorf(facilities.Unavailable, "busy")
		default:
			return unexpected(log, c, "error", err)
		}
	}
	status, ok := statuses[known.Code]
	if !ok {
		return unexpected(log, c, "error", err)
	}
	if status == http.StatusServiceUnavailable {
		log.Warn("Not available", "cause", err, "method", c.Request.Method, "route", c.FullPath())
	}
	p := newProblem(c, known.Code, status, say)
	p.Detail = say.Error(known)
	if p.retryAfter = known.RetryAfter; p.retryAfter <= 0 && (status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable) {
		p.retryAfter = retryAfterSecond
	}
	for _, f := range known.Fields {
		p.Errors = append(p.Errors, WrongValue{Location: location(f.Location), Message: say.Field(f)})
	}
	p.Violations = violationsView(known.Violations, say, catalogue)
	p.Alternatives = alternativesView(known.Alternatives)
	if open, is := known.Params["trade"].(facilities.TradeID); is {
		p.See = Prefix + "/trades/" + string(open)
	}
	if status == http.StatusConflict {
		// A client may rely on both lists for a 409.
		p.Violations, p.Alternatives = notNil(p.Violations), notNil(p.Alternatives)
	}
	return p
}

func newProblem(c *gin.Context, code facilities.Code, status int, say *texts.Texts) *Problem {
	c.Header("Content-Language", say.Lang())
	return &Problem{
		Type: problemType + string(code), Title: say.Say("api.problem." + string(code)), Status: status, Instance: instance(c),
	}
}

// unexpected is the answer to a fault of ours. The number in it finds the log's entry.
func unexpected(log *slog.Logger, c *gin.Context, kind string, cause any) *Problem {
	number := rand.Text()[:10]
	attributes := []any{"number", number, "kind", kind, "cause", fmt.Sprint(cause), "method", c.Request.Method, "route", c.FullPath()}
	if kind == "panic" {
		attributes = append(attributes, "stack", string(debug.Stack()))
	}
	log.Error("Internal error", attributes...)
	say := texts.For(language(c))
	p := newProblem(c, internal, http.StatusInternalServerError, say)
	p.Detail = say.Say("error.internal", "request", number)
	return p
}

// instance is the path that was asked for. A calendar's address is a secret and is not repeated.
func instance(c *gin.Context) string {
	if len(c.Request.URL.Path) > 7 && c.Request.URL.Path[:7] == "/feeds/" {
		return "/feeds/"
	}
	return c.Request.URL.EscapedPath()
}

// language is the reader's, as far as the request itself tells.
func language(c *gin.Context) string { return texts.Match(c.GetHeader("Accept-Language")) }

// NotFound answers for a path that does not exist.
func NotFound(c *gin.Context) {
	plain(c, facilities.Missing())
}

// MethodNotAllowed answers for a path that exists with other methods; gin has put them into Allow.
func MethodNotAllowed(c *gin.Context) {
	plain(c, facilities.Errorf(badMethod, "api_method", "method", printable(c.Request.Method), "allow", c.Writer.Header().Get("Allow")))
}

// Refuse answers with any error as a problem, for middleware that stands before
// this package: limits, and requests from another site.
func Refuse(c *gin.Context, log *slog.Logger, err error) {
	shield(c.Writer.Header())
	problemOf(log, c, err, texts.For(language(c)), nil).write(c)
}

func plain(c *gin.Context, err error) { Refuse(c, slog.New(slog.DiscardHandler), err) }

// utc is an instant as the API shows it: nil when there is none.
func utc(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

// notNil makes an absent list an empty one.
func notNil[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
