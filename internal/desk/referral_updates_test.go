package desk_test

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/referral"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
	"nrmdesk/internal/testkit/papers"
	"nrmdesk/internal/testkit/sample"
)

// sentToday is a case whose referral was written, approved and sent today.
func sentToday(t *testing.T, o *sample.Office) casefile.Ref {
	t.Helper()
	ref := o.Case(t, sample.Adult(calendar.England))
	o.Consented(t, ref)
	o.Submitted(t, ref, sample.Today)
	return ref
}

// standing are the updates of a case as "number kind state".
func standing(t *testing.T, o *sample.Office, ref casefile.Ref) []string {
	t.Helper()
	f, err := o.Desk.AfterSending(t.Context(), o.Caseworker, ref)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, u := range f.Updates {
		lines = append(lines, string(u.Kind)+" "+string(u.State))
	}
	return lines
}

func TestAmendReferral_fromBeforeAndAfterToTheAuthority(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := sentToday(t, o)
	sent := o.Referral(t, ref).Referral
	ctx := t.Context()
	edit, in := o.Edit(t, ref), o.Amendment(t, ref, "how_it_began", "A neighbour offered the work.")
	effect, err := o.Desk.PreviewAmendment(ctx, o.Caseworker, ref, in)
	if err != nil || len(effect.Changes) != 1 || effect.Changes[0].Before[0] != "The client said so on the day of the interview." || effect.Changes[0].After[0] != "A neighbour offered the work." {
		t.Fatalf("the preview shows %+v, %v", effect, err)
	}
	for range 2 { // the same form pressed twice
		if err := o.Desk.AmendReferral(ctx, o.Caseworker, edit, in); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff([]string{"amendment waits_for_review"}, standing(t, o, ref)); diff != "" {
		t.Fatal(diff)
	}
	if diff := cmp.Diff([]string{"TELL-AUTHORITY-2WD 2026-05-20 open"}, ofClock(t, o, ref, "TELL-AUTHORITY")); diff != "" {
		t.Error(diff)
	}
	told := func() error { return o.Desk.RecordAuthorityTold(ctx, o.Caseworker, o.Edit(t, ref), 1, o.Passed()) }
	if err := told(); kindOf(err) != "conflict" {
		t.Errorf("told before a second person looked: %v", err)
	}
	if err := o.Desk.AmendReferral(ctx, o.Caseworker, o.Edit(t, ref), in); kindOf(err) != "conflict" {
		t.Errorf("the same answer amended while an amendment waits: %v", err)
	}
	approve := referral.Review{Outcome: referral.Approved}
	if err := o.Desk.ReviewAmendment(ctx, o.Supervisor, o.Edit(t, ref), 1, approve); err != nil {
		t.Fatal(err)
	}
	if err := told(); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"amendment authority_told"}, standing(t, o, ref)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"TELL-AUTHORITY-2WD 2026-05-20 met"}, ofClock(t, o, ref, "TELL-AUTHORITY")); diff != "" {
		t.Error(diff)
	}
	if err := told(); kindOf(err) != "conflict" {
		t.Errorf("told twice: %v", err)
	}
	now := o.Referral(t, ref).Referral
	if !bytes.Equal(sent.Snapshot, now.Snapshot) || !bytes.Equal(sent.SnapshotDigest, now.SnapshotDigest) {
		t.Error("what was sent has changed")
	}
	takesBack := desk.NewAmendment{TakesBack: 1, Reason: "It was said of somebody else."}
	if err := o.Desk.AmendReferral(ctx, o.Supervisor, o.Edit(t, ref), takesBack); err != nil {
		t.Fatal(err)
	}
	if err := o.Desk.ReviewAmendment(ctx, o.Supervisor, o.Edit(t, ref), 2, approve); kindOf(err) != "conflict" {
		t.Errorf("approved by whoever recorded it: %v", err)
	}
	if err := o.Desk.ReviewAmendment(ctx, o.Deputy, o.Edit(t, ref), 2, approve); err != nil {
		t.Fatal(err)
	}
	f, err := o.Desk.AfterSending(ctx, o.Caseworker, ref)
	if err != nil || f.Now.Text("how_it_began") != "The client said so on the day of the interview." {
		t.Errorf("taken back it reads %q, %v", f.Now.Text("how_it_began"), err)
	}
	if err := o.Desk.AmendReferral(ctx, o.Caseworker, o.Edit(t, ref), takesBack); kindOf(err) != "conflict" {
		t.Errorf("taken back twice: %v", err)
	}
}

