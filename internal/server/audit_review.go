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
	"nrmdesk/internal/render"
)

func (s *Server) consentReviewRoutes() []route {
	return []route{
		{method: "GET", path: "/audit/consent/:reference/review", handle: s.getConsentReview},
		{method: "POST", path: "/audit/consent/:reference/review", handle: s.postConsentReview},
		{method: "GET", path: "/audit/consent/:reference/identity", handle: s.getIdentity},
		{method: "POST", path: "/audit/consent/:reference/identity", handle: s.postIdentity},
	}
}

func (s *Server) getConsentReview(c *gin.Context) error {
	return s.consentReviewForm(c, http.StatusOK, form.Of(url.Values{tokenField: {uuid.NewString()}}), nil)
}

// consentReviewForm asks for a judgement of each check, with what the record
// itself shows beside it. Nothing is chosen beforehand.
func (s *Server) consentReviewForm(c *gin.Context, status int, v form.Values, problems fault.Problems) error {
	ctx, actor := c.Request.Context(), me(c).Actor
	if err := s.desk.Ask(ctx, actor, access.ReviewConsent); err != nil {
		return err
	}
	found, err := s.desk.RegisteredConsent(ctx, actor, c.Param("reference"))
	if err != nil {
		return err
	}
	marks := make([]choice, len(auditing.MarkChoices))
	for i, m := range auditing.MarkChoices {
		marks[i] = choice{value: string(m), text: m.Label()}
	}
	q := ask(v, problems)
	for _, checked := range found.Checked {
		radios := q.one("mark_"+checked.ID, checked.ID+". "+checked.Text, "The record says: "+lower(checked.Outcome.Label())+". "+checked.Evidence, marks...)
		radios.Classes = "govuk-radios--inline govuk-radios--small"
	}
	q.long("note", "Note (optional)", "Kept with the record, for auditors. Write no names.")
	heading := "Review consent record " + found.Reference
	sample := placeIn(c, "sample")
	page := questionPage{
		Layout: s.layout(c, heading, "Audit"), Heading: heading, Action: inSample(registerAddress(found.Reference)+"/review", sample), Questions: q.list,
		Hidden: []render.Hidden{{Name: tokenField, Value: v.Text(tokenField)}}, Buttons: render.SaveButtons{Text: "Keep the review"},
	}
	page.Back = &render.Link{Text: "Back to the record", Href: inSample(registerAddress(found.Reference), sample)}
	page.Errors = q.summary()
	return s.render.Page(c.Writer, status, "question", page)
}

func lower(text string) string {
	if text == "" {
		return text
	}
	return string(text[0]|0x20) + text[1:]
}

func (s *Server) postConsentReview(c *gin.Context) error {
	v, err := form.Read(c.Request, form.Usual)
	if err != nil {
		return err
	}
	sample := placeIn(c, "sample")
	in := desk.ConsentReview{Reference: c.Param("reference"), Sample: sample, Marks: auditing.Marks{}, Note: v.Text("note"), Token: v.Text(tokenField)}
	for _, check := range auditing.Checks {
		if m := v.Text("mark_" + check.ID); m != "" {
			in.Marks[check.ID] = auditing.Mark(m)
		}
	}
	next, err := s.desk.ReviewConsent(c.Request.Context(), me(c).Actor, in)
	if invalid := (*fault.Invalid)(nil); errors.As(err, &invalid) {
		return s.consentReviewForm(c, http.StatusUnprocessableEntity, v, invalid.Problems)
	}
	if err != nil {
		return err
	}
	s.sessions.Notify(c.Request.Context(), "Review of "+in.Reference+" kept.")
	switch {
	case sample > 0 && next != "":
		return seeOther(c, inSample(registerAddress(next), sample))
	case sample > 0:
		return seeOther(c, sampleAddress(sample))
	default:
		return seeOther(c, registerAddress(in.Reference))
	}
}

func (s *Server) getIdentity(c *gin.Context) error {
	return s.identityForm(c, http.StatusOK, form.Values{}, nil)
}

func (s *Server) identityForm(c *gin.Context, status int, v form.Values, problems fault.Problems) error {
	if err := s.desk.Ask(c.Request.Context(), me(c).Actor, access.ShowIdentity); err != nil {
		return err
	}
	reference := c.Param("reference")
	q := ask(v, problems)
	q.long("why_identity", "Why do you need to know who it is about?", "Kept with the audit trail of the case, where supervisors see it.")
	page := questionPage{
		Layout: s.layout(c, "Show who a record is about", "Audit"), Heading: "Show who this record is about", Action: registerAddress(reference) + "/identity", Questions: q.list,
		Intro:   []string{"The name is shown once, for this record only, on the next page. That you looked and why is recorded."},
		Buttons: render.SaveButtons{Text: "Show the name"},
	}
	page.Back = &render.Link{Text: "Back to the record", Href: registerAddress(reference)}
	page.Errors = q.summary()
	return s.render.Page(c.Writer, status, "question", page)
}

