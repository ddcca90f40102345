package api

import (
	"bytes"
	"cmp"
	_ "embed"
	"html/template"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"marke/facilities/texts"
)

//go:embed docs.html
var docsSource string

//go:embed docs.css
var docsCSS []byte

var docsTemplate = template.Must(template.New("docs").Funcs(template.FuncMap{"anchor": anchor}).Parse(docsSource))

// docsPage is the documentation as its template shows it.
type docsPage struct {
	say      *texts.Texts
	Lang     string
	Other    string // the other language
	Title    string
	Groups   []docsGroup
	Schemas  []docsSchema
	Problems []docsProblem
}

// Say puts a message of the page into words.
func (p docsPage) Say(key string) string { return p.say.Say(key) }

// Paragraphs splits a message at its empty lines.
func (p docsPage) Paragraphs(key string) []string {
	return strings.Split(strings.TrimSpace(p.say.Say(key)), "\n\n")
}

type docsGroup struct {
	Tag, Title string
	Operations []docsOperation
}

type docsOperation struct {
	ID, Method, Path, Summary, Description string
	Public                                 bool
	Parameters                             []docsField
	Body, Answer                           docsType
	Status                                 string
	Media                                  string // of the body
	Statuses                               []string
}

type docsSchema struct {
	Name   string
	Fields []docsField
}

// docsField is a parameter or a member of an object.
type docsField struct {
	Name, In    string
	Required    bool
	Type        docsType
	Description string
}

// docsType is a type in words, with a link when it has a place of its own on the page.
type docsType struct {
	Text, Ref string
	Limits    []string
}

type docsProblem struct {
	Code, Title string
	Status      int
}

// docsHead keeps the page to its own origin; it has a style sheet and no script.
const docsHead = "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// docs serves the documentation, rendered from the OpenAPI in the reader's language; ?lang= chooses another.
func (s *server) docs(c *gin.Context) {
	lang := c.Query("lang")
	if !slices.Contains(texts.Languages, lang) {
		lang = language(c)
	}
	page := describe(s.spec[lang].tree, texts.For(lang))
	var out bytes.Buffer
	if err := docsTemplate.Execute(&out, page); err != nil {
		unexpected(s.log, c, "template", err).write(c)
		return
	}
	c.Header("Content-Security-Policy", docsHead)
	c.Header("Content-Language", lang)
	c.Header("Cache-Control", "public, max-age=300")
	c.Data(http.StatusOK, "text/html; charset=utf-8", out.Bytes())
}

func docsStyle(c *gin.Context) {
	c.Header("Cache-Control", "public, max-age=3600")
	c.Data(http.StatusOK, "text/css; charset=utf-8", docsCSS)
}

// anchor makes a fragment of a name.
func anchor(name string) string { return strings.ToLower(strings.ReplaceAll(name, "_", "-")) }

// object reads a member that is an object; an absent one is empty.
func object(node map[string]any, name string) map[string]any {
	inner, _ := node[name].(map[string]any)
	return inner
}

func word(node map[string]any, name string) string {
	text, _ := node[name].(string)
	return text
}

// tags in the order of the page.
var tags = []string{"bookings", "facilities", "people", "downtimes", "rounds", "tokens", "desk", "books", "settings"}

// describe turns a document into a page.
func describe(tree map[string]any, say *texts.Texts) docsPage {
	page := docsPage{say: say, Lang: say.Lang(), Title: say.Say("api.docs.title")}
	for _, lang := range texts.Languages {
		if lang != page.Lang {
			page.Other = lang
		}
	}
	for _, tag := range tags {
		page.Groups = append(page.Groups, docsGroup{Tag: tag, Title: say.Say("api.tag." + tag)})
	}
	paths := object(tree, "paths")
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		item := object(paths, path)
		for _, method := range []string{"get", "post", "put", "patch", "delete"} {
			node := object(item, method)
			if node == nil {
				continue
			}
			tag, _ := node["tags"].([]any)
			group := slices.IndexFunc(page.Groups, func(g docsGroup) bool { return g.Tag == tag[0] })
			page.Groups[group].Operations = append(page.Groups[group].Operations, describeOperation(strings.ToUpper(method), path, node))
		}
	}
	schemas := object(object(tree, "components"), "schemas")
	for _, name := range slices.Sorted(maps.Keys(schemas)) {
		page.Schemas = append(page.Schemas, docsSchema{name, fieldsOf(object(schemas, name))})
	}
	for code, status := range statuses {
		page.Problems = append(page.Problems, docsProblem{string(code), say.Say("api.problem." + string(code)), status})
	}
	slices.SortFunc(page.Problems, func(a, b docsProblem) int {
		return cmp.Or(cmp.Compare(a.Status, b.Status), strings.Compare(a.Code, b.Code))
	})
	return page
}

func describeOperation(method, path string, node map[string]any) docsOperation {
	op := docsOperation{ID: word(node, "operationId"), Method: method, Path: Prefix + path, Summary: word(node, "summary"),
		Description: word(node, "description"), Public: node["security"] == nil}
	parameters, _ := node["parameters"].([]any)
	for _, p := range parameters {
		p := p.(map[string]any)
		required, _ := p["required"].(bool)
		op.Parameters = append(op.Parameters, docsField{word(p, "name"), word(p, "in"), required, typeOf(object(p, "schema")), word(p, "description")})
	}
	body := object(object(node, "requestBody"), "content")
	op.Media = strings.Join(slices.Sorted(maps.Keys(body)), ", ")
	op.Body = typeOf(object(object(body, jsonMedia), "schema"))
	answers := object(node, "responses")
	for _, status := range slices.Sorted(maps.Keys(answers)) {
		switch {
		case status[0] == '2':
			op.Status = status
			op.Answer = typeOf(object(object(object(object(answers, status), "content"), jsonMedia), "schema"))
		case status != "default":
			op.Statuses = append(op.Statuses, status)
		}
	}
	return op
}

func fieldsOf(schema map[string]any) []docsField {
	properties := object(schema, "properties")
	required, _ := schema["required"].([]any)
	var out []docsField
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		property := object(properties, name)
		out = append(out, docsField{Name: name, Required: slices.Contains(required, any(name)), Type: typeOf(property), Description: word(property, "description")})
	}
	return out
}
