package demo

import (
	"bytes"
	_ "embed"
	"strconv"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/evidence"
)

//go:embed data/signed-sheet.pdf
var signedSheet []byte

//go:embed data/decision-letter.pdf
var decisionLetter []byte

// papersEvery is how many of the later cases have papers: each is a file on
// the disk, waited for.
const papersEvery = 20

// attach adds a paper to a record, on the first cases and now and then.
func (t *teller) attach(name string, content []byte, n desk.NewEvidence) {
	if t.place >= Usual.First && t.place%papersEvery != 0 {
		return
	}
	t.try("attach "+name, func() error {
		in, err := t.desk.AdmitEvidence(t.ctx, t.worker, t.ref)
		if err != nil {
			return err
		}
		defer in.Drop()
		if err := in.Receive(name, bytes.NewReader(content)); err != nil {
			return err
		}
		_, err = t.desk.AddEvidence(t.ctx, t.worker, in, "", n)
		return err
	})
}

// attachSheet adds the signed sheet of a consent record.
func (t *teller) attachSheet(number int) {
	t.attach("signed sheet.pdf", signedSheet, desk.NewEvidence{Kind: evidence.ConsentSheet, Of: evidence.OfConsent, SubjectRef: strconv.Itoa(number)})
}

// attachLetter adds the letter of a decision.
func (t *teller) attachLetter(id string) {
	t.attach("decision letter.pdf", decisionLetter, desk.NewEvidence{Kind: evidence.DecisionLetter, Of: evidence.OfDecision, SubjectRef: id})
}
