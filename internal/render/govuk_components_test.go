package render

import (
	"html/template"
	"io"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jba/templatecheck"
)

func draw(t *testing.T, name string, data any) string {
	t.Helper()
	var b strings.Builder
	if err := componentTemplates(t).ExecuteTemplate(&b, name, data); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestComponents_fieldsExist(t *testing.T) {
	t.Parallel()
	set := componentTemplates(t)
	for name, data := range components {
		if err := templatecheck.CheckHTML(set.Lookup("govuk-"+name), data); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestComponents_zeroValueDraws(t *testing.T) {
	t.Parallel()
	set := componentTemplates(t)
	for name, data := range components {
		if err := set.ExecuteTemplate(io.Discard, "govuk-"+name, data); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Whatever a person typed, no string field may become markup or a script address.
func TestComponents_escapeStrings(t *testing.T) {
	t.Parallel()
	for _, typed := range []string{`<i>"'&`, `javascript:alert(1)`, `x" onclick="alert(1)`} {
		for name, data := range components {
			v := reflect.New(reflect.TypeOf(data)).Elem()
			fillStrings(v, typed, 0)
			html := draw(t, "govuk-"+name, v.Interface())
			for _, bad := range []string{"<i>", `href="javascript`, `" onclick`} {
				if strings.Contains(html, bad) {
					t.Errorf("%s lets %q through as %q", name, typed, bad)
				}
			}
		}
	}
}

// fillStrings gives every string the same value, lists two items and nested parts
// a few levels; a Divider would hide the choice it stands in.
func fillStrings(v reflect.Value, s string, depth int) {
	switch {
	case !v.CanSet() || depth > 6:
	case v.Type() == reflect.TypeFor[Attributes]():
		v.Set(reflect.ValueOf(Attributes{{"data-x", s}}))
	case v.Type() == reflect.TypeFor[template.HTML]() || v.Type() == reflect.TypeFor[Switch]():
	case v.Kind() == reflect.String:
		v.SetString(s)
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).Name != "Divider" {
				fillStrings(v.Field(i), s, depth+1)
			}
		}
	case v.Kind() == reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fillStrings(v.Index(0), s, depth+1)
		fillStrings(v.Index(1), s, depth+1)
	case v.Kind() == reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fillStrings(v.Elem(), s, depth+1)
	}
}

func TestAttributes(t *testing.T) {
	t.Parallel()
	got, err := Attributes{{"data-x", `a"b<`}, {"hidden", ""}, {"aria-label", "It's"}}.HTML()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(template.HTMLAttr(` data-x="a&#34;b&lt;" hidden aria-label="It&#39;s"`), got); diff != "" {
		t.Error(diff)
	}
}

func TestAttributes_refused(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"onclick", "ONLOAD", "style", "Style", "srcdoc", "href", "formaction", "", " id", `x"y`, "x>y", "x=y", "x/y",
	} {
		if got, err := (Attributes{{name, "x"}}).HTML(); err == nil || got != "" {
			t.Errorf("%q gave %q", name, got)
		}
	}
}

// Chosen values come back after a mistake, and hidden parts of the form with them.
func TestRadios_valueOpensItsConditional(t *testing.T) {
	t.Parallel()
	html := draw(t, "govuk-radios", Radios{Name: "contact", Value: "phone", Items: []Choice{
		{Value: "email", Text: "Email", Conditional: Conditional{Inputs: []Input{{Name: "email", Label: Label{Text: "Email address"}}}}},
		{Value: "phone", Text: "Phone", Conditional: Conditional{Inputs: []Input{{Name: "phone", Label: Label{Text: "Phone number"}}}}},
	}})
	for _, part := range []string{
		`id="contact"`, `value="phone" checked data-aria-controls="conditional-contact-2"`,
		`class="govuk-radios__conditional" id="conditional-contact-2"`,
		`class="govuk-radios__conditional govuk-radios__conditional--hidden" id="conditional-contact"`,
		`<input class="govuk-input" id="phone" name="phone" type="text"`,
	} {
		if !strings.Contains(html, part) {
			t.Errorf("%s is missing in\n%s", part, html)
		}
	}
}

func TestContent(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		content Content
		want    string
	}{
		"text":          {Text("a < b"), "a &lt; b"},
		"trusted":       {Content{HTML: "<b>A</b>", Text: "A"}, "<b>A</b>"},
		"address lines": {Content{Lines: []string{"1 High Street", "<Leeds>"}}, "1 High Street<br>&lt;Leeds&gt;"},
		"tag":           {Content{Tag: &Tag{Text: "New"}}, "<strong class=\"govuk-tag\">\n  New\n</strong>"},
		"link": {
			Content{Link: &Link{Text: "Change", Href: "/cases/1", Hidden: "name"}},
			`<a class="govuk-link" href="/cases/1">Change<span class="govuk-visually-hidden"> name</span></a>`,
		},
	}
	for _, name := range slices.Sorted(maps.Keys(cases)) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(cases[name].want, draw(t, "govuk-content", cases[name].content)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
