package demo

import (
	"maps"
	"strings"
	"time"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/referral"
)

// typing is how long a page of the referral takes.
const typing = 2 * time.Minute

// write fills in the first sections of the referral, all of them when n is
// negative, and says of each that it is done.
func (t *teller) write(n int) {
	t.try("write the referral", func() error {
		file, err := t.desk.Referral(t.ctx, t.worker, t.ref)
		if err != nil {
			return err
		}
		answers := t.referralAnswers()
		whole := referral.NewDraft(file.Draft.Form, file.Draft.Facts, answers, t.now())
		for i, task := range whole.Form.Tasks {
			if n >= 0 && i >= n {
				return nil
			}
			if err := t.writeTask(file, whole, task, answers); err != nil {
				return err
			}
		}
		return nil
	})
}

func (t *teller) writeTask(file desk.ReferralFile, whole *referral.Draft, task *referral.Task, answers referral.Answers) error {
	pages := whole.Pages(task)
	for _, page := range pages {
		if err := t.over.Err(); err != nil {
			return err
		}
		t.pass(typing)
		err := t.desk.SaveReferralPage(t.ctx, t.worker, desk.SavePage{
			Ref: t.ref, Task: task.ID, Page: page.ID, Seen: file.Seen(page), Answers: answers,
		})
		if err != nil {
			return err
		}
	}
	if len(pages) == 0 {
		return nil
	}
	return t.desk.CompleteSection(t.ctx, t.worker, t.ref, task.ID, true)
}

// sendToReview writes the whole referral and gives it to a second person.
func (t *teller) sendToReview() {
	t.write(-1)
	t.do("send to review", func(e desk.Edit) error { return t.desk.SendToReview(t.ctx, t.worker, e) })
}

func (t *teller) review(r referral.Review) {
	t.do("review", func(e desk.Edit) error { return t.desk.ReviewReferral(t.ctx, t.supervisor, e, r) })
}

func (t *teller) approve() {
	t.review(referral.Review{Outcome: referral.Approved, Comment: pick(t.rng, approvals)})
}

// send records that the referral went to the Home Office just now.
func (t *teller) send() {
	t.do("send", func(e desk.Edit) error {
		at := t.clock.In(calendar.London())
		return t.desk.RecordSent(t.ctx, t.worker, e, referral.Sent{
			On: t.now(), Hour: at.Hour(), Minute: at.Minute(), How: referral.OnlineService, Reference: t.homeOfficeReference(),
		})
	})
}

// refer goes from consent to a sent referral in the usual three days; the last
// of them is so many days ago.
func (t *teller) refer(sentAgo int) {
	t.start(sentAgo + 4)
	t.day(sentAgo + 3)
	t.agree()
	t.sendToReview()
	t.day(sentAgo + 1)
	t.approve()
	t.day(sentAgo)
	t.send()
}

// referralAnswers are the answers to everything the form can ask; the draft
// picks those in play.
func (t *teller) referralAnswers() referral.Answers {
	c := t.client
	all := c.account.answers()
	one := func(name, value string) {
		if value != "" {
			all[name] = []string{value}
		}
	}
	one("responder_organisation", t.team.official)
	given, family, _ := strings.Cut(t.worker.Name, " ")
	one("responder_first_name", given)
	one("responder_last_name", family)
	one("responder_role", "Caseworker")
	one("responder_phone", "020 7946 0185")
	one("responder_backup_email", "duty@northside.example")
	one("la_name", c.place.authority)
	one("la_phone", "020 7946 0242")
	one("la_email", "duty.desk@westmoor.example")
	one("first_name", c.first)
	one("last_name", c.last)
	one("alias", c.alias)
	if !c.born.IsZero() {
		one("date_of_birth", c.born.String())
	}
	one("gender", c.gender)
	one("nationality", c.nationality)
	one("current_town", c.place.town)
	one("current_region", c.place.region)
	one("police_force", c.place.force)
	one("client_phone", c.phone)
	one("client_email", c.email)
	all["uk_towns"] = []string{c.place.town}
	if c.account.country != "" {
		one("exploitation_place", "uk_and_overseas")
		all["overseas_countries"] = []string{c.account.country}
		one("birthplace", "A town in "+c.account.country)
	}
	maps.DeleteFunc(all, func(_ string, v []string) bool { return len(v) == 0 })
	return all
}
