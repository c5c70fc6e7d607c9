package server

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"nrmdesk/internal/access"
	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/auditing"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/render"
)

func (s *Server) findingRoutes() []route {
	return []route{
		{method: "GET", path: "/audit/findings", handle: s.getFindings},
		{method: "GET", path: "/audit/findings/:number", handle: s.getFinding},
		{method: "GET", path: "/audit/findings/:number/reply", handle: s.getFindingReply},
		{method: "POST", path: "/audit/findings/:number/reply", handle: s.postFindingReply},
		{method: "GET", path: "/audit/findings/:number/recheck", handle: s.getRecheck},
		{method: "POST", path: "/audit/findings/:number/recheck", handle: s.postRecheck},
		{method: "GET", path: "/audit/consent/:reference/finding", handle: s.getNewFinding},
		{method: "POST", path: "/audit/consent/:reference/finding", handle: s.postNewFinding},
	}
}

func (s *Server) getFindings(c *gin.Context) error {
	state := auditing.FindingState(c.Query("state"))
	if state.Label() == "" {
		state = ""
	}
	list, err := s.desk.Findings(c.Request.Context(), me(c).Actor, state, placeIn(c, "before"))
	if err != nil {
		return err
	}
	page := auditPage{Layout: s.layout(c, "Findings", "Audit"), Heading: "Findings", Intro: []string{"What auditors found wanting in consent records, for the supervisors of the team to answer."}}
	page.Width = render.Wide
	standing := render.Select{Name: "state", Value: string(state), Label: render.Label{Text: "Where it stands"}, Items: []render.Option{{Text: "Any"}}}
	for _, one := range auditing.FindingStates {
		standing.Items = append(standing.Items, render.Option{Value: string(one), Text: one.Label()})
	}
	page.Filter = &render.Filter{Action: "/audit/findings", Fields: []render.FilterField{{Select: &standing}}}
	base := "/audit/findings?"
	if state != "" {
		page.Filter.Active = []render.Link{{Text: state.Label(), Href: "/audit/findings"}}
		page.Filter.Open, page.Filter.Clear = true, "/audit/findings"
		base += "state=" + string(state) + "&"
	}
	t := findingsTable(list.List, "There is no finding here.")
	t.CaptionHidden = true
	page.table("", t)
	page.older(base, list.Next)
	return s.render.Page(c.Writer, http.StatusOK, "audit_page", page)
}

func (s *Server) readFinding(c *gin.Context) (desk.FindingFile, error) {
	number, err := numberIn(c)
	if err != nil {
		return desk.FindingFile{}, err
	}
	return s.desk.Finding(c.Request.Context(), me(c).Actor, number)
}

func (s *Server) getFinding(c *gin.Context) error {
	f, err := s.readFinding(c)
	if err != nil {
		return err
	}
	heading := "Finding " + strconv.Itoa(f.Number)
	tag := findingTag(f.State)
	page := auditPage{Layout: s.layout(c, heading, "Audit"), Heading: heading, Tag: &tag}
	page.Back = &render.Link{Text: "Back to findings", Href: "/audit/findings"}
	actor := me(c).Actor
	rows := []render.SummaryRow{answer("What was found", f.Text)}
	if check := checkText(f.CheckID); check != "" {
		rows = append(rows, answer("Check", check))
	}
	rows = append(rows, answer("Severity", f.Severity.Label()), answer("Consent record", f.Reference), answer("Case", f.CaseRef), answer("Team", f.Team),
		answer("Raised", moment(f.RaisedAt)+" by "+f.Names[f.RaisedBy]), answer("Reply due", f.DueOn.Long()+lateWords(f)))
	page.card("", rows...)
	var steps []render.SummaryRow
	for _, step := range f.Steps {
		steps = append(steps, answer(findingSteps[step.Step], step.Text+"\n"+moment(step.TakenAt)+" by "+f.Names[step.TakenBy]))
	}
	if len(steps) > 0 {
		page.card("What was answered", steps...)
	}
	base := findingAddress(f.Number)
	switch {
	case f.State == auditing.FindingOpen && actor.Has(staff.Supervisor) && actor.InTeam(f.TeamID):
		page.Acts = []render.Button{{Text: "Reply", Href: base + "/reply"}}
	case f.State == auditing.FindingReplied && actor.Has(staff.Auditor):
		page.Acts = []render.Button{{Text: "Look again", Href: base + "/recheck"}}
	}
	if actor.Has(staff.Auditor) {
		page.link("The consent record", registerAddress(f.Reference))
	} else {
		page.link("The consent records of the case", "/cases/"+f.CaseRef+"/consent")
	}
	return s.render.Page(c.Writer, http.StatusOK, "audit_page", page)
}

