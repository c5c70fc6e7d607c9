package server

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/evidence"
	"nrmdesk/internal/render"
)

type evidenceRegisterPage struct {
	render.Layout
	Heading string
	Intro   []string
	Table   render.StackedTable
}

// getEvidenceRegister shows an auditor that the documents of a case exist, and
// the sums that prove them.
func (s *Server) getEvidenceRegister(c *gin.Context) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	register, err := s.desk.EvidenceRegister(c.Request.Context(), me(c).Actor, r)
	if err != nil {
		return err
	}
	heading := "Documents of " + string(r)
	page := evidenceRegisterPage{
		Layout: s.layout(c, heading, "Audit"), Heading: heading,
		Intro: []string{
			"What the documents are called and what is in them is not shown to auditors. That you looked is recorded.",
			"The SHA-256 is that of the content. It stands in the audit trail as well, so a file somebody shows you can be compared with what was added.",
		},
	}
	page.Width = render.Full
	page.Back = &render.Link{Text: "Back to the audit trail", Href: "/audit/cases/" + string(r)}
	page.Table = render.StackedTable{
		Caption: "Documents", CaptionHidden: true, Empty: "The case has no documents.",
		Head: []render.Column{{Text: "Document"}, {Text: "File"}, {Text: "Added"}, {Text: "State"}},
	}
	for _, f := range register.List {
		page.Table.Rows = append(page.Table.Rows, render.Row{Cells: []render.RowCell{
			{Header: true, Text: "Document " + number(f.Number), Lines: []string{f.Kind.Label(), subjectKinds[f.Of]}},
			{Text: fileWords(f), Lines: []string{"SHA-256 " + f.SHA256}},
			{Text: moment(f.AddedAt), Lines: []string{"By " + register.Names[f.AddedBy]}},
			registerState(f),
		}})
	}
	return s.render.Page(c.Writer, http.StatusOK, "audit_evidence", page)
}

// subjectKinds says for what kind of record a document was added.
var subjectKinds = map[evidence.Subject]string{
	evidence.OfCase: "Belongs to the case as a whole", evidence.OfConsent: "Belongs to a consent record",
	evidence.OfDecision: "Belongs to a decision", evidence.OfHandoff: "Belongs to a handoff",
}

func registerState(f desk.EvidenceFile) render.RowCell {
	cell := render.RowCell{Text: f.Scan.Label()}
	if f.Cleaned {
		cell.Lines = append(cell.Lines, "Location and camera details were removed.")
	}
	if f.Mistake.Marked() {
		cell.Tags = append(cell.Tags, render.Tag{Text: "Recorded in error", Classes: "govuk-tag--grey"})
	}
	return cell
}
