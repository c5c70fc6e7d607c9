package handoff

import "time"

// Overdue says whether an answer is still missing when it was due. When it is
// due says the clock book, in package deadline.
func Overdue(s State, answerDueAt, now time.Time) bool {
	return s.Unanswered() && !now.Before(answerDueAt)
}

// ContactOverdue says whether somebody has accepted and first contact with the
// client is still missing when it was due.
func ContactOverdue(s State, contactDueAt, now time.Time) bool {
	return s == Accepted && !now.Before(contactDueAt)
}
