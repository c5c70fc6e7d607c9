package server

import (
	"net/url"
	"strconv"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/decision"
	"nrmdesk/internal/render"
)

func (s *Server) correctionRoutes() []route {
	return []route{
		{method: "GET", path: "/cases/:ref/correct/:kind/:id", handle: s.getCorrection},
		{method: "POST", path: "/cases/:ref/correct/:kind/:id", handle: s.postCorrection},
	}
}

func correctionAddress(r casefile.Ref, name desk.RecordName) string {
	return caseAddress(r) + "/correct/" + string(name.Kind) + "/" + name.ID
}

func (s *Server) getCorrection(c *gin.Context) error {
	f, file, err := s.correctionForm(c, form.Values{}, desk.Edit{})
	if err != nil {
		return err
	}
	return s.effectForm(c, f, recordedValues(file.Record), nil)
}

func (s *Server) postCorrection(c *gin.Context) error {
	v, edit, err := posted(c)
	if err != nil {
		return err
	}
	f, _, err := s.correctionForm(c, v, edit)
	if err != nil {
		return err
	}
	return s.takeEffect(c, f, v)
}

func (s *Server) correctionForm(c *gin.Context, v form.Values, edit desk.Edit) (effectForm, desk.CorrectionFile, error) {
	r, err := ref(c)
	if err != nil {
		return effectForm{}, desk.CorrectionFile{}, err
	}
	ctx, actor := c.Request.Context(), me(c).Actor
	name := desk.RecordName{Kind: desk.RecordKind(c.Param("kind")), ID: c.Param("id")}
	file, err := s.desk.Correction(ctx, actor, r, name)
	if err == nil && file.Blocked != "" {
		err = fault.Conflictf("%s", file.Blocked)
	}
	if err != nil {
		return effectForm{}, file, err
	}
	in := desk.Correction{RecordName: name, Days: map[desk.DateField]calendar.Date{}, Never: v.Text("never") == "yes", Reason: v.Trimmed("reason")}
	f := effectForm{head: file.Head, button: "Correct the date", depends: []string{"never"}}
	var names []string
	for _, day := range file.Record.Days {
		field := string(day.Field)
		in.Days[day.Field] = dateOf(v, field)
		names, f.depends = append(names, field), append(f.depends, boxes(field)...)
	}
	back := caseAddress(r) + "/dates"
	if name.Kind == desk.DecisionRecord || name.Kind == desk.RequestRecord {
		back = caseAddress(r) + "/decisions"
	}
	f.page = questionPage{
		Caption: recordTitle(file.Record), Heading: "Correct a date",
		Intro: []string{"What was recorded stays to be read, with the correction beside it. Dates that hang on it are counted again."},
		Other: &render.Link{Text: "Go back without correcting", Href: back},
	}
	f.ask = func(q *questions) { askCorrection(q, file.Record) }
	f.preview = func() ([]render.Question, error) {
		p, err := s.desk.PreviewCorrection(ctx, actor, r, in)
		shown := movesShown(p.Moves, file.Today)
		if p.OtherAge {
			shown = append([]render.Question{{Warning: &render.WarningText{Text: otherAgeWords(file.Head)}}}, shown...)
		}
		return shown, typedDates(err, v, names...)
	}
	f.do = func() error { return typedDates(s.desk.CorrectDates(ctx, actor, edit, in), v, names...) }
	f.done = func() (string, string) {
		return back, "The date is corrected. The dates that hang on it are counted again."
	}
	return f, file, nil
}

func otherAgeWords(h desk.Head) string {
	return "With this date of birth the client is of another age group than the case says (" + h.Case.AgeBand.Label() + "). Check which of the two is right."
}

// recordedValues fill the form with the dates as they count now.
func recordedValues(r desk.DatedRecord) form.Values {
	fields := url.Values{}
	for _, day := range r.Days {
		fillDate(fields, string(day.Field), day.On)
	}
	return form.Of(fields)
}

// fillDate puts a date into the three boxes of a question.
func fillDate(fields url.Values, name string, on calendar.Date) {
	if on.IsZero() {
		return
	}
	fields.Set(name+"-day", strconv.Itoa(on.Day()))
	fields.Set(name+"-month", strconv.Itoa(int(on.Month())))
	fields.Set(name+"-year", strconv.Itoa(on.Year()))
}

func askCorrection(q *questions, r desk.DatedRecord) {
	for _, day := range r.Days {
		q.date(string(day.Field), fieldLabel(r, day.Field), correctedLine(day))
	}
	if r.Kind == desk.EventRecord {
		q.some("never", "Or did it never happen?", "", choice{"yes", "It never happened", "It was recorded in error. The dates it started and ended are counted without it."})
	}
	q.long("reason", "What was wrong?", "Kept with the correction. For example: the month was misread.")
}

