package server

import (
	"github.com/gin-gonic/gin"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/deadline"
	"nrmdesk/internal/render"
)

func (s *Server) moveRoutes() []route {
	get := func(build moveForm) handler { return func(c *gin.Context) error { return s.getMove(c, build) } }
	post := func(build moveForm) handler { return func(c *gin.Context) error { return s.postMove(c, build) } }
	return []route{
		{method: "GET", path: "/cases/:ref/dates/:id/extend", handle: get(s.extensionForm)},
		{method: "POST", path: "/cases/:ref/dates/:id/extend", handle: post(s.extensionForm)},
		{method: "GET", path: "/cases/:ref/dates/:id/override", handle: get(s.overrideForm)},
		{method: "POST", path: "/cases/:ref/dates/:id/override", handle: post(s.overrideForm)},
		{method: "GET", path: "/cases/:ref/dates/:id/take-back", handle: get(s.takeBackForm)},
		{method: "POST", path: "/cases/:ref/dates/:id/take-back", handle: post(s.takeBackForm)},
	}
}

// moveForm is one of the three forms that move a date of a case.
type moveForm func(c *gin.Context, file desk.AdjustFile, v form.Values, edit desk.Edit) (effectForm, error)

func (s *Server) getMove(c *gin.Context, build moveForm) error {
	f, err := s.moveForm(c, build, form.Values{}, desk.Edit{})
	if err != nil {
		return err
	}
	return s.effectForm(c, f, form.Values{}, nil)
}

func (s *Server) postMove(c *gin.Context, build moveForm) error {
	v, edit, err := posted(c)
	if err != nil {
		return err
	}
	f, err := s.moveForm(c, build, v, edit)
	if err != nil {
		return err
	}
	return s.takeEffect(c, f, v)
}

func (s *Server) moveForm(c *gin.Context, build moveForm, v form.Values, edit desk.Edit) (effectForm, error) {
	r, err := ref(c)
	if err != nil {
		return effectForm{}, err
	}
	file, err := s.desk.DateToMove(c.Request.Context(), me(c).Actor, r, c.Param("id"))
	if err != nil {
		return effectForm{}, err
	}
	f, err := build(c, file, v, edit)
	f.head = file.Head
	f.page.Caption = file.Date.Deadline.Rule.Label
	f.page.Other = &render.Link{Text: "Go back to the date", Href: caseAddress(r) + "/dates/" + file.Date.ID}
	return f, err
}

func (s *Server) extensionForm(c *gin.Context, file desk.AdjustFile, v form.Values, edit desk.Edit) (effectForm, error) {
	ctx, actor, d := c.Request.Context(), me(c).Actor, file.Date.Deadline
	if !d.Rule.Extendable() {
		return effectForm{}, fault.Conflictf("This date cannot be extended: it opens something, or is a date of our own practice.")
	}
	in := deadline.MoreTime{By: deadline.Grantor(v.Text("extended_by")), On: dateOf(v, "new_on"), Reason: v.Trimmed("reason"), Evidence: v.Trimmed("evidence")}
	return effectForm{
		page: questionPage{
			Heading: "Record an extension",
			Intro:   []string{"Record here that somebody with the power to gave more time. The date as counted stays to be read. An extension never makes a date earlier."},
		},
		button: "Record extension", depends: boxes("new_on"),
		ask: func(q *questions) {
			q.inset("The date is now " + stoodWords(d) + ".")
			q.one("extended_by", "Who gave more time?", "", labelled(deadline.Grantors)...)
			q.date("new_on", "The new date", "The last day, as the letter gives it.")
			q.long("reason", "Why was it extended?", "As the letter says it.")
			q.text("evidence", "Where is the letter or message kept?", "So that it can be found and checked, for example: locked cabinet 2.")
		},
		preview: func() ([]render.Question, error) {
			moves, err := s.desk.PreviewExtension(ctx, actor, file.Case.Ref, file.Date.ID, in)
			return movesShown(moves, file.Today), typedDates(err, v, "new_on")
		},
		do: func() error {
			return typedDates(s.desk.ExtendDeadline(ctx, actor, edit, file.Date.ID, in), v, "new_on")
		},
		done: movedTo(file, "The extension is recorded. The date as counted stays to be read."),
	}, nil
}

