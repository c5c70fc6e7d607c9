package desk_test

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/referral"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/testkit/sample"
)

// writable is an office with an adult's case whose referral may be written.
func writable(t *testing.T) (*sample.Office, casefile.Ref) {
	t.Helper()
	o := sample.Desk(t)
	ref := o.Case(t, sample.Adult(calendar.England))
	o.Consented(t, ref)
	return o, ref
}

func savePage(t *testing.T, o *sample.Office, who staff.Actor, ref casefile.Ref, task, page string, answers referral.Answers) error {
	t.Helper()
	f := o.Referral(t, ref)
	return o.Desk.SaveReferralPage(t.Context(), who, desk.SavePage{
		Ref: ref, Task: task, Page: page, Seen: f.Seen(f.Draft.Form.Task(task).Page(page)), Answers: answers,
	})
}

func TestSaveReferralPage_keepsOnlyItsOwnAnswers(t *testing.T) {
	t.Parallel()
	o, ref := writable(t)
	if err := savePage(t, o, o.Caseworker, ref, "about_report", "cover", referral.Answers{"responder_backup_email": {"duty@example.org"}}); err != nil {
		t.Fatal(err)
	}
	version := o.Read(t, ref).Version
	err := savePage(t, o, o.Colleague, ref, "about_report", "your_details", referral.Answers{
		"responder_first_name": {"Casey"}, "responder_backup_email": {"wrong@example.org"}, "consent_to_nrm": {"no"}, "nonsense": {"x"},
	})
	if err != nil {
		t.Fatalf("half-filled page: %v", err)
	}
	f := o.Referral(t, ref)
	got := []string{f.Draft.Text("responder_first_name"), f.Draft.Text("responder_backup_email"), f.Draft.Text("consent_to_nrm"), f.Draft.Text("nonsense")}
	if diff := cmp.Diff([]string{"Casey", "duty@example.org", "yes", ""}, got); diff != "" {
		t.Error(diff)
	}
	if len(f.Authors) != 2 {
		t.Errorf("authors %v, want both writers", f.Authors)
	}
	if got := o.Read(t, ref).Version; got != version {
		t.Errorf("writing raised the version of the case from %d to %d", version, got)
	}
}

func TestSaveReferralPage_refusesWhatCannotBeRight(t *testing.T) {
	t.Parallel()
	o, ref := writable(t)
	for name, tc := range map[string]struct {
		task, page, field, value, code string
	}{
		"an organisation that is not on the list": {"about_report", "organisation", "responder_organisation", "Nobody Ltd", "not_in_list"},
		"an address without an at sign":           {"about_report", "cover", "responder_backup_email", "duty", "not_an_email"},
		"a birthday next year":                    {"about_client", "date_of_birth", "date_of_birth", "2027-01-01", "in_future"},
		"31 February":                             {"about_client", "date_of_birth", "date_of_birth", "1990-02-31", "not_a_real_date"},
		"20 KB in a box":                          {"what_happened", "beginning", "how_it_began", string(bytes.Repeat([]byte("x"), 20_000)), "too_long"},
	} {
		err := savePage(t, o, o.Caseworker, ref, tc.task, tc.page, referral.Answers{tc.field: {tc.value}})
		var invalid *fault.Invalid
		if !errors.As(err, &invalid) || invalid.Problems[0].Field != tc.field || invalid.Problems[0].Code != tc.code {
			t.Errorf("%s: %v, want %s: %s", name, err, tc.field, tc.code)
		}
	}
	if got := o.Referral(t, ref).Draft.Text("how_it_began"); got != "" {
		t.Error("a refused answer was kept")
	}
}

func TestSaveReferralPage_secondWriterSeesBothTexts(t *testing.T) {
	t.Parallel()
	o, ref := writable(t)
	f := o.Referral(t, ref)
	page := f.Draft.Form.Task("what_happened").Page("beginning")
	save := func(who staff.Actor, seen, text string) error {
		return o.Desk.SaveReferralPage(t.Context(), who, desk.SavePage{
			Ref: ref, Task: "what_happened", Page: "beginning", Seen: seen, Answers: referral.Answers{"how_it_began": {text}},
		})
	}
	seen := f.Seen(page)
	if err := save(o.Colleague, seen, "She was offered work."); err != nil {
		t.Fatal(err)
	}
	err := save(o.Caseworker, seen, "He was offered a job.")
	var conflict *desk.PageConflict
	if !errors.As(err, &conflict) {
		t.Fatalf("got %v, want a conflict", err)
	}
	if conflict.Theirs.Text("how_it_began") != "She was offered work." || conflict.By != "Colin Colleague" || conflict.At.IsZero() {
		t.Errorf("conflict tells %+v", conflict)
	}
	var general *fault.Conflict
	if !errors.As(err, &general) {
		t.Error("other rooms do not see a conflict")
	}
	if err := save(o.Caseworker, conflict.Seen, "He was offered a job."); err != nil {
		t.Errorf("after seeing both: %v", err)
	}
	if err := save(o.Caseworker, seen, "He was offered a job."); err != nil {
		t.Errorf("second press: %v", err)
	}
}

func TestSaveReferralPage_differentPagesDoNotCollide(t *testing.T) {
	t.Parallel()
	o, ref := writable(t)
	f := o.Referral(t, ref)
	task := f.Draft.Form.Task("what_happened")
	for who, in := range map[string]struct {
		actor       staff.Actor
		page, field string
	}{"one": {o.Caseworker, "beginning", "how_it_began"}, "other": {o.Colleague, "work", "tasks_and_hours"}} {
		err := o.Desk.SaveReferralPage(t.Context(), in.actor, desk.SavePage{
			Ref: ref, Task: task.ID, Page: in.page, Seen: f.Seen(task.Page(in.page)), Answers: referral.Answers{in.field: {"text"}},
		})
		if err != nil {
			t.Errorf("%s: %v", who, err)
		}
	}
}

