package desk

import (
	"context"
	"slices"
	"strconv"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/referral"
	"nrmdesk/internal/nrm/staff"
)

// NewAmendment alters answers of a sent referral. Answers are those typed anew,
// of the page the field stands on; FromCase names fields that become what the
// case says now. TakesBack is the number of an amendment that is taken back
// instead; nothing else of the answers is looked at then.
type NewAmendment struct {
	Field     string
	Answers   referral.Answers
	FromCase  []string
	TakesBack int
	Reason    string
	Passed    *referral.Passing // nil: the authority is not told yet
}

// AmendFile is what somebody needs to amend an answer: what stands beside it on
// its page, typed anew or taken from the case.
type AmendFile struct {
	SentFile
	Field    *referral.Field
	Asked    []*referral.Field
	FromCase []*referral.Field // of which the case says something else now
	Fixed    []*referral.Field // the case says what was sent
}

// AmendReferral records that an answer of a sent referral is amended, with the
// reason. What was sent stays as it is. Where the referral needed a second
// person the amendment needs one, and counts once they approved it.
//
// Errors: *fault.Invalid with the names of the form, update_reason and those of
// referral.Passing; *fault.Conflict.
func (d *Desk) AmendReferral(ctx context.Context, actor staff.Actor, e Edit, in NewAmendment) error {
	return d.afterSending(ctx, actor, access.AmendReferral, e, func(w *work, f SentFile) error {
		a, err := w.amendment(f, in)
		if err != nil {
			return err
		}
		w.fact("changes", strconv.Itoa(len(a.Changes)))
		if in.TakesBack > 0 {
			w.fact("takes_back", strconv.Itoa(in.TakesBack))
		}
		return w.keepUpdate(ctx, f, ReferralUpdate{
			Update: referral.Update{
				Kind: referral.Amendment, TakesBack: in.TakesBack, Reason: in.Reason, Changes: a.Changes, Passed: in.Passed,
			},
			NeedsApproval: f.Referral.ApprovedBy != "", ToTell: in.Passed == nil,
		})
	})
}

// AmendmentEffect is what an amendment would alter, and what would not fit or
// be open then.
type AmendmentEffect struct {
	Changes  []referral.Change
	Warnings []referral.Finding
	Opened   []referral.Missing
}

// PreviewAmendment shows what an amendment would alter, and writes nothing but
// that somebody looked. Errors as AmendReferral.
func (d *Desk) PreviewAmendment(ctx context.Context, actor staff.Actor, ref casefile.Ref, in NewAmendment) (AmendmentEffect, error) {
	var effect AmendmentEffect
	err := d.view(ctx, actor, access.AmendReferral, ref, func(w *work) error {
		f, err := w.sentFile(ctx)
		if err != nil {
			return err
		}
		effect, err = w.amendment(f, in)
		return err
	})
	return effect, err
}

// amendment works out what an amendment alters, from the report as it stands.
func (w *work) amendment(f SentFile, in NewAmendment) (AmendmentEffect, error) {
	answers, fields, err := f.givenAnew(in)
	if err != nil {
		return AmendmentEffect{}, err
	}
	after := f.Now.With(answers)
	effect := AmendmentEffect{Changes: f.Now.ChangesTo(after)}
	problems := after.CheckAmendment(f.Now, fields)
	if len(effect.Changes) == 0 && len(problems) == 0 {
		problems.Add(fields[0].Name, "not_changed")
	}
	problems = append(problems, referral.CheckReason(in.Reason)...)
	problems = append(problems, f.unnamed("update_reason", in.Reason)...)
	if in.Passed != nil {
		problems = append(problems, in.Passed.Check(f.Referral.SentOn, w.today)...)
	}
	if err := problems.Err(); err != nil {
		return AmendmentEffect{}, err
	}
	if n := f.waitsOn(effect.Changes); n > 0 {
		return AmendmentEffect{}, fault.Conflictf("Amendment %d alters the same answer and waits for a second person. It has to be decided first.", n)
	}
	effect.Warnings = f.newFindings(after)
	open := f.Now.Missing()
	effect.Opened = slices.DeleteFunc(after.Missing(), func(m referral.Missing) bool { return slices.Contains(open, m) })
	return effect, nil
}

