package postgres_test

import (
	"testing"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/postgres"
	"nrmdesk/internal/testkit/sample"
)

// TestWorklist_groupsAreTheRules puts one case into every state on days around
// today and compares the SQL with casefile.UrgencyOf.
func TestWorklist_groupsAreTheRules(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	today := sample.Today
	days := []calendar.Date{{}, today.AddDays(-400), today.AddDays(-1), today, today.AddDays(7), today.AddDays(8), today.AddDays(300)}
	want := map[casefile.Urgency]int{}
	start := sample.Adult(calendar.England)
	for _, state := range []casefile.State{casefile.Enquiry, casefile.ConsentPending, casefile.Draft, casefile.Review, casefile.RGPositive} {
		for _, due := range days {
			c := o.Read(t, o.Case(t, start))
			c.State, c.NextDue.On = state, due
			if err := o.DB.SaveCase(t.Context(), c); err != nil {
				t.Fatal(err)
			}
			want[casefile.UrgencyOf(state, due, today)]++
		}
	}
	for _, group := range casefile.Urgencies {
		got := pages(t, o, postgres.WorklistQuery{
			OrganisationID: o.Caseworker.OrganisationID, OwnerIDs: []string{o.Caseworker.UserID}, Today: today, Group: group, Limit: 3,
		})
		if len(got) != want[group] {
			t.Errorf("%s: %d cases, want %d", group, len(got), want[group])
		}
		for _, item := range got {
			if g := casefile.UrgencyOf(item.Case.State, item.Case.NextDue.On, today); g != group {
				t.Errorf("%s with %s is listed as %s", item.Case.State, item.Case.NextDue.On, group)
			}
			if item.NameToUse != start.NameToUse {
				t.Errorf("name %q", item.NameToUse)
			}
		}
	}
}

// pages reads a whole group a page at a time; a case that comes twice or not
// at all is a fault of the paging.
func pages(t *testing.T, o *sample.Office, q postgres.WorklistQuery) []postgres.WorklistItem {
	t.Helper()
	var all []postgres.WorklistItem
	seen := map[string]bool{}
	for {
		items, err := o.DB.Worklist(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		for _, item := range items {
			if seen[item.Case.ID] {
				t.Fatalf("%s comes twice", item.Case.Ref)
			}
			seen[item.Case.ID] = true
		}
		all = append(all, items...)
		if len(items) < q.Limit {
			return all
		}
		last := items[len(items)-1].Case
		q.After = postgres.WorklistPlace{Due: last.NextDue.On, CaseID: last.ID}
	}
}

func TestWorklist_otherTeamsStayOut(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	o.Case(t, sample.Adult(calendar.England))
	for name, q := range map[string]postgres.WorklistQuery{
		"another team":         {OrganisationID: o.OtherTeam.OrganisationID, TeamIDs: o.OtherTeam.TeamIDs},
		"no team at all":       {OrganisationID: o.Caseworker.OrganisationID, TeamIDs: []string{}},
		"another organisation": {OrganisationID: o.Stranger.OrganisationID, TeamIDs: o.Caseworker.TeamIDs},
		"somebody else's":      {OrganisationID: o.Caseworker.OrganisationID, OwnerIDs: []string{o.Colleague.UserID}},
	} {
		q.Today, q.Group, q.Limit = sample.Today, casefile.Drafts, 10
		if items, err := o.DB.Worklist(t.Context(), q); err != nil || len(items) > 0 {
			t.Errorf("%s: %d cases, %v", name, len(items), err)
		}
	}
}
