package server

import (
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/access"
	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/decision"
	"nrmdesk/internal/nrm/directory"
	"nrmdesk/internal/nrm/dtn"
	"nrmdesk/internal/nrm/evidence"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/nrm/person"
	"nrmdesk/internal/nrm/task"
	"nrmdesk/internal/render"
)

func (s *Server) timelineRoutes() []route {
	return []route{{method: "GET", path: "/cases/:ref/timeline", handle: s.getTimeline}}
}

type timelinePage struct {
	casePage
	Events render.Timeline
}

const timelineLength = 50

func (s *Server) getTimeline(c *gin.Context) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	before, err := strconv.ParseInt(c.Query("before"), 10, 64)
	if err != nil || before < 0 {
		before = 0
	}
	line, err := s.desk.Timeline(c.Request.Context(), me(c).Actor, r, before, timelineLength)
	if err != nil {
		return err
	}
	page := timelinePage{casePage: s.caseLayout(c, line.Head, "Timeline")}
	page.Events = render.Timeline{Heading: "What was done, newest first", Empty: "Nothing earlier."}
	for _, e := range line.Events {
		page.Events.Entries = append(page.Events.Entries, timelineEntry(r, e))
	}
	if line.More {
		last := line.Events[len(line.Events)-1].Seq
		page.Events.More = &render.Link{Text: "Earlier events", Href: caseAddress(r) + "/timeline?before=" + strconv.FormatInt(last, 10)}
	}
	return s.render.Page(c.Writer, 200, "timeline_view", page)
}

// timelineEntry puts one event into words. Facts it has no words for are not
// shown at all.
func timelineEntry(r casefile.Ref, e desk.Event) render.TimelineEntry {
	entry := render.TimelineEntry{When: moment(e.At), At: e.At.Format(time.RFC3339), By: e.By}
	if e.By == "" {
		entry.By = "NRM Desk"
	}
	words, ok := eventWords[e.Action]
	if !ok {
		entry.Title = "The case was changed"
		return entry
	}
	entry.Title = words.title(e.Facts)
	if words.text != nil {
		entry.Text = notEmpty(words.text(e.Facts)...)
	}
	if away := e.Facts["as_cover_for"]; away != "" {
		entry.Text = append(entry.Text, "As cover for "+away+".")
	}
	if to := casefile.State(e.Facts["to"]); to.Valid() && e.Facts["from"] != "" {
		entry.Text = append(entry.Text, "Stage: "+to.Label()+".")
	}
	if words.path != "" {
		entry.Link = &render.Link{Text: words.link, Href: caseAddress(r) + words.path, Hidden: "(" + entry.When + ")"}
		if n := e.Facts["number"]; n != "" && words.path == "/handoffs" {
			entry.Link.Href += "/" + n
		}
	}
	return entry
}

// eventWord is how an action is told: a title, perhaps sentences, and a page.
type eventWord struct {
	title      func(f facts) string
	text       func(f facts) []string
	link, path string
}

type facts = map[string]string

func plain(title string) func(facts) string { return func(facts) string { return title } }

