package texts

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/BurntSushi/toml"

	"marke/facilities"
	"marke/facilities/money"
)

// keysOf reads the message keys of one language from its files.
func keysOf(t *testing.T, lang string) map[string]string {
	t.Helper()
	keys := map[string]string{}
	names, err := fs.Glob(files, "*."+lang+".toml")
	if err != nil || len(names) == 0 {
		t.Fatalf("no message files for %s: %v", lang, err)
	}
	for _, name := range names {
		raw, err := files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var tree map[string]any
		if err := toml.Unmarshal(raw, &tree); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for key := range flatten("", tree) {
			if other, twice := keys[key]; twice {
				t.Errorf("%s stands in %s and in %s", key, other, name)
			}
			keys[key] = name
		}
	}
	return keys
}

func flatten(path string, tree map[string]any) map[string]bool {
	out := map[string]bool{}
	for name, value := range tree {
		key := strings.TrimPrefix(path+"."+name, ".")
		sub, isTree := value.(map[string]any)
		_, plural := sub["other"]
		if isTree && !plural {
			for k := range flatten(key, sub) {
				out[k] = true
			}
			continue
		}
		out[key] = true
	}
	return out
}

func TestEveryMessageStandsInBothLanguages(t *testing.T) {
	nl, en := keysOf(t, "nl"), keysOf(t, "en")
	for key, file := range nl {
		if en[key] == "" {
			t.Errorf("%s (%s) has no English", key, file)
		}
	}
	for key, file := range en {
		if nl[key] == "" {
			t.Errorf("%s (%s) has no Dutch", key, file)
		}
	}
}

func TestBothLanguagesUseTheSameParameters(t *testing.T) {
	parameter := regexp.MustCompile(`\{\{[^}]*\.(\w+)[^}]*\}\}`)
	read := func(lang string) map[string][]string {
		out := map[string][]string{}
		names, _ := fs.Glob(files, "*."+lang+".toml")
		for _, name := range names {
			raw, _ := files.ReadFile(name)
			var tree map[string]any
			if err := toml.Unmarshal(raw, &tree); err != nil {
				t.Fatal(err)
			}
			collect("", tree, func(key, text string) {
				for _, m := range parameter.FindAllStringSubmatch(text, -1) {
					out[key] = append(out[key], m[1])
				}
				slices.Sort(out[key])
				out[key] = slices.Compact(out[key])
			})
		}
		return out
	}
	nl, en := read("nl"), read("en")
	for key := range keysOf(t, "nl") {
		if !slices.Equal(nl[key], en[key]) {
			t.Errorf("%s has parameters %v in Dutch and %v in English", key, nl[key], en[key])
		}
	}
}

func collect(path string, tree map[string]any, add func(key, text string)) {
	for name, value := range tree {
		key := strings.TrimPrefix(path+"."+name, ".")
		switch v := value.(type) {
		case string:
			if name == "one" || name == "other" {
				key = path
			}
			add(key, v)
		case map[string]any:
			collect(key, v, add)
		}
	}
}

// TestEveryKeyNamedInTheCodeHasAMessage reads the source of the whole project.
func TestEveryKeyNamedInTheCodeHasAMessage(t *testing.T) {
	patterns := []struct {
		prefix  string
		pattern *regexp.Regexp
	}{
		{"", regexp.MustCompile(`\.Say\("([a-z0-9_.]+)"[,)]`)},
		{"", regexp.MustCompile(`\{\{-?\s*(?:\$?\.?[A-Za-z.]*\.)?[sS]ay "([a-z0-9_.]+)"`)},
		{"error.", regexp.MustCompile(`\bErrorf\((?:facilities\.)?\w+, "([a-z0-9_.]+)"`)},
		{"field.", regexp.MustCompile(`\bBadField\([^,]+, "([a-z0-9_.]+)"`)},
		{"field.", regexp.MustCompile(`facilities\.Field\{Location: [^,]+, Key: "([a-z0-9_.]+)"`)},
	}
	nl := keysOf(t, "nl")
	seen := 0
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "testdata" || d.Name() == "vendor" || d.Name() == "node_modules" || d.Name() == ".git") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, ".html") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, p := range patterns {
			for _, m := range p.pattern.FindAllSubmatch(source, -1) {
				seen++
				key := p.prefix + string(m[1])
				if nl[key] == "" {
					t.Errorf("%s names %s, which has no message", path, key)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen < 10 {
		t.Fatalf("found only %d keys in the source: the patterns no longer fit the code", seen)
	}
}

func TestMatchPicksTheReadersLanguage(t *testing.T) {
	for header, want := range map[string]string{
		"": "nl", "nl": "nl", "nl-BE,nl;q=0.9": "nl", "en-GB,en;q=0.9,nl;q=0.8": "en", "de-DE,de;q=0.9": "nl", "en;q=0.1,nl;q=0.9": "nl", "garbage;;": "nl",
	} {
		if got := Match(header); got != want {
			t.Errorf("Match(%q) = %s, want %s", header, got, want)
		}
	}
}

func TestSpanIsShownInTheFacilitysZone(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	at := func(s string) time.Time {
		v, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for _, c := range []struct{ name, from, until, nl, en string }{
		{"one day", "2026-11-21T13:30:00Z", "2026-11-21T15:00:00Z", "za 21 nov 14:30–16:00", "Sat 21 Nov 14:30–16:00"},
		{"over midnight", "2026-11-21T22:00:00Z", "2026-11-22T01:00:00Z", "za 21 nov 23:00 – zo 22 nov 02:00", "Sat 21 Nov 23:00 – Sun 22 Nov 02:00"},
		{"until midnight", "2026-11-21T22:00:00Z", "2026-11-21T23:00:00Z", "za 21 nov 23:00–24:00", "Sat 21 Nov 23:00–24:00"},
		{"the repeated hour", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "zo 25 okt 02:30 CEST–02:30 CET", "Sun 25 Oct 02:30 CEST–02:30 CET"},
	} {
		span := facilities.NewSpan(at(c.from), at(c.until))
		if got := For("nl").Span(span, zone); got != c.nl {
			t.Errorf("%s: %q, want %q", c.name, got, c.nl)
		}
		if got := For("en").Span(span, zone); got != c.en {
			t.Errorf("%s: %q, want %q", c.name, got, c.en)
		}
	}
}

func TestMoneyAndNumbersFollowTheLanguage(t *testing.T) {
	for _, c := range []struct {
		cents  money.Cents
		nl, en string
	}{
		{0, "€ 0,00", "€0.00"}, {5, "€ 0,05", "€0.05"}, {123456789, "€ 1.234.567,89", "€1,234,567.89"}, {-123450, "€ -1.234,50", "-€1,234.50"},
		{-9223372036854775808, "€ -92.233.720.368.547.758,08", "-€92,233,720,368,547,758.08"},
	} {
		if got := For("nl").Money(c.cents, "EUR"); got != c.nl {
			t.Errorf("nl %d: %q, want %q", c.cents, got, c.nl)
		}
		if got := For("en").Money(c.cents, "EUR"); got != c.en {
			t.Errorf("en %d: %q, want %q", c.cents, got, c.en)
		}
	}
	if got := For("nl").Hours(150 * time.Minute); got != "2 u 30 min" {
		t.Errorf("Hours: %q", got)
	}
}
