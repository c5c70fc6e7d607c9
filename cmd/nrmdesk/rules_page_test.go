package main

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nrmdesk/internal/nrm/deadline"
)

// TestRulesPage_isWhatStandsInTheDocs fails when the rules or their words have
// changed and docs/clock-book.md has not.
func TestRulesPage_isWhatStandsInTheDocs(t *testing.T) {
	t.Parallel()
	kept, err := os.ReadFile("../../docs/clock-book.md")
	if err != nil {
		t.Fatal(err)
	}
	out, problems, status := run(rulesCommand(&settings{}), "", "page")
	if status != 0 || problems != "" {
		t.Fatalf("status %d: %s", status, problems)
	}
	if diff := cmp.Diff(string(kept), out); diff != "" {
		t.Errorf("the page is out of date; write it again with: go run ./cmd/nrmdesk rules page > docs/clock-book.md\n%s", diff)
	}
	for _, r := range deadline.Published().Rules() {
		if !strings.Contains(out, "\n### "+r.ID+"\n") || !strings.Contains(out, r.Citation[:20]) {
			t.Errorf("%s is not on the page", r.ID)
		}
	}
}

// TestRulesPage_linksLead follows every link within the page.
func TestRulesPage_linksLead(t *testing.T) {
	t.Parallel()
	page, err := rulesPage(deadline.Published())
	if err != nil {
		t.Fatal(err)
	}
	headings := map[string]bool{}
	for line := range strings.Lines(page) {
		if title, ok := strings.CutPrefix(strings.TrimRight(line, "\n"), "## "); ok {
			if headings[anchor(title)] {
				t.Errorf("two headings are called %q", title)
			}
			headings[anchor(title)] = true
		}
	}
	for _, part := range strings.Split(page, "](#")[1:] {
		to, _, _ := strings.Cut(part, ")")
		if !headings[to] {
			t.Errorf("a link leads to #%s, which is no heading", to)
		}
	}
}
