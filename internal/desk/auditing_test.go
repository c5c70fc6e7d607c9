package desk_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"nrmdesk/internal/access"
	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/auditing"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/testkit/sample"
)

// month is a period that holds every day of the tests.
func month(o *sample.Office) auditing.Design {
	today := o.Desk.Today()
	return auditing.Design{Kind: auditing.RandomSample, From: today.AddDays(-40), To: today.AddDays(40), Confidence: auditing.Confidence95, ErrorPercent: 5}
}

func references(t *testing.T, o *sample.Office, number int) []string {
	t.Helper()
	s, err := o.Desk.Sample(t.Context(), o.Auditor, number, 0)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, r := range s.Records {
		list = append(list, r.Reference)
	}
	return list
}

func TestDrawSample_sameSeedSameRecords(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	for range 12 {
		o.Consented(t, o.Case(t, sample.Adult(calendar.England)))
	}
	design := month(o)
	design.Seed, design.GroupedBy = 88213, auditing.ByLanguage
	token := uuid.NewString()
	first, err := o.Desk.DrawSample(t.Context(), o.Auditor, design, 5, token)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := o.Desk.DrawSample(t.Context(), o.Auditor, design, 5, token); err != nil || again != first {
		t.Errorf("a second press drew sample %d, %v", again, err)
	}
	second, err := o.Desk.DrawSample(t.Context(), o.Auditor, design, 5, uuid.NewString())
	if err != nil || second == first {
		t.Fatal(second, err)
	}
	if diff := cmp.Diff(references(t, o, first), references(t, o, second)); diff != "" {
		t.Errorf("the same seed drew other records:\n%s", diff)
	}
	suggested, err := o.Desk.SuggestSize(t.Context(), o.Auditor, design)
	if err != nil || suggested != (desk.SuggestedSize{Population: 12, Size: 12}) {
		t.Errorf("%+v, %v", suggested, err)
	}
	far := o.Stranger
	far.Roles = []staff.Role{staff.Auditor}
	if _, err := o.Desk.Sample(t.Context(), far, first, 0); !errors.Is(err, fault.NotFound) {
		t.Errorf("an auditor of another organisation reads the sample: %v", err)
	}
}

func TestDrawSample_refuses(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	o.Consented(t, o.Case(t, sample.Adult(calendar.England)))
	for name, tc := range map[string]struct {
		change func(*auditing.Design)
		size   int
		want   string
	}{
		"no kind":             {func(d *auditing.Design) { d.Kind = "" }, 1, "kind"},
		"no days":             {func(d *auditing.Design) { d.From, d.To = calendar.Date{}, calendar.Date{} }, 1, "from"},
		"days the wrong way":  {func(d *auditing.Design) { d.To = d.From.AddDays(-1) }, 1, "to"},
		"far too many":        {func(*auditing.Design) {}, 100_000, "size"},
		"no size, no error":   {func(d *auditing.Design) { d.ErrorPercent = 0 }, 0, "size"},
		"no record that long": {func(d *auditing.Design) { d.From, d.To = d.From.AddDays(-400), d.From.AddDays(-300) }, 1, "conflict"},
		"no record at risk":   {func(d *auditing.Design) { d.Kind = auditing.RiskSample }, 0, "conflict"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := month(o)
			tc.change(&d)
			_, err := o.Desk.DrawSample(t.Context(), o.Auditor, d, tc.size, uuid.NewString())
			var invalid *fault.Invalid
			got := kindOf(err)
			if errors.As(err, &invalid) {
				got = invalid.Problems[0].Field
			}
			if got != tc.want {
				t.Errorf("%v, want %s", err, tc.want)
			}
		})
	}
}

func TestDrawSample_byRisk(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	o.Consented(t, o.Case(t, sample.Adult(calendar.England)))
	o.WithConsent(t, o.Case(t, sample.Adult(calendar.England)), func(r *consent.Record) {
		r.Explanation.Interpreter, r.Explanation.InterpreterReference, r.Explanation.SheetUse = consent.Declined, "", consent.SheetRead
	})
	o.Refused(t, o.Case(t, sample.Adult(calendar.England)), consent.No)
	o.MoveDays(15)
	d := month(o)
	d.Kind = auditing.RiskSample
	number, err := o.Desk.DrawSample(t.Context(), o.Auditor, d, 0, uuid.NewString())
	if err != nil {
		t.Fatal(err)
	}
	s, err := o.Desk.Sample(t.Context(), o.Auditor, number, 0)
	if err != nil {
		t.Fatal(err)
	}
	risks := map[auditing.Risk]int{}
	for _, r := range s.Records {
		for _, risk := range r.Risks {
			risks[risk]++
		}
	}
	if diff := cmp.Diff(map[auditing.Risk]int{auditing.NoInterpreter: 1, auditing.NoFollowUp: 1}, risks); diff != "" || s.Population != 3 {
		t.Errorf("from %d: %s", s.Population, diff)
	}
}