func (s *Server) overrideForm(c *gin.Context, file desk.AdjustFile, v form.Values, edit desk.Edit) (effectForm, error) {
	ctx, actor, d := c.Request.Context(), me(c).Actor, file.Date.Deadline
	if !d.Rule.Overridable() {
		return effectForm{}, fault.Conflictf("The rule of this date is not in doubt, so no other day can stand in for it. If somebody gave more time, record an extension.")
	}
	in := deadline.OnLetter{On: dateOf(v, "new_on"), Reason: v.Trimmed("reason"), Evidence: v.Trimmed("evidence")}
	asked := letterWords
	if d.Rule.OwnPractice() {
		asked = practiceWords
	}
	return effectForm{
		page:   questionPage{Heading: asked.heading, Intro: []string{asked.intro}},
		button: "Use this date", depends: boxes("new_on"),
		ask: func(q *questions) {
			q.inset("Counted: " + stoodWords(d) + ". " + d.Rule.Confidence.Words())
			q.date("new_on", asked.date, "For example, 12 6 2026.")
			q.long("reason", "Why does this date count?", asked.reason)
			q.text("evidence", asked.evidence, "So that it can be found and checked, for example: locked cabinet 2.")
		},
		preview: func() ([]render.Question, error) {
			moves, err := s.desk.PreviewOverride(ctx, actor, file.Case.Ref, file.Date.ID, in)
			return movesShown(moves, file.Today), typedDates(err, v, "new_on")
		},
		do: func() error {
			return typedDates(s.desk.OverrideDeadline(ctx, actor, edit, file.Date.ID, in), v, "new_on")
		},
		done: movedTo(file, "The date is set. The date as counted stays to be read."),
	}, nil
}

// overrideWords are what an override is called for a rule that reads law or
// guidance, and for a date of our own practice.
type overrideWords struct{ heading, intro, date, reason, evidence string }

var (
	letterWords = overrideWords{
		"Use the date on the letter", "We are not sure of this rule. Where the letter gives another day, the letter counts. The counted day stays to be read.",
		"Date on the letter", "For example: the letter gives 14 days.", "Where is the letter kept?",
	}
	practiceWords = overrideWords{
		"Agree another date", "No law or guidance sets this date. Another day can be agreed for this case. The counted day stays to be read.",
		"The day agreed", "For example: agreed with the client and the supervisor.", "Where is the agreement written down?",
	}
)

func (s *Server) takeBackForm(c *gin.Context, file desk.AdjustFile, v form.Values, edit desk.Edit) (effectForm, error) {
	ctx, actor, d, reason := c.Request.Context(), me(c).Actor, file.Date.Deadline, v.Trimmed("reason")
	if d.AdjustedBy == "" {
		return effectForm{}, fault.Conflictf("Nothing moves this date any more: it is as the rule counts it.")
	}
	return effectForm{
		page: questionPage{
			Heading: "Take the change of this date back",
			Intro:   []string{"For a change that was recorded in error or no longer holds. The record of it stays."},
		},
		button: "Take it back", depends: []string{"reason"},
		ask: func(q *questions) {
			q.inset("The date is now " + stoodWords(d) + ". As counted: " + d.Counted.Long() + ".")
			q.long("reason", "Why is it taken back?", "")
		},
		preview: func() ([]render.Question, error) {
			moves, err := s.desk.PreviewTakeBack(ctx, actor, file.Case.Ref, file.Date.ID, reason)
			return movesShown(moves, file.Today), err
		},
		do:   func() error { return s.desk.TakeBackAdjustment(ctx, actor, edit, file.Date.ID, reason) },
		done: movedTo(file, "The change of the date is taken back."),
	}, nil
}

func movedTo(file desk.AdjustFile, notice string) func() (string, string) {
	return func() (string, string) { return caseAddress(file.Case.Ref) + "/dates", notice }
}

// adjustmentCard is one adjustment as it was recorded. The counted day stands
// beside the day it moved to.
func adjustmentCard(a desk.Adjustment, all []desk.Adjustment) render.SummaryList {
	title := map[deadline.AdjustmentKind]string{
		deadline.Extension: "Extension", deadline.Override: "Other date than the counted one", "taken_back": "Taken back",
	}[a.Kind]
	rows := []render.SummaryRow{answer("From", a.Old.Long()), answer("To", a.On.Long())}
	rows = more(rows, "Given by", a.Authority.Label())
	rows = append(rows, answer("Reason", a.Reason))
	rows = more(rows, "Letter or message kept", a.Evidence)
	rows = append(rows, answer("Recorded", "By "+a.RecordedByName+" on "+moment(a.RecordedAt)))
	for _, o := range all {
		if o.TakesBack == a.ID {
			rows = append(rows, answer("Still counts", "No: taken back by "+o.RecordedByName+" on "+calendar.LondonDay(o.RecordedAt).Long()))
		}
	}
	return answerCard(title, "", rows...)
}

var moveWords = words{
	messages: map[string]string{
		"extended_by/select_one": "Select who gave more time",
		"new_on/not_longer":      "The new date must be after {0}. An extension never makes a date earlier",
		"new_on/same":            "Enter another date. The date is {0} already",
		"new_on/before_trigger":  "The date must be on or after the {0}, {1}",
		"new_on/too_far":         "The date is too far ahead. Check the year",
		"evidence/required":      "Enter where the letter or message is kept, so that it can be checked",
	},
}
