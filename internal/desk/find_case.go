package desk

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"nrmdesk/internal/access"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/intake"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// FoundCase is one case that was found.
type FoundCase = postgres.WorklistItem

// Found is what a search came to.
type Found struct {
	Items []FoundCase
	More  bool // there are others: more words are needed
	// AnyWord says that no case has all the words, and these have one of them.
	AnyWord bool
	// Alike says that no case has these words, and these sound like them.
	Alike bool
	// Hidden says that a case the searcher may not see may be meant.
	Hidden bool
	// Mistyped says that what was typed looks like a reference in which a
	// character is wrong.
	Mistyped bool
}

const foundPage = 30

// FindCase looks for cases within the actor's reach by our reference, the Home
// Office's reference, a phone number, an e-mail address, a date of birth or a
// name, in any order and at last in any spelling. The same words may be any of
// them: a name of six letters can look like a reference. Only counts go into
// the audit trail.
//
// Errors: *fault.Invalid on the field q.
func (d *Desk) FindCase(ctx context.Context, actor staff.Actor, text string) (Found, error) {
	var f Found
	err := d.manage(ctx, actor, access.SearchCases, func(w *work) error {
		if err := textProblems("q", text, maxQuery).Err(); err != nil {
			return err
		}
		ref, err := casefile.ParseRef(text)
		q := postgres.SearchQuery{
			OrganisationID: actor.OrganisationID, TeamIDs: actor.TeamIDs, OwnerIDs: actor.Holds(),
			Ref: ref, Text: text, Limit: foundPage + 1,
		}
		if born, err := intake.ParseDate(text, w.today); err == nil {
			q.Born = born
		}
		mistyped := errors.Is(err, casefile.ErrMistyped)
		if f.Items, err = w.tx.Search(ctx, q); err != nil {
			return err
		}
		if len(f.Items) == 0 {
			q.Alike = true
			if f.Items, err = w.tx.Search(ctx, q); err != nil {
				return err
			}
			f.Alike = len(f.Items) > 0
		}
		if len(f.Items) == 0 && len(strings.Fields(text)) > 1 {
			q.Alike, q.AnyWord = false, true
			if f.Items, err = w.tx.Search(ctx, q); err != nil {
				return err
			}
			f.AnyWord = len(f.Items) > 0
		}
		all, err := w.tx.Matches(ctx, actor.OrganisationID, Traits{Names: []string{text}, Contacts: []string{text}, HomeOffice: text}, "")
		if err != nil {
			return err
		}
		f.Hidden = within(actor, all).Hidden
		if f.More = len(f.Items) > foundPage; f.More {
			f.Items = f.Items[:foundPage]
		}
		f.Mistyped = mistyped && len(f.Items) == 0
		w.fact("found", strconv.Itoa(len(f.Items)))
		if f.Hidden {
			w.fact("hidden_match", "yes")
		}
		return nil
	})
	return f, err
}

// maxQuery is longer than any name and keeps the number of words to hash small.
const maxQuery = 200
