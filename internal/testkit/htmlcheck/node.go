package htmlcheck

import (
	"strings"

	"golang.org/x/net/html"
)

func walk(n *html.Node, visit func(*html.Node)) {
	if n.Type == html.ElementNode {
		visit(n)
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		walk(c, visit)
	}
}

func attr(n *html.Node, key string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val, true
		}
	}
	return "", false
}

// text is what the element says, with white space as a reader sees it.
func text(n *html.Node) string {
	var b strings.Builder
	var gather func(*html.Node)
	gather = func(n *html.Node) {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			gather(c)
		}
	}
	gather(n)
	return strings.Join(strings.Fields(b.String()), " ")
}

func accessibleText(n *html.Node) string {
	if label, _ := attr(n, "aria-label"); label != "" {
		return label
	}
	return text(n)
}

// name says which element is meant, as a selector.
func name(n *html.Node) string {
	if id, ok := attr(n, "id"); ok {
		return n.Data + "#" + id
	}
	if v, ok := attr(n, "name"); ok {
		return n.Data + "[name=" + v + "]"
	}
	if class, _ := attr(n, "class"); class != "" {
		return n.Data + "." + strings.Join(strings.Fields(class), ".")
	}
	return n.Data
}
