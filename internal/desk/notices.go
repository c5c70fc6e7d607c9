package desk

import (
	"context"
	"slices"
	"strconv"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// NoticeFile is one notice of a withdrawal on a case.
type NoticeFile struct {
	Head
	Notice consent.Notice
}

// Notice reads one notice of a case.
func (d *Desk) Notice(ctx context.Context, actor staff.Actor, ref casefile.Ref, number int) (NoticeFile, error) {
	var f NoticeFile
	err := d.view(ctx, actor, access.ViewConsent, ref, func(w *work) (err error) {
		if f.Head, err = w.head(ctx); err != nil {
			return err
		}
		f.Notice, err = w.notice(ctx, number)
		w.about(f.Notice.ID)
		return err
	})
	return f, err
}

func (w *work) notice(ctx context.Context, number int) (consent.Notice, error) {
	all, err := w.tx.Notices(ctx, w.Case.ID)
	if err != nil {
		return consent.Notice{}, err
	}
	i := slices.IndexFunc(all, func(n consent.Notice) bool { return n.Number == number })
	if i < 0 {
		return consent.Notice{}, fault.NotFound
	}
	return all[i], nil
}

// AnswerNotice records that a recipient was told of the withdrawal, or has
// acknowledged it. A handoff of which nothing may be used any more is taken
// back with it. That of the supervisor is answered by a supervisor, on their
// own page.
//
// Errors: *fault.Conflict when it has been recorded, *fault.Invalid with the
// fields of consent.Notice.Check.
func (d *Desk) AnswerNotice(ctx context.Context, actor staff.Actor, e Edit, number int, entry consent.NoticeEntry) error {
	action := access.TellHolder
	if entry.How == consent.NoticeHere {
		action = access.SeeWithdrawal
	}
	return d.change(ctx, actor, action, e, func(w *work) error {
		n, err := w.notice(ctx, number)
		if err != nil {
			return err
		}
		w.about(n.ID)
		if (n.Kind == consent.NoticeSupervisor) != (entry.How == consent.NoticeHere) {
			return fault.Conflictf("A supervisor answers this on their own page.")
		}
		entry.At = w.now
		if entry.Kind == "" {
			entry.Kind = n.Next() // the version of the case says that this is what was seen
		}
		if n.Kind == consent.NoticeSupervisor {
			entry.On = w.today
		}
		if err := n.Check(entry, w.today); err != nil {
			return err
		}
		w.fact("number", strconv.Itoa(n.Number))
		w.fact("kind", string(n.Kind))
		w.fact("state", string(entry.Kind))
		if err := w.tx.AddNoticeEntry(ctx, w.Case.OrganisationID, n, entry, newID(), actor.UserID); err != nil {
			return err
		}
		if n.Kind != consent.NoticeHandoff || entry.Kind != consent.NoticeTold {
			return nil
		}
		return w.takeBackHandoff(ctx, n, entry)
	})
}

// takeBackHandoff ends a handoff whose recipient was told that nothing of it
// may be used any more. Where something still may be, it goes on.
func (w *work) takeBackHandoff(ctx context.Context, n consent.Notice, entry consent.NoticeEntry) error {
	live, err := w.liveHandoffs(ctx)
	if err != nil {
		return err
	}
	standing, err := w.standing(ctx)
	if err != nil {
		return err
	}
	for _, h := range live {
		shared := slices.DeleteFunc(slices.Clone(h.Items), func(d handoff.Disclosure) bool { return !d.Shared })
		if h.ID != n.HandoffID || len(handoff.Ended(h, standing, n.RecordID)) < len(shared) {
			continue
		}
		said := entry.How.Label() + ", " + entry.On.Long()
		if entry.Said != "" {
			said += ". " + entry.Said
		}
		return w.answer(ctx, h.Number, handoff.Answer{State: handoff.Revoked, Contact: entry.Who, Details: said}, handoff.Giver{})
	}
	return nil
}

// OpenNotice is one line of the list of notices, NoticePlace where a page of it
// ended.
type (
	OpenNotice  = postgres.OpenNotice
	NoticePlace = postgres.NoticePlace
)

// OpenNotices is one page of the notices about which something is still to be
// done.
type OpenNotices struct {
	Items []OpenNotice
	More  bool
	Next  NoticePlace
}

const noticePage = 50

// OpenNotices lists the notices of the actor's teams, the oldest first. It
// names no client.
func (d *Desk) OpenNotices(ctx context.Context, actor staff.Actor, after NoticePlace) (OpenNotices, error) {
	var list OpenNotices
	err := d.manage(ctx, actor, access.SeeWithdrawal, func(w *work) (err error) {
		if list.Items, err = w.tx.OpenNotices(ctx, actor.OrganisationID, actor.TeamIDs, after, noticePage+1); err != nil {
			return err
		}
		if len(list.Items) > noticePage {
			list.Items, list.More = list.Items[:noticePage], true
			last := list.Items[noticePage-1]
			list.Next = NoticePlace{OpenedAt: last.OpenedAt, ID: last.ID}
		}
		w.fact("shown", strconv.Itoa(len(list.Items)))
		return nil
	})
	return list, err
}

// openNotices are the notices of the case about which something is to be done,
// oldest first.
func (w *work) openNotices(ctx context.Context) ([]consent.Notice, error) {
	all, err := w.tx.Notices(ctx, w.Case.ID)
	open := slices.DeleteFunc(all, func(n consent.Notice) bool { return n.Next() == "" })
	slices.Reverse(open)
	return open, err
}
