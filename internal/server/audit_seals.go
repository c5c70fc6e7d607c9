package server

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/access"
	"nrmdesk/internal/audit"
	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/render"
)

func (s *Server) sealRoutes() []route {
	return []route{
		{method: "GET", path: "/audit/seals", handle: s.getSeals},
		{method: "GET", path: "/audit/seals/:size", handle: s.getSeal},
	}
}

const sealsAddress = "/audit/seals"

func (s *Server) getSeals(c *gin.Context) error {
	before, _ := strconv.ParseInt(c.Query("before"), 10, 64) // a mistyped place is the newest page
	list, err := s.desk.ListSeals(c.Request.Context(), me(c).Actor, before)
	if err != nil {
		return err
	}
	page := auditPage{
		Layout: s.layout(c, "Seals of the audit log", "Audit"), Heading: "Seals of the audit log",
		Intro: []string{
			"Every few minutes the program signs how many entries the audit log holds, and one hash that stands for all of them: a seal. " +
				"Whoever keeps an old seal somewhere else can show later whether anything before it was changed or taken away.",
		},
	}
	page.Width = render.Wide
	if s.desk.May(me(c).Actor, access.ViewAuditTrail) {
		page.Back = &render.Link{Text: "Back to case trails", Href: "/audit/cases"}
	}
	rows := []render.SummaryRow{answer("Entries under a seal", strconv.FormatInt(list.State.Size, 10)), answer("Waiting for the next seal", strconv.FormatInt(list.State.Waiting, 10)),
		answer("Public key", list.Keys.Newest()), answer("Its fingerprint", list.Keys.Fingerprint())}
	if older := strings.Split(list.Keys.String(), "\n")[1:]; len(older) > 0 {
		rows = append(rows, answer("Earlier public keys", strings.Join(older, "\n")))
	}
	page.card("", append(rows, answer("Also written to", list.File+" on the server, and mailed to auditors"))...)
	t := render.StackedTable{
		Caption: "Seals, newest first", Empty: "Nothing has been sealed yet. The first seal is made within minutes.",
		Head: []render.Column{{Text: "Entries", Numeric: true}, {Text: "Sealed"}, {Text: "Root of the tree"}, {Text: "Signature"}, {Text: "To keep"}},
	}
	for _, one := range list.List {
		t.Rows = append(t.Rows, sealRow(one))
	}
	page.table("", t)
	page.Sections = append(page.Sections, auditSection{Heading: "How to check it elsewhere", Text: []string{
		"Keep the public key and the seals you are sent where nobody who looks after this server can reach them. Compare the fingerprint above with the one you were given in another way, for example by telephone.",
		"On any computer with the program nrmdesk, without this database: nrmdesk audit verify FILE --key KEY checks a proof pack or an export. With --seals FILE it compares an export with seals kept elsewhere too.",
		"On the server: nrmdesk audit verify goes through every trail, the log and all its seals, and names the first bad row of each.",
	}})
	if list.Next > 0 {
		page.link("Older seals", sealsAddress+"?before="+strconv.FormatInt(list.Next, 10))
	}
	page.link("Help: check a proof pack", proofHelp)
	return s.render.Page(c.Writer, http.StatusOK, "audit_page", page)
}

func sealRow(one desk.ListedSeal) render.Row {
	size := strconv.FormatInt(one.Size, 10)
	signed := render.RowCell{Tags: []render.Tag{{Text: "Good", Classes: "govuk-tag--green"}}}
	keep := render.RowCell{Link: &render.Link{Text: "Download", Href: sealsAddress + "/" + size, Hidden: "the seal of " + size + " entries"}}
	switch {
	case errors.Is(one.Wrong, audit.ErrUnknownKey):
		signed = render.RowCell{Tags: []render.Tag{{Text: "Unknown key", Classes: "govuk-tag--red"}}}
	case one.Wrong != nil:
		signed = render.RowCell{Tags: []render.Tag{{Text: "Bad", Classes: "govuk-tag--red"}}}
	}
	if one.Wrong != nil {
		return render.Row{Cells: []render.RowCell{{Text: "Not known"}, {Header: true, Text: "A seal that cannot be used"}, {Text: "Not known"}, signed, {Text: "No"}}}
	}
	return render.Row{Cells: []render.RowCell{{Text: size}, {Header: true, Text: exactMoment(one.At)}, {Text: one.Root.String()}, signed, keep}}
}

// getSeal hands out the signed text of a seal, to be kept elsewhere.
func (s *Server) getSeal(c *gin.Context) error {
	size, err := strconv.ParseInt(c.Param("size"), 10, 64)
	if err != nil || size < 1 {
		return fault.NotFound
	}
	note, err := s.desk.SealOf(c.Request.Context(), me(c).Actor, size)
	if err != nil {
		return err
	}
	return attachment(c, "nrmdesk-seal-"+strconv.FormatInt(size, 10)+".txt", "text/plain; charset=utf-8", []byte(note))
}

// getAuditHealth answers whether the audit log is sealed, and by which role the
// program works. It holds no address, no name and no hash.
func (s *Server) getAuditHealth(c *gin.Context) error {
	h, err := s.desk.AuditHealth(c.Request.Context())
	if err != nil {
		return err
	}
	role := "the database role that cannot change evidence is in force\n"
	if !h.Restricted {
		role = "the database role that cannot change evidence is not in force: only triggers keep it\n"
	}
	if h.Behind {
		c.String(http.StatusServiceUnavailable, "%d entries of the audit log wait for a seal since %s\n%s", h.Waiting, h.WaitingSince.Format(time.RFC3339), role)
		return nil
	}
	last := "nothing is sealed yet\n"
	if !h.At.IsZero() {
		last = fmt.Sprintf("last seal of the audit log at %s, of %d entries\n", h.At.Format(time.RFC3339), h.Size)
	}
	c.String(http.StatusOK, "ok\n%s%s", last, role)
	return nil
}

// sealFacts say on the health page what AuditHealth says.
func sealFacts(h desk.AuditHealth) []render.SummaryRow {
	sealed := "Nothing is sealed yet. The first seal is made within minutes"
	if !h.At.IsZero() {
		sealed = fmt.Sprintf("Sealed %s, %s", moment(h.At), counted(h.Size, "entry", "entries"))
	}
	if h.Behind {
		sealed += fmt.Sprintf(". %s since %s: sealing stands still. Read the log of the program, and run nrmdesk audit verify",
			capital(counted(h.Waiting, "entry waits", "entries wait")), moment(h.WaitingSince.In(calendar.London())))
	}
	role := "In force: the running program cannot change or delete consent, decisions or audit entries"
	if !h.Restricted {
		role = "Not in force: only triggers keep evidence from being changed. The guide to running NRM Desk says how to give the program its role"
	}
	log := answer("Audit log", sealed)
	log.Actions = []render.Action{{Text: "See the seals", Href: sealsAddress}}
	return []render.SummaryRow{log, answer("Database role", role)}
}
