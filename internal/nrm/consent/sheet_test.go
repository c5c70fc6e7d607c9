package consent_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"nrmdesk/internal/nrm/consent"
)

func TestCanonicalTag(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"ar": "ar", " AR ": "ar", "zh-hant-hk": "zh-Hant-HK", "sr_latn": "sr-Latn", "es-419": "es-419", "kmr": "kmr",
		"de-1996": "de-1996", "ca-valencia": "ca-valencia", "PT-br": "pt-BR",
		"": "", "e": "", "english": "", "ar-": "", "a1": "", "ar--EG": "", "x-secret": "", "../etc": "", "ar rtl": "", "العربية": "", "ar-EG-EG-": "",
	} {
		got, ok := consent.CanonicalTag(typed)
		if got != want || ok != (want != "") {
			t.Errorf("%q: %q, %v; want %q", typed, got, ok, want)
		}
	}
}

func TestFindLanguage(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"Albanian": "sq", "albanian ": "sq", "Kurdish (Sorani)": "ckb", "filipino": "tl", "العربية": "ar", "cy": "cy", "Klingon": "", "": "",
	} {
		if got, ok := consent.FindLanguage(typed); got.Tag != want || ok != (want != "") {
			t.Errorf("%q: %q, %v", typed, got.Tag, ok)
		}
	}
	seen := map[string]bool{}
	for _, l := range consent.Languages() {
		if seen[l.Tag] || l.Name == "" || l.OwnName == "" {
			t.Errorf("%+v is listed twice or has no name", l)
		}
		seen[l.Tag] = true
	}
}

// arabic is a sheet from right to left. The words are placeholders: nothing is
// translated here.
func arabic() consent.Sheet {
	s := consent.Sheet{
		Tag: "ar", Language: "Arabic", OwnName: "العربية", Direction: consent.RightToLeft, Title: "نص تجريبي", Opening: "نص تجريبي",
		Translator: "A. Translatorova", TranslatedOn: today,
	}
	for _, p := range consent.Points {
		s.Sections = append(s.Sections, consent.SheetSection{Point: p.ID, Heading: "عنوان", Text: "نص تجريبي"})
	}
	return s
}

func TestSheet_check(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		change  func(*consent.Sheet)
		draft   string
		publish string
	}{
		"from right to left":           {func(*consent.Sheet) {}, "", ""},
		"a language nobody listed":     {func(s *consent.Sheet) { s.Tag, s.Language = "dag", "Dagbani" }, "", ""},
		"in another script":            {func(s *consent.Sheet) { s.Tag, s.Direction = "ar-Latn", consent.LeftToRight }, "", ""},
		"Arabic from left to right":    {func(s *consent.Sheet) { s.Direction = consent.LeftToRight }, "direction:written_otherwise", "direction:written_otherwise"},
		"half of it written":           {func(s *consent.Sheet) { s.Sections, s.Title = s.Sections[:7], "" }, "", "title:required heading_withdrawing:required text_withdrawing:required"},
		"nobody stands for the words":  {func(s *consent.Sheet) { s.Translator = " " }, "", "translator:required"},
		"translated tomorrow":          {func(s *consent.Sheet) { s.TranslatedOn = today.AddDays(1) }, "", "translated_on:in_future"},
		"no direction chosen":          {func(s *consent.Sheet) { s.Direction = "" }, "", "direction:select_one"},
		"a direction there is not":     {func(s *consent.Sheet) { s.Direction = "up" }, "direction:not_in_list", "direction:not_in_list"},
		"no language":                  {func(s *consent.Sheet) { s.Tag = "" }, "language_tag:required", "language_tag:required"},
		"a word for a tag":             {func(s *consent.Sheet) { s.Tag = "arabic" }, "language_tag:not_a_tag", "language_tag:not_a_tag"},
		"words turned round invisibly": {func(s *consent.Sheet) { s.Closing = "yes \u202eon" }, "closing:not_allowed_character", "closing:not_allowed_character"},
		"twenty thousand letters":      {func(s *consent.Sheet) { s.Opening = strings.Repeat("ن", 20_000) }, "opening:too_long", "opening:too_long"},
	} {
		s := arabic()
		tc.change(&s)
		var draft, publish []string
		for _, p := range s.CheckDraft() {
			draft = append(draft, p.Field+":"+p.Code)
		}
		for _, p := range s.CheckPublish(today) {
			publish = append(publish, p.Field+":"+p.Code)
		}
		if got := strings.Join(draft, " "); got != tc.draft {
			t.Errorf("%s, as a draft: %q, want %q", name, got, tc.draft)
		}
		if got := strings.Join(publish, " "); got != tc.publish {
			t.Errorf("%s, to publish: %q, want %q", name, got, tc.publish)
		}
	}
}

// TestShipped_plainWords holds the English sheet to the house's rules for what
// clients read: short sentences, no contractions, no acronyms, no idioms of
// the office.
func TestShipped_plainWords(t *testing.T) {
	t.Parallel()
	sheet := consent.Shipped()[0]
	if sheet.Tag != "en" || sheet.Version != 1 || consent.LatestShipped("en") != 1 || consent.LatestShipped("cy") != 0 {
		t.Fatalf("the shipped sheet is %s", sheet.Name())
	}
	all := []string{sheet.Title, sheet.Opening, sheet.Closing}
	var points []string
	for _, s := range sheet.Sections {
		points = append(points, s.Point)
		all = append(all, s.Heading, s.Text)
	}
	if !slices.Equal(points, consent.PointIDs()) {
		t.Errorf("the sheet explains %v", points)
	}
	acronym := regexp.MustCompile(`\b[A-Z]{2,}\b`)
	for _, text := range all {
		if strings.ContainsAny(text, "’'!") || acronym.MatchString(text) || strings.Contains(strings.ToLower(text), "deadline") || strings.Contains(text, "victim") {
			t.Errorf("not plain: %q", text)
		}
		for _, sentence := range regexp.MustCompile(`[.?:]\s|\n`).Split(text, -1) {
			if n := len(strings.Fields(sentence)); n > 17 {
				t.Errorf("%d words: %q", n, sentence)
			}
		}
	}
}
