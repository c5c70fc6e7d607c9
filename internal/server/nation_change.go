package server

import (
	"github.com/gin-gonic/gin"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/render"
)

func (s *Server) nationRoutes() []route {
	return []route{
		{method: "GET", path: "/cases/:ref/nation", handle: s.getNation},
		{method: "POST", path: "/cases/:ref/nation", handle: s.postNation},
	}
}

func (s *Server) getNation(c *gin.Context) error {
	f, err := s.nationForm(c, form.Values{}, desk.Edit{})
	if err != nil {
		return err
	}
	return s.effectForm(c, f, form.Values{}, nil)
}

func (s *Server) postNation(c *gin.Context) error {
	v, edit, err := posted(c)
	if err != nil {
		return err
	}
	f, err := s.nationForm(c, v, edit)
	if err != nil {
		return err
	}
	return s.takeEffect(c, f, v)
}

func (s *Server) nationForm(c *gin.Context, v form.Values, edit desk.Edit) (effectForm, error) {
	r, err := ref(c)
	if err != nil {
		return effectForm{}, err
	}
	ctx, actor := c.Request.Context(), me(c).Actor
	file, err := s.desk.Nation(ctx, actor, r)
	if err != nil {
		return effectForm{}, err
	}
	in := desk.OtherNation{Nation: calendar.Nation(v.Text("nation")), How: v.Text("how"), Reason: v.Trimmed("reason")}
	return effectForm{
		head: file.Head, button: "Change the nation", depends: []string{"nation"},
		page: questionPage{
			Heading: "Change the nation of the case",
			Intro: []string{
				"The nation decides which law counts: support, how long, and which courts. The case is in " + file.Case.Nation.Name() + " now.",
				"The dates of the nation before stay to be read, but no longer count.",
			},
			Other: &render.Link{Text: "Go back to the case", Href: caseAddress(r)},
		},
		ask: func(q *questions) {
			var choices []choice
			for _, n := range calendar.Nations {
				if n != file.Case.Nation {
					choices = append(choices, choice{value: string(n), text: n.Name()})
				}
			}
			q.one("nation", "Which nation is the client in?", "", choices...)
			q.one("how", "Why does it change?", "",
				choice{desk.Moved, "The client has moved", "Nothing we read says what becomes of a period that was running when somebody moves. Ask the support provider."},
				choice{desk.Misrecorded, "It was recorded wrongly", ""})
			q.long("reason", "What do you know about it?", "Kept with the change.")
			q.list = append(q.list, nationHistory(file)...)
		},
		preview: func() ([]render.Question, error) {
			moves, err := s.desk.PreviewNation(ctx, actor, r, in)
			return movesShown(moves, file.Today), err
		},
		do: func() error { return s.desk.ChangeNation(ctx, actor, edit, in) },
		done: func() (string, string) {
			return caseAddress(r) + "/dates", "The nation is changed. The dates are counted by its rules."
		},
	}, nil
}

// nationHistory tells how the nation came to be what it is.
func nationHistory(file desk.NationFile) []render.Question {
	if len(file.Changes) == 0 {
		return nil
	}
	list := render.SummaryList{}
	for _, n := range file.Changes {
		how := "It was recorded wrongly."
		if n.Moved {
			how = "The client moved."
		}
		list.Rows = append(list.Rows, answer("From "+n.Old.Name()+" to "+n.New.Name(), how+"\n"+n.Reason+"\nBy "+n.ChangedByName+" on "+moment(n.ChangedAt)))
	}
	return []render.Question{{Heading: "Changes so far"}, {Summary: &list}}
}

var nationWords = words{messages: map[string]string{
	"nation/same_nation": "The case is in {0} already. Choose another nation",
	"how/select_one":     "Select why the nation changes",
}}
