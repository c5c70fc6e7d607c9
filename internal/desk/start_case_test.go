package desk_test

import (
	"errors"
	"testing"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/person"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/testkit/sample"
)

func TestStartCase(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		start person.Start
		want  casefile.State
	}{
		"an adult is asked for consent first":              {sample.Adult(calendar.England), casefile.ConsentPending},
		"a child with its local authority told is a draft": {sample.Child(calendar.Scotland), casefile.Draft},
		"a child whose local authority is not told yet is an enquiry": {
			func() person.Start { s := sample.Child(calendar.Wales); s.LocalAuthorityContact = ""; return s }(), casefile.Enquiry,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := sample.Desk(t)
			ref := o.Case(t, tc.start)
			if got := o.Read(t, ref).State; got != tc.want {
				t.Errorf("state %s, want %s", got, tc.want)
			}
		})
	}
}

func TestStartCase_secondPressGivesTheSameCase(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	in := desk.NewCase{Start: sample.Adult(calendar.England), Token: "one-form"}
	first, err := o.Desk.StartCase(t.Context(), o.Caseworker, in)
	if err != nil {
		t.Fatal(err)
	}
	second, err := o.Desk.StartCase(t.Context(), o.Caseworker, in)
	if err != nil || second != first {
		t.Errorf("second press gave %s, %v; want %s", second, err, first)
	}
}

func TestStartCase_onlyForThoseWhoMay(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	for name, actor := range map[string]staff.Actor{"auditor": o.Auditor, "admin": o.Admin} {
		_, err := o.Desk.StartCase(t.Context(), actor, desk.NewCase{Start: sample.Adult(calendar.England)})
		if !errors.Is(err, fault.Forbidden) {
			t.Errorf("%s: %v, want forbidden", name, err)
		}
	}
}
