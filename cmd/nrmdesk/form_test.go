package main

import (
	"strings"
	"testing"
)

func TestFormCheck(t *testing.T) {
	t.Parallel()
	released, _, status := run(formCommand(nil), "", "print")
	if status != 0 {
		t.Fatal("the form cannot be printed")
	}
	next := strings.ReplaceAll(released, "2026-04-21", "2026-10-01")
	for name, tc := range map[string]struct {
		in, args string
		says     []string
		status   int
	}{
		"the form of this release": {released, "-", []string{"Form of 2026-04-21, 110 fields.", "No field differs"}, 0},
		"another short name":       {strings.Replace(next, `"Housing and daily conditions"`, `"Where they slept"`, 1), "-", []string{"living_conditions: Short name: “Housing and daily conditions” becomes “Where they slept”"}, 0},
		"an answer taken away":     {strings.Replace(next, `"other_form"`, `"another_form"`, 1), "-", []string{`"other_form" is not in the form`, "no place for another_form"}, 1},
		"a name that may leave":    {strings.ReplaceAll(next, `"identifying": true,`, ""), "-", []string{"first_name shows who the client is", "client_phone shows"}, 1},
		"two versions":             {strings.Replace(released, "2026-04-21", "2026-10-01", 1), "-", []string{"the same version"}, 1},
		"no JSON":                  {"form", "-", []string{"not JSON of a form"}, 1},
		"a list":                   {"value\nUnknown\nMartian\n", "- --list nationalities", []string{"List nationalities, 2 values.", "+ Martian", "- Afghan"}, 0},
		"a list with two columns":  {"value\nUnknown,1\n", "- --list nationalities", []string{"Row 2 must hold one readable value."}, 1},
		"no such list":             {"value\n", "- --list planets", []string{`no list "planets"`}, 2},
		"no file":                  {"", "/nowhere/form.json", []string{"no such file"}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out, problems, status := run(formCommand(nil), tc.in, append([]string{"check"}, strings.Fields(tc.args)...)...)
			for _, want := range tc.says {
				if !strings.Contains(out+problems, want) {
					t.Errorf("does not say %q:\n%s%s", want, out, problems)
				}
			}
			if status != tc.status {
				t.Errorf("status %d, want %d: %s", status, tc.status, problems)
			}
		})
	}
}

func TestFormLoad_arguments(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]string{
		"- --source x":                                    "run it again with --yes",
		"- --yes":                                         "say with --source",
		"- --list uk_towns --source x --yes":              "go together",
		"- --as-of 2026-10-01 --source x --yes":           "go together",
		"- --list planets --as-of 2026-10-01 --source x":  "no list",
		"- --list uk_towns --as-of 2026-02-30 --source x": "2026-02-30",
	} {
		released, _, _ := run(formCommand(nil), "", "print")
		if _, problems, status := run(formCommand(nil), released, append([]string{"load"}, strings.Fields(args)...)...); status == 0 || !strings.Contains(problems, want) {
			t.Errorf("%s: status %d, %s", args, status, problems)
		}
	}
}
