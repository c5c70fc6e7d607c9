package server

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/auditing"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/render"
)

func (s *Server) sampleRoutes() []route {
	return []route{
		{method: "GET", path: "/audit/samples", handle: s.getSamples},
		{method: "GET", path: "/audit/samples/new", handle: s.getNewSample},
		{method: "POST", path: "/audit/samples/new", handle: s.postNewSample},
		{method: "GET", path: "/audit/samples/:number", handle: s.getSample},
	}
}

func (s *Server) getSamples(c *gin.Context) error {
	list, err := s.desk.Samples(c.Request.Context(), me(c).Actor, placeIn(c, "before"))
	if err != nil {
		return err
	}
	page := auditPage{
		Layout: s.layout(c, "Samples", "Audit"), Heading: "Samples",
		Intro: []string{"A sample is drawn from the consent register by chance or by risk. With its seed anybody can draw the same records again."},
		Acts:  []render.Button{{Text: "Draw a sample", Href: "/audit/samples/new"}},
	}
	t := render.StackedTable{
		Caption: "Samples drawn", CaptionHidden: true, Empty: "No sample has been drawn yet.",
		Head: []render.Column{{Text: "Sample"}, {Text: "Records made"}, {Text: "Seed"}, {Text: "Reviewed"}, {Text: "Drawn"}},
	}
	for _, one := range list.List {
		t.Rows = append(t.Rows, render.Row{Cells: []render.RowCell{
			{Header: true, Link: &render.Link{Text: sampleName(one.Kind, one.Number), Href: sampleAddress(one.Number)}, Lines: []string{one.GroupedBy.Label()}},
			{Text: one.From.Long() + " to " + one.To.Long()}, {Text: strconv.FormatInt(one.Seed, 10)},
			{Text: progress(one.Reviewed, one.Size)}, {Text: moment(one.DrawnAt), Lines: []string{"by " + list.Names[one.DrawnBy]}},
		}})
	}
	page.table("", t)
	page.older("/audit/samples?", list.Next)
	page.Width = render.Wide
	return s.render.Page(c.Writer, http.StatusOK, "audit_page", page)
}

func sampleName(kind auditing.SampleKind, number int) string {
	if kind == auditing.RiskSample {
		return "Risk sample " + strconv.Itoa(number)
	}
	return "Sample " + strconv.Itoa(number)
}

func progress(done, of int) string { return fmt.Sprintf("%d of %d", done, of) }

func (s *Server) getNewSample(c *gin.Context) error {
	return s.newSampleForm(c, http.StatusOK, form.Of(url.Values{tokenField: {uuid.NewString()}, "confidence": {"95"}, "error": {"5"}}), nil, "")
}

func (s *Server) newSampleForm(c *gin.Context, status int, v form.Values, problems fault.Problems, suggestion string) error {
	if err := s.desk.Ask(c.Request.Context(), me(c).Actor, access.DrawSample); err != nil {
		return err
	}
	list, err := s.desk.Samples(c.Request.Context(), me(c).Actor, 0)
	if err != nil {
		return err
	}
	q := ask(v, problems)
	if suggestion != "" {
		q.inset(suggestion)
	}
	q.one("kind", "How are records chosen?", "",
		choice{string(auditing.RandomSample), "By chance", "Every record has the same chance, within its group."},
		choice{string(auditing.RiskSample), "By risk", "Answers changed after sending, explained in under 5 minutes, another language and nobody interpreted, refusals nothing followed."})
	q.date("from", "Records made from", "For example, 1 10 2026")
	q.date("to", "Records made until", "")
	teams := []choice{}
	for _, t := range list.Teams {
		teams = append(teams, choice{value: t.ID, text: t.Name})
	}
	team := q.pick("team", "Team", "", teams...)
	team.Items[0].Text = "All teams"
	groups := make([]choice, len(auditing.Groupings))
	for i, g := range auditing.Groupings {
		groups[i] = choice{value: string(g), text: g.Label()}
	}
	grouped := q.pick("grouped_by", "Kept in proportion", "", groups[1:]...)
	grouped.Items[0].Text = groups[0].text
	size := q.text("size", "How many records?", "Leave it empty to take the number suggested for the confidence and error below. By risk, empty takes them all.")
	size.Classes, size.Inputmode = "govuk-input--width-5", "numeric"
	confidences := make([]choice, len(auditing.Confidences))
	for i, conf := range auditing.Confidences {
		confidences[i] = choice{value: strconv.Itoa(int(conf)), text: strconv.Itoa(int(conf)) + "%"}
	}
	q.one("confidence", "Confidence", "How sure the sample should be to tell what all records would.", confidences...)
	within := q.text("error", "Error allowed, in percent", "5 means that a share found in the sample is within 5 points of the share in all records.")
	within.Classes, within.Inputmode = "govuk-input--width-3", "decimal"
	seed := q.text("seed", "Seed (optional)", "To draw an earlier sample again. Empty takes a new one.")
	seed.Classes, seed.Inputmode = "govuk-input--width-10", "numeric"
	page := questionPage{
		Layout: s.layout(c, "Draw a sample", "Audit"), Heading: "Draw a sample", Action: "/audit/samples/new", Questions: q.list,
		Intro:  []string{"Drawing is recorded. A sample is never changed afterwards."},
		Hidden: []render.Hidden{{Name: tokenField, Value: v.Text(tokenField)}}, Buttons: render.SaveButtons{Text: "Draw the sample"},
	}
	page.Back = &render.Link{Text: "Back to samples", Href: "/audit/samples"}
	page.Errors = q.summary()
	return s.render.Page(c.Writer, status, "question", page)
}

