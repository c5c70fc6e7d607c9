package render

import (
	"fmt"
	"html"
	"html/template"
	"regexp"
	"slices"
	"strings"
)

// Attr is one extra attribute; an empty Value makes it a boolean one.
type Attr struct{ Name, Value string }

// Attributes are extra attributes of a component's own element, in order.
type Attributes []Attr

var attributeName = regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9_.:-]*$`)

// html/template cannot choose the right escaping for a name it only learns at run
// time, so names whose value is code, style or an address are refused here:
// addresses have their own fields, inline code and style are barred by our policy.
var refusedAttributes = []string{
	"style", "srcdoc", "href", "src", "srcset", "action", "formaction", "data", "poster",
	"background", "cite", "longdesc", "manifest", "ping", "xmlns", "xlink:href", "http-equiv",
}

// HTML writes the attributes, each with a leading space. It refuses unsafe names.
func (as Attributes) HTML() (template.HTMLAttr, error) {
	var b strings.Builder
	for _, a := range as {
		name := strings.ToLower(a.Name)
		if !attributeName.MatchString(name) || strings.HasPrefix(name, "on") || slices.Contains(refusedAttributes, name) {
			return "", fmt.Errorf("attribute %q is not allowed on a component", a.Name)
		}
		b.WriteString(" " + name)
		if a.Value != "" {
			b.WriteString(`="` + html.EscapeString(a.Value) + `"`)
		}
	}
	return template.HTMLAttr(b.String()), nil //nolint:gosec // names checked and values escaped above
}

// given leaves out attributes without a value, for settings that are optional.
func (as Attributes) given() Attributes {
	return slices.DeleteFunc(as, func(a Attr) bool { return a.Value == "" })
}
