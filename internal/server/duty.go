package server

import (
	"fmt"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/dtn"
	"nrmdesk/internal/nrm/referral"
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
		Reference: v.Trimmed("reference"), WrittenHere: v.Text("report_written") == "here",
	}
	file, err := s.desk.Duty(c.Request.Context(), me(c).Actor, edit.Ref)
	if err != nil {
		return err
	}
	if reportBegun(file) && v.Choice("report_written", "here", "elsewhere") == "" {
		err = fault.Problems{{Field: "report_written", Code: "select_one"}}.Err()
	} else {
		err = typedDates(s.desk.ReportRefusal(c.Request.Context(), me(c).Actor, edit, record), v, "sent_on")
	}
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
		q.add(render.Question{Summary: &render.SummaryList{Rows: []render.SummaryRow{reportRow(file)}}})
		named := "They agreed to be named. A report without a name is also enough."
		if reportBegun(file) {
			q.one("report_written", "Which report did you send?", "",
				choice{value: "here", text: "The report written here", hint: "A copy is kept as it stands now."},
				choice{value: "elsewhere", text: "One written straight into the official form", hint: "No copy is kept here."})
			named += " Only for a report that was not written here."
		} else {
			q.inset("Nothing is written here. Of a report written straight into the official form, no copy is kept here.")
		}
		if file.MayName {
			q.one("named", "Did the report name the client?", named,
				choice{value: "no", text: "No"}, choice{value: "yes", text: "Yes"})
		}
		q.date("sent_on", "When was it sent?", "For example, 12 5 2026.")
		q.one("sent_how", "How was it sent?", "", labelled(dtn.SentHows)...)
		q.text("reference", "Reference you were given (optional)", "")
	})
}

// reportBegun says whether somebody has written any of the report here.
func reportBegun(file desk.DutyFile) bool {
	return file.Written.Reporting() && len(file.Written.Sections) > 0
}

// reportRow says how far the report is, with the way to write or to copy it.
func reportRow(file desk.DutyFile) render.SummaryRow {
	r := file.Written
	done, of := r.Progress()
	row := answer("Report", fmt.Sprintf("%d of %d sections completed", done, of))
	do := func(text, address string) {
		row.Actions = []render.Action{{Text: text, VisuallyHiddenText: "the report", Href: address}}
	}
	switch {
	case !r.Reporting():
		row = answer("Report", "It cannot be written here: the consent on the case does not say that an adult said no.")
	case !reportBegun(file):
		row = answer("Report", "Not begun")
		do("Write", referralAddress(r.Case.Ref))
	case r.Blocks().Any():
		do("Continue", referralAddress(r.Case.Ref))
	default:
		row = answer("Report", "Written")
		do("Read and copy", referralAddress(r.Case.Ref, "pack"))
	}
	return row
}

func reportRows(file desk.DutyFile) []render.SummaryRow {
	rows := []render.SummaryRow{
		answer("Goes to", "The Home Office, through its online form for first responders"),
		answer("May hold", "Why the client said no, if they said so\nGender and nationality\nWhat is known of the exploitation"),
	}
	if file.MayName {
		rows = append(rows, answer("Name and details", "The client agreed on "+file.Standing.Record.GivenOn.Long()+" to be named."))
	} else {
		rows = append(rows, answer("Must not hold", "A name, date of birth, address, phone number, email, crime reference, a reference another body has for them, or anything else that shows who the client is, alone or together with other facts"))
	}
	return append(rows, answer("Who has the duty", file.Owed.Who), answer("Law", file.Owed.Citation))
}

func keptRow(writtenHere bool, snapshot []byte) render.SummaryRow {
	if !writtenHere {
		return answer("Copy", "The report was not written here, so no copy is kept.")
	}
	return render.SummaryRow{Key: render.Text("SHA-256 of the copy below"), Value: typedContent(referral.Digest(snapshot))}
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
			answer("Recorded", moment(r.RecordedAt)), keptRow(r.WrittenHere, r.Snapshot)))
		if r.WrittenHere {
			kept, err := referral.ReadSnapshot(r.Snapshot)
			if err != nil {
				return err
			}
			page.Reports = append(page.Reports, snapshotCards(kept)...)
		}
	}
	page.Links = []render.Link{
		{Text: "Back to the case", Href: caseAddress(file.Case.Ref)},
		{Text: "Consent on this case", Href: caseAddress(file.Case.Ref) + "/consent"},
	}
	return s.render.Page(c.Writer, 200, "duty_report", page)
}
