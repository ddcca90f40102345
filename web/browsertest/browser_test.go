// Package browsertest drives the pages of the sample consortium with Chromium: by
// mouse, by keyboard, with and without JavaScript, wide and narrow, and with axe,
// which looks for what people with a disability would stumble over.
//
// With MARKE_SCREENSHOTS=DIR it also leaves a picture of every page in DIR.
package browsertest

import (
	"context"
	_ "embed"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"marke/facilities"
	"marke/facilities/store"
	"marke/facilities/useroffice"
	"marke/web"
)

//go:embed testdata/axe/axe.min.js
var axe string

// noon is the minute in which everything happens: a Monday of the sample, in working hours. Pages are asked for some seconds into it.
var noon = time.Date(2026, 11, 23, 11, 0, 0, 0, time.UTC)

// stage is the sample consortium behind a real server.
type stage struct {
	t      *testing.T
	office *useroffice.Office
	server *httptest.Server
	logins map[string]useroffice.DemoLogin // by role
}

func newStage(t *testing.T) *stage {
	t.Helper()
	st, err := store.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "marke.db")+"?synchronous=off", store.Options{Migrate: true, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	s := &stage{t: t, office: useroffice.New(st, useroffice.Config{}), logins: map[string]useroffice.DemoLogin{}}
	if err := s.office.Sample(t.Context(), noon, facilities.DateOf(noon)); err != nil {
		t.Fatal(err)
	}
	logins, err := s.office.Demo(t.Context(), noon)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range logins {
		s.logins[l.Role] = l
	}
	cfg := web.Config{Now: func() time.Time { return noon.Add(17 * time.Second) }, Logins: logins, Log: slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelError}))}
	cfg.API.Now = cfg.Now
	s.server = httptest.NewServer(web.New(s.office, cfg))
	t.Cleanup(func() {
		s.server.Close()
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// cookie logs a role in by HTTP and gives the session's cookie.
func (s *stage) cookie(role string) *http.Cookie {
	s.t.Helper()
	login, ok := s.logins[role]
	if !ok {
		s.t.Fatalf("the sample has no %s", role)
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.PostForm(s.server.URL+"/nl/login", url.Values{"email": {login.Email}, "password": {login.Password}})
	if err != nil {
		s.t.Fatal(err)
	}
	res.Body.Close()
	for _, c := range res.Cookies() {
		if c.Name == "marke" {
			return c
		}
	}
	s.t.Fatalf("%s was not logged in: %s", role, res.Status)
	return nil
}

var (
	chromium     context.Context
	chromiumOnce sync.Once
	chromiumErr  error
	closeBrowser = func() {}
)

func TestMain(m *testing.M) {
	code := m.Run()
	closeBrowser()
	os.Exit(code)
}

// browser starts Chromium, once for all tests. Without it the tests fail: a page that nobody
// looked at is not tested.
func browser(t *testing.T) context.Context {
	t.Helper()
	chromiumOnce.Do(func() {
		path, err := exec.LookPath("chromium")
		if err != nil {
			chromiumErr = err
			return
		}
		folder, err := os.MkdirTemp("", "marke-chromium-")
		if err != nil {
			chromiumErr = err
			return
		}
		options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(folder),
			chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true))
		allocator, stopAllocator := chromedp.NewExecAllocator(context.Background(), options...)
		ctx, stop := chromedp.NewContext(allocator)
		chromiumErr = chromedp.Do(ctx)
		chromium = ctx
		closeBrowser = func() { stop(); stopAllocator(); os.RemoveAll(folder) }
	})
	if chromiumErr != nil {
		t.Fatalf("Chromium does not start (%v). Install it: apt-get install --yes chromium", chromiumErr)
	}
	return chromium
}

// tab is one page of the browser with what it did: where it went and what it complained of.
type tab struct {
	t     *testing.T
	stage *stage
	ctx   context.Context

	mu       sync.Mutex
	strayed  []string // requests to other origins
	grumbles []string // errors on the console
}

// size is a screen in CSS pixels.
type size struct{ width, height int64 }

var (
	phone = size{360, 800}
	desk  = size{1440, 900}
)

// open makes a tab for a role ("" for a stranger), with cookies of its own.
func (s *stage) open(t *testing.T, role string, screen size, scripts bool) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser(t), chromedp.WithNewBrowserContext())
	ctx, cancelTime := context.WithTimeout(ctx, 3*time.Minute)
	p := &tab{t: t, stage: s, ctx: ctx}
	t.Cleanup(func() { cancelTime(); cancel(); p.wasQuiet() })
	if err := chromedp.Listen(ctx, p.listen); err != nil {
		t.Fatal(err)
	}
	p.do(chromedp.EmulateViewport(screen.width, screen.height))
	if !scripts {
		if _, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
			t.Fatal(err)
		}
	}
	if role != "" {
		c := s.cookie(role)
		param := &network.CookieParam{Name: c.Name, Value: c.Value, URL: s.server.URL, HTTPOnly: true}
		if _, err := chromedp.Call(ctx, network.SetCookies, network.SetCookiesParams{Cookies: []*network.CookieParam{param}}); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

func (p *tab) listen(event any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		address := e.Request.URL
		if !strings.HasPrefix(address, p.stage.server.URL+"/") && !strings.HasPrefix(address, "data:") && !strings.HasPrefix(address, "about:") {
			p.strayed = append(p.strayed, address)
		}
	case *runtime.EventExceptionThrown:
		p.grumbles = append(p.grumbles, e.ExceptionDetails.Text)
	case *runtime.EventConsoleAPICalled:
		if e.Type == "error" {
			p.grumbles = append(p.grumbles, "console.error")
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == "error" && !expected(e.Entry) {
			p.grumbles = append(p.grumbles, e.Entry.Text+" "+e.Entry.URL)
		}
	}
}

// expected are the lines that Chromium writes for an answer of 4xx that a page gives on purpose.
func expected(e *log.Entry) bool {
	return e.Source == "network" && (strings.Contains(e.Text, "status of 409") || strings.Contains(e.Text, "status of 422") || strings.HasSuffix(e.URL, "/resources/none"))
}

// wasQuiet fails the test when the page asked another origin for something or wrote an error to the console.
func (p *tab) wasQuiet() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, address := range p.strayed {
		p.t.Errorf("the page asked for %s", address)
	}
	for _, grumble := range p.grumbles {
		p.t.Errorf("on the console: %s", grumble)
	}
}

