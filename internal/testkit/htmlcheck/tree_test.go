package htmlcheck

import (
	"strings"
	"testing"
)

func TestDiff_same(t *testing.T) {
	t.Parallel()
	cases := map[string][2]string{
		"white space between blocks":            {"<div><p>A</p><p>B</p></div>", "<div>\n  <p>A</p>\n\n<p>B</p> </div>"},
		"white space at the edge of a block":    {"<p>A</p>", "<p>\n  A\n</p>"},
		"length of white space between inlines": {"<p><a>A</a> <b>B</b></p>", "<p><a>A</a>\n\n   <b>B</b></p>"},
		"white space between options":           {"<select><option>A</option></select>", "<select>\n<option>A</option>\n</select>"},
		"white space inside an icon":            {`<svg><path d="m"/></svg>`, "<svg>\n<path d=\"m\"></path>\n</svg>"},
		"order of attributes":                   {`<a href="/x" id="y">A</a>`, `<a id="y" href="/x">A</a>`},
		"order of classes":                      {`<p class="a b">A</p>`, `<p class=" b  a b">A</p>`},
		"boolean and empty value":               {`<input disabled>`, `<input disabled="">`},
		"ways of escaping":                      {`<p title="it's">&amp;</p>`, `<p title="it&#39;s">&#38;</p>`},
		"comments":                              {`<p>A B</p>`, `<p>A<!-- note --> B</p>`},
		"first new line of a textarea":          {"<textarea>A\n B</textarea>", "<textarea>\nA\n B</textarea>"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if d := Diff(c[0], c[1]); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestDiff_different(t *testing.T) {
	t.Parallel()
	cases := map[string][2]string{
		"space between inlines is missing":  {"<p><a>A</a> <b>B</b></p>", "<p><a>A</a><b>B</b></p>"},
		"space between inlines is added":    {"<p><a>A</a><b>B</b></p>", "<p><a>A</a> <b>B</b></p>"},
		"space between text and inline":     {"<p>A <b>B</b></p>", "<p>A<b>B</b></p>"},
		"space at the edge of an inline":    {"<a>A</a>", "<a> A</a>"},
		"space between controls":            {"<div><input> <input></div>", "<div><input><input></div>"},
		"space inside a textarea":           {"<textarea>A B</textarea>", "<textarea>A  B</textarea>"},
		"no-break space is not a space":     {"<p>A\u00a0B</p>", "<p>A B</p>"},
		"text":                              {"<p>A</p>", "<p>B</p>"},
		"element":                           {"<p>A</p>", "<div>A</div>"},
		"order of elements":                 {"<p>A</p><div>A</div>", "<div>A</div><p>A</p>"},
		"nesting":                           {"<div><p></p></div><p></p>", "<div><p></p><p></p></div>"},
		"value of an attribute":             {`<a href="/a">A</a>`, `<a href="/b">A</a>`},
		"attribute is missing":              {`<input disabled>`, `<input>`},
		"attribute is added":                {`<input>`, `<input disabled>`},
		"class is missing":                  {`<p class="a b">A</p>`, `<p class="a">A</p>`},
		"something more at the end":         {`<p>A</p>`, `<p>A</p><p>B</p>`},
		"something missing at the end":      {`<p>A</p><p>B</p>`, `<p>A</p>`},
		"upper and lower case of the value": {`<p id="a"></p>`, `<p id="A"></p>`},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if Diff(c[0], c[1]) == "" {
				t.Error("no difference seen")
			}
		})
	}
}

func TestDiff_saysWhatDiffers(t *testing.T) {
	t.Parallel()
	d := Diff(`<div><p class="b a">A</p></div>`, `<div><p class="a">A</p></div>`)
	for _, part := range []string{"<div>", `want   <p class="a b">`, `got    <p class="a">`} {
		if !strings.Contains(d, part) {
			t.Errorf("%q is missing in:\n%s", part, d)
		}
	}
}
