package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nrmdesk/internal/nrm/deadline"
)

func TestRulesCheck(t *testing.T) {
	t.Parallel()
	published := string(deadline.Published().Text())
	changed := strings.Replace(published, "calendar_days,7,", "calendar_days,5,", 1)
	without := func(id string) string {
		var kept []string
		for line := range strings.Lines(published) {
			if !strings.HasPrefix(line, id+",") {
				kept = append(kept, line)
			}
		}
		return strings.Join(kept, "")
	}
	for name, tc := range map[string]struct {
		in     string
		says   []string
		status int
	}{
		"the rules of this release": {published, []string{" rules, version " + deadline.Published().Version(), "No rule differs from those of this release"}, 0},
		"one number changed":        {changed, []string{"What differs from the rules of this release", "~ SAFE-CHECK-IN-7D: Safe check-in with the client due\n    amount: 7 -> 5\n"}, 0},
		"a rule left out":           {without("SAFE-MISSING-1D"), []string{"- SAFE-MISSING-1D: Client missing"}, 0},
		"two rows that are wrong": {strings.NewReplacer("UK-CICA-2Y,uk", "UK-CICA-2Y,atlantis", "calendar_days,7,", "calendar_days,seven,").Replace(published),
			[]string{"(UK-CICA-2Y), jurisdiction: “atlantis” is not known.", "(SAFE-CHECK-IN-7D), amount: “seven” is not a number", "nrmdesk: 2 things to put right"}, 1},
		"nothing": {"", []string{"Line 1: The file is empty", "nrmdesk: 1 thing to put right"}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), "rules.csv")
			if err := os.WriteFile(file, []byte(tc.in), 0o600); err != nil {
				t.Fatal(err)
			}
			for _, args := range [][]string{{"check", file}, {"check", "-"}} {
				out, problems, status := run(rulesCommand(&settings{}), tc.in, args...)
				for _, want := range tc.says {
					if !strings.Contains(out+problems, want) {
						t.Errorf("%v does not say %q:\n%s%s", args, want, out, problems)
					}
				}
				if status != tc.status {
					t.Errorf("%v: status %d, want %d", args, status, tc.status)
				}
			}
		})
	}
}

func TestRulesCheck_cannotRead(t *testing.T) {
	t.Parallel()
	for name, args := range map[string][]string{
		"a file that is not there":    {"check", filepath.Join(t.TempDir(), "none.csv")},
		"holidays that are not there": {"check", "-", "--holidays", filepath.Join(t.TempDir(), "none.json")},
		"holidays that are none":      {"check", "-", "--holidays", "rules_test.go"},
	} {
		if _, problems, status := run(rulesCommand(&settings{}), string(deadline.Published().Text()), args...); status != 2 || problems == "" {
			t.Errorf("%s: status %d, %q", name, status, problems)
		}
	}
}
