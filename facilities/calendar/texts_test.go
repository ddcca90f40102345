package calendar_test

import (
	"strings"
	"testing"

	"marke/facilities/calendar"
	"marke/facilities/texts"
)

func TestEveryCodeHasItsWords(t *testing.T) {
	for _, language := range texts.Languages {
		for _, code := range calendar.Codes() {
			err := &calendar.Error{Code: code, Line: 12, Detail: "iets"}
			said := texts.For(language).With(err.Key(), err.Params())
			if said == err.Key() || !strings.Contains(said, "12") || strings.Contains(said, "<no value>") || strings.Contains(said, "{{") {
				t.Errorf("%s: %s is said as %q", language, code, said)
			}
			err.Line = 0
			if said := texts.For(language).With(err.Key(), err.Params()); strings.Contains(said, "0:") {
				t.Errorf("%s: %s without a line is said as %q", language, code, said)
			}
		}
	}
}
