package server

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"slices"
	"time"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/render"
)

// counting are the amendments that have taken their place in the referral.
func counting(f desk.ReferralFile) []desk.ReferralUpdate {
	return slices.DeleteFunc(slices.Clone(f.Since), func(u desk.ReferralUpdate) bool { return !u.Counts() })
}

// packAmendments are the amendments in order, each with before and after.
func packAmendments(f desk.ReferralFile) []render.StackedTable {
	var tables []render.StackedTable
	for _, u := range counting(f) {
		t := amendedTable(f.Draft.Form, u.Changes)
		t.Caption = "Amendment " + number(u.Number) + ", " + moment(u.RecordedAt)
		tables = append(tables, t)
	}
	return tables
}

// amendedSays tells how the pack stands to what was recorded since.
func amendedSays(f desk.ReferralFile) []string {
	if len(f.Since) == 0 {
		return nil
	}
	says := "What was sent stands first, as it was sent."
	if n := len(counting(f)); n > 0 {
		says += " " + capital(plural(n, "amendment")) + " since then follow in order, each with what it altered."
	}
	if waits := slices.ContainsFunc(f.Since, func(u desk.ReferralUpdate) bool { return u.NeedsApproval && u.Review.Outcome == "" }); waits {
		says += " Amendments that wait for a second person are not in the pack."
	}
	return []string{says}
}

type amendmentFile struct {
	SentSHA    string           `json:"sent_sha256"`
	Amendments []amendmentEntry `json:"amendments"`
}

type amendmentEntry struct {
	SHA256     string          `json:"sha256"`
	RecordedAt time.Time       `json:"recorded_at"`
	ApprovedAt *time.Time      `json:"approved_at,omitempty"`
	Amendment  json.RawMessage `json:"amendment"`
}

// amendmentsJSON are the amendments that count, in order, each in the very
// words its digest is of; none when there is no amendment.
func amendmentsJSON(f desk.ReferralFile) ([]byte, error) {
	file := amendmentFile{}
	for _, u := range counting(f) {
		content, err := u.Canonical()
		if err != nil {
			return nil, err
		}
		entry := amendmentEntry{SHA256: hex.EncodeToString(u.Digest), RecordedAt: u.RecordedAt.UTC(), Amendment: content}
		if !u.Review.At.IsZero() {
			at := u.Review.At.UTC()
			entry.ApprovedAt = &at
		}
		file.Amendments = append(file.Amendments, entry)
		file.SentSHA = u.SentSHA
	}
	if len(file.Amendments) == 0 {
		return nil, nil
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(file)
	return b.Bytes(), err
}

// amendedSections are the amendments to read on paper, after what was sent.
func amendedSections(f desk.ReferralFile) []packSection {
	var sections []packSection
	for _, u := range counting(f) {
		section := packSection{Title: "Amendment " + number(u.Number) + ", " + moment(u.RecordedAt), Entries: []packEntry{
			{Label: "Why", Text: u.Reason}, {Label: "SHA-256", Text: hex.EncodeToString(u.Digest)},
		}}
		for _, ch := range u.Changes {
			section.Entries = append(section.Entries, packEntry{Label: ch.Label, Text: "Before: " +
				changeText(f.Draft.Form, ch.Field, ch.Before, "not answered") + "\nAfter: " + changeText(f.Draft.Form, ch.Field, ch.After, "no longer part of the referral")})
		}
		sections = append(sections, section)
	}
	return sections
}

// sentLinks lead on from a referral that was sent.
func sentLinks(f desk.ReferralFile) []render.Link {
	text := "After sending: amendments, late evidence, contact, questions of the authority"
	if n := len(f.Since); n > 0 {
		text += " (" + number(n) + ")"
	}
	return []render.Link{{Text: text, Href: updatesAddress(f.Case.Ref)}}
}
