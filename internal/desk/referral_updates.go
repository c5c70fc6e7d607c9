package desk

import (
	"context"
	"crypto/sha256"
	"slices"
	"strconv"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/referral"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// ReferralUpdate is what was recorded about a referral after it was sent.
type ReferralUpdate = postgres.ReferralUpdate

// UpdateState is where an update stands.
type UpdateState string

// The states. What a client does not want passed on is kept, and stays here.
const (
	UpdateWaits    UpdateState = "waits_for_review"
	UpdateReturned UpdateState = "returned"
	UpdateToTell   UpdateState = "authority_not_told"
	UpdateTold     UpdateState = "authority_told"
	UpdateOpen     UpdateState = "not_answered"
	UpdateAnswered UpdateState = "answered"
	UpdateKept     UpdateState = "not_passed_on"
	UpdateInError  UpdateState = "recorded_in_error"
)

// Update is one update with where it stands.
type Update struct {
	ReferralUpdate
	State   UpdateState
	ReplyBy calendar.Date // the last day for an answer, as corrected last
}

// Passed is how the authority was told or answered; nil while it was not.
func (u Update) Passed() *referral.Passing {
	switch {
	case u.Later != nil:
		return &u.Later.Passed
	default:
		return u.ReferralUpdate.Passed
	}
}

// SentFile is a referral that was sent with everything recorded since.
type SentFile struct {
	ReferralFile
	Updates   []Update        // oldest first
	Now       *referral.Draft // the report as it stands with the amendments that count
	Documents []EvidenceFile  // of the case, newest first, that may go to the authority
}

// Find is one update by its number.
func (f SentFile) Find(number int) (Update, bool) {
	if number < 1 || number > len(f.Updates) {
		return Update{}, false
	}
	return f.Updates[number-1], true
}

// WarningsOf are what would not fit in the report with an amendment that waits.
func (f SentFile) WarningsOf(u Update) []referral.Finding {
	answers := referral.Answers{}
	for _, c := range u.Changes {
		answers[c.Field] = c.After
	}
	return f.newFindings(f.Now.With(answers))
}

// newFindings are what a change of the report gives cause to look at.
func (f SentFile) newFindings(after *referral.Draft) []referral.Finding {
	known := f.Now.Findings()
	return slices.DeleteFunc(after.Findings(), func(found referral.Finding) bool { return slices.Contains(known, found) })
}

// Closed says that nothing can be recorded now.
func (f SentFile) Closed() bool { return f.Case.State == casefile.Closed }

// AfterSending reads a sent referral with everything recorded about it since.
//
// Errors: *fault.Conflict before it is recorded as sent.
func (d *Desk) AfterSending(ctx context.Context, actor staff.Actor, ref casefile.Ref) (SentFile, error) {
	var f SentFile
	err := d.view(ctx, actor, access.ViewReferral, ref, func(w *work) (err error) {
		f, err = w.sentFile(ctx)
		return err
	})
	return f, err
}

func (w *work) sentFile(ctx context.Context) (f SentFile, err error) {
	if f.ReferralFile, err = w.referralFile(ctx); err != nil {
		return f, err
	}
	if f.Snapshot == nil {
		return f, fault.Conflictf("This referral is not recorded as sent yet.")
	}
	f.Now = f.Snapshot.Amended(f.Draft, amendments(f.Since)...)
	events, err := w.tx.RecordedEvents(ctx, w.Case.ID)
	if err != nil {
		return f, err
	}
	for _, u := range f.Since {
		f.Updates = append(f.Updates, stateOf(u, events))
	}
	files, err := w.tx.Evidence(ctx, w.Case.ID)
	f.Documents = slices.DeleteFunc(files, func(e EvidenceFile) bool { return e.Mistake.Marked() || e.Opens(false) != nil })
	return f, err
}

// amendments are the changes that count, in order.
func amendments(updates []ReferralUpdate) []referral.Change {
	var changes []referral.Change
	for _, u := range updates {
		if u.Counts() {
			changes = append(changes, u.Changes...)
		}
	}
	return changes
}

func stateOf(u ReferralUpdate, events []RecordedEvent) Update {
	out := Update{ReferralUpdate: u}
	if u.Request != nil {
		out.ReplyBy = u.Request.ReplyBy
	}
	inError := false
	for _, e := range events {
		if e.ID == u.EventID {
			out.ReplyBy, inError = e.On, e.On.IsZero()
		}
	}
	switch {
	case inError:
		out.State = UpdateInError
	case u.Kind == referral.MoreInformation && u.Later == nil:
		out.State = UpdateOpen
	case u.Kind == referral.MoreInformation:
		out.State = UpdateAnswered
	case u.NeedsApproval && u.Review.Outcome == "":
		out.State = UpdateWaits
	case u.Review.Outcome == referral.Returned:
		out.State = UpdateReturned
	case out.Passed() != nil:
		out.State = UpdateTold
	case u.ToTell:
		out.State = UpdateToTell
	default:
		out.State = UpdateKept
	}
	return out
}

// afterSending is the write path of everything recorded about a sent referral.
func (d *Desk) afterSending(ctx context.Context, actor staff.Actor, action access.Action, e Edit, body func(*work, SentFile) error) error {
	return d.change(ctx, actor, action, e, func(w *work) error {
		if w.Case.State == casefile.Closed {
			return fault.Conflictf("This case is closed. Open it again before you record anything about its referral.")
		}
		f, err := w.sentFile(ctx)
		if err != nil {
			return err
		}
		return body(w, f)
	})
}

// keepUpdate adds an update. What had been passed on by then had to be covered
// by consent on that day.
func (w *work) keepUpdate(ctx context.Context, f SentFile, u ReferralUpdate) error {
	if u.Passed != nil {
		if err := w.mayPass(ctx, f, u.Passed.On); err != nil {
			return err
		}
		w.fact("passed_on", u.Passed.On.String())
	}
	u.ID, u.OrganisationID, u.CaseID, u.RecordedBy, u.RecordedAt = newID(), w.Case.OrganisationID, w.Case.ID, w.actor.UserID, w.now
	u.Number, u.SentSHA = len(f.Updates)+1, referral.Digest(f.Referral.Snapshot)
	content, err := u.Canonical()
	if err != nil {
		return err
	}
	sum := sha256.Sum256(content)
	u.Digest = sum[:]
	w.about(u.ID)
	w.because("referral_updates", u.ID)
	w.fact("update", string(u.Kind))
	w.fact("update_number", strconv.Itoa(u.Number))
	w.fact("sha256", referral.Digest(content))
	if n := len(u.Documents); n > 0 {
		w.fact("documents", strconv.Itoa(n))
	}
	if err := w.tx.InsertReferralUpdate(ctx, u); err != nil {
		return err
	}
	return w.reclock(ctx)
}

// mayPass asks whether something about the client could go to the authority on
// a day. A report of a refusal rests on no consent, but on whether the client
// agrees to be named.
func (w *work) mayPass(ctx context.Context, f SentFile, on calendar.Date) error {
	if f.Snapshot.Route != referral.DtN {
		return w.consentHeld(ctx, on)
	}
	if !f.Snapshot.Nameless && !f.Draft.Facts.MayBeNamed {
		return fault.Conflictf("The client does not agree to be named any more. Nothing more about them can be passed on with this report.")
	}
	return nil
}

// enclosed finds the documents that go to the authority.
func (f SentFile) enclosed(numbers []int) ([]referral.Attachment, error) {
	if len(numbers) > 0 && f.Snapshot.Route == referral.DtN {
		return nil, fault.Conflictf("A report of a refusal carries no documents: a paper may show who the client is.")
	}
	var documents []referral.Attachment
	for _, n := range numbers {
		i := slices.IndexFunc(f.Documents, func(e EvidenceFile) bool { return e.Number == n })
		if i < 0 {
			return nil, fault.Conflictf("Document %d cannot be sent now. Look at it among the documents of the case.", n)
		}
		documents = append(documents, referral.Attachment{Number: n, SHA256: f.Documents[i].SHA256})
	}
	return documents, nil
}

// unnamed finds what leads to the client in a text that goes with a report
// without a name. It is refused: nothing of it may leave (MSA s.52).
func (f SentFile) unnamed(field, text string) fault.Problems {
	var problems fault.Problems
	if found := f.Now.Traces(text); len(found) > 0 {
		problems.Add(field, "leads_to_client", found[0].Words())
	}
	return problems
}
