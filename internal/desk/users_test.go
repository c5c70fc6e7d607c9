package desk_test

import (
	"errors"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/testkit/sample"
)

// problemsOf are the fields and codes of an *fault.Invalid.
func problemsOf(err error) (list []string) {
	if invalid := (*fault.Invalid)(nil); errors.As(err, &invalid) {
		for _, p := range invalid.Problems {
			list = append(list, p.Field+"/"+p.Code)
		}
	}
	return list
}

func userOf(t *testing.T, o *sample.Office, id string) staff.User {
	t.Helper()
	u, err := o.DB.User(t.Context(), o.Admin.OrganisationID, id)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func TestAddUser(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	in := desk.NewUser{
		Name: "Joy Okafor", Email: "joy@example.org", Roles: []staff.Role{staff.Caseworker}, TeamIDs: o.Caseworker.TeamIDs, PasswordHash: "x", Token: "one",
	}
	first, again, err := o.Desk.AddUser(t.Context(), o.Admin, in)
	if err != nil || again {
		t.Fatal(again, err)
	}
	second, again, err := o.Desk.AddUser(t.Context(), o.Admin, in)
	if err != nil || !again || second != first {
		t.Errorf("second press: %s %v %v, want %s", second, again, err, first)
	}
	in.Token, in.Email = "two", "JOY@example.org"
	if _, _, err := o.Desk.AddUser(t.Context(), o.Admin, in); !slices.Contains(problemsOf(err), "work_email/taken") {
		t.Errorf("an address in use in capitals: %v", err)
	}
	in.Token, in.Email, in.TeamIDs = "three", "kim@example.org", o.Stranger.TeamIDs
	if _, _, err := o.Desk.AddUser(t.Context(), o.Admin, in); !slices.Contains(problemsOf(err), "team/not_in_list") {
		t.Errorf("a team of another organisation: %v", err)
	}
	for name, actor := range map[string]staff.Actor{"caseworker": o.Caseworker, "supervisor": o.Supervisor, "auditor": o.Auditor} {
		if _, _, err := o.Desk.AddUser(t.Context(), actor, in); !errors.Is(err, fault.Forbidden) {
			t.Errorf("%s: %v, want forbidden", name, err)
		}
	}
}

func TestChangeUser(t *testing.T) {
	t.Parallel()
	keep := func(u staff.User) desk.UserChange {
		return desk.UserChange{ID: u.ID, Version: u.Version, Name: u.Name, Roles: u.Roles, TeamIDs: u.TeamIDs, Disabled: u.Disabled}
	}
	for name, tc := range map[string]struct {
		who    func(*sample.Office) string
		change func(*desk.UserChange)
		want   []string
	}{
		"another name":                    {func(o *sample.Office) string { return o.Caseworker.UserID }, func(c *desk.UserChange) { c.Name = "Casey New" }, nil},
		"another role":                    {func(o *sample.Office) string { return o.Caseworker.UserID }, func(c *desk.UserChange) { c.Roles = []staff.Role{staff.Supervisor} }, nil},
		"no role":                         {func(o *sample.Office) string { return o.Caseworker.UserID }, func(c *desk.UserChange) { c.Roles = nil }, []string{"role/select_at_least_one"}},
		"disable oneself":                 {func(o *sample.Office) string { return o.Admin.UserID }, func(c *desk.UserChange) { c.Disabled = true }, []string{"sign_in/not_yourself"}},
		"the last admin gives up":         {func(o *sample.Office) string { return o.Admin.UserID }, func(c *desk.UserChange) { c.Roles = []staff.Role{staff.Auditor} }, []string{"role/last_admin"}},
		"the last admin gets more to do":  {func(o *sample.Office) string { return o.Admin.UserID }, func(c *desk.UserChange) { c.Roles = append(c.Roles, staff.Auditor) }, nil},
		"a caseworker who loses the team": {func(o *sample.Office) string { return o.Caseworker.UserID }, func(c *desk.UserChange) { c.TeamIDs = nil }, []string{"team/needed_for_cases"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := sample.Desk(t)
			before := userOf(t, o, tc.who(o))
			in := keep(before)
			tc.change(&in)
			err := o.Desk.ChangeUser(t.Context(), o.Admin, in)
			if diff := cmp.Diff(tc.want, problemsOf(err)); diff != "" {
				t.Fatalf("problems of %v (-want +got):\n%s", err, diff)
			}
			after := userOf(t, o, before.ID)
			if changed := after.Version != before.Version; changed != (tc.want == nil) {
				t.Errorf("changed: %v", changed)
			}
			if tc.want == nil {
				var conflict *fault.Conflict
				if err := o.Desk.ChangeUser(t.Context(), o.Admin, in); !errors.As(err, &conflict) {
					t.Errorf("a version seen before: %v, want a conflict", err)
				}
			}
		})
	}
}

func TestChangeUser_twoAdminsCannotRemoveEachOther(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	u := userOf(t, o, o.Auditor.UserID)
	if err := o.Desk.ChangeUser(t.Context(), o.Admin, desk.UserChange{ID: u.ID, Version: u.Version, Name: u.Name, Roles: []staff.Role{staff.Admin}}); err != nil {
		t.Fatal(err)
	}
	other := userOf(t, o, u.ID).Actor("second")
	var group sync.WaitGroup
	errs := make([]error, 2)
	for i, pair := range [][2]staff.Actor{{o.Admin, other}, {other, o.Admin}} {
		target := userOf(t, o, pair[1].UserID)
		group.Go(func() {
			errs[i] = o.Desk.ChangeUser(t.Context(), pair[0], desk.UserChange{ID: target.ID, Version: target.Version, Name: target.Name, Roles: target.Roles, Disabled: true})
		})
	}
	group.Wait()
	if (errs[0] == nil) == (errs[1] == nil) {
		t.Errorf("%v and %v: exactly one may succeed", errs[0], errs[1])
	}
}

func TestChangeUser_hiddenFromOtherOrganisations(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	if err := o.Desk.ChangeUser(t.Context(), o.Admin, desk.UserChange{ID: o.Stranger.UserID, Version: 1, Name: "x", Roles: []staff.Role{staff.Auditor}}); !errors.Is(err, fault.NotFound) {
		t.Errorf("change: %v", err)
	}
	if _, err := o.Desk.SetPassword(t.Context(), o.Admin, desk.NewPassword{UserID: o.Stranger.UserID, Hash: "x"}); !errors.Is(err, fault.NotFound) {
		t.Errorf("set password: %v", err)
	}
}

func TestSetUpUser(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	in := desk.SetUp{
		Organisation: staff.Organisation{Name: "Eastbank Aid", Kind: staff.Charity, NeutralSite: "https://www.example.org/"}, Teams: []string{"First"},
		User: desk.NewUser{Name: "Joy Okafor", Email: "joy@example.org", Roles: []staff.Role{staff.Admin, staff.Caseworker}, PasswordHash: "x"},
	}
	if _, err := o.Desk.SetUpUser(t.Context(), o.Admin, in); !errors.Is(err, fault.Forbidden) {
		t.Errorf("an admin reached another organisation: %v", err)
	}
	id, err := o.Desk.SetUpUser(t.Context(), system, in)
	if err != nil {
		t.Fatal(err)
	}
	in.User.Name, in.User.Email = "Sam Lind", "sam@example.org"
	if _, err := o.Desk.SetUpUser(t.Context(), system, in); err != nil {
		t.Fatalf("a second person of the same organisation and team: %v", err)
	}
	made, err := o.DB.OrganisationByName(t.Context(), "Eastbank Aid")
	if err != nil {
		t.Fatal(err)
	}
	joy, err := o.DB.User(t.Context(), made.ID, id)
	if err != nil {
		t.Fatal(err)
	}
	people, err := o.Desk.People(t.Context(), joy.Actor("s"))
	if err != nil || len(people.Users) != 2 || len(people.Teams) != 1 {
		t.Errorf("%d people in %d teams, %v", len(people.Users), len(people.Teams), err)
	}
	in.Organisation = staff.Organisation{Name: "Nowhere"}
	in.User.Email = "nobody@example.org"
	if _, err := o.Desk.SetUpUser(t.Context(), system, in); err == nil {
		t.Error("an organisation was added without its kind")
	}
}
