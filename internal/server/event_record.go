package server

import (
	"net/url"
	"slices"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/render"
)

func (s *Server) eventRoutes() []route {
	return []route{
		{method: "GET", path: "/cases/:ref/events/new", handle: s.getEvent},
		{method: "POST", path: "/cases/:ref/events/new", handle: s.postEvent},
		{method: "GET", path: "/cases/:ref/dates/:id/done", handle: s.getDone},
		{method: "POST", path: "/cases/:ref/dates/:id/done", handle: s.postDone},
	}
}

func (s *Server) getEvent(c *gin.Context) error {
	file, err := s.readEventDesk(c)
	if err != nil {
		return err
	}
	return s.chooseEvent(c, file, form.Of(url.Values{"event": {c.Query("event")}}), nil)
}

// postEvent takes the event first and then its day, because which day is
// meant depends on the event. Nothing of it stands in an address.
func (s *Server) postEvent(c *gin.Context) error {
	v, edit, err := posted(c)
	if err != nil {
		return err
	}
	file, err := s.readEventDesk(c)
	if err != nil {
		return err
	}
	kind := deadline.EventKind(v.Text("event"))
	if !slices.Contains(file.Kinds, kind) {
		var problems fault.Problems
		problems.Add("event", "select_one")
		return s.chooseEvent(c, file, v, problems.Err())
	}
	if at := ownPage(file.Case.Ref, kind); at != "" {
		return seeOther(c, at)
	}
	f := s.eventForm(c, file, kind, v, edit)
	if !v.Has("happened_on-day") { // the first page: the day has not been asked yet
		return s.effectForm(c, f, v, nil)
	}
	return s.takeEffect(c, f, v)
}

func (s *Server) readEventDesk(c *gin.Context) (desk.EventDesk, error) {
	r, err := ref(c)
	if err != nil {
		return desk.EventDesk{}, err
	}
	file, err := s.desk.EventDesk(c.Request.Context(), me(c).Actor, r)
	if err == nil && len(file.Kinds) == 0 {
		err = fault.Conflictf("This case is closed. Open it again before you record what happened.")
	}
	return file, err
}

// chooseEvent asks what happened: what belongs to the work with the client
// first, what lies in their life before the case last.
func (s *Server) chooseEvent(c *gin.Context, file desk.EventDesk, v form.Values, failed error) error {
	return s.caseForm(c, file.Head, v, failed, questionPage{
		Caption: "Dates", Heading: "Record that something happened",
		Intro: []string{
			"Only what can have happened in this case by now is listed. Decisions, consent and handoffs are recorded on their own pages.",
		},
		Buttons: render.SaveButtons{Text: "Continue"},
		Other:   &render.Link{Text: "Go back to the dates", Href: caseAddress(file.Case.Ref) + "/dates"},
	}, func(q *questions) {
		var choices, before []choice
		for _, k := range file.Kinds {
			ch := choice{value: string(k), text: k.Label()}
			if k.Background() {
				before = append(before, ch)
			} else {
				choices = append(choices, ch)
			}
		}
		q.one("event", "What happened?", "", append(choices, before...)...)
	})
}

func (s *Server) eventForm(c *gin.Context, file desk.EventDesk, kind deadline.EventKind, v form.Values, edit desk.Edit) effectForm {
	ctx, actor, r := c.Request.Context(), me(c).Actor, file.Case.Ref
	in := happenedOf(kind, v)
	return effectForm{
		head: file.Head, button: "Record it", depends: append(append(boxes("happened_on"), boxes("known_from")...), "event"),
		page: questionPage{
			Caption: "Record that something happened", Heading: kind.Label(),
			Hidden: []render.Hidden{{Name: "event", Value: string(kind)}},
			Other:  &render.Link{Text: "Something else happened", Href: caseAddress(r) + "/events/new"},
		},
		ask: func(q *questions) { askEvent(q, kind) },
		preview: func() ([]render.Question, error) {
			moves, err := s.desk.PreviewEvent(ctx, actor, r, in)
			return movesShown(moves, file.Today), typedDates(err, v, "happened_on", "known_from")
		},
		do: func() error {
			return typedDates(s.desk.RecordEvent(ctx, actor, edit, in), v, "happened_on", "known_from")
		},
		done: func() (string, string) {
			return caseAddress(r) + "/dates", "It is recorded. The dates are counted again."
		},
	}
}