func TestAmendReferral_returned(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := sentToday(t, o)
	ctx := t.Context()
	o.Amended(t, ref, "how_it_began", "A neighbour offered the work.")
	for name, tc := range map[string]struct {
		actor  staff.Actor
		review referral.Review
		number int
		want   string
	}{
		"without a comment":        {o.Supervisor, referral.Review{Outcome: referral.Returned}, 1, "invalid: comment: required"},
		"with nothing decided":     {o.Supervisor, referral.Review{}, 1, "invalid: outcome: select_one"},
		"of one that is not there": {o.Supervisor, referral.Review{Outcome: referral.Approved}, 2, "not found"},
		"by a caseworker":          {o.Colleague, referral.Review{Outcome: referral.Approved}, 1, "forbidden"},
		"by another organisation":  {o.Stranger, referral.Review{Outcome: referral.Approved}, 1, "not found"},
	} {
		if err := o.Desk.ReviewAmendment(ctx, tc.actor, o.Edit(t, ref), tc.number, tc.review); kindOf(err) != tc.want {
			t.Errorf("%s: %q, want %q", name, kindOf(err), tc.want)
		}
	}
	queue, err := o.Desk.ReviewQueue(ctx, o.Supervisor, desk.NoticePlace{})
	if err != nil || len(queue.Amendments) != 1 || queue.Amendments[0].Ref != ref || queue.Amendments[0].Own {
		t.Errorf("the queue holds %+v, %v", queue.Amendments, err)
	}
	if err := o.Desk.ReviewAmendment(ctx, o.Supervisor, o.Edit(t, ref), 1, referral.Review{Outcome: referral.Returned, Comment: "Not what the note says"}); err != nil {
		t.Fatal(err)
	}
	if queue, err = o.Desk.ReviewQueue(ctx, o.Supervisor, desk.NoticePlace{}); err != nil || len(queue.Amendments) != 0 {
		t.Errorf("the queue still holds %+v, %v", queue.Amendments, err)
	}
	if diff := cmp.Diff([]string{"TELL-AUTHORITY-2WD 2026-05-20 ended"}, ofClock(t, o, ref, "TELL-AUTHORITY")); diff != "" {
		t.Error(diff)
	}
	f, err := o.Desk.AfterSending(ctx, o.Caseworker, ref)
	if err != nil || f.Now.Text("how_it_began") == "A neighbour offered the work." || f.Updates[0].Review.Comment != "Not what the note says" {
		t.Errorf("a returned amendment counts, or lost its comment: %+v, %v", f.Updates, err)
	}
	if err := o.Desk.RecordAuthorityTold(ctx, o.Caseworker, o.Edit(t, ref), 1, o.Passed()); kindOf(err) != "conflict" {
		t.Errorf("told of a returned amendment: %v", err)
	}
}