// givenAnew are the answers of an amendment, and the fields they are of.
func (f SentFile) givenAnew(in NewAmendment) (referral.Answers, []*referral.Field, error) {
	answers := referral.Answers{}
	if in.TakesBack > 0 {
		changes, err := f.back(in.TakesBack)
		var fields []*referral.Field
		for _, c := range changes {
			answers[c.Field] = c.After
			fields = append(fields, f.Now.Form.Field(c.Field))
		}
		return answers, fields, err
	}
	file, err := f.amend(in.Field)
	if err != nil {
		return nil, nil, err
	}
	for _, field := range file.Asked {
		answers[field.Name] = in.Answers[field.Name]
	}
	for _, field := range file.FromCase {
		if slices.Contains(in.FromCase, field.Name) {
			answers[field.Name] = f.Draft.Values(field)
		}
	}
	return answers, slices.Concat(file.Asked, file.FromCase), nil
}

// back are the changes that take an amendment back. The latest comes first:
// what was altered again since stands on what came before.
func (f SentFile) back(number int) ([]referral.Change, error) {
	u, ok := f.Find(number)
	if !ok || u.Kind != referral.Amendment {
		return nil, fault.NotFound
	}
	if !u.Counts() {
		return nil, fault.Conflictf("Amendment %d does not count, so there is nothing to take back.", number)
	}
	var changes []referral.Change
	for _, c := range u.Changes {
		if !slices.Equal(f.Now.Values(f.Now.Form.Field(c.Field)), c.After) {
			return nil, fault.Conflictf("What amendment %d altered has been amended again since. Take the later amendment back first.", number)
		}
		changes = append(changes, c.Back())
	}
	return changes, nil
}

// waitsOn is the number of an amendment that waits for a second person and
// alters one of the same answers; zero when none does.
func (f SentFile) waitsOn(changes []referral.Change) int {
	for _, u := range f.Updates {
		if u.State != UpdateWaits {
			continue
		}
		for _, c := range changes {
			if slices.ContainsFunc(u.Changes, func(o referral.Change) bool { return o.Field == c.Field }) {
				return u.Number
			}
		}
	}
	return 0
}

// AmendDesk reads what somebody needs to amend an answer of a sent referral.
// Errors: fault.NotFound for an answer that is not part of it, *fault.Conflict.
func (d *Desk) AmendDesk(ctx context.Context, actor staff.Actor, ref casefile.Ref, field string) (AmendFile, error) {
	var file AmendFile
	err := d.view(ctx, actor, access.AmendReferral, ref, func(w *work) error {
		f, err := w.sentFile(ctx)
		if err != nil {
			return err
		}
		file, err = f.amend(field)
		return err
	})
	return file, err
}

// AmendBack is AmendDesk for taking an amendment back.
func (d *Desk) AmendBack(ctx context.Context, actor staff.Actor, ref casefile.Ref, number int) (SentFile, []referral.Change, error) {
	var f SentFile
	var changes []referral.Change
	err := d.view(ctx, actor, access.AmendReferral, ref, func(w *work) (err error) {
		if f, err = w.sentFile(ctx); err != nil {
			return err
		}
		changes, err = f.back(number)
		return err
	})
	return f, changes, err
}

// CanAmend says whether there is anything to amend about an answer of the
// report: what the case knows and says as it was sent, is not typed here.
func (f SentFile) CanAmend(field *referral.Field) bool {
	_, err := f.amend(field.Name)
	return err == nil
}

// amend finds the answers that are amended together: those of one page. What
// the case knows is not typed; it can become what the case says now.
func (f SentFile) amend(name string) (AmendFile, error) {
	file := AmendFile{SentFile: f, Field: f.Now.Form.Field(name)}
	if file.Field == nil || !f.Now.Amendable(file.Field) {
		return file, fault.NotFound
	}
	fields := []*referral.Field{file.Field}
	if file.Field.Page != nil {
		fields = file.Field.Page.Fields
	}
	for _, field := range fields {
		if !f.Now.Amendable(field) {
			continue
		}
		fact, known := f.Draft.Known(field)
		switch {
		case !known:
			file.Asked = append(file.Asked, field)
		case slices.Equal(fact.Values, f.Now.Values(field)):
			file.Fixed = append(file.Fixed, field)
		default:
			file.FromCase = append(file.FromCase, field)
		}
	}
	if len(file.Asked)+len(file.FromCase) == 0 {
		return file, fault.Conflictf("This answer comes from the case and is what was sent. Change it on the case first, then amend it here.")
	}
	return file, nil
}
