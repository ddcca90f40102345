package api

import (
	"bytes"
	"encoding/json"
	"net/http"

	"github.com/gin-gonic/gin"

	"marke/facilities"
)

// heldAnswer holds an answer back until it is known whether it was the first under its key.
type heldAnswer struct {
	gin.ResponseWriter
	status int
	body   bytes.Buffer
}

func (h *heldAnswer) WriteHeader(status int)               { h.status = status }
func (h *heldAnswer) WriteHeaderNow()                      {}
func (h *heldAnswer) Status() int                          { return h.status }
func (h *heldAnswer) Size() int                            { return h.body.Len() }
func (h *heldAnswer) Written() bool                        { return false }
func (h *heldAnswer) Write(part []byte) (int, error)       { return h.body.Write(part) }
func (h *heldAnswer) WriteString(part string) (int, error) { return h.body.WriteString(part) }

// holdBack runs what answers and holds its answer back. After a panic the writer is the real one again.
func holdBack(c *gin.Context, answer func()) *heldAnswer {
	held := &heldAnswer{ResponseWriter: c.Writer, status: http.StatusOK}
	c.Writer = held
	defer func() { c.Writer = held.ResponseWriter }()
	answer()
	return held
}

// firstAnswer is an answer as the user office keeps it: what makes a repeat the same.
type firstAnswer struct {
	Status                      int
	Type, Language, Tag, Locate string
	Body                        []byte
}

// heads are the headers of a firstAnswer.
func (a *firstAnswer) heads() map[string]*string {
	return map[string]*string{"Content-Type": &a.Type, "Content-Language": &a.Language, "ETag": &a.Tag, "Location": &a.Locate}
}

// release sends a held answer, or what was answered first to the same request. Only
// successes are kept; a failure to keep one is no failure of the request, which is done.
func (c *call) release(held *heldAnswer) {
	head := c.gin.Writer.Header()
	answer := firstAnswer{Status: held.status, Body: held.body.Bytes()}
	if held.status < http.StatusBadRequest {
		for name, value := range answer.heads() {
			*value = head.Get(name)
		}
		answer = c.first(answer)
		for name, value := range answer.heads() {
			if head.Del(name); *value != "" {
				head.Set(name, *value)
			}
		}
	}
	c.gin.Status(answer.Status)
	c.gin.Writer.WriteHeaderNow()
	c.gin.Writer.Write(answer.Body) // whoever has gone away asks again under the same key
}

// first is what was kept first under the key.
func (c *call) first(answer firstAnswer) firstAnswer {
	mine, err := json.Marshal(answer)
	if err == nil {
		var kept []byte
		if kept, err = c.office.FirstAnswer(c, c.actor, mine); err == nil {
			var first firstAnswer
			if err = json.Unmarshal(kept, &first); err == nil {
				return first
			}
		}
	}
	if facilities.CodeOf(err) == "" {
		c.server.log.Error("an answer was not kept", "cause", err, "route", c.gin.FullPath())
	}
	return answer
}
