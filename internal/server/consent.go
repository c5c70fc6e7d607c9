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
	return slices.Concat([]route{
		{method: "GET", path: "/cases/:ref/consent", handle: s.getConsent},
		{method: "GET", path: "/cases/:ref/notices/:number", handle: s.getNotice},
		{method: "POST", path: "/cases/:ref/notices/:number", handle: s.postNotice},
		{method: "GET", path: "/cases/:ref/consent/:number/mark-as-error", handle: s.getMarkAsError},
		{method: "POST", path: "/cases/:ref/consent/:number/mark-as-error", handle: s.postMarkAsError},
		{method: "GET", path: "/cases/:ref/consent/:number/receipt", handle: s.getReceiptForm},
		{method: "POST", path: "/cases/:ref/consent/:number/receipt", handle: s.postReceipt},
		{method: "GET", path: "/cases/:ref/corrections/:id", handle: s.getCorrectionReview},
		{method: "POST", path: "/cases/:ref/corrections/:id", handle: s.postCorrectionReview},
		{method: "GET", path: "/cases/:ref/receipts/:id", handle: s.getReceipt},
		{method: "GET", path: "/cases/:ref/receipts/:id/file", handle: s.getReceiptFile},
	}, s.flowRoutes("/cases/:ref/ask-consent", s.askConsent()), s.flowRoutes("/cases/:ref/withdraw-consent", s.withdrawConsent()))
}

type consentPage struct {
	casePage
	Says     string   // what holds now, in a sentence
	Doubts   []string // that change what the sentence means
	Record   render.Button
	Withdraw *render.Button
	Report   *render.Link
	Tasks    render.SummaryList // what a withdrawal left to be done
	Now      *render.SummaryList
	History  []consentEntry
	Beside   []consentSection
}

type consentEntry struct {
	Heading string
	By      string
	Tag     *render.Tag
	Errors  []string // that it was recorded in error, by whom and why
	Links   []render.Link
	Cards   []render.SummaryList
	Folded  bool // an older record: its cards open on demand
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
		casePage: s.caseLayout(c, file.Head, "Consent"), Says: consentSays(file), Doubts: consentDoubts(file), Now: consentNow(file),
		Record: render.Button{Text: recordWords(file), Href: base + "/ask-consent"},
		Tasks:  noticeTasks(r, openTasks(file.Notices), me(c).Actor), Beside: s.besideConsent(file, me(c).Actor),
	}
	if file.CanWithdraw {
		page.Withdraw = &render.Button{Text: "Record a withdrawal", Href: base + "/withdraw-consent", Classes: "govuk-button--secondary"}
	}
	if file.Duty.Basis != dtn.None && !file.Reported {
		page.Report = &render.Link{Text: reportWords[file.Duty.Basis], Href: base + "/duty"}
	}
	for i, rec := range file.Records {
		entry := consentEntryOf(file, rec, me(c).Actor)
		entry.Cards = append(entry.Cards, consentPapers(file, rec, me(c).Actor))
		entry.Folded = i > 0 && rec.ID != file.Standing.Record.ID
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
	standing := file.Standing
	on := standing.Record.GivenOn.Long()
	decided := standing.Record.DecidedForClient()
	switch standing.Status {
	case consent.StatusNone:
		if file.Case.AgeBand.TreatedAsChild() {
			return "Consent is not asked of a child or somebody who may be one. Record what was explained to them."
		}
		if file.Case.Kept != "" {
			return "The client is an adult now and has not been asked yet. The referral stays where it is. Nothing new can be shared before they have answered."
		}
		return "The client has not been asked yet. Nothing can be shared or referred before they have answered."
	case consent.StatusNotRequired:
		return "Consent is not required: the client is, or may be, under 18. What happens was explained to them on " + on + "."
	case consent.StatusWithdrawn:
		if when, some := standing.TakenBack[consent.ReferToNRM]; some {
			return "The client withdrew from the referral on " + when.Long() + ". What they said about other things holds as listed below."
		}
		return "The client withdrew on " + on + ". Stop sharing. Everything recorded before is kept."
	case consent.StatusExpired:
		return "What the client agreed to held until " + standing.Record.Ends.On.Long() + ". Ask again. Nothing more can be shared before they have answered."
	case consent.StatusRefused:
		if decided {
			return "It was decided for the client, who could not decide this, on " + on + ": no referral. Ask the client again as soon as they can decide."
		}
		return "The client said no to a referral on " + on + ". They can change their mind at any time."
	case consent.StatusNeedsMoreTime:
		return "The client asked for more time on " + on + ". Agreed to ask again on " + standing.AskAgainOn().Long() + "."
	default:
		if decided {
			return "It was decided for the client, who could not decide this, on " + on + ": yes to a referral. " + holdsWords(standing.Record.Ends) + "Ask the client again as soon as they can decide."
		}
		return "The client said yes to a referral on " + on + ". " + holdsWords(standing.Record.Ends) + "They can change their mind at any time."
	}
}

