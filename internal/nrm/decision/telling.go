package decision

import (
	"strings"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
)

// Telling is how the client came to know of a decision. It may come with the
// record of the letter or long after it.
type Telling struct {
	On       calendar.Date
	By       string // who told the client
	Language string
	How      string // the safe way it was done
}

// IsZero says whether nothing has been said about telling.
func (t Telling) IsZero() bool { return t == Telling{} }

// Check checks a telling of a decision received on a day.
func (t Telling) Check(today, receivedOn calendar.Date) fault.Problems {
	ps := CheckTelling(today, Decision{ReceivedOn: receivedOn, ToldOn: t.On, ToldHow: t.How})
	for _, f := range []struct{ field, text string }{{"told_by", t.By}, {"told_language", t.Language}} {
		if strings.TrimSpace(f.text) == "" {
			ps.Add(f.field, "required")
		}
		tooLong(&ps, f.field, f.text)
	}
	return ps
}
