package server

import (
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/deadline"
	reminders "nrmdesk/internal/nrm/reminder"
	"nrmdesk/internal/render"
)

// getReminderChoices asks what somebody wants to be sent, and says what cannot
// be switched off and why.
func (s *Server) getReminderChoices(c *gin.Context) error {
	chosen, err := s.desk.ReminderChoices(c.Request.Context(), me(c).Actor)
	if err != nil {
		return err
	}
	values := map[string][]string{"digest": {"yes"}}
	if chosen.NoDigest {
		values["digest"] = []string{"no"}
	}
	for _, category := range reminders.Choosable {
		if !slices.Contains(chosen.Off, category) {
			values["categories"] = append(values["categories"], string(category))
		}
	}
	q := ask(form.Of(values), nil)
	q.say("Your list of reminders here is always whole. You choose what comes by email as well.")
	q.one("digest", "Do you want an email in the morning about what is new?", "",
		choice{"yes", "Yes, one email on each day with something new", ""}, choice{"no", "No, I look at my list here", ""})
	var kinds []choice
	for _, category := range reminders.Choosable {
		kinds = append(kinds, choice{string(category), categoryWords[category], categoryHints[category]})
	}
	q.some("categories", "What should the morning email count?", "", kinds...)
	q.heading("What you always get by email, at once")
	q.say("When a time limit has passed: somebody may lose a right, and every day counts.")
	q.say("When a date about somebody’s safety comes near or passes.")
	q.say("When nobody has acted on a reminder and you are a supervisor who can step in.")
	q.say("These cannot be switched off. While you are on leave and somebody covers for you, they get them in your place.")
	page := questionPage{
		Layout: s.layout(c, "Reminders by email", "Your account"), Heading: "Reminders by email", Action: "/account/reminders",
		Questions: q.list, Buttons: render.SaveButtons{Text: "Save"},
	}
	page.Back = &render.Link{Text: "Back to your account", Href: "/account"}
	return s.render.Page(c.Writer, http.StatusOK, "question", page)
}

func (s *Server) postReminderChoices(c *gin.Context) error {
	v, err := form.Read(c.Request, form.Usual)
	if err != nil {
		return err
	}
	chosen := reminders.Choices{NoDigest: v.Text("digest") == "no"}
	for _, category := range reminders.Choosable {
		if !slices.Contains(v.All("categories"), string(category)) {
			chosen.Off = append(chosen.Off, category)
		}
	}
	if err := s.desk.ChooseReminders(c.Request.Context(), me(c).Actor, chosen); err != nil {
		return err
	}
	s.sessions.Notify(c.Request.Context(), "Your choices are saved.")
	return seeOther(c, "/account")
}

var categoryWords = map[deadline.Category]string{
	deadline.Limit:    "Time limits that come near",
	deadline.Period:   "Periods that end",
	deadline.Opening:  "Days from which something is possible",
	deadline.Practice: "Our own dates to chase or to look again",
}

var categoryHints = map[deadline.Category]string{
	deadline.Limit:    "Such as the last day to ask for a reconsideration.",
	deadline.Period:   "Such as the end of the minimum recovery period.",
	deadline.Practice: "Such as asking after a decision that is late.",
}
