package desk_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/testkit/sample"
)

// away arranges cover for the caseworker's leave in June and gives its id.
func away(t *testing.T, o *sample.Office, cover staff.Actor, from, until int) string {
	t.Helper()
	err := o.Desk.RecordCover(t.Context(), o.Caseworker, desk.NewCover{
		UserID: o.Caseworker.UserID, CoverID: cover.UserID, From: day(time.June, from), Until: day(time.June, until), Token: uuid.NewString(),
	})
	if err != nil {
		t.Fatal(err)
	}
	covers, err := o.Desk.LeaveCovers(t.Context(), o.Caseworker)
	if err != nil || len(covers.Mine) == 0 {
		t.Fatal(covers, err)
	}
	return covers.Mine[len(covers.Mine)-1].ID
}

// covering is the actor as a request made now finds them.
func covering(t *testing.T, o *sample.Office, who staff.Actor) staff.Actor {
	t.Helper()
	v, err := o.DB.Visitor(t.Context(), who.UserID)
	if err != nil {
		t.Fatal(err)
	}
	who.Covers = v.CoveredOn(o.Desk.Today())
	return who
}

func TestCover_isToldInPlaceOfWhoIsAway(t *testing.T) {
	t.Parallel()
	o := laddered(t, "10;5;1")
	ref := challenging(t, o)
	away(t, o, o.OtherTeam, 1, 7)
	atEight(o, day(time.June, 1))
	if done := sweep(t, o); done.Messages != 2 {
		t.Errorf("%+v, want a notice for each", done)
	}
	same(t, "only the cover is written to", []string{"otto 1"}, outbox(t, o))
	same(t, "who is away finds it in their list", []string{"10_before"}, list(t, o, o.Caseworker))
	if got := open(t, o, o.OtherTeam); len(got) != 1 || got[0].CoveringFor != "Casey Caseworker" {
		t.Errorf("the cover has %+v", got)
	}
	// The cover acts: that is enough for both.
	mark(t, o, o.OtherTeam)
	same(t, "over for who is away", []string(nil), list(t, o, o.Caseworker))
	atEight(o, day(time.June, 6))
	sweep(t, o)
	same(t, "the next step, to the cover", []string{"otto 1"}, outbox(t, o))
	// Back on the 8th: what nobody dealt with is in the first digest.
	atEight(o, day(time.June, 8))
	sweep(t, o)
	same(t, "on the first day back", []string{"casey 1"}, outbox(t, o))
	same(t, "the cover is rid of it", []string(nil), list(t, o, o.OtherTeam))
	if o.Read(t, ref).OwnerID != o.Caseworker.UserID {
		t.Error("the case changed hands")
	}
}

func TestCover_takesOverWhatWasOpenBefore(t *testing.T) {
	t.Parallel()
	o := laddered(t, "10;5;1")
	challenging(t, o)
	atEight(o, day(time.June, 1))
	sweep(t, o)
	same(t, "before the leave", []string{"casey 1"}, outbox(t, o))
	id := away(t, o, o.Colleague, 2, 9)
	atEight(o, day(time.June, 2))
	if done := sweep(t, o); done.HandedOver != 1 || done.Reminders != 0 {
		t.Errorf("on the first day: %+v", done)
	}
	same(t, "the cover is told what is open", []string{"colin 1"}, outbox(t, o))
	same(t, "a second sweep", desk.Swept{}, sweep(t, o))

	if err := o.Desk.EndCover(t.Context(), o.Caseworker, id, ""); err != nil {
		t.Fatal(err)
	}
	same(t, "ended early, taken back at once", []string(nil), list(t, o, o.Colleague))
	away(t, o, o.Colleague, 2, 9)
	sweep(t, o)
	same(t, "arranged again, given back", []string{"10_before"}, list(t, o, o.Colleague))
}

func TestCover_isNotAWayRoundAnEscalation(t *testing.T) {
	t.Parallel()
	o := laddered(t, "0;-1:escalation")
	ref := string(challenging(t, o))
	away(t, o, o.Deputy, 8, 14) // a supervisor covers
	atEight(o, day(time.June, 11))
	sweep(t, o)
	same(t, "on the day, the cover", []string{"deputy 1"}, outbox(t, o))
	atEight(o, day(time.June, 12))
	sweep(t, o)
	same(t, "the other supervisor, not the cover who did not act", []string{"sue 1 " + ref}, outbox(t, o))
}

func TestCover_theTrailSaysWhoActedAndForWhom(t *testing.T) {
	t.Parallel()
	o := sample.LawDesk(t)
	o.Move(time.Date(2026, time.June, 1, 8, 0, 0, 0, calendar.London()))
	ref := o.Case(t, sample.Adult(calendar.England))
	away(t, o, o.OtherTeam, 1, 7)
	cover := covering(t, o, o.OtherTeam)
	if err := o.Desk.AddNote(t.Context(), cover, o.Edit(t, ref), "Rang the client back."); err != nil {
		t.Fatal(err)
	}
	line, err := o.Desk.Timeline(t.Context(), o.Supervisor, ref, 0, 10)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(line.Events, func(e desk.Event) bool { return e.Action == "case.add_note" })
	if i < 0 || line.Events[i].By != "Otto Otherteam" || line.Events[i].Facts["as_cover_for"] != "Casey Caseworker" {
		t.Errorf("the timeline has %+v", line.Events)
	}
	// Who reaches the case by their team alone acts as themselves.
	if err := o.Desk.AddNote(t.Context(), o.Colleague, o.Edit(t, ref), "Saw them, too."); err != nil {
		t.Fatal(err)
	}
	line, err = o.Desk.Timeline(t.Context(), o.Supervisor, ref, 0, 10)
	if err != nil || line.Events[0].Facts["as_cover_for"] != "" {
		t.Errorf("%+v, %v", line.Events[0], err)
	}
}
