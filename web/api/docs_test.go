package api

import (
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
	"github.com/gin-gonic/gin"

	"marke/facilities/store/storetest"
	"marke/facilities/texts"
	"marke/facilities/useroffice"
)

func TestMain(m *testing.M) {
	if database := os.Getenv(envServe); database != "" {
		serveProcess(database)
		return
	}
	storetest.Main(m)
}

// serve answers one request without a network.
func serve(engine *gin.Engine, method, path string, head ...string) *httptest.ResponseRecorder {
	request := httptest.NewRequest(method, path, nil)
	for i := 0; i+1 < len(head); i += 2 {
		request.Header.Add(head[i], head[i+1])
	}
	answer := httptest.NewRecorder()
	engine.ServeHTTP(answer, request)
	return answer
}

func TestDocsAreAPageOfTheirOwnInBothLanguages(t *testing.T) {
	engine := newEngine(&useroffice.Office{}, nil)
	for lang, title := range map[string]string{"nl": "API van Marke", "en": "Marke API"} {
		answer := serve(engine, "GET", "/api/docs", "Accept-Language", lang)
		page := answer.Body.String()
		if answer.Code != 200 || !strings.Contains(page, `<html lang="`+lang+`"`) || !strings.Contains(page, "<h1>"+title+"</h1>") {
			t.Fatalf("%s: %d %.200s", lang, answer.Code, page)
		}
		for path := range object(published(), "paths") {
			if !strings.Contains(page, "<code>"+Prefix+path+"</code>") {
				t.Errorf("%s: %s is not on the page", lang, path)
			}
		}
		if strings.Contains(page, ">api.") {
			t.Errorf("%s: a key came out as it is", lang)
		}
		for _, forbidden := range []string{"<script", "style=", "src=", "http://", "onclick"} {
			if strings.Contains(page, forbidden) {
				t.Errorf("%s: the page has %s", lang, forbidden)
			}
		}
		policy := answer.Header().Get("Content-Security-Policy")
		if strings.Contains(policy, "unsafe") || !strings.HasPrefix(policy, "default-src 'none'") {
			t.Errorf("%s: the policy is %s", lang, policy)
		}
		anchors := map[string]int{}
		for _, m := range regexp.MustCompile(` id="([^"]+)"`).FindAllStringSubmatch(page, -1) {
			if anchors[m[1]]++; anchors[m[1]] > 1 {
				t.Errorf("%s: id %s stands twice", lang, m[1])
			}
		}
		for _, m := range regexp.MustCompile(`href="#([^"]+)"`).FindAllStringSubmatch(page, -1) {
			if anchors[m[1]] == 0 {
				t.Errorf("%s: #%s leads nowhere", lang, m[1])
			}
		}
	}
	if css := serve(engine, "GET", "/api/docs.css"); css.Code != 200 || !strings.HasPrefix(css.Header().Get("Content-Type"), "text/css") {
		t.Errorf("the style sheet is %d %s", css.Code, css.Header().Get("Content-Type"))
	}
}

func TestEveryKeyOfTheDocumentationHasWords(t *testing.T) {
	source := ""
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file.Name(), ".go") && !strings.HasSuffix(file.Name(), "_test.go") {
			text, err := os.ReadFile(file.Name())
			if err != nil {
				t.Fatal(err)
			}
			source += string(text)
		}
	}
	keys := regexp.MustCompile(`"(api\.(doc|docs|status)\.[a-z0-9_]+)"`).FindAllStringSubmatch(source, -1)
	if len(keys) < 150 {
		t.Fatalf("only %d keys found", len(keys))
	}
	for _, lang := range texts.Languages {
		for _, m := range keys {
			if !texts.For(lang).Has(m[1]) {
				t.Errorf("%s has no %s", lang, m[1])
			}
		}
		for code := range statuses {
			if !texts.For(lang).Has("api.problem." + string(code)) {
				t.Errorf("%s has no title for %s", lang, code)
			}
		}
		for _, m := range regexp.MustCompile(`"(api_[a-z_]+)"`).FindAllStringSubmatch(source, -1) {
			if m[1] != "api_" && !texts.For(lang).Has("error."+m[1]) && !texts.For(lang).Has("field."+m[1]) {
				t.Errorf("%s has no words for %s", lang, m[1])
			}
		}
	}
}

func TestViolationCodesAreThoseThatHaveWords(t *testing.T) {
	files, err := os.ReadDir("../../facilities/texts")
	if err != nil {
		t.Fatal(err)
	}
	var worded []string
	for _, file := range files {
		if !strings.HasSuffix(file.Name(), ".en.toml") {
			continue
		}
		var tree map[string]any
		if _, err := toml.DecodeFile("../../facilities/texts/"+file.Name(), &tree); err != nil {
			t.Fatal(err)
		}
		for key := range tree {
			if code, ok := strings.CutPrefix(key, "violation."); ok {
				worded = append(worded, code)
			}
		}
	}
	listed := slices.Clone(violationCodes)
	slices.Sort(worded)
	slices.Sort(listed)
	if !slices.Equal(worded, listed) {
		t.Errorf("the messages have\n%v\nand the OpenAPI\n%v", worded, listed)
	}
}

func TestEveryListOfTheAPIIsNeverNull(t *testing.T) {
	for name, schema := range object(object(published(), "components"), "schemas") {
		for member, property := range object(schema.(map[string]any), "properties") {
			kinds, several := property.(map[string]any)["type"].([]any)
			patch := strings.HasSuffix(name, "Patch")
			if several && slices.Contains(kinds, any("array")) && !patch {
				t.Errorf("%s.%s may be null", name, member)
			}
		}
	}
}
