package api

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"marke/facilities/texts"
)

// document is the OpenAPI in one language: as a tree for the documentation page, and as bytes.
type document struct {
	tree map[string]any
	json []byte
}

// documents puts the OpenAPI into each language. Its descriptions are keys of
// messages; a description without a message is left out.
func (s *server) documents() map[string]document {
	source, err := json.Marshal(s.huma.OpenAPI())
	if err != nil {
		panic(err) // made of our own types, at start: a fault that any test shows
	}
	out := map[string]document{}
	for _, lang := range texts.Languages {
		var tree map[string]any
		if err := json.Unmarshal(source, &tree); err != nil {
			panic(err)
		}
		speak(tree, texts.For(lang))
		written, err := json.Marshal(tree)
		if err != nil {
			panic(err)
		}
		out[lang] = document{tree, written}
	}
	return out
}

// speak replaces every key of a message in a tree by the message.
func speak(node any, say *texts.Texts) {
	switch node := node.(type) {
	case map[string]any:
		for name, value := range node {
			key, isText := value.(string)
			if !isText || name != "description" && name != "summary" || !strings.HasPrefix(key, "api.") {
				speak(value, say)
				continue
			}
			if say.Has(key) {
				node[name] = say.Say(key)
			} else {
				delete(node, name)
			}
		}
	case []any:
		for _, item := range node {
			speak(item, say)
		}
	}
}

// openAPI serves the document that programs read.
func (s *server) openAPI(c *gin.Context) {
	lang := language(c)
	c.Header("Content-Language", lang)
	c.Header("Cache-Control", "public, max-age=300")
	c.Data(http.StatusOK, "application/json", s.spec[lang].json)
}
