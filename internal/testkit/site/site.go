// Package site runs the whole web room for a test: a sample office behind a
// real HTTP server, and visitors who keep their cookies as browsers do.
package site

import (
	"bytes"
	"errors"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/textproto"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"

	"nrmdesk/internal/mail"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/render"
	"nrmdesk/internal/server"
	"nrmdesk/internal/signin"
	"nrmdesk/internal/testkit/sample"
	"nrmdesk/web"
)

// Site is a running office.
type Site struct {
	*sample.Office
	URL     string
	Catcher *mail.Catcher
	asked   *watcher
}

// New starts a site on a database of its own.
func New(t testing.TB, options ...func(*server.Options)) *Site {
	t.Helper()
	return Of(t, sample.Desk(t), options...)
}

// Of starts a site for an office. Options change what the operator decides;
// without any there is no Chromium to print with.
func Of(t testing.TB, o *sample.Office, options ...func(*server.Options)) *Site {
	t.Helper()
	r, err := render.New(web.Templates(), web.Static())
	if err != nil {
		t.Fatal(err)
	}
	catcher, err := mail.StartCatcher()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(catcher.Stop)
	gate := signin.NewGate(o.DB, o.Passwords, o.Keys, time.Now)
	sessions := signin.NewSessions(o.DB, signin.SessionOptions{Idle: 30 * time.Minute, Life: 10 * time.Hour})
	running := httptest.NewUnstartedServer(nil)
	chosen := server.Options{
		Static: web.Static(), Version: "test", NeutralSite: "https://www.example.org/", Catcher: catcher,
		BaseURL: "http://" + running.Listener.Addr().String(),
	}
	for _, change := range options {
		change(&chosen)
	}
	s := server.New(o.Desk, gate, sessions, r, slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn})), chosen)
	asked := &watcher{}
	running.Config.Handler = asked.handler(s.Handler())
	running.Start()
	t.Cleanup(running.Close)
	return &Site{Office: o, URL: running.URL, Catcher: catcher, asked: asked}
}

// Visitor is somebody with a browser without scripts.
type Visitor struct {
	t    testing.TB
	site *Site
	http *http.Client
}

