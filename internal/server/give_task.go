package server

import (
	"github.com/gin-gonic/gin"

	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/nrm/task"
	"nrmdesk/internal/render"
)

// backToRole stands for whoever a step is for by its role.
const backToRole = "back"

func (s *Server) getGiveTask(c *gin.Context) error { return s.giveTaskForm(c, form.Values{}, nil) }

func (s *Server) postGiveTask(c *gin.Context) error {
	v, edit, err := posted(c)
	if err != nil {
		return err
	}
	to := v.Text("step_to")
	switch to {
	case "":
		to = "nobody chosen"
	case backToRole:
		to = ""
	}
	err = s.desk.GiveTask(c.Request.Context(), me(c).Actor, edit, c.Param("id"), to, v.Trimmed("step_note"))
	if retry(err) {
		return s.giveTaskForm(c, v, err)
	}
	if err != nil {
		return err
	}
	words := "The step is given. It stands in their next steps; the case stays with its holder."
	if to == "" {
		words = "The step is back with whoever it is for."
	}
	s.sessions.Notify(c.Request.Context(), words)
	return seeOther(c, caseAddress(edit.Ref)+"/tasks")
}

func (s *Server) giveTaskForm(c *gin.Context, v form.Values, failed error) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	page, err := s.desk.GivingTask(c.Request.Context(), me(c).Actor, r, c.Param("id"))
	if err != nil {
		return err
	}
	t := page.Task
	doer := ownerOf(t, page.Owner)
	return s.caseForm(c, page.Head, v, failed, questionPage{
		Caption: t.Title + ", due " + dated(t.Due, page.Today), Heading: "Give this step to a colleague",
		Intro: []string{
			"The case stays with " + page.Owner + ", who still sees the step. The colleague finds it in their next steps and is told by email.",
			"With them now: " + doer + ".",
		},
		Buttons: render.SaveButtons{Text: "Give the step"},
		Other:   &render.Link{Text: "Go back to the step", Href: taskAddress(r, t.ID)},
	}, func(q *questions) {
		var people []choice
		for _, u := range page.Carriers {
			if u.ID == t.GivenTo || t.GivenTo == "" && t.Owner == task.Caseworker && u.ID == page.Case.OwnerID {
				continue
			}
			role := "Caseworker"
			if u.Actor("").Has(staff.Supervisor) {
				role = "Supervisor"
			}
			people = append(people, choice{u.ID, u.Name, role})
		}
		if t.GivenTo != "" {
			t.GivenTo = ""
			people = append(people, choice{backToRole, "Nobody: it goes back", "To " + lowerTeam(ownerOf(t, page.Owner)) + "."})
		}
		q.one("step_to", "Who does it?", "Colleagues of the team who may see the case.", people...)
		q.long("step_note", "What do they need to know? (optional)", "Kept with the step.")
	})
}

// lowerTeam is who a step is for inside a sentence.
func lowerTeam(owner string) string {
	if owner == supervisorsOfTeam {
		return lowerFirst(owner)
	}
	return owner
}

func givenStepTitle(f facts) string {
	if f["given_to"] == "" {
		return "Next step taken back from a colleague"
	}
	return "Next step given to a colleague"
}

func givenStepText(f facts) []string {
	if f["given_to"] == "" {
		return []string{"It is with whoever it is for."}
	}
	return []string{sentenceOf("Given to "+f["given_to"], f["given_to"])}
}

var giveTaskWords = words{
	fields: map[string]string{"step_to": "who does the step", "step_note": "what they need to know"},
	messages: map[string]string{
		"step_to/select_one": "Select who does the step",
		"step_to/same":       "Select somebody else: the step is with them already",
	},
}
