package server

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"nrmdesk/internal/access"
	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/lawfulbasis"
	"nrmdesk/internal/render"
)

func (s *Server) lawfulBasisRoutes() []route {
	return []route{
		{method: "GET", path: "/admin/lawful-basis", handle: s.getLawfulBasis},
		{method: "POST", path: "/admin/lawful-basis", handle: s.postLawfulBasis},
		{method: "GET", path: "/audit/lawful-basis", handle: s.getAuditLawfulBasis},
		{method: "GET", path: "/cases/:ref/lawful-basis", handle: s.getCaseLawfulBasis},
		{method: "POST", path: "/cases/:ref/lawful-basis", handle: s.postCaseLawfulBasis},
	}
}

// basisIntro must keep the two apart: no word of these pages is "consent".
var basisIntro = []string{
	"Why your organisation may hold the records of its clients, under data protection law. It has nothing to do with what a client agrees to: somebody who takes an agreement back does not ask you to erase the record.",
	"Have your data protection officer decide. The articles named here are no legal advice; beside each stands how sure we are of it.",
}

func basisOf(v form.Values) lawfulbasis.Record {
	return lawfulbasis.Record{
		Basis: v.Trimmed("lawful_basis"), Special: v.Trimmed("special_condition"), Offence: v.Trimmed("offence_condition"),
		Retention: v.Trimmed("retention"), PolicyDocument: v.Trimmed("policy_document"), DecidedBy: v.Trimmed("decided_by"),
		DecidedOn: dateOf(v, "basis_on"), Reason: v.Trimmed("basis_reason"),
	}
}

func askBasis(q *questions, oneCase bool) {
	ask := func(name, legend, hint string, kind lawfulbasis.Kind) {
		var choices []choice
		for _, c := range lawfulbasis.Choices(kind) {
			choices = append(choices, choice{value: c.Code, text: c.Label, hint: c.Source.Words()})
		}
		q.one(name, legend, hint, choices...)
	}
	ask("lawful_basis", "Basis for holding the records", "", lawfulbasis.Basis)
	ask("special_condition", "Condition for health, ethnicity and the like", "", lawfulbasis.Special)
	ask("offence_condition", "Condition for information about offences", "", lawfulbasis.Offence)
	q.long("retention", "How long are they kept, from when, and why?", "")
	q.text("policy_document", "Where is the appropriate policy document? (optional)", "")
	q.text("decided_by", "Who decided?", "For example, the data protection officer.")
	q.date("basis_on", "When?", "For example, 12 5 2026.")
	if oneCase {
		q.long("basis_reason", "Why does this case differ?", "")
	}
}

func basisRows(b desk.LawfulBasis) []render.SummaryRow {
	label := func(kind lawfulbasis.Kind, code string) string {
		c, _ := lawfulbasis.Find(kind, code)
		return strings.TrimSpace(c.Label + "\n" + c.Source.Words())
	}
	rows := []render.SummaryRow{
		answer("Basis", label(lawfulbasis.Basis, b.Basis)), answer("Health and the like", label(lawfulbasis.Special, b.Special)),
		answer("Offences", label(lawfulbasis.Offence, b.Offence)), answer("Kept", b.Retention),
	}
	rows = more(rows, "Policy document", b.PolicyDocument)
	rows = append(rows, answer("Decided", b.DecidedOn.Long()+" by "+b.DecidedBy+"\nRecorded by "+b.RecordedByName+" on "+moment(b.RecordedAt)))
	return more(rows, "Why this case differs", b.Reason)
}

func (s *Server) getLawfulBasis(c *gin.Context) error {
	return s.lawfulBasisForm(c, http.StatusOK, form.Of(url.Values{tokenField: {uuid.NewString()}}), nil)
}

func (s *Server) postLawfulBasis(c *gin.Context) error {
	v, err := form.Read(c.Request, form.Usual)
	if err != nil {
		return err
	}
	err = typedDates(s.desk.SetLawfulBasis(c.Request.Context(), me(c).Actor, basisOf(v), v.Text(tokenField)), v, "basis_on")
	if invalid := (*fault.Invalid)(nil); errors.As(err, &invalid) {
		return s.lawfulBasisForm(c, http.StatusUnprocessableEntity, v, invalid.Problems)
	}
	if err != nil {
		return err
	}
	s.sessions.Notify(c.Request.Context(), "The lawful basis is recorded.")
	return seeOther(c, "/admin/lawful-basis")
}

