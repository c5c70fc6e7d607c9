package desk

import (
	"context"
	"strconv"
	"strings"
	"unicode/utf8"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

const maxNote = 10000

// AddNote writes a note on a case. Notes are never edited: a later note says
// what an earlier one had wrong.
//
// Errors: *fault.Invalid on the field note.
func (d *Desk) AddNote(ctx context.Context, actor staff.Actor, e Edit, text string) error {
	return d.change(ctx, actor, access.AddNote, e, func(w *work) error {
		if err := textProblems("note", text, maxNote).Err(); err != nil {
			return err
		}
		return w.addNote(ctx, postgres.PlainNote, text)
	})
}

// addNote stores a note and makes it the subject of the audit entry. The
// reason for an act goes the same way: free text has no place in the trail.
func (w *work) addNote(ctx context.Context, kind postgres.NoteKind, text string) error {
	id := newID()
	w.about(id)
	w.fact("note", string(kind))
	if kind != postgres.PlainNote {
		w.because("notes", id)
	}
	return w.tx.InsertNote(ctx, postgres.Note{
		ID: id, OrganisationID: w.Case.OrganisationID, CaseID: w.Case.ID, AuthorID: w.actor.UserID,
		Kind: kind, Text: text, WrittenAt: w.now,
	})
}

func textProblems(field, text string, limit int) fault.Problems {
	var problems fault.Problems
	if strings.TrimSpace(text) == "" {
		problems.Add(field, "required")
	}
	if utf8.RuneCountInString(text) > limit {
		problems.Add(field, "too_long", strconv.Itoa(limit))
	}
	return problems
}