// Visitor comes to the site without signing in. Redirects are not followed:
// Page.To tells where one leads.
func (s *Site) Visitor(t testing.TB) *Visitor {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &Visitor{t: t, site: s, http: &http.Client{
		Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// SignedIn is a visitor who has signed in as the actor.
func (s *Site) SignedIn(t testing.TB, a staff.Actor) *Visitor {
	t.Helper()
	v := s.Visitor(t)
	p := v.Post("/sign-in", url.Values{"email": {sample.EmailOf(a.Name)}, "password": {sample.Password}})
	if p.Status != http.StatusSeeOther {
		t.Fatalf("sign in as %s: %d\n%s", a.Name, p.Status, p.Text())
	}
	return v
}

// Page is an answer of the site.
type Page struct {
	Status int
	To     string // where a redirect leads
	HTML   string
	Header http.Header
	at     string
}

// Get asks for a path.
func (v *Visitor) Get(path string) Page {
	v.t.Helper()
	return v.do(http.MethodGet, path, nil)
}

// Post sends fields to a path.
func (v *Visitor) Post(path string, fields url.Values) Page {
	v.t.Helper()
	return v.do(http.MethodPost, path, fields)
}

// Submit fills in the form of a page, hidden fields and what stands in it
// already included, and sends it.
func (v *Visitor) Submit(p Page, fields url.Values) Page {
	v.t.Helper()
	action, all := p.form(v.t)
	for name, values := range fields {
		all[name] = values
	}
	return v.Post(action, all)
}

// SubmitFile is Submit for a form that takes a file, sent as browsers send it:
// field by field, the file last. Without a name no file is chosen.
func (v *Visitor) SubmitFile(p Page, fields url.Values, name string, content []byte) Page {
	v.t.Helper()
	action, all := p.form(v.t)
	for field, values := range fields {
		all[field] = values
	}
	input := p.fileInput(v.t)
	all.Del(input)
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for field, values := range all {
		for _, value := range values {
			if err := form.WriteField(field, value); err != nil {
				v.t.Fatal(err)
			}
		}
	}
	file, err := form.CreatePart(textproto.MIMEHeader{
		"Content-Disposition": {`form-data; name="` + input + `"; filename="` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(name) + `"`},
		"Content-Type":        {"application/octet-stream"},
	})
	if err == nil {
		_, err = file.Write(content)
	}
	if err := errors.Join(err, form.Close()); err != nil {
		v.t.Fatal(err)
	}
	return v.send(http.MethodPost, action, &body, form.FormDataContentType())
}

// Stream sends a body of any length to a path and does not mind when the site
// hangs up on it.
func (v *Visitor) Stream(path, kind string, body io.Reader) {
	v.t.Helper()
	r, err := http.NewRequestWithContext(v.t.Context(), http.MethodPost, v.site.URL+path, body)
	if err != nil {
		v.t.Fatal(err)
	}
	r.Header.Set("Content-Type", kind)
	if answer, err := v.http.Do(r); err == nil {
		_ = answer.Body.Close()
	}
}

// Cut asks for a path and says whether the answer broke off before its end,
// with what came of it until then.
func (v *Visitor) Cut(path string) (came []byte, cut bool) {
	v.t.Helper()
	r, err := http.NewRequestWithContext(v.t.Context(), http.MethodGet, v.site.URL+path, nil)
	if err != nil {
		v.t.Fatal(err)
	}
	answer, err := v.http.Do(r)
	if err != nil {
		return nil, true
	}
	defer answer.Body.Close()
	came, err = io.ReadAll(answer.Body)
	return came, err != nil
}

// Follow goes where a redirect leads.
func (v *Visitor) Follow(p Page) Page {
	v.t.Helper()
	if p.To == "" {
		v.t.Fatalf("%s answered %d, not a redirect:\n%s", p.at, p.Status, p.Text())
	}
	return v.Get(p.To)
}

func (v *Visitor) do(method, path string, fields url.Values) Page {
	v.t.Helper()
	if fields == nil {
		return v.send(method, path, nil, "")
	}
	return v.send(method, path, strings.NewReader(fields.Encode()), "application/x-www-form-urlencoded")
}

func (v *Visitor) send(method, path string, body io.Reader, kind string) Page {
	v.t.Helper()
	r, err := http.NewRequestWithContext(v.t.Context(), method, v.site.URL+path, body)
	if err != nil {
		v.t.Fatal(err)
	}
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	answer, err := v.http.Do(r)
	if err != nil {
		v.t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return Page{Status: answer.StatusCode, To: answer.Header.Get("Location"), HTML: string(text), Header: answer.Header, at: method + " " + path}
}

// Text is what a person reads on the page.
func (p Page) Text() string {
	doc, err := html.Parse(strings.NewReader(p.HTML))
	if err != nil {
		return p.HTML
	}
	var b strings.Builder
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.ElementNode && (n.Data == "script" || n.Data == "head") {
			return
		}
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
		for child := range n.ChildNodes() {
			walk(child)
		}
	}
	walk(doc)
	return strings.Join(strings.Fields(b.String()), " ")
}

var (
	forms    = cascadia.MustCompile("main form[method=post]")
	controls = cascadia.MustCompile("input, textarea, select")
	selected = cascadia.MustCompile("option[selected]")
)

// form reads where the page's form leads and what it would send untouched.
func (p Page) form(t testing.TB) (action string, fields url.Values) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(p.HTML))
	if err != nil {
		t.Fatal(err)
	}
	found := cascadia.Query(doc, forms)
	if found == nil {
		t.Fatalf("%s (%d) has no form:\n%s", p.at, p.Status, p.Text())
	}
	fields = url.Values{}
	for _, n := range cascadia.QueryAll(found, controls) {
		name := attr(n, "name")
		switch kind := attr(n, "type"); {
		case name == "":
		case n.Data == "textarea":
			if n.FirstChild != nil {
				fields.Add(name, n.FirstChild.Data)
			}
		case n.Data == "select":
			if o := cascadia.Query(n, selected); o != nil {
				fields.Add(name, attr(o, "value"))
			}
		case kind == "radio" || kind == "checkbox":
			if has(n, "checked") {
				fields.Add(name, attr(n, "value"))
			}
		default:
			fields.Add(name, attr(n, "value"))
		}
	}
	return attr(found, "action"), fields
}

var files = cascadia.MustCompile("input[type=file]")

// fileInput is the name of the control that takes a file.
func (p Page) fileInput(t testing.TB) string {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(p.HTML))
	if err != nil {
		t.Fatal(err)
	}
	found := cascadia.Query(doc, files)
	if found == nil {
		t.Fatalf("%s takes no file:\n%s", p.at, p.Text())
	}
	return attr(found, "name")
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}
