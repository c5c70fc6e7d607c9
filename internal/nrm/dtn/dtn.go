// Package dtn is the rulebook page about the Duty to Notify: who must report
// that an adult said no to a referral.
//
// The refusal itself is a consent record (package consent). What the official
// form asks, and what of it may leave without a name, is in package referral.
package dtn

import (
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"sync"

	_ "embed"

	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/person"
)

// Basis is in what quality a report is made.
type Basis string

// The bases. A body the law does not list may send the same form: that is a
// report and is never called a duty.
const (
	Duty   Basis = "duty"
	Report Basis = "report"
	None   Basis = "none"
)

// About is what the question depends on.
type About struct {
	Listed       bool // the organisation stands in MSA s.52(5), or reports by Home Office policy
	Nation       calendar.Nation
	Standing     consent.Standing
	ReferralSent bool // a referral discharges the duty; never both
	Today        calendar.Date
}

// Answer says what is owed, why, by whom the law wants it, and which law.
type Answer struct {
	Basis    Basis
	Reason   string
	Who      string
	Citation string
}

// Owed says whether a report is a duty, may be made, or has no place. Somebody
// who withdrew before the referral was sent has, for the law, not been
// referred: the same holds as after a no.
func Owed(a About) Answer {
	law := laws()[a.Nation]
	answer := func(b Basis, reason string) Answer { return Answer{b, reason, law.who, law.citation} }
	switch {
	case a.ReferralSent:
		return answer(None, "A referral was made. It discharges the duty, so no report is sent as well.")
	case a.Standing.Status != consent.StatusRefused && a.Standing.Status != consent.StatusWithdrawn:
		return answer(None, "A report follows only when an adult has said no to a referral.")
	case !law.inForce(a.Today):
		return answer(Report, "No Duty to Notify was found in force in "+a.Nation.Name()+". A report may be sent.")
	case !a.Listed:
		return answer(Report, "The Duty to Notify does not bind this organisation. A report may be sent.")
	default:
		return answer(Duty, "This organisation must report the refusal. The client stays anonymous unless they agreed to be named.")
	}
}

// IfReferred says what becomes of the report when the client is referred after
// all; empty when there is none.
func (a Answer) IfReferred() string {
	switch a.Basis {
	case Duty:
		return "If the client changes their mind and is referred, the referral discharges the duty. Do not send both."
	case Report:
		return "If the client changes their mind and is referred, no report is sent as well."
	default:
		return ""
	}
}

// Identifiable asks the gate whether the client may be named (C6) to those who
// read the report. Helping the police is another question and never stands in
// for it. Only an adult is asked, so only an adult has refused.
func Identifiable(s consent.Standing) bool {
	verdict := consent.Gate(consent.Now{Band: person.Adult, Standing: s}, consent.Share{To: consent.HomeOfficeReport, Thing: "name"})
	return s.Status == consent.StatusRefused && verdict.Allowed()
}

// SentHow is how the report was made.
type SentHow string

// The ways to make a report.
const (
	OnlineForm SentHow = "online_form"
	ByPhone    SentHow = "phone"
	ByEmail    SentHow = "email"
)

// SentHows lists the ways in the order of the page.
var SentHows = []SentHow{OnlineForm, ByEmail, ByPhone}

// Label is the way in the words staff read.
func (h SentHow) Label() string {
	switch h {
	case OnlineForm:
		return "Home Office online form"
	case ByPhone:
		return "By phone"
	case ByEmail:
		return "By email"
	default:
		return ""
	}
}

// Record is a report that was made. WrittenHere says that what was sent is the
// report written in the desk, so that a copy of it is kept.
type Record struct {
	Basis       Basis
	Named       bool
	SentOn      calendar.Date
	SentHow     SentHow
	Reference   string
	WrittenHere bool
}

const maxLine = 200

// Check checks the record of a report, in page order.
func Check(a About, r Record) fault.Problems {
	var ps fault.Problems
	owed := Owed(a)
	switch {
	case owed.Basis == None:
		ps.Add("basis", "not_owed")
		return ps
	case r.Basis != owed.Basis:
		ps.Add("basis", "mismatch", string(owed.Basis))
	}
	if r.Named && !Identifiable(a.Standing) {
		ps.Add("named", "no_consent")
	}
	switch {
	case r.SentOn.IsZero():
		ps.Add("sent_on", "required")
	case r.SentOn.After(a.Today):
		ps.Add("sent_on", "in_future")
	case r.SentOn.Before(a.Standing.Record.GivenOn):
		ps.Add("sent_on", "before", a.Standing.Record.GivenOn.Long())
	}
	if !slices.Contains(SentHows, r.SentHow) {
		ps.Add("sent_how", "select_one")
	}
	if len([]rune(r.Reference)) > maxLine {
		ps.Add("reference", "too_long", fmt.Sprint(maxLine))
	}
	return ps
}

//go:embed data/duties.csv
var dutiesCSV string

type law struct {
	from     calendar.Date // zero: not in force
	who      string
	citation string
}

func (l law) inForce(on calendar.Date) bool { return !l.from.IsZero() && !on.Before(l.from) }

// A mistake in the embedded file is a mistake in the program.
var laws = sync.OnceValue(func() map[calendar.Nation]law {
	rows, err := csv.NewReader(strings.NewReader(dutiesCSV)).ReadAll()
	if err != nil {
		panic(fmt.Errorf("read duties: %w", err))
	}
	byNation := map[calendar.Nation]law{}
	for _, row := range rows[1:] {
		l := law{who: row[3], citation: row[4]}
		if row[1] != "" {
			if l.from, err = calendar.ParseDate(row[1]); err != nil {
				panic(fmt.Errorf("duty in %s: %w", row[0], err))
			}
		}
		byNation[calendar.Nation(row[0])] = l
	}
	return byNation
})