func TestAmendReferral_refused(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := sentToday(t, o)
	unsent := o.Case(t, sample.Adult(calendar.England))
	late := o.Passed()
	late.On = sample.Today.AddDays(1)
	for name, tc := range map[string]struct {
		actor  staff.Actor
		change func(*desk.Edit, *desk.NewAmendment)
		want   string
	}{
		"an auditor":           {o.Auditor, func(*desk.Edit, *desk.NewAmendment) {}, "forbidden"},
		"an admin":             {o.Admin, func(*desk.Edit, *desk.NewAmendment) {}, "forbidden"},
		"another team":         {o.OtherTeam, func(*desk.Edit, *desk.NewAmendment) {}, "not found"},
		"another organisation": {o.Stranger, func(*desk.Edit, *desk.NewAmendment) {}, "not found"},
		"a stale page":         {o.Caseworker, func(e *desk.Edit, _ *desk.NewAmendment) { e.Version-- }, "conflict"},
		"not sent yet":         {o.Caseworker, func(e *desk.Edit, _ *desk.NewAmendment) { *e = o.Edit(t, unsent) }, "conflict"},
		"no reason":            {o.Caseworker, func(_ *desk.Edit, in *desk.NewAmendment) { in.Reason = " " }, "invalid: update_reason: required"},
		"nothing altered": {o.Caseworker, func(_ *desk.Edit, in *desk.NewAmendment) {
			in.Answers["how_it_began"] = []string{sample.Answer(nil, &referral.Field{})}
		}, "invalid: how_it_began: not_changed"},
		"an answer taken away":     {o.Caseworker, func(_ *desk.Edit, in *desk.NewAmendment) { delete(in.Answers, "how_it_began") }, "invalid: how_it_began: required"},
		"told tomorrow":            {o.Caseworker, func(_ *desk.Edit, in *desk.NewAmendment) { in.Passed = &late }, "invalid: passed_on: in_future"},
		"the age":                  {o.Caseworker, func(_ *desk.Edit, in *desk.NewAmendment) { in.Field = referral.FieldAgeStatus }, "not found"},
		"an answer that is not it": {o.Caseworker, func(_ *desk.Edit, in *desk.NewAmendment) { in.Field = "no_such_field" }, "not found"},
		"what comes from the case": {o.Caseworker, func(_ *desk.Edit, in *desk.NewAmendment) { in.Field = "work_email" }, "conflict"},
		"taking back what is not":  {o.Caseworker, func(_ *desk.Edit, in *desk.NewAmendment) { in.TakesBack = 7 }, "not found"},
	} {
		edit, in := o.Edit(t, ref), o.Amendment(t, ref, "how_it_began", "A neighbour.")
		tc.change(&edit, &in)
		if err := o.Desk.AmendReferral(t.Context(), tc.actor, edit, in); kindOf(err) != tc.want {
			t.Errorf("%s: %q, want %q", name, kindOf(err), tc.want)
		}
	}
	if got := standing(t, o, ref); len(got) != 0 {
		t.Errorf("something was kept: %v", got)
	}
}

