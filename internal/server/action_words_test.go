package server

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"nrmdesk/internal/access"
	"nrmdesk/internal/audit"
)

func TestEveryActionHasWords(t *testing.T) {
	t.Parallel()
	known := map[string]bool{"access.refused": true, "sign_in.done": true, "sign_in.refused": true, "evidence.refused": true}
	for _, a := range access.All {
		known[a.String()] = true
		if actionWords[a.String()] == "" {
			t.Errorf("no words for %s", a)
		}
	}
	for action := range actionWords {
		if !known[action] {
			t.Errorf("words for %s, which is no action", action)
		}
	}
}

func TestFactLines(t *testing.T) {
	t.Parallel()
	got := factLines([]audit.Pair{
		{Key: "consent_record", Value: "01a2"}, {Key: "from", Value: "draft"}, {Key: "given_on", Value: "2026-05-18"},
		{Key: "new_kind_of_fact", Value: "some_code"}, {Key: "unreadable\x00"},
	})
	want := []string{
		"Stage before: Draft", "Given on: 18 May 2026", "New kind of fact: some code",
		"The facts of this row cannot be read. It was changed after it was written.",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
}