func TestSaveReferralPage_learnsNamesAndBirth(t *testing.T) {
	t.Parallel()
	o, ref := writable(t)
	answers := referral.Answers{"first_name": {"Ardita"}, "last_name": {"Prenga"}, "alias": {"Dita"}}
	if err := savePage(t, o, o.Caseworker, ref, "about_client", "name", answers); err != nil {
		t.Fatal(err)
	}
	if err := savePage(t, o, o.Caseworker, ref, "about_client", "date_of_birth", referral.Answers{"date_of_birth": {"1990-02-01"}}); err != nil {
		t.Fatal(err)
	}
	head := o.Referral(t, ref).Head
	if want := calendar.NewDate(1990, time.February, 1); head.DateOfBirth != want {
		t.Errorf("date of birth %s, want %s", head.DateOfBirth, want)
	}
	if head.Client.NameToUse != "Ana Testova" {
		t.Errorf("the name to use became %q", head.Client.NameToUse)
	}
}

func TestSaveReferralPage_onlyByThoseWhoMay(t *testing.T) {
	t.Parallel()
	o, ref := writable(t)
	for name, tc := range map[string]struct {
		actor staff.Actor
		want  error
	}{
		"auditor":               {o.Auditor, fault.Forbidden},
		"admin":                 {o.Admin, fault.Forbidden},
		"another team":          {o.OtherTeam, fault.NotFound},
		"another organisation":  {o.Stranger, fault.NotFound},
		"a colleague":           {o.Colleague, nil},
		"a supervisor":          {o.Supervisor, nil},
		"nobody who signed in":  {staff.Actor{}, fault.Forbidden},
		"a page there is none":  {o.Caseworker, fault.NotFound},
		"a task there is none ": {o.Caseworker, fault.NotFound},
	} {
		page := "cover"
		if name == "a page there is none" {
			page = "no_such_page"
		}
		task := "about_report"
		if name == "a task there is none " {
			task = "no_such_task"
		}
		err := o.Desk.SaveReferralPage(t.Context(), tc.actor, desk.SavePage{Ref: ref, Task: task, Page: page})
		if !errors.Is(err, tc.want) {
			t.Errorf("%s: %v, want %v", name, err, tc.want)
		}
	}
}

func TestSaveReferralPage_onlyWhileItIsADraft(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	waiting := o.Case(t, sample.Adult(calendar.England))
	reviewed := o.Case(t, sample.Adult(calendar.England))
	o.Consented(t, reviewed)
	o.InReview(t, reviewed)
	for _, ref := range []casefile.Ref{waiting, reviewed} {
		err := savePage(t, o, o.Caseworker, ref, "about_report", "cover", referral.Answers{"responder_backup_email": {"a@example.org"}})
		var conflict *fault.Conflict
		if !errors.As(err, &conflict) {
			t.Errorf("%s: %v, want a conflict", o.Read(t, ref).State, err)
		}
	}
}

func TestCompleteSection(t *testing.T) {
	t.Parallel()
	o, ref := writable(t)
	err := o.Desk.CompleteSection(t.Context(), o.Caseworker, ref, "police", true)
	var invalid *fault.Invalid
	if !errors.As(err, &invalid) {
		t.Fatalf("an empty section was completed: %v", err)
	}
	if err := savePage(t, o, o.Caseworker, ref, "police", "reference", referral.Answers{"has_crime_reference": {"no"}}); err != nil {
		t.Fatal(err)
	}
	f := o.Referral(t, ref)
	if got := f.TaskState(f.Draft.Form.Task("police")); got != referral.InProgress {
		t.Errorf("before its writer says so: %s", got)
	}
	if err := o.Desk.CompleteSection(t.Context(), o.Caseworker, ref, "police", true); err != nil {
		t.Fatal(err)
	}
	f = o.Referral(t, ref)
	if got := f.TaskState(f.Draft.Form.Task("police")); got != referral.Completed {
		t.Errorf("after: %s", got)
	}
}

func TestReferral_knowsWhatTheCaseKnows(t *testing.T) {
	t.Parallel()
	known := func(t *testing.T, f desk.ReferralFile, field string) string {
		t.Helper()
		if _, ok := f.Draft.Known(f.Draft.Form.Field(field)); !ok {
			return ""
		}
		return f.Draft.Text(field)
	}
	o := sample.Desk(t)
	adult := o.Case(t, sample.Adult(calendar.Scotland))
	o.WithConsent(t, adult, func(r *consent.Record) { r.WantsSupport, r.ContactBy[consent.Email] = consent.Yes, consent.Yes })
	child := o.Case(t, sample.Child(calendar.Wales))
	o.ConsentNotRequired(t, child)
	for name, tc := range map[string]struct {
		ref  casefile.Ref
		want map[string]string
	}{
		"an adult who agreed": {adult, map[string]string{
			"work_email": "casey.caseworker@example.org", "own_reference": string(adult), "report_nation": "scotland", "age_status": "adult",
			"consent_to_nrm": "yes", "wants_support": "yes", "will_help_authorities": "yes", "decision_recipient": "client",
			"client_contact_methods": "email", "needs_interpreter": "yes", "interpreter_language": "Albanian",
		}},
		"a child": {child, map[string]string{
			"age_status": "under_18", "report_nation": "wales", "consent_to_nrm": "", "wants_support": "", "will_help_authorities": "",
		}},
	} {
		f := o.Referral(t, tc.ref)
		for field, want := range tc.want {
			if got := known(t, f, field); got != want {
				t.Errorf("%s: %s is %q, want %q", name, field, got, want)
			}
		}
	}
}