func (s *Server) postNewSample(c *gin.Context) error {
	v, err := form.Read(c.Request, form.Usual)
	if err != nil {
		return err
	}
	design, size, problems := designOf(v)
	if len(problems) > 0 {
		return s.newSampleForm(c, http.StatusUnprocessableEntity, v, problems, "")
	}
	if design.Kind == auditing.RandomSample && size == 0 {
		return s.suggestSize(c, v, design)
	}
	number, err := s.desk.DrawSample(c.Request.Context(), me(c).Actor, design, size, v.Text(tokenField))
	var invalid *fault.Invalid
	var conflict *fault.Conflict
	switch {
	case errors.As(err, &invalid):
		return s.newSampleForm(c, http.StatusUnprocessableEntity, v, invalid.Problems, "")
	case errors.As(err, &conflict):
		return s.newSampleForm(c, http.StatusConflict, v, nil, conflict.Message)
	case err != nil:
		return err
	}
	return seeOther(c, sampleAddress(number))
}

// suggestSize shows the form again with the number that fits the confidence and
// error, to be changed or drawn.
func (s *Server) suggestSize(c *gin.Context, v form.Values, design auditing.Design) error {
	suggested, err := s.desk.SuggestSize(c.Request.Context(), me(c).Actor, design)
	if invalid := (*fault.Invalid)(nil); errors.As(err, &invalid) {
		return s.newSampleForm(c, http.StatusUnprocessableEntity, v, invalid.Problems, "")
	}
	if err != nil {
		return err
	}
	if suggested.Size == 0 {
		return s.newSampleForm(c, http.StatusConflict, v, nil, "No consent record was made in those days. Choose other days, or all teams.")
	}
	filled := url.Values{}
	for _, name := range v.Names() {
		filled[name] = v.All(name)
	}
	filled.Set("size", strconv.Itoa(suggested.Size))
	return s.newSampleForm(c, http.StatusOK, form.Of(filled), nil, fmt.Sprintf("%s made in those days. For %d%% confidence within %s points, look at %d. Change the number if you like, then draw.",
		capital(counted(int64(suggested.Population), "record was", "records were")), design.Confidence, strconv.FormatFloat(design.ErrorPercent, 'f', -1, 64), suggested.Size))
}

// readDate is the date typed in three boxes; none when they are empty.
func readDate(check *form.Checker, name string) calendar.Date {
	y, m, d := check.MaybeDate(name)
	if y == 0 {
		return calendar.Date{}
	}
	return calendar.NewDate(y, time.Month(m), d)
}

