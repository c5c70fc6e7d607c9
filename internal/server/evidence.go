package server

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/media"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/decision"
	"nrmdesk/internal/nrm/evidence"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/render"
)

func (s *Server) evidenceRoutes() []route {
	return []route{
		{method: "GET", path: "/cases/:ref/documents", handle: s.getEvidence},
		{method: "GET", path: "/cases/:ref/add-document", handle: s.getAddEvidence},
		{method: "POST", path: "/cases/:ref/add-document", handle: s.postAddEvidence},
		{method: "GET", path: "/cases/:ref/documents/:number/file", handle: s.getEvidenceFile},
		{method: "GET", path: "/cases/:ref/documents/:number/mark-as-error", handle: s.getMarkEvidence},
		{method: "POST", path: "/cases/:ref/documents/:number/mark-as-error", handle: s.postMarkEvidence},
		{method: "GET", path: "/audit/cases/:ref/documents", handle: s.getEvidenceRegister},
	}
}

type evidencePage struct {
	casePage
	Add   *render.Button
	Says  string
	Table render.StackedTable
}

// getEvidence lists the documents of a case, newest first.
func (s *Server) getEvidence(c *gin.Context) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	list, err := s.desk.Evidence(c.Request.Context(), me(c).Actor, r)
	if err != nil {
		return err
	}
	page := evidencePage{casePage: s.caseLayout(c, list.Head, "Documents"), Says: fullSays(list)}
	if !list.Full() {
		page.Add = &render.Button{Text: "Add a document", Href: caseAddress(r) + "/add-document"}
	}
	page.Table = render.StackedTable{
		Caption: "Documents of this case", CaptionHidden: true,
		Empty: "There are no documents yet. Add the signed consent sheet, decision letters and other papers of the case.",
		Head: []render.Column{
			{Text: "Document", Width: "one-third"}, {Text: "What it is", Width: "one-quarter"}, {Text: "Added"}, {Text: "Can it be opened?"},
			{Text: "Correct", Hidden: true},
		},
	}
	for _, f := range list.List {
		page.Table.Rows = append(page.Table.Rows, evidenceLine(list, f, me(c).Actor))
	}
	return s.render.Page(c.Writer, http.StatusOK, "evidence_list", page)
}

func fullSays(list desk.EvidenceList) string {
	if !list.Full() {
		return ""
	}
	return "This case has " + plural(list.Most, "document") + ", which is the most it may have. Nothing can be added. " +
		"If more papers matter, ask the person who runs this service."
}

func evidenceLine(list desk.EvidenceList, f desk.EvidenceFile, a staff.Actor) render.Row {
	name := render.RowCell{Header: true, Lines: []string{"Document " + number(f.Number) + ": " + fileWords(f)}}
	if f.Opens(a.Has(staff.Supervisor)) == nil {
		name.Link = &render.Link{Text: f.Name, Href: evidenceAddress(list.Case.Ref, f.Number) + "/file", Hidden: "(download document " + number(f.Number) + ")"}
	} else {
		name.Text = f.Name
	}
	what := render.RowCell{Text: f.Kind.Label(), Lines: []string{"Belongs to: " + subjectWords(list, f)}}
	if f.Cleaned {
		what.Lines = append(what.Lines, "Location and camera details were removed.")
	}
	state := stateCell(f)
	correct := render.RowCell{}
	if f.Mistake.Marked() {
		correct.Text = "Marked"
		what.Lines = append(what.Lines, "Marked by "+list.Names[f.Mistake.By]+" on "+moment(f.Mistake.At)+": "+f.Mistake.Reason)
	} else {
		correct.Link = &render.Link{
			Text: "Mark as recorded in error", Href: evidenceAddress(list.Case.Ref, f.Number) + "/mark-as-error", Hidden: "(document " + number(f.Number) + ")",
		}
	}
	return render.Row{Cells: []render.RowCell{name, what, {Text: moment(f.AddedAt), Lines: []string{"By " + list.Names[f.AddedBy]}}, state, correct}}
}

