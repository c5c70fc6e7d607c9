// Package cited says where a row of law comes from, how far it was checked and
// how sure we are, in words that whoever relies on it reads beside it.
package cited

import (
	"fmt"
	"slices"

	"nrmdesk/internal/nrm/calendar"
)

// Confidence is how sure we are that the source is read rightly.
type Confidence string

// The confidences.
const (
	High   Confidence = "high"
	Medium Confidence = "medium"
	Low    Confidence = "low"
)

// Source is where a row comes from. The zero Source needs none.
type Source struct {
	Citation   string
	URL        string
	CheckedOn  calendar.Date // zero: not checked against the source
	Confidence Confidence
}

// Read reads the columns citation, source_url, checked_on and confidence. All
// four may be empty together.
func Read(columns []string) (Source, error) {
	if len(columns) != 4 {
		return Source{}, fmt.Errorf("%d columns of a source, want 4", len(columns))
	}
	s := Source{Citation: columns[0], URL: columns[1], Confidence: Confidence(columns[3])}
	if s.Citation == "" {
		if s != (Source{}) || columns[2] != "" {
			return Source{}, fmt.Errorf("a source without a citation: %q", columns)
		}
		return s, nil
	}
	if !slices.Contains([]Confidence{High, Medium, Low}, s.Confidence) {
		return Source{}, fmt.Errorf("%s: no confidence %q", s.Citation, s.Confidence)
	}
	if columns[2] == "" {
		return s, nil
	}
	on, err := calendar.ParseDate(columns[2])
	if err != nil {
		return Source{}, fmt.Errorf("%s: %w", s.Citation, err)
	}
	s.CheckedOn = on
	return s, nil
}

// Words name the source and say how far to trust it.
func (s Source) Words() string {
	if s.Citation == "" {
		return ""
	}
	checked := "not checked against the source"
	if !s.CheckedOn.IsZero() {
		checked = "checked on " + s.CheckedOn.Long()
	}
	return s.Citation + ". Confidence: " + string(s.Confidence) + ", " + checked + "."
}
