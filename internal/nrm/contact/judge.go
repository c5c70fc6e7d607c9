package contact

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/person"
)

// Level is how safe a contact is found to be.
type Level string

// The levels, the safest first. What is stopped is not made, whoever asks.
const (
	Allowed Level = "allowed"
	Warn    Level = "warn"
	Stop    Level = "stop"
)

// Valid says whether the level is one of the three.
func (l Level) Valid() bool { return slices.Contains([]Level{Allowed, Warn, Stop}, l) }

// Label is the level in the words staff read.
func (l Level) Label() string {
	return map[Level]string{Allowed: "As the client said", Warn: "Possible, with care", Stop: "Stopped"}[l]
}

// Finding is one thing found about a contact, with what to do about it.
type Finding struct {
	Code     string
	Level    Level
	Sentence string
}

// Judgement is what is found about a contact, what stops it first.
type Judgement struct{ Findings []Finding }

// Level is that of the gravest finding.
func (j Judgement) Level() Level {
	if len(j.Findings) == 0 {
		return Allowed
	}
	return j.Findings[0].Level
}

// Codes names the findings.
func (j Judgement) Codes() []string {
	codes := make([]string, len(j.Findings))
	for i, f := range j.Findings {
		codes[i] = f.Code
	}
	return codes
}

// Judge looks at a contact that is about to be made at an instant. Only the
// hours give way, to a wish of the client's own that somebody wrote down: to
// call elsewhere or otherwise than they said, the plan is changed with them
// first.
func Judge(p Plan, a Attempt, at time.Time) Judgement {
	var j Judgement
	add := func(code string, level Level, sentence string) {
		j.Findings = append(j.Findings, Finding{code, level, sentence})
	}
	if p.Danger(a.Use) != "" {
		add("dangerous", Stop, "This number or address is known to be an exploiter’s, or to be watched. It is never used.")
	}
	switch {
	case len(p.Channels) == 0:
		add("no_plan", Stop, "No safe way is recorded. Ask the client, or whoever is with them safely, and record it first.")
	case slices.Contains(p.Channels, person.NoChannel):
		add("no_safe_way", Stop, "The client said that there is no safe way at the moment. Wait until they make contact, or ask a worker who sees them.")
	case !p.Allows(a.Channel):
		add("channel", Stop, a.Channel.Label()+" is not a way the client called safe. These are: "+ways(p.SafeContact)+".")
	case !person.SameAddress(p.Details, a.Use):
		add("unknown", Stop, "The client did not give this number or address. If they did since, change the safe contact first.")
	}
	judgeTime(p, a, at, add)
	judgeTalk(p, a, add)
	slices.SortStableFunc(j.Findings, func(a, b Finding) int { return cmp.Compare(gravity[b.Level], gravity[a.Level]) })
	return j
}

var gravity = map[Level]int{Allowed: 0, Warn: 1, Stop: 2}

// judgeTime looks at the hours. A letter arrives when it arrives, and a worker
// knows when they see the client.
func judgeTime(p Plan, a Attempt, at time.Time, add func(code string, level Level, sentence string)) {
	if a.Channel == person.Post || a.Channel == person.Worker {
		return
	}
	now := at.In(calendar.London())
	if !SafeAt(p.SafeContact, at) {
		said := "It is " + now.Format("Monday, 3:04pm") + ". The client said: " + p.HoursWords() + "."
		if strings.TrimSpace(a.Request) == "" {
			add("hours", Stop, said+" Wait until then, unless the client has asked for this time themselves.")
		} else {
			add("hours_asked", Warn, said+" They asked for this time themselves.")
		}
	}
	if strings.TrimSpace(p.Hours) != "" {
		add("hours_in_words", Warn, "The client also said about the time: “"+strings.TrimSpace(p.Hours)+"”. Check that it fits now.")
	}
}

// judgeTalk looks at what is said to whom.
func judgeTalk(p Plan, a Attempt, add func(code string, level Level, sentence string)) {
	if a.Spoken() {
		switch {
		case a.Interpreting == SomebodyThere:
			add("interpreter_there", Stop, "Nobody who is with the client interprets: they may control what is said. Book an interpreter.")
		case p.InterpreterNeeded && a.Interpreting == NoInterpreter:
			add("interpreter", Warn, "The client needs an interpreter, and none would be there.")
		}
	}
	if a.Channel != person.Phone {
		return
	}
	if a.Message == person.Yes && p.Voicemail != person.Yes {
		add("voicemail", Stop, "Do not leave a voicemail: somebody else may hear it.")
	}
	if a.OthersAnswer == person.Yes {
		add("others", Warn, "If anybody else answers, say that you have the wrong number. Do not say who you are or where you call from.")
	}
	if strings.TrimSpace(p.CodeWord) != "" {
		add("code_word", Warn, "Ask for the code word before you say anything else.")
	}
}

func ways(c person.SafeContact) string {
	labels := make([]string, len(c.Channels))
	for i, ch := range c.Channels {
		labels[i] = ch.Label()
	}
	return strings.Join(labels, ", ")
}
