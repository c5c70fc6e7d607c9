package need_test

import (
	"strings"
	"testing"

	"nrmdesk/internal/nrm/need"
)

func TestAll_saysWhatEachIsAndWhoSaysSo(t *testing.T) {
	t.Parallel()
	seen := map[need.Code]bool{}
	for _, n := range need.All() {
		if seen[n.Code] || n.Code == "" || n.Label == "" || !strings.HasSuffix(n.Question, "?") || n.Source == "" {
			t.Errorf("%+v is not complete", n)
		}
		seen[n.Code] = true
	}
	// What mygov.scot and Citizens Advice say a person is entitled to.
	for _, code := range []need.Code{
		"safe_place", "medical", "coping", "interpreter", "legal_advice", "protection", "court", "compensation", "return_home",
	} {
		if !seen[code] {
			t.Errorf("%s is not asked about", code)
		}
	}
	if need.Code("luck").Label() != "" {
		t.Error("a need nobody listed has a label")
	}
}
