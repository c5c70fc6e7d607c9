package server

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/directory"
	"nrmdesk/internal/nrm/need"
	"nrmdesk/internal/render"
)

type whoCanHelpPage struct {
	casePage
	Unsafe *render.WarningText
	Known  render.SummaryList // what the search went by
	Choose render.Select
	Groups []helpGroup
}

// helpGroup is the services of one verdict.
type helpGroup struct {
	ID, Heading, Intro string
	Services           []helpService
	Folded             bool // behind a heading to open
}

type helpService struct {
	Name, Offer, Contact string
	Unsafe               *render.Tag
	Hours                string
	Tag                  render.Tag
	Reasons              []helpReason
	HandOver             *render.Link
}

// helpReason is one condition; Mark says in a word whether it holds.
type helpReason struct{ Mark, Class, Why string }

// getWhoCanHelp lists who can help this client now, and why each service fits
// or not.
func (s *Server) getWhoCanHelp(c *gin.Context) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	wants := need.Code(c.Query("wants"))
	if wants.Label() == "" {
		wants = ""
	}
	f, err := s.desk.WhoCanHelp(c.Request.Context(), me(c).Actor, r, wants)
	if err != nil {
		return err
	}
	page := whoCanHelpPage{casePage: s.caseLayout(c, f.Head, "Handoffs")}
	page.Heading = "Who can help now?"
	page.Title = page.Heading
	page.Unsafe = unsafeWarning(f.Wishes)
	page.Known = render.SummaryList{Rows: knownOf(f.Seeker)}
	page.Choose = render.Select{Name: "wants", Value: string(wants), Label: render.Label{Text: "What is needed"}, Items: []render.Option{{Text: "Anything"}}}
	for _, n := range need.All() {
		if !n.ChildOnly || f.Case.AgeBand.TreatedAsChild() {
			page.Choose.Items = append(page.Choose.Items, render.Option{Value: string(n.Code), Text: n.Label})
		}
	}
	page.Groups = helpGroups(f, f.Case.State != casefile.Closed)
	return s.render.Page(c.Writer, http.StatusOK, "who_can_help", page)
}

func knownOf(s directory.Seeker) []render.SummaryRow {
	gender, kinds := "Not recorded", "Not recorded"
	if s.Gender != "" {
		gender = capital(string(s.Gender))
	}
	if len(s.Exploitation) > 0 {
		labels := make([]string, len(s.Exploitation))
		for i, kind := range s.Exploitation {
			labels[i] = kind.Label()
		}
		kinds = strings.Join(labels, ", ")
	}
	age := "Not known"
	switch {
	case s.AgeFrom == s.AgeTo:
		age = number(s.AgeFrom)
	case s.AgeTo == 17:
		age = "Under 18"
	case s.AgeFrom == 18:
		age = "18 or over"
	}
	return []render.SummaryRow{
		answer("Nation", s.Nation.Name()), answer("Gender", gender), answer("Age", age), answer("Exploitation", kinds), answer("Stage", s.Stage.Label()),
	}
}

func helpGroups(f desk.WhoCanHelp, open bool) []helpGroup {
	groups := []helpGroup{
		{ID: "fits", Heading: "These fit", Intro: "Nothing that is known speaks against them."},
		{ID: "ask", Heading: "Ask them first", Intro: "Something is not known, or has to be checked."},
		{ID: "not", Heading: "These do not fit", Intro: "The reason is beside each.", Folded: true},
	}
	for _, m := range f.Matches {
		g := &groups[m.Verdict]
		service := helpService{
			Name: m.Entry.Name(), Offer: m.Entry.Offer, Contact: contactWords(*m.Entry), Hours: m.Entry.Hours, Tag: entryTag(*m.Entry),
		}
		if unsafe := unsafeAt(*m.Entry, f.Wishes); unsafe != "" {
			service.Unsafe = &render.Tag{Text: unsafe, Classes: "govuk-tag--red"}
		}
		for _, r := range m.Reasons {
			service.Reasons = append(service.Reasons, helpReason{verdictMarks[r.Verdict], verdictClasses[r.Verdict], r.Why})
		}
		if open && m.Verdict != directory.DoesNot && m.Entry.CanBeChosen() {
			service.HandOver = &render.Link{Text: "Hand over", Hidden: "to " + m.Entry.Name(), Href: caseAddress(f.Case.Ref) + "/send-handoff?" + handoffQuery(m.Entry.ID, f.Seeker.Need)}
		}
		g.Services = append(g.Services, service)
	}
	return groups
}

var (
	verdictMarks   = map[directory.Verdict]string{directory.Fits: "Fits", directory.AskThem: "Ask", directory.DoesNot: "Does not fit"}
	verdictClasses = map[directory.Verdict]string{directory.Fits: "app-reason--fits", directory.AskThem: "app-reason--ask", directory.DoesNot: "app-reason--not"}
)

// handoffQuery begins a handoff to a service for a need.
func handoffQuery(service string, wants need.Code) string {
	query := url.Values{"service": {service}}
	if wants != "" {
		query.Set("need", string(wants))
	}
	return query.Encode()
}
