package htmlcheck

import (
	"strings"
	"testing"
)

const goodPage = `<!DOCTYPE html><html lang="en-GB"><head><title>Consent – Cases – NRM Desk</title></head><body>
<a href="#main-content">Skip</a>
<main id="main-content">
<div aria-labelledby="es"><h2 id="es">There is a problem</h2><a href="#name">Enter a name</a></div>
<h1>Consent</h1><h2>Answers</h2><h3>More</h3><h2>Dates</h2>
<form><label for="name">Name</label><input id="name" name="name" aria-describedby="hint"><p id="hint">Hint</p>
<input type="hidden" name="token"><label>Choice <input type="checkbox" name="c"></label><select aria-label="Stage"></select>
<button>Save</button></form>
</main><script src="/static/app.js"></script></body></html>`

func TestLint(t *testing.T) {
	t.Parallel()
	if problems := Lint(goodPage); problems != nil {
		t.Fatalf("a good page: %q", problems)
	}
	for name, tc := range map[string]struct{ old, new, want string }{
		"id twice":               {`<p id="hint">`, `<p id="hint"></p><p id="hint">`, `id "hint" is used 2 times`},
		"id with a space":        {`<p id="hint">`, `<p id="hint"></p><p id="a b">`, "unusable id"},
		"label for another":      {`for="name"`, `for="hint"`, "input#name has no label"},
		"label without words":    {`>Name</label>`, `></label>`, "input#name has no label"},
		"select without a label": {`<select aria-label="Stage">`, `<select name="s">`, "select[name=s] has no label"},
		"label for nothing":      {`for="name"`, `for="nobody"`, `for="nobody" leads nowhere`},
		"description missing":    {`<p id="hint">`, `<p>`, `aria-describedby="hint" leads nowhere`},
		"summary link":           {`href="#name"`, `href="#nome"`, `link "Enter a name" leads nowhere`},
		"no h1":                  {`<h1>Consent</h1>`, ``, "0 h1"},
		"two h1":                 {`<h1>Consent</h1>`, `<h1>Consent</h1><h1>Again</h1>`, "2 h1"},
		"level left out":         {`<h2>Answers</h2>`, ``, "jumps from 1 to 3"},
		"empty heading":          {`<h2>Answers</h2>`, `<h2> </h2>`, "h2 has no text"},
		"inline style":           {`<main `, `<main style="color:red" `, "style attribute"},
		"style element":          {`</head>`, `<style>p{}</style></head>`, "inline style element"},
		"handler":                {`<main `, `<main onclick="x()" `, "onclick handler"},
		"inline script":          {`src="/static/app.js"`, ``, "inline script"},
		"script address":         {`href="#name"`, `href="javascript:x()"`, "runs script"},
		"title without product":  {` – NRM Desk`, ``, "is not “Page"},
		"title without page":     {`Consent – Cases`, ``, "is not “Page"},
		"no language":            {` lang="en-GB"`, ``, "language"},
		"no main":                {`<main id="main-content">`, `<div id="main-content">`, "0 main"},
		"silent button":          {`>Save</button>`, `></button>`, "button has no text"},
		"image without words":    {`</form>`, `<img src="/x"></form>`, "no alt"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if !strings.Contains(goodPage, tc.old) {
				t.Fatalf("the good page has no %q", tc.old)
			}
			problems := strings.Join(Lint(strings.Replace(goodPage, tc.old, tc.new, 1)), "\n")
			if !strings.Contains(problems, tc.want) {
				t.Errorf("Lint said %q, want %q in it", problems, tc.want)
			}
		})
	}
}

func TestPage(t *testing.T) {
	t.Parallel()
	good := []Check{
		In("h1", HasExactText("Consent")),
		In("main", In("form", HasText("Name")), NotIn("table")),
		In("a[href='#name']", HasHref("#name"), HasAttr("href", "#name")),
		Count("h2", 3),
	}
	if problems := Page(goodPage, good...); problems != nil {
		t.Errorf("a good page: %q", problems)
	}
	bad := []Check{
		In("h1", HasText("Referral")), In("h1", HasExactText("Con")), In("table"), NotIn("h1"), Count("h2", 1),
		In("main", HasAttr("id", "other")), In("main", HasHref("/")),
	}
	if got := len(Page(goodPage, bad...)); got != len(bad) {
		t.Errorf("%d of %d wrong expectations were noticed", got, len(bad))
	}
}
