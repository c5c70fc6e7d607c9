package server

import (
	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/render"
)

// consentSection stands beside the records of consent and is none of them.
type consentSection struct {
	Heading string
	Says    string
	List    render.SummaryList
	Links   []render.Link
}

// besideConsent is what else the page tells: what was shared without consent,
// how old the client was found to be, and why the record may be held at all.
func (s *Server) besideConsent(file desk.ConsentFile, a staff.Actor) []consentSection {
	return []consentSection{s.overrideSection(file), ageSection(file), basisSection(file, a)}
}

func (s *Server) overrideSection(file desk.ConsentFile) consentSection {
	section := consentSection{Heading: "Shared without consent", Says: "Only when somebody is in serious danger or the law requires it, and when a second person agrees."}
	for _, o := range file.Overrides {
		row := answer(o.NamedShown, o.State(s.desk.Now()).Label()+"\nAsked by "+o.RequestedByName+" on "+moment(o.RequestedAt))
		row.Actions = []render.Action{{Text: "Open", Href: overrideAddress(file.Case.Ref, o.Number), VisuallyHiddenText: "request " + number(o.Number)}}
		section.List.Rows = append(section.List.Rows, row)
	}
	if file.Case.State != casefile.Closed && !file.Case.AgeBand.TreatedAsChild() {
		section.Links = []render.Link{{Text: "Ask to share something without consent", Href: caseAddress(file.Case.Ref) + "/override"}}
	}
	return section
}

func ageSection(file desk.ConsentFile) consentSection {
	section := consentSection{Heading: "Age", Says: file.Case.AgeBand.Label() + "."}
	section.List.Rows = assessmentRows(file.Ages)
	if file.Case.State != casefile.Closed {
		section.Links = []render.Link{{Text: "Record an age assessment", Href: caseAddress(file.Case.Ref) + "/age"}}
	}
	return section
}

// basisSection never calls it consent.
func basisSection(file desk.ConsentFile, a staff.Actor) consentSection {
	section := consentSection{Heading: "Why this record may be held", Says: "This is apart from what the client agreed to. It stays when they change their mind."}
	if file.Basis == nil {
		section.Says += " Nobody has recorded it yet: an administrator does."
	} else {
		section.List.Rows = basisRows(*file.Basis)
	}
	if a.Has(staff.Supervisor) && file.Case.State != casefile.Closed {
		section.Links = []render.Link{{Text: "Record another basis for this case", Href: caseAddress(file.Case.Ref) + "/lawful-basis"}}
	}
	return section
}

// noticeTasks are the notices about which somebody has something to do, each with
// the page where it is recorded.
func noticeTasks(r casefile.Ref, open []consent.Notice, a staff.Actor) render.SummaryList {
	var list render.SummaryList
	for _, n := range open {
		row := answer(noticeWords(n), "Since "+moment(n.OpenedAt))
		if n.Kind != consent.NoticeSupervisor || a.Has(staff.Supervisor) {
			row.Actions = []render.Action{{Text: "Record it", Href: noticeAddress(r, n), VisuallyHiddenText: "notice " + number(n.Number)}}
		}
		list.Rows = append(list.Rows, row)
	}
	return list
}
