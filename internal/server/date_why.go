package server

import (
	"errors"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/deadline"
	reminders "nrmdesk/internal/nrm/reminder"
	"nrmdesk/internal/render"
)

type whyDatePage struct {
	casePage
	Lead        string
	Words       string
	Urgency     render.Urgency
	Says        []string
	Facts       render.SummaryList
	Acts        []render.Button
	Blocked     string
	Steps       []string
	NoSteps     string
	Source      render.SummaryList
	SourceLink  *render.Link
	Unclear     []string
	Adjustments []render.SummaryList
	Earlier     render.StackedTable
	Reminders   render.StackedTable
	WhatIf      *whatIfPart
}

// getWhyDate explains one date so that it can be checked by hand, and answers
// what it would be if it had counted from another day or in another nation.
func (s *Server) getWhyDate(c *gin.Context) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	why, err := s.desk.WhyDate(c.Request.Context(), me(c).Actor, r, c.Param("id"))
	if err != nil {
		return err
	}
	d := why.Date.Deadline
	page := whyDatePage{casePage: s.caseLayout(c, why.Head, "Why this date?")}
	page.Print = s.printMark(c, r)
	page.Back = &render.Link{Text: "Back to the dates", Href: caseAddress(r) + "/dates"}
	page.Lead, page.Steps = d.Rule.Label+": "+dayWords(d), why.Steps
	if hour := hourWords(why.Date, why.Handoff); hour != "" {
		page.Lead += ", " + lowerFirst(hour)
	}
	if d.Status == deadline.Open {
		cell := openCell(why.Date, why.Today)
		page.Words, page.Urgency = cell.Words, cell.Urgency
	}
	page.Says = notEmpty(adjustedSentence(why.Date), doubtWords(d.Rule))
	if len(page.Steps) == 0 {
		page.NoSteps = "This date was counted with an earlier version of the rules, so its steps cannot be shown again."
	}
	page.Facts.Rows = whyFacts(why)
	page.Acts, page.Blocked = whyActs(r, why), why.Blocked
	page.Source.Rows = ruleRows(why.Date)
	if at := d.Rule.SourceURL; at != "" {
		page.SourceLink = &render.Link{Text: "Read the source", Href: at, Hidden: "(opens another site)"}
	}
	page.Unclear = d.Rule.Unclear()
	for _, a := range why.Adjustments {
		page.Adjustments = append(page.Adjustments, adjustmentCard(a, why.Adjustments))
	}
	page.Earlier = earlierTable(r, why)
	page.Reminders = reminderTable(why)
	status := http.StatusOK
	if !why.Date.Superseded() {
		if page.WhatIf, page.Errors, err = s.whatIf(c, why); err != nil {
			return err
		}
		if page.Errors != nil {
			status = http.StatusUnprocessableEntity
		}
	}
	return s.render.Page(c.Writer, status, "dates_why", page)
}

func adjustedSentence(k desk.KeptDate) string {
	if words := adjustedWords(k); words != "" {
		return words + "."
	}
	return ""
}

func whyFacts(why desk.WhyDate) []render.SummaryRow {
	d := why.Date.Deadline
	from := []string{capital(d.Trigger.Kind.Words()) + ", " + d.Trigger.On.LongWithDay()}
	if why.Record != nil && !why.Date.Superseded() {
		for _, day := range why.Record.Days {
			if line := correctedLine(day); line != "" && day.On == d.Trigger.On {
				from = append(from, line)
			}
		}
	}
	rows := []render.SummaryRow{
		answer("Counts from", strings.Join(from, "\n")), answer("Recorded", recordedWords(why)), answer("How it stands", standingWords(why.Date)),
	}
	if why.Date.Superseded() && why.Later != nil {
		row := answer("Replaced by", dayWords(why.Later.Deadline))
		row.Actions = []render.Action{{Text: "Open", Href: caseAddress(why.Case.Ref) + "/dates/" + why.Later.ID, VisuallyHiddenText: "the date that replaced it"}}
		rows = append(rows, row)
	}
	return rows
}

