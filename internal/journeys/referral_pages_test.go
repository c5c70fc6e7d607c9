package journeys

import (
	"strings"
	"testing"

	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/referral"
	"nrmdesk/internal/testkit/site"
)

// firstTextPage is the first page of the referral that asks for free text, as
// "section/page".
func firstTextPage(t *testing.T, s *site.Site, ref casefile.Ref) string {
	t.Helper()
	draft := s.Referral(t, ref).Draft
	for _, task := range draft.Form.Tasks {
		for _, page := range draft.Pages(task) {
			for _, field := range draft.Asked(page) {
				if field.Type == referral.LongText {
					return task.ID + "/" + page.ID
				}
			}
		}
	}
	t.Fatal("the referral asks for no text")
	return ""
}

// textLabel is what the free text on a page of the referral is called.
func textLabel(t *testing.T, path string) string {
	t.Helper()
	parts := strings.Split(path, "/")
	page := referral.Published().Task(parts[len(parts)-2]).Page(parts[len(parts)-1])
	for _, field := range page.Fields {
		if field.Type == referral.LongText {
			return field.Label
		}
	}
	t.Fatalf("%s asks for no text", path)
	return ""
}
