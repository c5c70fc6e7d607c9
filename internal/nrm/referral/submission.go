package referral

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
)

// Entry is one answer as it leaves the desk, with its place in the official
// service for copying it across.
type Entry struct {
	Field         string   `json:"field"`
	Section       string   `json:"section"`
	Label         string   `json:"label"`
	OfficialPage  string   `json:"official_page"`
	OfficialField string   `json:"official_field"`
	Values        []string `json:"values"`
	Shown         []string `json:"shown"`
}

// Submission is the report in official order. It is built from the list of
// what the route allows and from nothing else: an answer that is out of route
// or out of play, or that identifies a client who has not agreed to be named,
// is not in it (referral-form.md §8, do better 3). While the route is open
// nothing may leave. Pack, file, print and record all come from here.
func (d *Draft) Submission() []Entry {
	if d.route == Undecided {
		return nil
	}
	var entries []Entry
	for i, f := range d.Form.Fields {
		if !d.inPlay(i) || len(d.values[i]) == 0 {
			continue
		}
		page, input := d.official(f)
		entries = append(entries, Entry{
			Field: f.Name, Section: f.Section, Label: f.Short, OfficialPage: page, OfficialField: input,
			Values: d.values[i], Shown: f.Shown(d.values[i]),
		})
	}
	return entries
}

// Identifies says whether the report, as it would leave now, holds an answer
// that leads to the client.
func (d *Draft) Identifies() bool {
	for i, f := range d.Form.Fields {
		if f.Identifying && f.Trace != "" && d.inPlay(i) && len(d.values[i]) > 0 {
			return true
		}
	}
	return false
}

func (d *Draft) official(f *Field) (page, input string) {
	page, input = f.Official.Page, f.Official.Field
	if d.route == DtN && f.Official.DtNPage != "" {
		page = f.Official.DtNPage
	}
	if f.Official.FieldBy != "" {
		input = f.Official.Fields[d.live(f.Official.FieldBy)]
	}
	return page, input
}

// Snapshot is what was sent, for the permanent record.
type Snapshot struct {
	FormVersion string  `json:"form_version"`
	Route       Route   `json:"route"`
	Nameless    bool    `json:"nameless"`
	Entries     []Entry `json:"entries"`
}

// Snapshot freezes the submission.
func (d *Draft) Snapshot() Snapshot {
	return Snapshot{FormVersion: d.Form.Version, Route: d.route, Nameless: d.Nameless(), Entries: d.Submission()}
}

// Canonical is the one way a snapshot is written down: the same answers always
// give the same bytes.
func (s Snapshot) Canonical() ([]byte, error) {
	for _, e := range s.Entries {
		for _, v := range e.Values {
			// JSON would quietly replace what it cannot hold.
			if strings.ToValidUTF8(v, "") != v {
				return nil, fmt.Errorf("snapshot: %s holds text that is not UTF-8", e.Field)
			}
		}
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// ReadSnapshot reads canonical bytes back.
func ReadSnapshot(canonical []byte) (Snapshot, error) {
	var s Snapshot
	if err := json.Unmarshal(canonical, &s); err != nil {
		return Snapshot{}, fmt.Errorf("read snapshot: %w", err)
	}
	return s, nil
}

// Digest is the SHA-256 of canonical bytes in hexadecimal, for the audit trail.
func Digest(canonical []byte) string {
	sum := sha256.Sum256(canonical)
	return hex.EncodeToString(sum[:])
}
