package desk

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"time"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/nrm/person"
	"nrmdesk/internal/nrm/referral"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// ReferralFile is the referral of a case as it stands: the questions with what
// is known and what was written, its review, and once sent what was sent.
type ReferralFile struct {
	Head
	Draft      *referral.Draft
	NewestForm string             // the version new referrals start with
	Sections   map[string]Section // by task id; a section nobody wrote in is missing
	Authors    []postgres.ReferralAuthor
	Standing   consent.Standing
	Reviews    []postgres.ReferralReview // newest first
	Chronology []Happening               // as it was told

	// Approved says that a second person approved the referral and that nothing
	// it holds has changed since.
	Approved bool

	Referral postgres.Referral  // the zero row while nobody has written any of it
	Snapshot *referral.Snapshot // what was sent; nil until then
	Number   string             // the Home Office's reference; empty until it comes
	SentBy   string
	RGBy     calendar.Date // when the reasonable grounds decision is expected; zero when it is not

	// Amendments and everything else recorded since it was sent, oldest first.
	Since []ReferralUpdate

	tasks []postgres.ReferralTask
}

// Section is who wrote last in a section, and whether they say it is done.
type Section struct {
	Completed bool
	UpdatedBy string
	UpdatedAt time.Time
}

// Referral reads the referral of a case.
func (d *Desk) Referral(ctx context.Context, actor staff.Actor, ref casefile.Ref) (ReferralFile, error) {
	var f ReferralFile
	err := d.view(ctx, actor, access.ViewReferral, ref, func(w *work) (err error) {
		f, err = w.referralFile(ctx)
		return err
	})
	return f, err
}

// ReferralPack reads the answers as they leave for the Home Office, in order to
// copy them: the referral, or the report of the refusal. Before they are
// recorded as sent they pass the gate like anything else that leaves, and it is
// noted that they were taken out.
//
// Errors: *fault.Conflict when nobody has approved the referral or consent does
// not cover it now, and when the report is not complete.
func (d *Desk) ReferralPack(ctx context.Context, actor staff.Actor, ref casefile.Ref) (ReferralFile, error) {
	var f ReferralFile
	err := d.view(ctx, actor, access.ViewReferral, ref, func(w *work) (err error) {
		if f, err = w.referralFile(ctx); err != nil || f.Snapshot != nil {
			return err
		}
		if f.Reporting() {
			return w.takeReport(ctx, f)
		}
		if !f.Approved {
			return fault.Conflictf("The pack can be opened once a second person has approved the referral.")
		}
		verdict, err := w.mayShare(ctx, consent.Share{To: consent.HomeOffice, Thing: PackExport})
		if err != nil {
			return err
		}
		if !verdict.Allowed() {
			return fault.Conflictf("The referral cannot be taken out to be sent. %s", verdict.Why)
		}
		w.fact("export", PackExport)
		return w.tx.InsertExport(ctx, postgres.Export{
			ID: newID(), OrganisationID: w.Case.OrganisationID, CaseID: w.Case.ID, Kind: PackExport, Recipient: consent.HomeOffice,
			Basis: verdict.Basis, ConsentRecordID: verdict.RecordID, By: actor.UserID, At: w.now,
		})
	})
	return f, err
}

// referralOf asks for what referralFile reads.
func (w *work) referralOf(ctx context.Context, tx *postgres.DB) {
	w.headOf(ctx, tx)
	_, _ = tx.ConsentRecords(ctx, w.Case.ID)
	_, _ = tx.FormParts(ctx, w.actor.OrganisationID)
	_, _ = tx.Referral(ctx, w.Case.ID)
	_, _ = tx.Organisation(ctx, w.Case.OrganisationID)
	_, _ = tx.LastSectionBy(ctx, w.Case.OwnerID, reportSection)
	_, _ = tx.Chronology(ctx, w.Case.ID)
	_, _ = tx.ReferralTasks(ctx, w.Case.ID)
	_, _ = tx.ReferralAuthors(ctx, w.Case.ID)
	_, _ = tx.ReferralReviews(ctx, w.Case.ID)
	_, _ = tx.HomeOfficeReference(ctx, w.Case.ID)
	_, _ = tx.ReferralUpdates(ctx, w.Case.ID)
	_, _ = tx.Deadlines(ctx, w.Case.ID)
}

func (w *work) referralFile(ctx context.Context) (f ReferralFile, err error) {
	if f.Head, err = w.head(ctx); err != nil {
		return f, err
	}
	if f.Standing, err = w.standing(ctx); err != nil {
		return f, err
	}
	forms, err := w.forms(ctx)
	if err != nil {
		return f, err
	}
	f.NewestForm = forms.newest()
	f.Referral, err = w.tx.Referral(ctx, w.Case.ID)
	begun := !errors.Is(err, fault.NotFound)
	if err != nil && begun {
		return f, err
	}
	// A referral stays on the form it was begun with until somebody moves it.
	form, err := forms.form(ctx, cmp.Or(f.Referral.FormVersion, f.NewestForm))
	if err != nil {
		return f, err
	}
	facts, err := w.referralFacts(ctx, f.Client, f.Standing, form)
	if err != nil {
		return f, err
	}
	if f.Chronology, err = w.tx.Chronology(ctx, w.Case.ID); err != nil {
		return f, err
	}
	facts.Told = happenings(f.Chronology)
	if !begun {
		f.Draft = referral.NewDraft(form, facts, nil, w.today)
		return f, nil
	}
	if f.tasks, err = w.tx.ReferralTasks(ctx, w.Case.ID); err != nil {
		return f, err
	}
	f.Sections = map[string]Section{}
	for _, t := range f.tasks {
		f.Sections[t.Task] = Section{Completed: t.Completed, UpdatedBy: t.UpdatedByName, UpdatedAt: t.UpdatedAt}
	}
	f.Draft = referral.NewDraft(form, facts, answersOf(f.tasks), w.today)
	if f.Authors, err = w.tx.ReferralAuthors(ctx, w.Case.ID); err != nil {
		return f, err
	}
	if f.Reviews, err = w.tx.ReferralReviews(ctx, w.Case.ID); err != nil {
		return f, err
	}
	return f, w.readSent(ctx, &f)
}

