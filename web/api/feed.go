package api

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"marke/facilities/texts"
)

// gzipFrom is the size in bytes from which compression pays.
const gzipFrom = 1024

// feed answers at a private calendar address. The secret in it is neither logged
// nor repeated, and an unknown one is answered as a revoked one.
func (s *server) feed(c *gin.Context) {
	secret, ics := strings.CutSuffix(c.Param("file"), ".ics")
	if !ics || !plausible(secret) {
		NotFound(c)
		return
	}
	answer, err := s.office.Feed(c.Request.Context(), s.now(), secret)
	if err != nil {
		problemOf(s.log, c, err, texts.For(language(c)), nil).write(c)
		return
	}
	packed := acceptsGzip(c.GetHeader("Accept-Encoding"))
	head := c.Writer.Header()
	head.Set("Vary", "Accept-Encoding")
	head.Set("ETag", variant(answer.ETag, packed))
	head.Set("Last-Modified", answer.Modified.UTC().Format(http.TimeFormat))
	if unchanged(c.Request.Header, answer.ETag, answer.Modified) {
		c.Status(http.StatusNotModified)
		return
	}
	body, err := answer.Body()
	if err != nil {
		for _, name := range []string{"ETag", "Last-Modified"} {
			head.Del(name)
		}
		problemOf(s.log, c, err, texts.For(language(c)), nil).write(c)
		return
	}
	head.Set("Content-Type", "text/calendar; charset=utf-8")
	head.Set("Content-Disposition", `inline; filename="marke.ics"`)
	switch {
	case packed && len(body) >= gzipFrom:
		body = pack(body)
		head.Set("Content-Encoding", "gzip")
	case packed:
		head.Set("ETag", variant(answer.ETag, false))
	}
	head.Set("Content-Length", strconv.Itoa(len(body)))
	c.Status(http.StatusOK)
	if c.Request.Method == http.MethodHead {
		c.Writer.WriteHeaderNow()
		return
	}
	c.Writer.Write(body) // a reader that has gone away is no error of ours
}

// gzipMark ends the tag of a packed answer: other bytes need another strong tag.
const gzipMark = `-gzip"`

func variant(tag string, packed bool) string {
	if !packed {
		return tag
	}
	return strings.TrimSuffix(tag, `"`) + gzipMark
}

// unchanged reports that the reader has this calendar already. If-None-Match,
// compared weakly and for either encoding, goes before If-Modified-Since (RFC 9110, 13.2.2).
func unchanged(head http.Header, tag string, modified time.Time) bool {
	if lists := head.Values("If-None-Match"); len(lists) > 0 {
		for item := range strings.SplitSeq(strings.Join(lists, ","), ",") {
			item = strings.TrimPrefix(strings.TrimSpace(item), "W/")
			if item == "*" || item == strings.TrimPrefix(tag, "W/") || item == strings.TrimPrefix(variant(tag, true), "W/") {
				return true
			}
		}
		return false
	}
	since, err := http.ParseTime(head.Get("If-Modified-Since"))
	return err == nil && !modified.Truncate(time.Second).After(since)
}

// acceptsGzip reads Accept-Encoding (RFC 9110, 12.5.3): gzip by name before "*", and not with q=0.
func acceptsGzip(header string) bool {
	accepted := false
	for item := range strings.SplitSeq(header, ",") {
		name, params, _ := strings.Cut(strings.ToLower(item), ";")
		name = strings.TrimSpace(name)
		if name != "gzip" && name != "*" {
			continue
		}
		quality := 1.0
		if value, ok := strings.CutPrefix(strings.ReplaceAll(params, " ", ""), "q="); ok {
			quality, _ = strconv.ParseFloat(value, 64) // nonsense counts as a refusal
		}
		if name == "gzip" {
			return quality > 0
		}
		accepted = quality > 0
	}
	return accepted
}

// pack compresses; the same bytes give the same bytes.
func pack(body []byte) []byte {
	var out bytes.Buffer
	writer, _ := gzip.NewWriterLevel(&out, gzip.BestSpeed) // the level is one that exists
	writer.Write(body)                                     // into memory: cannot fail
	writer.Close()
	return out.Bytes()
}
