package htmlcheck

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Diff compares two fragments of HTML as a browser would build them and describes the
// first difference, or returns "" when there is none. Attribute order, class order and
// white space that cannot be seen do not count; white space beside inline elements does.
func Diff(wantHTML, gotHTML string) string {
	want, err := outline(wantHTML)
	if err != nil {
		return "want: " + err.Error()
	}
	got, err := outline(gotHTML)
	if err != nil {
		return "got: " + err.Error()
	}
	for i := range max(len(want), len(got)) {
		w, g := lineAt(want, i), lineAt(got, i)
		if w != g {
			return fmt.Sprintf("after\n%s\nwant %s\ngot  %s", strings.Join(want[max(0, i-4):min(i, len(want))], "\n"), w, g)
		}
	}
	return ""
}

func lineAt(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return "(nothing more)"
}

// outline is one line per element or text, indented by depth.
func outline(source string) ([]string, error) {
	body := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	nodes, err := html.ParseFragment(strings.NewReader(source), body)
	if err != nil {
		return nil, fmt.Errorf("parse: %w", err)
	}
	for _, n := range nodes {
		body.AppendChild(n)
	}
	var lines []string
	appendChildren(&lines, body, 0)
	return lines, nil
}

func appendChildren(lines *[]string, parent *html.Node, depth int) {
	indent := strings.Repeat("  ", depth)
	for _, c := range visible(parent) {
		if c.Type == html.TextNode {
			*lines = append(*lines, fmt.Sprintf("%s%q", indent, c.Data))
			continue
		}
		*lines = append(*lines, indent+tag(c))
		appendChildren(lines, c, depth+1)
	}
}

func tag(n *html.Node) string {
	attrs := make([]string, 0, len(n.Attr))
	for _, a := range n.Attr {
		if a.Key == "class" {
			classes := strings.Fields(a.Val)
			slices.Sort(classes)
			a.Val = strings.Join(slices.Compact(classes), " ")
		}
		attrs = append(attrs, fmt.Sprintf(" %s=%q", a.Key, a.Val))
	}
	slices.Sort(attrs)
	return "<" + n.Data + strings.Join(attrs, "") + ">"
}

// visible gives the children without comments and with white space as it is shown:
// runs become one space, and a space at the edge of a block is not shown at all.
func visible(parent *html.Node) []*html.Node {
	var children []*html.Node
	for c := range parent.ChildNodes() {
		last := len(children) - 1
		switch {
		case c.Type == html.ElementNode:
			children = append(children, c)
		case c.Type != html.TextNode:
		case last >= 0 && children[last].Type == html.TextNode:
			children[last].Data += c.Data
		default:
			children = append(children, &html.Node{Type: html.TextNode, Data: c.Data})
		}
	}
	if parent.DataAtom == atom.Pre || parent.DataAtom == atom.Textarea {
		return children
	}
	for i, c := range children {
		if c.Type != html.TextNode {
			continue
		}
		c.Data = collapse(c.Data)
		if edge(parent, children, i-1) {
			c.Data = strings.TrimPrefix(c.Data, " ")
		}
		if edge(parent, children, i+1) {
			c.Data = strings.TrimSuffix(c.Data, " ")
		}
	}
	return slices.DeleteFunc(children, func(c *html.Node) bool { return c.Type == html.TextNode && c.Data == "" })
}

// edge reports whether a space next to the i-th child disappears.
func edge(parent *html.Node, children []*html.Node, i int) bool {
	if i < 0 || i >= len(children) {
		return swallowsSpace(parent)
	}
	return blocks[children[i].DataAtom]
}

func swallowsSpace(n *html.Node) bool {
	return blocks[n.DataAtom] || n.DataAtom == atom.Select || n.Namespace == "svg"
}

// collapse leaves no-break spaces alone: they are meant to be seen.
func collapse(s string) string {
	var b strings.Builder
	space := false
	for _, r := range s {
		if strings.ContainsRune(" \t\r\n\f", r) {
			space = true
			continue
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(r)
	}
	if space {
		b.WriteByte(' ')
	}
	return b.String()
}

var blocks = map[atom.Atom]bool{
	atom.Address: true, atom.Article: true, atom.Aside: true, atom.Blockquote: true, atom.Body: true,
	atom.Br: true, atom.Caption: true, atom.Col: true, atom.Colgroup: true, atom.Dd: true, atom.Details: true,
	atom.Dialog: true, atom.Div: true, atom.Dl: true, atom.Dt: true, atom.Fieldset: true, atom.Figcaption: true,
	atom.Figure: true, atom.Footer: true, atom.Form: true, atom.H1: true, atom.H2: true, atom.H3: true,
	atom.H4: true, atom.H5: true, atom.H6: true, atom.Header: true, atom.Hgroup: true, atom.Hr: true,
	atom.Legend: true, atom.Li: true, atom.Main: true, atom.Nav: true, atom.Ol: true, atom.Optgroup: true,
	atom.Option: true, atom.P: true, atom.Pre: true, atom.Section: true, atom.Summary: true, atom.Table: true,
	atom.Tbody: true, atom.Td: true, atom.Tfoot: true, atom.Th: true, atom.Thead: true, atom.Tr: true, atom.Ul: true,
}
