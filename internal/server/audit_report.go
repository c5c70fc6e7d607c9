package server

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"nrmdesk/internal/access"
	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/auditing"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/render"
)

func (s *Server) auditReportRoutes() []route {
	return []route{
		{method: "GET", path: "/audit/report", handle: s.getAuditReport},
		{method: "GET", path: "/audit/report.csv", handle: s.getAuditReportCSV},
		{method: "GET", path: "/audit/report.xlsx", handle: s.getAuditReportXLSX},
		{method: "GET", path: "/audit/report/sign-off", handle: s.getSignOffForm},
		{method: "POST", path: "/audit/report/sign-off", handle: s.postSignOff},
		{method: "GET", path: "/audit/sign-offs/:number", handle: s.getSignOff},
	}
}

// period is the days asked for, or the whole month before this one.
func (s *Server) period(c *gin.Context) (from, to calendar.Date, asked form.Values) {
	asked = form.Of(c.Request.URL.Query())
	from, to = dateOf(asked, "from"), dateOf(asked, "to")
	if from.IsZero() || to.IsZero() {
		today := s.desk.Today()
		to = calendar.NewDate(today.Year(), today.Month(), 1).AddDays(-1)
		from = calendar.NewDate(to.Year(), to.Month(), 1)
		asked = form.Of(periodFields(from, to))
	}
	return from, to, asked
}

func periodFields(from, to calendar.Date) url.Values {
	v := url.Values{}
	for name, d := range map[string]calendar.Date{"from": from, "to": to} {
		v.Set(name+"-day", strconv.Itoa(d.Day()))
		v.Set(name+"-month", strconv.Itoa(int(d.Month())))
		v.Set(name+"-year", strconv.Itoa(d.Year()))
	}
	return v
}

func (s *Server) getAuditReport(c *gin.Context) error {
	from, to, asked := s.period(c)
	report, err := s.desk.AuditReport(c.Request.Context(), me(c).Actor, from, to)
	if invalid := (*fault.Invalid)(nil); errors.As(err, &invalid) { // days in a wrong order: the usual month
		return seeOther(c, "/audit/report")
	}
	if err != nil {
		return err
	}
	heading := "Consent audit, " + from.Long() + " to " + to.Long()
	page := auditPage{Layout: s.layout(c, "Consent audit report", "Audit"), Heading: heading, Intro: append([]string{"Records made in these days. No client is named."}, readTo(report.Report)...)}
	page.Width = render.Wide
	fromBoxes, toBoxes := dateBoxes(asked, "from", "Records made from"), dateBoxes(asked, "to", "Records made until")
	page.Filter = &render.Filter{Title: "Choose other days", Action: "/audit/report", Fields: []render.FilterField{{DateInput: &fromBoxes}, {DateInput: &toBoxes}}}
	page.reportSections(report.Report)
	query := "?" + periodFields(from, to).Encode()
	if to.Before(report.Today) {
		page.Acts = []render.Button{{Text: "Sign off this period", Href: "/audit/report/sign-off" + query}}
	}
	page.Acts = append(page.Acts, render.Button{Text: "Download as CSV", Href: "/audit/report.csv" + query, Classes: "govuk-button--secondary"},
		render.Button{Text: "Download as a spreadsheet", Href: "/audit/report.xlsx" + query, Classes: "govuk-button--secondary"})
	signed := render.StackedTable{
		Caption: "Periods signed off", CaptionHidden: true, Empty: "No period has been signed off yet.",
		Head: []render.Column{{Text: "Sign-off"}, {Text: "Period"}, {Text: "Signed"}},
	}
	for _, one := range report.SignOffs {
		number := strconv.Itoa(one.Number)
		signed.Rows = append(signed.Rows, render.Row{Cells: []render.RowCell{
			{Header: true, Link: &render.Link{Text: "Sign-off " + number, Href: "/audit/sign-offs/" + number}},
			{Text: one.From.Long() + " to " + one.To.Long()}, {Text: moment(one.SignedAt), Lines: []string{"by " + report.Names[one.SignedBy]}},
		}})
	}
	page.table("Periods signed off", signed)
	return s.render.Page(c.Writer, http.StatusOK, "audit_page", page)
}

// readTo says how far the trails were read on which the report rests.
func readTo(r auditing.Report) []string {
	if r.Newest.Case == "" {
		return nil
	}
	return []string{fmt.Sprintf("The audit trails of %s were gone through, %s in all. The newest is row %d of case %s, written on %s; what was done later is not in this report.",
		counted(int64(r.Trails), "case", "cases"), counted(r.Entries, "entry", "entries"), r.Newest.Seq, r.Newest.Case, exactMoment(r.Newest.At))}
}

