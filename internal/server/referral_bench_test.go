package server_test

import (
	"net/http"
	"strings"
	"testing"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/referral"
	"nrmdesk/internal/testkit/sample"
	"nrmdesk/internal/testkit/site"
)

// BenchmarkReferralCheck opens the page of all answers when every text that is
// asked holds as much as the official form takes.
func BenchmarkReferralCheck(b *testing.B) {
	s := site.New(b)
	ref := s.Case(b, sample.Adult(calendar.England))
	s.Consented(b, ref)
	s.WriteReferral(b, ref)
	long := strings.Repeat("She said [sic] ~ A|B <tag>. ", 600)[:15000]
	texts := 0
	for _, task := range referral.Published().Tasks {
		for _, page := range task.Pages {
			f := s.Referral(b, ref)
			answers := referral.Answers{}
			for _, field := range f.Draft.Asked(page) {
				answers[field.Name] = f.Draft.Values(field)
				if field.Type == referral.LongText || field.Type == referral.Text {
					answers[field.Name] = []string{long}
					texts++
				}
			}
			if len(answers) == 0 {
				continue
			}
			err := s.Desk.SaveReferralPage(b.Context(), s.Caseworker, desk.SavePage{Ref: ref, Task: task.ID, Page: page.ID, Seen: f.Seen(page), Answers: answers})
			if err != nil {
				b.Fatal(err)
			}
		}
	}
	v := s.SignedIn(b, s.Caseworker)
	b.ReportAllocs()
	for b.Loop() {
		if p := v.Get("/cases/" + string(ref) + "/referral/check"); p.Status != http.StatusOK || len(p.HTML) < texts*len(long) {
			b.Fatalf("answered %d with %d bytes", p.Status, len(p.HTML))
		}
	}
	b.ReportMetric(float64(texts), "texts")
}
