package staff_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/staff"
)

func TestCheckUser(t *testing.T) {
	t.Parallel()
	good := staff.User{Name: "Joy Okafor", Email: "joy@example.org", Roles: []staff.Role{staff.Caseworker}, TeamIDs: []string{"t"}}
	for name, tc := range map[string]struct {
		change func(*staff.User)
		want   fault.Problems
	}{
		"a caseworker with a team":      {func(*staff.User) {}, nil},
		"an auditor needs no team":      {func(u *staff.User) { u.Roles, u.TeamIDs = []staff.Role{staff.Auditor}, nil }, nil},
		"an admin needs no team":        {func(u *staff.User) { u.Roles, u.TeamIDs = []staff.Role{staff.Admin}, nil }, nil},
		"a supervisor needs a team":     {func(u *staff.User) { u.Roles, u.TeamIDs = []staff.Role{staff.Supervisor}, nil }, fault.Problems{{Field: "team", Code: "needed_for_cases"}}},
		"no role at all":                {func(u *staff.User) { u.Roles = nil }, fault.Problems{{Field: "role", Code: "select_at_least_one"}}},
		"the role of the program":       {func(u *staff.User) { u.Roles = []staff.Role{staff.System} }, fault.Problems{{Field: "role", Code: "not_in_list"}}},
		"an address with a name around": {func(u *staff.User) { u.Email = "Joy <joy@example.org>" }, fault.Problems{{Field: "work_email", Code: "not_an_email"}}},
		"an address with a line break":  {func(u *staff.User) { u.Email = "joy@example.org\nBcc: x@example.org" }, fault.Problems{{Field: "work_email", Code: "not_an_email"}}},
		"nothing but spaces": {func(u *staff.User) { u.Name, u.Email = " ", " " }, fault.Problems{
			{Field: "name", Code: "required"}, {Field: "work_email", Code: "required"}}},
		"far too long": {func(u *staff.User) {
			u.Name, u.Email = strings.Repeat("é", 101), strings.Repeat("a", 250)+"@example.org"
		}, fault.Problems{
			{Field: "name", Code: "too_long", Args: []string{"100"}}, {Field: "work_email", Code: "too_long", Args: []string{"254"}}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u := good
			tc.change(&u)
			if diff := cmp.Diff(tc.want, staff.CheckUser(u)); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}
