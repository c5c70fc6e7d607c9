package sample

import (
	"bytes"
	"testing"

	"github.com/google/uuid"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/evidence"
)

// Added adds a document that belongs to the case as a whole, as its caseworker.
func (o *Office) Added(t testing.TB, ref casefile.Ref, name string, content []byte) desk.EvidenceFile {
	t.Helper()
	in, err := o.Desk.AdmitEvidence(t.Context(), o.worker(t, ref), ref)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Drop()
	if err := in.Receive(name, bytes.NewReader(content)); err != nil {
		t.Fatal(err)
	}
	f, err := o.Desk.AddEvidence(t.Context(), o.worker(t, ref), in, uuid.NewString(), desk.NewEvidence{
		Kind: evidence.HomeOfficeLetter, Of: evidence.OfCase,
	})
	if err != nil {
		t.Fatal(err)
	}
	return f
}
