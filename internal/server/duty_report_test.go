package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/testkit/sample"
	"nrmdesk/internal/testkit/site"
)

// TestDuty_theReportIsWrittenHere: from the duty page to the sections, to the
// text to copy, and back to record it; what was sent is shown from then on.
func TestDuty_theReportIsWrittenHere(t *testing.T) {
	t.Parallel()
	s := site.New(t)
	ref := s.Case(t, sample.Adult(calendar.England))
	s.Consented(t, ref)
	s.WriteReferral(t, ref) // with the client's name
	s.Refused(t, ref, consent.No)
	v := s.SignedIn(t, s.Caseworker)
	at := "/cases/" + string(ref)
	tasks := good(t, v.Get(at+"/referral"))
	says(t, tasks, "Report of the refusal", "The client did not agree to be named.", "Record that the report was sent")
	if strings.Contains(tasks.Text(), "review") {
		t.Errorf("a review is asked of a report: %s", tasks.Text())
	}
	open := good(t, v.Get(at+"/duty"))
	unsaid := v.Submit(open, url.Values{"sent_on-day": {"18"}, "sent_on-month": {"5"}, "sent_on-year": {"2026"}, "sent_how": {"online_form"}})
	if unsaid.Status != http.StatusUnprocessableEntity {
		t.Errorf("which report was sent is not asked: %d", unsaid.Status)
	}
	says(t, unsaid, "Select which report you sent")
	half := v.Submit(unsaid, url.Values{"report_written": {"here"}})
	says(t, half, "The report written here is not complete.")

	s.WriteReferral(t, ref)
	check := good(t, v.Get(at+"/referral/check"))
	says(t, check, "This is what goes to the Home Office.", "Read and copy")
	pack := good(t, v.Get(at+"/referral/pack"))
	says(t, pack, "Report of the refusal", "Complete, not recorded as sent", "Without a name", "Record the report as sent")
	_, copied, _ := strings.Cut(pack.HTML, "app-pack") // after the case bar, which stays on the screen
	for where, text := range map[string]string{"the page to copy": copied, "the file": v.Get(at + "/referral/pack.json").HTML} {
		if text == "" || strings.Contains(text, "Testova") {
			t.Errorf("%s of a report without a name: %s", where, text)
		}
	}
	sent := v.Submit(good(t, v.Get(at+"/duty")), url.Values{
		"report_written": {"here"}, "sent_on-day": {"18"}, "sent_on-month": {"5"}, "sent_on-year": {"2026"}, "sent_how": {"online_form"},
	})
	if sent.Status != http.StatusSeeOther {
		t.Fatalf("%d %s", sent.Status, sent.Text())
	}
	says(t, good(t, v.Get(at+"/duty")), "This refusal has been reported.", "SHA-256 of the copy below", "How it began")
}
