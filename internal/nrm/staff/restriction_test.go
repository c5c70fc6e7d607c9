package staff_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/staff"
)

func TestCheckRestriction(t *testing.T) {
	t.Parallel()
	supervisor := func(id string) staff.User { return staff.User{ID: id, Roles: []staff.Role{staff.Supervisor}} }
	colleague := staff.User{ID: "colleague", Name: "Colin Colleague", Roles: []staff.Role{staff.Caseworker}}
	gone := supervisor("gone")
	gone.Disabled = true
	problem := func(code string, args ...string) fault.Problems {
		return fault.Problems{{Field: "closed_to", Code: code, Args: args}}
	}
	for name, tc := range map[string]struct {
		named       []staff.User
		barred      []string
		supervisors []staff.User
		want        fault.Problems
	}{
		"a colleague":                         {[]staff.User{colleague}, nil, []staff.User{supervisor("sue")}, nil},
		"an admin and another supervisor":     {[]staff.User{{ID: "admin", Roles: []staff.Role{staff.Admin}}, supervisor("pat")}, nil, []staff.User{supervisor("sue"), supervisor("pat")}, nil},
		"nobody":                              {nil, nil, []staff.User{supervisor("sue")}, problem("select_at_least_one")},
		"whoever holds the case":              {[]staff.User{colleague, {ID: "owner"}}, nil, []staff.User{supervisor("sue")}, problem("holds_the_case")},
		"the supervisor who asks":             {[]staff.User{supervisor("sue")}, nil, []staff.User{supervisor("sue"), supervisor("pat")}, problem("keeps_out_oneself")},
		"somebody it is closed to already":    {[]staff.User{colleague}, []string{"colleague"}, []staff.User{supervisor("sue")}, problem("already_closed", "Colin Colleague")},
		"the last supervisor of the team":     {[]staff.User{supervisor("pat")}, nil, []staff.User{supervisor("pat")}, problem("no_supervisor_left")},
		"the last who can sign in":            {[]staff.User{supervisor("pat")}, nil, []staff.User{supervisor("pat"), gone}, problem("no_supervisor_left")},
		"the last to whom it is not closed":   {[]staff.User{supervisor("pat")}, []string{"kim"}, []staff.User{supervisor("pat"), supervisor("kim")}, problem("no_supervisor_left")},
		"a team whose members only hold them": {[]staff.User{colleague}, nil, []staff.User{{ID: "x", Roles: []staff.Role{staff.Caseworker}}}, problem("no_supervisor_left")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := staff.CheckRestriction(staff.Restriction{
				Named: tc.named, By: "sue", OwnerID: "owner", Barred: tc.barred, Supervisors: tc.supervisors,
			})
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}
