package server

import (
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/decision"
	"nrmdesk/internal/render"
)

// recordDecision is the flow that records a letter. Its last page shows every
// date the decision would start, before anything is recorded.
func (s *Server) recordDecision() *flow {
	return &flow{
		name: "record-decision", area: "Decisions", title: "Record a decision",
		start: s.startDecision,
		steps: []step{
			{
				id: "decision", heading: "What does the letter say?",
				intro: []string{"Have the letter in front of you. A second person will compare the record with it."},
				ask: func(x *walk, q *questions) {
					var choices []choice
					for _, c := range nowPossible(decisionsOf(x)) {
						choices = append(choices, choice{value: choiceValue(c), text: choiceWords(c)})
					}
					q.one("decision", "Decision", "Only what can follow at this stage of the case is listed.", choices...)
				},
				check: choiceProblems,
			},
			{
				id: "ground", heading: "Why was the client disqualified?",
				when: func(x *walk) bool { return letterOf(x).Outcome == decision.Disqualified },
				ask: func(_ *walk, q *questions) {
					q.one("ground", "Ground in the letter", "", labelled(decision.Grounds)...)
				},
				check: letterProblems("ground"),
			},
			{
				id: "letter", heading: "About the letter",
				intro: []string{"The dates of the case count from the date on the letter."},
				ask: func(_ *walk, q *questions) {
					q.date("decided_on", "Date on the letter", "For example, 12 5 2026.")
					q.date("received_on", "Date you received it", "For example, 13 5 2026.")
					q.one("authority", "Who decided?", "", authorityChoices()...)
					q.text("letter_kept", "Where is the letter kept?", "So that it can be found and checked, for example: locked cabinet 2.")
					q.one("letter_person", "Is the letter about this client?", "Compare the name, and the reference if there is one. Letters are sent to the wrong people.",
						choice{value: "yes", text: "Yes, the name is this client’s"}, choice{value: "no", text: "No, it is about somebody else"})
					q.text("letter_reference", "Home Office reference on the letter", "If there is one. It is compared with the reference of this case and not kept here.")
				},
				check: func(x *walk) fault.Problems {
					problems := letterProblems("decided_on", "received_on", "authority", "letter_kept")(x)
					return append(problems, decision.CheckAddressee(decisionsOf(x).About, addresseeOf(x))...)
				},
			},
			{
				id: "told", heading: "Has the client been told?",
				ask: func(_ *walk, q *questions) {
					q.yesNo("told", "Does the client know of this decision?", "If not, you can record it later. Dates run all the same.")
				},
				check: func(x *walk) (ps fault.Problems) {
					if x.text("told") == "" {
						ps.Add("told", "select_one")
					}
					return ps
				},
			},
			{
				id: "telling", heading: "How was the client told?", when: func(x *walk) bool { return x.text("told") == "yes" },
				ask: func(_ *walk, q *questions) { askTelling(q) },
				check: func(x *walk) fault.Problems {
					list := decisionsOf(x)
					return dateProblems(tellingOf(x.values).Check(list.Today, letterOf(x).ReceivedOn), x.values, "told_on")
				},
			},
		},
		check:  s.checkDecision,
		submit: s.submitDecision,
	}
}

func (s *Server) startDecision(c *gin.Context, x *walk) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	list, err := s.desk.Decisions(c.Request.Context(), me(c).Actor, r)
	if err != nil {
		return err
	}
	bar := caseBar(list.Head)
	x.file, x.bar = list, &bar
	if c.Param("step") == "" || x.text(versionField) == "" {
		x.kept.Set(versionField, strconv.FormatInt(list.Case.Version, 10))
	}
	if waits, busy := list.Waiting(); busy && c.Request.Method == "GET" {
		return fault.Conflictf("A decision recorded by %s waits for a second person. It must be confirmed or returned first.", waits.RecordedByName)
	}
	if len(list.Possible) == 0 && c.Request.Method == "GET" {
		return fault.Conflictf("This case is at “%s”. No decision can be recorded at this stage.", list.Case.State.Label())
	}
	return nil
}

func decisionsOf(x *walk) desk.DecisionList { return x.file.(desk.DecisionList) }