// stateCell says whether a document can be opened.
func stateCell(f desk.EvidenceFile) render.RowCell {
	cell := render.RowCell{}
	switch {
	case f.Mistake.Marked():
		cell.Tags = append(cell.Tags, render.Tag{Text: "Recorded in error", Classes: "govuk-tag--grey"})
	case f.Scan == evidence.Clean || f.Scan == evidence.Unscanned:
		cell.Text = "Yes"
	}
	switch f.Scan {
	case evidence.Held:
		cell.Tags = append(cell.Tags, render.Tag{Text: "Held", Classes: "govuk-tag--yellow"})
		cell.Lines = append(cell.Lines, "The virus scanner has not looked at it yet. It is asked again every few minutes.")
	case evidence.Infected:
		cell.Tags = append(cell.Tags, render.Tag{Text: "Removed", Classes: "govuk-tag--red"})
		cell.Lines = append(cell.Lines, "A virus was found in it. Ask for a new copy.")
	case evidence.Unscanned:
		cell.Lines = append(cell.Lines, f.Scan.Label()+".")
	}
	return cell
}

// fileWords is what a file is and how large: "PDF, 312 KB".
func fileWords(f desk.EvidenceFile) string {
	return media.Type(f.Type).Label() + ", " + sizeWords(f.Size)
}

// sizeWords counts as file managers do.
func sizeWords(bytes int64) string {
	switch {
	case bytes < 1<<10:
		return plural(int(bytes), "byte")
	case bytes < 1<<20:
		return strconv.FormatInt((bytes+1<<9)>>10, 10) + " KB"
	default:
		return strconv.FormatFloat(float64(bytes)/(1<<20), 'f', 1, 64) + " MB"
	}
}

// subjectWords names the record a document belongs to.
func subjectWords(list desk.EvidenceList, f desk.EvidenceFile) string {
	for _, s := range subjects(list) {
		if s.of == f.Of && s.id == f.SubjectID {
			return s.words
		}
	}
	return "the case as a whole"
}

// subject is a record a document may belong to, as the form names it.
type subject struct {
	of             evidence.Subject
	id, ref, words string
}

// value is the subject in a form: "consent-2".
func (s subject) value() string {
	if s.of == evidence.OfCase {
		return string(s.of)
	}
	return string(s.of) + "-" + s.ref
}

// subjects are the case itself and all its records, the latest of each kind
// first.
func subjects(list desk.EvidenceList) []subject {
	all := []subject{{of: evidence.OfCase, words: "the case as a whole"}}
	for _, d := range list.Decisions {
		all = append(all, subject{evidence.OfDecision, d.ID, d.ID, choiceWords(decision.Choice{Kind: d.Kind, Outcome: d.Outcome}) + " of " + d.DecidedOn.Long()})
	}
	for _, r := range slices.Backward(list.Consents) {
		all = append(all, subject{evidence.OfConsent, r.ID, number(r.Number), "consent record " + number(r.Number) + " of " + r.GivenOn.Long()})
	}
	for _, h := range list.Handoffs {
		all = append(all, handoffSubject(h))
	}
	return all
}

func handoffSubject(h handoff.Record) subject {
	return subject{evidence.OfHandoff, h.ID, number(h.Number), "handoff " + number(h.Number) + " to " + h.RecipientName}
}

func evidenceAddress(r casefile.Ref, number int) string {
	return caseAddress(r) + "/documents/" + strconv.Itoa(number)
}

// addEvidenceAddress leads to the form for a document of one record.
func addEvidenceAddress(r casefile.Ref, s subject) string {
	return caseAddress(r) + "/add-document?for=" + s.value()
}

// evidenceNumber reads the number in the address. A mistyped one is not found.
func evidenceNumber(c *gin.Context) (int, error) {
	n, err := strconv.ParseInt(c.Param("number"), 10, 32)
	if err != nil || n < 1 {
		return 0, fault.NotFound
	}
	return int(n), nil
}

// attached are the rows of a record's documents, on the page of that record.
func attached(r casefile.Ref, files []desk.EvidenceFile, a staff.Actor) []render.SummaryRow {
	var rows []render.SummaryRow
	for _, f := range files {
		row := answer("Document "+number(f.Number), strings.Join([]string{f.Name, f.Kind.Label() + ". " + fileWords(f)}, "\n"))
		switch err := f.Opens(a.Has(staff.Supervisor)); {
		case f.Mistake.Marked():
			row.Value.Lines = append(row.Value.Lines, "Recorded in error")
		case err != nil:
			row.Value.Lines = append(row.Value.Lines, f.Scan.Label())
		default:
			row.Actions = []render.Action{{Text: "Download", Href: evidenceAddress(r, f.Number) + "/file", VisuallyHiddenText: "document " + number(f.Number)}}
		}
		rows = append(rows, row)
	}
	return rows
}
