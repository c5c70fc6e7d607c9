package directory

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/need"
)

// Seeker is what is known of the client who needs something, as far as services
// distinguish it. What is not known is zero, and the match says what to ask.
type Seeker struct {
	Need         need.Code // empty: anything
	Nation       calendar.Nation
	Gender       Gender
	AgeFrom      int // the youngest the client can be, in years
	AgeTo        int // the oldest; the same as AgeFrom when the age is known
	Exploitation []Exploitation
	Stage        Stage
	Now          time.Time
	Today        calendar.Date
	Holiday      bool // today is a bank holiday where the client is
}

// AgeUnknown is the oldest anybody can be: with AgeFrom 0 nothing is known.
const AgeUnknown = maxAge

// Verdict is what one condition of a service says about a client.
type Verdict int

// The verdicts, the best first.
const (
	Fits    Verdict = iota
	AskThem         // only the service, or the client, can say
	DoesNot
)

// Reason is one condition of a service, and why it holds or not.
type Reason struct {
	Verdict Verdict
	Why     string
}

// Match is a service with every reason for and against it. Its verdict is the
// worst of them.
type Match struct {
	Entry   *Entry // of the listing: read it, never change it
	Verdict Verdict
	Reasons []Reason
}

// Find says who can help a client now, the best first, and why each of the
// others does not fit. Entries of history are left out.
func (l Listing) Find(s Seeker) []Match {
	found := make([]Match, 0, len(l.entries))
	for i := range l.entries {
		if e := &l.entries[i]; !e.Ended() && e.ForClients {
			found = append(found, match(e, s))
		}
	}
	ranks := make([]rank, len(found))
	for i, m := range found {
		ranks[i] = m.rank(i)
	}
	slices.SortFunc(ranks, func(a, b rank) int {
		return cmp.Or(cmp.Compare(a.verdict, b.verdict), cmp.Compare(a.against, b.against), cmp.Compare(a.nations, b.nations), cmp.Compare(a.at, b.at))
	})
	list := make([]Match, len(found))
	for i, r := range ranks {
		list[i] = found[r.at]
	}
	return list
}

// rank is where a match stands among the others: after its verdict counts how
// much speaks against it, then how near to the client it works.
type rank struct {
	verdict          Verdict
	against, nations int
	at               int
}

func (m Match) rank(at int) rank {
	r := rank{verdict: m.Verdict, nations: len(m.Entry.Nations), at: at}
	for _, reason := range m.Reasons {
		if reason.Verdict != Fits {
			r.against++
		}
	}
	return r
}

func match(e *Entry, s Seeker) Match {
	m := Match{Entry: e, Reasons: make([]Reason, 0, 8)}
	say := func(v Verdict, why string) {
		m.Reasons = append(m.Reasons, Reason{v, why})
		m.Verdict = max(m.Verdict, v)
	}
	if s.Need != "" {
		if slices.Contains(e.Needs, s.Need) {
			say(Fits, "Offers: "+lower(s.Need.Label())+".")
		} else {
			say(DoesNot, "Does not say that it offers: "+lower(s.Need.Label())+".")
		}
	}
	if e.Serves(s.Nation) {
		say(Fits, "Works in "+s.Nation.Name()+".")
	} else {
		say(DoesNot, "Does not work in "+s.Nation.Name()+".")
	}
	gender(e, s, say)
	age(e, s, say)
	exploitation(e, s, say)
	stage(e, s, say)
	if e.ForWhom != "" {
		say(AskThem, "For whom, in their words: "+e.ForWhom+".")
	}
	reach(e, s, say)
	return m
}

func gender(e *Entry, s Seeker, say func(Verdict, string)) {
	if len(e.Genders) == 0 || len(e.Genders) == len(Genders) {
		return
	}
	whom := "Takes only " + lower(joined(e.Genders, Gender.Label))
	switch {
	case s.Gender == "":
		say(AskThem, whom+". The client’s gender is not recorded.")
	case slices.Contains(e.Genders, s.Gender):
		say(Fits, whom+".")
	default:
		say(DoesNot, whom+".")
	}
}

