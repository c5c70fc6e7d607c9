package server

import (
	"github.com/gin-gonic/gin"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/form"
	"nrmdesk/internal/render"
)

func (s *Server) getMarkEvidence(c *gin.Context) error { return s.markForm(c, form.Values{}, nil) }

func (s *Server) postMarkEvidence(c *gin.Context) error {
	v, edit, err := posted(c)
	if err != nil {
		return err
	}
	n, err := evidenceNumber(c)
	if err != nil {
		return err
	}
	err = s.desk.MarkEvidence(c.Request.Context(), me(c).Actor, edit, n, v.Trimmed("reason"))
	if retry(err) {
		return s.markForm(c, v, err)
	}
	if err != nil {
		return err
	}
	s.sessions.Notify(c.Request.Context(), "The document is marked as recorded in error.")
	return seeOther(c, caseAddress(edit.Ref)+"/documents")
}

func (s *Server) markForm(c *gin.Context, v form.Values, failed error) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	n, err := evidenceNumber(c)
	if err != nil {
		return err
	}
	list, err := s.desk.EvidenceToMark(c.Request.Context(), me(c).Actor, r)
	if err != nil {
		return err
	}
	f, ok := list.Find(n)
	if !ok {
		return fault.NotFound
	}
	if f.Mistake.Marked() && failed == nil {
		return seeOther(c, caseAddress(r)+"/documents")
	}
	return s.caseForm(c, list.Head, v, failed, questionPage{
		Caption: "Document " + number(n) + ": " + f.Kind.Label(), Heading: "Mark as recorded in error",
		Intro: []string{
			"Use this when the paper belongs to another case, or is not what it was recorded as.",
			"The document stays in the list, marked, because nothing recorded is ever deleted. From then on only supervisors can open it. This cannot be taken back: if you mark the wrong one, add it again.",
		},
		Buttons: render.SaveButtons{Text: "Mark as recorded in error"},
		Other:   &render.Link{Text: "Go back to the documents", Href: caseAddress(r) + "/documents"},
	}, func(q *questions) { q.long("reason", "What is wrong with it?", "Shown beside the document.") })
}