// whyActs are what the reader can do about the date.
func whyActs(r casefile.Ref, why desk.WhyDate) []render.Button {
	d, at := why.Date.Deadline, caseAddress(r)+"/dates/"+why.Date.ID
	var acts []render.Button
	add := func(text, href string) {
		acts = append(acts, render.Button{Text: text, Href: href, Classes: "govuk-button--secondary"})
	}
	if why.Date.Superseded() || why.Case.State == casefile.Closed {
		return nil
	}
	running := d.Status == deadline.Open
	if running {
		if done := doneLink(r, why.Date, why.Handoff); done != nil {
			add(done.Text, done.Href)
		}
	}
	if why.Record != nil && why.Blocked == "" {
		add("Correct the date it counts from", correctionAddress(r, why.Record.RecordName))
	}
	if running && d.Rule.Extendable() {
		add("Record an extension", at+"/extend")
	}
	if running && d.Rule.Overridable() {
		add(map[bool]string{true: practiceWords.heading, false: letterWords.heading}[d.Rule.OwnPractice()], at+"/override")
	}
	if running && d.AdjustedBy != "" {
		add("Take the change back", at+"/take-back")
	}
	return acts
}

func recordedWords(why desk.WhyDate) string {
	switch kind := why.Date.Deadline.Trigger.Kind; {
	case why.RecordedBy != "":
		return "By " + why.RecordedBy + " on " + moment(why.RecordedAt)
	case kind == deadline.DateOfBirth:
		return "With the referral"
	default:
		return "With the case"
	}
}

func standingWords(k desk.KeptDate) string {
	switch {
	case k.Superseded():
		return "Replaced on " + moment(k.SupersededAt) + ". It no longer counts."
	case k.Deadline.OnHold:
		return onHoldWords + ". It keeps its day."
	case k.Deadline.Status == deadline.Open:
		return "Runs"
	default:
		return closedWords(k.Deadline)
	}
}

// ruleFact names a rule and leads to the rules in use. A rule that can no
// longer be read has its name alone.
func ruleFact(r *deadline.Rule) render.SummaryRow {
	row := answer("Rule", r.ID)
	if r.Jurisdiction.Valid() {
		row = linked(row, "See all rules", "/rules")
	}
	return row
}

// ruleRows are where the rule comes from and how far it can be trusted.
func ruleRows(k desk.KeptDate) []render.SummaryRow {
	r := k.Deadline.Rule
	rows := []render.SummaryRow{
		ruleFact(r), answer("Kind of rule", r.Kind()), answer("Source", r.Citation), answer("Confidence in this rule", trustWords(r)),
	}
	rows = more(rows, "Address of the source", r.SourceURL)
	rows = more(rows, "Last checked", r.CheckedOn.Long())
	rows = more(rows, "Note", r.Note)
	return append(rows, answer("Versions", "Rules "+k.RulesVersion+", bank holidays "+k.CalendarVersion+", counted on "+moment(k.ComputedAt)))
}

// earlierTable lists what the date was before, the latest first.
func earlierTable(r casefile.Ref, why desk.WhyDate) render.StackedTable {
	t := render.StackedTable{Caption: "What this date was before", Head: []render.Column{{Text: "Date"}, {Text: "Counted from"}, {Text: "Replaced"}}}
	for _, k := range why.Earlier {
		t.Rows = append(t.Rows, render.Row{Cells: []render.RowCell{
			{Header: true, Link: &render.Link{Text: dayWords(k.Deadline), Href: caseAddress(r) + "/dates/" + k.ID, Hidden: ": why it was this date"}, Lines: notEmpty(adjustedWords(k))},
			{Text: k.Deadline.Trigger.On.Long()}, {Text: "On " + moment(k.SupersededAt)},
		}})
	}
	return t
}

