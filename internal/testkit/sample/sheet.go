package sample

import (
	"testing"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/consent"
)

// Sheet is an explanation sheet with every section filled. The words are
// placeholders: nothing is translated here.
func Sheet(tag string) consent.Sheet {
	s := consent.Sheet{
		Tag: tag, Language: tag, OwnName: tag, Direction: consent.LeftToRight, Title: "Placeholder title", Opening: "Placeholder opening.",
		Closing: "Placeholder end.", Translator: "A. Translatorova", TranslatedOn: Today,
	}
	if l, ok := consent.FindLanguage(consent.BaseLanguage(tag)); ok {
		s.Language, s.OwnName, s.Direction = l.Name, l.OwnName, l.Direction
	}
	words := "Placeholder text."
	if s.Direction == consent.RightToLeft {
		s.Title, s.Opening, s.Closing, words = "عنوان تجريبي", "هذا نص تجريبي فقط.", "نهاية النص التجريبي.", "هذا نص تجريبي فقط.\n\nفقرة تجريبية ثانية."
	}
	for _, p := range consent.Points {
		s.Sections = append(s.Sections, consent.SheetSection{Point: p.ID, Heading: s.Title, Text: words})
	}
	return s
}

// Published writes and publishes a sheet as the admin.
func (o *Office) Published(t testing.TB, tag string) desk.Sheet {
	t.Helper()
	id, err := o.Desk.WriteSheet(t.Context(), o.Admin, desk.SheetEdit{Sheet: Sheet(tag)})
	if err != nil {
		t.Fatal(err)
	}
	s, err := o.Desk.PublishSheet(t.Context(), o.Admin, id, 1, "")
	if err != nil {
		t.Fatal(err)
	}
	return s
}