func age(e *Entry, s Seeker, say func(Verdict, string)) {
	if e.AgeFrom == 0 && e.AgeTo == 0 {
		return
	}
	whom, oldest := "Takes people of "+e.Ages(), e.AgeTo
	if oldest == 0 {
		oldest = AgeUnknown
	}
	switch {
	case s.AgeTo < e.AgeFrom || s.AgeFrom > oldest:
		say(DoesNot, whom+".")
	case s.AgeFrom >= e.AgeFrom && s.AgeTo <= oldest:
		say(Fits, whom+".")
	default:
		say(AskThem, whom+". The client’s age is not known well enough.")
	}
}

// Ages is the age limit in words: "18 and over", "up to 17", "14 to 19".
func (e *Entry) Ages() string {
	from, to := strconv.Itoa(e.AgeFrom), strconv.Itoa(e.AgeTo)
	switch {
	case e.AgeFrom == 0 && e.AgeTo == 0:
		return "any age"
	case e.AgeTo == 0:
		return from + " and over"
	case e.AgeFrom == 0:
		return "up to " + to
	default:
		return from + " to " + to
	}
}

func exploitation(e *Entry, s Seeker, say func(Verdict, string)) {
	for _, x := range e.Except {
		whom := "Does not take " + lower(x.Gender.Label()) + " after " + lower(x.Exploitation.Label())
		gender, kind := s.Gender == x.Gender, slices.Contains(s.Exploitation, x.Exploitation)
		switch {
		case gender && kind:
			say(DoesNot, whom+".")
		case (gender || s.Gender == "") && (kind || len(s.Exploitation) == 0):
			say(AskThem, whom+". Whether that is so is not recorded.")
		default:
			say(Fits, whom+": that does not concern this client.")
		}
	}
	if len(e.Exploitation) == 0 {
		return
	}
	whom := "For people after " + lower(joined(e.Exploitation, Exploitation.Label))
	switch {
	case len(s.Exploitation) == 0:
		say(AskThem, whom+". What happened is not recorded yet.")
	case slices.ContainsFunc(s.Exploitation, func(x Exploitation) bool { return slices.Contains(e.Exploitation, x) }):
		say(Fits, whom+".")
	default:
		say(DoesNot, whom+".")
	}
}

func stage(e *Entry, s Seeker, say func(Verdict, string)) {
	if len(e.Stages) == 0 {
		return
	}
	whom := "For " + lower(joined(e.Stages, Stage.Label))
	if slices.Contains(e.Stages, s.Stage) {
		say(Fits, whom+".")
	} else {
		say(DoesNot, whom+".")
	}
}

// reach says whether somebody answers now and how sure we are of the entry.
func reach(e *Entry, s Seeker, say func(Verdict, string)) {
	open, known := e.Open.Now(s.Now, s.Holiday)
	switch {
	case len(e.Channels()) == 0:
		say(AskThem, "No way to reach them is recorded.")
	case known && open:
		say(Fits, "Answers now.")
	case known:
		say(AskThem, "Does not answer at this hour. "+e.hoursWords())
	default:
		say(AskThem, "When they answer is not recorded.")
	}
	switch {
	case e.Status == Replaced:
		say(AskThem, "Replaced: "+e.Change+".")
	case e.Status == CapacityLimited:
		say(AskThem, "They have said that they can take few people.")
	}
	if e.NeedsConfirming(s.Today) {
		say(AskThem, e.CheckedWords()+". Check before you rely on it.")
	}
}

func (e *Entry) hoursWords() string {
	if e.Hours == "" {
		return ""
	}
	return "Hours: " + e.Hours + "."
}

// CheckedWords is when the entry was last checked.
func (e *Entry) CheckedWords() string {
	if e.CheckedOn.IsZero() {
		return "No date of a check"
	}
	return "Last checked " + e.CheckedOn.Long()
}

func joined[T any](list []T, label func(T) string) string {
	words := make([]string, len(list))
	for i, x := range list {
		words[i] = label(x)
		if i > 0 {
			words[i] = lower(words[i])
		}
	}
	if n := len(words); n > 1 {
		return strings.Join(words[:n-1], ", ") + " or " + words[n-1]
	}
	return strings.Join(words, "")
}

func lower(text string) string { return strings.ToLower(text[:1]) + text[1:] }
