package consent

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	_ "embed"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
)

// Sheet is an explanation sheet: what a client reads, or has read to them,
// before they are asked. It says nothing about any client. Text holds
// paragraphs with an empty line between them.
type Sheet struct {
	Tag          string // BCP 47
	Language     string // its name in English
	OwnName      string // and in itself
	Direction    Direction
	Version      int // counted for each tag; zero until it is published
	Title        string
	Opening      string
	Sections     []SheetSection // one for each of the points, in their order
	Closing      string
	Translator   string // who wrote or translated it
	TranslatedOn calendar.Date
}

// SheetSection explains one point.
type SheetSection struct {
	Point   string `json:"point"`
	Heading string `json:"heading"`
	Text    string `json:"text"`
}

// Name is what staff call the sheet: "Albanian, version 3".
func (s Sheet) Name() string {
	if s.Version == 0 {
		return s.Language + ", not published"
	}
	return s.Language + ", version " + strconv.Itoa(s.Version)
}

// Section is the section about a point.
func (s Sheet) Section(point string) SheetSection {
	i := slices.IndexFunc(s.Sections, func(sec SheetSection) bool { return sec.Point == point })
	if i < 0 {
		return SheetSection{Point: point}
	}
	return s.Sections[i]
}

// Paragraphs splits a text of a sheet.
func Paragraphs(text string) []string {
	var list []string
	for _, p := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			list = append(list, p)
		}
	}
	return list
}

const maxSheetText = 5000

// CheckDraft checks a sheet that is still being written: it may have gaps, but
// must say which language it is in.
func (s Sheet) CheckDraft() fault.Problems {
	var ps fault.Problems
	tag, ok := CanonicalTag(s.Tag)
	switch {
	case blank(s.Tag):
		ps.Add("language_tag", "required")
	case !ok:
		ps.Add("language_tag", "not_a_tag")
	}
	text(&ps, "language_name", s.Language, maxLine)
	line := func(field, t string, limit int) {
		atMost(&ps, field, t, limit)
		if strings.ContainsAny(t, "\u202d\u202e") {
			ps.Add(field, "not_allowed_character") // would show other words than are written
		}
	}
	line("own_name", s.OwnName, maxLine)
	known, listed := FindLanguage(BaseLanguage(tag))
	switch {
	case s.Direction != "" && s.Direction.Label() == "":
		ps.Add("direction", "not_in_list")
	case s.Direction != "" && listed && !strings.Contains(tag, "-") && s.Direction != known.Direction:
		ps.Add("direction", "written_otherwise", known.Name)
	}
	line("title", s.Title, maxLine)
	line("opening", s.Opening, maxSheetText)
	for _, p := range Points {
		section := s.Section(p.ID)
		line("heading_"+p.ID, section.Heading, maxLine)
		line("text_"+p.ID, section.Text, maxSheetText)
	}
	line("closing", s.Closing, maxSheetText)
	line("translator", s.Translator, maxLine)
	return ps
}

// CheckPublish checks a sheet that is to be shown to clients: every point must
// be explained (A2), and somebody must stand for the words.
func (s Sheet) CheckPublish(today calendar.Date) fault.Problems {
	ps := s.CheckDraft()
	need := func(field, t string) {
		if blank(t) {
			ps.Add(field, "required")
		}
	}
	need("own_name", s.OwnName)
	if s.Direction == "" {
		ps.Add("direction", "select_one")
	}
	need("title", s.Title)
	need("opening", s.Opening)
	for _, p := range Points {
		need("heading_"+p.ID, s.Section(p.ID).Heading)
		need("text_"+p.ID, s.Section(p.ID).Text)
	}
	need("translator", s.Translator)
	switch {
	case s.TranslatedOn.IsZero():
		ps.Add("translated_on", "required")
	case s.TranslatedOn.After(today):
		ps.Add("translated_on", "in_future")
	}
	return ps
}

//go:embed data/sheet-en-1.json
var englishJSON []byte

// Shipped are the sheets that come with the product: the English wording. All
// others the organisation adds itself; nothing is translated by the program.
func Shipped() []Sheet { return []Sheet{english()} }

// A mistake in the embedded file is a mistake in the program.
var english = sync.OnceValue(func() Sheet {
	var file struct {
		Tag          string         `json:"tag"`
		Language     string         `json:"language"`
		OwnName      string         `json:"own_name"`
		Direction    Direction      `json:"direction"`
		Version      int            `json:"version"`
		Title        string         `json:"title"`
		Opening      string         `json:"opening"`
		Sections     []SheetSection `json:"sections"`
		Closing      string         `json:"closing"`
		Translator   string         `json:"translator"`
		TranslatedOn string         `json:"translated_on"`
	}
	if err := json.Unmarshal(englishJSON, &file); err != nil {
		panic(fmt.Errorf("read the English sheet: %w", err))
	}
	on, err := calendar.ParseDate(file.TranslatedOn)
	if err != nil {
		panic(fmt.Errorf("read the English sheet: %w", err))
	}
	s := Sheet{
		Tag: file.Tag, Language: file.Language, OwnName: file.OwnName, Direction: file.Direction, Version: file.Version,
		Title: file.Title, Opening: file.Opening, Sections: file.Sections, Closing: file.Closing,
		Translator: file.Translator, TranslatedOn: on,
	}
	if ps := s.CheckPublish(on); len(ps) > 0 {
		panic(fmt.Errorf("the English sheet: %v", ps))
	}
	return s
})

// LatestShipped is the newest version of a language that ships with the
// product; zero when none does.
func LatestShipped(tag string) int {
	latest := 0
	for _, s := range Shipped() {
		if s.Tag == tag {
			latest = max(latest, s.Version)
		}
	}
	return latest
}