// TestAmendReferral_ofAReportWithoutAName: what was typed of the client never
// comes into the report by way of an amendment.
func TestAmendReferral_ofAReportWithoutAName(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := o.Case(t, sample.Adult(calendar.England))
	o.Refused(t, ref, consent.No)
	ctx, c := t.Context(), o.Read(t, ref)
	row, err := o.DB.EnsureReferral(ctx, postgres.Referral{
		ID: uuid.NewString(), OrganisationID: c.OrganisationID, CaseID: c.ID, FormVersion: referral.Published().Version, CreatedAt: sample.Now.UTC(),
	})
	if err != nil {
		t.Fatal(err)
	}
	for task, answers := range map[string]referral.Answers{
		"about_client": {"first_name": {"Bartholomea"}, "gender": {"female"}}, "what_happened": {"how_it_began": {"An offer of work."}},
	} {
		if err := o.DB.SaveReferralTask(ctx, postgres.ReferralTask{
			ReferralID: row.ID, OrganisationID: row.OrganisationID, Task: task, Answers: answers, UpdatedBy: o.Caseworker.UserID, UpdatedAt: sample.Now.UTC(),
		}); err != nil {
			t.Fatal(err)
		}
	}
	o.SentWithoutName(t, ref)
	if _, err := o.Desk.AmendDesk(ctx, o.Caseworker, ref, "first_name"); kindOf(err) != "not found" {
		t.Errorf("the name can be amended: %v", err)
	}
	in := o.Amendment(t, ref, "how_it_began", "Bartholomea was offered work.")
	in.Answers["first_name"], in.Answers[referral.FieldConsentToNRM] = []string{"Bartholomea"}, []string{"yes"}
	effect, err := o.Desk.PreviewAmendment(ctx, o.Caseworker, ref, in)
	if err != nil || len(effect.Changes) != 1 || len(effect.Warnings) != 1 || effect.Warnings[0].Code != "name_in_nameless_text" {
		t.Errorf("the preview shows %+v, %v", effect, err)
	}
	in = o.Amendment(t, ref, "how_it_began", "A neighbour's offer.")
	in.Reason = "Bartholomea said so"
	if err := o.Desk.AmendReferral(ctx, o.Caseworker, o.Edit(t, ref), in); kindOf(err) != "invalid: update_reason: leads_to_client" {
		t.Errorf("a reason that names her: %v", err)
	}
	in.Reason = "Said later"
	if err := o.Desk.AmendReferral(ctx, o.Caseworker, o.Edit(t, ref), in); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"amendment authority_not_told"}, standing(t, o, ref)); diff != "" {
		t.Errorf("a report that needed no second person: %s", diff)
	}
	passed := o.Passed()
	contact := referral.NewContact{Whose: referral.ClientContact, Says: "A new number", On: sample.Today, Agreed: "yes", Provider: "no_provider"}
	if err := o.Desk.RecordNewContact(ctx, o.Caseworker, o.Edit(t, ref), contact, &passed); kindOf(err) != "conflict" {
		t.Errorf("her contact: %v", err)
	}
	contact.Whose, contact.Says = referral.ResponderContact, "Ask for Bartholomea's worker"
	if err := o.Desk.RecordNewContact(ctx, o.Caseworker, o.Edit(t, ref), contact, &passed); kindOf(err) != "invalid: contact_says: leads_to_client" {
		t.Errorf("our contact that names her: %v", err)
	}
	o.Added(t, ref, "Letter.pdf", papers.PDF("x"))
	evidence := desk.LateEvidence{Documents: []int{1}, Why: "Found later", Passed: passed}
	if err := o.Desk.RecordLateEvidence(ctx, o.Caseworker, o.Edit(t, ref), evidence); kindOf(err) != "conflict" {
		t.Errorf("a document with a report without a name: %v", err)
	}
}

func TestRecordAuthorityTold_keepsWithinConsent(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := sentToday(t, o)
	o.Amended(t, ref, "how_it_began", "A neighbour offered the work.")
	if err := o.Desk.ReviewAmendment(t.Context(), o.Supervisor, o.Edit(t, ref), 1, referral.Review{Outcome: referral.Approved}); err != nil {
		t.Fatal(err)
	}
	before := o.Passed()
	o.MoveDays(2)
	o.Withdrawn(t, ref)
	if err := o.Desk.RecordAuthorityTold(t.Context(), o.Caseworker, o.Edit(t, ref), 1, o.Passed()); kindOf(err) != "conflict" {
		t.Errorf("told after the client withdrew: %v", err)
	}
	if err := o.Desk.RecordAuthorityTold(t.Context(), o.Caseworker, o.Edit(t, ref), 1, before); err != nil {
		t.Errorf("told while they agreed: %v", err)
	}
}