// eventWords are the words for every action that changes a case.
var eventWords = map[string]eventWord{
	access.StartCase.String(): {title: plain("Case started")},
	access.ReassignCase.String(): {title: plain("Case given to somebody else"), text: func(f facts) []string {
		return []string{sentenceOf("From "+f["owner_before"]+" to "+f["owner_after"], f["owner_before"], f["owner_after"])}
	}, link: "See the reason", path: "/notes"},
	access.RestrictCase.String(): {title: plain("Case hidden from somebody"), text: func(f facts) []string {
		return []string{sentenceOf("Conflict of interest: hidden from "+f["closed_to"], f["closed_to"])}
	}},
	access.LiftRestriction.String(): {title: plain("Case shown to somebody again"), text: func(f facts) []string {
		return []string{sentenceOf("Shown again to "+f["opened_to"], f["opened_to"])}
	}},
	access.CloseCase.String():     {title: plain("Case closed"), text: closedText, link: "See the reason", path: "/notes"},
	access.ImportCase.String():    {title: importTitle, link: "View notes", path: "/notes"},
	access.UndoImport.String():    {title: plain("Closed: the spreadsheet it came from was taken back")},
	access.MergeCases.String():    {title: mergeTitle, link: "Other cases of this client", path: "/matches"},
	access.ReopenCase.String():    {title: plain("Case opened again"), link: "See the reason", path: "/notes"},
	access.ChangeContact.String(): {title: plain("Safe contact changed")},
	access.ContactClient.String(): {title: judgedTitle, text: judgedText, link: "View contacts", path: "/contact-client"},
	access.RecordContact.String(): {title: plain("Contact with the client recorded"), text: contactText, link: "View contacts", path: "/contact-client"},
	access.AddNote.String():       {title: plain("Note added"), link: "View notes", path: "/notes"},

	access.RecordConsent.String():      {title: consentTitle, text: consentText, link: "View consent", path: "/consent"},
	access.WithdrawConsent.String():    {title: withdrawnTitle, text: withdrawnText, link: "View consent", path: "/consent"},
	access.CorrectConsent.String():     {title: consentRecordTitle("marked as recorded in error"), text: waitsText, link: "View consent", path: "/consent"},
	access.ReviewCorrection.String():   {title: correctionTitle, link: "View consent", path: "/consent"},
	access.ExpireConsent.String():      {title: plain("The consent ran out"), link: "View consent", path: "/consent"},
	access.GiveReceipt.String():        {title: plain("Receipt made for the client"), link: "View consent", path: "/consent"},
	access.TellHolder.String():         {title: toldTitle, link: "View consent", path: "/consent"},
	access.SeeWithdrawal.String():      {title: plain("A supervisor saw that consent was taken back"), link: "View consent", path: "/consent"},
	access.AskOverride.String():        {title: plain("A supervisor was asked to allow sharing without consent"), text: overrideText, link: "View consent", path: "/consent"},
	access.DecideOverride.String():     {title: overrideTitle, text: overrideText, link: "View consent", path: "/consent"},
	access.AssessAge.String():          {title: plain("Age assessment recorded"), text: ageText, link: "View consent", path: "/consent"},
	access.TurnEighteen.String():       {title: plain("The client turned 18"), text: plainText("The case waits for their own answer. The referral stays where it is."), link: "View consent", path: "/consent"},
	access.SetCaseLawfulBasis.String(): {title: plain("Lawful basis for this record recorded"), link: "View consent", path: "/consent"},

	access.WriteReferral.String():        {title: referralTitle, link: "View referral", path: "/referral"},
	access.SendReferralToReview.String(): {title: plain("Referral sent to a second person for review")},
	access.ReviewReferral.String():       {title: reviewTitle, link: "View referral", path: "/referral"},
	access.MoveReferralForm.String():     {title: plain("Referral moved to another version of the form"), text: func(f facts) []string { return []string{"Form of " + f["form_version"] + "."} }},
	access.RecordReferralSent.String():   {title: sentTitle, text: func(f facts) []string { return []string{on("Sent on ", f["sent_on"])} }},
	access.AmendReferral.String():        {title: amendTitle, text: updateText, link: "View what followed the referral", path: "/referral/updates"},
	access.ReviewAmendment.String():      {title: amendmentReviewTitle, link: "View what followed the referral", path: "/referral/updates"},
	access.UpdateReferral.String():       {title: updateEventTitle, text: updateText, link: "View what followed the referral", path: "/referral/updates"},
	access.ReportDuty.String():           {title: dutyTitle, text: dutyText},

	access.RecordDecision.String(): {title: decisionTitle("recorded, waiting for a second person"), text: func(f facts) []string {
		return []string{on("On the letter: ", f["decided_on"]), on("Received: ", f["received_on"])}
	}, link: "View decisions", path: "/decisions"},
	access.ConfirmDecision.String():        {title: decisionTitle("confirmed"), link: "View decisions", path: "/decisions"},
	access.ReturnDecision.String():         {title: decisionTitle("sent back"), link: "View decisions", path: "/decisions"},
	access.TellDecision.String():           {title: plain("Client told of a decision"), text: toldText},
	access.PlanTelling.String():            {title: plain("Telling the client planned"), text: func(f facts) []string { return []string{on("For ", f["tell_on"])} }, link: "View decisions", path: "/decisions"},
	access.LodgeReconsideration.String():   {title: plain("Reconsideration requested"), text: reconsiderationText, link: "See the request", path: "/reconsideration"},
	access.PrepareReconsideration.String(): {title: preparedTitle, link: "See the request", path: "/reconsideration"},

	access.CheckNeeds.String():   {title: needsCheckTitle, text: needsCheckText, link: "View needs", path: "/needs"},
	access.SetNeed.String():      {title: needTitle, text: needText, link: "View needs", path: "/needs"},
	access.RecordWishes.String(): {title: plain("What the client wishes recorded"), text: wishesText, link: "View needs", path: "/needs"},
	access.HoldThread.String():   {title: plain("Move-on plan changed"), text: threadText, link: "View the move-on plan", path: "/move-on"},

	access.SettleTask.String():       {title: plain("Next step recorded"), text: func(f facts) []string { return []string{task.State(f["state"]).Label()} }, link: "View next steps", path: "/tasks"},
	access.GiveTask.String():         {title: givenStepTitle, text: givenStepText, link: "View next steps", path: "/tasks"},
	access.RecountDeadlines.String(): {title: recountTitle, text: recountText, link: "View dates", path: "/dates"},
	access.RecordEvent.String():      {title: happenedTitle, text: happenedText, link: "View dates", path: "/dates"},
	access.CorrectDate.String():      {title: correctedTitle, text: correctedText, link: "View dates", path: "/dates"},
	access.CorrectDecision.String():  {title: correctedTitle, text: correctedText, link: "View decisions", path: "/decisions"},
	access.ExtendDeadline.String():   {title: movedTitle, text: movedText, link: "View dates", path: "/dates"},
	access.OverrideDeadline.String(): {title: movedTitle, text: movedText, link: "View dates", path: "/dates"},
	access.ChangeNation.String():     {title: plain("Nation of the case changed"), text: nationText, link: "View dates", path: "/dates"},

	access.SweepReminders.String(): {title: plain("Reminder sent")},

	access.SendHandoff.String():          {title: plain("Handoff sent"), text: handoffText, link: "View handoff", path: "/handoffs"},
	access.AnswerHandoff.String():        {title: answeredTitle, text: handoffText, link: "View handoff", path: "/handoffs"},
	access.ChaseHandoff.String():         {title: plain("Asked about a handoff again"), text: chaseText, link: "View handoff", path: "/handoffs"},
	access.ReceiveHandoffAnswer.String(): {title: receivedTitle, text: receivedText, link: "View handoff", path: "/handoffs"},
	access.CloseHandoff.String():         {title: plain("Handoff closed"), text: handoffText, link: "View handoff", path: "/handoffs"},

	access.SendLink.String():   {title: linkSentTitle, link: "View handoff", path: "/handoffs"},
	access.StopLink.String():   {title: plain("One-time link of a handoff stopped"), link: "View handoff", path: "/handoffs"},
	access.OpenLink.String():   {title: linkOpenedTitle, link: "View handoff", path: "/handoffs"},
	access.AnswerLink.String(): {title: linkAnsweredTitle, link: "View handoff", path: "/handoffs"},

	access.AddEvidence.String():  {title: evidenceTitle("added"), text: evidenceText, link: "View documents", path: "/documents"},
	access.MarkEvidence.String(): {title: evidenceTitle("marked as recorded in error"), link: "View documents", path: "/documents"},
	access.ScanEvidence.String(): {title: evidenceTitle("scanned for viruses"), text: evidenceText, link: "View documents", path: "/documents"},
}

