package server

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/referral"
	"nrmdesk/internal/render"
)

// Names of the controls of the checklist: the ticks of a group, and where its
// signs were seen.
func signsName(group string) string { return "signs-" + group }
func whereName(group string) string { return "where-" + group }

func signsKey(r casefile.Ref) string { return "signs:" + string(r) }

// readWriting reads the referral of the case in the address with what helps to
// write it, and refuses when it is not being written.
func (s *Server) readWriting(c *gin.Context) (desk.WritingFile, error) {
	r, err := ref(c)
	if err != nil {
		return desk.WritingFile{}, err
	}
	f, err := s.desk.ReferralToWrite(c.Request.Context(), me(c).Actor, r)
	if err == nil && !f.Editable() {
		err = notWritten(f.ReferralFile)
	}
	return f, err
}

func notWritten(f desk.ReferralFile) error {
	return fault.Conflictf("This referral cannot be changed: the case is at “%s”.", f.Case.State.Label())
}

// getSigns shows the checklist of signs with what is ticked, and over it what
// the same person changed and did not save.
func (s *Server) getSigns(c *gin.Context) error {
	f, err := s.readWriting(c)
	if err != nil {
		return err
	}
	fields := url.Values{}
	for _, g := range referral.Indicators().For(f.Draft) {
		fields.Set(whereName(g.ID), f.Signs.Where[g.ID])
		fields[signsName(g.ID)] = f.Signs.Ticked
	}
	text, _, err := s.desk.Draft(c.Request.Context(), me(c).Actor, signsKey(f.Case.Ref))
	if err == nil {
		kept, err := url.ParseQuery(text)
		if err != nil {
			return err
		}
		for name, values := range kept {
			fields[name] = values
		}
	} else if !errors.Is(err, fault.NotFound) {
		return err
	}
	return s.showSigns(c, f, form.Of(fields), nil)
}

func (s *Server) showSigns(c *gin.Context, f desk.WritingFile, v form.Values, problems fault.Problems) error {
	bar := caseBar(f.Head)
	page := questionPage{
		Layout: s.layout(c, "Signs of exploitation", string(f.Case.Ref)), CaseBar: &bar, Caption: "Professional view", Heading: "Signs of exploitation",
		Intro: []string{
			"Tick what you or a colleague noticed. Ticks become a text for the referral, which you look at and may change.",
			"No sign proves anything by itself, and none has to be there.",
		},
		Action:  referralAddress(f.Case.Ref, "signs"),
		Hidden:  []render.Hidden{{Name: draftKeyField, Value: signsKey(f.Case.Ref)}},
		Buttons: render.SaveButtons{Text: "Save and continue", Later: true},
	}
	q := ask(v, problems)
	for _, g := range referral.Indicators().For(f.Draft) {
		var signs []choice
		for _, i := range g.Indicators {
			signs = append(signs, choice{value: i.ID, text: i.Text})
		}
		q.some(signsName(g.ID), g.Title, "", signs...)
		where := q.long(whereName(g.ID), "Where and when were these seen, and by whom? (optional)", "")
		where.Rows, where.Label.Classes = 2, ""
		// An empty value tells a draft that every box was cleared.
		page.Hidden = append(page.Hidden, render.Hidden{Name: signsName(g.ID)})
	}
	page.Questions, page.Errors = q.list, q.summary()
	page.DraftKey = signsKey(f.Case.Ref)
	page.Back = &render.Link{Text: "Back to the referral", Href: referralAddress(f.Case.Ref)}
	status := http.StatusOK
	if len(problems) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return s.render.Page(c.Writer, status, "question", page)
}

func (s *Server) postSigns(c *gin.Context) error {
	v, err := form.Read(c.Request, form.Usual)
	if err != nil {
		return err
	}
	f, err := s.readWriting(c)
	if err != nil {
		return err
	}
	signs := referral.Signs{Where: map[string]string{}}
	for _, g := range referral.Indicators().For(f.Draft) {
		signs.Ticked = append(signs.Ticked, nonBlank(v.All(signsName(g.ID)))...)
		if where := keepText(v.Text(whereName(g.ID))); where != "" {
			signs.Where[g.ID] = where
		}
	}
	ctx, actor := c.Request.Context(), me(c).Actor
	err = s.desk.TickSigns(ctx, actor, f.Case.Ref, signs)
	var invalid *fault.Invalid
	if errors.As(err, &invalid) {
		if _, err := s.mergeDraft(c, signsKey(f.Case.Ref), v); err != nil {
			return err
		}
		var problems fault.Problems
		for _, p := range invalid.Problems {
			problems.Add(whereName(p.Field), p.Code, p.Args...)
		}
		return s.showSigns(c, f, v, problems)
	}
	if err != nil {
		return err
	}
	if err := s.desk.DropDraft(ctx, actor, signsKey(f.Case.Ref)); err != nil {
		return err
	}
	if v.Has("later") {
		s.sessions.Notify(ctx, "What you ticked is saved.")
		return seeOther(c, referralAddress(f.Case.Ref))
	}
	next := referral.FieldIndicators
	if len(f.Draft.Values(f.Draft.Form.Field(referral.FieldIndicatorsSeen))) == 0 || !f.Draft.InPlay(f.Draft.Form.Field(next)) {
		next = referral.FieldIndicatorsSeen
	}
	page := f.Draft.Form.Field(next).Page
	return seeOther(c, referralAddress(f.Case.Ref, page.Task.ID, page.ID))
}
