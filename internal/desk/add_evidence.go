package desk

import (
	"context"
	"encoding/hex"
	"errors"
	"io"
	"slices"
	"strconv"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/evidence"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
	"nrmdesk/internal/vault"
)

// Intake is a document on its way in: the file as it streams by, before
// anything else of the form is known.
type Intake struct {
	desk    *Desk
	ref     casefile.Ref
	room    bool // the case may have one more
	arrival *vault.Arrival
	name    string
	wrong   fault.Problems // with the file, found while it came
}

// AdmitEvidence asks whether somebody may add a document to a case, before the
// first byte of it is taken. Drop the intake when done with it.
func (d *Desk) AdmitEvidence(ctx context.Context, actor staff.Actor, ref casefile.Ref) (*Intake, error) {
	if err := d.ask(ctx, actor, access.AddEvidence); err != nil {
		return nil, err
	}
	in := &Intake{desk: d, ref: ref}
	return in, d.seenBy(actor).Tx(ctx, func(tx *postgres.DB) error {
		c, err := tx.Case(ctx, actor.OrganisationID, ref)
		if err != nil {
			return err
		}
		if !actor.Reaches(c.TeamID, c.OwnerID) {
			return fault.NotFound
		}
		n, err := tx.CountEvidence(ctx, c.ID)
		in.room = n < d.Files.PerCase
		return err
	})
}

// Receive takes the file in, encrypted as it comes. What is wrong with it is
// said by AddEvidence, beside what is wrong with the rest of the form.
func (in *Intake) Receive(name string, content io.Reader) error {
	if !in.room {
		in.wrong = quotaProblem(in.desk.Files.PerCase)
		return nil
	}
	in.name = evidence.CleanName(name)
	var err error
	in.arrival, err = in.desk.Files.Vault.Receive(newID(), content, evidence.MaxSize)
	if errors.Is(err, vault.ErrTooLarge) {
		in.TooLarge()
		return nil
	}
	return err
}

// TooLarge notes that more came than is taken.
func (in *Intake) TooLarge() {
	in.wrong = nil
	in.wrong.Add("file", "too_large", strconv.Itoa(evidence.MaxSize>>20))
}

// Drop takes away what was received and not added.
func (in *Intake) Drop() {
	if in.arrival == nil {
		return
	}
	if err := in.arrival.Drop(); err != nil {
		in.desk.log.Error("a received file was not dropped", "evidence", in.arrival.ID, "error", err.Error())
	}
	in.arrival = nil
}

// NewEvidence is what somebody says about a document. SubjectRef names the
// record it belongs to: the number of a consent record or a handoff, the id of
// a decision.
type NewEvidence struct {
	Kind       evidence.Kind
	Of         evidence.Subject
	SubjectRef string
	Clean      bool // take the camera's details out of the photograph
}

// AddEvidence checks what was received and adds it to the case. A document
// stands beside whatever else is on the case, so nobody has to send 25 MB
// again because somebody changed the case meanwhile: the edit has no version.
//
// Errors: *fault.Invalid with the fields document_kind, belongs_to, clean and file.
func (d *Desk) AddEvidence(ctx context.Context, actor staff.Actor, in *Intake, token string, n NewEvidence) (EvidenceFile, error) {
	if err := d.ask(ctx, actor, access.AddEvidence); err != nil {
		return EvidenceFile{}, err
	}
	problems := append(evidence.Check(n.Kind, n.Of), in.wrong...)
	if in.arrival == nil && len(in.wrong) == 0 {
		problems.Add("file", "required")
	}
	if err := problems.Err(); err != nil {
		return EvidenceFile{}, err
	}
	f := EvidenceFile{Kind: n.Kind, Of: n.Of, Name: in.name, Cleaned: n.Clean}
	if err := d.examine(ctx, in, &f); err != nil {
		return EvidenceFile{}, d.recordRefused(ctx, actor, in.ref, err)
	}
	// The bytes must lie safely before a row names them. From here on a failure
	// leaves the file: whether the row was written may be unknown, and the tidy
	// job can tell.
	if err := in.arrival.Settle(); err != nil {
		return EvidenceFile{}, err
	}
	f.ID, f.Size, f.SHA256 = in.arrival.ID, in.arrival.Size, hex.EncodeToString(in.arrival.SHA256[:])
	key := in.arrival.Key
	in.arrival = nil
	added := false
	err := d.beside(ctx, actor, access.AddEvidence, Edit{Ref: in.ref, Token: token}, func(w *work) error {
		added = true
		return w.addEvidence(ctx, &f, n.SubjectRef, func() error { return w.tx.InsertEvidence(ctx, f, key) })
	})
	if err != nil || !added { // not added: a second press of the same form
		return EvidenceFile{}, err
	}
	if err := d.Files.Vault.Keep(f.ID); err != nil {
		d.log.WarnContext(ctx, "a document stays among the arriving for now", "evidence", f.ID, "error", err.Error())
	}
	return f, nil
}

