package sample

import (
	"testing"

	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/handoff"
)

// Envelope is a handoff to the adult support provider for England and Wales
// that shares what any support provider needs.
func Envelope() handoff.Draft {
	return handoff.Draft{
		Entry: "DIR-010", Purpose: "A safe place to stay and a support worker.",
		Wanted:  []handoff.Item{handoff.NameToUse, handoff.Language, handoff.SafeContact},
		Note:    "Text first, never call before 10am.",
		SentHow: handoff.ByPhone,
	}
}

// HandedOver sends a handoff of a case whose client agreed to it, and gives
// its number.
func (o *Office) HandedOver(t testing.TB, ref casefile.Ref) int {
	t.Helper()
	number, err := o.Desk.SendHandoff(t.Context(), o.worker(t, ref), o.Edit(t, ref), Envelope())
	if err != nil {
		t.Fatal(err)
	}
	return number
}

// HandoffAnswered logs an answer to a handoff.
func (o *Office) HandoffAnswered(t testing.TB, ref casefile.Ref, number int, a handoff.Answer) {
	t.Helper()
	if err := o.Desk.AnswerHandoff(t.Context(), o.worker(t, ref), o.Edit(t, ref), number, a); err != nil {
		t.Fatal(err)
	}
}
