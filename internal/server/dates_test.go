package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/decision"
	"nrmdesk/internal/testkit/htmlcheck"
	"nrmdesk/internal/testkit/sample"
	"nrmdesk/internal/testkit/site"
)

func onDay(name string, d, m, y string) url.Values {
	return url.Values{name + "-day": {d}, name + "-month": {m}, name + "-year": {y}}
}

func with(fields ...url.Values) url.Values {
	all := url.Values{}
	for _, f := range fields {
		for name, values := range f {
			all[name] = values
		}
	}
	return all
}

// dateOfRule is the address of the open date of a rule.
func dateOfRule(t *testing.T, s *site.Site, ref casefile.Ref, rule string) string {
	t.Helper()
	dates, err := s.Desk.CaseDates(t.Context(), s.Caseworker, ref)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range dates.Open {
		if k.Deadline.Rule.ID == rule {
			return "/cases/" + string(ref) + "/dates/" + k.ID
		}
	}
	t.Fatalf("no open date of %s", rule)
	return ""
}

func TestCorrection_badInputKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := referred(t, s.Office, calendar.England)
	id := s.Decided(t, ref, decision.RG, decision.Positive, calendar.NewDate(2026, time.May, 12))
	boss := s.SignedIn(t, s.Supervisor)
	version := s.Read(t, ref).Version
	p := sound(t, boss.Get("/cases/"+string(ref)+"/correct/decision/"+id), "Correct a date", "Positive reasonable grounds (RG) decision of 12 May 2026")
	for name, tc := range map[string]struct {
		fields url.Values
		says   string
	}{
		"nothing changed":       {url.Values{"reason": {"x"}}, "Enter another date. The one that counts now is 12 May 2026"},
		"no reason":             {onDay("decided_on", "13", "5", "2026"), "Enter the reason"},
		"a day that is not":     {onDay("decided_on", "31", "2", "2026"), "The date on the letter must be a date that exists"},
		"no year":               {onDay("decided_on", "12", "5", ""), "The date on the letter must include a year"},
		"letters":               {onDay("decided_on", "twelve", "5", "2026"), "must be a date, like 12 5 2026"},
		"in the future":         {onDay("decided_on", "19", "5", "2026"), "The date on the letter must be today or in the past"},
		"before the referral":   {onDay("decided_on", "30", "4", "2026"), "The date on the letter must be on or after the referral, 1 May 2026"},
		"before the NRM":        {onDay("decided_on", "12", "5", "2006"), "The date on the letter must be on or after 1 April 2009, when the NRM began. Check the year"},
		"after it was received": {onDay("decided_on", "13", "5", "2026"), "The date you received it must be on or after the date on the letter, 13 May 2026"},
	} {
		page := boss.Submit(p, tc.fields)
		if page.Status != http.StatusUnprocessableEntity || !strings.Contains(page.Text(), tc.says) {
			t.Errorf("%s: %d, does not say %q: %s", name, page.Status, tc.says, page.Text())
		}
		if problems := htmlcheck.Lint(page.HTML); len(problems) > 0 {
			t.Errorf("%s: %v", name, problems)
		}
		for field, values := range tc.fields {
			if values[0] != "" && !strings.Contains(page.HTML, values[0]) {
				t.Errorf("%s: %s is not kept", name, field)
			}
		}
	}
	if s.Read(t, ref).Version != version {
		t.Error("something was saved")
	}
}

// TestCorrection_anotherDayIsShownAgain: whoever changes the day after they
// have seen the effect sees the effect of the new one first.
func TestCorrection_anotherDayIsShownAgain(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := referred(t, s.Office, calendar.England)
	id := s.Decided(t, ref, decision.RG, decision.Positive, calendar.NewDate(2026, time.May, 12))
	boss := s.SignedIn(t, s.Supervisor)
	at := "/cases/" + string(ref) + "/correct/decision/" + id
	received := onDay("received_on", "16", "5", "2026")
	p := boss.Submit(boss.Get(at), with(onDay("decided_on", "13", "5", "2026"), received, url.Values{"reason": {"Misread"}}))
	sound(t, p, "Nothing is saved yet", "At least until 11 June 2026", "Correct the date")
	p = boss.Submit(p, onDay("decided_on", "14", "5", "2026"))
	sound(t, p, "Nothing is saved yet", "At least until 12 June 2026")
	if kept, err := s.DB.DateCorrections(t.Context(), s.Read(t, ref).ID); err != nil || len(kept) != 0 {
		t.Errorf("corrected before it was shown: %v, %v", kept, err)
	}
	done := boss.Submit(p, nil)
	if done.To != "/cases/"+string(ref)+"/decisions" {
		t.Fatalf("%d %s", done.Status, done.Text())
	}
	sound(t, boss.Follow(done), "Recorded as 12 May 2026, corrected to 14 May 2026", "Corrected: received")
}

