package server

import (
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/directory"
	"nrmdesk/internal/nrm/need"
	"nrmdesk/internal/render"
)

func (s *Server) directoryRoutes() []route {
	return []route{
		{method: "GET", path: directoryAddress, open: true, handle: s.getDirectory},
		{method: "GET", path: directoryAddress + "/card", open: true, handle: s.getCard},
		{method: "GET", path: firstRespondersAddress, open: true, handle: s.getFirstResponders},
		{method: "GET", path: "/cases/:ref/who-can-help", handle: s.getWhoCanHelp},
		{method: "GET", path: "/admin/directory", handle: s.getAdminDirectory},
		{method: "GET", path: "/admin/directory/new", handle: s.getNewService},
		{method: "POST", path: "/admin/directory/new", handle: s.postNewService},
		{method: "GET", path: "/admin/directory/entries/:entry", handle: s.getService},
		{method: "GET", path: "/admin/directory/entries/:entry/edit", handle: s.getEditService},
		{method: "POST", path: "/admin/directory/entries/:entry/edit", handle: s.postEditService},
		{method: "POST", path: "/admin/directory/entries/:entry/checked", handle: s.postServiceChecked},
	}
}

const directoryAddress = "/support-directory"

type directoryPage struct {
	render.Layout
	Heading   string
	Leave     bool // the way out is a link, and Escape
	Emergency []string
	Filter    render.Filter
	Contents  []render.Link
	Sections  []directorySection
	History   render.StackedTable
}

type directorySection struct {
	ID, Heading string
	Table       render.StackedTable
}

// getDirectory shows the support directory. It holds nothing about anybody, so
// it needs no sign-in; whoever is signed in reads it as their organisation
// keeps it.
func (s *Server) getDirectory(c *gin.Context) error {
	asked := form.Of(c.Request.URL.Query())
	services, err := s.desk.Services(c.Request.Context(), me(c).Actor.OrganisationID)
	if err != nil {
		return err
	}
	page := directoryPage{Layout: s.layout(c, "Support directory", ""), Heading: "Support directory", Filter: directoryFilter(asked)}
	page.Leave = s.quietPage(&page.Layout)
	page.Width = render.Full
	nation, wants := calendar.Nation(asked.Trimmed("place")), need.Code(asked.Trimmed("wants"))
	var everywhere, history []directory.Entry
	places := map[calendar.Nation][]directory.Entry{}
	for _, e := range services.Entries() {
		switch {
		case e.Ended():
			history = append(history, e)
		case e.Emergency:
			page.Emergency = append(page.Emergency, emergencyLine(e))
		case wants != "" && !slices.Contains(e.Needs, wants) || nation.Valid() && !e.Serves(nation):
		case e.Everywhere():
			everywhere = append(everywhere, e)
		default:
			for _, n := range e.Nations {
				places[n] = append(places[n], e)
			}
		}
	}
	page.add("everywhere", "Across the United Kingdom", everywhere)
	for _, n := range calendar.Nations {
		if !nation.Valid() || n == nation {
			page.add(string(n), n.Name(), places[n])
		}
	}
	page.History = directoryTable("Closed, or listed under another name", history)
	return s.render.Page(c.Writer, http.StatusOK, "directory_view", page)
}

func directoryFilter(asked form.Values) render.Filter {
	place := nationSelect(asked)
	wants := render.Select{Name: "wants", Value: asked.Text("wants"), Label: render.Label{Text: "What is needed"}, Items: []render.Option{{Text: "Anything"}}}
	for _, n := range need.All() {
		wants.Items = append(wants.Items, render.Option{Value: string(n.Code), Text: n.Label})
	}
	f := render.Filter{Action: directoryAddress, Fields: []render.FilterField{{Select: &place}, {Select: &wants}}}
	if n := calendar.Nation(asked.Trimmed("place")); n.Valid() {
		f.Active = append(f.Active, render.Link{Text: n.Name(), Href: withoutField(directoryAddress, asked, "place")})
	}
	if label := need.Code(asked.Trimmed("wants")).Label(); label != "" {
		f.Active = append(f.Active, render.Link{Text: label, Href: withoutField(directoryAddress, asked, "wants")})
	}
	if len(f.Active) > 0 {
		f.Open, f.Clear = true, directoryAddress
	}
	return f
}