func (p *auditPage) reportSections(r auditing.Report) {
	count := func(n int) string { return strconv.Itoa(n) }
	rows := []render.SummaryRow{answer("Records", count(r.Records)), answer("Reviewed by an auditor", progress(r.Reviewed, r.Records))}
	for _, status := range consent.Statuses {
		if n := r.Outcomes[status]; n > 0 {
			rows = append(rows, answer(status.Label(), count(n)))
		}
	}
	p.card("Records", rows...)
	checks := render.StackedTable{
		Caption: "Checks made on every record", CaptionHidden: true,
		Head: []render.Column{{Text: "Check", Width: "one-half"}, {Text: "Met", Numeric: true}, {Text: "Not met", Numeric: true}, {Text: "Cannot tell", Numeric: true}, {Text: "Does not apply", Numeric: true}},
	}
	for _, check := range auditing.Checks {
		by := r.Checks[check.ID]
		checks.Rows = append(checks.Rows, render.Row{Cells: []render.RowCell{
			{Header: true, Text: check.ID + ". " + check.Text}, {Text: count(by[auditing.Met])}, {Text: count(by[auditing.NotMet])},
			{Text: count(by[auditing.CannotTell])}, {Text: count(by[auditing.DoesNotApply])},
		}})
	}
	p.table("Checks made on every record", checks)
	var risks []render.SummaryRow
	for _, risk := range auditing.Risks {
		risks = append(risks, answer(risk.Label(), count(r.Risks[risk])))
	}
	p.card("Risks", risks...)
	findings := []render.SummaryRow{}
	for _, state := range auditing.FindingStates {
		findings = append(findings, answer(state.Label(), count(r.Findings[state])))
	}
	p.card("Findings about these records", append(findings, answer("Critical", count(r.Critical)), answer("Reply late", count(r.LateReply)))...)
}

func (s *Server) getSignOffForm(c *gin.Context) error {
	_, _, asked := s.period(c)
	fields := url.Values{tokenField: {uuid.NewString()}}
	for _, name := range asked.Names() {
		fields[name] = asked.All(name)
	}
	return s.signOffForm(c, http.StatusOK, form.Of(fields), nil, "")
}

func (s *Server) signOffForm(c *gin.Context, status int, v form.Values, problems fault.Problems, says string) error {
	if err := s.desk.Ask(c.Request.Context(), me(c).Actor, access.SignAuditReport); err != nil {
		return err
	}
	q := ask(v, problems)
	if says != "" {
		q.inset(says)
	}
	q.date("from", "Records made from", "")
	q.date("to", "Records made until", "")
	q.long("statement", "Your statement", "What you looked at, what you found, and what remains. Kept with today’s figures; it cannot be changed afterwards.")
	page := questionPage{
		Layout: s.layout(c, "Sign off a period", "Audit"), Heading: "Sign off a period", Action: "/audit/report/sign-off", Questions: q.list,
		Hidden: []render.Hidden{{Name: tokenField, Value: v.Text(tokenField)}}, Buttons: render.SaveButtons{Text: "Sign off"},
	}
	page.Back = &render.Link{Text: "Back to the report", Href: "/audit/report"}
	page.Errors = q.summary()
	return s.render.Page(c.Writer, status, "question", page)
}

func (s *Server) postSignOff(c *gin.Context) error {
	v, err := form.Read(c.Request, form.Usual)
	if err != nil {
		return err
	}
	check := form.Check(v)
	from, to := readDate(check, "from"), readDate(check, "to")
	if problems := check.Problems(); len(problems) > 0 {
		return s.signOffForm(c, http.StatusUnprocessableEntity, v, problems, "")
	}
	number, err := s.desk.SignOffPeriod(c.Request.Context(), me(c).Actor, from, to, v.Text("statement"), v.Text(tokenField))
	var invalid *fault.Invalid
	var conflict *fault.Conflict
	switch {
	case errors.As(err, &invalid):
		return s.signOffForm(c, http.StatusUnprocessableEntity, v, invalid.Problems, "")
	case errors.As(err, &conflict):
		return s.signOffForm(c, http.StatusConflict, v, nil, conflict.Message)
	case err != nil:
		return err
	case number == 0: // a second press
		return seeOther(c, "/audit/report")
	}
	s.sessions.Notify(c.Request.Context(), "The period is signed off.")
	return seeOther(c, "/audit/sign-offs/"+strconv.Itoa(number))
}

func (s *Server) getSignOff(c *gin.Context) error {
	number, err := numberIn(c)
	if err != nil {
		return err
	}
	one, err := s.desk.SignOff(c.Request.Context(), me(c).Actor, number)
	if err != nil {
		return err
	}
	heading := "Sign-off " + strconv.Itoa(one.Number)
	page := auditPage{Layout: s.layout(c, heading, "Audit"), Heading: heading, Intro: append([]string{"The figures are those of the moment of signing."}, readTo(one.Report)...)}
	page.Back = &render.Link{Text: "Back to the report", Href: "/audit/report"}
	page.Width = render.Wide
	page.card("", answer("Period", one.From.Long()+" to "+one.To.Long()), answer("Signed", moment(one.SignedAt)+" by "+one.By), answer("Statement", one.Statement))
	page.reportSections(one.Report)
	return s.render.Page(c.Writer, http.StatusOK, "audit_page", page)
}

// reportHead are the columns of the report as a file, which names no client.
func reportHead() []string {
	head := []string{"Record", "Case", "Team", "Worker", "Recorded", "Kind", "Outcome", "Method", "Language", "Sheet", "Before sending"}
	for _, check := range auditing.Checks {
		head = append(head, check.ID)
	}
	return append(head, "Risks", "Findings")
}

// reportLine is one record under those columns.
func reportLine(r desk.ReportedRecord) []string {
	row := []string{
		r.Reference, string(r.CaseRef), r.Team, r.Worker, moment(r.RecordedAt), consentKind(r.Record.Kind), r.Record.Status().Label(),
		r.Record.Explanation.How.Label(), r.Record.Explanation.Language, r.Record.Explanation.SheetVersion, beforeSending(r.RegisterEntry),
	}
	for _, checked := range r.Checked {
		row = append(row, checked.Outcome.Label())
	}
	risks := make([]string, len(r.Risks))
	for i, risk := range r.Risks {
		risks[i] = risk.Label()
	}
	return append(row, strings.Join(risks, "; "), strconv.Itoa(r.Findings))
}