func holdsWords(e consent.Ends) string {
	if e.On.IsZero() {
		return ""
	}
	return "It holds until " + e.On.Long() + ". "
}

// consentDoubts are what stands in the way of reading the answer as it is.
func consentDoubts(file desk.ConsentFile) []string {
	var doubts []string
	if file.Case.Kept != "" {
		doubts = append(doubts, "The case waits for the client’s own answer as an adult. It was at “"+file.Case.Kept.Label()+"”, and goes on there if they say yes.")
	}
	if file.Standing.Doubted != nil {
		doubts = append(doubts, "A record is said to be wrong and waits for a supervisor. Until then only what is allowed with it and without it is allowed.")
	}
	return doubts
}

// consentNow lists what may be done on the strength of the latest sitting.
func consentNow(file desk.ConsentFile) *render.SummaryList {
	if file.Standing.Status == consent.StatusNone {
		return nil
	}
	now := &render.SummaryList{}
	for _, p := range consent.Permissions {
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

func consentEntryOf(file desk.ConsentFile, rec desk.ConsentRecord, a staff.Actor) consentEntry {
	r := rec.Record
	entry := consentEntry{
		Heading: fmt.Sprintf("Record %d: %s, %s", r.Number, r.Status().Label(), r.GivenOn.Long()),
		By:      "Recorded by " + rec.RecordedByName + " on " + moment(rec.RecordedAt) + ". Auditors see it as " + rec.Reference + ".",
		Errors:  errorLines(file.Corrections[rec.ID]), Links: recordLinks(file, rec, a),
	}
	switch r.Error {
	case consent.ErrorConfirmed:
		entry.Tag = &render.Tag{Text: "Recorded in error", Classes: "govuk-tag--grey"}
	case consent.ErrorWaiting:
		entry.Tag = &render.Tag{Text: "Said to be wrong", Classes: "govuk-tag--yellow"}
	}
	if r.Corrects > 0 {
		entry.By += " It puts record " + number(r.Corrects) + " right."
	}
	add := func(title string, rows []render.SummaryRow) {
		card := answerCard(title, "", rows...)
		card.Card.Title.HeadingLevel = 4
		entry.Cards = append(entry.Cards, card)
	}
	if r.Kind == consent.Withdrawal {
		add("Withdrawal", append([]render.SummaryRow{answer("Taken back", withdrawnWords(r.Withdrawn))}, withdrawalRows(r)...))
		return entry
	}
	if r.Kind == consent.Answers {
		rows := decisionRows(r)
		if r.ReferToNRM == consent.No {
			rows = append(rows, refusalRows(r)...)
		}
		if r.ReferToNRM == consent.Yes {
			rows = slices.Concat(rows, wishRows(r), supportContactRows(r), letterRows(r))
		}
		add("Answers", rows)
		if r.ReferToNRM != consent.NeedsMoreTime {
			add("Who may be told", sharingRows(r))
		}
		rows = slices.Concat(answeredRows(r), capacityRows(r))
		if r.Permits() {
			rows = append(rows, endsRows(r)...)
		}
		if !r.ReviewOn.IsZero() {
			rows = append(rows, reviewRows(r)...)
		}
		add("How the answer was given", more(rows, "Worries", r.Worries))
	} else {
		add("Age and safeguarding", more(ageRows(r), "Worries", r.Worries))
	}
	told := []render.SummaryRow{answer("Explained", "Everything on the list")}
	if !r.Explanation.Complete() {
		told = explainedRows(r)
	}
	add("Explanation", slices.Concat(sheetRows(r), conversationRows(r), presenceRows(r), told))
	return entry
}

// recordLinks are what can be done about one record.
func recordLinks(file desk.ConsentFile, rec desk.ConsentRecord, a staff.Actor) []render.Link {
	at := caseAddress(file.Case.Ref) + "/consent/" + number(rec.Number)
	hidden := "record " + number(rec.Number)
	var links []render.Link
	if correction, waits := waitingCorrection(file.Corrections[rec.ID]); waits && a.Has(staff.Supervisor) && correction.By != a.UserID {
		links = append(links, render.Link{Text: "Decide whether it is wrong", Href: caseAddress(file.Case.Ref) + "/corrections/" + correction.ID, Hidden: hidden})
	}
	if rec.Error == consent.ErrorConfirmed {
		if rec.Kind != consent.Withdrawal && !slices.ContainsFunc(file.Records, func(other desk.ConsentRecord) bool { return other.Corrects == rec.Number }) {
			links = append(links, render.Link{Text: "Record what is right", Href: caseAddress(file.Case.Ref) + "/ask-consent?corrects=" + number(rec.Number), Hidden: "instead of " + hidden})
		}
		return links
	}
	if rec.Kind == consent.Answers {
		links = append(links, render.Link{Text: "Receipt for the client", Href: at + "/receipt", Hidden: "of " + hidden})
	}
	if rec.Error == consent.NoError {
		links = append(links, render.Link{Text: "Mark as recorded in error", Href: at + "/mark-as-error", Hidden: hidden})
	}
	return links
}
