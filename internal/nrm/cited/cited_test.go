package cited_test

import (
	"testing"

	"nrmdesk/internal/nrm/cited"
)

func TestRead(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		columns []string
		want    string // empty and no error: no source is needed
		bad     bool
	}{
		"checked":             {[]string{"Act s.1", "https://example.org", "2026-11-22", "high"}, "Act s.1. Confidence: high, checked on 22 November 2026.", false},
		"never checked":       {[]string{"Act s.1", "", "", "low"}, "Act s.1. Confidence: low, not checked against the source.", false},
		"none needed":         {[]string{"", "", "", ""}, "", false},
		"an unknown trust":    {[]string{"Act s.1", "", "", "sure"}, "", true},
		"trust in nothing":    {[]string{"", "", "", "high"}, "", true},
		"a day for nothing":   {[]string{"", "", "2026-11-22", ""}, "", true},
		"a day that is not":   {[]string{"Act s.1", "", "2026-02-30", "high"}, "", true},
		"a column is missing": {[]string{"Act s.1", "", "high"}, "", true},
	} {
		got, err := cited.Read(tc.columns)
		if (err != nil) != tc.bad || err == nil && got.Words() != tc.want {
			t.Errorf("%s: %q, %v", name, got.Words(), err)
		}
	}
}
