package casefile_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
)

var (
	today     = calendar.NewDate(2026, time.May, 18)
	yesterday = today.AddDays(-1)
	tomorrow  = today.AddDays(1)
)

func TestNextStep_firstMatchWins(t *testing.T) {
	t.Parallel()
	type facts = casefile.Facts
	tests := []struct {
		name   string
		state  casefile.State
		change func(*facts)
		want   casefile.Step
	}{
		{"safety not recorded comes before everything", casefile.RGPositive,
			func(f *facts) { f.SafetyRecorded, f.ConsentWithdrawn, f.HoldersToTell = false, true, 2 },
			casefile.Step{Code: casefile.StepSafety, Action: casefile.ActSafeContact}},
		{"consent withdrawn and people to tell", casefile.Withdrawn,
			func(f *facts) { f.ConsentHolds, f.ConsentWithdrawn, f.HoldersToTell = false, true, 2 },
			casefile.Step{Code: casefile.StepStopSharing, Action: casefile.ActTellHolders, Tell: 2}},
		{"consent withdrawn and everybody told", casefile.Withdrawn,
			func(f *facts) { f.ConsentHolds, f.ConsentWithdrawn = false, true },
			casefile.Step{Code: casefile.StepClose, Action: casefile.ActClose}},
		{"decision waits for the second person", casefile.Submitted,
			func(f *facts) { f.Unconfirmed = yesterday },
			casefile.Step{Code: casefile.StepConfirm, Action: casefile.ActConfirm, Waiting: true, Since: yesterday}},
		{"refused and a duty owed", casefile.Refused,
			func(f *facts) { f.ConsentHolds, f.DutyToNotify = false, true },
			casefile.Step{Code: casefile.StepDutyToNotify, Action: casefile.ActDutyToNotify}},
		{"refused and no duty", casefile.Refused,
			func(f *facts) { f.ConsentHolds = false },
			casefile.Step{Code: casefile.StepClose, Action: casefile.ActClose}},
		{"consent missing", casefile.ConsentPending,
			func(f *facts) { f.ConsentHolds = false },
			casefile.Step{Code: casefile.StepConsent, Action: casefile.ActConsent}},
		{"client needs more time", casefile.ConsentPending,
			func(f *facts) { f.ConsentHolds, f.AskAgainOn = false, tomorrow },
			casefile.Step{Code: casefile.StepConsentLater, Action: casefile.ActConsent, Waiting: true, Due: tomorrow}},
		{"the agreed date has come", casefile.ConsentPending,
			func(f *facts) { f.ConsentHolds, f.AskAgainOn = false, today },
			casefile.Step{Code: casefile.StepConsent, Action: casefile.ActConsent, Due: today}},
		{"referral half written", casefile.Draft,
			func(f *facts) { f.SectionsDone, f.SectionsTotal = 4, 9 },
			casefile.Step{Code: casefile.StepReferral, Action: casefile.ActReferral, Done: 4, Of: 9}},
		{"with the supervisor", casefile.Review,
			func(f *facts) { f.ReviewSince = yesterday },
			casefile.Step{Code: casefile.StepReview, Action: casefile.ActReview, Waiting: true, Since: yesterday}},
		{"approved, to be sent", casefile.Review,
			func(f *facts) { f.ReviewApproved = true },
			casefile.Step{Code: casefile.StepSend, Action: casefile.ActCheckAndRecord}},
		{"sent, no RG decision", casefile.Submitted,
			func(f *facts) { f.SubmittedOn, f.RGExpectedBy = yesterday, tomorrow },
			casefile.Step{Code: casefile.StepAwaitRG, Action: casefile.ActRecordRG, Waiting: true, Since: yesterday, Due: tomorrow}},
		{"on hold", casefile.CGSuspended,
			func(f *facts) { f.SuspendedOn = yesterday },
			casefile.Step{Code: casefile.StepOnHold, Action: casefile.ActResume, Waiting: true, Since: yesterday}},
		{"negative decision", casefile.RGNegative,
			func(f *facts) { f.ReconsiderBy, f.NextDateDue = tomorrow, tomorrow.AddDays(60) },
			casefile.Step{Code: casefile.StepNegative, Action: casefile.ActChecklist, Due: tomorrow}},
		{"negative decision, the day to ask again has passed", casefile.CGNegative,
			func(f *facts) { f.ReconsiderBy, f.NextDateDue = yesterday, tomorrow },
			casefile.Step{Code: casefile.StepNegative, Action: casefile.ActChecklist, Due: yesterday}},
		{"reconsideration asked for", casefile.Reconsidering,
			func(f *facts) { f.ReconAskedOn = yesterday },
			casefile.Step{Code: casefile.StepReconsidering, Action: casefile.ActRecordOutcome, Waiting: true, Since: yesterday}},
		{"positive CG", casefile.CGPositive,
			func(f *facts) { f.NextDateDue, f.NextDateTitle = tomorrow, "Move-on support ends" },
			casefile.Step{Code: casefile.StepMoveOn, Action: casefile.ActPlanExit, Due: tomorrow, Title: "Move-on support ends"}},
		{"CG letter here before an unanswered handoff", casefile.RGPositive,
			func(f *facts) { f.CGLetterOn, f.HandoffSince = today, yesterday },
			casefile.Step{Code: casefile.StepRecordCG, Action: casefile.ActRecordCG, Since: today}},
		{"CG may come from today", casefile.RGPositive,
			func(f *facts) { f.CGEarliestOn = today },
			casefile.Step{Code: casefile.StepRecordCG, Action: casefile.ActRecordCG, Waiting: true, Since: today}},
		{"handoff unanswered while the CG is awaited", casefile.RGPositive,
			func(f *facts) { f.CGEarliestOn, f.HandoffSince = today, yesterday },
			casefile.Step{Code: casefile.StepHandoff, Action: casefile.ActViewHandoff, Since: yesterday}},
		{"in recovery", casefile.RGPositive,
			func(f *facts) { f.CGEarliestOn, f.NextDateDue, f.NextDateTitle = tomorrow, tomorrow, "Check-in" },
			casefile.Step{Code: casefile.StepRecovery, Action: casefile.ActCheckIn, Due: tomorrow, Title: "Check-in"}},
		{"closed", casefile.Closed, func(f *facts) { f.SafetyRecorded = false },
			casefile.Step{Code: casefile.StepClosed}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := facts{State: tt.state, Today: today, SafetyRecorded: true, ConsentHolds: true}
			tt.change(&f)
			if diff := cmp.Diff(tt.want, casefile.NextStep(f)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestUrgencyOf(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		state casefile.State
		due   calendar.Date
		want  casefile.Urgency
	}{
		{"a day late", casefile.Submitted, yesterday, casefile.Overdue},
		{"due today is not late", casefile.Submitted, today, casefile.DueIn7},
		{"due in exactly seven days", casefile.RGPositive, today.AddDays(7), casefile.DueIn7},
		{"due in eight days", casefile.RGPositive, today.AddDays(8), casefile.DueLater},
		{"nothing dated", casefile.Reconsidering, calendar.Date{}, casefile.Waiting},
		{"review has nothing dated", casefile.Review, calendar.Date{}, casefile.Waiting},
		{"draft", casefile.Draft, calendar.Date{}, casefile.Drafts},
		{"draft with a date far off", casefile.ConsentPending, today.AddDays(30), casefile.Drafts},
		{"draft with a date past", casefile.ConsentPending, yesterday, casefile.Overdue},
		{"closed with a date past", casefile.Closed, yesterday, casefile.NotListed},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := casefile.UrgencyOf(tt.state, tt.due, today); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
	for _, u := range casefile.Urgencies {
		if u.Name() == "" {
			t.Errorf("%s has no heading", u)
		}
	}
}
