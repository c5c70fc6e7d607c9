package server_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/testkit/site"
)

// flags are what somebody could add to a request to get past the gate. None of
// them is read anywhere.
func flags() url.Values {
	return url.Values{
		"override": {"1"}, "override_id": {"1"}, "approved": {"yes"}, "consent": {"yes"}, "force": {"true"}, "share_police": {"yes"}, "gate": {"open"},
	}
}

// TestGate_aFlagInARequestIsNeverBelieved sends everything that a request could
// claim, in the address, in the form and in the draft: what the client did not
// allow is not shared.
func TestGate_aFlagInARequestIsNeverBelieved(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := consentedCase(t, s, func(r *consent.Record) { r.SharePolice = consent.No })
	base := "/cases/" + string(ref)
	v := s.SignedIn(t, s.Caseworker)
	p := v.Follow(v.Get(base + "/send-handoff?" + flags().Encode()))
	for _, fields := range []url.Values{
		{"recipient": {"other"}}, {"recipient_name": {"Eastmoor Police"}, "recipient_class": {"police"}}, {"purpose": {"Danger"}},
	} {
		p = v.Follow(v.Submit(p, with(fields, flags())))
	}
	shows(t, p, "Nothing can be shared with this recipient yet", "No consent: the client said no on 18 May 2026.")
	forced := v.Submit(p, with(url.Values{"items": {"name_to_use", "safe_contact"}}, flags()))
	if forced.Status != http.StatusUnprocessableEntity {
		t.Fatalf("an item without consent passes: %d to %q", forced.Status, forced.To)
	}
	shows(t, forced, "Select at least one item to share")
	// All of it typed in already, as a draft: the last page asks the gate again.
	whole := with(url.Values{
		"recipient": {"other"}, "recipient_name": {"Eastmoor Police"}, "recipient_class": {"police"}, "purpose": {"Danger"}, "items": {"name_to_use"},
		"sent_how": {"phone"}, "sent_contact": {"Duty desk"}, "chase_on-day": {"19"}, "chase_on-month": {"5"}, "chase_on-year": {"2026"},
		"keep_until-day": {"19"}, "keep_until-month": {"5"}, "keep_until-year": {"2027"}, "form-token": {"3f0c7a54-7b0b-4c3f-8d6e-0f0d3f6f5a11"}, "case-version": {strconv.FormatInt(s.Read(t, ref).Version, 10)},
	}, flags())
	if _, err := s.Desk.SaveDraft(t.Context(), s.Caseworker, "send-handoff:"+string(ref), whole.Encode()); err != nil {
		t.Fatal(err)
	}
	if sent := v.Post(base+"/send-handoff/check?"+flags().Encode(), whole); sent.To != base+"/send-handoff/items" {
		t.Errorf("sent from a draft: %d to %q", sent.Status, sent.To)
	}
	list, err := s.Desk.CaseHandoffs(t.Context(), s.Caseworker, ref)
	if err != nil || len(list.Sent) != 0 {
		t.Fatalf("shared: %v, %v", list.Sent, err)
	}
	// Leave of its own record opens it, and nothing else does.
	ask := v.Get(base + "/override")
	lintPage(t, ask)
	shows(t, v.Submit(ask, flags()), "Select what they are", "Enter the organisation or name", "Select at least one item to share", "Enter why it cannot wait")
	asked := v.Submit(ask, with(url.Values{
		"recipient_class": {"police"}, "recipient_name": {"Eastmoor Police"}, "items": {"name_to_use", "safe_contact"}, "override_reason": {"He waits <b>outside</b>"},
	}, flags()))
	request := v.Follow(asked)
	lintPage(t, request)
	shows(t, request, "Waits for a second person", "He waits <b>outside</b>", "You asked for this. A second person must decide about it.")
	if own := v.Post(base+"/overrides/1", url.Values{"override_outcome": {"approved"}, "override_comment": {"yes"}}); own.Status != http.StatusForbidden {
		t.Errorf("whoever asked approves: %d", own.Status)
	}
	if again := v.Submit(p, with(url.Values{"items": {"name_to_use"}}, flags())); again.Status != http.StatusUnprocessableEntity {
		t.Errorf("shared on a request that nobody approved: %d", again.Status)
	}
	second := s.SignedIn(t, s.Supervisor)
	shows(t, second.Get("/review"), "Requests to share without consent", string(ref), "Police")
	decide := second.Get(base + "/overrides/1")
	lintPage(t, decide)
	shows(t, second.Submit(decide, nil), "Select your answer", "Enter why")
	shows(t, second.Follow(second.Submit(decide, url.Values{"override_outcome": {"approved"}, "override_comment": {"Danger to life"}})), "Approved, not used yet", "Danger to life")
	p = v.Get(base + "/send-handoff/items")
	shows(t, p, "Without consent: an override, approved by a second person on 18 May 2026.")
	p = v.Follow(v.Submit(p, url.Values{"items": {"name_to_use"}}))
	p = v.Follow(v.Submit(p, url.Values{"sent_how": {"phone"}}))
	p = v.Follow(v.Submit(p, url.Values{"sent_contact": {"Duty desk"}}))
	shows(t, p, "Check what the recipient will see", "Without consent: an override")
	shows(t, v.Follow(v.Submit(p, nil)), "Handoff to Eastmoor Police")
	shows(t, v.Get(base+"/overrides/1"), "Used")
	audit := s.SignedIn(t, s.Auditor).Get("/audit/overrides")
	lintPage(t, audit)
	shows(t, audit, string(ref), "Used", "Casey Caseworker", "Sue Supervisor")
	for _, said := range []string{"Eastmoor", "outside", "Danger to life"} {
		if strings.Contains(audit.Text(), said) {
			t.Errorf("the auditor reads %q:\n%s", said, audit.Text())
		}
	}
}