func TestRecordLateEvidence(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := sentToday(t, o)
	ctx := t.Context()
	o.Added(t, ref, "Wage slip.pdf", papers.PDF("wages"))
	o.Added(t, ref, "Wrong.pdf", papers.PDF("wrong"))
	if err := o.Desk.MarkEvidence(ctx, o.Caseworker, o.Edit(t, ref), 2, "Another client's"); err != nil {
		t.Fatal(err)
	}
	good := desk.LateEvidence{Documents: []int{1}, Why: "The employer answered only now", Passed: o.Passed()}
	for name, tc := range map[string]struct {
		actor  staff.Actor
		change func(*desk.LateEvidence)
		want   string
	}{
		"an auditor":                 {o.Auditor, func(*desk.LateEvidence) {}, "forbidden"},
		"another team":               {o.OtherTeam, func(*desk.LateEvidence) {}, "not found"},
		"nothing said":               {o.Caseworker, func(l *desk.LateEvidence) { *l = desk.LateEvidence{} }, "invalid: update_documents: select_at_least_one, update_reason: required, passed_on: required, passed_way: select_one, passed_to: required"},
		"a document in error":        {o.Caseworker, func(l *desk.LateEvidence) { l.Documents = []int{2} }, "conflict"},
		"a document that is not":     {o.Caseworker, func(l *desk.LateEvidence) { l.Documents = []int{1, 9} }, "conflict"},
		"sent before the referral":   {o.Caseworker, func(l *desk.LateEvidence) { l.Passed.On = sample.Today.AddDays(-1) }, "invalid: passed_on: before"},
		"as it should be, colleague": {o.Colleague, func(*desk.LateEvidence) {}, ""},
	} {
		in := good
		tc.change(&in)
		if err := o.Desk.RecordLateEvidence(ctx, tc.actor, o.Edit(t, ref), in); kindOf(err) != tc.want {
			t.Errorf("%s: %q, want %q", name, kindOf(err), tc.want)
		}
	}
	f, err := o.Desk.AfterSending(ctx, o.Caseworker, ref)
	if err != nil || len(f.Updates) != 1 || len(f.Updates[0].Documents) != 1 || f.Updates[0].Documents[0].SHA256 != f.Documents[0].SHA256 || f.Updates[0].State != desk.UpdateTold {
		t.Errorf("kept %+v, %v", f.Updates, err)
	}
}

