package htmlcheck

import (
	"fmt"
	"strings"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
)

// Check looks at one element of a page, or at the whole page, and returns what is wrong with it, or nil.
type Check func(*html.Node) error

// Page runs checks over a whole page and returns everything that is wrong.
func Page(page string, checks ...Check) []string {
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		return []string{err.Error()}
	}
	var problems []string
	for _, check := range checks {
		if err := check(root); err != nil {
			problems = append(problems, err.Error())
		}
	}
	return problems
}

// In asks that the selector finds something and that the first element found passes all checks.
func In(selector string, checks ...Check) Check {
	sel := cascadia.MustCompile(selector)
	return func(n *html.Node) error {
		found := cascadia.Query(n, sel)
		if found == nil {
			return fmt.Errorf("nothing matches %q", selector)
		}
		for _, check := range checks {
			if err := check(found); err != nil {
				return fmt.Errorf("%s: %w", selector, err)
			}
		}
		return nil
	}
}

// NotIn asks that the selector finds nothing.
func NotIn(selector string) Check {
	sel := cascadia.MustCompile(selector)
	return func(n *html.Node) error {
		if found := cascadia.Query(n, sel); found != nil {
			return fmt.Errorf("%q is there: %q", selector, text(found))
		}
		return nil
	}
}

// Count asks that the selector finds exactly n elements.
func Count(selector string, want int) Check {
	sel := cascadia.MustCompile(selector)
	return func(n *html.Node) error {
		if got := len(cascadia.QueryAll(n, sel)); got != want {
			return fmt.Errorf("%q matches %d elements, want %d", selector, got, want)
		}
		return nil
	}
}

// HasText asks that the words appear in the element, whatever the white space between them.
func HasText(want string) Check {
	want = strings.Join(strings.Fields(want), " ")
	return func(n *html.Node) error {
		if got := text(n); !strings.Contains(got, want) {
			return fmt.Errorf("text is %q, want %q in it", got, want)
		}
		return nil
	}
}

// HasExactText asks that the element says these words and no others.
func HasExactText(want string) Check {
	return func(n *html.Node) error {
		if got := text(n); got != want {
			return fmt.Errorf("text is %q, want %q", got, want)
		}
		return nil
	}
}

// HasAttr asks that the element carries the attribute with this value.
func HasAttr(key, want string) Check {
	return func(n *html.Node) error {
		if got, ok := attr(n, key); !ok || got != want {
			return fmt.Errorf("%s is %q, want %q", key, got, want)
		}
		return nil
	}
}

// HasHref is HasAttr for links.
func HasHref(want string) Check { return HasAttr("href", want) }
