package server

import (
	"fmt"
	"net/http"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/referral"
	"nrmdesk/internal/render"
)

// What is said wherever answers would go no more. The next words are the button
// that makes the change.
const (
	leavingHeading = "Written, and not sent any more"
	leavingWords   = "These answers are kept. They go with the report again if this is changed back."
)

// leavingCard shows the answers that would go no more; false when there are none.
func leavingCard(list []referral.Left) (render.SummaryList, bool) {
	return answerCard(leavingHeading, "", leftRows(list)...), len(list) > 0
}

func leftRows(list []referral.Left) []render.SummaryRow {
	rows := make([]render.SummaryRow, len(list))
	for i, l := range list {
		rows[i] = render.SummaryRow{Key: render.Text(l.Field.Short), Value: typedContent(shownText(l.Field, l.Values))}
	}
	return rows
}

// leavingShown are the same below the questions of a form; none when nothing
// would go.
func leavingShown(list []referral.Left) []render.Question {
	if len(list) == 0 {
		return nil
	}
	return []render.Question{{Heading: leavingHeading}, {Text: leavingWords}, {Summary: &render.SummaryList{Rows: leftRows(list)}}}
}

// previewRoute shows what a change of age or consent leaves out.
func (s *Server) previewRoute(c *gin.Context, r casefile.Ref, ch desk.RouteChange) ([]render.Question, error) {
	list, err := s.desk.PreviewRoute(c.Request.Context(), me(c).Actor, r, ch)
	return leavingShown(list), err
}

// addLeaving puts what a sitting or a withdrawal leaves out on its check page,
// where it is seen before it is recorded.
func (s *Server) addLeaving(c *gin.Context, r casefile.Ref, ch desk.RouteChange, page *checkPage) error {
	list, err := s.desk.PreviewRoute(c.Request.Context(), me(c).Actor, r, ch)
	if card, any := leavingCard(list); any {
		page.Cards = append(page.Cards, card)
		page.Notes = append(page.Notes, render.Question{Inset: leavingWords})
	}
	return err
}

// askAboutLeaving shows a page of the referral once more, with the answers of
// other pages that saving it would leave out.
func (s *Server) askAboutLeaving(c *gin.Context, x referralPage, v form.Values, left []referral.Left, mark string) error {
	if _, err := s.mergeDraft(c, x.key, v); err != nil {
		return err
	}
	if v.Has("later") {
		s.sessions.Notify(c.Request.Context(), "What you typed is kept for you as a draft. Saved, “"+x.page.Title+"” leaves out answers of other pages: open it again to see which.")
		return seeOther(c, referralAddress(x.Case.Ref))
	}
	return s.showReferralPage(c, x, v, http.StatusOK, nil, nil, func(page *referralQuestionPage) {
		page.Leaving = &leavingBox{Heading: leavingHeading, Says: "Nothing is saved yet. " + leavingWords, Answers: render.SummaryList{Rows: leftRows(left)}}
		page.Hidden = append(page.Hidden, render.Hidden{Name: shownField, Value: mark})
		page.Buttons.Text = "Save, and leave these out"
	})
}

// leavingBox lists what saving a page would leave out.
type leavingBox struct {
	Heading, Says string
	Answers       render.SummaryList
}

// leavingMark tells what was shown, and for which answers.
func leavingMark(answers referral.Answers, left []referral.Left) string {
	shown := fmt.Appendf(nil, "%q", answers)
	for _, l := range left {
		shown = fmt.Appendf(shown, "%s%q", l.Field.Name, l.Values)
	}
	return referral.Digest(shown)[:16]
}

// keptCard lists what was written and does not go on the route of the referral.
func keptCard(d *referral.Draft) (render.SummaryList, bool) {
	kept := d.Kept()
	return answerCard("Kept, but not sent on this route", "", leftRows(kept)...), len(kept) > 0
}
