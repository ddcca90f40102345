package api

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestAFeedIsReadOnceAndThenNotModified(t *testing.T) {
	onEveryEngine(t, func(t *testing.T, h *house) {
		for i := range 12 {
			h.booked(t, "ann", slot("press", 24+i, `"title":"Spar `+strings.Repeat("x", i)+`"`))
		}
		made := read[FeedCreated](h.as("ann", "POST", Prefix+"/feeds").json(`{"kind":"mine"}`).send(t).want(201))
		path, ok := strings.CutPrefix(made.URL, "https://marke.test")
		if !ok || !strings.HasPrefix(path, "/feeds/") || !strings.HasSuffix(path, ".ics") {
			t.Fatalf("the address is %s", made.URL)
		}
		get := func(method string, head ...string) reply {
			a := h.as("", method, path)
			for i := 0; i < len(head); i += 2 {
				a.with(head[i], head[i+1])
			}
			return a.send(t)
		}
		first := get("GET").want(200)
		if first.head.Get("Content-Type") != "text/calendar; charset=utf-8" || !strings.HasPrefix(string(first.body), "BEGIN:VCALENDAR\r\n") {
			t.Errorf("the feed is %s: %.60q", first.head.Get("Content-Type"), first.body)
		}
		if !strings.Contains(first.head.Get("Cache-Control"), "private") || !strings.Contains(first.head.Get("Content-Disposition"), "marke.ics") || first.head.Get("Vary") != "Accept-Encoding" {
			t.Errorf("the headers are %v", first.head)
		}
		tag, modified := first.head.Get("ETag"), first.head.Get("Last-Modified")
		at, err := http.ParseTime(modified)
		if err != nil || !strings.HasPrefix(tag, `"`) {
			t.Fatalf("ETag %s, Last-Modified %s", tag, modified)
		}
		if again := get("GET").want(200); !bytes.Equal(again.body, first.body) || again.head.Get("ETag") != tag {
			t.Error("two fetches of an unchanged calendar differ")
		}
		head := get("HEAD").want(200)
		if len(head.body) != 0 || head.head.Get("Content-Length") != first.head.Get("Content-Length") || head.head.Get("ETag") != tag {
			t.Errorf("HEAD is %v", head.head)
		}
		packed := get("GET", "Accept-Encoding", "br, gzip;q=0.8").want(200)
		if packed.head.Get("Content-Encoding") != "gzip" || packed.head.Get("ETag") == tag || len(packed.body) >= len(first.body) {
			t.Fatalf("packed it is %v, %d bytes", packed.head, len(packed.body))
		}
		reader, err := gzip.NewReader(bytes.NewReader(packed.body))
		if err != nil {
			t.Fatal(err)
		}
		if plain, err := io.ReadAll(reader); err != nil || !bytes.Equal(plain, first.body) {
			t.Errorf("unpacked it is another calendar: %v", err)
		}
		for _, c := range []struct {
			head   []string
			status int
		}{
			{[]string{"If-None-Match", tag}, 304},
			{[]string{"If-None-Match", "W/" + tag}, 304},
			{[]string{"If-None-Match", `"other", W/` + tag + `, "third"`}, 304},
			{[]string{"If-None-Match", packed.head.Get("ETag")}, 304},
			{[]string{"If-None-Match", "*"}, 304},
			{[]string{"If-None-Match", `"other"`}, 200},
			{[]string{"If-None-Match", `"other"`, "If-Modified-Since", modified}, 200},
			{[]string{"If-Modified-Since", modified}, 304},
			{[]string{"If-Modified-Since", at.Add(time.Hour).Format(http.TimeFormat)}, 304},
			{[]string{"If-Modified-Since", at.Add(-time.Second).Format(http.TimeFormat)}, 200},
			{[]string{"If-Modified-Since", "yesterday"}, 200},
			{[]string{"Accept-Encoding", "gzip;q=0, *"}, 200},
		} {
			r := get("GET", c.head...).want(c.status)
			if c.status == 304 && (len(r.body) != 0 || r.head.Get("ETag") == "") {
				t.Errorf("%v: 304 with %d bytes and ETag %q", c.head, len(r.body), r.head.Get("ETag"))
			}
			if r.head.Get("Content-Encoding") != "" {
				t.Errorf("%v: packed against the reader's will", c.head)
			}
		}
		b := h.booked(t, "ann", slot("press", 100))
		if changed := get("GET", "If-None-Match", tag).want(200); !strings.Contains(string(changed.body), b.ID) {
			t.Error("a new booking is not in the feed")
		}
		get("POST").want(405)
		h.as("ann", "DELETE", Prefix+"/feeds/"+made.ID).send(t).want(204)
		unknown := h.as("", "GET", "/feeds/0123456789abcdef0123456789.ics").send(t).want(404)
		if revoked := get("GET").want(404); !bytes.Equal(revoked.body, unknown.body) {
			t.Errorf("a revoked feed is answered as\n%s\nan unknown one as\n%s", revoked.body, unknown.body)
		}
		h.as("", "GET", strings.TrimSuffix(path, ".ics")).send(t).want(404)
		h.as("", "GET", "/feeds/%00.ics").send(t).want(404)
		if secret := strings.TrimSuffix(strings.TrimPrefix(path, "/feeds/"), ".ics"); strings.Contains(h.log.String(), secret) {
			t.Error("the secret is in the log")
		}
	})
}
