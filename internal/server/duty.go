package server

import (
	"github.com/gin-gonic/gin"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/dtn"
	"nrmdesk/internal/render"
)

func (s *Server) dutyRoutes() []route {
	return []route{
		{method: "GET", path: "/cases/:ref/duty", handle: s.getDuty},
		{method: "POST", path: "/cases/:ref/duty", handle: s.postDuty},
	}
}

// dutyPage is shown when there is nothing to report, or nothing more.
type dutyPage struct {
	casePage
	Says    []string
	Reports []render.SummaryList
	Links   []render.Link
}

func (s *Server) getDuty(c *gin.Context) error {
	return s.dutyForm(c, form.Values{}, nil)
}

func (s *Server) postDuty(c *gin.Context) error {
	v, edit, err := posted(c)
	if err != nil {
		return err
	}
	record := dtn.Record{
		Named: v.Text("named") == "yes", SentOn: dateOf(v, "sent_on"), SentHow: dtn.SentHow(v.Trimmed("sent_how")),
		Reference: v.Trimmed("reference"),
	}
	err = typedDates(s.desk.ReportRefusal(c.Request.Context(), me(c).Actor, edit, record), v, "sent_on")
	if retry(err) {
		return s.dutyForm(c, v, err)
	}
	if err != nil {
		return err
	}
	s.sessions.Notify(c.Request.Context(), "The report is recorded as sent.")
	return seeOther(c, caseAddress(edit.Ref))
}

func (s *Server) dutyForm(c *gin.Context, v form.Values, failed error) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	file, err := s.desk.Duty(c.Request.Context(), me(c).Actor, r)
	if err != nil {
		return err
	}
	if file.Owed.Basis == dtn.None || file.Reported {
		return s.nothingToReport(c, file)
	}
	heading, intro := "Send a report of the refusal", []string{file.Owed.Reason, "You may leave it: go back to the case."}
	if file.Owed.Basis == dtn.Duty {
		heading, intro = "Report the refusal (Duty to Notify)", []string{file.Owed.Reason}
	}
	intro = append(intro, file.Owed.IfReferred())
	return s.caseForm(c, file.Head, v, failed, questionPage{
		Heading: heading, Intro: append(intro, "NRM Desk does not send it. Send it yourself, then record here that it went."),
		Buttons: render.SaveButtons{Text: "Record the report as sent"},
		Other:   &render.Link{Text: "Back to the case without a report", Href: caseAddress(r)},
	}, func(q *questions) {
		q.heading("What the report may hold")
		q.add(render.Question{Summary: &render.SummaryList{Rows: reportRows(file)}})
		q.heading("The report")
		if file.MayName {
			q.one("named", "Did the report name the client?", "They agreed to be named. A report without a name is also enough.",
				choice{value: "no", text: "No"}, choice{value: "yes", text: "Yes"})
		}
		q.date("sent_on", "When was it sent?", "For example, 12 5 2026.")
		q.one("sent_how", "How was it sent?", "", labelled(dtn.SentHows)...)
		q.text("reference", "Reference you were given (optional)", "")
	})
}

func reportRows(file desk.DutyFile) []render.SummaryRow {
	rows := []render.SummaryRow{
		answer("Goes to", "The Home Office, through its online form for first responders"),
		answer("May hold", "Why the client said no, if they said so\nGender and nationality\nWhat is known of the exploitation"),
	}
	if file.MayName {
		rows = append(rows, answer("Name and details", "The client agreed on "+file.Standing.Record.GivenOn.Long()+" to be named."))
	} else {
		rows = append(rows, answer("Must not hold", "A name, date of birth, address, phone number, email, crime or case reference, or anything else that shows who the client is, alone or together with other facts"))
	}
	return append(rows, answer("Who has the duty", file.Owed.Who), answer("Law", file.Owed.Citation))
}

func (s *Server) nothingToReport(c *gin.Context, file desk.DutyFile) error {
	page := dutyPage{casePage: s.caseLayout(c, file.Head, "Report of the refusal"), Says: []string{file.Owed.Reason}}
	if file.Reported {
		page.Says = []string{"This refusal has been reported. Nothing more is needed."}
	}
	for _, r := range file.Reports {
		basis := "Report"
		if r.Basis == dtn.Duty {
			basis = "Duty to Notify"
		}
		named := "No"
		if r.Named {
			named = "Yes, the client agreed"
		}
		page.Reports = append(page.Reports, answerCard(basis+", "+r.SentOn.Long(), "",
			answer("Sent", r.SentHow.Label()), answer("Client named", named), answer("Reference", r.Reference),
			answer("Recorded", moment(r.RecordedAt))))
	}
	page.Links = []render.Link{
		{Text: "Back to the case", Href: caseAddress(file.Case.Ref)},
		{Text: "Consent on this case", Href: caseAddress(file.Case.Ref) + "/consent"},
	}
	return s.render.Page(c.Writer, 200, "duty_report", page)
}
