// Package texts puts Marke's answers into words: messages, dates, numbers and
// money in Dutch and English.
//
// Messages live in files <area>.<language>.toml beside this one; a key that one
// language lacks, or that the code names and no file has, fails a test. The package
// knows no screens and decides nothing.
package texts

import (
	"embed"
	"fmt"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"marke/facilities"
)

//go:embed *.toml
var files embed.FS

// Languages lists the languages, the first of which is the default.
var Languages = []string{"nl", "en"}

var (
	bundle  = load()
	byLang  = map[string]*Texts{"nl": newTexts("nl"), "en": newTexts("en")}
	matcher = language.NewMatcher([]language.Tag{language.Dutch, language.English})
)

// Texts speaks one language. It is safe for concurrent use.
type Texts struct {
	lang      string
	localizer *i18n.Localizer
	calendar  calendarWords
}

func load() *i18n.Bundle {
	b := i18n.NewBundle(language.Dutch)
	b.RegisterUnmarshalFunc("toml", toml.Unmarshal)
	entries, err := files.ReadDir(".")
	if err != nil {
		panic(err) // embedded: cannot happen after a build that passed its tests
	}
	for _, e := range entries {
		if _, err := b.LoadMessageFileFS(files, e.Name()); err != nil {
			panic(fmt.Sprintf("texts: %s: %v", e.Name(), err))
		}
	}
	return b
}

func newTexts(lang string) *Texts {
	return &Texts{lang: lang, localizer: i18n.NewLocalizer(bundle, lang), calendar: words[lang]}
}

// For gives the texts of a language; one that Marke does not speak gets the default.
func For(lang string) *Texts {
	if t := byLang[lang]; t != nil {
		return t
	}
	return byLang[Languages[0]]
}

// Match picks the language that fits an Accept-Language header best.
func Match(acceptLanguage string) string {
	if strings.TrimSpace(acceptLanguage) == "" {
		return Languages[0]
	}
	_, i := language.MatchStrings(matcher, acceptLanguage)
	return Languages[i]
}

// Lang is the language's code, "nl" or "en".
func (t *Texts) Lang() string { return t.lang }

// Say gives the message of a key. params are alternating names and values; a
// parameter named "count" also picks the plural form. A key without a message
// comes back as itself, so that a fault is seen and nothing breaks.
func (t *Texts) Say(key string, params ...any) string {
	if len(params) == 0 {
		return t.With(key, nil)
	}
	m := make(map[string]any, len(params)/2)
	for i := 0; i+1 < len(params); i += 2 {
		m[params[i].(string)] = params[i+1]
	}
	return t.With(key, m)
}

// With is Say with the parameters in a map.
func (t *Texts) With(key string, params map[string]any) string {
	config := i18n.LocalizeConfig{MessageID: key, TemplateData: params}
	if count, ok := params["count"]; ok {
		config.PluralCount = count
	}
	s, err := t.localizer.Localize(&config)
	if err != nil {
		return key
	}
	return s
}

// Has reports that a key has a message in this language.
func (t *Texts) Has(key string) bool {
	_, tag, err := t.localizer.LocalizeWithTag(&i18n.LocalizeConfig{MessageID: key, PluralCount: 2, TemplateData: map[string]any{}})
	base, _ := tag.Base()
	return err == nil && base.String() == t.lang
}

// Error is the headline of an error: what happened and what to do.
func (t *Texts) Error(e *facilities.Error) string { return t.With("error."+e.Key, t.shown(e.Params)) }

// Field says what is wrong with one value. A key with a dot is a whole one: what package calendar
// finds in a file has its words under "calendar.".
func (t *Texts) Field(f facilities.Field) string {
	key := f.Key
	if !strings.Contains(key, ".") {
		key = "field." + key
	}
	return t.With(key, t.shown(f.Params))
}

// Violation says which rule a wish breaks. The catalogue, which may be nil, turns
// ids into names and gives the zone in which times are shown.
func (t *Texts) Violation(v facilities.Violation, c *facilities.Catalogue) string {
	params := t.shown(v.Params)
	params["resource"] = string(v.Resource)
	zone := utc
	if c != nil {
		if r, ok := c.Resource(v.Resource); ok {
			params["resource"] = r.Name
			zone = c.Zone(r.Facility)
		}
	}
	params["span"] = t.Span(v.Span, zone)
	return t.With("violation."+v.Code, params)
}
