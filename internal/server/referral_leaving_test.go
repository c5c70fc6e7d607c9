package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/testkit/sample"
	"nrmdesk/internal/testkit/site"
)

// An answer that shuts another page is saved only once what is left out was
// seen. Nothing is deleted: changed back, it goes again.
func TestReferralPage_showsWhatSavingLeavesOut(t *testing.T) {
	t.Parallel()
	s, v, ref, at := writing(t)
	page := at + "/about_client/children"
	v.Submit(v.Get(page), url.Values{"has_children": {"yes"}})
	v.Submit(v.Get(at+"/about_client/children_count"), url.Values{"children_count": {"7"}})
	no := url.Values{"has_children": {"no"}}
	answer := func() string { return s.Referral(t, ref).Draft.Text("has_children") }

	seen := good(t, v.Submit(v.Get(page), no))
	says(t, seen, "Written, and not sent any more", "Nothing is saved yet.", "How many children", "7", "Save, and leave these out", "Go back, change nothing")
	if answer() != "yes" {
		t.Error("saved before anybody saw what it leaves out")
	}
	says(t, good(t, v.Get(page)), "It is not part of the referral until you save it")
	v.Post(page, url.Values{"discard": {"yes"}})
	if again := v.Get(page); strings.Contains(again.Text(), "It is not part of the referral") || answer() != "yes" {
		t.Error("going back kept the change")
	}

	later := v.Follow(v.Submit(v.Get(page), url.Values{"has_children": {"no"}, "later": {"yes"}}))
	says(t, later, "leaves out answers of other pages")
	if answer() != "yes" {
		t.Error("stopping for now saved what nobody saw")
	}

	if done := v.Submit(v.Submit(v.Get(page), no), nil); done.Status != http.StatusSeeOther || answer() != "no" {
		t.Fatalf("confirmed: %d, %q", done.Status, answer())
	}
	says(t, good(t, v.Get(at+"/check")), "Kept, but not sent on this route", "How many children", "7")
	if saved := v.Submit(v.Get(page), url.Values{"has_children": {"yes"}}); saved.Status != http.StatusSeeOther {
		t.Errorf("changing it back asks: %d %s", saved.Status, saved.Text())
	}
	if n := s.Referral(t, ref).Draft.Text("children_count"); n != "7" {
		t.Errorf("the number of children came back as %q", n)
	}
}

// whole is an adult's referral with every demanded answer, and the phone of
// somebody who answers for them.
func whole(t *testing.T) (*site.Site, *site.Visitor, casefile.Ref, string) {
	t.Helper()
	s := site.New(t)
	ref := s.Case(t, sample.Adult(calendar.England))
	s.Consented(t, ref)
	v, base := s.SignedIn(t, s.Caseworker), "/cases/"+string(ref)
	v.Submit(v.Get(base+"/referral/about_client/name"), url.Values{"first_name": {"Ardita"}, "last_name": {"Hoxha"}})
	v.Submit(v.Get(base+"/referral/support/route"), url.Values{"support_contact_route": {"other_phone"}})
	v.Submit(v.Get(base+"/referral/support/phone"), url.Values{"other_phone": {"+44 7700 900999"}, "other_phone_relationship": {"Aunt"}})
	v.Submit(v.Get(base+"/referral/what_happened/age_then"), url.Values{"under_18_when_exploited": {"no"}})
	return s, v, ref, base
}

func TestAge_showsWhatAnAssessmentLeavesOut(t *testing.T) {
	t.Parallel()
	s, v, ref, base := whole(t)
	child := url.Values{
		"assessed_band": {"child"}, "assessed_on-day": {"18"}, "assessed_on-month": {"5"}, "assessed_on-year": {"2026"},
		"assessed_by": {"A social worker of Kent"}, "assessed_basis": {"Papers"},
	}
	seen := good(t, v.Submit(v.Get(base+"/age"), child))
	says(t, seen, "Written, and not sent any more", "+44 7700 900999", "Aunt", "Papers", "Go back, nothing is recorded")
	if strings.Contains(seen.Text(), "Ardita") {
		t.Error("a child’s name goes with the referral and is called left out")
	}
	if s.Read(t, ref).AgeBand.TreatedAsChild() {
		t.Error("recorded before anybody saw what it leaves out")
	}
	says(t, good(t, v.Follow(v.Submit(seen, nil))), "Recorded: under 18.")
	says(t, v.Get(base+"/referral/check"), "Kept, but not sent on this route", "+44 7700 900999")
}

func TestConsent_showsWhatANoLeavesOut(t *testing.T) {
	t.Parallel()
	s, v, ref, base := whole(t)
	check := walkThrough(t, v, v.Follow(v.Get(base+"/ask-consent")), sheet(), explained(), how(), room(), able(), decided("no"), sharing(),
		url.Values{"reason_not_given": {"yes"}, "identify_in_duty": {"no"}}, url.Values{"answered_how": {"signed_sheet"}}, nil, holds(), nil)
	good(t, check)
	says(t, check, "Check the answers", "Written, and not sent any more", "Ardita", "Hoxha", "+44 7700 900999", "These answers are kept.")
	if s.Read(t, ref).State != casefile.Draft {
		t.Error("recorded before anybody saw what it leaves out")
	}
}

func TestWithdrawal_showsWhatItLeavesOut(t *testing.T) {
	t.Parallel()
	_, v, _, base := whole(t)
	p := v.Submit(v.Follow(v.Get(base+"/withdraw-consent")), url.Values{"withdrawn": {string(consent.WantsSupport)}})
	p = v.Submit(v.Follow(p), url.Values{
		"given_on-day": {"18"}, "given_on-month": {"5"}, "given_on-year": {"2026"}, "withdrawn_how": {"signed_form"}, "provider_told": {"none"},
	})
	says(t, good(t, v.Follow(p)), "Check what the withdrawal does", "Written, and not sent any more", "+44 7700 900999")
}
