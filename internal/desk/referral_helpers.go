package desk

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/referral"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// Happening is one entry of the chronology of a case.
type Happening = postgres.Happening

// WritingFile is a referral with what helps to write it: what happened piece
// by piece, and the signs that were ticked.
type WritingFile struct {
	ReferralFile
	Signs referral.Signs
	Note  string // the note that was asked for

	// Built are texts for answers made of the two, by field name. In an empty
	// box they are offered; beside a text they can be added to it.
	Built map[string]referral.Fact
}

// ReferralToWrite is Referral with what helps to write it.
func (d *Desk) ReferralToWrite(ctx context.Context, actor staff.Actor, ref casefile.Ref) (WritingFile, error) {
	var f WritingFile
	err := d.view(ctx, actor, access.ViewReferral, ref, func(w *work) (err error) {
		f, err = w.writingFile(ctx)
		return err
	})
	return f, err
}

// ReferralWithNote is ReferralToWrite with one note of the case, to take it
// over into the chronology. Error: fault.NotFound when there is no such note.
func (d *Desk) ReferralWithNote(ctx context.Context, actor staff.Actor, ref casefile.Ref, noteID string) (WritingFile, error) {
	var f WritingFile
	err := d.view(ctx, actor, access.ViewReferral, ref, func(w *work) (err error) {
		if !isID(noteID) {
			return fault.NotFound
		}
		if f, err = w.writingFile(ctx); err != nil {
			return err
		}
		f.Note, err = w.tx.NoteText(ctx, w.Case.ID, noteID)
		return err
	})
	return f, err
}

func (w *work) writingFile(ctx context.Context) (f WritingFile, err error) {
	if f.ReferralFile, err = w.referralFile(ctx); err != nil {
		return f, err
	}
	if f.Referral.ID != "" {
		if f.Signs, err = w.tx.Signs(ctx, f.Referral.ID); err != nil {
			return f, err
		}
	}
	f.build()
	return f, nil
}

// build makes the texts, and offers them where nothing is written yet.
func (f *WritingFile) build() {
	f.Built = map[string]referral.Fact{}
	entries := f.Draft.Facts.Told
	for _, field := range f.Draft.Form.Fields {
		if text := referral.Account(field, entries); text != "" {
			f.Built[field.Name] = referral.Fact{Values: []string{text}, Source: "the chronology"}
		}
	}
	if text := referral.Indicators().Account(f.Signs); text != "" {
		f.Built[referral.FieldIndicators] = referral.Fact{Values: []string{text}, Source: "the checklist of signs"}
		f.Draft.Facts.Offered[referral.FieldIndicatorsSeen] = referral.Fact{Values: []string{"yes"}, Source: "the checklist of signs"}
	}
	for name, fact := range f.Built {
		f.Draft.Facts.Offered[name] = fact
	}
}

// happenings are the entries without what the desk adds.
func happenings(list []Happening) []referral.Happening {
	entries := make([]referral.Happening, len(list))
	for i, h := range list {
		entries[i] = h.Happening
	}
	return entries
}

// TickSigns keeps which signs were noticed, and where. The answer itself is
// written by its writer, who may take the text over.
//
// Errors: *fault.Invalid with "signs" or a group of signs for the field.
func (d *Desk) TickSigns(ctx context.Context, actor staff.Actor, ref casefile.Ref, signs referral.Signs) error {
	return d.writeReferral(ctx, actor, ref, func(w *work, r *ReferralFile) error {
		list := referral.Indicators()
		if err := list.Check(signs).Err(); err != nil {
			return err
		}
		before, err := w.tx.Signs(ctx, r.Referral.ID)
		if err != nil {
			return err
		}
		w.fact("task", "signs")
		w.fact("ticked", strconv.Itoa(len(signs.Ticked)))
		w.changed("signs", fmt.Sprintf("%q", before), fmt.Sprintf("%q", signs))
		return w.tx.SetSigns(ctx, postgres.Signs{
			Signs: signs, ReferralID: r.Referral.ID, OrganisationID: w.Case.OrganisationID, ListVersion: list.Version,
			UpdatedBy: w.actor.UserID, UpdatedAt: w.now,
		})
	})
}

// AddHappening adds an entry to the chronology. A second press of the same
// form adds nothing.
//
// Errors: *fault.Invalid with the fields of referral.Happening.
func (d *Desk) AddHappening(ctx context.Context, actor staff.Actor, e Edit, h referral.Happening) error {
	return d.writeReferral(ctx, actor, e.Ref, func(w *work, r *ReferralFile) error {
		if err := h.Check(r.Draft.Form, w.today).Err(); err != nil {
			return err
		}
		if _, spent, err := w.tx.UseFormToken(ctx, actor.OrganisationID, actor.UserID, e.Token, string(e.Ref)); err != nil || spent {
			return err
		}
		return w.addHappening(ctx, Happening{Happening: h})
	})
}

// ChangeHappening puts another entry in the place of one, or with strike takes
// it out. What stood there stays in the record.
//
// Errors: *fault.Invalid, fault.NotFound, *fault.Conflict when somebody else
// changed it first.
func (d *Desk) ChangeHappening(ctx context.Context, actor staff.Actor, ref casefile.Ref, id string, h referral.Happening, strike bool) error {
	return d.writeReferral(ctx, actor, ref, func(w *work, r *ReferralFile) error {
		if !isID(id) {
			return fault.NotFound
		}
		list, err := w.tx.Chronology(ctx, w.Case.ID)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(list, func(one Happening) bool { return one.ID == id })
		if i < 0 {
			return fault.Conflictf("Somebody else changed this entry, or took it out. Look at the chronology again.")
		}
		if strike {
			h = list[i].Happening
		} else if err := h.Check(r.Draft.Form, w.today).Err(); err != nil {
			return err
		}
		return w.addHappening(ctx, Happening{Happening: h, Replaces: id, Struck: strike})
	})
}

func (w *work) addHappening(ctx context.Context, h Happening) error {
	h.ID, h.OrganisationID, h.CaseID, h.WrittenBy, h.WrittenAt = newID(), w.Case.OrganisationID, w.Case.ID, w.actor.UserID, w.now
	w.about(h.ID)
	w.fact("task", "chronology")
	return w.tx.InsertHappening(ctx, h)
}
