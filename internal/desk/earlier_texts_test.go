package desk_test

import (
	"testing"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/referral"
	"nrmdesk/internal/testkit/sample"
)

// TestSaveReferralPage_keepsWhatItReplaces: whoever writes anew over a text,
// their own or a colleague's, the words before can be read again.
func TestSaveReferralPage_keepsWhatItReplaces(t *testing.T) {
	t.Parallel()
	o, ref := writable(t)
	const first, second = "  First words.\n\n\t[sic] ~ A|B <tag>  ", "Second words."
	for _, step := range []struct {
		who  string
		text string
	}{{"Casey", first}, {"Colin", second}, {"Colin", ""}} {
		who := o.Caseworker
		if step.who == "Colin" {
			who = o.Colleague
		}
		answers := referral.Answers{}
		if step.text != "" {
			answers["how_it_began"] = []string{step.text}
		}
		if err := savePage(t, o, who, ref, "what_happened", "beginning", answers); err != nil {
			t.Fatal(err)
		}
	}
	e, err := o.Desk.EarlierTexts(t.Context(), o.Caseworker, ref, "what_happened", "beginning")
	if err != nil {
		t.Fatal(err)
	}
	if len(e.List) != 2 || e.List[0].Text != second || e.List[1].Text != first {
		t.Fatalf("kept: %+v", e.List)
	}
	if by := e.List[1].ReplacedByName; by != "Colin Colleague" {
		t.Errorf("replaced by %q", by)
	}
	if got := o.Referral(t, ref).Draft.Text("how_it_began"); got != "" {
		t.Errorf("the answer is %q, but was cleared", got)
	}
	if _, err := o.Desk.EarlierTexts(t.Context(), o.OtherTeam, ref, "what_happened", "beginning"); err == nil {
		t.Error("another team reads the earlier wordings")
	}
	if _, err := o.Desk.EarlierTexts(t.Context(), o.Auditor, ref, "what_happened", "beginning"); err == nil {
		t.Error("an auditor reads the earlier wordings")
	}
}

func TestReferral_saysWhereTheWritingStopped(t *testing.T) {
	t.Parallel()
	o, ref := writable(t)
	if _, _, ok := o.Referral(t, ref).Stopped(); ok {
		t.Error("nobody wrote, and it stopped somewhere")
	}
	if err := savePage(t, o, o.Caseworker, ref, "what_happened", "beginning", referral.Answers{"how_it_began": {"x"}}); err != nil {
		t.Fatal(err)
	}
	o.MoveDays(1)
	if err := savePage(t, o, o.Colleague, ref, "what_happened", "work", referral.Answers{"tasks_and_hours": {"y"}}); err != nil {
		t.Fatal(err)
	}
	by, page, ok := o.Referral(t, ref).Stopped()
	if !ok || by.Name != "Colin Colleague" || page.ID != "work" {
		t.Errorf("stopped at %+v with %+v", page, by)
	}
}

// TestReferral_offersWhatIsKnown: what a worker said of themselves last time,
// and the safe number of the case, stand in the boxes; they are no answers.
func TestReferral_offersWhatIsKnown(t *testing.T) {
	t.Parallel()
	o, ref := writable(t)
	f := o.Referral(t, ref)
	if got := f.Draft.Facts.Offered["responder_first_name"].Values; len(got) != 1 || got[0] != "Casey" {
		t.Errorf("first name offered: %v", got)
	}
	if _, ok := f.Draft.Facts.Offered["responder_role"]; ok {
		t.Error("a role nobody gave is offered")
	}
	err := savePage(t, o, o.Caseworker, ref, "about_report", "your_details", referral.Answers{"responder_first_name": {"Cas"}, "responder_role": {"Outreach worker"}})
	if err != nil {
		t.Fatal(err)
	}
	another := o.Case(t, sample.Adult(calendar.Scotland))
	o.Consented(t, another)
	next := o.Referral(t, another)
	for field, want := range map[string]string{"responder_first_name": "Cas", "responder_last_name": "Caseworker", "responder_role": "Outreach worker"} {
		offered := next.Draft.Facts.Offered[field]
		if len(offered.Values) != 1 || offered.Values[0] != want || offered.Source == "" {
			t.Errorf("%s: %+v, want %q", field, offered, want)
		}
		if next.Draft.Text(field) != "" {
			t.Errorf("%s is taken for an answer", field)
		}
	}
}
