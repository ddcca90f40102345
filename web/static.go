package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
)

// assets are the files under /static. Each has an address that changes with its
// content, so that browsers may keep it for ever.
type assets map[string]asset

type asset struct {
	body    []byte
	kind    string
	version string
}

func newAssets(files fs.FS) assets {
	all := assets{}
	err := fs.WalkDir(files, "static", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".css" && path.Ext(name) != ".js" && path.Ext(name) != ".svg" {
			return err
		}
		body, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(body)
		all[strings.TrimPrefix(name, "static/")] = asset{body, mime.TypeByExtension(path.Ext(name)), hex.EncodeToString(sum[:6])}
		return nil
	})
	if err != nil {
		panic(err) // embedded: cannot happen after a build that passed its tests
	}
	return all
}

// url is the address of a file, with its version.
func (a assets) url(name string) string { return "/static/" + name + "?v=" + a[name].version }

func (s *site) static(c *gin.Context) {
	file, ok := s.assets[strings.TrimPrefix(c.Param("file"), "/")]
	if !ok {
		s.noRoute(c)
		return
	}
	h := c.Writer.Header()
	h.Set("Content-Type", file.kind)
	h.Set("ETag", `"`+file.version+`"`)
	if c.Query("v") == file.version {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	} else {
		h.Set("Cache-Control", "public, no-cache")
	}
	http.ServeContent(c.Writer, c.Request, "", time.Time{}, bytes.NewReader(file.body))
}

// favicon answers the address that browsers ask for by themselves.
func (s *site) favicon(c *gin.Context) {
	c.Redirect(http.StatusMovedPermanently, s.assets.url("marke.svg"))
}
