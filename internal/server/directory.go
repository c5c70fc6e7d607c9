package server

import (
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/render"
)

func (s *Server) directoryRoutes() []route {
	return []route{{method: "GET", path: "/support-directory", open: true, handle: s.getDirectory}}
}

type directoryPage struct {
	render.Layout
	Heading   string
	Emergency []string
	Contents  []render.Link
	Sections  []directorySection
	History   render.StackedTable
}

type directorySection struct {
	ID, Heading string
	Table       render.StackedTable
}

// getDirectory shows the support directory. It holds nothing about anybody, so
// it needs no sign-in.
func (s *Server) getDirectory(c *gin.Context) error {
	page := directoryPage{Layout: s.layout(c, "Support directory", ""), Heading: "Support directory"}
	page.Width = render.Full
	var everywhere, history []handoff.Entry
	places := map[calendar.Nation][]handoff.Entry{}
	for _, e := range handoff.Directory().Entries() {
		switch {
		case e.Status == handoff.EntryClosed || e.Status == handoff.Duplicate:
			history = append(history, e)
		case isEmergency(e):
			line := e.Service + ": " + e.Offer
			if e.Service != e.Contact() && e.Contact() != "" {
				line += ". Number " + e.Contact()
			} else if e.Contact() == "" && e.Phone != "" {
				line += ". Number " + e.Phone
			}
			page.Emergency = append(page.Emergency, line+".")
		case len(e.Nations) == len(calendar.Nations):
			everywhere = append(everywhere, e)
		default:
			for _, n := range e.Nations {
				places[n] = append(places[n], e)
			}
		}
	}
	page.add("everywhere", "Across the United Kingdom", everywhere)
	for _, n := range calendar.Nations {
		page.add(string(n), n.Name(), places[n])
	}
	page.History = directoryTable("Closed, or listed under another name", history)
	return s.render.Page(c.Writer, 200, "directory_view", page)
}

func (p *directoryPage) add(id, heading string, entries []handoff.Entry) {
	p.Contents = append(p.Contents, render.Link{Text: heading, Href: "#" + id})
	p.Sections = append(p.Sections, directorySection{ID: id, Heading: heading, Table: directoryTable(heading, entries)})
}

func isEmergency(e handoff.Entry) bool { return e.Organisation == "Emergency services" }

// directoryTable puts services that take clients before those that inform.
func directoryTable(caption string, entries []handoff.Entry) render.StackedTable {
	slices.SortStableFunc(entries, func(a, b handoff.Entry) int { return rank(a) - rank(b) })
	t := render.StackedTable{
		Caption: caption, CaptionHidden: true,
		Head: []render.Column{{Text: "Service", Width: "one-third"}, {Text: "Contact", Width: "one-quarter"}, {Text: "Who it is for"}, {Text: "How sure we are"}},
	}
	for _, e := range entries {
		t.Rows = append(t.Rows, render.Row{Cells: []render.RowCell{
			{Header: true, Text: e.Organisation + ", " + e.Service, Lines: notEmpty(e.Offer)},
			{Text: contactWords(e), Lines: notEmpty(e.Hours)},
			{Text: capital(forWhom(e))},
			{Tags: []render.Tag{{Text: e.Status.Label(), Classes: entryColours[e.Status]}}, Lines: notEmpty(lastChecked(e), changedWords(e))},
		}})
	}
	return t
}

func rank(e handoff.Entry) int {
	if e.Class == "" {
		return 1
	}
	return 0
}

// contactWords is how to reach a service today. Nothing is given for one that
// has closed down.
func contactWords(e handoff.Entry) string {
	switch {
	case e.Status == handoff.EntryClosed:
		return "None: use another service"
	case e.Contact() == "":
		return "Not known"
	case e.Contact() == "website":
		return "See their website"
	case strings.Contains(e.Contact(), "DIR-"): // numbers of entries are for us
		return "See the other entries of " + e.Organisation
	default:
		return e.Contact()
	}
}

func lastChecked(e handoff.Entry) string {
	if e.LastVerified.IsZero() {
		return "No date of a check"
	}
	return "Last checked " + e.LastVerified.Long()
}

func changedWords(e handoff.Entry) string {
	if strings.Contains(e.ChangedTo, "DIR-") {
		return ""
	}
	return e.ChangedTo
}

// forWhom is whom a service takes, in one line.
func forWhom(e handoff.Entry) string {
	var parts []string
	if e.Gender != "" && e.Gender != "any" {
		parts = append(parts, strings.ReplaceAll(e.Gender, ";", ", "))
	}
	if e.Age != "" && e.Age != "any" && e.Age != "not stated" {
		parts = append(parts, "age "+e.Age)
	}
	if e.Exploitation != "" && e.Exploitation != "any" {
		parts = append(parts, "exploitation: "+strings.ReplaceAll(e.Exploitation, ";", ", "))
	}
	if len(parts) == 0 {
		return "anybody"
	}
	return strings.Join(parts, "; ")
}

func notEmpty(lines ...string) []string {
	return slices.DeleteFunc(lines, func(l string) bool { return l == "" })
}

var entryColours = map[handoff.EntryStatus]string{
	handoff.Current:         "govuk-tag--green",
	handoff.Changed:         "govuk-tag--yellow",
	handoff.Replaced:        "govuk-tag--yellow",
	handoff.CapacityLimited: "govuk-tag--yellow",
	handoff.Unverified:      "govuk-tag--yellow",
	handoff.Duplicate:       "govuk-tag--grey",
	handoff.EntryClosed:     "govuk-tag--grey",
}