// sentenceOf is a sentence if all it is made of is known.
func sentenceOf(text string, parts ...string) string {
	for _, p := range parts {
		if p == "" {
			return ""
		}
	}
	return text + "."
}

// on is a sentence with a date kept in ISO form.
func on(words, iso string) string {
	d, err := calendar.ParseDate(iso)
	if err != nil {
		return ""
	}
	return words + d.Long() + "."
}

func closedText(f facts) []string {
	var said []string
	if why := casefile.ClosedWhy(f["why"]).Label(); why != "" {
		said = append(said, why+".")
	}
	if n, err := strconv.Atoi(f["waived"]); err == nil {
		said = append(said, "Still running and no longer kept: "+plural(n, "date")+".")
	}
	return said
}

func consentTitle(f facts) string {
	if consent.Kind(f["kind"]) == consent.NotRequired {
		return "Explanation to the client recorded"
	}
	return "Consent recorded"
}

func consentText(f facts) []string {
	status := consent.Status(f["status"]).Label()
	return []string{sentenceOf("Consent: "+status, status), on("Given on ", f["given_on"])}
}

func withdrawnTitle(f facts) string {
	if consent.Status(f["status"]) == consent.StatusPartly {
		return "Part of what was agreed to withdrawn"
	}
	return "Consent withdrawn"
}