// beside is change for what does not depend on the rest of the case.
func (d *Desk) beside(ctx context.Context, actor staff.Actor, action access.Action, e Edit, body func(*work) error) error {
	const tries = 5
	for try := 1; ; try++ {
		c, err := d.seenBy(actor).Case(ctx, actor.OrganisationID, e.Ref)
		if err != nil {
			return err
		}
		e.Version = c.Version
		err = d.change(ctx, actor, action, e, body)
		var moved *fault.Conflict
		if try == tries || !errors.As(err, &moved) {
			return err
		}
	}
}

// addEvidence is the part inside the transaction.
func (w *work) addEvidence(ctx context.Context, f *EvidenceFile, subject string, insert func() error) error {
	n, err := w.tx.CountEvidence(ctx, w.Case.ID)
	if err != nil {
		return err
	}
	if n >= w.desk.Files.PerCase {
		return quotaProblem(w.desk.Files.PerCase).Err()
	}
	if f.SubjectID, err = w.subjectOf(ctx, f.Of, subject); err != nil {
		return err
	}
	f.OrganisationID, f.CaseID, f.Number = w.Case.OrganisationID, w.Case.ID, n+1
	f.AddedBy, f.AddedAt = w.actor.UserID, w.now
	w.about(f.ID)
	w.fact("number", strconv.Itoa(f.Number))
	w.fact("kind", string(f.Kind))
	w.fact("belongs_to", string(f.Of))
	w.fact("file_type", f.Type)
	w.fact("bytes", strconv.FormatInt(f.Size, 10))
	w.fact("file_sha256", f.SHA256)
	w.fact("scan", string(f.Scan))
	if f.Cleaned {
		w.fact("cleaned", "yes")
	}
	return insert()
}

func quotaProblem(most int) fault.Problems {
	var ps fault.Problems
	ps.Add("file", "quota", strconv.Itoa(most))
	return ps
}

// subjectOf finds the record of this case that a document belongs to.
func (w *work) subjectOf(ctx context.Context, of evidence.Subject, ref string) (string, error) {
	id := ""
	switch of {
	case evidence.OfCase:
		return "", nil
	case evidence.OfConsent:
		records, err := w.tx.ConsentRecords(ctx, w.Case.ID)
		if err != nil {
			return "", err
		}
		if i := slices.IndexFunc(records, func(r ConsentRecord) bool { return strconv.Itoa(r.Number) == ref }); i >= 0 {
			id = records[i].ID
		}
	case evidence.OfDecision:
		decisions, err := w.tx.Decisions(ctx, w.Case.ID)
		if err != nil {
			return "", err
		}
		if d, ok := findDecision(decisions, ref); ok {
			id = d.ID
		}
	case evidence.OfHandoff:
		handoffs, err := w.tx.CaseHandoffs(ctx, w.Case.ID)
		if err != nil {
			return "", err
		}
		for _, h := range handoffs {
			if strconv.Itoa(h.Number) == ref {
				id = h.ID
			}
		}
	}
	if id == "" {
		var ps fault.Problems
		ps.Add("belongs_to", "not_in_list")
		return "", ps.Err()
	}
	return id, nil
}
