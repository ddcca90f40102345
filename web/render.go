package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
	"time"

	"marke/facilities"
	"marke/facilities/money"
	"marke/facilities/texts"
)

//go:embed templates
var templateFiles embed.FS

// pages are the parsed templates by language and name. Each is the layout with the
// page's own "main" in it; words and dates are bound to the language.
type pages map[string]map[string]*template.Template

func newPages(a assets) pages {
	all := pages{}
	names, err := fs.Glob(templateFiles, "templates/*.html")
	if err != nil {
		panic(err) // the pattern is fine
	}
	for _, lang := range texts.Languages {
		shared := template.New("layout").Funcs(functions(texts.For(lang), a))
		template.Must(shared.ParseFS(templateFiles, "templates/partial/*.html"))
		all[lang] = map[string]*template.Template{}
		for _, file := range names {
			name := strings.TrimSuffix(path.Base(file), ".html")
			page := template.Must(template.Must(shared.Clone()).ParseFS(templateFiles, file))
			all[lang][name] = page
		}
	}
	return all
}

// functions are what templates can call.
func functions(t *texts.Texts, a assets) template.FuncMap {
	return template.FuncMap{
		"say":          t.Say,
		"lang":         t.Lang,
		"asset":        a.url,
		"money":        t.Money,
		"hours":        t.Hours,
		"words":        func(w facilities.Words) string { return w.In(t.Lang()) },
		"violation":    t.Violation,
		"span":         t.Span,
		"day":          t.Day,
		"dayShort":     t.DayShort,
		"clock":        t.Clock,
		"moment":       func(at time.Time, zone *time.Location) string { return t.DayShort(at, zone) + " " + t.Clock(at, zone) },
		"iso":          func(at time.Time) string { return at.UTC().Format(time.RFC3339) },
		"input":        inputs(t),
		"choice":       choices(t),
		"tick":         ticks(t),
		"emptyFirst":   func(o []option) []option { return withEmpty("–", o) },
		"plainChoices": plainChoices,
		"bookable":     bookable,
		"initials":     initials,
		"capability":   func(c facilities.Capability) string { return capabilityText(t, c) },
		"cents":        func(c money.Cents) string { return strconv.FormatInt(int64(c), 10) },
		"webcal":       func(address string) template.URL { return template.URL(address) }, // built by the page itself: html/template knows only http
		"pack":         func(values ...any) (map[string]any, error) { return arguments(values) },
		"percent":      percent,
		"neg":          func(c money.Cents) money.Cents { return -c },
		"list":         func(o ...origin) []origin { return o },
		"regime":       func(id string) string { return sayOrSame(t, "money.regime."+id, id) },
	}
}

// arguments lets a template hand several things to another one.
func arguments(values []any) (map[string]any, error) {
	if len(values)%2 != 0 {
		return nil, fmt.Errorf("pack: %d values are no pairs", len(values))
	}
	m := make(map[string]any, len(values)/2)
	for i := 0; i < len(values); i += 2 {
		name, ok := values[i].(string)
		if !ok {
			return nil, fmt.Errorf("pack: %v is no name", values[i])
		}
		m[name] = values[i+1]
	}
	return m, nil
}

// plainChoices are options whose words are their values.
func plainChoices(values []string) []option {
	out := []option{{Text: "–"}}
	for _, value := range values {
		out = append(out, option{Value: value, Text: value})
	}
	return out
}

// initials are the first letters of a name's first and last word.
func initials(name string) string {
	words := strings.Fields(name)
	if len(words) == 0 {
		return "?"
	}
	letter := func(word string) string { return strings.ToUpper(string([]rune(word)[:1])) }
	if len(words) == 1 {
		return letter(words[0])
	}
	return letter(words[0]) + letter(words[len(words)-1])
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// render answers with a whole page. It is written to a buffer first: a page that
// fails half-way is not sent at all.
func (v *visit) render(status int, page string, view any) error {
	return v.draw(status, page, "layout.html", view)
}

// fragment answers with the part of a page that htmx asked for.
func (v *visit) fragment(page, part string, view any) error {
	return v.draw(http.StatusOK, page, part, view)
}

func (v *visit) draw(status int, page, part string, view any) error {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.Reset()
	t := v.site.pages[v.lang][page]
	if t == nil {
		return fmt.Errorf("web: there is no page %q", page)
	}
	if err := t.ExecuteTemplate(b, part, view); err != nil {
		return fmt.Errorf("web: page %s: %w", page, err)
	}
	h := v.Writer.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", v.lang)
	if v.actor.Known() {
		h.Set("Cache-Control", "no-store")
	} else {
		h.Set("Cache-Control", "private, no-cache")
	}
	v.Status(status)
	_, err := v.Writer.Write(b.Bytes())
	if err != nil {
		v.site.log.DebugContext(v.ctx(), "reader went away", "id", requestID(v.ctx()), "error", err)
	}
	return nil
}

// plain is the page of a failure that needs nothing but its words.
func (p pages) plain(lang, message string) ([]byte, error) {
	var b bytes.Buffer
	view := errorView{Page: Page{Lang: lang, Other: other(lang), Title: texts.For(lang).Say("web.error.title"), Bare: true}, Status: http.StatusInternalServerError, Message: message}
	err := p[lang]["error"].ExecuteTemplate(&b, "layout.html", view)
	return b.Bytes(), err
}