func TestRecordNewContact(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := sentToday(t, o)
	ctx := t.Context()
	in := referral.NewContact{Whose: referral.ClientContact, Says: "Letters go to the solicitor", On: sample.Today, Agreed: "no", Provider: "not_yet"}
	passed := o.Passed()
	if err := o.Desk.RecordNewContact(ctx, o.Caseworker, o.Edit(t, ref), in, &passed); kindOf(err) != "invalid: contact_agreed: not_agreed" {
		t.Errorf("told although the client does not agree: %v", err)
	}
	for _, agreed := range []string{"no", "yes"} {
		in.Agreed = agreed
		if err := o.Desk.RecordNewContact(ctx, o.Caseworker, o.Edit(t, ref), in, nil); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff([]string{"contact_change not_passed_on", "contact_change authority_not_told"}, standing(t, o, ref)); diff != "" {
		t.Error(diff)
	}
	if got := ofClock(t, o, ref, "TELL-AUTHORITY"); len(got) != 1 {
		t.Errorf("clocks %v, want that of what may be told", got)
	}
	if err := o.Desk.RecordAuthorityTold(ctx, o.Caseworker, o.Edit(t, ref), 1, passed); kindOf(err) != "conflict" {
		t.Errorf("told of what the client keeps: %v", err)
	}
	if err := o.Desk.RecordAuthorityTold(ctx, o.Caseworker, o.Edit(t, ref), 2, passed); err != nil {
		t.Error(err)
	}
	head, err := o.Desk.SafeContact(ctx, o.Caseworker, ref)
	if err != nil || head.Client.Contact.Details != "07700 900123, after 10am" {
		t.Errorf("the safe contact is %+v, %v", head.Client.Contact, err)
	}
}

func TestRecordRequest_andItsReply(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := sentToday(t, o)
	ctx := t.Context()
	o.Added(t, ref, "Letter.pdf", papers.PDF("x"))
	ask := func(by calendar.Date) referral.Request {
		return referral.Request{LetterOn: sample.Today, ReceivedOn: sample.Today, ReplyBy: by, NoDay: by.IsZero(), Asked: "Dates of the work in Leeds"}
	}
	for _, by := range []calendar.Date{day(time.June, 1), day(time.June, 8), {}} {
		if err := o.Desk.RecordRequest(ctx, o.Caseworker, o.Edit(t, ref), ask(by)); err != nil {
			t.Fatal(err)
		}
	}
	open := []string{"UK-INFORMATION-STATED 2026-06-01 open", "UK-INFORMATION-STATED 2026-06-08 open"}
	if diff := cmp.Diff(open, ofClock(t, o, ref, "UK-INFORMATION")); diff != "" {
		t.Fatal(diff)
	}
	good := desk.NewReply{Number: 2, Says: "From May to July 2024", Documents: []int{1}, Passed: o.Passed()}
	for name, tc := range map[string]struct {
		actor  staff.Actor
		change func(*desk.NewReply)
		want   string
	}{
		"an auditor":             {o.Auditor, func(*desk.NewReply) {}, "forbidden"},
		"another organisation":   {o.Stranger, func(*desk.NewReply) {}, "not found"},
		"nothing":                {o.Caseworker, func(r *desk.NewReply) { r.Says, r.Documents = "", nil }, "invalid: reply_says: required"},
		"a letter that is not":   {o.Caseworker, func(r *desk.NewReply) { r.Number = 9 }, "not found"},
		"a document that is not": {o.Caseworker, func(r *desk.NewReply) { r.Documents = []int{4} }, "conflict"},
	} {
		in := good
		tc.change(&in)
		if err := o.Desk.RecordReply(ctx, tc.actor, o.Edit(t, ref), in); kindOf(err) != tc.want {
			t.Errorf("%s: %q, want %q", name, kindOf(err), tc.want)
		}
	}
	for _, number := range []int{2, 3} { // the third gives no day
		in := good
		in.Number = number
		if err := o.Desk.RecordReply(ctx, o.Supervisor, o.Edit(t, ref), in); err != nil {
			t.Fatal(err)
		}
	}
	if err := o.Desk.RecordReply(ctx, o.Caseworker, o.Edit(t, ref), good); kindOf(err) != "conflict" {
		t.Errorf("answered twice: %v", err)
	}
	answered := []string{"UK-INFORMATION-STATED 2026-06-01 open", "UK-INFORMATION-STATED 2026-06-08 met"}
	if diff := cmp.Diff(answered, ofClock(t, o, ref, "UK-INFORMATION")); diff != "" {
		t.Error(diff)
	}
	want := []string{"more_information not_answered", "more_information answered", "more_information answered"}
	if diff := cmp.Diff(want, standing(t, o, ref)); diff != "" {
		t.Error(diff)
	}
	// A wrong last day is corrected like any other recorded date.
	f, err := o.Desk.AfterSending(ctx, o.Caseworker, ref)
	if err != nil {
		t.Fatal(err)
	}
	correction := desk.Correction{
		RecordName: desk.RecordName{Kind: desk.EventRecord, ID: f.Updates[0].EventID}, Reason: "Misread",
		Days: map[desk.DateField]calendar.Date{postgres.HappenedOn: day(time.June, 4), postgres.KnownFrom: sample.Today},
	}
	if err := o.Desk.CorrectDates(ctx, o.Caseworker, o.Edit(t, ref), correction); err != nil {
		t.Fatal(err)
	}
	if f, err = o.Desk.AfterSending(ctx, o.Caseworker, ref); err != nil || f.Updates[0].ReplyBy != day(time.June, 4) {
		t.Errorf("corrected it is due on %s, %v", f.Updates[0].ReplyBy, err)
	}
	if !slices.Contains(ofClock(t, o, ref, "UK-INFORMATION"), "UK-INFORMATION-STATED 2026-06-04 open") {
		t.Errorf("the clock did not follow: %v", ofClock(t, o, ref, "UK-INFORMATION"))
	}
}

func TestAfterSending_isForThoseWhoReachTheCase(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := sentToday(t, o)
	for name, tc := range map[string]struct {
		actor staff.Actor
		want  string
	}{
		"its caseworker": {o.Caseworker, ""}, "a colleague": {o.Colleague, ""}, "a supervisor": {o.Supervisor, ""}, "an auditor": {o.Auditor, "forbidden"},
		"an admin": {o.Admin, "forbidden"}, "another team": {o.OtherTeam, "not found"}, "another organisation": {o.Stranger, "not found"},
	} {
		if _, err := o.Desk.AfterSending(t.Context(), tc.actor, ref); kindOf(err) != tc.want {
			t.Errorf("%s: %q, want %q", name, kindOf(err), tc.want)
		}
	}
}
