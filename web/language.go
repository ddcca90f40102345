package web

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"marke/facilities/texts"
)

// pageLanguage is the language of a path ("/en/…"), or else the one that the browser prefers.
func pageLanguage(r *http.Request) string {
	first, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	for _, lang := range texts.Languages {
		if first == lang {
			return lang
		}
	}
	return texts.Match(r.Header.Get("Accept-Language"))
}

// root sends a browser to the pages in its language.
func (s *site) root(c *gin.Context) {
	c.Header("Vary", "Accept-Language")
	c.Redirect(http.StatusFound, "/"+pageLanguage(c.Request)+"/")
}

// ownPage reports that an address, as it came in a form, is a page of this site in any language:
// the only kind to which somebody is sent after logging in.
func ownPage(address string) bool {
	if strings.ContainsAny(address, "\\\r\n\t") {
		return false
	}
	for _, lang := range texts.Languages {
		if strings.HasPrefix(address, "/"+lang+"/") && !strings.Contains(address, "//") {
			return true
		}
	}
	return false
}
