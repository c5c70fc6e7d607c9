package server_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/referral"
	"nrmdesk/internal/testkit/sample"
	"nrmdesk/internal/testkit/site"
)

// BenchmarkReferralCheck opens the page of all answers when every text that is
// asked holds as much as the official form takes: with the official form, and
// with one that asks every question of it as a text.
func BenchmarkReferralCheck(b *testing.B) {
	for name, load := range map[string]func(*testing.B, *site.Site){
		"official": func(*testing.B, *site.Site) {},
		"texts":    loadTexts,
	} {
		b.Run(name, func(b *testing.B) {
			s := site.New(b)
			load(b, s)
			ref := s.Case(b, sample.Adult(calendar.England))
			s.Consented(b, ref)
			s.WriteReferral(b, ref)
			long := strings.Repeat("She said [sic] ~ A|B <tag>. ", 600)[:15000]
			texts := fill(b, s, ref, long)
			v := s.SignedIn(b, s.Caseworker)
			b.ReportAllocs()
			for b.Loop() {
				if p := v.Get("/cases/" + string(ref) + "/referral/check"); p.Status != http.StatusOK || len(p.HTML) < texts*len(long) {
					b.Fatalf("answered %d with %d bytes", p.Status, len(p.HTML))
				}
			}
			b.ReportMetric(float64(texts), "texts")
		})
	}
}

// fill puts the text into every question that takes it, and says how many.
func fill(b *testing.B, s *site.Site, ref casefile.Ref, long string) (texts int) {
	b.Helper()
	for _, task := range s.Referral(b, ref).Draft.Form.Tasks {
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
	return texts
}

// loadTexts loads a version of the form that always asks every question, each
// as a text. What the case knows stays as it is, and so does the date of birth,
// which the rules read as one.
func loadTexts(b *testing.B, s *site.Site) {
	b.Helper()
	type object = map[string]any
	file, err := referral.PublishedFile()
	if err != nil {
		b.Fatal(err)
	}
	var version object
	if err := json.Unmarshal(file, &version); err != nil {
		b.Fatal(err)
	}
	form, screens := version["form"].(object), version["screens"].(object)
	form["version"], screens["version"] = "2026-05-04", "2026-05-04"
	asked := map[string]bool{}
	for _, task := range screens["tasks"].([]any) {
		for _, page := range task.(object)["pages"].([]any) {
			for _, field := range page.(object)["fields"].([]any) {
				asked[field.(object)["name"].(string)] = true
				delete(field.(object), "options")
			}
		}
	}
	for _, section := range form["sections"].([]any) {
		for _, f := range section.(object)["fields"].([]any) {
			field := f.(object)
			if name := field["name"].(string); !asked[name] || name == "date_of_birth" {
				continue
			}
			field["type"], field["asked_when"], field["required_when"] = "long_text", object{"always": true}, object{"never": true}
			field["applies_to"], field["max_length"] = []string{"adult", "child", "dtn"}, 15000
			for _, of := range []string{"options", "list", "check", "max_items"} {
				delete(field, of)
			}
		}
	}
	if file, err = json.Marshal(version); err != nil {
		b.Fatal(err)
	}
	if err := s.Desk.LoadForm(b.Context(), s.Admin, desk.FormFile{Body: file, Source: "A form of nothing but texts"}); err != nil {
		b.Fatal(err)
	}
}