// rgTarget is the rule of the date by which a reasonable grounds decision is
// expected.
const rgTarget = "UK-RG-TARGET-5WD"

// readSent adds what was approved and what was sent.
func (w *work) readSent(ctx context.Context, f *ReferralFile) error {
	if f.Referral.ApprovedBy != "" {
		digest, _, err := frozen(f.Draft)
		if err != nil {
			return err
		}
		f.Approved = slices.Equal(digest, f.Referral.ApprovedDigest)
	}
	if f.Referral.Snapshot == nil {
		return nil
	}
	snapshot, err := referral.ReadSnapshot(f.Referral.Snapshot)
	if err != nil {
		return err
	}
	f.Snapshot = &snapshot
	f.SentBy = f.Referral.SentByName
	if f.Number, err = w.tx.HomeOfficeReference(ctx, w.Case.ID); err != nil {
		return err
	}
	if f.Since, err = w.tx.ReferralUpdates(ctx, w.Case.ID); err != nil {
		return err
	}
	dates, err := w.tx.Deadlines(ctx, w.Case.ID)
	for _, d := range dates {
		if d.RuleID == rgTarget && d.Status == deadline.Open {
			f.RGBy = d.Due
		}
	}
	return err
}

// frozen is the referral as it would leave now, and its digest.
func frozen(d *referral.Draft) (digest, canonical []byte, err error) {
	if canonical, err = d.Snapshot().Canonical(); err != nil {
		return nil, nil, err
	}
	sum := sha256.Sum256(canonical)
	return sum[:], canonical, nil
}

// Editable says whether the referral, or the report of the refusal, is being
// written.
func (f ReferralFile) Editable() bool { return f.Case.State == casefile.Draft || f.Reporting() }

// Reporting says that no referral is being written but the report that the
// client said no to one. Nobody reviews it: the law wants it soon, and it names
// nobody unless the client agreed to it.
func (f ReferralFile) Reporting() bool {
	return f.Case.State == casefile.Refused && f.Draft.Route() == referral.DtN
}

// WrittenBy says whether the user wrote part of it, and so may not review it.
func (f ReferralFile) WrittenBy(userID string) bool {
	return slices.ContainsFunc(f.Authors, func(a postgres.ReferralAuthor) bool { return a.UserID == userID })
}

// TaskState is how far a section has come. A section is completed when nothing
// demanded is missing and its writer says so: only they know whether the
// account is told.
func (f ReferralFile) TaskState(t *referral.Task) referral.State {
	state := f.Draft.TaskState(t)
	if state == referral.Completed && !f.Sections[t.ID].Completed && len(f.Draft.Pages(t)) > 0 {
		return referral.InProgress
	}
	return state
}

// Progress counts the sections that are done, of those that are needed.
func (f ReferralFile) Progress() (done, of int) {
	for _, t := range f.Draft.Form.Tasks {
		switch f.TaskState(t) {
		case referral.NotNeeded:
		case referral.Completed:
			done, of = done+1, of+1
		default:
			of++
		}
	}
	return done, of
}

// Blocks says what stands between the draft and a review, or between the report
// of a refusal and sending it. The zero value: nothing does.
type Blocks struct {
	Verdict        referral.Verdict
	Unfinished     []*referral.Task // whole, but not marked as completed
	NoConsent      bool
	LocalAuthority bool // a child's local authority is not told yet (A4)
}

// Blocks judges the whole referral.
func (f ReferralFile) Blocks() Blocks {
	b := Blocks{Verdict: f.Draft.Ready()}
	if !f.Reporting() { // a report follows on a no, of an adult
		b.NoConsent, b.LocalAuthority = !f.Standing.Holds(), person.CheckForDraft(f.Client).Err() != nil
	}
	for _, t := range f.Draft.Form.Tasks {
		if f.Draft.TaskState(t) == referral.Completed && f.TaskState(t) != referral.Completed {
			b.Unfinished = append(b.Unfinished, t)
		}
	}
	return b
}

// Any says whether anything stands in the way.
func (b Blocks) Any() bool {
	return !b.Verdict.OK() || len(b.Unfinished) > 0 || b.NoConsent || b.LocalAuthority
}

// Stopped is where the writing stopped: the page that was saved last, and by
// whom. False when no page was saved yet, or it is asked no more.
func (f ReferralFile) Stopped() (by postgres.ReferralAuthor, page *referral.Page, ok bool) {
	for _, a := range f.Authors {
		if a.LastPage != "" && (by.LastPage == "" || a.LastAt.After(by.LastAt)) {
			by = a
		}
	}
	if by.LastPage == "" {
		return by, nil, false
	}
	_, page, err := find(f.Draft.Form, by.LastTask, by.LastPage)
	if err != nil || len(f.Draft.Asked(page)) == 0 {
		return by, nil, false
	}
	return by, page, true
}

// Seen is the mark of a page's answers as they stand: a save that saw another
// mark would overwrite what somebody else wrote.
func (f ReferralFile) Seen(p *referral.Page) string { return seen(f.Draft, p) }

func seen(d *referral.Draft, p *referral.Page) string {
	answers := make([][]string, len(p.Fields))
	for i, field := range p.Fields {
		answers[i] = d.Values(field)
	}
	return referral.Digest(fmt.Appendf(nil, "%q", answers))[:16]
}
