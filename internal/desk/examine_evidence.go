package desk

import (
	"context"
	"errors"
	"fmt"
	"io"

	"nrmdesk/internal/access"
	"nrmdesk/internal/clamav"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/media"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/evidence"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
	"nrmdesk/internal/vault"
)

// examine looks at what came: what it is, whether its name says the same, and
// whether the scanner finds something. On request it puts a photograph without
// the camera's details in the place of the one that came.
func (d *Desk) examine(ctx context.Context, in *Intake, f *EvidenceFile) error {
	kind, err := check(in.arrival)
	if err != nil {
		return fileProblem(err, in.name)
	}
	claimed, ok := media.ByExtension(evidence.Ending(in.name))
	switch {
	case !ok:
		return fileProblem(media.Unknown, in.name)
	case claimed != kind:
		return refusedAs("file", "not_what_it_says", evidence.Ending(in.name), kind.Label())
	}
	f.Type = string(kind)
	if f.Cleaned {
		if err := d.clean(in, kind); err != nil {
			return fileProblem(err, in.name)
		}
	}
	f.Scan, err = d.scan(ctx, in.arrival.Open)
	if err == nil && f.Scan == evidence.Infected {
		return refusedAs("file", "virus")
	}
	return err
}

func check(a *vault.Arrival) (media.Type, error) {
	at := a.At()
	kind, err := media.Check(at, a.Size)
	return kind, errors.Join(err, at.Close())
}

// clean puts the cleaned photograph in the place of the received one.
func (d *Desk) clean(in *Intake, kind media.Type) error {
	from, err := in.arrival.Open()
	if err != nil {
		return err
	}
	defer from.Close()
	reader, writer := io.Pipe()
	go func() { writer.CloseWithError(media.Clean(writer, kind, from)) }()
	cleaned, err := d.Files.Vault.Receive(newID(), reader, evidence.MaxSize)
	if err := errors.Join(err, reader.Close()); err != nil {
		return err
	}
	in.Drop()
	in.arrival = cleaned
	return nil
}

// scan asks the virus scanner. A file nobody could look at is held rather than
// refused: a photograph taken on the way may exist only once.
func (d *Desk) scan(ctx context.Context, open func() (io.ReadCloser, error)) (evidence.Scan, error) {
	if d.Files.Scanner == nil {
		return evidence.Unscanned, nil
	}
	file, err := open()
	if err != nil {
		return "", err
	}
	defer file.Close()
	infected, err := d.Files.Scanner.Scan(ctx, file)
	switch {
	case errors.Is(err, clamav.ErrAway):
		d.log.WarnContext(ctx, "a document was not scanned for viruses", "error", err.Error())
		return evidence.Held, nil
	case err != nil:
		return "", err
	case infected:
		return evidence.Infected, nil
	default:
		return evidence.Clean, nil
	}
}

// fileProblem puts a refusal of package media as a problem with the form.
func fileProblem(err error, name string) error {
	var refusal media.Refusal
	ending := evidence.Ending(name)
	_, known := media.ByExtension(ending)
	switch {
	case !errors.As(err, &refusal):
		return err
	case refusal == media.NoCleanUp:
		return refusedAs("clean", string(refusal))
	case refusal == media.Unknown && known:
		return refusedAs("file", "not_inside", ending)
	default:
		return refusedAs("file", string(refusal))
	}
}

func refusedAs(field, code string, args ...string) error {
	var ps fault.Problems
	ps.Add(field, code, args...)
	return ps.Err()
}

// recordRefused keeps in the case's trail that a file was not taken in, and
// why; never what it was called. It gives back the refusal.
func (d *Desk) recordRefused(ctx context.Context, actor staff.Actor, ref casefile.Ref, refusal error) error {
	var invalid *fault.Invalid
	if !errors.As(refusal, &invalid) {
		return refusal
	}
	err := d.seenBy(actor).Tx(ctx, func(tx *postgres.DB) error {
		c, err := tx.Case(ctx, actor.OrganisationID, ref)
		if err != nil {
			return err
		}
		if !actor.Reaches(c.TeamID, c.OwnerID) {
			return fault.NotFound
		}
		w := &work{tx: tx, Case: c, actor: actor, now: d.Now().UTC(), action: access.Action{Kind: "evidence", Verb: "refused"}, chain: c.ID}
		w.fact("why", invalid.Problems[0].Code)
		return w.record(ctx)
	})
	if err != nil {
		return fmt.Errorf("record refused file: %w", err)
	}
	return refusal
}