// registered is the auditor's reference of the only consent record.
func registered(t *testing.T, o *sample.Office) string {
	t.Helper()
	list, err := o.Desk.ConsentRegister(t.Context(), o.Auditor, desk.RegisterQuery{})
	if err != nil || len(list.Entries) == 0 {
		t.Fatal(len(list.Entries), err)
	}
	return list.Entries[0].Reference
}

func outcomes(t *testing.T, o *sample.Office, reference string) map[string]auditing.Outcome {
	t.Helper()
	found, err := o.Desk.RegisteredConsent(t.Context(), o.Auditor, reference)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]auditing.Outcome{}
	for _, c := range found.Checked {
		got[c.ID] = c.Outcome
	}
	return got
}

func TestRegisteredConsent_checksItself(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := o.Case(t, sample.Adult(calendar.England))
	o.Consented(t, ref)
	got := outcomes(t, o, registered(t, o))
	want := map[string]auditing.Outcome{
		"A1": auditing.CannotTell, "A2": auditing.Met, "A3": auditing.Met, "A4": auditing.DoesNotApply, "A5": auditing.DoesNotApply,
		"A6": auditing.DoesNotApply, "A7": auditing.Met, "A8": auditing.DoesNotApply, "A9": auditing.NotMet,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestRegisteredConsent_childIsMetAndRefusalIsOwed(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	child := sample.Adult(calendar.England)
	child.AgeBand = "child"
	o.ConsentNotRequired(t, o.Case(t, child))
	if got := outcomes(t, o, registered(t, o)); got["A4"] != auditing.Met || got["A1"] != auditing.DoesNotApply {
		t.Errorf("of a child: %v", got)
	}
	o = sample.Desk(t)
	o.Refused(t, o.Case(t, sample.Adult(calendar.England)), consent.No)
	if got := outcomes(t, o, registered(t, o)); got["A5"] != auditing.DoesNotApply || got["A3"] != auditing.Met {
		t.Errorf("of a refusal to a charity: %v", got)
	}
}

func allMarks(m auditing.Mark) auditing.Marks {
	marks := auditing.Marks{}
	for _, c := range auditing.Checks {
		marks[c.ID] = m
	}
	return marks
}

func TestReviewConsent_goesThroughTheSample(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	for range 3 {
		o.Consented(t, o.Case(t, sample.Adult(calendar.England)))
	}
	number, err := o.Desk.DrawSample(t.Context(), o.Auditor, month(o), 3, uuid.NewString())
	if err != nil {
		t.Fatal(err)
	}
	next := references(t, o, number)[0]
	seen := map[string]bool{}
	for next != "" {
		seen[next] = true
		reviewed := next
		if next, err = o.Desk.ReviewConsent(t.Context(), o.Auditor, desk.ConsentReview{Reference: reviewed, Sample: number, Marks: allMarks(auditing.MarkMet), Note: "Seen", Token: uuid.NewString()}); err != nil {
			t.Fatal(err)
		}
		if len(seen) > 3 {
			t.Fatal("the sample never ends")
		}
	}
	s, err := o.Desk.Sample(t.Context(), o.Auditor, number, 0)
	if err != nil || s.Reviewed != 3 || s.NextUp != "" || len(seen) != 3 {
		t.Errorf("%d reviewed, %d seen, next %q, %v", s.Reviewed, len(seen), s.NextUp, err)
	}
	marks := allMarks(auditing.MarkMet)
	delete(marks, "A7")
	_, err = o.Desk.ReviewConsent(t.Context(), o.Auditor, desk.ConsentReview{Reference: registered(t, o), Marks: marks, Token: uuid.NewString()})
	if invalid := (*fault.Invalid)(nil); !errors.As(err, &invalid) || invalid.Problems[0].Field != "mark_A7" {
		t.Errorf("a check without a mark: %v", err)
	}
	if _, err = o.Desk.ReviewConsent(t.Context(), o.Supervisor, desk.ConsentReview{Reference: registered(t, o), Marks: allMarks(auditing.MarkMet)}); !errors.Is(err, fault.Forbidden) {
		t.Errorf("a supervisor reviews: %v", err)
	}
}

func TestFinding_fromRaisedToClosed(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := o.Case(t, sample.Adult(calendar.England))
	o.Consented(t, ref)
	reference, ctx := registered(t, o), t.Context()
	due := o.Desk.Today().AddDays(14)
	number, err := o.Desk.RaiseFinding(ctx, o.Auditor, reference, auditing.Finding{CheckID: "A2", Severity: auditing.Serious, Text: "No privacy notice", DueOn: due}, uuid.NewString())
	if err != nil {
		t.Fatal(err)
	}
	waiting := func(a staff.Actor) int {
		n, err := o.Desk.FindingsToDo(ctx, a)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if waiting(o.Supervisor) != 1 || waiting(o.Auditor) != 0 {
		t.Errorf("waiting: supervisor %d, auditor %d", waiting(o.Supervisor), waiting(o.Auditor))
	}
	step := func(version int64, text string) desk.FindingStep {
		return desk.FindingStep{Number: number, Version: version, Text: text, Token: uuid.NewString()}
	}
	if err := o.Desk.ReplyFinding(ctx, o.Caseworker, step(1, "Mine")); !errors.Is(err, fault.Forbidden) {
		t.Errorf("a caseworker replies: %v", err)
	}
	elsewhere := o.OtherTeam
	elsewhere.Roles = []staff.Role{staff.Supervisor}
	if err := o.Desk.ReplyFinding(ctx, elsewhere, step(1, "Not ours")); !errors.Is(err, fault.NotFound) {
		t.Errorf("a supervisor of another team replies: %v", err)
	}
	if _, err := o.Desk.Finding(ctx, elsewhere, number); !errors.Is(err, fault.NotFound) {
		t.Errorf("a supervisor of another team reads: %v", err)
	}
	if err := o.Desk.ReplyFinding(ctx, o.Supervisor, step(1, " ")); kindOf(err) == "conflict" || err == nil {
		t.Errorf("an empty reply: %v", err)
	}
	if err := o.Desk.RecheckFinding(ctx, o.Auditor, step(1, "Fine"), true); kindOf(err) != "conflict" {
		t.Errorf("closed before a reply: %v", err)
	}
	if err := o.Desk.ReplyFinding(ctx, o.Supervisor, step(1, "Explained again on Monday")); err != nil {
		t.Fatal(err)
	}
	if err := o.Desk.ReplyFinding(ctx, o.Deputy, step(1, "Me too")); kindOf(err) != "conflict" {
		t.Errorf("two supervisors reply to one state: %v", err)
	}
	back := step(2, "The notice is still missing")
	if err := o.Desk.RecheckFinding(ctx, o.Auditor, back, false); err == nil {
		t.Error("sent back without a day")
	}
	back.DueOn = due.AddDays(7)
	if err := o.Desk.RecheckFinding(ctx, o.Auditor, back, false); err != nil {
		t.Fatal(err)
	}
	if err := o.Desk.ReplyFinding(ctx, o.Deputy, step(3, "Here it is")); err != nil {
		t.Fatal(err)
	}
	if err := o.Desk.RecheckFinding(ctx, o.Auditor, step(4, "Seen"), true); err != nil {
		t.Fatal(err)
	}
	file, err := o.Desk.Finding(ctx, o.Auditor, number)
	if err != nil || file.State != auditing.FindingClosed || len(file.Steps) != 4 || file.DueOn != due.AddDays(7) {
		t.Errorf("%s with %d steps, due %s, %v", file.State, len(file.Steps), file.DueOn, err)
	}
	trail, err := o.DB.AuditTrail(ctx, o.Auditor.OrganisationID, o.Read(t, ref).ID, 0, 50)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range trail {
		for _, p := range e.Detail {
			if strings.Contains(p.Value, "privacy") {
				t.Error("the words of a finding are in the audit trail")
			}
		}
	}
}

func TestShowIdentity_asksWhyAndTells(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := o.Case(t, sample.Adult(calendar.England))
	o.Consented(t, ref)
	reference, ctx := registered(t, o), t.Context()
	if _, err := o.Desk.ShowIdentity(ctx, o.Auditor, reference, " "); err == nil {
		t.Error("shown without a reason")
	}
	if _, err := o.Desk.ShowIdentity(ctx, o.Supervisor, reference, "Curious"); !errors.Is(err, fault.Forbidden) {
		t.Errorf("a supervisor asks: %v", err)
	}
	who, err := o.Desk.ShowIdentity(ctx, o.Auditor, reference, "Two records seem to be one person")
	if err != nil || who.CaseRef != ref || who.NameToUse == "" {
		t.Fatalf("%+v, %v", who, err)
	}
	trail, err := o.DB.AuditTrail(ctx, o.Auditor.OrganisationID, o.Read(t, ref).ID, 0, 1)
	if err != nil || trail[0].Action != access.ShowIdentity.String() {
		t.Errorf("not in the chain of the case: %v, %v", trail, err)
	}
	notes, err := o.Desk.Notes(ctx, o.Supervisor, ref, desk.NotePlace{})
	if err != nil || len(notes.List) != 1 || notes.List[0].Text != "Two records seem to be one person" {
		t.Errorf("the supervisor does not read why: %+v, %v", notes.List, err)
	}
}

func TestSignOffPeriod(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	o.Consented(t, o.Case(t, sample.Adult(calendar.England)))
	o.Refused(t, o.Case(t, sample.Adult(calendar.England)), consent.No)
	ctx, from := t.Context(), o.Desk.Today()
	if _, err := o.Desk.SignOffPeriod(ctx, o.Auditor, from, from, "Looked at all of it", uuid.NewString()); kindOf(err) != "conflict" {
		t.Errorf("signed before the period was over: %v", err)
	}
	o.MoveDays(1)
	number, err := o.Desk.SignOffPeriod(ctx, o.Auditor, from, from, "Looked at all of it", uuid.NewString())
	if err != nil {
		t.Fatal(err)
	}
	o.Move(time.Date(2026, time.December, 1, 9, 0, 0, 0, calendar.London()))
	signed, err := o.Desk.SignOff(ctx, o.Auditor, number)
	if err != nil || signed.Report.Records != 2 || signed.Report.Outcomes[consent.StatusRefused] != 1 || signed.Report.Checks["A7"][auditing.Met] != 2 || signed.By != o.Auditor.Name {
		t.Errorf("%+v, %v", signed, err)
	}
	for name, days := range map[string][2]calendar.Date{"no days": {}, "the wrong way": {from, from.AddDays(-1)}} {
		if _, err := o.Desk.AuditReport(ctx, o.Auditor, days[0], days[1]); err == nil {
			t.Errorf("%s: reported", name)
		}
	}
	if _, err := o.Desk.AuditReport(ctx, o.Supervisor, from, from); !errors.Is(err, fault.Forbidden) {
		t.Errorf("a supervisor reads the auditors' report: %v", err)
	}
}

// TestAuditReport_letsOthersWrite has somebody write on each case whose record
// is being read: they do not wait for the report, however many records it has,
// and it counts each record once.
func TestAuditReport_letsOthersWrite(t *testing.T) {
	t.Parallel()
	o := sample.Desk(t)
	ref := o.Case(t, sample.Adult(calendar.England))
	const records = 203 // more than are read at once
	for range records {
		o.Consented(t, ref)
	}
	seen := map[string]bool{}
	err := o.Desk.ReportedRecords(t.Context(), o.Auditor, sample.Today, sample.Today, func(r desk.ReportedRecord) error {
		if len(seen)%100 == 0 {
			ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
			defer stop()
			if err := o.Desk.AddNote(ctx, o.Caseworker, o.Edit(t, ref), "While the auditor reads"); err != nil {
				t.Fatal("a writer waits for the report: ", err)
			}
		}
		seen[r.Reference] = true
		if a7 := r.Checked[6]; a7.ID != "A7" || a7.Outcome != auditing.Met {
			t.Fatalf("%s of a case that is written to meanwhile: %s", a7.ID, a7.Outcome)
		}
		return nil
	})
	if err != nil || len(seen) != records {
		t.Fatalf("%d records, want %d: %v", len(seen), records, err)
	}
	report, err := o.Desk.AuditReport(t.Context(), o.Auditor, sample.Today, sample.Today)
	if err != nil {
		t.Fatal(err)
	}
	if report.Records != records || report.Trails != 1 || report.Newest.Case != string(ref) || report.Newest.Seq != report.Entries || report.Entries < records {
		t.Errorf("the report says it read %d records, %d trails, %d entries to %+v", report.Records, report.Trails, report.Entries, report.Newest)
	}
}
