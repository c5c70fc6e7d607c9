package server

import (
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/decision"
	"nrmdesk/internal/nrm/evidence"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/render"
)

func (s *Server) decisionRoutes() []route {
	return slices.Concat(
		[]route{
			{method: "GET", path: "/cases/:ref/decisions", handle: s.getDecisions},
			{method: "GET", path: "/cases/:ref/decisions/:id/confirm", handle: s.getConfirmDecision},
			{method: "POST", path: "/cases/:ref/decisions/:id/confirm", handle: s.postConfirmDecision},
			{method: "GET", path: "/cases/:ref/decisions/:id/plan-telling", handle: s.getTellingPlan},
			{method: "POST", path: "/cases/:ref/decisions/:id/plan-telling", handle: s.postTellingPlan},
			{method: "GET", path: "/cases/:ref/decisions/:id/told", handle: s.getTold},
			{method: "POST", path: "/cases/:ref/decisions/:id/told", handle: s.postTold},
		},
		s.reconsiderationRoutes(),
		s.flowRoutes("/cases/:ref/record-decision", s.recordDecision()),
	)
}

type decisionListPage struct {
	casePage
	Says      string
	Buttons   []render.Button
	Checklist []string // after a negative decision
	Decisions []decisionCard
	Requests  []render.SummaryList
}

type decisionCard struct {
	Warning *render.WarningText
	Card    render.SummaryList
}

// getDecisions lists the recorded decisions of a case, newest first.
func (s *Server) getDecisions(c *gin.Context) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	list, err := s.desk.Decisions(c.Request.Context(), me(c).Actor, r)
	if err != nil {
		return err
	}
	base := caseAddress(r)
	page := decisionListPage{casePage: s.caseLayout(c, list.Head, "Decisions")}
	if len(list.Possible) > 0 {
		page.Buttons = append(page.Buttons, render.Button{Text: "Record a decision", Href: base + "/record-decision"})
	}
	if list.Reconsider != nil {
		page.Buttons = append(page.Buttons, render.Button{Text: "Ask for a reconsideration", Href: base + "/reconsideration", Classes: "govuk-button--secondary"})
	}
	page.Says = decisionsSay(list)
	if list.Case.State.Negative() {
		page.Checklist = []string{
			"Tell the client safely, in their language, and check they are safe afterwards.",
			"Offer legal advice now: some dates are short.",
			"Talk about reconsideration" + reconsiderBy(list) + ".",
			"Plan support and safety after Home Office support ends.",
		}
	}
	for _, d := range list.Decisions {
		page.Decisions = append(page.Decisions, cardOf(d, list, me(c).Actor))
	}
	for _, q := range list.Reconsiderations {
		page.Requests = append(page.Requests, requestCard(q, list))
	}
	return s.render.Page(c.Writer, http.StatusOK, "decision_list", page)
}

func decisionsSay(list desk.DecisionList) string {
	_, waits := list.Waiting()
	switch {
	case waits:
		return "A recorded decision waits for a second person. The stage and the dates change once it is confirmed."
	case len(list.Decisions) == 0 && len(list.Possible) == 0:
		return "No decision can be recorded before the referral is recorded as sent."
	case len(list.Decisions) == 0:
		return "No decision has been recorded yet. Record it when the letter comes."
	default:
		return ""
	}
}

func reconsiderBy(list desk.DecisionList) string {
	if list.Reconsider == nil || list.Reconsider.Due.IsZero() {
		return ""
	}
	return ": a request is due by " + dated(list.Reconsider.Due, list.Today)
}

func cardOf(d desk.RecordedDecision, list desk.DecisionList, a staff.Actor) decisionCard {
	base := caseAddress(list.Case.Ref) + "/decisions/" + d.ID
	rows := append(letterFacts(d.Decision), toldFacts(d.Told, d.ReceivedOn, list.Today)...)
	rows = append(rows, planFacts(d.Plan, d.Told)...)
	rows = append(rows, correctedRows(d.Corrections)...)
	rows = append(rows, answer("Recorded", "By "+d.RecordedByName+" on "+moment(d.RecordedAt)))
	state := answer("Second person", reviewWords(d))
	rows = append(rows, state)
	title := choiceWords(decision.Choice{Kind: d.Kind, Outcome: d.Outcome}) + " of " + d.DecidedOn.Long()
	out := decisionCard{Card: answerCard(title, "", append([]render.SummaryRow{tagRow("Standing", reviewTag(d))}, rows...)...)}
	act := func(text, href string) {
		out.Card.Card.Actions = append(out.Card.Card.Actions, render.Action{Text: text, Href: href, VisuallyHiddenText: title})
	}
	out.Card.Rows = append(out.Card.Rows, attached(list.Case.Ref, evidence.About(list.Evidence, evidence.OfDecision, d.ID), a)...)
	act("Attach the letter", addEvidenceAddress(list.Case.Ref, subject{of: evidence.OfDecision, ref: d.ID}))
	if d.Waiting() && a.Has(staff.Supervisor) {
		act("Check against the letter", base+"/confirm")
	}
	if d.Confirmed() && a.Has(staff.Supervisor) && d.RecordedBy != a.UserID {
		act("Correct the dates", correctionAddress(list.Case.Ref, desk.RecordName{Kind: desk.DecisionRecord, ID: d.ID}))
	}
	if d.Told.IsZero() && (d.Waiting() || d.Confirmed()) {
		act("Plan telling the client", base+"/plan-telling")
		act("Contact the client", contactAddress(list.Case.Ref))
		act("Record that the client was told", base+"/told")
		out.Warning = &render.WarningText{Text: lagWords(d, list.Today)}
	}
	return out
}

func tagRow(key string, tag render.Tag) render.SummaryRow {
	return render.SummaryRow{Key: render.Text(key), Value: render.Content{Tag: &tag}}
}

func lagWords(d desk.RecordedDecision, today calendar.Date) string {
	days := d.ReceivedOn.DaysUntil(today)
	if days < 1 {
		return "The client has not been told of this decision yet."
	}
	return "The client has not been told of this decision yet. It was received " + plural(days, "day") + " ago, and dates run from the letter."
}

func requestCard(q desk.LodgedReconsideration, list desk.DecisionList) render.SummaryList {
	about := ""
	if d, ok := list.Find(q.DecisionID); ok {
		about = choiceWords(decision.Choice{Kind: d.Kind, Outcome: d.Outcome}) + " of " + d.DecidedOn.Long()
	}
	rows := []render.SummaryRow{answer("About", about), answer("Requested", q.On.Long())}
	rows = more(rows, "Why it was late", q.LateReason)
	rows = append(rows, correctedRows(q.Corrections)...)
	card := answerCard("Request for reconsideration", "", append(rows, answer("Recorded", "By "+q.RecordedByName+" on "+moment(q.RecordedAt)))...)
	card.Card.Actions = []render.Action{{Text: "See what it rests on", Href: reconsiderationAddress(list.Case.Ref)}, {
		Text: "Correct the date", Href: correctionAddress(list.Case.Ref, desk.RecordName{Kind: desk.RequestRecord, ID: q.ID}), VisuallyHiddenText: "of the request",
	}}
	return card
}
