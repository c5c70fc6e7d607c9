// Package evidence is the files of a case: what kinds of document there are,
// what each may belong to, what it is called, and when it may be opened. What
// is in a file is looked at by package media; where it lies is package vault's.
package evidence

import (
	"slices"
	"time"

	"nrmdesk/internal/fault"
)

// MaxSize is how many bytes a file may have: 25 MB as file managers count.
const MaxSize = 25 << 20

// Kind is what a document is.
type Kind string

// The kinds of document.
const (
	ConsentSheet     Kind = "consent_sheet"
	DecisionLetter   Kind = "decision_letter"
	HomeOfficeLetter Kind = "home_office_letter"
	OtherLetter      Kind = "other_letter"
	Identity         Kind = "identity_document"
	Photograph       Kind = "photograph"
	Other            Kind = "other"
)

// Kinds lists the kinds in the order of the page.
var Kinds = []Kind{ConsentSheet, DecisionLetter, HomeOfficeLetter, OtherLetter, Identity, Photograph, Other}

// Label is the kind in the words staff read.
func (k Kind) Label() string {
	switch k {
	case ConsentSheet:
		return "Signed consent sheet"
	case DecisionLetter:
		return "Decision letter (RG, CG or reconsideration)"
	case HomeOfficeLetter:
		return "Another letter of the Home Office"
	case OtherLetter:
		return "Letter from somebody else"
	case Identity:
		return "Identity document"
	case Photograph:
		return "Photograph"
	case Other:
		return "Something else"
	default:
		return ""
	}
}

// Subject is what a document belongs to.
type Subject string

// The subjects. A document of the case belongs to no record in particular.
const (
	OfCase     Subject = "case"
	OfConsent  Subject = "consent"
	OfDecision Subject = "decision"
	OfHandoff  Subject = "handoff"
)

// Subjects lists the subjects.
var Subjects = []Subject{OfCase, OfConsent, OfDecision, OfHandoff}

// Scan is what the virus scanner made of a file.
type Scan string

// What is known of viruses in a file.
const (
	Clean     Scan = "clean"
	Infected  Scan = "infected"  // its bytes were taken away
	Held      Scan = "held"      // the scanner gave no verdict yet
	Unscanned Scan = "unscanned" // no scanner was configured
)

// Label is the state in the words staff read.
func (s Scan) Label() string {
	switch s {
	case Clean:
		return "No virus found"
	case Infected:
		return "Removed: a virus was found"
	case Held:
		return "Held until it is scanned for viruses"
	case Unscanned:
		return "Not scanned for viruses"
	default:
		return ""
	}
}

// File is a document of a case. Number counts those of the case; nothing is
// ever taken out of the count.
type File struct {
	ID             string
	OrganisationID string
	CaseID         string
	Number         int
	Kind           Kind
	Of             Subject
	SubjectID      string // of the consent record, decision or handoff; empty for the case
	Name           string // as the person called it, cleaned; empty for those who may not know
	Type           string // of package media
	Size           int64
	SHA256         string // in hexadecimal digits
	Cleaned        bool   // the camera's details were taken out
	Scan           Scan
	AddedBy        string
	AddedAt        time.Time
	Mistake        Mistake
}

// About picks the documents that belong to one record.
func About(files []File, of Subject, id string) []File {
	return slices.DeleteFunc(slices.Clone(files), func(f File) bool { return f.Of != of || f.SubjectID != id })
}

// Mistake marks a document as recorded in error. The zero Mistake is none.
type Mistake struct {
	Reason string
	By     string
	At     time.Time
}

// Marked says whether the document was recorded in error.
func (m Mistake) Marked() bool { return !m.At.IsZero() }

// Opens says whether the content may be had: *fault.Conflict with the reason
// when not. What was recorded in error may be somebody else's paper; only a
// supervisor looks at it again.
func (f File) Opens(supervisor bool) error {
	switch {
	case f.Scan == Infected:
		return fault.Conflictf("A virus was found in this document, so it was removed. Ask for a new copy and add that.")
	case f.Scan == Held:
		return fault.Conflictf("This document is held until the virus scanner has looked at it. Try again in some minutes.")
	case f.Mistake.Marked() && !supervisor:
		return fault.Conflictf("This document was recorded in error. Ask your supervisor if you need to see it.")
	default:
		return nil
	}
}

// Check checks what was said about a document, in page order.
func Check(kind Kind, of Subject) fault.Problems {
	var ps fault.Problems
	if !slices.Contains(Kinds, kind) {
		ps.Add("document_kind", "select_one")
	}
	if !slices.Contains(Subjects, of) {
		ps.Add("belongs_to", "select_one")
	}
	return ps
}
