package desk

import (
	"context"
	"errors"
	"io"
	"strconv"

	"nrmdesk/internal/access"
	"nrmdesk/internal/clamav"
	"nrmdesk/internal/nrm/evidence"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// Scanned counts what a run over the waiting documents came to.
type Scanned struct{ Clean, Infected, Waiting int }

const scanBatch = 50

// ScanEvidence has the virus scanner look at the documents that wait for it:
// those held because it was away, and those added while none was configured.
// A clean one opens from then on; the bytes of an infected one are taken away,
// and its row stays and says so.
func (d *Desk) ScanEvidence(ctx context.Context, actor staff.Actor) (done Scanned, err error) {
	if err := d.ask(ctx, actor, access.ScanEvidence); err != nil || d.Files.Scanner == nil {
		return done, err
	}
	began := d.Now().UTC()
	for {
		files, err := d.seenBy(actor).UnscannedEvidence(ctx, began, scanBatch)
		if err != nil || len(files) == 0 {
			return done, err
		}
		// A scanner that is down is asked once, not once for each file.
		if err := d.Files.Scanner.Ping(ctx); err != nil {
			done.Waiting += len(files)
			return done, err
		}
		for _, f := range files {
			if err := d.scanWaiting(ctx, f, &done); err != nil {
				return done, err
			}
		}
	}
}

func (d *Desk) scanWaiting(ctx context.Context, f postgres.UnscannedFile, done *Scanned) error {
	verdict, err := d.scan(ctx, func() (io.ReadCloser, error) {
		key, err := d.db.EvidenceKey(ctx, f.EvidenceID)
		if err != nil {
			return nil, err
		}
		return d.opener(f.EvidenceID, key)()
	})
	if err := ctx.Err(); err != nil {
		return err
	}
	if err != nil {
		d.log.ErrorContext(ctx, "a document cannot be scanned", "evidence", f.EvidenceID, "error", err.Error())
	}
	if err != nil || verdict == evidence.Held {
		done.Waiting++
		return d.db.TriedScan(ctx, f.EvidenceID, d.Now().UTC())
	}
	first := false
	err = d.db.Tx(ctx, func(tx *postgres.DB) error {
		now := d.Now().UTC()
		if first, err = tx.SettleScan(ctx, f, verdict, now); err != nil || !first {
			return err
		}
		w := &work{tx: tx, actor: staff.Actor{OrganisationID: f.OrganisationID}, now: now, action: access.ScanEvidence, chain: f.CaseID}
		w.about(f.EvidenceID)
		w.fact("number", strconv.Itoa(f.Number))
		w.fact("scan", string(verdict))
		return w.record(ctx)
	})
	if err != nil || !first {
		return err
	}
	if verdict == evidence.Infected {
		done.Infected++
		return d.Files.Vault.Remove(f.EvidenceID)
	}
	done.Clean++
	return nil
}

// Scanner says how the virus scanner is.
type Scanner string

// What is known of the scanner.
const (
	ScannerOff     Scanner = "off" // none is configured
	ScannerAnswers Scanner = "answers"
	ScannerAway    Scanner = "away"
)

func (d *Desk) scannerState(ctx context.Context) Scanner {
	if d.Files.Scanner == nil {
		return ScannerOff
	}
	if err := d.Files.Scanner.Ping(ctx); errors.Is(err, clamav.ErrAway) {
		return ScannerAway
	}
	return ScannerAnswers
}