// designOf reads the form. Problems are those of reading alone; the rest is
// the rulebook's.
func designOf(v form.Values) (d auditing.Design, size int, problems fault.Problems) {
	check := form.Check(v)
	d = auditing.Design{
		Kind: auditing.SampleKind(v.Text("kind")), From: readDate(check, "from"), To: readDate(check, "to"), TeamID: afterID(v.Text("team")),
		GroupedBy: auditing.Grouping(v.Text("grouped_by")),
	}
	if typed := v.Trimmed("size"); typed != "" {
		n, err := strconv.Atoi(typed)
		if err != nil || n < 1 {
			check.Problem("size", "not_a_number")
		}
		size = n
	}
	confidence, _ := strconv.Atoi(v.Text("confidence"))
	percent, err := strconv.ParseFloat(v.Trimmed("error"), 64)
	if err != nil && size == 0 {
		check.Problem("error", "not_a_number")
	}
	d.Confidence, d.ErrorPercent = auditing.Confidence(confidence), percent
	if typed := v.Trimmed("seed"); typed != "" {
		n, err := strconv.ParseInt(typed, 10, 64)
		if err != nil || n < 1 {
			check.Problem("seed", "not_a_number")
		}
		d.Seed = n
	}
	return d, size, check.Problems()
}

func (s *Server) getSample(c *gin.Context) error {
	number, err := numberIn(c)
	if err != nil {
		return err
	}
	one, err := s.desk.Sample(c.Request.Context(), me(c).Actor, number, placeIn(c, "after"))
	if err != nil {
		return err
	}
	heading := sampleName(one.Kind, one.Number)
	page := auditPage{Layout: s.layout(c, heading, "Audit"), Heading: heading, Intro: []string{progress(one.Reviewed, one.Size) + " reviewed."}}
	page.Back = &render.Link{Text: "Back to samples", Href: "/audit/samples"}
	page.Width = render.Wide
	if one.NextUp != "" {
		page.Acts = []render.Button{{Text: "Review the next record", Href: inSample(registerAddress(one.NextUp), number)}}
	} else {
		page.Intro = append(page.Intro, "Every record of this sample has been reviewed.")
	}
	page.Acts = append(page.Acts, render.Button{Text: "Make a proof pack", Href: sampleAddress(number) + "/proof", Classes: "govuk-button--secondary"})
	team := "All teams"
	if one.Team != "" {
		team = one.Team
	}
	rows := []render.SummaryRow{
		answer("Records made", one.From.Long()+" to "+one.To.Long()), answer("Team", team),
		answer("Drawn from", counted(int64(one.Population), "record", "records")), answer("Records drawn", strconv.Itoa(one.Size)),
		answer("Seed", strconv.FormatInt(one.Seed, 10)), answer("Kept in proportion", one.GroupedBy.Label()),
	}
	if one.Confidence > 0 && one.Kind == auditing.RandomSample {
		rows = append(rows, answer("Size chosen for", fmt.Sprintf("%d%% confidence, within %s points", one.Confidence, strconv.FormatFloat(one.ErrorPercent, 'f', -1, 64))))
	}
	rows = append(rows, answer("Drawn", moment(one.DrawnAt)+" by "+one.DrawnByName))
	page.card("How it was drawn", rows...)
	t := render.StackedTable{
		Caption: "Records", CaptionHidden: true,
		Head: []render.Column{{Text: "Place", Numeric: true}, {Text: "Record"}, {Text: "Group"}, {Text: "Risks"}, {Text: "Review"}, {Text: "Findings", Numeric: true}},
	}
	for _, r := range one.Records {
		review := render.Tag{Text: "To do", Classes: "govuk-tag--yellow"}
		if r.Reviewed {
			review = render.Tag{Text: "Reviewed", Classes: "govuk-tag--green"}
		}
		t.Rows = append(t.Rows, render.Row{Cells: []render.RowCell{
			{Text: strconv.Itoa(r.Position)}, {Header: true, Link: &render.Link{Text: r.Reference, Href: inSample(registerAddress(r.Reference), number)}},
			{Text: orNot(r.Stratum, "All")}, risksCell(r.Risks), {Tags: []render.Tag{review}}, {Text: strconv.Itoa(r.Findings)},
		}})
	}
	page.table("Records", t)
	if one.Next > 0 {
		page.link("Next records", sampleAddress(number)+"?after="+strconv.Itoa(one.Next))
	}
	return s.render.Page(c.Writer, http.StatusOK, "audit_page", page)
}

func risksCell(risks []auditing.Risk) render.RowCell {
	cell := render.RowCell{}
	for _, r := range risks {
		cell.Lines = append(cell.Lines, r.Label())
	}
	if len(cell.Lines) == 0 {
		cell.Text = "None"
	}
	return cell
}
