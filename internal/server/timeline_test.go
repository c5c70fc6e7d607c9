package server

import (
	"slices"
	"strings"
	"testing"
	"time"

	"nrmdesk/internal/access"
	"nrmdesk/internal/desk"
)

// onlyLooks are the actions that change no case. With desk.CaseChanges they must
// be all there are: a new action has to be put on one side or the other.
var onlyLooks = []access.Action{
	access.ViewCase, access.SearchCases, access.ListCases, access.ListTeam, access.ManageTeam, access.ViewConsent,
	access.ViewReferral, access.ViewDecision, access.ViewDeadlines, access.ViewCalendar, access.ViewTeamCalendar, access.KeepCalendarFeed, access.ReadCalendarFeed,
	access.ViewDeadlineBoard, access.ViewWorkload, access.ViewReminders, access.DeliverReminders, access.MarkReminder,
	access.ReadLink, access.ViewHandoff, access.DraftHandoff, access.ViewInbox, access.OpenReceived, access.AnswerReceived, access.SetInbox, access.ViewAuditTrail, access.VerifyAudit, access.SealAudit, access.ProveAudit, access.ViewSeals, access.ViewConsentRegister, access.ViewDirectory,
	access.ViewAccount, access.ChangePassword, access.ListUsers, access.AddUser, access.ChangeUser, access.ViewHealth, access.TidyService,
	access.ViewEvidence, access.OpenEvidence, access.InspectEvidence, access.VerifyEvidence,
	access.ViewContacts, access.ViewNeeds, access.ViewMoveOn, access.ViewTasks, access.ListTasks, access.ViewTaskList, access.ChangeTaskList,
	access.ViewBook, access.RehearseBook, access.TakeBook, access.ViewForms, access.LoadForm,
	access.PrepareImport, access.RunImports,
	access.PutOffReminder, access.ChooseReminders, access.ViewCover, access.RecordCover, access.EndCover, access.ViewEscalations,
	access.ViewMail, access.RetryMail, access.RecordJob,
	access.ViewLooks, access.SearchLooks,
	access.ShowIdentity, access.ReviewConsent, access.ViewSamples, access.DrawSample, access.ViewFindings, access.RaiseFinding,
	access.ReplyFinding, access.CheckFinding, access.ViewAuditReport, access.SignAuditReport,
	access.ViewOverrides, access.ListSheets, access.WriteSheet, access.PublishSheet, access.KeepDirectory, access.ViewLawfulBasis, access.SetLawfulBasis,
}

func TestTimeline_everyChangeHasWords(t *testing.T) {
	t.Parallel()
	for _, a := range access.All {
		change, look := slices.Contains(desk.CaseChanges, a), slices.Contains(onlyLooks, a)
		if change == look {
			t.Errorf("%s is a change: %v, is a look: %v", a, change, look)
		}
		if _, ok := eventWords[a.String()]; ok != change {
			t.Errorf("%s has words: %v, is a change: %v", a, ok, change)
		}
	}
}

func TestTimeline_saysNothingItDoesNotKnow(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 5, 18, 9, 0, 0, 0, time.UTC)
	for action := range eventWords {
		entry := timelineEntry("ND-7Q4K-29", desk.Event{Action: action, At: at, Facts: map[string]string{
			"surprise": "zzz", "status": "zzz", "outcome": "zzz", "kind": "zzz", "to": "zzz", "from": "zzz", "state": "zzz",
			"entry": "zzz", "class": "zzz", "given_on": "zzz", "items": "zzz", "named": "zzz", "waived": "zzz", "holders_to_tell": "zzz",
		}})
		if shown := entry.Title + strings.Join(entry.Text, " "); strings.Contains(shown, "zzz") || entry.Title == "" {
			t.Errorf("%s is told as %q", action, shown)
		}
	}
}