var findingSteps = map[auditing.Step]string{
	auditing.Reply: "The supervisor replied", auditing.Return: "Sent back to the supervisor", auditing.Close: "Closed",
}

func checkText(id string) string {
	for _, check := range auditing.Checks {
		if check.ID == id {
			return check.ID + ". " + check.Text
		}
	}
	return ""
}

func lateWords(f desk.FindingFile) string {
	if f.State == auditing.FindingOpen && f.DueOn.Before(f.Today) {
		return " (" + render.DaysLeft(f.Today.DaysUntil(f.DueOn)) + ")"
	}
	return ""
}

// findingForm shows a form about a finding; after a failed post what was typed
// stands in it again.
func (s *Server) findingForm(c *gin.Context, f desk.FindingFile, v form.Values, failed error, page questionPage, build func(*questions)) error {
	var invalid *fault.Invalid
	var conflict *fault.Conflict
	status := http.StatusOK
	var problems fault.Problems
	switch {
	case failed == nil:
		v = form.Of(url.Values{tokenField: {uuid.NewString()}, versionField: {strconv.FormatInt(f.Version, 10)}})
	case errors.As(failed, &invalid):
		status, problems = http.StatusUnprocessableEntity, invalid.Problems
	case errors.As(failed, &conflict):
		status = http.StatusConflict
	default:
		return failed
	}
	q := ask(v, problems)
	q.add(render.Question{Summary: &render.SummaryList{Rows: []render.SummaryRow{answer("What was found", f.Text), answer("Severity", f.Severity.Label())}}})
	build(q)
	page.Layout = s.layout(c, page.Heading, "Audit")
	page.Action, page.Questions = c.Request.URL.Path, q.list
	page.Hidden = []render.Hidden{{Name: tokenField, Value: v.Text(tokenField)}, {Name: versionField, Value: strconv.FormatInt(f.Version, 10)}}
	page.Back = &render.Link{Text: "Back to the finding", Href: findingAddress(f.Number)}
	page.Errors = q.summary()
	if conflict != nil {
		page.Errors = &render.ErrorSummary{TitleText: "This is not saved yet", ErrorList: []render.ErrorLink{
			{Text: conflict.Message}, {Text: "What you typed is still here. Look at the finding, then send it again if it still fits."},
		}}
	}
	return s.render.Page(c.Writer, status, "question", page)
}

func (s *Server) getFindingReply(c *gin.Context) error { return s.replyForm(c, form.Values{}, nil) }

func (s *Server) replyForm(c *gin.Context, v form.Values, failed error) error {
	if err := s.desk.Ask(c.Request.Context(), me(c).Actor, access.ReplyFinding); err != nil {
		return err
	}
	f, err := s.readFinding(c)
	if err != nil {
		return err
	}
	return s.findingForm(c, f, v, failed, questionPage{Heading: "Reply to finding " + strconv.Itoa(f.Number), Buttons: render.SaveButtons{Text: "Send the reply"}}, func(q *questions) {
		q.long("reply", "What was done, or why the record is right?", "The auditor looks at it next. Write no names of clients.")
	})
}

func (s *Server) postFindingReply(c *gin.Context) error {
	number, err := numberIn(c)
	if err != nil {
		return err
	}
	v, err := form.Read(c.Request, form.Usual)
	if err != nil {
		return err
	}
	err = s.desk.ReplyFinding(c.Request.Context(), me(c).Actor, desk.FindingStep{
		Number: number, Version: versionOf(v.Text(versionField)), Text: v.Trimmed("reply"), Token: v.Text(tokenField),
	})
	if retry(err) {
		return s.replyForm(c, v, err)
	}
	if err != nil {
		return err
	}
	s.sessions.Notify(c.Request.Context(), "Your reply went to the auditor.")
	return seeOther(c, findingAddress(number))
}

func (s *Server) getRecheck(c *gin.Context) error { return s.recheckForm(c, form.Values{}, nil) }