func withdrawnText(f facts) []string {
	lines := []string{on("On ", f["given_on"])}
	if n, err := strconv.Atoi(f["holders_to_tell"]); err == nil && n > 0 {
		lines = append(lines, plural(n, "recipient")+" to be told.")
	}
	return lines
}

func referralTitle(f facts) string {
	if f["completed"] == "yes" {
		return "A section of the referral was completed"
	}
	return "The referral was worked on"
}

func reviewTitle(f facts) string {
	switch f["outcome"] {
	case "approved":
		return "Referral approved by a second person"
	case "returned":
		return "Referral returned with comments"
	default:
		return "Referral reviewed"
	}
}

func sentTitle(f facts) string {
	if f["reference"] != "" {
		return "Home Office reference recorded"
	}
	return "Referral recorded as sent"
}

func dutyTitle(f facts) string {
	if dtn.Basis(f["basis"]) == dtn.Duty {
		return "Duty to Notify report recorded"
	}
	return "Report of the refusal recorded"
}

func dutyText(f facts) []string {
	named := map[string]string{"yes": "The client is named in it.", "no": "The client is not named in it."}[f["named"]]
	kept := "It was not written here, so no copy is kept."
	if f["sha256"] != "" {
		kept = "A copy of what was sent is kept."
	}
	return []string{on("Sent on ", f["sent_on"]), named, kept}
}

func decisionTitle(what string) func(facts) string {
	return func(f facts) string {
		kind := map[string]string{"rg": "RG decision", "cg": "CG decision"}[f["kind"]]
		if kind == "" {
			kind = "Decision"
		}
		if outcome := decision.Outcome(f["outcome"]).Label(); outcome != "" {
			return kind + " " + what + ": " + outcome
		}
		return kind + " " + what
	}
}

func preparedTitle(f facts) string {
	switch f["prepared"] {
	case string(decision.WantedEvidence):
		return "Evidence asked for, for a reconsideration"
	case string(decision.WantedTime):
		return "More time asked for, for a reconsideration"
	case string(decision.WantedGot):
		return "Evidence for a reconsideration has come"
	case string(decision.WantedNotToGet):
		return "Evidence for a reconsideration cannot be had"
	case string(decision.WantedGranted):
		return "More time given for a reconsideration"
	case string(decision.WantedDeclined):
		return "More time for a reconsideration not given"
	default:
		return "Grounds of a reconsideration settled"
	}
}

