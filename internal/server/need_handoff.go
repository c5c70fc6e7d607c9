package server

import (
	"strings"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/directory"
	"nrmdesk/internal/nrm/need"
	"nrmdesk/internal/render"
)

// askHandoffNeeds offers the needs a handoff may be made for: those the client
// goes without, and those nobody asked about.
func askHandoffNeeds(x *walk, q *questions) {
	var choices []choice
	for _, s := range handoffOf(x).Needs {
		if s.State.Outstanding() || s.State == need.NotAsked {
			choices = append(choices, choice{value: string(s.Need.Code), text: s.Need.Label})
		}
	}
	if len(choices) > 0 {
		q.some("handoff_needs", "Which needs of the client is it for? (optional)", "What becomes of each is asked when the handoff is closed.", choices...)
	}
}

// needLabels name some needs in one line.
func needLabels(codes []need.Code) string {
	labels := make([]string, len(codes))
	for i, c := range codes {
		labels[i] = c.Label()
	}
	return strings.Join(labels, ", ")
}

// unsafeAt says where a service lies in a place that is unsafe for the client;
// empty when it names none of them.
func unsafeAt(e directory.Entry, w need.Wishes) string {
	places := e.UnsafeFor(w)
	if len(places) == 0 {
		return ""
	}
	return "Unsafe for the client: " + strings.Join(places, ", ")
}

// wishCard shows what the client wishes to whoever prepares a handoff.
func wishCard(file desk.HandoffDesk) []render.SummaryList {
	var rows []render.SummaryRow
	for _, l := range file.Wishes.Lines() {
		rows = append(rows, answer(l.Name, l.Says))
	}
	if len(rows) == 0 {
		return nil
	}
	return []render.SummaryList{answerCard("The client wishes", "", rows...)}
}

// askNeedOutcomes asks what became of the needs a handoff was made for.
func askNeedOutcomes(file desk.HandoffFile, q *questions) {
	for _, code := range file.Needs {
		list := q.pick("need_"+string(code), "What became of: "+lowerFirst(code.Label())+"? (optional)", "", labelled(need.States)...)
		list.Items[0].Text = "As the outcome says"
	}
}
