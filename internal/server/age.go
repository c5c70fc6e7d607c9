package server

import (
	"github.com/gin-gonic/gin"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/person"
	"nrmdesk/internal/render"
)

func (s *Server) ageRoutes() []route {
	return []route{
		{method: "GET", path: "/cases/:ref/age", handle: s.getAge},
		{method: "POST", path: "/cases/:ref/age", handle: s.postAge},
	}
}

func (s *Server) getAge(c *gin.Context) error {
	f, err := s.ageForm(c, form.Values{}, desk.Edit{})
	if err != nil {
		return err
	}
	return s.effectForm(c, f, form.Values{}, nil)
}

func (s *Server) postAge(c *gin.Context) error {
	v, edit, err := posted(c)
	if err != nil {
		return err
	}
	f, err := s.ageForm(c, v, edit)
	if err != nil {
		return err
	}
	return s.takeEffect(c, f, v)
}

// ageForm records an assessment. Answers that would go no more are shown first.
func (s *Server) ageForm(c *gin.Context, v form.Values, edit desk.Edit) (effectForm, error) {
	r, err := ref(c)
	if err != nil {
		return effectForm{}, err
	}
	ctx, actor := c.Request.Context(), me(c).Actor
	f, err := s.desk.Age(ctx, actor, r)
	if err != nil {
		return effectForm{}, err
	}
	in := person.AgeAssessment{
		Band: person.AgeBand(v.Trimmed("assessed_band")), On: dateOf(v, "assessed_on"), By: v.Trimmed("assessed_by"),
		Basis: v.Trimmed("assessed_basis"), BornOn: dateOf(v, "born_on"),
	}
	return effectForm{
		head: f.Head, button: "Record the assessment", quiet: true, depends: []string{"assessed_band"},
		page: questionPage{
			Heading: "Record an age assessment",
			Intro: []string{
				"Somebody whose age is not known is treated as a child until it has been assessed. Record what those who assessed it found, not what you think.",
				"Found to be an adult, the client must answer for themselves. Found to be a child, consent is not asked.",
			},
			Other: &render.Link{Text: "Go back, nothing is recorded", Href: caseAddress(r) + "/consent"},
		},
		ask: func(q *questions) {
			q.add(render.Question{Summary: &render.SummaryList{Rows: ageNowRows(f)}})
			q.one("assessed_band", "The client was found to be", "", choice{value: string(person.Adult), text: "18 or over"}, choice{value: string(person.Child), text: "Under 18"})
			q.date("assessed_on", "When was it assessed?", "For example, 12 5 2026.")
			q.text("assessed_by", "Who assessed it?", "Who they are and whom they work for.")
			q.long("assessed_basis", "What does it rest on?", "")
			q.date("born_on", "Date of birth, if one was found (optional)", "For example, 12 5 2008.")
		},
		preview: func() ([]render.Question, error) {
			if err := dateProblems(in.Check(s.desk.Today()), v, "assessed_on", "born_on").Err(); err != nil {
				return nil, err
			}
			return s.previewRoute(c, r, desk.RouteChange{Age: in.Band})
		},
		do: func() error { return s.desk.AssessAge(ctx, actor, edit, in) },
		done: func() (string, string) {
			return caseAddress(r) + "/consent", map[person.AgeBand]string{
				person.Adult: "Recorded: an adult. Ask for their own consent.", person.Child: "Recorded: under 18. Consent is not asked.",
			}[in.Band]
		},
	}, nil
}

func ageNowRows(f desk.AgeFile) []render.SummaryRow {
	rows := []render.SummaryRow{answer("Age on the case", f.Case.AgeBand.Label())}
	if !f.DateOfBirth.IsZero() {
		rows = append(rows, answer("Date of birth", f.DateOfBirth.Long()))
	}
	rows = more(rows, "Age based on", f.Client.AgeEvidence)
	return append(rows, assessmentRows(f.Assessments)...)
}

// assessmentRows are the assessments, newest first.
func assessmentRows(list []desk.AgeAssessment) []render.SummaryRow {
	var rows []render.SummaryRow
	for _, a := range list {
		said := a.Band.Label() + ", found by " + a.By
		if !a.BornOn.IsZero() {
			said += ", born on " + a.BornOn.Long()
		}
		rows = append(rows, answer("Assessed on "+a.On.Long(), said+"\n"+a.Basis+"\nRecorded by "+a.RecordedByName+" on "+moment(a.RecordedAt)))
	}
	return rows
}
