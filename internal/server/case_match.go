package server

import (
	"strings"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/access"
	"nrmdesk/internal/desk"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/render"
)

func (s *Server) matchRoutes() []route {
	return []route{
		{method: "GET", path: "/cases/:ref/matches", handle: s.getMatches},
		{method: "GET", path: "/cases/:ref/merge", handle: s.getMerge},
		{method: "POST", path: "/cases/:ref/merge", handle: s.postMerge},
		{method: "GET", path: "/cases/:ref/part", handle: s.getPart},
		{method: "POST", path: "/cases/:ref/part", handle: s.postPart},
	}
}

// hiddenMatch is all that is said of a case somebody may not see.
const hiddenMatch = "A match may exist that you cannot open. Ask your supervisor, who can ask the other teams, before you go on."

var likenessWords = map[desk.Likeness]string{
	desk.SameHomeOffice: "Same Home Office reference",
	desk.SameContact:    "Same phone number or email",
	desk.SameBirth:      "Same date of birth",
	desk.AlikeName:      "Name is the same or sounds alike",
}

// matchCard is one case that may be the same person's.
func matchCard(m desk.Match) render.SummaryList {
	var why []string
	for _, l := range m.Alike {
		why = append(why, likenessWords[l])
	}
	stage := m.Case.State.Label()
	if m.Case.State == casefile.Closed {
		stage += " on " + m.Case.ClosedOn.Long()
	}
	ref := string(m.Case.Ref)
	return render.SummaryList{
		Card: &render.SummaryCard{Title: render.CardTitle{Text: ref}, Actions: []render.Action{{Text: "Open", Href: caseAddress(m.Case.Ref), VisuallyHiddenText: "case " + ref}}},
		Rows: []render.SummaryRow{
			answer("Known as", m.NameToUse), answer("Why it is shown", strings.Join(why, "\n")), answer("Stage", stage),
			answer("Started", calendar.LondonDay(m.Case.CreatedAt).Long()), answer("Held by", m.Owner),
		},
	}
}

// askMatches stops the start of a case once, where it may be the second one.
func askMatches(q *questions, m desk.Matches) {
	if len(m.Seen) > 0 {
		q.say("Two cases for one person mean two sets of dates, and people who tell their story twice. Open the case if it is theirs.")
	}
	for _, match := range m.Seen {
		card := matchCard(match)
		q.add(render.Question{Summary: &card})
	}
	if m.Hidden {
		q.inset(hiddenMatch)
	}
	q.long("match_reason", "Why is this a new case?", "For example, the date of birth is another one. Kept with the notes of the case.")
}

func (s *Server) getMatches(c *gin.Context) error {
	m, err := s.caseMatches(c)
	if err != nil {
		return err
	}
	bar := caseBar(m.Head)
	page := checkPage{Layout: s.layout(c, "Other cases of this client", string(m.Case.Ref)), CaseBar: &bar, Heading: "Other cases of this client", ReadOnly: true}
	page.Back = &render.Link{Text: "Back to the case", Href: caseAddress(m.Case.Ref)}
	notes := ask(form.Values{}, nil)
	switch {
	case m.Into != "":
		page.Intro = []string{"This case was merged into " + string(m.Into) + ". Everything recorded here stays here; the work goes on there."}
		page.Cards = []render.SummaryList{answerCard("Merged", "", caseLink("Goes on in", m.Into))}
		if m.CanMerge {
			page.Other = &render.Link{Text: "Part the two cases again", Href: caseAddress(m.Case.Ref) + "/part"}
		}
	case len(m.Seen) == 0 && !m.Hidden:
		page.Intro = []string{"No other case looks like this client’s: no case has the same Home Office reference, phone number or email, or a name that sounds alike."}
	case len(m.Seen) > 0:
		page.Intro = []string{"These cases look alike. Open one to see if it is the same person’s."}
	}
	for _, other := range m.Merged {
		page.Cards = append(page.Cards, answerCard("Merged into this case", "", caseLink("Earlier records in", other)))
	}
	for _, match := range m.Seen {
		page.Cards = append(page.Cards, matchCard(match))
	}
	if m.Hidden {
		notes.inset(hiddenMatch)
	}
	if m.CanMerge && m.Into == "" {
		page.Other = &render.Link{Text: "Merge this case into another one", Href: caseAddress(m.Case.Ref) + "/merge"}
	} else if m.Into == "" && len(m.Seen) > 0 {
		notes.say("If two cases are the same person’s, ask a supervisor to merge them.")
	}
	page.Notes = notes.list
	return s.render.Page(c.Writer, 200, "check", page)
}

