package demo

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/signin"
)

func TestPlan_hasEveryStateAndIsAsLongAsItSays(t *testing.T) {
	t.Parallel()
	if n := len(order()); n != Usual.Cases {
		t.Errorf("the stories add up to %d cases, the usual demo has %d", n, Usual.Cases)
	}
	count := map[casefile.State]int{}
	for place := range Usual.Cases {
		count[storyAt(place).ends]++
	}
	for _, s := range casefile.States {
		if count[s] == 0 {
			t.Errorf("no case ends at %s", s)
		}
		t.Logf("%-16s %d", s, count[s])
	}
	names := map[string]bool{}
	for _, s := range stories() {
		if names[s.name] || s.times == 0 {
			t.Errorf("the story %q is told twice, or never", s.name)
		}
		names[s.name] = true
	}
}

func TestPlan_firstCasesAreThoseMarked(t *testing.T) {
	t.Parallel()
	marked := len(slices.DeleteFunc(stories(), func(s story) bool { return !s.first }))
	if marked != Usual.First {
		t.Errorf("%d stories are marked to come first, the usual demo begins with %d", marked, Usual.First)
	}
}

func TestPeople(t *testing.T) {
	t.Parallel()
	if len(People) != 12 {
		t.Errorf("%d people", len(People))
	}
	for _, p := range append(slices.Clone(People), leaver) {
		if err := signin.CheckNewPassword("password", Password, p.Name, p.Email, p.Organisation).Err(); err != nil {
			t.Errorf("%s could not choose the demo's password: %v", p.Name, err)
		}
		u := staff.User{Name: p.Name, Email: p.Email, Roles: p.Roles, TeamIDs: p.teams()}
		if err := staff.CheckUser(u).Err(); err != nil {
			t.Errorf("%s: %v", p.Name, err)
		}
	}
}

func TestInvent_samePlaceSameClient(t *testing.T) {
	t.Parallel()
	o := Office{Now: func() time.Time { return time.Date(2026, time.September, 16, 15, 0, 0, 0, time.UTC) }}
	cast := team{workers: make([]staff.Actor, 1), supervisors: make([]staff.Actor, 1)}
	invent := func(place int) client {
		return newTeller(t.Context(), o, &desk.Desk{}, cast, place).invent(storyAt(place), storyAt(place).teamAt(place))
	}
	seen := map[string]int{}
	for place := range Usual.Cases {
		c := invent(place)
		if diff := cmp.Diff(c, invent(place), cmp.AllowUnexported(client{}, location{}, account{}, calendar.Date{})); diff != "" {
			t.Fatalf("place %d: two tellings differ:\n%s", place, diff)
		}
		name := c.first + " " + c.last
		if other, taken := seen[name]; taken {
			t.Errorf("places %d and %d are both %s", other, place, name)
		}
		seen[name] = place
	}
}
