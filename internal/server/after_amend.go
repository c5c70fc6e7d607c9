package server

import (
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/access"
	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/referral"
	"nrmdesk/internal/render"
)

var (
	amending          = access.AmendReferral
	errClosedReferral = fault.Conflictf("This case is closed. Open it again before you record anything about its referral.")
)

// fromCaseField takes what the case says now in the place of what was sent.
const fromCaseField = "amend_from_case"

func (s *Server) getAmend(c *gin.Context) error {
	file, err := s.readAmend(c)
	if err != nil {
		return err
	}
	fields := url.Values{}
	for _, field := range file.Asked {
		typedValues(field, file.Now.Values(field), fields)
	}
	return s.effectForm(c, s.amendForm(c, file, form.Of(fields), desk.Edit{}), form.Of(fields), nil)
}

func (s *Server) postAmend(c *gin.Context) error {
	v, edit, err := posted(c)
	if err != nil {
		return err
	}
	file, err := s.readAmend(c)
	if err != nil {
		return err
	}
	return s.takeEffect(c, s.amendForm(c, file, v, edit), v)
}

func (s *Server) readAmend(c *gin.Context) (desk.AmendFile, error) {
	r, err := ref(c)
	if err != nil {
		return desk.AmendFile{}, err
	}
	file, err := s.desk.AmendDesk(c.Request.Context(), me(c).Actor, r, c.Param("field"))
	if err == nil && file.Closed() {
		err = errClosedReferral
	}
	return file, err
}

// amendForm asks the questions of the form itself, with the checks of the form,
// and shows before and after before anything is kept.
func (s *Server) amendForm(c *gin.Context, file desk.AmendFile, v form.Values, edit desk.Edit) effectForm {
	in := desk.NewAmendment{Field: file.Field.Name, Answers: referral.Answers{}, FromCase: v.All(fromCaseField), Reason: v.Trimmed("update_reason")}
	found := map[string][]string{}
	var unread fault.Problems
	for _, field := range file.Asked {
		values, alike, problems := readReferralAnswer(file.Now.Form, field, v)
		in.Answers[field.Name], found[field.Name] = values, alike
		unread = append(unread, problems...)
	}
	title := file.Field.Short
	if file.Field.Page != nil {
		title = file.Field.Page.Title
	}
	f := s.amendmentForm(c, file.SentFile, v, edit, in, unread)
	f.page.Heading = title
	f.ask = func(q *questions) { askAmendment(q, file, found) }
	f.depends = asks(v, f.ask)
	return f
}

// asks are the names of everything a form asks.
func asks(v form.Values, build func(*questions)) []string {
	q := ask(v, nil)
	build(q)
	return q.names
}

func askAmendment(q *questions, file desk.AmendFile, found map[string][]string) {
	for _, field := range file.Asked {
		askReferral(q, file.Now.Form, field, found[field.Name])
	}
	var now []choice
	for _, field := range file.FromCase {
		fact, _ := file.Draft.Known(field)
		now = append(now, choice{
			value: field.Name, text: field.Short + ": " + shownText(field, fact.Values),
			hint: "Sent: " + or(shownText(field, file.Now.Values(field)), "not answered") + ". From " + fact.Source + ".",
		})
	}
	if len(now) > 0 {
		q.some(fromCaseField, "The case says something else now", "Tick what is to take the place of what was sent.", now...)
	}
	for _, field := range file.Fixed {
		fact, _ := file.Draft.Known(field)
		q.say(field.Short + ": " + shownText(field, fact.Values) + " (from " + fact.Source + ", as it was sent)")
	}
	askReason(q, "Why is it amended?", "Kept with the amendment, for the second person and for later. The authority does not get it from here.")
	askTold(q)
}

// amendmentForm is what amending and taking back have in common.
func (s *Server) amendmentForm(c *gin.Context, file desk.SentFile, v form.Values, edit desk.Edit, in desk.NewAmendment, unread fault.Problems) effectForm {
	ctx, actor, r := c.Request.Context(), me(c).Actor, file.Case.Ref
	told, untold := toldOf(v)
	in.Passed = told
	return effectForm{
		head: file.Head, show: "Show before and after", button: "Record the amendment",
		page: questionPage{
			Caption: "Amend an answer",
			Intro:   []string{"What was sent is not changed. The amendment is kept beside it, with its reason, and cannot be edited."},
			Other:   &render.Link{Text: "Go back to what was recorded after sending", Href: updatesAddress(r)},
		},
		preview: func() ([]render.Question, error) {
			effect, err := s.desk.PreviewAmendment(ctx, actor, r, in)
			if err = withProblems(typedDates(err, v, "passed_on"), slices.Concat(unread, untold)); err != nil {
				return nil, err
			}
			return amendmentEffect(file, effect), nil
		},
		do: func() error { return typedDates(s.desk.AmendReferral(ctx, actor, edit, in), v, "passed_on") },
		done: func() (string, string) {
			if file.Referral.ApprovedBy != "" {
				return updatesAddress(r), "The amendment is recorded. A second person has to approve it."
			}
			return updatesAddress(r), "The amendment is recorded."
		},
	}
}

// withProblems puts what could not be read before what the rules say.
func withProblems(err error, more fault.Problems) error {
	if len(more) == 0 || err != nil && !retry(err) {
		return err
	}
	problems := slices.Clone(more)
	if invalid := (*fault.Invalid)(nil); asInvalid(err, &invalid) {
		for _, p := range invalid.Problems {
			if !slices.ContainsFunc(more, func(m fault.Problem) bool { return m.Field == p.Field }) && p.Code != "not_changed" {
				problems = append(problems, p)
			}
		}
	}
	return problems.Err()
}

