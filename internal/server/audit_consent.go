package server

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/auditing"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/render"
)

type registerPage struct {
	render.Layout
	Heading string
	Intro   string
	Filter  render.Filter
	Table   render.StackedTable
	Through string // said when the page ended before it was full
	Next    *render.Link
}

func (s *Server) getConsentRegister(c *gin.Context) error {
	asked := form.Of(c.Request.URL.Query())
	list, err := s.desk.ConsentRegister(c.Request.Context(), me(c).Actor, registerQuery(asked))
	if err != nil {
		return err
	}
	page := registerPage{
		Layout: s.layout(c, "Consent register", "Audit"), Heading: "Consent register",
		Intro:  "Every record of consent in your organisation, newest first, without names. Records are never edited: a later one replaces an earlier one.",
		Filter: registerFilter(asked, list), Table: registerTable(list),
	}
	page.Width = render.Wide
	if !list.Through.IsZero() {
		page.Through = "Looked through the records down to " + list.Through.Long() + ". There may be more that fit; the next page goes on from there."
	}
	if list.More {
		address := url.Values{}
		for _, name := range asked.Names() {
			address[name] = asked.All(name)
		}
		address.Set("after", list.Next.ID)
		address.Set("at", list.Next.RecordedAt.UTC().Format(time.RFC3339Nano))
		page.Next = &render.Link{Text: "Next page", Href: "/audit/consent?" + address.Encode()}
	}
	return s.render.Page(c.Writer, http.StatusOK, "audit_consent", page)
}

// registerQuery reads the filter. What the address has wrong is left out.
func registerQuery(asked form.Values) desk.RegisterQuery {
	q := desk.RegisterQuery{
		From: dateOf(asked, "from"), To: dateOf(asked, "to"), TeamID: afterID(asked.Text("team")), Language: asked.Trimmed("language"),
		WorkerID: afterID(asked.Text("worker")), Sheet: asked.Trimmed("sheet"), Gap: auditing.Gap(asked.Text("gap")),
	}
	if how := consent.How(asked.Text("method")); how.Label() != "" {
		q.How = how
	}
	if status := consent.Status(asked.Text("outcome")); status.Label() != "" {
		q.Status = status
	}
	if at, err := time.Parse(time.RFC3339Nano, asked.Text("at")); err == nil {
		q.After = desk.RegisterPlace{RecordedAt: at, ID: afterID(asked.Text("after"))}
	}
	return q
}

