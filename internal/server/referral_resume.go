package server

import (
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/referral"
	"nrmdesk/internal/render"
)

// resume is where the writing stopped, with the last words, so that a talk is
// taken up where it ended and the client says nothing twice.
type resume struct {
	Heading string
	Words   string
	Link    render.Link
}

// unsaved is a page on which the reader typed something that is no part of the
// referral yet.
type unsaved struct {
	page *referral.Page
	mark desk.DraftMark
}

// unsavedPages are those pages, the latest first.
func (s *Server) unsavedPages(c *gin.Context, f desk.ReferralFile) ([]unsaved, error) {
	beginning := referralDrafts(f.Case.Ref)
	marks, err := s.desk.DraftMarks(c.Request.Context(), me(c).Actor, beginning)
	if err != nil {
		return nil, err
	}
	var pages []unsaved
	for _, m := range marks {
		taskID, pageID, _ := strings.Cut(strings.TrimPrefix(m.Key, beginning), ":")
		task := f.Draft.Form.Task(taskID)
		if task == nil {
			continue
		}
		if page := task.Page(pageID); page != nil && len(f.Draft.Asked(page)) > 0 {
			pages = append(pages, unsaved{page, m})
		}
	}
	return pages, nil
}

// resumeReferral says where the writing stopped: on a page the reader did not
// save, otherwise where anybody saved last.
func (s *Server) resumeReferral(c *gin.Context, f desk.ReferralFile, page *referralTasksPage) error {
	pages, err := s.unsavedPages(c, f)
	if err != nil {
		return err
	}
	if len(pages) > 0 {
		last := pages[0]
		kept, _, err := s.desk.Draft(c.Request.Context(), me(c).Actor, last.mark.Key)
		if err != nil {
			return err
		}
		typed, err := url.ParseQuery(kept)
		if err != nil {
			return err
		}
		page.Resume = resumeAt(f, last.page, "You stopped at “"+last.page.Title+"” on "+moment(last.mark.UpdatedAt)+". It is not saved in the referral yet.",
			func(field *referral.Field) string {
				if typed.Has(field.Name) {
					return typed.Get(field.Name)
				}
				return f.Draft.Text(field.Name)
			})
		for _, also := range pages[1:] {
			page.Blocks = append(page.Blocks, render.Link{
				Text: "Save what you typed at “" + also.page.Title + "” on " + moment(also.mark.UpdatedAt),
				Href: referralAddress(f.Case.Ref, also.page.Task.ID, also.page.ID),
			})
		}
		return nil
	}
	by, at, ok := f.Stopped()
	if !ok {
		return nil
	}
	who := by.Name
	if by.UserID == me(c).UserID {
		who = "You"
	}
	page.Resume = resumeAt(f, at, who+" saved last at “"+at.Title+"” on "+moment(by.LastAt)+".",
		func(field *referral.Field) string { return f.Draft.Text(field.Name) })
	return nil
}

func resumeAt(f desk.ReferralFile, page *referral.Page, heading string, text func(*referral.Field) string) *resume {
	r := &resume{Heading: heading, Link: render.Link{Text: "Go on from there", Href: referralAddress(f.Case.Ref, page.Task.ID, page.ID)}}
	for _, field := range f.Draft.Asked(page) {
		if words := lastWords(text(field)); field.Type == referral.LongText && words != "" {
			r.Words = words
		}
	}
	return r
}

const mostLastWords = 300

// lastWords is the end of a text, cut between words.
func lastWords(text string) string {
	runes := []rune(strings.TrimSpace(text))
	if len(runes) <= mostLastWords {
		return string(runes)
	}
	end := string(runes[len(runes)-mostLastWords:])
	if cut := strings.IndexAny(end, " \n"); cut >= 0 {
		end = end[cut+1:]
	}
	return "… " + end
}
