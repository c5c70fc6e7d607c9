package server

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/referral"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/render"
)

type referralReviewPage struct {
	casePage
	Says      []string
	Warnings  []string
	Cards     []render.SummaryList
	Earlier   []comment
	Action    string // empty where this reader may not decide
	Hidden    []render.Hidden
	Questions []render.Question
	Buttons   render.SaveButtons
}

// getReferralReview shows the second person everything in official order,
// beside the consent it rests on.
func (s *Server) getReferralReview(c *gin.Context) error {
	return s.showReview(c, form.Values{}, nil)
}

func (s *Server) showReview(c *gin.Context, v form.Values, failed error) error {
	f, err := s.readReferral(c)
	if err != nil {
		return err
	}
	if f.Case.State != casefile.Review {
		return seeOther(c, referralAddress(f.Case.Ref))
	}
	page := referralReviewPage{casePage: s.caseLayout(c, f.Head, "Review the referral")}
	page.Back = &render.Link{Text: "Back to what waits for review", Href: "/review"}
	page.Says, page.Warnings = reviewSays(f), append(oddities(f), hintTexts(f.Draft)...)
	entries := f.Draft.Submission()
	answers := entryCards(entries)
	if mayReview(f, me(c).Actor) {
		pending, err := s.pendingComments(c, f.Case.Ref)
		if err != nil {
			return err
		}
		answers = commentable(answers, entries, f.Case.Ref, pending)
	}
	page.Cards = append([]render.SummaryList{consentCard(f.Standing, "")}, answers...)
	for _, r := range f.Reviews {
		heading := "Approved by "
		if r.Outcome == referral.Returned {
			heading = "Returned by "
		}
		page.Earlier = append(page.Earlier, comment{heading + r.ReviewedByName + " on " + moment(r.ReviewedAt), commentLines(r.Comment), saidOf(f, r)})
	}
	status := http.StatusOK
	if mayReview(f, me(c).Actor) {
		v, unsent, err := s.withUnsent(c, v, failed)
		if err != nil {
			return err
		}
		page.Action = caseAddress(f.Case.Ref) + "/review"
		page.Hidden = append(formHidden(f.Head, or(v.Text(tokenField), uuid.NewString())), unsent)
		page.Buttons = render.SaveButtons{Text: "Record the review"}
		status = page.ask(v, f, failed)
	}
	return s.render.Page(c.Writer, status, "referral_review", page)
}

// ask puts the reviewer's questions on the page.
func (p *referralReviewPage) ask(v form.Values, f desk.ReferralFile, failed error) (status int) {
	var invalid *fault.Invalid
	var conflict *fault.Conflict
	var problems fault.Problems
	status = http.StatusOK
	if errors.As(failed, &invalid) {
		status = http.StatusUnprocessableEntity
		for _, wrong := range invalid.Problems {
			problems.Add("review_"+wrong.Field, wrong.Code, wrong.Args...)
		}
	}
	q := ask(v, problems)
	choices := []choice{{value: string(referral.Returned), text: "Return it to be changed"}}
	if !f.Approved {
		choices = append([]choice{{value: string(referral.Approved), text: "Approve it as it stands"}}, choices...)
	}
	q.one("review_outcome", "What do you decide?", "", choices...)
	q.long("review_comment", "Comment", "Say what to change if you return it, here or beside an answer. Its writers see this; the Home Office does not.")
	p.Questions, p.Errors = q.list, q.summary()
	if errors.As(failed, &conflict) {
		status = http.StatusConflict
		p.Errors = &render.ErrorSummary{TitleText: "This is not recorded yet", ErrorList: []render.ErrorLink{{Text: conflict.Message}}}
	}
	return status
}

// mayReview says whether to offer the decision; the desk decides again.
func mayReview(f desk.ReferralFile, a staff.Actor) bool {
	return a.Has(staff.Supervisor) && !f.WrittenBy(a.UserID)
}

func reviewSays(f desk.ReferralFile) []string {
	says := []string{"Written by " + authorNames(f) + ". Whoever wrote part of it cannot approve it."}
	switch {
	case f.Approved:
		says = append(says, "Approved on "+moment(f.Referral.ApprovedAt)+". It can be sent.")
	case f.Referral.ApprovedBy != "":
		says = append(says, "Something in it has changed since it was approved on "+moment(f.Referral.ApprovedAt)+". It needs approval again.")
	}
	return says
}

func (s *Server) postReferralReview(c *gin.Context) error {
	v, edit, err := posted(c)
	if err != nil {
		return err
	}
	pending, err := s.pendingComments(c, edit.Ref)
	if err != nil {
		return err
	}
	review := reviewWith(v, pending)
	err = s.desk.ReviewReferral(c.Request.Context(), me(c).Actor, edit, review)
	if retry(err) {
		return s.showReview(c, v, err)
	}
	if err != nil {
		return err
	}
	if err := s.desk.DropDraft(c.Request.Context(), me(c).Actor, commentsKey(edit.Ref)); err != nil {
		return err
	}
	says := "The referral is approved and can be sent."
	if review.Outcome == referral.Returned {
		says = "The referral is returned with your comment."
	}
	s.sessions.Notify(c.Request.Context(), says)
	return seeOther(c, "/review")
}
