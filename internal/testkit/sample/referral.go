package sample

import (
	"testing"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/referral"
	"nrmdesk/internal/nrm/staff"
)

// WriteReferral answers every question the referral of the case demands, as
// the caseworker, and marks every section as completed. It works on any route.
func (o *Office) WriteReferral(t testing.TB, ref casefile.Ref) {
	t.Helper()
	o.WriteReferralAs(t, o.Caseworker, ref)
}

// WriteReferralAs is WriteReferral by somebody else.
func (o *Office) WriteReferralAs(t testing.TB, who staff.Actor, ref casefile.Ref) {
	t.Helper()
	for range 200 { // an answer may open further questions
		file := o.referralAs(t, who, ref)
		missing := file.Draft.Missing()
		if len(missing) == 0 {
			break
		}
		if missing[0].Page == nil {
			t.Fatalf("the case does not supply %s", missing[0].Field.Name)
		}
		o.savePage(t, who, file, missing[0].Page)
	}
	file := o.referralAs(t, who, ref)
	for _, task := range file.Draft.Form.Tasks {
		if len(file.Draft.Pages(task)) == 0 || file.Sections[task.ID].Completed {
			continue
		}
		if err := o.Desk.CompleteSection(t.Context(), who, ref, task.ID, true); err != nil {
			t.Fatalf("complete %s: %v", task.ID, err)
		}
	}
}

func (o *Office) savePage(t testing.TB, who staff.Actor, file desk.ReferralFile, page *referral.Page) {
	t.Helper()
	answers := referral.Answers{}
	for _, field := range file.Draft.Asked(page) {
		answers[field.Name] = file.Draft.Values(field)
		if file.Draft.Demanded(field) && len(answers[field.Name]) == 0 {
			answers[field.Name] = []string{Answer(file.Draft.Form, field)}
		}
	}
	err := o.Desk.SaveReferralPage(t.Context(), who, desk.SavePage{
		Ref: file.Case.Ref, Task: page.Task.ID, Page: page.ID, Seen: file.Seen(page), Answers: answers,
	})
	if err != nil {
		t.Fatalf("save %s/%s: %v", page.Task.ID, page.ID, err)
	}
}

// Answer is a plausible answer to a question of the form.
func Answer(form *referral.Form, field *referral.Field) string {
	switch field.Name {
	case "first_name":
		return "Ana"
	case "last_name":
		return "Testova"
	case "children_count":
		return "2"
	}
	switch field.Type {
	case referral.Choice, referral.MultiChoice:
		for _, o := range field.Options {
			if o.Value == "no" {
				return o.Value
			}
		}
		return field.Options[0].Value
	case referral.ListChoice, referral.ListMulti:
		return form.List(field).Values[0]
	case referral.Confirm:
		return referral.Ticked
	case referral.DateType:
		return "1990-02-01"
	case referral.Integer:
		return "1"
	case referral.Phone:
		return "020 7946 0000"
	case referral.Email:
		return "cover@example.org"
	default:
		return "The client said so on the day of the interview."
	}
}

// Referral is the referral of the case as the caseworker sees it.
func (o *Office) Referral(t testing.TB, ref casefile.Ref) desk.ReferralFile {
	t.Helper()
	return o.referralAs(t, o.Caseworker, ref)
}

func (o *Office) referralAs(t testing.TB, who staff.Actor, ref casefile.Ref) desk.ReferralFile {
	t.Helper()
	file, err := o.Desk.Referral(t.Context(), who, ref)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// InReview writes the referral of a case in draft and sends it to review.
func (o *Office) InReview(t testing.TB, ref casefile.Ref) {
	t.Helper()
	o.WriteReferral(t, ref)
	if err := o.Desk.SendToReview(t.Context(), o.Caseworker, o.Edit(t, ref)); err != nil {
		t.Fatal(err)
	}
}

// Approved takes a case in draft to an approved referral.
func (o *Office) Approved(t testing.TB, ref casefile.Ref) {
	t.Helper()
	o.InReview(t, ref)
	review := referral.Review{Outcome: referral.Approved, Comment: "Clear and complete."}
	if err := o.Desk.ReviewReferral(t.Context(), o.Supervisor, o.Edit(t, ref), review); err != nil {
		t.Fatal(err)
	}
}

// Submitted takes a case in draft to a referral recorded as sent at nine on
// the day given, which may not lie before the approval.
func (o *Office) Submitted(t testing.TB, ref casefile.Ref, on calendar.Date) {
	t.Helper()
	o.Approved(t, ref)
	sent := referral.Sent{On: on, Hour: 9, How: referral.OnlineService, Reference: "NRM-2026-000123"}
	if err := o.Desk.RecordSent(t.Context(), o.Caseworker, o.Edit(t, ref), sent); err != nil {
		t.Fatal(err)
	}
}
