// Package htmlcheck reads the HTML our pages send: Lint for rules that hold on every page, Page and In for what one
// page should say, Diff for components. It runs no browser; that is testkit/browser.
package htmlcheck

import (
	"fmt"
	"strings"

	"golang.org/x/net/html"
)

// Lint names everything on a whole page that breaks our page rules: ids, labels, references, headings, inline code,
// title. An empty answer is a good page. It reads what was sent, so it needs no browser.
func Lint(page string) []string {
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		return []string{err.Error()}
	}
	l := &linter{ids: map[string]int{}, labelled: map[string]bool{}}
	walk(root, l.collect)
	for id, n := range l.ids {
		if n > 1 {
			l.say("id %q is used %d times", id, n)
		}
	}
	walk(root, l.check)
	l.checkHeadings()
	l.checkTitle()
	return l.problems
}

type linter struct {
	problems []string
	ids      map[string]int
	labelled map[string]bool // ids that a label is for
	headings []int           // levels, in page order
	titles   []string
	lang     string
	mains    int
}

func (l *linter) say(format string, args ...any) {
	l.problems = append(l.problems, fmt.Sprintf(format, args...))
}

// collect comes first: references may point forwards.
func (l *linter) collect(n *html.Node) {
	if id, ok := attr(n, "id"); ok {
		l.ids[id]++
	}
	switch n.Data {
	case "label":
		if id, ok := attr(n, "for"); ok && text(n) != "" {
			l.labelled[id] = true
		}
	case "title":
		if n.Namespace == "" {
			l.titles = append(l.titles, text(n))
		}
	case "html":
		l.lang, _ = attr(n, "lang")
	case "main":
		l.mains++
	}
	if len(n.Data) == 2 && n.Data[0] == 'h' && n.Data[1] >= '1' && n.Data[1] <= '6' {
		l.headings = append(l.headings, int(n.Data[1]-'0'))
		if text(n) == "" {
			l.say("%s has no text", n.Data)
		}
	}
}

// referring attributes hold one or more ids.
var referring = map[string]bool{
	"for": true, "form": true, "list": true, "headers": true,
	"aria-labelledby": true, "aria-describedby": true, "aria-controls": true, "aria-owns": true, "aria-details": true,
	"aria-errormessage": true, "aria-activedescendant": true, "aria-flowto": true, "data-aria-controls": true,
}

func (l *linter) check(n *html.Node) {
	for _, a := range n.Attr {
		switch {
		case a.Key == "style":
			l.say("%s has a style attribute", name(n))
		case strings.HasPrefix(a.Key, "on"):
			l.say("%s has an %s handler", name(n), a.Key)
		case a.Key == "id" && (a.Val == "" || strings.ContainsAny(a.Val, " \t\n")):
			l.say("%s has the unusable id %q", name(n), a.Val)
		case referring[a.Key]:
			for _, id := range strings.Fields(a.Val) {
				if l.ids[id] == 0 {
					l.say("%s: %s=%q leads nowhere", name(n), a.Key, id)
				}
			}
		case a.Key == "href" && strings.HasPrefix(a.Val, "#"):
			if id := a.Val[1:]; l.ids[id] == 0 {
				l.say("link %q leads nowhere (#%s)", text(n), id)
			}
		case a.Key == "href" && strings.HasPrefix(strings.ToLower(strings.TrimSpace(a.Val)), "javascript:"):
			l.say("link %q runs script", text(n))
		}
	}
	switch n.Data {
	case "script":
		if _, ok := attr(n, "src"); !ok {
			l.say("inline script")
		}
	case "style":
		l.say("inline style element")
	case "input", "select", "textarea":
		l.checkControl(n)
	case "button", "a":
		if _, isLink := attr(n, "href"); (n.Data == "button" || isLink) && accessibleText(n) == "" {
			l.say("%s has no text", name(n))
		}
	case "img":
		if _, ok := attr(n, "alt"); !ok {
			l.say("%s has no alt", name(n))
		}
	}
}

func (l *linter) checkControl(n *html.Node) {
	switch kind, _ := attr(n, "type"); kind {
	case "hidden", "submit", "button", "reset", "image":
		return
	}
	if id, ok := attr(n, "id"); ok && l.labelled[id] {
		return
	}
	for _, key := range []string{"aria-label", "aria-labelledby"} {
		if v, _ := attr(n, key); v != "" {
			return
		}
	}
	for p := n.Parent; p != nil; p = p.Parent {
		if p.Data == "label" && text(p) != "" {
			return
		}
	}
	l.say("%s has no label", name(n))
}

// checkHeadings lets h2 stand before h1, as the error summary and banners of GOV.UK do.
func (l *linter) checkHeadings() {
	count, last := 0, 0
	for _, level := range l.headings {
		if level == 1 {
			count++
		}
		switch {
		case last == 0 && level > 2, last != 0 && level > last+1:
			l.say("heading level jumps from %d to %d", last, level)
		}
		last = level
	}
	if count != 1 {
		l.say("the page has %d h1, want 1", count)
	}
}

const product = "NRM Desk"

func (l *linter) checkTitle() {
	switch {
	case len(l.titles) != 1:
		l.say("the page has %d titles, want 1", len(l.titles))
	case !strings.HasSuffix(l.titles[0], " – "+product), strings.HasPrefix(l.titles[0], " – "):
		l.say("title %q is not “Page – Area – %s”", l.titles[0], product)
	}
	if l.lang == "" {
		l.say("the page does not say its language")
	}
	if l.mains != 1 {
		l.say("the page has %d main landmarks, want 1", l.mains)
	}
}