func registerFilter(asked form.Values, list desk.Register) render.Filter {
	const base = "/audit/consent"
	from, to := dateBoxes(asked, "from", "Recorded from"), dateBoxes(asked, "to", "Recorded to")
	any := render.Option{Value: "", Text: "Any"}
	team := render.Select{Name: "team", Value: asked.Text("team"), Label: render.Label{Text: "Team"}, Items: []render.Option{any}}
	for _, t := range list.Teams {
		team.Items = append(team.Items, render.Option{Value: t.ID, Text: t.Name})
	}
	method := render.Select{Name: "method", Value: asked.Text("method"), Label: render.Label{Text: "Method"}, Items: []render.Option{any}}
	for _, how := range consent.Hows {
		method.Items = append(method.Items, render.Option{Value: string(how), Text: how.Label()})
	}
	outcome := render.Select{Name: "outcome", Value: asked.Text("outcome"), Label: render.Label{Text: "Outcome"}, Items: []render.Option{any}}
	for _, st := range consent.Statuses {
		if st != consent.StatusNone {
			outcome.Items = append(outcome.Items, render.Option{Value: string(st), Text: st.Label()})
		}
	}
	worker := render.Select{Name: "worker", Value: asked.Text("worker"), Label: render.Label{Text: "Worker"}, Items: []render.Option{any}}
	for _, w := range list.Workers {
		worker.Items = append(worker.Items, render.Option{Value: w.ID, Text: w.Name})
	}
	gap := render.Select{Name: "gap", Value: asked.Text("gap"), Label: render.Label{Text: "Asked and sent"}, Items: []render.Option{any}}
	for _, g := range auditing.Gaps {
		gap.Items = append(gap.Items, render.Option{Value: string(g), Text: g.Label()})
	}
	sheet := render.Input{Name: "sheet", Value: asked.Text("sheet"), Label: render.Label{Text: "Sheet version"}, Autocomplete: "off", Classes: "govuk-input--width-5"}
	language := render.Input{Name: "language", Value: asked.Text("language"), Label: render.Label{Text: "Language"}, Autocomplete: "off"}
	f := render.Filter{Action: base, Fields: []render.FilterField{
		{DateInput: &from}, {DateInput: &to}, {Select: &team}, {Select: &worker}, {Select: &method}, {Select: &outcome}, {Select: &gap}, {Input: &language}, {Input: &sheet},
	}}
	chip := func(name, text string) {
		f.Active = append(f.Active, render.Link{Text: text, Href: withoutField(base, asked, name)})
	}
	for _, name := range []string{"from", "to"} {
		if d := dateOf(asked, name); !d.IsZero() {
			chip(name, "Recorded "+name+" "+d.Long())
		}
	}
	for _, w := range list.Workers {
		if w.ID == asked.Text("worker") {
			chip("worker", "Worker: "+w.Name)
		}
	}
	for _, t := range list.Teams {
		if t.ID == asked.Text("team") {
			chip("team", "Team: "+t.Name)
		}
	}
	q := registerQuery(asked)
	for _, in := range []struct{ name, what, text string }{
		{"method", "Method: ", q.How.Label()}, {"outcome", "Outcome: ", q.Status.Label()}, {"language", "Language: ", q.Language}, {"sheet", "Sheet version: ", q.Sheet}, {"gap", "", q.Gap.Label()},
	} {
		if in.text != "" {
			chip(in.name, in.what+in.text)
		}
	}
	if len(f.Active) > 0 {
		f.Open, f.Clear = true, base
	}
	return f
}

// withoutField is the address of a filtered list with one filter taken away,
// from its first page.
func withoutField(base string, asked form.Values, name string) string {
	left := url.Values{}
	for _, n := range asked.Names() {
		if n != name && !strings.HasPrefix(n, name+"-") && n != "after" && n != "at" && asked.Text(n) != "" {
			left[n] = asked.All(n)
		}
	}
	if len(left) == 0 {
		return base
	}
	return base + "?" + left.Encode()
}

func registerTable(list desk.Register) render.StackedTable {
	t := render.StackedTable{
		Caption: "Consent records", CaptionHidden: true,
		Empty: "No consent record fits. Take away a filter, or record consent on a case first.",
		Head: []render.Column{
			{Text: "Record"}, {Text: "Recorded"}, {Text: "Method"}, {Text: "Language"}, {Text: "Sheet"}, {Text: "Interpreter"},
			{Text: "Answers"}, {Text: "Outcome"}, {Text: "Before sending?"},
		},
	}
	for _, e := range list.Entries {
		r := e.Record
		t.Rows = append(t.Rows, render.Row{Cells: []render.RowCell{
			{Header: true, Link: &render.Link{Text: e.Reference, Href: registerAddress(e.Reference)}, Lines: []string{consentKind(r.Kind)}},
			{Text: moment(e.RecordedAt), Lines: []string{"by " + e.Worker, e.Team}},
			{Text: orNot(r.Explanation.How.Label(), "Not asked")}, {Text: orNot(r.Explanation.Language, "Not given")},
			{Text: orNot(sheetName(r.Explanation), "None"), Lines: explainedCount(r)},
			{Text: orNot(shortInterpreters[r.Explanation.Interpreter], "Not asked")},
			answersCell(r), {Tags: []render.Tag{registerTag(e)}, Lines: replacedLine(e.Latest)}, {Text: beforeSending(e)},
		}})
	}
	return t
}

func registerAddress(reference string) string { return "/audit/consent/" + url.PathEscape(reference) }

