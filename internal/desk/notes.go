package desk

import (
	"context"

	"nrmdesk/internal/access"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// Note is one note, NotePlace where a page of them ended.
type (
	Note      = postgres.Note
	NotePlace = postgres.NotePlace
)

// Notes is a page of the notes of a case, newest first.
type Notes struct {
	Head
	List  []Note
	Names map[string]string // of their authors
	More  bool
	Next  NotePlace
}

const notePage = 25

// Notes reads the notes of a case after a place; the zero place is the top.
func (d *Desk) Notes(ctx context.Context, actor staff.Actor, ref casefile.Ref, after NotePlace) (Notes, error) {
	var page Notes
	err := d.view(ctx, actor, access.ViewCase, ref, func(w *work) (err error) {
		if page.Head, err = w.head(ctx); err != nil {
			return err
		}
		if page.Names, err = w.names(ctx); err != nil {
			return err
		}
		page.List, err = w.tx.Notes(ctx, w.Case.ID, after, notePage+1)
		if len(page.List) > notePage {
			page.List, page.More = page.List[:notePage], true
			last := page.List[notePage-1]
			page.Next = NotePlace{At: last.WrittenAt, ID: last.ID}
		}
		return err
	})
	return page, err
}
