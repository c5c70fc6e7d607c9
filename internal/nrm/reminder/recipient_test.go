package reminder

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/nrm/staff"
)

func TestRecipients(t *testing.T) {
	t.Parallel()
	user := func(id string, role staff.Role, teams ...string) staff.User {
		return staff.User{ID: id, Roles: []staff.Role{role}, TeamIDs: teams}
	}
	owner, boss, otherBoss := user("owner", staff.Caseworker, "team"), user("boss", staff.Supervisor, "team"), user("other boss", staff.Supervisor, "far")
	admin, colleague := user("admin", staff.Admin), user("colleague", staff.Caseworker, "team")
	all := []staff.User{owner, boss, otherBoss, admin, colleague}
	gone := func(u staff.User) staff.User { u.Disabled = true; return u }
	for name, tc := range map[string]struct {
		audience deadline.Audience
		users    []staff.User
		want     []string
	}{
		"before the date, the owner":                       {deadline.Owner, all, []string{"owner"}},
		"after the date, the supervisor too":               {deadline.OwnerAndSupervisor, all, []string{"owner", "boss"}},
		"an owner who left is stood in for":                {deadline.Owner, []staff.User{gone(owner), boss, otherBoss, admin}, []string{"boss"}},
		"an owner of whom nothing is known":                {deadline.Owner, []staff.User{boss, admin}, []string{"boss"}},
		"no owner and no supervisor of the team":           {deadline.Owner, []staff.User{gone(owner), gone(boss), otherBoss, admin}, []string{"admin"}},
		"a team without a supervisor, the owner is enough": {deadline.OwnerAndSupervisor, []staff.User{owner, otherBoss, admin}, []string{"owner"}},
		"nobody at all":                                    {deadline.OwnerAndSupervisor, []staff.User{gone(owner)}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tc.want, Recipients(tc.audience, "owner", "team", tc.users)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