// recordTitle is the record whose date is wrong.
func recordTitle(r desk.DatedRecord) string {
	switch {
	case r.Decision != nil:
		return choiceWords(decision.Choice{Kind: r.Decision.Kind, Outcome: r.Decision.Outcome}) + " of " + r.Decision.DecidedOn.Long()
	case r.Request != nil:
		return "Request for reconsideration of " + r.Request.On.Long()
	case r.Event != nil:
		return r.Event.Kind.Label()
	case r.Kind == desk.BirthRecord:
		return "Date of birth"
	default:
		return "Referral"
	}
}

func fieldLabel(r desk.DatedRecord, field desk.DateField) string {
	switch {
	case field == "known_from":
		return r.Event.Kind.KnownFromLabel()
	case field == "happened_on" && r.Event.Kind.Future():
		return "The day as the letter gives it"
	}
	return map[desk.DateField]string{
		"decided_on": "Date on the letter", "received_on": "Date you received it", "told_on": "Date the client was told",
		"requested_on": "Date of the request", "submitted_on": "Date the referral was sent", "date_of_birth": "Date of birth",
		"happened_on": "The day it happened",
	}[field]
}

// correctedLine says how a date came to be what it is; empty when it stands as
// it was recorded.
func correctedLine(day desk.RecordedDay) string {
	if len(day.Corrections) == 0 {
		return ""
	}
	line := "Recorded as " + day.Corrections[0].Old.Long()
	for _, k := range day.Corrections {
		to := "corrected to " + k.New.Long()
		if k.New.IsZero() {
			to = "marked as never having happened"
		}
		line += ", " + to + " on " + calendar.LondonDay(k.CorrectedAt).Long() + " by " + k.CorrectedByName + " (" + k.Reason + ")"
	}
	return line + "."
}

// correctedRows tell, date by date, what was recorded before it was corrected.
func correctedRows(all desk.Corrections) []render.SummaryRow {
	var rows []render.SummaryRow
	for _, n := range correctedNames {
		field := desk.DateField(n.field)
		if line := correctedLine(desk.RecordedDay{Field: field, Corrections: all.Of(field)}); line != "" {
			rows = append(rows, answer("Corrected: "+lowerFirst(n.name), line))
		}
	}
	return rows
}

var correctionWords = words{
	fields: map[string]string{
		"submitted_on": "the date the referral was sent", "date_of_birth": "the date of birth", "happened_on": "the day", "known_from": "the date of the letter",
		"reason": "the reason", "event": "what happened", "note": "the note", "evidence": "where the letter is kept",
		"extended_by": "who gave more time", "new_on": "the new date", "how": "why the nation changes", "if": "the other date",
	},
	messages: map[string]string{
		"decided_on/unchanged":                     "Enter another date. The one that counts now is {0}",
		"requested_on/unchanged":                   "Enter another date. The one that counts now is {0}",
		"submitted_on/unchanged":                   "Enter another date. The one that counts now is {0}",
		"date_of_birth/unchanged":                  "Enter another date. The one that counts now is {0}",
		"happened_on/unchanged":                    "Enter another date. The one that counts now is {0}",
		"decided_on/before_nrm":                    "The date on the letter must be on or after {0}, when the NRM began. Check the year",
		"decided_on/not_deciding_on":               "{0} made no decisions on {1}. Check the date, and who decided",
		"decided_on/before_hold":                   "The date must be on or after the letter that put the decision on hold, {0}",
		"decided_on/after_resumption":              "The date must be on or before the letter that took the decision up again, {0}",
		"decided_on/after_later_decision":          "The date must be on or before the decision that came after it, {0}",
		"decided_on/after_request":                 "The date must be on or before the request for reconsideration, {0}",
		"requested_on/before_referral":             "The date of the request must be on or after the referral, {0}",
		"requested_on/before_decision_asked_about": "The date of the request must be on or after the decision it is about, {0}",
		"requested_on/after_answer":                "The date of the request must be on or before its answer, {0}",
		"submitted_on/before_nrm":                  "The date must be on or after {0}, when the NRM began. Check the year",
		"submitted_on/before_approval":             "The date must be on or after {0}, when a second person approved the referral",
		"submitted_on/after_decision":              "The date must be on or before what came back from the Home Office on {0}",
		"date_of_birth/too_old":                    "The date of birth is too long ago. Check the year",
		"happened_on/before_nrm":                   "The day must be on or after {0}, when the NRM began. Check the year",
		"happened_on/too_far":                      "The day is too far ahead. Check the year",
		"happened_on/too_old":                      "The day is too long ago. Check the year",
		"happened_on/before_what_it_follows":       "The day must be on or after the {0}, {1}",
		"happened_on/recorded_already":             "This is recorded already for {0}. Look at the dates of the case",
		"known_from/before_nrm":                    "The date of the letter must be on or after {0}, when the NRM began. Check the year",
		"known_from/before_what_it_follows":        "The date of the letter must be on or after the {0}, {1}",
		"known_from/after_given_day":               "The date of the letter must be on or before the day it gives, {0}",
	},
}