func TestCorrection_whoMayNot(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := referred(t, s.Office, calendar.England)
	id := s.Decided(t, ref, decision.RG, decision.Positive, calendar.NewDate(2026, time.May, 12))
	why := dateOfRule(t, s, ref, "EW-RECOVERY-30")
	colleague := s.SignedIn(t, s.Colleague)
	sound(t, colleague.Get(why), "A supervisor who did not record the decision can correct its date.")
	if p := colleague.Get("/cases/" + string(ref) + "/correct/decision/" + id); p.Status != http.StatusForbidden {
		t.Errorf("a caseworker opens the form: %d", p.Status)
	}
	if p := colleague.Get("/cases/" + string(ref) + "/decisions"); strings.Contains(p.HTML, "Correct the dates") {
		t.Error("a caseworker is offered the correction")
	}
	target := dateOfRule(t, s, ref, "SAFE-CHECK-IN-7D")
	if p := s.SignedIn(t, s.Auditor).Get(target + "/done"); p.Status != http.StatusForbidden {
		t.Errorf("an auditor: %d", p.Status)
	}
}

func TestWhyDate_everythingThatMakesItCheckable(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := referred(t, s.Office, calendar.NorthernIreland)
	s.Decided(t, ref, decision.RG, decision.Positive, calendar.NewDate(2026, time.May, 12))
	v := s.SignedIn(t, s.Caseworker)
	p := sound(t, v.Get(dateOfRule(t, s, ref, "NI-SUPPORT-45")), "At least until 26 June 2026", "What the law or guidance leaves open", "The readings differ by one day.",
		"Last checked", "Counting starts on the day after", "Read the source", "What if?", "Official – sensitive. Case "+string(ref)+". Printed by Casey Caseworker on 18 May 2026.")
	if !strings.Contains(p.HTML, `rel="noreferrer noopener external"`) {
		t.Error("the link to the source tells where the reader comes from")
	}
	// A working-day date names the days it skips.
	sent := s.Case(t, sample.Adult(calendar.England))
	s.Consented(t, sent)
	s.Submitted(t, sent, sample.Today)
	hold := s.Recorded(t, sent, decision.RG, decision.Suspended, sample.Today)
	sound(t, s.SignedIn(t, s.Supervisor).Get("/cases/"+string(sent)+"/decisions/"+hold+"/confirm"),
		"Waits: the Home Office has put the decision on hold. It keeps its day, 26 May 2026")
	if err := s.Desk.ConfirmDecision(t.Context(), s.Supervisor, s.Edit(t, sent), hold); err != nil {
		t.Fatal(err)
	}
	sound(t, v.Get(dateOfRule(t, s, sent, "UK-RG-TARGET-5WD")), "Monday 25 May 2026 is not counted: Spring bank holiday", "is not counted: weekend",
		"Waits: the Home Office has put the decision on hold. It keeps its day.")
	sound(t, v.Get("/cases/"+string(sent)+"/dates"), "Waits: the Home Office has put the decision on hold")
	sound(t, v.Get("/cases/"+string(sent)), "Waits: the Home Office has put the decision on hold")
}

func TestWhatIf_page(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := referred(t, s.Office, calendar.England)
	s.Decided(t, ref, decision.RG, decision.Positive, calendar.NewDate(2026, time.May, 12))
	at := dateOfRule(t, s, ref, "EW-RECOVERY-30")
	v := s.SignedIn(t, s.Caseworker)
	version := s.Read(t, ref).Version
	sound(t, v.Get(at+"?if-day=20&if-month=5&if-year=2026"), "Counted from Wednesday 20 May 2026: At least until 18 June 2026. Nothing in the case has changed.", "day 30 is Thursday 18 June 2026", "What would be different")
	sound(t, v.Get(at+"?if-day=&if-month=&if-year=&nation=scotland"), "In Scotland: This date would not run", "Support duty ends (Scotland)")
	for query, says := range map[string]string{
		"?if-day=31&if-month=2&if-year=2026": "The other date must be a date that exists",
		"?if-day=1&if-month=1&if-year=2062":  "The other date must be on or before 18 May 2029",
		"?nation=atlantis":                   "Select",
	} {
		p := v.Get(at + query)
		if p.Status != http.StatusUnprocessableEntity || !strings.Contains(p.Text(), says) || len(htmlcheck.Lint(p.HTML)) > 0 {
			t.Errorf("%s: %d %v, does not say %q: %s", query, p.Status, htmlcheck.Lint(p.HTML), says, p.Text())
		}
	}
	if s.Read(t, ref).Version != version {
		t.Error("asking changed the case")
	}
}