func nationSelect(asked form.Values) render.Select {
	place := render.Select{Name: "place", Value: asked.Text("place"), Label: render.Label{Text: "Nation"}, Items: []render.Option{{Text: "Any"}}}
	for _, n := range calendar.Nations {
		place.Items = append(place.Items, render.Option{Value: string(n), Text: n.Name()})
	}
	return place
}

func (p *directoryPage) add(id, heading string, entries []directory.Entry) {
	p.Contents = append(p.Contents, render.Link{Text: heading, Href: "#" + id})
	table := directoryTable(heading, entries)
	table.Empty = "No service is listed here for what you look for."
	p.Sections = append(p.Sections, directorySection{ID: id, Heading: heading, Table: table})
}

func emergencyLine(e directory.Entry) string {
	line := e.Service + ": " + e.Offer
	if ways := strings.Join(e.Channels(), ", "); ways != "" && ways != e.Service {
		line += ". Number " + ways
	}
	return line + "."
}

// directoryTable puts services that take clients before those that inform.
func directoryTable(caption string, entries []directory.Entry) render.StackedTable {
	slices.SortStableFunc(entries, func(a, b directory.Entry) int { return informs(a) - informs(b) })
	t := render.StackedTable{
		Caption: caption, CaptionHidden: true,
		Head: []render.Column{{Text: "Service", Width: "one-third"}, {Text: "Contact", Width: "one-quarter"}, {Text: "Who it is for"}, {Text: "How sure we are"}},
	}
	for _, e := range entries {
		t.Rows = append(t.Rows, render.Row{Cells: []render.RowCell{
			{Header: true, Text: e.Name(), Lines: notEmpty(e.Offer)},
			{Text: contactWords(e), Lines: notEmpty(e.Hours)},
			{Text: capital(forWhom(e))},
			{Tags: []render.Tag{entryTag(e)}, Lines: notEmpty(e.CheckedWords(), e.Change)},
		}})
	}
	return t
}

func entryTag(e directory.Entry) render.Tag {
	return render.Tag{Text: e.Status.Label(), Classes: entryColours[e.Status]}
}

func informs(e directory.Entry) int {
	if e.Class == "" {
		return 1
	}
	return 0
}

// contactWords is how to reach a service today. Nothing is given for one that
// has closed down.
func contactWords(e directory.Entry) string {
	ways := e.Channels()
	switch {
	case e.Status == directory.Closed:
		return "None: use another service"
	case len(ways) == 0:
		return "Not known"
	default:
		return strings.Join(ways, ", ")
	}
}

// forWhom is whom a service takes, in one line.
func forWhom(e directory.Entry) string {
	var parts []string
	for _, g := range e.Genders {
		parts = append(parts, strings.ToLower(g.Label()))
	}
	if e.AgeFrom > 0 || e.AgeTo > 0 {
		parts = append(parts, "age "+e.Ages())
	}
	for _, kind := range e.Exploitation {
		parts = append(parts, strings.ToLower(kind.Label()))
	}
	for _, x := range e.Except {
		parts = append(parts, "not "+strings.ToLower(x.Gender.Label()+" after "+x.Exploitation.Label()))
	}
	for _, st := range e.Stages {
		parts = append(parts, strings.ToLower(st.Label()))
	}
	if e.ForWhom != "" {
		parts = append(parts, e.ForWhom)
	}
	if len(parts) == 0 {
		return "anybody"
	}
	return strings.Join(parts, "; ")
}

func notEmpty(lines ...string) []string {
	return slices.DeleteFunc(lines, func(l string) bool { return l == "" })
}

var entryColours = map[directory.Status]string{
	directory.Current:         "govuk-tag--green",
	directory.Changed:         "govuk-tag--yellow",
	directory.Replaced:        "govuk-tag--yellow",
	directory.CapacityLimited: "govuk-tag--yellow",
	directory.Unverified:      "govuk-tag--yellow",
	directory.Duplicate:       "govuk-tag--grey",
	directory.Closed:          "govuk-tag--grey",
}