func (s *Server) postIdentity(c *gin.Context) error {
	v, err := form.Read(c.Request, form.Usual)
	if err != nil {
		return err
	}
	who, err := s.desk.ShowIdentity(c.Request.Context(), me(c).Actor, c.Param("reference"), v.Trimmed("why_identity"))
	if invalid := (*fault.Invalid)(nil); errors.As(err, &invalid) {
		return s.identityForm(c, http.StatusUnprocessableEntity, v, invalid.Problems)
	}
	if err != nil {
		return err
	}
	page := auditPage{
		Layout: s.layout(c, "Who a record is about", "Audit"), Heading: "Who this record is about",
		Intro: []string{"Shown for this record only. Leave the page when you have seen what you need."},
	}
	page.Back = &render.Link{Text: "Back to the record", Href: registerAddress(who.Reference)}
	page.card("", answer("Record", who.Reference), answer("Case", string(who.CaseRef)), answer("Name to use", orNot(who.NameToUse, "Not given")),
		answer("Date of birth", orNot(who.Born.Long(), "Not given")), answer("Case held by", who.Owner))
	return s.render.Page(c.Writer, http.StatusOK, "audit_page", page)
}

// reviewLines is what auditors judged of a record so far.
func reviewTable(f desk.RegisteredConsent) render.StackedTable {
	t := render.StackedTable{
		Caption: "Reviews", Empty: "No auditor has reviewed this record.",
		Head: []render.Column{{Text: "Reviewed"}, {Text: "Judged"}, {Text: "Note"}},
	}
	for _, r := range f.Reviews {
		judged := render.RowCell{}
		for _, check := range auditing.Checks {
			if m := r.Marks[check.ID]; m != auditing.MarkMet && m != auditing.MarkNotApplicable {
				judged.Lines = append(judged.Lines, check.ID+": "+lower(m.Label()))
			}
		}
		if len(judged.Lines) == 0 {
			judged.Text = "All met, or not applicable"
		}
		t.Rows = append(t.Rows, render.Row{Cells: []render.RowCell{
			{Header: true, Text: moment(r.ReviewedAt), Lines: []string{"by " + f.Names[r.ReviewedBy]}}, judged, {Text: orNot(r.Note, "None")},
		}})
	}
	return t
}

func checkedTable(checked []auditing.Checked) render.StackedTable {
	t := render.StackedTable{
		Caption: "Checks", Head: []render.Column{{Text: "Check", Width: "one-half"}, {Text: "Outcome"}, {Text: "Evidence", Width: "one-third"}},
	}
	for _, one := range checked {
		t.Rows = append(t.Rows, render.Row{Cells: []render.RowCell{
			{Header: true, Text: one.ID + ". " + one.Text}, {Tags: []render.Tag{outcomeTag(one.Outcome)}}, {Text: one.Evidence},
		}})
	}
	return t
}

func outcomeTag(o auditing.Outcome) render.Tag {
	classes := map[auditing.Outcome]string{
		auditing.Met: "govuk-tag--green", auditing.NotMet: "govuk-tag--red", auditing.CannotTell: "govuk-tag--yellow", auditing.DoesNotApply: "govuk-tag--grey",
	}
	return render.Tag{Text: o.Label(), Classes: classes[o]}
}

func findingsTable(list []desk.AuditFinding, empty string) render.StackedTable {
	t := render.StackedTable{
		Caption: "Findings", Empty: empty,
		Head: []render.Column{{Text: "Finding"}, {Text: "Check"}, {Text: "Severity"}, {Text: "Team"}, {Text: "Reply due"}, {Text: "Where it stands"}},
	}
	for _, f := range list {
		t.Rows = append(t.Rows, render.Row{Cells: []render.RowCell{
			{Header: true, Link: &render.Link{Text: "Finding " + strconv.Itoa(f.Number), Href: findingAddress(f.Number)}, Lines: []string{"Record " + f.Reference}},
			{Text: orNot(f.CheckID, "Other")}, {Text: capital(string(f.Severity))}, {Text: f.Team}, {Text: f.DueOn.Long()}, {Tags: []render.Tag{findingTag(f.State)}},
		}})
	}
	return t
}

func findingTag(state auditing.FindingState) render.Tag {
	classes := map[auditing.FindingState]string{auditing.FindingOpen: "govuk-tag--yellow", auditing.FindingReplied: "govuk-tag--blue", auditing.FindingClosed: "govuk-tag--grey"}
	return render.Tag{Text: state.Label(), Classes: classes[state]}
}