// TestWhatIf_noDateOfALifeInAnAddress: a date of birth is not asked for in an
// address, which browsers remember.
func TestWhatIf_noDateOfALifeInAnAddress(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := s.Case(t, sample.Child(calendar.England))
	v := s.SignedIn(t, s.Caseworker)
	form := v.Submit(v.Get("/cases/"+string(ref)+"/events/new"), url.Values{"event": {"incident_date"}})
	shown := v.Submit(form, onDay("happened_on", "3", "2", "2025"))
	sound(t, shown, "Criminal injuries compensation claim due", "3 February 2027")
	sound(t, v.Follow(v.Submit(shown, nil)), "It is recorded")
	p := sound(t, v.Get(dateOfRule(t, s, ref, "UK-CICA-2Y")+"?if-day=1&if-month=1&if-year=2025"), "If the client were in")
	if strings.Contains(p.Text(), "If it had counted from") || strings.Contains(p.Text(), "Nothing in the case has changed") {
		t.Errorf("asks for a day out of the client's life: %s", p.Text())
	}
}

func TestEvent_offersWhatCanHaveHappened(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	v := s.SignedIn(t, s.Caseworker)
	fresh := s.Case(t, sample.Adult(calendar.NorthernIreland))
	p := sound(t, v.Get("/cases/"+string(fresh)+"/events/new"), "Draft of the Home Office form begun or saved", "Emergency support began")
	for _, not := range []string{"Asked the authority", "Further recovery period", "criminal injuries"} {
		if strings.Contains(p.Text(), not) {
			t.Errorf("a fresh case in Northern Ireland is offered %q", not)
		}
	}
	if empty := v.Submit(p, nil); empty.Status != http.StatusUnprocessableEntity || !strings.Contains(empty.Text(), "Select what happened") {
		t.Errorf("nothing chosen: %d %s", empty.Status, empty.Text())
	}
	if wrong := v.Submit(p, url.Values{"event": {"rg_positive"}}); wrong.Status != http.StatusUnprocessableEntity {
		t.Errorf("a decision by hand: %d", wrong.Status)
	}
	form := sound(t, v.Follow(v.Submit(p, url.Values{"event": {"home_office_draft_begun"}})), "warns by email after 21", "None is recorded")
	draft := onDay("draft_on", "18", "5", "2026")
	draft.Set("draft_step", "begun")
	sound(t, v.Follow(v.Submit(form, draft)), "You are reminded before it is deleted.")
	form = sound(t, v.Get("/cases/"+string(fresh)+"/referral/official-draft"), "Last saved", "8 June 2026", "15 June 2026", "The draft was saved again")
	if strings.Contains(form.HTML, "home_office_draft_begun</") {
		t.Error("a code is shown")
	}
	sound(t, v.Get("/cases/"+string(fresh)+"/dates"), "Record what became of the draft", "Draft of the Home Office form begun or saved")
	draft.Set("draft_step", "abandoned")
	sound(t, v.Follow(v.Submit(form, draft)), "the draft was given up")
	sound(t, v.Get("/cases/"+string(fresh)+"/referral/official-draft"), "None is recorded")
}

func TestOverride_saysWhatItIsFor(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := referred(t, s.Office, calendar.England)
	s.Decided(t, ref, decision.RG, decision.Positive, calendar.NewDate(2026, time.May, 12))
	s.Decided(t, ref, decision.CG, decision.Negative, calendar.NewDate(2026, time.May, 18))
	v := s.SignedIn(t, s.Caseworker)
	sound(t, v.Get("/cases/"+string(ref)+"/dates"), "Low confidence: go by the letter")
	at := dateOfRule(t, s, ref, "EW-EXIT-NEG-CG-9WD")
	sound(t, v.Get(at), "Low confidence: go by the letter", "Use the date on the letter", "Record an extension")
	p := sound(t, v.Get(at+"/override"), "Use the date on the letter", "Confidence in this rule: low")
	p = sound(t, v.Submit(p, with(onDay("new_on", "29", "5", "2026"), url.Values{"reason": {"11 days"}, "evidence": {"Cabinet"}})), "29 May 2026", "1 June 2026")
	sound(t, v.Follow(v.Submit(p, nil)), "The date is set.", "As the letter says; as counted: 1 June 2026")
	if p := v.Get(dateOfRule(t, s, ref, "UK-RECON-30D-2025") + "/override"); p.Status != http.StatusConflict || !strings.Contains(p.Text(), "is not in doubt") {
		t.Errorf("a rule we are sure of: %d %s", p.Status, p.Text())
	}
}