// whatBecame says more about a reminder that was told: that it was late, and
// why somebody put it off.
func whatBecame(row reminders.Row, putOffs []desk.PutOffWords) []string {
	var lines []string
	if row.Late {
		lines = append(lines, "Late: nobody looked for due reminders on its day")
	}
	for _, p := range putOffs {
		if p.ReminderID == row.ID {
			lines = append(lines, "Put off by "+p.By+" until "+p.Until.Long()+": “"+p.Reason+"”")
		}
	}
	return lines
}

func reminderTable(why desk.WhyDate) render.StackedTable {
	t := render.StackedTable{
		Caption: "Reminders", Empty: "Nobody is reminded of this date.",
		Head: []render.Column{{Text: "Date"}, {Text: "For"}, {Text: "State"}},
	}
	for _, row := range why.Reminders {
		t.Rows = append(t.Rows, render.Row{Cells: []render.RowCell{
			{Header: true, Text: row.On.Long(), Lines: []string{stepWordsOf(row.Code)}},
			{Text: audienceWords[row.Audience]}, {Text: reminderStates[row.State], Lines: whatBecame(row, why.PutOffs)},
		}})
	}
	return t
}

// whatIfPart asks what the date would be otherwise, and says it. It is asked
// with an address, so no date out of the client's life can be asked about.
type whatIfPart struct {
	Action    string
	Questions []render.Question
	Button    render.Button
	Asked     bool
	Says      string
	Steps     []string
	Moves     render.StackedTable
}

func (s *Server) whatIf(c *gin.Context, why desk.WhyDate) (*whatIfPart, *render.ErrorSummary, error) {
	d := why.Date.Deadline
	v := form.Of(c.Request.URL.Query())
	part := &whatIfPart{Action: c.Request.URL.Path, Button: render.Button{Text: "Show it", Classes: "govuk-button--secondary"}}
	private := d.Trigger.Kind.Background()
	part.Asked = !private && !v.Date("if").Empty() || v.Text("nation") != ""
	var problems fault.Problems
	if part.Asked {
		in := desk.WhatIf{Nation: calendar.Nation(v.Text("nation"))}
		if !private {
			in.On = dateOf(v, "if")
			problems = dateProblems(nil, v, "if")
		}
		answer, err := s.desk.WhatIf(c.Request.Context(), me(c).Actor, why.Case.Ref, why.Date.ID, in)
		var invalid *fault.Invalid
		if errors.As(err, &invalid) {
			problems = append(problems, invalid.Problems...)
		} else if err != nil {
			return nil, nil, err
		}
		if part.Asked = len(problems) == 0; part.Asked {
			part.answer(answer, in, why)
		}
	}
	q := ask(v, problems)
	if !private {
		q.date("if", "If it had counted from", "It counts from "+d.Trigger.On.Long()+". Leave it empty to keep that.")
	}
	choices := []choice{}
	for _, n := range calendar.Nations {
		if n != why.Case.Nation {
			choices = append(choices, choice{value: string(n), text: n.Name()})
		}
	}
	q.pick("nation", "If the client were in", "The case is in "+why.Case.Nation.Name()+".", choices...)
	part.Questions = q.list
	return part, q.summary(), nil
}

func (p *whatIfPart) answer(a desk.WhatIfAnswer, in desk.WhatIf, why desk.WhyDate) {
	var ifs []string
	if !in.On.IsZero() {
		ifs = append(ifs, "counted from "+in.On.LongWithDay())
	}
	if in.Nation != "" {
		ifs = append(ifs, "in "+in.Nation.Name())
	}
	p.Says = "This date would not run"
	if a.Then.Rule != nil {
		p.Says = stoodWords(a.Then)
	}
	p.Says = capital(strings.Join(ifs, ", ")) + ": " + p.Says + ". Nothing in the case has changed."
	p.Steps = a.Steps
	p.Moves = movesTable(a.Moves, why.Today)
	p.Moves.Caption, p.Moves.Empty = "What would be different", "No date would be different."
	for i := range p.Moves.Rows {
		p.Moves.Rows[i].Cells[2].Lines = nil // nobody plans reminders for what is not
	}
}
