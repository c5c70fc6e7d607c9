package site_test

import (
	"strings"
	"testing"

	"nrmdesk/internal/testkit/site"
)

func TestStatements_areThoseOfThePagesAskedFor(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	v := s.SignedIn(t, s.Caseworker)
	asked := s.Statements(func() { v.Get("/cases") })
	v.Get("/cases") // nobody listens any more
	whole := strings.Join(asked, "\n")
	for _, part := range []string{"FROM sessions", "FROM users", "FROM cases", "INTO audit_entries"} {
		if !strings.Contains(whole, part) {
			t.Errorf("the page asked nothing %q:\n%s", part, whole)
		}
	}
	if n := strings.Count(whole, "INSERT INTO audit_entries"); n != 1 {
		t.Errorf("one page was asked for, %d looks were recorded:\n%s", n, whole)
	}
	if reading := asked.Reading(); len(reading) == 0 || strings.Contains(reading.String(), "INSERT") {
		t.Errorf("what the page read:\n%s", reading)
	}
}
