package server

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/referral"
	"nrmdesk/internal/render"
)

type referralSectionPage struct {
	render.Layout
	CaseBar   *render.CaseBar
	Caption   string
	Heading   string
	Answers   render.SummaryList
	Missing   []render.Link
	Action    string // empty where the section cannot be marked
	Questions []render.Question
	Buttons   render.SaveButtons
}

// getReferralSection shows the answers of one section and asks whether it is
// done.
func (s *Server) getReferralSection(c *gin.Context) error {
	f, err := s.readReferral(c)
	if err != nil {
		return err
	}
	return s.showSection(c, f, http.StatusOK, nil)
}

func (s *Server) showSection(c *gin.Context, f desk.ReferralFile, status int, problems fault.Problems) error {
	t := f.Draft.Form.Task(c.Param("task"))
	if t == nil {
		return fault.NotFound
	}
	if state := f.TaskState(t); state == referral.NotNeeded || state == referral.CannotStart {
		return fault.NotFound
	}
	bar := caseBar(f.Head)
	page := referralSectionPage{
		Layout: s.layout(c, t.Title, string(f.Case.Ref)), CaseBar: &bar, Caption: "Referral", Heading: t.Title,
		Buttons: render.SaveButtons{Text: "Save and continue"},
	}
	page.Back = &render.Link{Text: "Back to the referral", Href: referralAddress(f.Case.Ref)}
	from := ""
	if f.Editable() {
		from = "section"
		page.Missing = missingLinks(f, f.Draft.MissingIn(t), from)
	}
	page.Answers = render.SummaryList{Rows: sectionRows(f, t, from)}
	if f.Editable() && len(page.Missing) == 0 {
		page.Action = referralAddress(f.Case.Ref, t.ID)
		done := map[string][]string{}
		if section, ok := f.Sections[t.ID]; ok && section.Completed {
			done["completed"] = []string{"yes"}
		}
		q := ask(form.Of(done), problems)
		q.one("completed", "Have you completed this section?", "",
			choice{value: "yes", text: "Yes, I’ve completed this section"}, choice{value: "no", text: "No, I’ll come back to it later"})
		page.Questions, page.Errors = q.list, q.summary()
	}
	return s.render.Page(c.Writer, status, "referral_section", page)
}

// missingLinks lead to the questions that still need an answer.
func missingLinks(f desk.ReferralFile, missing []referral.Missing, from string) []render.Link {
	var links []render.Link
	for _, m := range missing {
		if m.Page == nil {
			links = append(links, render.Link{Text: m.Field.Short + ": this comes from the case", Href: caseAddress(f.Case.Ref)})
			continue
		}
		links = append(links, render.Link{Text: "Answer “" + m.Field.Short + "”", Href: referralAddress(f.Case.Ref, m.Task.ID, m.Page.ID) + "?from=" + from})
	}
	return links
}

func (s *Server) postReferralSection(c *gin.Context) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	v, err := form.Read(c.Request, form.Usual)
	if err != nil {
		return err
	}
	done := v.Choice("completed", "yes", "no")
	if done != "" {
		err = s.desk.CompleteSection(c.Request.Context(), me(c).Actor, r, c.Param("task"), done == "yes")
	} else {
		err = fault.Problems{{Field: "completed", Code: "select_one"}}.Err()
	}
	var invalid *fault.Invalid
	if errors.As(err, &invalid) {
		f, err := s.readReferral(c)
		if err != nil {
			return err
		}
		return s.showSection(c, f, http.StatusUnprocessableEntity, invalid.Problems)
	}
	if err != nil {
		return err
	}
	return seeOther(c, referralAddress(r))
}
