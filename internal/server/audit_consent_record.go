package server

import (
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/render"
)

type registeredConsentPage struct {
	render.Layout
	Heading  string
	Tag      render.Tag
	Newer    *render.Link // the record that replaced this one
	Cards    []render.SummaryList
	Checks   render.StackedTable
	Risks    []string
	Reviews  render.StackedTable
	Findings render.StackedTable
	Acts     []render.Button
	Changes  render.StackedTable
	Trail    render.Link
}

func (s *Server) getRegisteredConsent(c *gin.Context) error {
	found, err := s.desk.RegisteredConsent(c.Request.Context(), me(c).Actor, c.Param("reference"))
	if err != nil {
		return err
	}
	heading := "Consent record " + found.Reference
	page := registeredConsentPage{
		Layout: s.layout(c, heading, "Audit"), Heading: heading, Tag: registerTag(found.RegisterEntry),
		Cards:   append(registeredCards(found.RegisterEntry), registeredPapers(found)),
		Changes: changesTable(found),
		Trail:   render.Link{Text: "Audit trail of case " + string(found.CaseRef), Href: "/audit/cases/" + string(found.CaseRef)},
	}
	page.Back = &render.Link{Text: "Back to the consent register", Href: "/audit/consent"}
	sample := placeIn(c, "sample")
	if sample > 0 {
		page.Back = &render.Link{Text: "Back to the sample", Href: sampleAddress(sample)}
	}
	page.Checks, page.Reviews = checkedTable(found.Checked), reviewTable(found)
	for _, risk := range found.Risks {
		page.Risks = append(page.Risks, risk.Label())
	}
	page.Findings = findingsTable(found.Findings, "No finding has been raised about this record.")
	base := registerAddress(found.Reference)
	page.Acts = []render.Button{
		{Text: "Review this record", Href: inSample(base+"/review", sample)},
		{Text: "Raise a finding", Href: base + "/finding", Classes: "govuk-button--secondary"},
		{Text: "Show who it is about", Href: base + "/identity", Classes: "govuk-button--secondary"},
	}
	if i := slices.IndexFunc(found.Others, func(e desk.RegisterEntry) bool { return e.Latest }); i >= 0 {
		newer := found.Others[i].Reference
		page.Newer = &render.Link{Text: newer, Href: registerAddress(newer)}
	}
	return s.render.Page(c.Writer, http.StatusOK, "audit_consent_record", page)
}

func registeredCards(e desk.RegisterEntry) []render.SummaryList {
	r := e.Record
	about := answerCard("About the record", "",
		answer("Case", string(e.CaseRef)), answer("Kind", consentKind(r.Kind)), answer("Given on", r.GivenOn.Long()),
		answer("Recorded", moment(e.RecordedAt)), answer("Recorded by", e.Worker), answer("Trained on", dateOr(e.TrainedOn, "Not recorded")), answer("Team", e.Team),
		answer("Before the referral was sent?", beforeSending(e)))
	if r.Kind == consent.Withdrawal {
		return []render.SummaryList{about, answerCard("Withdrawal", "",
			answer("Taken back", withdrawnWords(r.Withdrawn)), answer("At", orNot(r.WithdrawnAt, "Not given")),
			answer("How", r.WithdrawnHow.Label()), answer("Support provider told?", providerToldWord(r.ProviderTold)))}
	}
	explained := answerCard("What was explained", "", slices.Concat(sheetRows(r), []render.SummaryRow{
		answer("How", r.Explanation.How.Label()), answer("Interpreter", r.Explanation.Interpreter.Label()),
		answer("Woman or man to interpret", orNot(r.Explanation.GenderWish.Label(), "Not asked")), answer("Who else was there", orNot(presentWords(r.Explanation), "Not asked")),
	})...)
	said, left := pointsOf(r.Explanation)
	explained.Rows = append(explained.Rows, answer("Explained", orNot(said, "Nothing")), answer("Left out", orNot(left, "Nothing")))
	if r.Kind == consent.NotRequired {
		return []render.SummaryList{about, explained}
	}
	decided := answerCard("Decision for each purpose", "")
	for _, p := range consent.Purposes {
		decided.Rows = append(decided.Rows, answer(p.Label(), orNot(r.Answer(p).Label(), "Not asked")))
	}
	for _, channel := range consent.Channels {
		decided.Rows = append(decided.Rows, answer("Contact by: "+channel.Label(), orNot(r.ContactBy[channel].Label(), "Not asked")))
	}
	if r.ReasonNotGiven {
		decided.Rows = append(decided.Rows, answer("Reason for refusing", "The client did not wish to say"))
	}
	evidence := answerCard("Evidence", "", answer("How the answers were given", r.AnsweredHow.Label()),
		answer("Capacity to decide", orNot(r.Capacity.Finding.Label(), "Not asked")), answer("Assessed under", orNot(r.Capacity.Act, "Does not apply")),
		answer("Holds", orNot(r.Ends.Says(), "Not asked")), answer("Ask again on", dateOrNone(r.ReviewOn)))
	return []render.SummaryList{about, explained, decided, evidence}
}

// registeredPapers says that documents exist, never what they are called.
func registeredPapers(found desk.RegisteredConsent) render.SummaryList {
	card := answerCard("Documents", "")
	for _, f := range found.Evidence {
		lines := []string{f.Kind.Label(), fileWords(f), "Added " + moment(f.AddedAt), "SHA-256 " + f.SHA256}
		if f.Mistake.Marked() {
			lines = append(lines, "Recorded in error")
		}
		card.Rows = append(card.Rows, answer("Document "+number(f.Number), strings.Join(lines, "\n")))
	}
	if len(card.Rows) == 0 {
		card.Rows = append(card.Rows, answer("Attached to this record", "Nothing"))
	}
	return card
}

// pointsOf are the points that were explained and those that were not, one on
// a line.
func pointsOf(e consent.Explanation) (said, left string) {
	var yes, no []string
	for _, p := range consent.Points {
		if slices.Contains(e.Points, p.ID) {
			yes = append(yes, p.Text+".")
		} else {
			no = append(no, p.Text+".")
		}
	}
	return strings.Join(yes, "\n"), strings.Join(no, "\n")
}

func dateOrNone(d calendar.Date) string { return dateOr(d, "No date agreed") }

func dateOr(d calendar.Date, otherwise string) string {
	if d.IsZero() {
		return otherwise
	}
	return d.Long()
}

func providerToldWord(told consent.ProviderTold) string {
	switch told {
	case consent.ToldYes:
		return "Yes"
	case consent.ToldNo:
		return "No"
	case consent.NoProvider:
		return "There is none"
	default:
		return ""
	}
}

// changesTable is the other records of the same case: nothing is edited, so
// this is its whole history.
func changesTable(found desk.RegisteredConsent) render.StackedTable {
	t := render.StackedTable{
		Caption: "Other records of this case", Empty: "This is the only consent record of the case.",
		Head: []render.Column{{Text: "Record"}, {Text: "Recorded"}, {Text: "Kind"}, {Text: "Outcome"}, {Text: "By"}},
	}
	for _, e := range found.Others {
		t.Rows = append(t.Rows, render.Row{Cells: []render.RowCell{
			{Header: true, Link: &render.Link{Text: e.Reference, Href: registerAddress(e.Reference)}},
			{Text: moment(e.RecordedAt)}, {Text: consentKind(e.Record.Kind)}, {Tags: []render.Tag{registerTag(e)}}, {Text: e.Worker},
		}})
	}
	return t
}
