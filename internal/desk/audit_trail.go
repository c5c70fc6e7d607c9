package desk

import (
	"context"
	"slices"
	"strconv"
	"time"

	"nrmdesk/internal/access"
	"nrmdesk/internal/audit"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/staff"
)

// TrailEntry is one thing done or seen. By is empty when the program did it by
// itself; Facts are codes, dates and numbers, with the names of staff put in.
type TrailEntry struct {
	Seq    int64
	At     time.Time
	Action string
	By     string
	Facts  []audit.Pair
}

// Trail is a page of a case's audit trail, newest first. Next is the place
// before which the following page begins; zero at the end.
type Trail struct {
	Ref     casefile.Ref
	Entries []TrailEntry
	Total   int64
	Sealed  int64 // rows that are in the log, and so under a seal
	Next    int64
	Checked bool           // the actor may verify, so the chain was gone through
	Finding *audit.Finding // its first bad row; nil when all fit together
}

const trailPage = 50

// AuditTrail reads who did and saw what on a case, before a place (zero: from
// the end). For those who may verify the whole chain is checked as well.
func (d *Desk) AuditTrail(ctx context.Context, actor staff.Actor, ref casefile.Ref, before int64) (Trail, error) {
	var t Trail
	err := d.inspect(ctx, actor, access.ViewAuditTrail, ref, func(w *work) error {
		end, err := w.tx.AuditEnd(ctx, w.Case.ID)
		if err != nil {
			return err
		}
		if end.Seq == 0 { // a case begins with an entry; nothing can be added to a chain without its end
			return fault.Conflictf("The recorded end of this case's audit trail is missing. Tell the person who runs this service at once.")
		}
		t = Trail{Ref: w.Case.Ref, Total: end.Seq, Sealed: end.SealedTo}
		if d.policy.May(actor.Roles, access.VerifyAudit) {
			t.Checked = true
			chains, err := w.tx.CheckChains(ctx, []string{w.Case.ID})
			if err != nil {
				return err
			}
			chain, ok := chains[w.Case.ID]
			if !ok {
				return fault.Conflictf("Nothing is left of this case's audit trail but its recorded end. Tell the person who runs this service at once.")
			}
			t.Total, t.Sealed, t.Finding = chain.End.Seq, chain.End.SealedTo, chain.Finding
		}
		if err := w.readTrail(ctx, &t, before); err != nil {
			return err
		}
		w.fact("shown", strconv.Itoa(len(t.Entries)))
		return nil
	})
	return t, err
}

func (w *work) readTrail(ctx context.Context, t *Trail, before int64) error {
	entries, err := w.tx.AuditTrail(ctx, w.Case.OrganisationID, w.Case.ID, before, trailPage+1)
	if err != nil {
		return err
	}
	if len(entries) > trailPage {
		entries = entries[:trailPage]
		t.Next = entries[trailPage-1].Seq
	}
	var ids []string
	for _, e := range entries {
		ids = append(ids, e.ActorID)
		for _, f := range e.Detail {
			if slices.Contains(people, f.Key) {
				ids = append(ids, f.Value)
			}
		}
	}
	names, err := w.tx.NamesOf(ctx, w.Case.OrganisationID, ids)
	if err != nil {
		return err
	}
	for _, e := range entries {
		line := TrailEntry{Seq: e.Seq, At: e.At, Action: e.Action, By: nameIn(names, e), Facts: slices.Clone(e.Detail)}
		for i, f := range line.Facts {
			if slices.Contains(people, f.Key) {
				line.Facts[i].Value = names[f.Value]
			}
		}
		t.Entries = append(t.Entries, line)
	}
	return nil
}
