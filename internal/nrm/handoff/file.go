package handoff

import (
	"slices"

	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/evidence"
)

// File is a document of the case in the envelope, or left out of it: Line says
// what it rests on. Its Item is what it counts as for the gate.
type File struct {
	Line
	EvidenceID string
	Number     int // of the case's documents
	Kind       evidence.Kind
	SHA256     string // of its content, in hexadecimal digits
	Shared     bool
}

// ItemOf is what a document counts as: a decision goes to others only as the
// client allowed (C4).
func ItemOf(k evidence.Kind) Item {
	if k == evidence.DecisionLetter {
		return DecisionLetter
	}
	return Documents
}

// PackFiles sorts the documents of a case for a recipient, in their order, by
// asking the gate about each. What may not be opened by everybody on the case
// does not leave it: a document recorded in error, one with a virus, one that
// has not been scanned.
func PackFiles(now consent.Now, to Recipient, papers []evidence.File, wanted []int) []File {
	if !slices.Contains(Classes, to.Class) {
		to.Class = ""
	}
	var files []File
	for _, p := range papers {
		f := File{EvidenceID: p.ID, Number: p.Number, Kind: p.Kind, SHA256: p.SHA256}
		item := ItemOf(p.Kind)
		verdict := consent.Gate(now, consent.Share{
			To: consent.Recipient(to.Class), Named: to.Named(), Thing: string(item), Also: also(to.Class, item),
		})
		f.Line = Line{Item: item, Basis: verdict.Basis, RecordID: verdict.RecordID, OverrideID: verdict.OverrideID, Why: verdict.Why}
		chosen := slices.Contains(wanted, p.Number)
		switch err := p.Opens(false); {
		case err != nil:
			f.Line = Line{Item: item, Basis: HeldBack, Why: err.Error()}
		case !verdict.Allowed():
		case !chosen:
			f.Line = Line{Item: item, Basis: NotChosen, Why: "You did not choose this."}
		default:
			f.Shared = true
		}
		files = append(files, f)
	}
	return files
}

// SharedFiles are those of them that are in the envelope.
func SharedFiles(files []File) []File {
	return slices.DeleteFunc(slices.Clone(files), func(f File) bool { return !f.Shared })
}

// MayBeChosen says whether a document could be put into the envelope.
func (f File) MayBeChosen() bool {
	return f.Shared || f.Basis == NotChosen
}
