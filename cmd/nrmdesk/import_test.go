package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nrmdesk/internal/app"
	"nrmdesk/internal/desk"
	"nrmdesk/internal/testkit/sample"
)

func TestImport(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	a := &app.App{Desk: o.Desk, DB: o.DB}
	boss, worker := sample.EmailOf(o.Supervisor.Name), sample.EmailOf(o.Caseworker.Name)
	file := filepath.Join(t.TempDir(), "clients.csv")
	cases := func() int {
		t.Helper()
		n, err := o.DB.CountCases(t.Context(), o.Supervisor.OrganisationID)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	const (
		head  = "Known as,DOB\n"
		good  = "Amira Khalil,27/3/1996\nOlga Petrova,28/2/1990\n"
		wrong = "Olga Petrova,31/2/1990\n"
	)
	for _, tc := range []struct {
		name, rows string
		edit       func(*fileImport)
		says       string
		status     int
		cases      int
	}{
		{"nobody signs in with it", good, func(in *fileImport) { in.as = "nobody@example.org" }, "nobody signs in with nobody@example.org", 2, 0},
		{"a caseworker may not", good, func(in *fileImport) { in.as = worker }, "--as: only a supervisor or an admin", 2, 0},
		{"no such file", good, func(in *fileImport) { in.file = "/nowhere/clients.csv" }, "no such file", 2, 0},
		{"no rows", "", nil, "The file has headings and no rows below them.", 2, 0},
		{"no such team", good, func(in *fileImport) { in.team = "Moon" }, "--team: no such team", 2, 0},
		{"another team's caseworker", good, func(in *fileImport) { in.owner = sample.EmailOf(o.OtherTeam.Name) }, "--owner: nobody with this email", 2, 0},
		{"no such nation", good, func(in *fileImport) { in.nation = "mars" }, "--nation: england", 2, 0},
		{"one row is wrong, none is made", good + wrong, nil, "Row 4: “DOB”: “31/2/1990” is a day that does not exist", 1, 0},
		{"dry run", good, func(in *fileImport) { in.dryRun = true }, "Every row is ready. Nothing was made.", 0, 0},
		{"brought in", good, nil, "2 cases made, 0 rows left out.", 0, 2},
		{"here already", good, nil, "Row 2: may belong to a case that is there already", 1, 2},
		{"left out", good, func(in *fileImport) { in.matches = "skip" }, "0 cases made, 2 rows left out.", 0, 2},
		{"made all the same", good, func(in *fileImport) { in.matches = "new" }, "2 cases made, 0 rows left out.", 0, 4},
	} {
		if err := os.WriteFile(file, []byte(head+tc.rows), 0o600); err != nil {
			t.Fatal(err)
		}
		in := fileImport{file: file, as: boss, team: "outreach", owner: worker, nation: "england"}
		if tc.edit != nil {
			tc.edit(&in)
		}
		var out strings.Builder
		err := importFile(t.Context(), a, in, &out)
		said, status := out.String(), 0
		if err != nil {
			said, status = said+err.Error(), exitStatus(err)
		}
		if status != tc.status || !strings.Contains(said, tc.says) {
			t.Errorf("%s: status %d, want %d with %q:\n%s", tc.name, status, tc.status, tc.says, said)
		}
		if n := cases(); n != tc.cases {
			t.Errorf("%s: there are %d cases, want %d", tc.name, n, tc.cases)
		}
	}
	if left, err := filepath.Glob(filepath.Join(o.EvidenceDir, "*", "*")); err != nil || len(left) != 0 {
		t.Errorf("of the files is left: %v, %v", left, err)
	}
	u, err := o.DB.UserByEmail(t.Context(), boss)
	if err != nil {
		t.Fatal(err)
	}
	if err := o.Desk.ChangeUser(t.Context(), o.Admin, desk.UserChange{ID: u.ID, Version: u.Version, Name: u.Name, Roles: u.Roles, TeamIDs: u.TeamIDs, Disabled: true}); err != nil {
		t.Fatal(err)
	}
	if err := importFile(t.Context(), a, fileImport{file: file, as: boss, team: "Outreach", owner: worker, matches: "new"}, io.Discard); err == nil || !strings.Contains(err.Error(), "nobody signs in") {
		t.Errorf("on behalf of somebody who has left: %v", err)
	}
	if _, problems, status := run(importCommand(nil), "", file, "--as", boss, "--team", "Outreach", "--owner", worker, "--matches", "perhaps"); status != 2 || !strings.Contains(problems, "--matches is skip or new") {
		t.Errorf("--matches perhaps: status %d, %s", status, problems)
	}
}
