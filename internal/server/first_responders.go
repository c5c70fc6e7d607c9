package server

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/directory"
	"nrmdesk/internal/render"
)

const firstRespondersAddress = directoryAddress + "/first-responders"

type firstRespondersPage struct {
	render.Layout
	Heading  string
	Leave    bool // the way out is a link, and Escape
	Filter   render.Filter
	Sections []directorySection
	History  render.StackedTable
}

// getFirstResponders shows who may refer somebody into the National Referral
// Mechanism, for anybody who has to find the body that can.
func (s *Server) getFirstResponders(c *gin.Context) error {
	asked := form.Of(c.Request.URL.Query())
	page := firstRespondersPage{Layout: s.layout(c, "First responders", ""), Heading: "First responders", Filter: firstResponderFilter(asked)}
	page.Back = &render.Link{Text: "Back to the support directory", Href: directoryAddress}
	page.Leave = s.quietPage(&page.Layout)
	page.Width = render.Full
	nation := calendar.Nation(asked.Trimmed("place"))
	var history []directory.FirstResponder
	kinds := map[directory.ResponderKind][]directory.FirstResponder{}
	for _, f := range directory.FirstResponders() {
		switch {
		case !f.Refers():
			history = append(history, f)
		case !nation.Valid() || f.Works(nation):
			kinds[f.Kind] = append(kinds[f.Kind], f)
		}
	}
	for _, k := range directory.ResponderKinds {
		if len(kinds[k]) > 0 {
			page.Sections = append(page.Sections, directorySection{ID: string(k), Heading: k.Label(), Table: firstResponderTable(k.Label(), kinds[k])})
		}
	}
	page.History = firstResponderTable("No longer first responders", history)
	return s.render.Page(c.Writer, http.StatusOK, "first_responders", page)
}

func firstResponderFilter(asked form.Values) render.Filter {
	place := nationSelect(asked)
	f := render.Filter{Action: firstRespondersAddress, Fields: []render.FilterField{{Select: &place}}}
	if n := calendar.Nation(asked.Trimmed("place")); n.Valid() {
		f.Active = []render.Link{{Text: n.Name(), Href: withoutField(firstRespondersAddress, asked, "place")}}
		f.Open, f.Clear = true, firstRespondersAddress
	}
	return f
}

func firstResponderTable(caption string, list []directory.FirstResponder) render.StackedTable {
	t := render.StackedTable{
		Caption: caption, CaptionHidden: true,
		Head: []render.Column{{Text: "Name", Width: "one-third"}, {Text: "Where"}, {Text: "Duty to Notify", Width: "one-quarter"}, {Text: "How sure we are"}},
	}
	for _, f := range list {
		t.Rows = append(t.Rows, render.Row{Cells: []render.RowCell{
			{Header: true, Text: f.Name, Lines: notEmpty(f.Notes)},
			{Text: whereWords(f)},
			{Text: f.Duty.Label()},
			{Tags: []render.Tag{{Text: f.Status.Label(), Classes: entryColours[f.Status]}}, Lines: notEmpty(sinceWords(f), f.Source)},
		}})
	}
	return t
}

func whereWords(f directory.FirstResponder) string {
	if len(f.Nations) == 0 {
		return "Not known: ask them"
	}
	var names []string
	for _, n := range f.Nations {
		names = append(names, n.Name())
	}
	where := strings.Join(names, ", ")
	if !f.NationsSure {
		where += " (not confirmed: ask them)"
	}
	return where
}

func sinceWords(f directory.FirstResponder) string {
	switch {
	case !f.To.IsZero():
		return "Until " + f.To.Long()
	case !f.From.IsZero():
		return "Since " + f.From.Long()
	default:
		return ""
	}
}