func (p *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, 30*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		shot, _ := chromedp.Run(p.ctx, chromedp.Location())
		p.t.Fatalf("at %s: %v", shot, err)
	}
}

// run gives the value of one action.
func run[T any](p *tab, action chromedp.Action[T]) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, 60*time.Second)
	defer cancel()
	value, err := chromedp.Run(ctx, action)
	if err != nil {
		p.t.Fatal(err)
	}
	return value
}

func (p *tab) to(path string) {
	p.t.Helper()
	p.do(chromedp.Navigate(p.stage.server.URL + path))
}

// at waits until the browser is at an address that holds the text.
func (p *tab) at(text string) string {
	p.t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for {
		address := run(p, chromedp.Location())
		if strings.Contains(address, text) {
			return address
		}
		if time.Now().After(deadline) {
			p.t.Fatalf("the browser is at %s, not at %s", address, text)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// reads waits until the text of an element, as it is shown, holds all of these. A page
// that is just being replaced is asked again.
func (p *tab) reads(selector string, texts ...string) {
	p.t.Helper()
	deadline := time.Now().Add(15 * time.Second)
	for {
		got, err := p.text(selector)
		missing := slices.DeleteFunc(slices.Clone(texts), func(text string) bool { return strings.Contains(got, text) })
		if err == nil && len(missing) == 0 {
			return
		}
		if time.Now().After(deadline) {
			p.t.Fatalf("%s does not read %q (%v) but\n%s", selector, missing, err, got)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// text is what an element shows.
func (p *tab) text(selector string) (string, error) {
	ctx, cancel := context.WithTimeout(p.ctx, 5*time.Second)
	defer cancel()
	return chromedp.Run(ctx, chromedp.Text(chromedp.CSS(selector)))
}

// shoot leaves a picture of the page, when pictures were asked for.
func (p *tab) shoot(name string) {
	p.t.Helper()
	folder := os.Getenv("MARKE_SCREENSHOTS")
	if folder == "" {
		return
	}
	picture := run(p, chromedp.FullScreenshot(100))
	if err := os.WriteFile(filepath.Join(folder, name+".png"), picture, 0o644); err != nil {
		p.t.Fatal(err)
	}
}
