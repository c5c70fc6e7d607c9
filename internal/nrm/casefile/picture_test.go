package casefile_test

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nrmdesk/internal/nrm/casefile"
)

var update = flag.Bool("update", false, "write docs/case-states.md again")

const picturePage = "../../../docs/case-states.md"

// TestPicture_isWhatStandsInTheDocs fails when the table of moves has changed
// and the page has not.
func TestPicture_isWhatStandsInTheDocs(t *testing.T) {
	t.Parallel()
	page := casefile.Picture()
	if *update {
		if err := os.WriteFile(picturePage, []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadFile(picturePage)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(kept), page); diff != "" {
		t.Errorf("the page is out of date; write it again with: go test ./internal/nrm/casefile -run Picture -update\n%s", diff)
	}
	for _, s := range casefile.States {
		if !strings.Contains(page, "\n## "+s.Label()+"\n") {
			t.Errorf("%s is not on the page", s)
		}
	}
}
