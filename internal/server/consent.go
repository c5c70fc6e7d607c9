package server

import (
	"fmt"
	"slices"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/dtn"
	"nrmdesk/internal/nrm/evidence"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/render"
)

func (s *Server) consentRoutes() []route {
	return append([]route{
		{method: "GET", path: "/cases/:ref/consent", handle: s.getConsent},
		{method: "GET", path: "/cases/:ref/withdraw-consent", handle: s.getWithdrawal},
		{method: "POST", path: "/cases/:ref/withdraw-consent", handle: s.postWithdrawal},
	}, s.flowRoutes("/cases/:ref/ask-consent", s.askConsent())...)
}

type consentPage struct {
	casePage
	Says     string // what holds now, in a sentence
	Now      *render.SummaryList
	Record   render.Button
	Withdraw *render.Button
	Report   *render.Link
	History  []consentEntry
}

type consentEntry struct {
	Heading string
	By      string
	Cards   []render.SummaryList
}

func (s *Server) getConsent(c *gin.Context) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	file, err := s.desk.Consent(c.Request.Context(), me(c).Actor, r)
	if err != nil {
		return err
	}
	base := caseAddress(r)
	page := consentPage{
		casePage: s.caseLayout(c, file.Head, "Consent"), Says: consentSays(file), Now: consentNow(file),
		Record: render.Button{Text: recordWords(file), Href: base + "/ask-consent"},
	}
	if file.CanWithdraw {
		page.Withdraw = &render.Button{Text: "Record a withdrawal", Href: base + "/withdraw-consent", Classes: "govuk-button--secondary"}
	}
	if file.Duty.Basis != dtn.None && !file.Reported {
		page.Report = &render.Link{Text: reportWords[file.Duty.Basis], Href: base + "/duty"}
	}
	for _, rec := range file.Records {
		entry := consentEntryOf(rec)
		entry.Cards = append(entry.Cards, consentPapers(file, rec, me(c).Actor))
		page.History = append(page.History, entry)
	}
	return s.render.Page(c.Writer, 200, "consent_history", page)
}

func recordWords(file desk.ConsentFile) string {
	switch {
	case file.Case.AgeBand.TreatedAsChild():
		return "Record what was explained"
	case len(file.Records) > 0:
		return "Record a new answer"
	default:
		return "Record consent"
	}
}

var reportWords = map[dtn.Basis]string{
	dtn.Duty: "Report the refusal (Duty to Notify)", dtn.Report: "Report the refusal, if you choose to",
}

// consentSays tells what holds today.
func consentSays(file desk.ConsentFile) string {
	on := file.Standing.Record.GivenOn.Long()
	switch file.Standing.Status {
	case consent.StatusNone:
		if file.Case.AgeBand.TreatedAsChild() {
			return "Consent is not asked of a child or somebody who may be one. Record what was explained to them."
		}
		return "The client has not been asked yet. Nothing can be shared or referred before they have answered."
	case consent.StatusNotRequired:
		return "Consent is not required: the client is, or may be, under 18. What happens was explained to them on " + on + "."
	case consent.StatusWithdrawn:
		return "The client withdrew on " + on + ". Stop sharing. Everything recorded before is kept."
	case consent.StatusRefused:
		return "The client said no to a referral on " + on + ". They can change their mind at any time."
	case consent.StatusNeedsMoreTime:
		return "The client asked for more time on " + on + ". Agreed to ask again on " + file.Standing.AskAgainOn().Long() + "."
	default:
		return "The client said yes to a referral on " + on + ". They can change their mind at any time."
	}
}

// permissions are the purposes that let staff do something; the others are
// what the client wants, and stand in the history.
var permissions = []consent.Purpose{
	consent.ReferToNRM, consent.ShareSupport, consent.SharePolice, consent.DecisionToOther, consent.ContactClient,
}

// consentNow lists what may be done on the strength of the latest sitting.
func consentNow(file desk.ConsentFile) *render.SummaryList {
	if file.Standing.Status == consent.StatusNone {
		return nil
	}
	now := &render.SummaryList{}
	for _, p := range permissions {
		_, _, why := file.Standing.Allows(p)
		now.Rows = append(now.Rows, answer(p.Label(), why))
	}
	if file.Standing.Status == consent.StatusRefused {
		_, _, why := file.Standing.Allows(consent.IdentifyInDuty)
		now.Rows = append(now.Rows, answer(consent.IdentifyInDuty.Label(), why))
	}
	return now
}

// consentPapers are the documents of one record.
func consentPapers(file desk.ConsentFile, rec desk.ConsentRecord, a staff.Actor) render.SummaryList {
	rows := attached(file.Case.Ref, evidence.About(file.Evidence, evidence.OfConsent, rec.ID), a)
	text := "Attach a document"
	if rec.AnsweredHow == consent.SignedSheet || rec.WithdrawnHow == consent.SignedForm {
		text = "Attach the signed sheet"
	}
	if len(rows) == 0 {
		rows = append(rows, answer("Attached", "Nothing yet"))
	}
	card := answerCard("Documents", "", rows...)
	card.Card.Title.HeadingLevel = 4
	card.Card.Actions = []render.Action{{
		Text: text, VisuallyHiddenText: "to record " + number(rec.Number),
		Href: addEvidenceAddress(file.Case.Ref, subject{of: evidence.OfConsent, ref: number(rec.Number)}),
	}}
	return card
}

func consentEntryOf(rec desk.ConsentRecord) consentEntry {
	entry := consentEntry{
		Heading: fmt.Sprintf("Record %d: %s, %s", rec.Number, rec.Status().Label(), rec.GivenOn.Long()),
		By:      "Recorded by " + rec.RecordedByName + " on " + moment(rec.RecordedAt) + ". Auditors see it as " + rec.Reference + ".",
	}
	add := func(title string, rows []render.SummaryRow) {
		card := answerCard(title, "", rows...)
		card.Card.Title.HeadingLevel = 4
		entry.Cards = append(entry.Cards, card)
	}
	r := rec.Record
	if r.Kind == consent.Withdrawal {
		add("Withdrawal", withdrawalRows(r))
		return entry
	}
	if r.Kind == consent.Answers {
		rows := append(decisionRows(r), answeredRows(r)...)
		if r.ReferToNRM == consent.No {
			rows = append(rows, refusalRows(r)...)
		}
		if r.ReferToNRM == consent.Yes {
			rows = slices.Concat(rows, wishRows(r), supportContactRows(r), letterRows(r))
		}
		if !r.ReviewOn.IsZero() {
			rows = append(rows, reviewRows(r)...)
		}
		add("Answers", more(rows, "Worries", r.Worries))
	} else {
		add("Age and safeguarding", more(ageRows(r), "Worries", r.Worries))
	}
	told := []render.SummaryRow{answer("Explained", "Everything on the list")}
	if !r.Explanation.Complete() {
		told = explainedRows(r)
	}
	add("Explanation", slices.Concat(sheetRows(r), conversationRows(r), told))
	return entry
}