// answersCell tells the answers in few lines: how many said yes, and which did
// not.
func answersCell(r consent.Record) render.RowCell {
	said := map[consent.Answer][]string{}
	for _, p := range consent.Purposes {
		if a := r.Answer(p); a != consent.Unanswered {
			said[a] = append(said[a], shortPurposes[p])
		}
	}
	var cell render.RowCell
	switch yes := len(said[consent.Yes]); {
	case len(said) == 0:
		cell.Text = "None asked"
	case yes > 0:
		cell.Lines = append(cell.Lines, consent.Yes.Label()+": "+number(yes))
	}
	for _, a := range []consent.Answer{consent.No, consent.NeedsMoreTime} {
		if len(said[a]) > 0 {
			cell.Lines = append(cell.Lines, a.Label()+": "+strings.Join(said[a], ", "))
		}
	}
	return cell
}

// shortPurposes fit a column; the record's own page has the whole questions.
var shortPurposes = map[consent.Purpose]string{
	consent.ReferToNRM: "Referral", consent.WantsSupport: "Support", consent.HelpAuthorities: "Help a case",
	consent.ShareSupport: "Share for support", consent.SharePolice: "Share with police", consent.DecisionToOther: "Decision to others",
	consent.ContactClient: "Contact", consent.IdentifyInDuty: "Name in report", consent.ShareLocalAuthority: "Share with local authority",
	consent.ShareLegal: "Share with lawyer", consent.ShareFeedback: "Ask for feedback",
}

// shortInterpreters fit a column as well.
var shortInterpreters = map[consent.Interpreter]string{
	consent.NoneNeeded: "Not needed", consent.Professional: "Professional", consent.Colleague: "A worker",
	consent.Declined: "Declined", consent.Companion: "Companion",
}

func consentKind(k consent.Kind) string {
	switch k {
	case consent.NotRequired:
		return "Not required"
	case consent.Withdrawal:
		return "Withdrawal"
	default:
		return "Answers"
	}
}

func registerTag(e desk.RegisterEntry) render.Tag {
	status, latest := e.Record.Status(), e.Latest
	tag := render.Tag{Text: status.Label(), Classes: "govuk-tag--grey"}
	switch e.Record.Error {
	case consent.ErrorConfirmed:
		return render.Tag{Text: "Recorded in error", Classes: "govuk-tag--grey"}
	case consent.ErrorWaiting:
		return render.Tag{Text: "Said to be wrong", Classes: "govuk-tag--yellow"}
	}
	if !latest {
		return tag
	}
	switch status {
	case consent.StatusGiven:
		tag.Classes = "govuk-tag--green"
	case consent.StatusPartly, consent.StatusNeedsMoreTime:
		tag.Classes = "govuk-tag--yellow"
	}
	return tag
}

func replacedLine(latest bool) []string {
	if latest {
		return nil
	}
	return []string{"Replaced by a later record"}
}

func explainedCount(r consent.Record) []string {
	switch {
	case r.Kind == consent.Withdrawal:
		return nil
	case r.Explanation.Complete():
		return []string{"All explained"}
	default:
		return []string{strconv.Itoa(len(r.Explanation.Points)) + " of " + strconv.Itoa(len(consent.Points)) + " points explained"}
	}
}

func orNot(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

// beforeSending answers A1: was it recorded before the referral went?
func beforeSending(e desk.RegisterEntry) string {
	switch {
	case e.Record.Kind == consent.Withdrawal:
		return "Does not apply"
	case e.SentAt.IsZero() && e.SentOn.IsZero():
		return "Not sent yet"
	case e.SentAt.IsZero():
		if on := calendar.LondonDay(e.RecordedAt); !on.After(e.SentOn) {
			return "Yes, " + days(on.DaysUntil(e.SentOn)) + " before"
		}
	case !e.RecordedAt.After(e.SentAt):
		return "Yes, " + span(e.SentAt.Sub(e.RecordedAt)) + " before"
	}
	if e.Covered {
		return "After sending; an earlier record came before"
	}
	return "No"
}

func span(d time.Duration) string {
	switch {
	case d < time.Hour:
		return strconv.Itoa(int(d.Minutes())) + " min"
	case d < 48*time.Hour:
		return strconv.Itoa(int(d.Hours())) + " h"
	default:
		return days(int(d.Hours() / 24))
	}
}

func days(n int) string { return counted(int64(n), "day", "days") }
