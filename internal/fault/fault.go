// Package fault names the four ways an action can fail that a person can do
// something about. Everything else is an unexpected error: it is logged with a
// reference and shown as a page that says no more than that.
//
// The web room maps the kinds to 404, 403, 409 and 422 in one place.
package fault

import (
	"errors"
	"fmt"
	"strings"
)

// NotFound means there is no such thing, or the asker may not know that there
// is: the two look the same to the person asking.
var NotFound = errors.New("not found")

// Forbidden means the asker's roles do not allow the action.
var Forbidden = errors.New("forbidden")

// Conflict means somebody else changed the thing first, or the case is in a
// state that does not allow the step. Message is a sentence for the person.
type Conflict struct{ Message string }

func (c *Conflict) Error() string { return "conflict: " + c.Message }

// Conflictf builds a Conflict from a sentence for the person.
func Conflictf(format string, args ...any) error {
	return &Conflict{Message: fmt.Sprintf(format, args...)}
}

// Problem is one thing wrong with one answer. Field is the name of the form
// control; Code says what is wrong and is turned into a sentence by the web
// room; Args fill the sentence. It never holds what the person typed.
type Problem struct {
	Field string
	Code  string
	Args  []string
}

// Invalid means the answers cannot be accepted as they are. Problems are in
// the order in which the questions stand on the page.
type Invalid struct{ Problems []Problem }

func (i *Invalid) Error() string {
	parts := make([]string, len(i.Problems))
	for n, p := range i.Problems {
		parts[n] = p.Field + ": " + p.Code
	}
	return "invalid: " + strings.Join(parts, ", ")
}

// Problems collects problems in page order.
type Problems []Problem

// Add records that a field is wrong in the way the code names.
func (ps *Problems) Add(field, code string, args ...string) {
	*ps = append(*ps, Problem{Field: field, Code: code, Args: args})
}

// Err is nil when nothing was wrong, otherwise an *Invalid.
func (ps Problems) Err() error {
	if len(ps) == 0 {
		return nil
	}
	return &Invalid{Problems: ps}
}