func (s *Server) lawfulBasisForm(c *gin.Context, status int, v form.Values, problems fault.Problems) error {
	if err := s.desk.Ask(c.Request.Context(), me(c).Actor, access.SetLawfulBasis); err != nil {
		return err
	}
	list, err := s.desk.LawfulBases(c.Request.Context(), me(c).Actor)
	if err != nil {
		return err
	}
	q := ask(v, problems)
	if len(list) > 0 {
		q.heading("In force now")
		q.add(render.Question{Summary: &render.SummaryList{Rows: basisRows(list[0])}})
		q.heading("A new decision")
	}
	askBasis(q, false)
	page := questionPage{
		Layout: s.layout(c, "Lawful basis", "Admin"), Heading: "Lawful basis for holding records", Intro: basisIntro, Action: "/admin/lawful-basis",
		Questions: q.list, Hidden: []render.Hidden{{Name: tokenField, Value: v.Text(tokenField)}}, Buttons: render.SaveButtons{Text: "Record the decision"},
	}
	page.Title, page.Errors = page.Heading, q.summary()
	return s.render.Page(c.Writer, status, "question", page)
}

// getAuditLawfulBasis shows all that was decided, to those who check it.
func (s *Server) getAuditLawfulBasis(c *gin.Context) error {
	if err := s.desk.Ask(c.Request.Context(), me(c).Actor, access.ViewConsentRegister); err != nil {
		return err
	}
	list, err := s.desk.LawfulBases(c.Request.Context(), me(c).Actor)
	if err != nil {
		return err
	}
	page := checkPage{
		Layout: s.layout(c, "Lawful basis", "Audit"), Heading: "Lawful basis for holding records", Intro: basisIntro[:1], ReadOnly: true,
	}
	page.Title = page.Heading
	for i, b := range list {
		title := "Earlier decision"
		if i == 0 {
			title = "In force now"
		}
		page.Cards = append(page.Cards, answerCard(title, "", basisRows(b)...))
	}
	if len(list) == 0 {
		page.Intro = append(page.Intro, "Nobody has recorded one yet. An administrator does, under “Lawful basis”.")
	}
	return s.render.Page(c.Writer, http.StatusOK, "check", page)
}

func (s *Server) getCaseLawfulBasis(c *gin.Context) error {
	return s.caseLawfulBasisForm(c, form.Values{}, nil)
}

func (s *Server) postCaseLawfulBasis(c *gin.Context) error {
	v, edit, err := posted(c)
	if err != nil {
		return err
	}
	err = typedDates(s.desk.SetCaseLawfulBasis(c.Request.Context(), me(c).Actor, edit, basisOf(v)), v, "basis_on")
	if retry(err) {
		return s.caseLawfulBasisForm(c, v, err)
	}
	if err != nil {
		return err
	}
	s.sessions.Notify(c.Request.Context(), "The lawful basis for this case is recorded.")
	return seeOther(c, caseAddress(edit.Ref)+"/consent")
}

func (s *Server) caseLawfulBasisForm(c *gin.Context, v form.Values, failed error) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	f, err := s.desk.CaseLawfulBasis(c.Request.Context(), me(c).Actor, r)
	if err != nil {
		return err
	}
	return s.caseForm(c, f.Head, v, failed, questionPage{
		Heading: "Lawful basis for holding this record",
		Intro:   append(basisIntro[:1:1], "Record one here only when this case differs from the others of your organisation."),
		Buttons: render.SaveButtons{Text: "Record the decision"},
		Other:   &render.Link{Text: "Go back, nothing is recorded", Href: caseAddress(r)},
	}, func(q *questions) {
		if len(f.Bases) > 0 {
			q.heading("In force now")
			q.add(render.Question{Summary: &render.SummaryList{Rows: basisRows(f.Bases[0])}})
			q.heading("For this case")
		}
		askBasis(q, true)
	})
}