func choiceValue(c decision.Choice) string { return string(c.Kind) + "-" + string(c.Outcome) }

func authorityChoices() []choice {
	var choices []choice
	for _, a := range decision.Authorities() {
		choice := choice{value: a.ID, text: a.Name}
		switch {
		case !a.To.IsZero():
			choice.hint = "Decided until " + a.To.Long() + "."
		case a.ChildrenOnly:
			choice.hint = "For children only."
		}
		choices = append(choices, choice)
	}
	return choices
}

// letterOf is the letter as answered so far.
func letterOf(x *walk) decision.Decision {
	kind, outcome, _ := strings.Cut(x.text("decision"), "-")
	d := decision.Decision{
		Kind: decision.Kind(kind), Outcome: decision.Outcome(outcome), Authority: x.text("authority"),
		DecidedOn: dateOf(x.values, "decided_on"), ReceivedOn: dateOf(x.values, "received_on"), LetterKept: x.text("letter_kept"),
	}
	if d.Outcome == decision.Disqualified {
		d.Ground = decision.Ground(x.text("ground"))
	}
	return d
}

// addresseeOf is whom the letter is about, as answered.
func addresseeOf(x *walk) decision.Addressee {
	return decision.Addressee{Fits: x.text("letter_person") == "yes", Other: x.text("letter_person") == "no", Reference: x.text("letter_reference")}
}

func choiceProblems(x *walk) (ps fault.Problems) {
	for _, c := range nowPossible(decisionsOf(x)) {
		if choiceValue(c) == x.text("decision") {
			return nil
		}
	}
	ps.Add("decision", "select_one")
	return ps
}

func letterProblems(fields ...string) func(x *walk) fault.Problems {
	return func(x *walk) fault.Problems {
		problems := dateProblems(decision.Check(decisionsOf(x).About, letterOf(x)), x.values, "decided_on", "received_on")
		return only(problems, fields...)
	}
}

// checkDecision shows the answers and every date they would start.
func (s *Server) checkDecision(c *gin.Context, x *walk, page *checkPage) error {
	list, letter := decisionsOf(x), letterOf(x)
	told := newDecisionOf(x).Told
	letter.ToldOn = told.On
	preview, err := s.desk.PreviewDecision(c.Request.Context(), me(c).Actor, list.Case.Ref, letter)
	if err != nil {
		return err
	}
	page.Heading, page.Title = "Check the dates this decision starts", "Check the dates this decision starts"
	page.Cards = []render.SummaryList{
		answerCard("The letter", x.base+"/letter", letterFacts(letter)...),
		answerCard("Telling the client", x.base+"/told", toldFacts(told, letter.ReceivedOn, list.Today)...),
	}
	for _, w := range decisionWarnings(preview.Warnings, list.About) {
		page.Notes = append(page.Notes, render.Question{Warning: &w})
	}
	page.Notes = append(page.Notes, effects(preview)...)
	page.Notes = append(page.Notes, render.Question{Inset: "Nothing moves yet. The stage and the dates change once a supervisor who did not record this has confirmed it."})
	page.Other = &render.Link{Text: "Change which decision it is", Href: x.base + "/decision"}
	page.Buttons.Text = "Record decision"
	return nil
}

func newDecisionOf(x *walk) desk.NewDecision {
	in := desk.NewDecision{Decision: letterOf(x), Addressee: addresseeOf(x)}
	if x.text("told") == "yes" {
		in.Told = tellingOf(x.values)
	}
	return in
}

func (s *Server) submitDecision(c *gin.Context, x *walk) (string, error) {
	r := casefile.Ref(decisionsOf(x).Case.Ref)
	edit := desk.Edit{Ref: r, Version: versionOf(x.text(versionField)), Token: x.token()}
	if _, err := s.desk.RecordDecision(c.Request.Context(), me(c).Actor, edit, newDecisionOf(x)); err != nil {
		return "", err
	}
	s.sessions.Notify(c.Request.Context(), "The decision is recorded. It waits for a supervisor to confirm it.")
	return caseAddress(r) + "/decisions", nil
}