func happenedOf(kind deadline.EventKind, v form.Values) deadline.Happened {
	in := deadline.Happened{Kind: kind, On: dateOf(v, "happened_on"), Note: v.Trimmed("note"), Evidence: v.Trimmed("evidence")}
	if kind.Future() {
		in.KnownFrom = dateOf(v, "known_from")
	}
	return in
}

func askEvent(q *questions, kind deadline.EventKind) {
	if kind.Future() {
		q.date("happened_on", "Which day does it give?", kind.Hint())
		q.date("known_from", kind.KnownFromLabel(), "For example, 12 5 2026.")
	} else {
		q.date("happened_on", "Which day was it?", kind.Hint())
	}
	q.long("note", "Anything to add? (optional)", "Kept with the event. The whole team can read it.")
	q.text("evidence", "Where is the letter or message kept? (optional)", "So that it can be found and checked.")
}

func (s *Server) getDone(c *gin.Context) error {
	file, err := s.readDone(c)
	if err != nil {
		return err
	}
	if at := ownPage(file.Case.Ref, desk.DoneKinds(file.Date.Deadline)[0]); at != "" {
		return seeOther(c, at)
	}
	fields := url.Values{}
	fillDate(fields, "happened_on", file.Today)
	return s.doneForm(c, file, form.Of(fields), nil)
}

// postDone records in one step that a date was kept.
func (s *Server) postDone(c *gin.Context) error {
	v, edit, err := posted(c)
	if err != nil {
		return err
	}
	file, err := s.readDone(c)
	if err != nil {
		return err
	}
	kinds := desk.DoneKinds(file.Date.Deadline)
	kind := kinds[0]
	if at := ownPage(file.Case.Ref, kind); at != "" {
		return seeOther(c, at)
	}
	if len(kinds) > 1 {
		kind = deadline.EventKind(v.Choice("event", choiceNames(kinds)...))
	}
	err = typedDates(s.desk.RecordEvent(c.Request.Context(), me(c).Actor, edit, happenedOf(kind, v)), v, "happened_on")
	if retry(err) {
		return s.doneForm(c, file, v, err)
	}
	if err != nil {
		return err
	}
	s.sessions.Notify(c.Request.Context(), "It is recorded: "+lowerFirst(kind.Label())+". The dates are counted again.")
	return seeOther(c, caseAddress(edit.Ref)+"/dates")
}

// readDone finds a date that somebody can say was kept.
func (s *Server) readDone(c *gin.Context) (desk.AdjustFile, error) {
	r, err := ref(c)
	if err != nil {
		return desk.AdjustFile{}, err
	}
	file, err := s.desk.DateToMove(c.Request.Context(), me(c).Actor, r, c.Param("id"))
	if err == nil && len(desk.DoneKinds(file.Date.Deadline)) == 0 {
		err = fault.Conflictf("What this date waits for is recorded elsewhere: with the decisions, the consent or the handoffs.")
	}
	return file, err
}

func (s *Server) doneForm(c *gin.Context, file desk.AdjustFile, v form.Values, failed error) error {
	d := file.Date.Deadline
	kinds := desk.DoneKinds(d)
	page := questionPage{
		Caption: d.Rule.Label + ": " + dayWords(d), Heading: kinds[0].Label(), Buttons: render.SaveButtons{Text: "Record it"},
		Other: &render.Link{Text: "Go back to the dates", Href: caseAddress(file.Case.Ref) + "/dates"},
	}
	if len(kinds) > 1 {
		page.Heading = "What was done?"
	}
	return s.caseForm(c, file.Head, v, failed, page, func(q *questions) {
		q.add(contactFirst(file.Case.Ref))
		if len(kinds) > 1 {
			var choices []choice
			for _, k := range kinds {
				choices = append(choices, choice{value: string(k), text: k.Label()})
			}
			q.one("event", "What was done?", "", choices...)
		}
		q.date("happened_on", "Which day was it?", kinds[0].Hint())
		q.long("note", "Anything to add? (optional)", "Kept with the event. The whole team can read it.")
	})
}

func choiceNames(kinds []deadline.EventKind) []string {
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = string(k)
	}
	return names
}
