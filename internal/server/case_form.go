package server

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/render"
)

// caseForm shows a form about a case that fits on one page. After a failed
// post it shows what was typed again with what was wrong; when somebody else
// was first it stands on the case as it is now, so that nothing typed is lost.
func (s *Server) caseForm(c *gin.Context, h desk.Head, posted form.Values, failed error, page questionPage, build func(q *questions)) error {
	var invalid *fault.Invalid
	var conflict *fault.Conflict
	var problems fault.Problems
	status := http.StatusOK
	switch {
	case failed == nil:
	case errors.As(failed, &invalid):
		status, problems = http.StatusUnprocessableEntity, invalid.Problems
	case errors.As(failed, &conflict):
		status = http.StatusConflict
	default:
		return failed
	}
	posted, unsent, err := s.withUnsent(c, posted, failed)
	if err != nil {
		return err
	}
	q := ask(posted, problems)
	build(q)
	bar := caseBar(h)
	token := posted.Text(tokenField)
	if token == "" {
		token = uuid.NewString()
	}
	page.Layout = s.layout(c, page.Heading, string(h.Case.Ref))
	page.Back = &render.Link{Text: "Back to the case", Href: caseAddress(h.Case.Ref)}
	page.CaseBar, page.Action, page.Hidden, page.Questions = &bar, c.Request.URL.Path, append(append(formHidden(h, token), page.Hidden...), unsent), q.list
	page.Errors = q.summary()
	if conflict != nil {
		page.Errors = &render.ErrorSummary{TitleText: "This is not saved yet", ErrorList: []render.ErrorLink{
			{Text: conflict.Message}, {Text: "What you typed is still here. Look at the case, then send it again if it still fits."},
		}}
	}
	return s.render.Page(c.Writer, status, "question", page)
}

// withUnsent puts back what was typed into a form when its post came after the
// sign-in had ended, once, and gives the field that has it kept if that happens
// now. Such a form is not saved while somebody types, so nothing older than the
// post can come back.
func (s *Server) withUnsent(c *gin.Context, v form.Values, failed error) (form.Values, render.Hidden, error) {
	key := "unsent:" + c.Request.URL.Path
	field := render.Hidden{Name: draftKeyField, Value: key}
	if failed != nil {
		return v, field, nil
	}
	ctx, actor := c.Request.Context(), me(c).Actor
	text, _, err := s.desk.Draft(ctx, actor, key)
	if errors.Is(err, fault.NotFound) {
		return v, field, nil
	}
	if err == nil {
		err = s.desk.DropDraft(ctx, actor, key)
	}
	if err != nil {
		return v, field, err
	}
	typed, err := url.ParseQuery(text)
	if err != nil {
		return v, field, err
	}
	for _, name := range v.Names() {
		if !typed.Has(name) {
			typed[name] = v.All(name)
		}
	}
	return form.Of(typed), field, nil
}

// posted reads a form about a case and which edit it is.
func posted(c *gin.Context) (form.Values, desk.Edit, error) {
	r, err := ref(c)
	if err != nil {
		return form.Values{}, desk.Edit{}, err
	}
	v, err := form.Read(c.Request, form.Usual)
	return v, editOf(r, v), err
}

// editOf is the edit a form stands for.
func editOf(r casefile.Ref, v form.Values) desk.Edit {
	return desk.Edit{Ref: r, Version: versionOf(v.Text(versionField)), Token: v.Text(tokenField)}
}

// retry says whether an error is one that is shown with the form again.
func retry(err error) bool {
	var invalid *fault.Invalid
	var conflict *fault.Conflict
	return errors.As(err, &invalid) || errors.As(err, &conflict)
}

// dateProblems puts what is wrong with a date as typed in the place of what
// the rules say about its being absent.
func dateProblems(problems fault.Problems, v form.Values, names ...string) fault.Problems {
	for _, name := range names {
		typed := v.Date(name)
		if typed.Empty() {
			continue
		}
		_, _, _, code := typed.Parse()
		if code == "" {
			continue
		}
		said := false
		for i, p := range problems {
			if p.Field == name {
				problems[i].Code, problems[i].Args, said = code, nil, true
			}
		}
		if !said {
			problems.Add(name, code)
		}
	}
	return problems
}
