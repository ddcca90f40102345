package api

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// ask is a request in the making.
type ask struct {
	h      *house
	method string
	path   string
	body   string
	head   http.Header
}

// as begins a request of somebody; "" is nobody.
func (h *house) as(who, method, path string) *ask {
	a := &ask{h: h, method: method, path: path, head: http.Header{"Accept-Language": {"en"}}}
	if who != "" {
		token, ok := h.tokens[who]
		if !ok {
			token = who
		}
		a.head.Set("Authorization", "Bearer "+token)
	}
	return a
}

func (a *ask) with(name, value string) *ask {
	a.head.Add(name, value)
	return a
}

func (a *ask) json(body string) *ask {
	a.body = body
	if a.head.Get("Content-Type") == "" {
		a.head.Set("Content-Type", "application/json")
	}
	return a
}

// reply is an answer, read to its end and found to be as the OpenAPI says.
type reply struct {
	t      testing.TB
	status int
	head   http.Header
	body   []byte
}

// send performs the request. Every answer of the API is held against the OpenAPI.
func (a *ask) send(t testing.TB) reply {
	t.Helper()
	r, err := a.do(a.h.server.URL, a.h.client)
	if err != nil {
		t.Fatal(err)
	}
	r.t = t
	conforms(t, a.method, a.path, r)
	return r
}

func (a *ask) do(origin string, client *http.Client) (reply, error) {
	request, err := http.NewRequest(a.method, origin+a.path, strings.NewReader(a.body))
	if err != nil {
		return reply{}, err
	}
	request.Header = a.head
	response, err := client.Do(request)
	if err != nil {
		return reply{}, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return reply{status: response.StatusCode, head: response.Header, body: body}, err
}

// want checks the status.
func (r reply) want(status int) reply {
	r.t.Helper()
	if r.status != status {
		r.t.Fatalf("answered %d, want %d: %s", r.status, status, r.body)
	}
	return r
}

// read decodes the answer.
func read[T any](r reply) T {
	r.t.Helper()
	var value T
	decoder := json.NewDecoder(bytes.NewReader(r.body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&value); err != nil {
		r.t.Fatalf("%v in %s", err, r.body)
	}
	return value
}

// slot is an hour-long body for a resource, so many hours after noon.
func slot(resource string, hours int, more ...string) string {
	start := noon.Add(time.Duration(hours) * time.Hour)
	return span(resource, start, start.Add(time.Hour), more...)
}

func span(resource string, start, end time.Time, more ...string) string {
	fields := append([]string{`"resource":"` + resource + `"`, `"start":"` + start.Format(time.RFC3339) + `"`, `"end":"` + end.Format(time.RFC3339) + `"`}, more...)
	return "{" + strings.Join(fields, ",") + "}"
}

// booked makes a booking and gives it back.
func (h *house) booked(t testing.TB, who, body string) Booking {
	t.Helper()
	return read[Booking](h.as(who, "POST", Prefix+"/bookings").json(body).send(t).want(http.StatusCreated))
}
