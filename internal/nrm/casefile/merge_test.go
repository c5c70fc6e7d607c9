package casefile_test

import (
	"strings"
	"testing"

	"nrmdesk/internal/nrm/casefile"
)

func TestCanMerge(t *testing.T) {
	t.Parallel()
	type change func(kept, away *casefile.Case, o *casefile.Outstanding)
	for name, tc := range map[string]struct {
		change change
		says   string // in the refusal; empty when they can be merged
	}{
		"two cases at the start": {func(_, _ *casefile.Case, _ *casefile.Outstanding) {}, ""},
		"a draft into a referred case": {func(k, a *casefile.Case, _ *casefile.Outstanding) {
			k.State, a.State = casefile.Submitted, casefile.Draft
		}, ""},
		"a closed one":                {func(_, a *casefile.Case, _ *casefile.Outstanding) { a.State = casefile.Closed }, ""},
		"dates that run end with it":  {func(_, _ *casefile.Case, o *casefile.Outstanding) { o.OpenDeadlines = 2 }, ""},
		"with itself":                 {func(k, a *casefile.Case, _ *casefile.Outstanding) { a.ID = k.ID }, "the other case"},
		"twice":                       {func(_, a *casefile.Case, _ *casefile.Outstanding) { a.MergedInto = "x" }, "already"},
		"into a merged one":           {func(k, _ *casefile.Case, _ *casefile.Outstanding) { k.MergedInto = "x" }, "itself merged"},
		"into a closed one":           {func(k, _ *casefile.Case, _ *casefile.Outstanding) { k.State = casefile.Closed }, "Reopen"},
		"across teams":                {func(k, _ *casefile.Case, _ *casefile.Outstanding) { k.TeamID = "b" }, "different teams"},
		"a referred one away":         {func(_, a *casefile.Case, _ *casefile.Outstanding) { a.State = casefile.Submitted }, "has been referred"},
		"one under review":            {func(_, a *casefile.Case, _ *casefile.Outstanding) { a.State = casefile.Review }, "review"},
		"one waiting at 18":           {func(_, a *casefile.Case, _ *casefile.Outstanding) { a.Kept = casefile.Draft }, "at 18"},
		"a duty that is owed":         {func(_, _ *casefile.Case, o *casefile.Outstanding) { o.DutyToNotify = true }, "finished there first"},
		"a handoff without an answer": {func(_, _ *casefile.Case, o *casefile.Outstanding) { o.OpenHandoffs = 1 }, "finished there first"},
	} {
		kept := casefile.Case{ID: "kept", TeamID: "a", Ref: "ND-AAAA-AA", State: casefile.ConsentPending}
		away := casefile.Case{ID: "away", TeamID: "a", Ref: "ND-BBBB-BB", State: casefile.ConsentPending}
		var o casefile.Outstanding
		tc.change(&kept, &away, &o)
		err := casefile.CanMerge(kept, away, o)
		if (err == nil) != (tc.says == "") || err != nil && !strings.Contains(err.Error(), tc.says) {
			t.Errorf("%s: %v, want %q", name, err, tc.says)
		}
	}
}
