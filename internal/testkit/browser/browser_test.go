package browser

import (
	"fmt"
	"html/template"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const form = `<!DOCTYPE html><html lang="en"><title>A form</title><meta name="viewport" content="width=device-width, initial-scale=1">
<style>a, button, input, select { display: inline-block; min-height: 30px; min-width: 30px }</style>
<main><h1>Tell us</h1>
<form method="post" enctype="multipart/form-data" action="/answer">
<p><label for="name">Name to use</label> <input id="name" name="name" value="old"></p>
<p><label for="long">Notes</label> <textarea id="long" name="long"></textarea></p>
<p><label for="nation">Nation</label> <select id="nation" name="nation"><option value="">Choose</option><option value="s">Scotland</option></select></p>
<fieldset><legend>Date of birth</legend><label for="d1">Day</label> <input id="d1" name="d1"> <label for="m1">Month</label> <input id="m1" name="m1"> <label for="y1">Year</label> <input id="y1" name="y1"></fieldset>
<fieldset><legend>Date of decision</legend><label for="d2">Day</label> <input id="d2" name="d2"></fieldset>
<fieldset><legend>Safe to call?</legend><input type="radio" id="c1" name="call" value="yes"><label for="c1">Yes</label> <input type="radio" id="c2" name="call" value="no"><label for="c2">No</label></fieldset>
<fieldset><legend>Safe to write?</legend><input type="radio" id="w1" name="write" value="yes"><label for="w1">Yes</label> <input type="radio" id="w2" name="write" value="no"><label for="w2">No</label></fieldset>
<p><input type="checkbox" id="t" name="tick" value="on"><label for="t">I agree</label></p>
<p><label for="f">Letter</label> <input type="file" id="f" name="letter"></p>
<table><caption>People</caption><thead><tr><th>Who<th>Do</thead><tr><td>Ann<td><a href="/answer?who=ann">Change <span style="position:absolute;clip:rect(0 0 0 0)">Ann</span></a></tr><tr><td>Bob<td><a href="/answer?who=bob">Change</a></tr></table>
<button>Save and continue</button></form>
<p><a href="#name">Jump</a> <button type="button" id="more">Show more</button></p><p id="shown"></p>
<script src="/page.js"></script></main></html>`

const answer = `<!DOCTYPE html><html lang="en"><title>Answer</title><main><h1>Thank you</h1>{{range .}}<p>{{.}}</p>{{end}}<a href="/form">Again</a></main></html>`

func site(t *testing.T) string {
	t.Helper()
	mux := http.NewServeMux()
	page := func(path, text string) {
		mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; img-src data:; require-trusted-types-for 'script'; trusted-types 'none'; form-action 'self'")
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			fmt.Fprint(w, text)
		})
	}
	page("GET /form", form)
	page("GET /wide", `<!DOCTYPE html><html lang="en"><title>Wide</title><main><h1>Wide</h1><p style="width:600px">a broad thing</p></main></html>`)
	page("GET /paper", `<!DOCTYPE html><html lang="en"><title>Paper</title><style>@media print { .screen { display: none } section { break-before: page } } @media screen { .paper { display: none } }</style>
<main><h1>Paper</h1><p class="screen">For the screen</p><p class="paper">For paper</p><section>Second sheet</section><section>Third sheet</section></main></html>`)
	page("GET /bad", `<!DOCTYPE html><html><title></title><img src="data:,"><input></html>`)
	page("GET /breach", `<!DOCTYPE html><html lang="en"><title>Breach</title><script>alert(1)</script><h1>Breach</h1></html>`)
	mux.HandleFunc("GET /page.js", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		fmt.Fprint(w, `document.getElementById('more').addEventListener('click', () => setTimeout(() => { document.getElementById('shown').textContent = 'Here is more' }, 50))`)
	})
	mux.HandleFunc("POST /answer", func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseMultipartForm(1 << 20); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		said := fmt.Sprint(r.PostForm["name"], r.PostForm["long"], r.PostForm["nation"], r.PostForm["d1"], r.PostForm["m1"], r.PostForm["y1"], r.PostForm["d2"], r.PostForm["call"], r.PostForm["write"], r.PostForm["tick"])
		if files := r.MultipartForm.File["letter"]; len(files) == 1 {
			said += files[0].Filename
		}
		http.SetCookie(w, &http.Cookie{Name: "said", Value: "x"})
		http.Redirect(w, r, "/answer?said="+template.URLQueryEscaper(said), http.StatusSeeOther)
	})
	mux.HandleFunc("GET /answer", func(w http.ResponseWriter, r *http.Request) {
		_, err := r.Cookie("said")
		template.Must(template.New("").Parse(answer)).Execute(w, []string{r.FormValue("said"), r.FormValue("who"), fmt.Sprint("cookie: ", err == nil)})
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

func TestBrowser_fillsInAForm(t *testing.T) {
	t.Parallel()
	address := site(t)
	letter := filepath.Join(t.TempDir(), "letter.txt")
	if err := os.WriteFile(letter, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	fill := func(t *testing.T, b *Browser) {
		b.Open("/form")
		b.Fill("Name to use", "Ann 🙂 O’Neil")
		b.Fill("Notes", "one\ntwo")
		b.Select("Nation", "Scotland")
		b.FillDate("Date of birth", "12", "5", "2001")
		b.FillIn("Date of decision", "Day", "9")
		b.ChooseIn("Safe to call?", "No")
		b.ChooseIn("Safe to write?", "Yes")
		b.Tick("I agree")
		b.Tick("I agree")
		b.Upload("Letter", letter)
		if got := b.Value("Name to use"); got != "Ann 🙂 O’Neil" {
			t.Errorf("the field holds %q", got)
		}
		b.Press("Save and continue")
		if got := b.Heading(); got != "Thank you" {
			t.Errorf("Press came back on the page %q", got)
		}
		b.SeesText("[Ann 🙂 O’Neil] [one two] [s] [12] [5] [2001] [9] [no] [yes] [on]letter.txt", "cookie: true")
		b.SeesNo("old")
		b.Press("Again")
		b.PressIn("Bob", "Change")
		b.SeesText("bob")
		if got := b.Path(); got != "/answer?who=bob" {
			t.Errorf("path is %q", got)
		}
		b.Back()
		b.Press("Change Ann")
		b.SeesText("ann")
	}
	t.Run("with JavaScript", func(t *testing.T) {
		t.Parallel()
		b := New(t, address)
		fill(t, b)
		b.Open("/form")
		b.Click("Show more")
		b.SeesText("Here is more")
		b.Press("Jump")
		b.Key("Tab")
		if got := b.Focused(); got != "Notes" && got != "Name to use" {
			t.Errorf("the focus is on %q", got)
		}
	})
	t.Run("without JavaScript", func(t *testing.T) {
		t.Parallel()
		b := New(t, address).WithoutJavaScript()
		fill(t, b)
		b.Open("/form")
		b.Click("Show more")
		b.SeesNo("Here is more")
	})
}

func TestBrowser_cookiesAreItsOwn(t *testing.T) {
	t.Parallel()
	address := site(t)
	first, second := New(t, address), New(t, address)
	first.Open("/form")
	first.Press("Save and continue")
	second.Open("/answer")
	second.SeesText("cookie: false")
}

func TestBrowser_accessibilityAndWidth(t *testing.T) {
	t.Parallel()
	b := New(t, site(t))
	b.Open("/form")
	b.IsAccessible()
	b.Fits(Narrow)
	picture := filepath.Join(t.TempDir(), "form.png")
	b.Screenshot(picture, Narrow)
	if info, err := os.Stat(picture); err != nil || info.Size() < 1000 {
		t.Errorf("there is no picture: %v", err)
	}
	b.Open("/bad")
	var rules []string
	for _, v := range b.Axe() {
		rules = append(rules, v.Rule)
	}
	for _, want := range []string{"image-alt", "label", "html-has-lang"} {
		if !strings.Contains(strings.Join(rules, " "), want) {
			t.Errorf("axe-core finds %v, and not %s", rules, want)
		}
	}
}

func TestBrowser_paper(t *testing.T) {
	t.Parallel()
	b := New(t, site(t))
	b.Open("/paper")
	b.SeesText("For the screen")
	b.OnPaper(func() {
		b.SeesText("For paper")
		b.SeesNo("For the screen")
	})
	b.SeesText("For the screen")
	if n := b.Sheets(); n != 3 {
		t.Errorf("%d sheets, want 3", n)
	}
}

// A verb that cannot do what it is asked must end the test and say why.
func TestBrowser_failures(t *testing.T) {
	t.Parallel()
	address := site(t)
	for name, test := range map[string]struct {
		do   func(b *Browser)
		want string
	}{
		"page too wide":      {func(b *Browser) { b.Open("/wide"); b.Fits(Narrow) }, "wider than 320 pixels because of <p"},
		"two such fields":    {func(b *Browser) { b.Open("/form"); b.Fill("Day", "1") }, "there are 2 of the field"},
		"no such button":     {func(b *Browser) { b.Open("/form"); b.Press("Delete") }, "Save and continue"},
		"words not there":    {func(b *Browser) { b.Open("/form"); b.SeesText("Nothing") }, `does not say "Nothing"`},
		"policy is breached": {func(b *Browser) { b.Open("/breach") }, "Content Security Policy"},
		"nobody answers":     {func(b *Browser) { b.Open("http://127.0.0.1:1/") }, "ERR_"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := &recorder{TB: t}
			r.run(func() { b := New(r, address); b.patience = patience / 20; test.do(b) })
			if !strings.Contains(r.said(), test.want) {
				t.Errorf("the test was told %q, want %q", r.said(), test.want)
			}
		})
	}
}
