package handoff

import (
	"slices"

	"nrmdesk/internal/nrm/calendar"
)

// ForReceiver is a handoff as its recipient sees it, and exactly that: what is
// in the envelope, what they said and what the sender answered. What was held
// back, what the client took back since and the sender's own notes are not in
// it. Once the whole was taken back, or the last day has passed, nothing is.
func ForReceiver(r Record, today calendar.Date) Record {
	shown := Shown(r, today)
	seen := Record{
		ID: r.ID, Number: r.Number, Class: r.Class, State: r.State, SentHow: r.SentHow, SentAt: r.SentAt, KeepUntil: r.KeepUntil,
		AnswerDueAt: r.AnswerDueAt, ContactDueAt: r.ContactDueAt, TakenBack: r.TakenBack,
	}
	for _, a := range r.Answers {
		reply := a.State == Sent
		if a.Giver.Through == "" && !reply {
			a.Answer = Answer{State: a.State, Outcome: a.Outcome}
		}
		if !shown && reply {
			a.Details = ""
		}
		if a.State != NoAnswer {
			seen.Answers = append(seen.Answers, a)
		}
	}
	if !shown {
		return seen
	}
	seen.Purpose, seen.Note = r.Purpose, r.Note
	for _, d := range r.Items {
		if d.Shared && !slices.Contains(r.TakenBack, d.Item) {
			seen.Items = append(seen.Items, d)
		}
	}
	for _, f := range r.Files {
		if f.Shared && !slices.Contains(r.TakenBack, f.Item) {
			seen.Files = append(seen.Files, f)
		}
	}
	return seen
}

// Empty says whether nothing is left of what was shared.
func (r Record) Empty() bool { return len(r.Items) == 0 && len(r.Files) == 0 }
