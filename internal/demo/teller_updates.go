package demo

import (
	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/nrm/referral"
)

// amend gives one answer of the sent referral anew, has a second person
// approve it, and tells the authority.
func (t *teller) amend(field, adds, reason string) {
	t.do("amend the referral", func(e desk.Edit) error {
		file, err := t.desk.AmendDesk(t.ctx, t.worker, t.ref, field)
		if err != nil {
			return err
		}
		in := desk.NewAmendment{Field: field, Answers: referral.Answers{}, Reason: reason}
		for _, f := range file.Asked {
			in.Answers[f.Name] = file.Now.Values(f)
		}
		in.Answers[field] = []string{file.Now.Text(field) + "\n\n" + adds}
		return t.desk.AmendReferral(t.ctx, t.worker, e, in)
	})
	t.do("approve the amendment", func(e desk.Edit) error {
		return t.desk.ReviewAmendment(t.ctx, t.supervisor, e, 1, referral.Review{Outcome: referral.Approved})
	})
	t.do("tell the authority", func(e desk.Edit) error {
		return t.desk.RecordAuthorityTold(t.ctx, t.worker, e, 1, referral.Passing{On: t.now(), Way: "email", To: "Duty mailbox of the authority"})
	})
}

// asked records that the authority wants more, by a day so many days from now.
func (t *teller) asked(within int, what string) {
	t.do("record a question of the authority", func(e desk.Edit) error {
		return t.desk.RecordRequest(t.ctx, t.worker, e, referral.Request{
			LetterOn: t.now(), ReceivedOn: t.now(), ReplyBy: t.now().AddDays(within), Asked: what,
		})
	})
}

// beginOfficially records that a draft was begun in the official form.
func (t *teller) beginOfficially() {
	t.do("begin a draft in the official form", func(e desk.Edit) error {
		return t.desk.RecordEvent(t.ctx, t.worker, e, deadline.Happened{Kind: deadline.HomeOfficeDraftBegun, On: t.now()})
	})
}
