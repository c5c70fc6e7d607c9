package need

import (
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	_ "embed"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
)

//go:embed data/threads.csv
var threadsCSV string

// ThreadCode names a thread in records.
type ThreadCode string

// Thread is something that goes on in a client's life when support ends and
// that somebody has to hold: what nobody holds is lost (British Red Cross).
type Thread struct {
	Code     ThreadCode
	Label    string
	Question string
	Needs    []Code
	Nations  []calendar.Nation
	Age      Age
	Source   string
}

var threads = sync.OnceValue(func() []Thread {
	var list []Thread
	for _, row := range rows("threads", threadsCSV) {
		list = append(list, Thread{
			Code: ThreadCode(row[0]), Label: row[1], Question: row[2], Needs: parts[Code](row[3]),
			Nations: parts[calendar.Nation](row[4]), Age: Age(row[5]), Source: row[6],
		})
	}
	return list
})

// ThreadsOf lists the threads of a client, in the order of the page.
func ThreadsOf(a About) []Thread {
	return slices.DeleteFunc(slices.Clone(threads()), func(t Thread) bool {
		return !holds(t.Nations, a.Nation) || t.Age != AnyAge && (t.Age == Child) != a.Child
	})
}

// Holding says who holds a thread when the case is closed.
type Holding string

// The ways. Empty: not settled yet.
const (
	HeldBySomebody Holding = "somebody"
	HeldByClient   Holding = "client"
	HeldByNobody   Holding = "not_needed"
)

// Holdings lists them in the order of the page.
var Holdings = []Holding{HeldBySomebody, HeldByClient, HeldByNobody}

// Label is the way in the words staff read.
func (h Holding) Label() string {
	switch h {
	case "":
		return "Nobody yet"
	case HeldBySomebody:
		return "A person or organisation"
	case HeldByClient:
		return "The client, by their own choice"
	case HeldByNobody:
		return "Nothing is left to hold"
	default:
		return ""
	}
}

// Holder is who holds a thread, as last recorded.
type Holder struct {
	ID      string
	Number  int
	Thread  ThreadCode
	Holding Holding
	Who     string // the organisation or person, by name
	Contact string // how the client reaches them
	Agreed  bool   // they know of it and agreed
	Note    string // for staff
	By      string
	At      time.Time
}

// Check checks a holder before it is kept, in page order.
func (h Holder) Check() fault.Problems {
	var ps fault.Problems
	if !slices.Contains(Holdings, h.Holding) {
		ps.Add("thread_holding", "select_one")
	}
	if h.Holding == HeldBySomebody && strings.TrimSpace(h.Who) == "" {
		ps.Add("thread_who", "required")
	}
	if h.Holding == HeldByNobody && strings.TrimSpace(h.Note) == "" {
		ps.Add("thread_note", "required")
	}
	for _, t := range []struct{ field, text string }{{"thread_who", h.Who}, {"thread_contact", h.Contact}, {"thread_note", h.Note}} {
		if utf8.RuneCountInString(t.text) > maxWish {
			ps.Add(t.field, "too_long", strconv.Itoa(maxWish))
		}
	}
	return ps
}

// Held is a thread with who holds it, and where the needs in it stand.
type Held struct {
	Thread
	Holder Holder // the latest; zero while nobody is named
	Needs  Sheet
}

// Open says whether the thread still lacks somebody who holds it and agreed.
func (h Held) Open() bool {
	return h.Holder.Holding == "" || h.Holder.Holding == HeldBySomebody && !h.Holder.Agreed
}

// Plan is the move-on plan of a client: every thread with its holder.
func Plan(a About, sheet Sheet, holders []Holder) []Held {
	var plan []Held
	for _, t := range ThreadsOf(a) {
		h := Held{Thread: t, Needs: sheet.Where(func(s Standing) bool { return slices.Contains(t.Needs, s.Need.Code) })}
		for _, holder := range holders {
			if holder.Thread == t.Code && holder.Number > h.Holder.Number {
				h.Holder = holder
			}
		}
		plan = append(plan, h)
	}
	return plan
}