// caseLink is a row that leads to another case.
func caseLink(label string, ref casefile.Ref) render.SummaryRow {
	row := answer(label, string(ref))
	row.Actions = []render.Action{{Text: "Open", Href: caseAddress(ref), VisuallyHiddenText: "case " + string(ref)}}
	return row
}

func (s *Server) caseMatches(c *gin.Context) (desk.CaseMatches, error) {
	r, err := ref(c)
	if err != nil {
		return desk.CaseMatches{}, err
	}
	return s.desk.CaseMatches(c.Request.Context(), me(c).Actor, r)
}

func (s *Server) getMerge(c *gin.Context) error { return s.mergeForm(c, form.Values{}, nil) }

func (s *Server) postMerge(c *gin.Context) error {
	v, edit, err := posted(c)
	if err != nil {
		return err
	}
	err = s.desk.MergeCases(c.Request.Context(), me(c).Actor, edit, v.Trimmed("kept_reference"), v.Trimmed("merge_reason"))
	if retry(err) {
		return s.mergeForm(c, v, err)
	}
	if err != nil {
		return err
	}
	s.sessions.Notify(c.Request.Context(), "The cases are merged. This one is closed and leads to the other.")
	return seeOther(c, caseAddress(edit.Ref)+"/matches")
}

func (s *Server) mergeForm(c *gin.Context, v form.Values, failed error) error {
	if err := s.desk.Ask(c.Request.Context(), me(c).Actor, access.MergeCases); err != nil {
		return err
	}
	m, err := s.caseMatches(c)
	if err != nil {
		return err
	}
	if m.Into != "" {
		return seeOther(c, caseAddress(m.Case.Ref)+"/matches")
	}
	return s.caseForm(c, m.Head, v, failed, questionPage{
		Heading: "Merge this case into another one",
		Intro: []string{
			"This case is closed and leads to the one that is kept. Nothing is moved or lost, and searching for anything of this case finds the kept one. It can be taken back.",
			"Keep the case that was referred, or the one with more in it. Consent is not carried over: it counts in the case it was given in.",
		},
		Buttons: render.SaveButtons{Text: "Merge the cases"},
	}, func(q *questions) {
		for _, match := range m.Seen {
			card := matchCard(match)
			q.add(render.Question{Summary: &card})
		}
		q.text("kept_reference", "Reference of the case that is kept", "For example, ND-7Q4K-29.").Classes = "govuk-input--width-10"
		q.long("merge_reason", "How do you know that it is the same person?", "Kept with both cases.")
	})
}

func (s *Server) getPart(c *gin.Context) error { return s.partForm(c, form.Values{}, nil) }

func (s *Server) postPart(c *gin.Context) error {
	v, edit, err := posted(c)
	if err != nil {
		return err
	}
	err = s.desk.PartCases(c.Request.Context(), me(c).Actor, edit, v.Trimmed("merge_reason"))
	if retry(err) {
		return s.partForm(c, v, err)
	}
	if err != nil {
		return err
	}
	s.sessions.Notify(c.Request.Context(), "The cases are two again.")
	return seeOther(c, caseAddress(edit.Ref))
}

func (s *Server) partForm(c *gin.Context, v form.Values, failed error) error {
	if err := s.desk.Ask(c.Request.Context(), me(c).Actor, access.MergeCases); err != nil {
		return err
	}
	m, err := s.caseMatches(c)
	if err != nil {
		return err
	}
	if m.Into == "" {
		return seeOther(c, caseAddress(m.Case.Ref)+"/matches")
	}
	return s.caseForm(c, m.Head, v, failed, questionPage{
		Heading: "Part the two cases again",
		Intro:   []string{"This case was merged into " + string(m.Into) + ". It goes back to where it stood before."},
		Buttons: render.SaveButtons{Text: "Part the cases"},
	}, func(q *questions) {
		q.long("merge_reason", "Why are they not the same person’s?", "Kept with both cases.")
	})
}

func mergeTitle(f facts) string {
	switch {
	case f["merged_into"] != "":
		return "Merged into " + f["merged_into"]
	case f["merged_from"] != "":
		return f["merged_from"] + " was merged into this case"
	case f["parted_from"] != "":
		return "Parted again from " + f["parted_from"]
	case f["parted"] != "":
		return f["parted"] + " is a case of its own again"
	default:
		return "Cases merged or parted"
	}
}

var matchWords = words{
	fields: map[string]string{"kept_reference": "the reference of the case that is kept", "merge_reason": "the reason"},
	messages: map[string]string{
		"kept_reference/not_found": "There is no case with this reference that you may open. Check it for slips",
	},
}
