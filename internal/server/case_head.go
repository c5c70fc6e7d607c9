package server

import (
	"strconv"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/access"
	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/render"
)

// caseTabs are the areas of a case, each a page of its own. Some are for those
// with a right of their own.
var caseTabs = []struct {
	text, path string
	needs      access.Action
}{
	{"Overview", "", access.ViewCase},
	{"Consent", "/consent", access.ViewConsent},
	{"Referral", "/referral", access.ViewReferral},
	{"Decisions", "/decisions", access.ViewDecision},
	{"Needs", "/needs", access.ViewNeeds},
	{"Next steps", "/tasks", access.ViewTasks},
	{"Dates", "/dates", access.ViewDeadlines},
	{"Contact", "/contact-client", access.ViewContacts},
	{"Handoffs", "/handoffs", access.ViewHandoff},
	{"Documents", "/documents", access.ViewEvidence},
	{"Notes", "/notes", access.ViewCase},
	{"Timeline", "/timeline", access.ViewCase},
	{"Who looked", "/access", access.ViewLooks},
}

// casePage is what every page of a case embeds.
type casePage struct {
	render.Layout
	CaseBar render.CaseBar
	SubNav  render.SubNav
	Heading string
}

// caseLayout puts the case bar and the areas of the case around a page. The
// title holds the reference, never a name.
func (s *Server) caseLayout(c *gin.Context, h desk.Head, heading string) casePage {
	page := casePage{Layout: s.layout(c, heading, string(h.Case.Ref)), CaseBar: caseBar(h), Heading: heading}
	page.Width = render.Full
	page.Back = &render.Link{Text: "Back to your cases", Href: "/cases"}
	page.SubNav.Label = "Case " + string(h.Case.Ref)
	base := caseAddress(h.Case.Ref)
	for _, tab := range caseTabs {
		if !s.desk.May(me(c).Actor, tab.needs) {
			continue
		}
		current := c.Request.URL.Path == base+tab.path || tab.path != "" && within(c.Request.URL.Path, base+tab.path)
		page.SubNav.Items = append(page.SubNav.Items, render.NavItem{Text: tab.text, Href: base + tab.path, Current: current})
	}
	return page
}

func caseBar(h desk.Head) render.CaseBar {
	bar := render.CaseBar{
		Ref: string(h.Case.Ref), KnownAs: h.Client.NameToUse, About: []string{h.Case.AgeBand.Label(), h.Case.Nation.Name()},
		Tags:        []render.Tag{stateTag(h.Case.State), consentTag(consent.Status(h.Case.ConsentStatus))},
		SafeContact: safeContactLine(h.Client.Contact),
	}
	if h.Case.Restricted {
		bar.Tags = append(bar.Tags, render.Tag{Text: "Restricted", Classes: "govuk-tag--orange"})
	}
	language := h.Client.Language
	if language == "" {
		language = "Language not given yet"
	}
	if h.Client.Safety.InterpreterNeeded.Is() {
		language += ", interpreter needed"
	}
	bar.About = append(bar.About, language)
	return bar
}

// stateTag is the stage of a case. Negative decisions are not red.
func stateTag(state casefile.State) render.Tag {
	tag := render.Tag{Text: state.Label(), Classes: "govuk-tag--blue"}
	switch state {
	case casefile.Closed, casefile.Withdrawn:
		tag.Classes = "govuk-tag--grey"
	case casefile.RGPositive, casefile.CGPositive:
		tag.Classes = "govuk-tag--green"
	case casefile.Enquiry, casefile.ConsentPending, casefile.Draft:
		tag.Classes = "govuk-tag--yellow"
	}
	return tag
}

func consentTag(status consent.Status) render.Tag {
	tag := render.Tag{Text: "Consent: " + status.Label(), Classes: "govuk-tag--grey"}
	switch status {
	case consent.StatusGiven:
		tag.Classes = "govuk-tag--green"
	case consent.StatusPartly, consent.StatusNeedsMoreTime, consent.StatusNone:
		tag.Classes = "govuk-tag--yellow"
	}
	return tag
}

func caseAddress(ref casefile.Ref) string { return "/cases/" + string(ref) }

// ref reads the reference in the address. A mistyped one is simply not found.
func ref(c *gin.Context) (casefile.Ref, error) {
	r, err := casefile.ParseRef(c.Param("ref"))
	if err != nil {
		return "", fault.NotFound
	}
	return r, nil
}

// versionOf reads the version of the case a form was shown for.
func versionOf(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// formHidden are the fields every form about a case carries.
func formHidden(h desk.Head, token string) []render.Hidden {
	return []render.Hidden{{Name: tokenField, Value: token}, {Name: versionField, Value: strconv.FormatInt(h.Case.Version, 10)}}
}
