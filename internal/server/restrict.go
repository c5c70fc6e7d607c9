package server

import (
	"strings"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/render"
)

func (s *Server) restrictRoutes() []route {
	return []route{
		{method: "GET", path: "/cases/:ref/restrict", handle: s.getRestrict},
		{method: "POST", path: "/cases/:ref/restrict", handle: s.postRestrict},
		{method: "GET", path: "/cases/:ref/restrict/:id", handle: s.getLift},
		{method: "POST", path: "/cases/:ref/restrict/:id", handle: s.postLift},
	}
}

func (s *Server) getRestrict(c *gin.Context) error { return s.restrictForm(c, form.Values{}, nil) }

func (s *Server) postRestrict(c *gin.Context) error {
	v, edit, err := posted(c)
	if err != nil {
		return err
	}
	err = s.desk.RestrictCase(c.Request.Context(), me(c).Actor, edit, v.All("closed_to"), v.Trimmed("why_closed"))
	if retry(err) {
		return s.restrictForm(c, v, err)
	}
	if err != nil {
		return err
	}
	s.sessions.Notify(c.Request.Context(), "The case is hidden from now on.")
	return seeOther(c, caseAddress(edit.Ref)+"/restrict")
}

func (s *Server) restrictForm(c *gin.Context, v form.Values, failed error) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	page, err := s.desk.Restrictions(c.Request.Context(), me(c).Actor, r)
	if err != nil {
		return err
	}
	return s.caseForm(c, page.Head, v, failed, questionPage{
		Heading: "Hide this case from somebody",
		Intro: []string{
			"For a conflict of interest, such as a colleague who knows the client or somebody accused.",
			"To the people you name it is as if the case did not exist: in lists, counts, searches, reminders and by its address, whatever their roles. They are not told.",
		},
		Buttons: render.SaveButtons{Text: "Hide the case"},
	}, func(q *questions) {
		for _, a := range page.ClosedTo {
			q.add(render.Question{Summary: &render.SummaryList{Rows: []render.SummaryRow{
				linked(answer("Hidden from", a.Name), "Show it again", caseAddress(r)+"/restrict/"+a.UserID),
				answer("Since", moment(a.At)+", by "+a.ByName), answer("Why", a.Reason),
			}}})
		}
		for _, a := range page.Lifted {
			q.inset(a.Name + " was shown the case again by " + a.ByName + " on " + calendar.LondonDay(a.At).Long() + ". " + a.Reason)
		}
		var people []choice
		for _, u := range page.Staff {
			people = append(people, choice{u.ID, u.Name, strings.Join(roleNames(u.Roles), ", ")})
		}
		q.some("closed_to", "Who must not see it?", "Whoever holds the case has to give it to somebody else first. You cannot name yourself: ask another supervisor.", people...)
		q.long("why_closed", "Why?", "Only those who still see the case can read this.")
	})
}

func (s *Server) getLift(c *gin.Context) error { return s.liftForm(c, form.Values{}, nil) }

func (s *Server) postLift(c *gin.Context) error {
	v, edit, err := posted(c)
	if err != nil {
		return err
	}
	err = s.desk.LiftRestriction(c.Request.Context(), me(c).Actor, edit, c.Param("id"), v.Trimmed("why_opened"))
	if retry(err) {
		return s.liftForm(c, v, err)
	}
	if err != nil {
		return err
	}
	s.sessions.Notify(c.Request.Context(), "They see the case again.")
	return seeOther(c, caseAddress(edit.Ref)+"/restrict")
}

func (s *Server) liftForm(c *gin.Context, v form.Values, failed error) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	page, err := s.desk.Restrictions(c.Request.Context(), me(c).Actor, r)
	if err != nil {
		return err
	}
	for _, a := range page.ClosedTo {
		if a.UserID == c.Param("id") {
			return s.caseForm(c, page.Head, v, failed, liftPage(a), func(q *questions) {
				q.long("why_opened", "Why may they see it now?", "Kept with the reason it was hidden for.")
			})
		}
	}
	return fault.NotFound
}

func liftPage(a desk.CaseRestriction) questionPage {
	return questionPage{
		Heading: "Show this case to " + a.Name + " again",
		Intro:   []string{"It was hidden from them by " + a.ByName + " on " + calendar.LondonDay(a.At).Long() + ".", a.Reason},
		Buttons: render.SaveButtons{Text: "Show the case again"},
	}
}

var restrictWords = words{
	fields: map[string]string{"closed_to": "who must not see the case", "why_closed": "why they must not see it", "why_opened": "why they may see it now"},
	messages: map[string]string{
		"closed_to/select_at_least_one": "Select who must not see the case",
		"closed_to/holds_the_case":      "Give the case to somebody else before you hide it from whoever holds it",
		"closed_to/keeps_out_oneself":   "Ask another supervisor to hide the case from you",
		"closed_to/already_closed":      "It is hidden from {0} already",
		"closed_to/no_supervisor_left":  "Leave one supervisor of the team who can see the case",
		"why_closed/required":           "Enter why they must not see the case",
		"why_opened/required":           "Enter why they may see the case now",
	},
}