func (s *Server) recheckForm(c *gin.Context, v form.Values, failed error) error {
	if err := s.desk.Ask(c.Request.Context(), me(c).Actor, access.CheckFinding); err != nil {
		return err
	}
	f, err := s.readFinding(c)
	if err != nil {
		return err
	}
	reply := ""
	for _, step := range f.Steps {
		if step.Step == auditing.Reply {
			reply = step.Text
		}
	}
	return s.findingForm(c, f, v, failed, questionPage{Heading: "Look again at finding " + strconv.Itoa(f.Number), Buttons: render.SaveButtons{Text: "Keep the re-check"}}, func(q *questions) {
		q.add(render.Question{Summary: &render.SummaryList{Rows: []render.SummaryRow{answer("The reply", orNot(reply, "None yet"))}}})
		q.one("content", "Is the finding answered?", "", choice{"yes", "Yes, close it", ""}, choice{"no", "No, back to the supervisor", ""})
		q.long("note", "What did you look at?", "")
		q.date("due_on", "If it goes back: next reply due", "Leave it empty when the finding is closed.")
	})
}

func (s *Server) postRecheck(c *gin.Context) error {
	number, err := numberIn(c)
	if err != nil {
		return err
	}
	v, err := form.Read(c.Request, form.Usual)
	if err != nil {
		return err
	}
	check := form.Check(v)
	content := check.OneOf("content", "yes", "no")
	due := readDate(check, "due_on")
	if err = check.Err(); err == nil {
		err = s.desk.RecheckFinding(c.Request.Context(), me(c).Actor, desk.FindingStep{
			Number: number, Version: versionOf(v.Text(versionField)), Text: v.Trimmed("note"), DueOn: due, Token: v.Text(tokenField),
		}, content == "yes")
	}
	if retry(err) {
		return s.recheckForm(c, v, err)
	}
	if err != nil {
		return err
	}
	s.sessions.Notify(c.Request.Context(), "The re-check is kept.")
	return seeOther(c, findingAddress(number))
}

func (s *Server) getNewFinding(c *gin.Context) error {
	return s.newFindingForm(c, http.StatusOK, form.Of(url.Values{tokenField: {uuid.NewString()}}), nil)
}

func (s *Server) newFindingForm(c *gin.Context, status int, v form.Values, problems fault.Problems) error {
	if err := s.desk.Ask(c.Request.Context(), me(c).Actor, access.RaiseFinding); err != nil {
		return err
	}
	reference := c.Param("reference")
	var checks, severities []choice
	for _, check := range auditing.Checks {
		checks = append(checks, choice{value: check.ID, text: check.ID + ". " + check.Text})
	}
	for _, one := range auditing.Severities {
		severities = append(severities, choice{value: string(one), text: one.Label()})
	}
	q := ask(v, problems)
	about := q.pick("check", "Which check is it about?", "", checks...)
	about.Items[0].Text = "None of them"
	q.long("finding", "What did you find?", "The supervisors of the team read it. Write no names of clients.")
	q.one("severity", "How much does it matter?", "", severities...)
	q.date("due_on", "By when should they reply?", "")
	heading := "Raise a finding about " + reference
	page := questionPage{
		Layout: s.layout(c, heading, "Audit"), Heading: heading, Action: registerAddress(reference) + "/finding", Questions: q.list,
		Hidden: []render.Hidden{{Name: tokenField, Value: v.Text(tokenField)}}, Buttons: render.SaveButtons{Text: "Raise the finding"},
	}
	page.Back = &render.Link{Text: "Back to the record", Href: registerAddress(reference)}
	page.Errors = q.summary()
	return s.render.Page(c.Writer, status, "question", page)
}

func (s *Server) postNewFinding(c *gin.Context) error {
	v, err := form.Read(c.Request, form.Usual)
	if err != nil {
		return err
	}
	check := form.Check(v)
	in := auditing.Finding{CheckID: v.Text("check"), Severity: auditing.Severity(v.Text("severity")), Text: v.Trimmed("finding"), DueOn: readDate(check, "due_on")}
	if problems := check.Problems(); len(problems) > 0 {
		return s.newFindingForm(c, http.StatusUnprocessableEntity, v, problems)
	}
	_, err = s.desk.RaiseFinding(c.Request.Context(), me(c).Actor, c.Param("reference"), in, v.Text(tokenField))
	if invalid := (*fault.Invalid)(nil); errors.As(err, &invalid) {
		return s.newFindingForm(c, http.StatusUnprocessableEntity, v, invalid.Problems)
	}
	if err != nil {
		return err
	}
	s.sessions.Notify(c.Request.Context(), "Finding raised. The supervisors of the team see it.")
	return seeOther(c, registerAddress(c.Param("reference")))
}
