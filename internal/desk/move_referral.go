package desk

import (
	"context"
	"slices"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/referral"
	"nrmdesk/internal/nrm/staff"
)

// FormMove is what becomes of a referral on another version of the form.
type FormMove struct {
	Changes []referral.FieldChange // of the form
	Left    []referral.Left        // written, and out of play there: kept, and never sent
	Missing []*referral.Field      // demanded there, and not answered yet
	Wrong   []*referral.Field      // answered, and to be put right there
}

// OtherForms reads the referral of a case with the versions it can be moved
// to, newest first.
func (d *Desk) OtherForms(ctx context.Context, actor staff.Actor, ref casefile.Ref) (f ReferralFile, versions []string, err error) {
	err = d.view(ctx, actor, access.MoveReferralForm, ref, func(w *work) error {
		if f, err = w.referralFile(ctx); err != nil {
			return err
		}
		forms, err := w.forms(ctx)
		if err != nil {
			return err
		}
		for _, v := range slices.Backward(forms.versions) {
			if v != f.Draft.Form.Version {
				versions = append(versions, v)
			}
		}
		return movable(f)
	})
	return f, versions, err
}

// PreviewForm shows what would become of the referral on another version, and
// changes nothing. Errors as MoveReferralForm.
func (d *Desk) PreviewForm(ctx context.Context, actor staff.Actor, ref casefile.Ref, version string) (m FormMove, err error) {
	err = d.view(ctx, actor, access.MoveReferralForm, ref, func(w *work) (err error) {
		f, err := w.referralFile(ctx)
		if err != nil {
			return err
		}
		m, err = w.formMove(ctx, f, version)
		return err
	})
	return m, err
}

// MoveReferralForm puts a referral that is being written on another version of
// the form. No answer is lost: what the version does not ask is kept and comes
// back with a version that does.
//
// Errors: *fault.Invalid on the field form_version, *fault.Conflict when the
// referral is not being written.
func (d *Desk) MoveReferralForm(ctx context.Context, actor staff.Actor, e Edit, version string) error {
	return d.change(ctx, actor, access.MoveReferralForm, e, func(w *work) error {
		f, err := w.openReferral(ctx)
		if err != nil {
			return err
		}
		if _, err := w.formMove(ctx, *f, version); err != nil {
			return err
		}
		w.fact("form_version", version)
		w.changed("form_version", f.Referral.FormVersion, version)
		return w.tx.SetFormVersion(ctx, f.Referral.ID, version)
	})
}

func movable(f ReferralFile) error {
	if f.Case.State != casefile.Draft {
		return fault.Conflictf("Only a referral that is being written can be moved to another version of the form.")
	}
	return nil
}

func (w *work) formMove(ctx context.Context, f ReferralFile, version string) (m FormMove, err error) {
	if err := movable(f); err != nil {
		return m, err
	}
	forms, err := w.forms(ctx)
	if err != nil {
		return m, err
	}
	if !slices.Contains(forms.versions, version) || version == f.Draft.Form.Version {
		return m, (fault.Problems{{Field: "form_version", Code: "select_one"}}).Err()
	}
	form, err := forms.form(ctx, version)
	if err != nil {
		return m, err
	}
	facts, err := w.referralFacts(ctx, f.Client, f.Standing, form)
	if err != nil {
		return m, err
	}
	facts.Told = f.Draft.Facts.Told
	there := referral.NewDraft(form, facts, answersOf(f.tasks), w.today)
	m.Changes = f.Draft.Form.ChangesTo(form)
	m.Left = f.Draft.Leaving(there)
	judged := there.Judge("")
	m.Missing = judged.Missing
	for _, p := range there.Problems() {
		m.Wrong = append(m.Wrong, form.Field(p.Field))
	}
	return m, nil
}
