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
	owner, boss, deputy, otherBoss := user("owner", staff.Caseworker, "team"), user("boss", staff.Supervisor, "team"), user("deputy", staff.Supervisor, "team"), user("other boss", staff.Supervisor, "far")
	admin, colleague, farAway := user("admin", staff.Admin), user("colleague", staff.Caseworker, "team"), user("far", staff.Caseworker, "far")
	all := []staff.User{owner, boss, otherBoss, admin, colleague, farAway}
	gone := func(u staff.User) staff.User { u.Disabled = true; return u }
	type covers = map[string]string
	for name, tc := range map[string]struct {
		audience deadline.Audience
		users    []staff.User
		covers   covers
		want     string // who, "for whom" in brackets, ~ before who is told quietly
	}{
		"before the date, the owner":                       {deadline.Owner, all, nil, "owner"},
		"after the date, the supervisor too":               {deadline.OwnerAndSupervisor, all, nil, "owner boss"},
		"an owner who left is stood in for":                {deadline.Owner, []staff.User{gone(owner), boss, otherBoss, admin}, nil, "boss"},
		"an owner of whom nothing is known":                {deadline.Owner, []staff.User{boss, admin}, nil, "boss"},
		"no owner and no supervisor of the team":           {deadline.Owner, []staff.User{gone(owner), gone(boss), otherBoss, admin}, nil, "admin"},
		"a team without a supervisor, the owner is enough": {deadline.OwnerAndSupervisor, []staff.User{owner, otherBoss, admin}, nil, "owner"},
		"nobody at all":                                    {deadline.OwnerAndSupervisor, []staff.User{gone(owner)}, nil, ""},

		"an escalation is for the supervisors":              {deadline.Escalation, append(all, deputy), nil, "boss deputy"},
		"an escalation in a team without one":               {deadline.Escalation, []staff.User{owner, otherBoss, admin}, nil, "admin"},
		"a supervisor's own case goes to the other one":     {deadline.Escalation, []staff.User{user("owner", staff.Supervisor, "team"), boss}, nil, "boss"},
		"a supervisor's own case, and there is no other":    {deadline.Escalation, []staff.User{user("owner", staff.Supervisor, "team"), admin}, nil, "admin"},
		"a supervisor who covers was to act themselves":     {deadline.Escalation, append(all, deputy), covers{"owner": "deputy"}, "boss"},
		"nobody to escalate to, not even an admin":          {deadline.Escalation, []staff.User{owner}, nil, ""},
		"the owner is away, their cover is told":            {deadline.Owner, all, covers{"owner": "colleague"}, "~owner colleague(owner)"},
		"a cover from another team reaches the cases":       {deadline.Owner, all, covers{"owner": "far"}, "~owner far(owner)"},
		"the cover left, so the supervisors":                {deadline.Owner, []staff.User{owner, boss, gone(colleague)}, covers{"owner": "colleague"}, "~owner boss"},
		"the cover lost their role, so the supervisors":     {deadline.Owner, []staff.User{owner, boss, user("colleague", staff.Auditor)}, covers{"owner": "colleague"}, "~owner boss"},
		"the cover is away too, so the supervisors":         {deadline.Owner, all, covers{"owner": "colleague", "colleague": "far"}, "~owner boss"},
		"all away, so the admins":                           {deadline.Owner, []staff.User{owner, admin}, covers{"owner": "x"}, "~owner admin"},
		"all away and no admin":                             {deadline.Owner, []staff.User{owner}, covers{"owner": "x"}, ""},
		"the cover is the supervisor":                       {deadline.OwnerAndSupervisor, all, covers{"owner": "boss"}, "~owner boss"},
		"the supervisor is away, covered within the team":   {deadline.Escalation, all, covers{"boss": "colleague"}, "~boss colleague(boss)"},
		"the supervisor is away, covered by another team":   {deadline.Escalation, all, covers{"boss": "far"}, "~boss admin"},
		"the supervisor is away, the other one is there":    {deadline.Escalation, append(all, deputy), covers{"boss": "far"}, "~boss deputy"},
		"the supervisor covers for the owner and is away":   {deadline.Owner, append(all, deputy), covers{"owner": "boss", "boss": "deputy"}, "~owner ~boss deputy"},
		"the owner who left is covered for, but is not one": {deadline.Owner, []staff.User{gone(owner), colleague, boss}, covers{"owner": "colleague"}, "boss"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := ""
			for i, r := range (Office{Users: tc.users, Covers: tc.covers}).Recipients(tc.audience, "owner", "team") {
				if i > 0 {
					got += " "
				}
				if r.Quiet {
					got += "~"
				}
				got += r.UserID
				if r.CoveringFor != "" {
					got += "(" + r.CoveringFor + ")"
				}
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestMailFor(t *testing.T) {
	t.Parallel()
	step := func(category deadline.Category, daysBefore int, a deadline.Audience) Step {
		return Step{Category: category, DaysBefore: daysBefore, Audience: a}
	}
	none := Choices{}
	off := Choices{NoDigest: true, Off: append([]deadline.Category{deadline.Safety}, Choosable...)}
	for name, tc := range map[string]struct {
		step    Step
		choices Choices
		quiet   bool
		want    Mail
	}{
		"before a limit, in the morning":          {step(deadline.Limit, 5, deadline.Owner), none, false, InDigest},
		"on the day of a limit":                   {step(deadline.Limit, 0, deadline.Owner), none, false, InDigest},
		"a limit that has passed, at once":        {step(deadline.Limit, -1, deadline.Owner), none, false, Single},
		"a period that has ended, in the morning": {step(deadline.Period, -1, deadline.Owner), none, false, InDigest},
		"a check of our own, in the morning":      {step(deadline.Practice, -1, deadline.Owner), none, false, InDigest},
		"safety, at once even before the date":    {step(deadline.Safety, 5, deadline.Owner), none, false, Single},
		"an escalation, at once":                  {step(deadline.Practice, 0, deadline.Escalation), none, false, Single},
		"the digest is off":                       {step(deadline.Limit, 5, deadline.Owner), Choices{NoDigest: true}, false, NoMail},
		"the category is off":                     {step(deadline.Period, 5, deadline.Owner), Choices{Off: []deadline.Category{deadline.Period}}, false, NoMail},
		"another category is off":                 {step(deadline.Limit, 5, deadline.Owner), Choices{Off: []deadline.Category{deadline.Period}}, false, InDigest},
		"a breach cannot be switched off":         {step(deadline.Limit, -1, deadline.Owner), off, false, Single},
		"safety cannot be switched off":           {step(deadline.Safety, 5, deadline.Owner), off, false, Single},
		"an escalation cannot be switched off":    {step(deadline.Practice, 0, deadline.Escalation), off, false, Single},
		"a breach waits for who is away":          {step(deadline.Limit, -1, deadline.Owner), none, true, InDigest},
		"whatever they switched off":              {step(deadline.Safety, 0, deadline.Owner), off, true, InDigest},
		"the ordinary waits, too":                 {step(deadline.Period, 5, deadline.Owner), none, true, InDigest},
		"unless they switched it off":             {step(deadline.Period, 5, deadline.Owner), off, true, NoMail},
	} {
		if got := tc.choices.MailFor(tc.step, Recipient{Quiet: tc.quiet}); got != tc.want {
			t.Errorf("%s: %s, want %s", name, got, tc.want)
		}
	}
}