func amendmentEffect(file desk.SentFile, effect desk.AmendmentEffect) []render.Question {
	table := amendedTable(file.Now.Form, effect.Changes)
	shown := []render.Question{{Table: &table}}
	for _, w := range effect.Warnings {
		shown = append(shown, render.Question{Warning: &render.WarningText{Text: w.Sentence()}})
	}
	if len(effect.Opened) > 0 {
		var names []string
		for _, m := range effect.Opened {
			names = append(names, "“"+m.Field.Short+"”")
		}
		shown = append(shown, render.Question{Inset: "The form then also asks for " + strings.Join(names, ", ") + ". Amend that as well."})
	}
	return shown
}

func (s *Server) getTakeBack(c *gin.Context) error {
	f, err := s.amendBackForm(c, form.Values{}, desk.Edit{})
	if err != nil {
		return err
	}
	return s.effectForm(c, f, form.Values{}, nil)
}

func (s *Server) postTakeBack(c *gin.Context) error {
	v, edit, err := posted(c)
	if err != nil {
		return err
	}
	f, err := s.amendBackForm(c, v, edit)
	if err != nil {
		return err
	}
	return s.takeEffect(c, f, v)
}

// amendBackForm takes a wrong amendment back by a further one.
func (s *Server) amendBackForm(c *gin.Context, v form.Values, edit desk.Edit) (effectForm, error) {
	r, err := ref(c)
	if err != nil {
		return effectForm{}, err
	}
	n, err := evidenceNumber(c)
	if err != nil {
		return effectForm{}, err
	}
	file, changes, err := s.desk.AmendBack(c.Request.Context(), me(c).Actor, r, n)
	if err == nil && file.Closed() {
		err = errClosedReferral
	}
	if err != nil {
		return effectForm{}, err
	}
	f := s.amendmentForm(c, file, v, edit, desk.NewAmendment{TakesBack: n, Reason: v.Trimmed("update_reason")}, nil)
	f.page.Heading = "Take amendment " + number(n) + " back"
	f.ask = func(q *questions) {
		table := amendedTable(file.Now.Form, changes)
		q.add(render.Question{Table: &table})
		askReason(q, "Why is it taken back?", "")
		askTold(q)
	}
	f.depends = asks(v, f.ask)
	return f, nil
}

func (s *Server) getAmendmentReview(c *gin.Context) error {
	return s.amendmentReview(c, form.Values{}, nil)
}

func (s *Server) amendmentReview(c *gin.Context, v form.Values, failed error) error {
	f, u, err := s.readUpdate(c)
	if err != nil {
		return err
	}
	if err := s.desk.Ask(c.Request.Context(), me(c).Actor, access.ReviewAmendment); err != nil {
		return err
	}
	if u.State != desk.UpdateWaits && failed == nil {
		return seeOther(c, updateAddress(f.Case.Ref, u.Number))
	}
	return s.caseForm(c, f.Head, v, failed, questionPage{
		Caption: "Amendment " + number(u.Number), Heading: "Review the amendment",
		Intro:   []string{"Recorded by " + u.RecordedByName + ". Whoever recorded it cannot approve it. Approved, it takes its place in the referral; returned, it never counts."},
		Buttons: render.SaveButtons{Text: "Record the review"},
		Other:   &render.Link{Text: "Go back to the amendment", Href: updateAddress(f.Case.Ref, u.Number)},
	}, func(q *questions) {
		table := amendedTable(f.Now.Form, u.Changes)
		q.add(render.Question{Table: &table})
		for _, w := range f.WarningsOf(u) {
			q.add(render.Question{Warning: &render.WarningText{Text: w.Sentence()}})
		}
		q.add(render.Question{Summary: &render.SummaryList{Rows: []render.SummaryRow{{Key: render.Text("Why"), Value: typedContent(u.Reason)}}}})
		q.one("amendment_outcome", "What do you decide?", "",
			choice{value: string(referral.Approved), text: "Approve it as it stands"}, choice{value: string(referral.Returned), text: "Return it: the answer stays as it was"})
		q.long("amendment_comment", "Comment", "Say why if you return it. Whoever recorded it sees this; the authority does not.")
	})
}

func (s *Server) postAmendmentReview(c *gin.Context) error {
	v, edit, err := posted(c)
	if err != nil {
		return err
	}
	n, err := evidenceNumber(c)
	if err != nil {
		return err
	}
	review := referral.Review{Outcome: referral.Outcome(v.Text("amendment_outcome")), Comment: v.Trimmed("amendment_comment")}
	err = renamed(s.desk.ReviewAmendment(c.Request.Context(), me(c).Actor, edit, n, review), "amendment_")
	if retry(err) {
		return s.amendmentReview(c, v, err)
	}
	if err != nil {
		return err
	}
	says := "The amendment is approved and takes its place in the referral."
	if review.Outcome == referral.Returned {
		says = "The amendment is returned with your comment."
	}
	s.sessions.Notify(c.Request.Context(), says)
	return seeOther(c, updateAddress(edit.Ref, n))
}

// getAmendmentsJSON hands out the amendments that count, in order, each with
// the digest that stands in the audit trail.
func (s *Server) getAmendmentsJSON(c *gin.Context) error {
	f, err := s.readPack(c)
	if err != nil {
		return err
	}
	content, err := amendmentsJSON(f)
	if err != nil {
		return err
	}
	if content == nil {
		return fault.NotFound
	}
	return attachment(c, string(f.Case.Ref)+"-amendments.json", "application/json", content)
}