func reconsiderationText(f facts) []string {
	late := ""
	if f["late"] == "yes" {
		late = "After the time for it, with a reason."
	}
	return []string{on("Asked on ", f["requested_on"]), late}
}

func answeredTitle(f facts) string {
	state := handoff.State(f["state"])
	if state == handoff.Revoked {
		return "Handoff taken back, or its recipient told of the withdrawal"
	}
	if label := state.Label(); label != "" {
		return "Handoff: " + label
	}
	return "Handoff answered"
}

func chaseText(f facts) []string {
	return notEmpty(handoff.SentHow(f["sent_how"]).Label(), on("To be asked again on ", f["next_chase_on"]))
}

func receivedTitle(f facts) string {
	switch {
	case f["document"] != "":
		return "The recipient opened a document of the handoff"
	case f["state"] == "":
		return "The recipient opened the handoff again"
	}
	return answeredTitle(f)
}

func receivedText(f facts) []string {
	lines := handoffText(f)
	if label := handoff.Channel(f["through"]).Label(); label != "" {
		lines = append(lines, "The recipient said so "+label+".")
	}
	return lines
}

func evidenceTitle(what string) func(facts) string {
	return func(f facts) string {
		title := "Document " + f["number"] + " " + what
		if label := evidence.Kind(f["kind"]).Label(); label != "" {
			title += ": " + label
		}
		return title
	}
}

func evidenceText(f facts) []string {
	if scan := evidence.Scan(f["scan"]); scan != evidence.Clean && scan != evidence.Unscanned {
		return []string{sentenceOf(scan.Label(), scan.Label())}
	}
	return nil
}

func handoffText(f facts) []string {
	var lines []string
	// The trail names an entry; one an organisation added itself is told by its kind.
	if entry, ok := directory.Published().ByID(f["entry"]); ok {
		lines = append(lines, entry.Name()+".")
	} else if label := handoff.Class(f["class"]).Label(); label != "" {
		lines = append(lines, label+".")
	}
	if n, err := strconv.Atoi(f["items"]); err == nil {
		lines = append(lines, plural(n, "item")+" shared.")
	}
	if label := handoff.Outcome(f["outcome"]).Label(); label != "" {
		lines = append(lines, label+".")
	}
	return lines
}

func plainText(text string) func(facts) []string {
	return func(facts) []string { return []string{text} }
}

func consentRecordTitle(what string) func(facts) string {
	return func(f facts) string { return "Consent record " + f["number"] + " " + what }
}

func waitsText(f facts) []string {
	if f["waits"] == "yes" {
		return []string{"It waits for a supervisor."}
	}
	return nil
}

func correctionTitle(f facts) string {
	if f["outcome"] == desk.CorrectionConfirmed {
		return "Consent record " + f["number"] + " found to be wrong. It no longer counts"
	}
	return "Consent record " + f["number"] + " looked at again. It stays as it is"
}

func toldTitle(f facts) string {
	if consent.NoticeStep(f["state"]) == consent.NoticeAcknowledged {
		return "A recipient acknowledged the withdrawal"
	}
	return "A recipient was told of the withdrawal"
}

func overrideTitle(f facts) string {
	if consent.OverrideOutcome(f["outcome"]) == consent.OverrideAgreed {
		return "Sharing once without consent was allowed"
	}
	return "Sharing without consent was not allowed"
}

func overrideText(f facts) []string {
	label := handoff.Class(f["class"]).Label()
	return []string{sentenceOf("With: "+strings.ToLower(label), label)}
}

func ageText(f facts) []string {
	label := person.AgeBand(f["age_band"]).Label()
	return []string{sentenceOf("Found to be: "+label, label), on("Assessed on ", f["assessed_on"])}
}
