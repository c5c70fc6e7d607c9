package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/testkit/sample"
)

func TestRulesLoad(t *testing.T) {
	t.Parallel()
	o := sample.LawDesk(t)
	ref := o.Case(t, sample.Adult(calendar.England))
	o.Consented(t, ref)
	o.Submitted(t, ref, sample.Today)
	file := filepath.Join(t.TempDir(), "rules.csv")
	rules := bytes.Replace(deadline.Published().Text(), []byte("working_days,5,day_after"), []byte("working_days,4,day_after"), 1)
	if err := os.WriteFile(file, rules, 0o600); err != nil {
		t.Fatal(err)
	}
	load := func(in bookLoad) (string, error) {
		t.Helper()
		in.rules = file
		choice, err := in.read(strings.NewReader(""))
		if err != nil {
			t.Fatal(err)
		}
		var out strings.Builder
		err = loadBook(t.Context(), o.Desk, in, choice, &out)
		return out.String(), err
	}
	move := string(ref) + "  Reasonable grounds decision expected: 26 May 2026 -> 22 May 2026\n"
	said, err := load(bookLoad{dryRun: true})
	for _, want := range []string{move, "Northside Refuge: rehearsed. Open cases: 1.", "Westmoor Council: rehearsed. Open cases: 0.", "Nothing was changed."} {
		if err != nil || !strings.Contains(said, want) {
			t.Errorf("dry run: no %q in\n%s%v", want, said, err)
		}
	}
	if said, err := load(bookLoad{}); err == nil || !strings.Contains(err.Error(), "--yes") || !strings.Contains(said, move) {
		t.Errorf("without --yes: %s%v", said, err)
	}
	said, err = load(bookLoad{organisation: "Northside Refuge", reason: "Announced", yes: true})
	if err != nil || !strings.Contains(said, "Northside Refuge: in use from now on. Open cases: 1.") || strings.Contains(said, "Westmoor") {
		t.Fatalf("taken: %s%v", said, err)
	}
	dates, err := o.Desk.CaseDates(t.Context(), o.Caseworker, ref)
	if err != nil || dates.Open[0].Deadline.Day() != calendar.NewDate(2026, 5, 22) {
		t.Errorf("the case shows %v, %v", dates.Open, err)
	}
	said, err = load(bookLoad{reason: "Announced", yes: true})
	if err != nil || !strings.Contains(said, "Northside Refuge: These rules and bank holidays are in use already.") || !strings.Contains(said, "Westmoor Council: in use") {
		t.Errorf("for all: %s%v", said, err)
	}
	exit := (*exitError)(nil)
	if _, err := load(bookLoad{organisation: "Nobody"}); !errors.As(err, &exit) || exit.code != 2 {
		t.Errorf("an organisation that is not there: %v", err)
	}
	if err := os.WriteFile(file, []byte("rule_id\nX\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if said, err := load(bookLoad{yes: true, reason: "x"}); err == nil || !strings.Contains(err.Error(), "nothing was changed") || said == "" {
		t.Errorf("a bad file: %q, %v", said, err)
	}
}

func TestRulesLoad_arguments(t *testing.T) {
	t.Parallel()
	none := filepath.Join(t.TempDir(), "none.csv")
	for name, args := range map[string][]string{
		"no file":                {"load"},
		"a file that is missing": {"load", none},
		"both from one input":    {"load", "-", "--holidays", "-"},
		"an empty file":          {"load", "-"},
		"yes and no":             {"load", "-", "--yes", "--dry-run"},
		"no reason":              {"load", "-", "--yes"},
	} {
		if _, problems, status := run(rulesCommand(&settings{}), "", args...); status != 2 || problems == "" {
			t.Errorf("%s: status %d, %q", name, status, problems)
		}
	}
}
