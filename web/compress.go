package web

import (
	"compress/gzip"
	"net/http"
	"strings"
	"sync"
)

// compressFrom is the least size, in bytes of the first write, that is worth compressing.
const compressFrom = 1024

var zippers = sync.Pool{New: func() any {
	z, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed) // fails only for a level that does not exist
	return z
}}

// compress answers with gzip to those who take it, for text of some size.
func compress(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !takesGzip(r.Header.Get("Accept-Encoding")) || r.Method == http.MethodHead {
			next.ServeHTTP(w, r)
			return
		}
		z := &zipped{ResponseWriter: w}
		defer z.close()
		next.ServeHTTP(z, r)
	})
}

// takesGzip reads an Accept-Encoding header: gzip is named and not refused by q=0.
func takesGzip(header string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, params, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(strings.TrimSpace(name), "gzip") {
			q := strings.ReplaceAll(params, " ", "")
			return q != "q=0" && !strings.HasPrefix(q, "q=0.000")
		}
	}
	return false
}

// zipped decides with the first write whether to compress.
type zipped struct {
	http.ResponseWriter
	status  int
	decided bool
	gzip    *gzip.Writer
}

func (z *zipped) WriteHeader(status int) {
	if z.status == 0 {
		z.status = status
	}
	if status < 200 || status == http.StatusNoContent || status == http.StatusNotModified {
		z.begin(0)
	}
}

func (z *zipped) Write(p []byte) (int, error) {
	if !z.decided {
		z.begin(len(p))
	}
	if z.gzip != nil {
		return z.gzip.Write(p)
	}
	return z.ResponseWriter.Write(p)
}

// begin sends the header, having looked at the type and the size of what comes.
func (z *zipped) begin(size int) {
	if z.decided {
		return
	}
	z.decided = true
	h := z.Header()
	if compressible(h.Get("Content-Type")) {
		h.Add("Vary", "Accept-Encoding")
		if size >= compressFrom && h.Get("Content-Encoding") == "" && h.Get("Content-Range") == "" {
			h.Set("Content-Encoding", "gzip")
			h.Del("Content-Length")
			z.gzip = zippers.Get().(*gzip.Writer)
			z.gzip.Reset(z.ResponseWriter)
		}
	}
	if z.status != 0 {
		z.ResponseWriter.WriteHeader(z.status)
	}
}

// Flush passes on what has been written so far.
func (z *zipped) Flush() {
	z.begin(0)
	if z.gzip != nil {
		z.gzip.Flush()
	}
	http.NewResponseController(z.ResponseWriter).Flush()
}

func (z *zipped) close() {
	z.begin(0)
	if z.gzip != nil {
		z.gzip.Close()
		zippers.Put(z.gzip)
	}
}

func compressible(contentType string) bool {
	kind, _, _ := strings.Cut(contentType, ";")
	switch kind = strings.TrimSpace(kind); {
	case strings.HasPrefix(kind, "text/"), strings.HasSuffix(kind, "json"), strings.HasSuffix(kind, "javascript"), strings.HasSuffix(kind, "xml"):
		return true
	}
	return false
}
