package server

import (
	"errors"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/referral"
	"nrmdesk/internal/render"
)

func commentsKey(r casefile.Ref) string { return "review:" + string(r) }

const answerComment = "answer_comment"

// pendingComments are what the reviewer said of single answers and has not
// sent with a review yet, by field name. Nobody else sees them.
func (s *Server) pendingComments(c *gin.Context, r casefile.Ref) (url.Values, error) {
	text, _, err := s.desk.Draft(c.Request.Context(), me(c).Actor, commentsKey(r))
	if errors.Is(err, fault.NotFound) {
		return url.Values{}, nil
	}
	if err != nil {
		return nil, err
	}
	return url.ParseQuery(text)
}

// commentOn is the answer in the address, which this reader may comment on.
func (s *Server) commentOn(c *gin.Context) (desk.ReferralFile, *referral.Field, error) {
	f, err := s.readReferral(c)
	if err != nil {
		return f, nil, err
	}
	field := f.Draft.Form.Field(c.Param("field"))
	switch {
	case field == nil || !f.Draft.InPlay(field):
		return f, nil, fault.NotFound
	case f.Case.State != casefile.Review:
		return f, nil, fault.Conflictf("This referral is not waiting for review: the case is at “%s”.", f.Case.State.Label())
	case !mayReview(f, me(c).Actor):
		return f, nil, fault.Conflictf("You wrote part of this referral, or are not its second person. A colleague must review it.")
	}
	return f, field, nil
}

func (s *Server) getAnswerComment(c *gin.Context) error {
	f, field, err := s.commentOn(c)
	if err != nil {
		return err
	}
	pending, err := s.pendingComments(c, f.Case.Ref)
	if err != nil {
		return err
	}
	return s.showAnswerComment(c, f, field, form.Of(url.Values{answerComment: pending[field.Name]}), nil)
}

func (s *Server) showAnswerComment(c *gin.Context, f desk.ReferralFile, field *referral.Field, v form.Values, failed error) error {
	return s.caseForm(c, f.Head, v, failed, questionPage{
		Heading: "Comment on “" + field.Short + "”", Caption: "Review",
		Intro:   []string{"It is kept for you until you record the review. Then the writers of the referral see it beside the answer."},
		Buttons: render.SaveButtons{Text: "Keep the comment"},
		Other:   &render.Link{Text: "Back to the review", Href: reviewAddress(f.Case.Ref)},
	}, func(q *questions) {
		q.add(render.Question{Summary: &render.SummaryList{Rows: []render.SummaryRow{{Key: render.Text(field.Short), Value: referralValue(f.Draft, field)}}}})
		q.long(answerComment, "Your comment", "Leave it empty to take your comment away.")
	})
}

func (s *Server) postAnswerComment(c *gin.Context) error {
	v, err := form.Read(c.Request, form.Usual)
	if err != nil {
		return err
	}
	f, field, err := s.commentOn(c)
	if err != nil {
		return err
	}
	pending, err := s.pendingComments(c, f.Case.Ref)
	if err != nil {
		return err
	}
	said := keepText(v.Text(answerComment))
	if problems := referral.CheckComment(answerComment, said); len(problems) > 0 {
		return s.showAnswerComment(c, f, field, v, problems.Err())
	}
	pending.Del(field.Name)
	if said != "" {
		pending.Set(field.Name, said)
	}
	if _, err := s.desk.SaveDraft(c.Request.Context(), me(c).Actor, commentsKey(f.Case.Ref), pending.Encode()); err != nil {
		return err
	}
	return seeOther(c, reviewAddress(f.Case.Ref))
}

func reviewAddress(r casefile.Ref) string { return caseAddress(r) + "/review" }

// commentable puts a link beside each answer, and under it what the reviewer
// said of it.
func commentable(cards []render.SummaryList, entries []referral.Entry, r casefile.Ref, pending url.Values) []render.SummaryList {
	n := 0
	for i := range cards {
		var rows []render.SummaryRow
		for _, row := range cards[i].Rows {
			e := entries[n]
			n++
			link := render.Action{Text: "Comment", VisuallyHiddenText: "on “" + e.Label + "”", Href: reviewAddress(r) + "/comment/" + e.Field}
			said := pending.Get(e.Field)
			if said != "" {
				link.Text = "Change comment"
			}
			row.Actions = []render.Action{link}
			rows = append(rows, row)
			if said != "" {
				rows = append(rows, render.SummaryRow{Key: render.Text("Your comment on it"), Value: typedContent(said)})
			}
		}
		cards[i].Rows = rows
	}
	return cards
}

// saidOf are a reviewer's comments on single answers in the order of the form,
// each leading to its page.
func saidOf(f desk.ReferralFile, r desk.ReferralReview) []answerRemark {
	var said []answerRemark
	for _, field := range f.Draft.Form.Fields {
		text, ok := r.Answers[field.Name]
		if !ok {
			continue
		}
		one := answerRemark{About: field.Short, Lines: strings.Split(text, "\n")}
		if field.Page != nil && f.Editable() && f.Draft.InPlay(field) {
			one.Link = &render.Link{Text: "Open this page", Hidden: "“" + field.Page.Title + "”", Href: referralAddress(f.Case.Ref, field.Page.Task.ID, field.Page.ID) + "?from=check"}
		}
		said = append(said, one)
	}
	return said
}

// answerRemark is a comment on one answer.
type answerRemark struct {
	About string
	Lines []string
	Link  *render.Link
}

// remarks are what the reviewer who returned the referral said of the answers
// of a page.
func remarks(f desk.ReferralFile, field *referral.Field) string {
	if len(f.Reviews) == 0 || f.Reviews[0].Outcome != referral.Returned {
		return ""
	}
	if said, ok := f.Reviews[0].Answers[field.Name]; ok {
		return f.Reviews[0].ReviewedByName + " on “" + lowerFirst(field.Short) + "”: " + said
	}
	return ""
}

// reviewWith is a review with what was said of single answers.
func reviewWith(v form.Values, pending url.Values) referral.Review {
	review := referral.Review{Outcome: referral.Outcome(v.Text("review_outcome")), Comment: v.Trimmed("review_comment"), Answers: map[string]string{}}
	for field, said := range pending {
		review.Answers[field] = said[0]
	}
	return review
}

// hintTexts are what a second reader would ask about, in words.
func hintTexts(d *referral.Draft) []string {
	var says []string
	for _, h := range d.Hints() {
		says = append(says, h.Says)
	}
	return says
}
