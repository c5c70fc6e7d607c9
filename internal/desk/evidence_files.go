package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"strconv"

	"nrmdesk/internal/access"
	"nrmdesk/internal/clamav"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/evidence"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
	"nrmdesk/internal/secret"
	"nrmdesk/internal/vault"
)

// Files is what the desk needs for documents: where their bytes lie, who looks
// for viruses in them, and how many a case may have.
type Files struct {
	Vault   *vault.Vault
	Scanner *clamav.Client // nil when none is configured
	PerCase int
}

// EvidenceFile is one document of a case.
type EvidenceFile = evidence.File

// EvidenceList is every document of a case, newest first, with the records they
// may belong to.
type EvidenceList struct {
	Head
	List      []EvidenceFile
	Names     map[string]string // of the staff who added them
	Consents  []ConsentRecord   // oldest first
	Decisions []RecordedDecision
	Handoffs  []handoff.Record
	Most      int // documents a case may have
}

// Full says that the case may have no further document.
func (l *EvidenceList) Full() bool { return len(l.List) >= l.Most }

// Find is one document of the list.
func (l *EvidenceList) Find(number int) (EvidenceFile, bool) {
	for _, f := range l.List {
		if f.Number == number {
			return f, true
		}
	}
	return EvidenceFile{}, false
}

// Evidence reads the documents of a case.
func (d *Desk) Evidence(ctx context.Context, actor staff.Actor, ref casefile.Ref) (EvidenceList, error) {
	list := EvidenceList{Most: d.Files.PerCase}
	err := d.view(ctx, actor, access.ViewEvidence, ref, func(w *work) error { return list.read(ctx, w) })
	return list, err
}

// EvidenceToAdd is Evidence for the form that adds a document.
func (d *Desk) EvidenceToAdd(ctx context.Context, actor staff.Actor, ref casefile.Ref) (EvidenceList, error) {
	list := EvidenceList{Most: d.Files.PerCase}
	err := d.view(ctx, actor, access.AddEvidence, ref, func(w *work) error { return list.read(ctx, w) })
	return list, err
}

// EvidenceToMark is Evidence for the form that marks a document as recorded in
// error.
func (d *Desk) EvidenceToMark(ctx context.Context, actor staff.Actor, ref casefile.Ref) (EvidenceList, error) {
	list := EvidenceList{Most: d.Files.PerCase}
	err := d.view(ctx, actor, access.MarkEvidence, ref, func(w *work) error { return list.read(ctx, w) })
	return list, err
}

func (l *EvidenceList) read(ctx context.Context, w *work) (err error) {
	if l.Head, err = w.head(ctx); err != nil {
		return err
	}
	if l.List, err = w.tx.Evidence(ctx, w.Case.ID); err != nil {
		return err
	}
	if l.Names, err = w.names(ctx); err != nil {
		return err
	}
	if l.Consents, err = w.tx.ConsentRecords(ctx, w.Case.ID); err != nil {
		return err
	}
	if l.Decisions, err = w.tx.Decisions(ctx, w.Case.ID); err != nil {
		return err
	}
	l.Handoffs, err = w.tx.CaseHandoffs(ctx, w.Case.ID)
	return err
}

// EvidenceRegister is the documents of a case as an auditor sees them: that
// they exist, what they are, and the sums that prove them; neither what they
// are called nor what is in them.
type EvidenceRegister struct {
	Ref   casefile.Ref
	List  []EvidenceFile
	Names map[string]string // of the staff who added them
}

// EvidenceRegister reads the documents of a case without names (A1 to A6).
func (d *Desk) EvidenceRegister(ctx context.Context, actor staff.Actor, ref casefile.Ref) (EvidenceRegister, error) {
	var register EvidenceRegister
	err := d.inspect(ctx, actor, access.InspectEvidence, ref, func(w *work) (err error) {
		register.Ref = w.Case.Ref
		if register.List, err = w.tx.EvidenceUnnamed(ctx, w.Case.ID); err != nil {
			return err
		}
		w.fact("shown", strconv.Itoa(len(register.List)))
		register.Names, err = w.names(ctx)
		return err
	})
	return register, err
}

// EvidenceContent is a document whose bytes were found whole.
type EvidenceContent struct {
	EvidenceFile
	open func() (io.ReadCloser, error)
}

// OpenEvidence gives one document to somebody who may read it, and records
// that they did. The whole content is checked against the row before anything
// of it is handed out.
//
// Errors: *fault.Conflict when the document may not be opened now, or cannot
// be read any more.
func (d *Desk) OpenEvidence(ctx context.Context, actor staff.Actor, ref casefile.Ref, number int) (*EvidenceContent, error) {
	var content *EvidenceContent
	err := d.view(ctx, actor, access.OpenEvidence, ref, func(w *work) (err error) {
		content, err = w.evidence(ctx, number)
		return err
	})
	if err != nil {
		return nil, err
	}
	return content, d.readable(ctx, content)
}

// readable checks that a document can be read as it was added. Error:
// *fault.Conflict.
func (d *Desk) readable(ctx context.Context, content *EvidenceContent) error {
	if err := content.check(); err != nil {
		d.log.ErrorContext(ctx, "a document cannot be read", "evidence", content.ID, "error", err.Error())
		return fault.Conflictf("This document cannot be read. Tell the person who runs this service: document %d.", content.Number)
	}
	return nil
}

// evidence is what other acts of the desk put into an envelope or a pack: the
// one document of the case, for an actor who may do that act.
func (w *work) evidence(ctx context.Context, number int) (*EvidenceContent, error) {
	content, err := w.document(ctx, number)
	if err != nil {
		return nil, err
	}
	w.about(content.ID)
	w.fact("number", strconv.Itoa(content.Number))
	w.fact("kind", string(content.Kind))
	return content, nil
}

// document is evidence without a word of it in the audit entry: for an act that
// is about something else.
func (w *work) document(ctx context.Context, number int) (*EvidenceContent, error) {
	f, err := w.tx.EvidenceFile(ctx, w.Case.ID, number)
	if err != nil {
		return nil, err
	}
	if err := f.Opens(w.actor.Has(staff.Supervisor)); err != nil {
		return nil, err
	}
	key, err := w.tx.EvidenceKey(ctx, f.ID)
	if err != nil {
		return nil, err
	}
	return &EvidenceContent{EvidenceFile: f, open: w.desk.opener(f.ID, key)}, nil
}

func (d *Desk) opener(id string, key *secret.FileKey) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) { return d.Files.Vault.Open(id, key) }
}

// check reads the whole content and holds it against the row.
func (c *EvidenceContent) check() error {
	sum := sha256.New()
	if _, err := c.WriteTo(sum); err != nil {
		return err
	}
	if hex.EncodeToString(sum.Sum(nil)) != c.SHA256 {
		return errors.New("the content is not what was added")
	}
	return nil
}

// WriteTo implements io.WriterTo: it streams the content in clear.
func (c *EvidenceContent) WriteTo(w io.Writer) (int64, error) {
	r, err := c.open()
	if err != nil {
		return 0, err
	}
	n, err := io.Copy(w, r)
	return n, errors.Join(err, r.Close())
}

// ScanCounts says how many documents wait for the virus scanner.
type ScanCounts = postgres.ScanCounts
