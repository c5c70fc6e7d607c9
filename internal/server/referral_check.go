package server

import (
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/referral"
	"nrmdesk/internal/render"
)

type referralCheckPage struct {
	casePage
	Intro    []string
	Before   string        // heading of the stops
	Stops    []render.Link // what must be done before it goes on
	Warnings []string
	Cards    []render.SummaryList
	Action   string // empty: nothing can be sent from here
	Hidden   []render.Hidden
	Buttons  render.SaveButtons
	Copy     *render.Button // a report of a refusal is copied without a review
}

// getReferralCheck shows every answer with what is missing and what does not
// fit together, and the consent it rests on.
func (s *Server) getReferralCheck(c *gin.Context) error {
	f, err := s.readReferral(c)
	if err != nil {
		return err
	}
	if !f.Editable() && f.Case.State != casefile.Review {
		return seeOther(c, referralAddress(f.Case.Ref))
	}
	page := referralCheckPage{casePage: s.caseLayout(c, f.Head, "Check the answers")}
	page.Back = &render.Link{Text: "Back to the referral", Href: referralAddress(f.Case.Ref)}
	from := ""
	if f.Editable() {
		from = "check"
		page.Stops = stops(f)
		typed, err := s.unsavedPages(c, f)
		if err != nil {
			return err
		}
		for _, u := range typed {
			page.Stops = append(page.Stops, render.Link{
				Text: "Save what you typed at “" + u.page.Title + "” on " + moment(u.mark.UpdatedAt), Href: referralAddress(f.Case.Ref, u.page.Task.ID, u.page.ID) + "?from=check",
			})
		}
		page.Before = "Before it can go to review"
		page.Intro = []string{"This is what a second person will review before it is sent to the Home Office."}
		switch {
		case f.Reporting():
			page.Before = "Before it can be sent"
			page.Intro = []string{"This is what goes to the Home Office.", reportSays(f.Draft)}
			if len(page.Stops) == 0 {
				page.Copy = &render.Button{Text: "Read and copy", Href: referralAddress(f.Case.Ref, "pack")}
			}
		case len(page.Stops) == 0:
			page.Action, page.Hidden = referralAddress(f.Case.Ref, "check"), formHidden(f.Head, uuid.NewString())
			page.Buttons = render.SaveButtons{Text: "Send to review"}
		}
	}
	page.Warnings = append(oddities(f), hintTexts(f.Draft)...)
	page.Cards = answerCards(f, from)
	if card, any := keptCard(f.Draft); any {
		page.Cards = append(page.Cards, card)
	}
	return s.render.Page(c.Writer, http.StatusOK, "referral_check", page)
}

func answerCards(f desk.ReferralFile, from string) []render.SummaryList {
	cards := []render.SummaryList{
		consentCard(f.Standing, caseAddress(f.Case.Ref)+"/consent"),
		answerCard("Known from the case", "", fromCaseRows(f.Draft)...),
	}
	cards[0].Card.Actions[0].Text = "Open"
	for _, t := range f.Draft.Form.Tasks {
		if state := f.Draft.TaskState(t); state == referral.NotNeeded || state == referral.CannotStart {
			continue
		}
		cards = append(cards, answerCard(t.Title, "", sectionRows(f, t, from)...))
	}
	return cards
}

// stops lists everything in the way of a review, each with where to mend it.
func stops(f desk.ReferralFile) []render.Link {
	b := f.Blocks()
	links := blockLinks(f)
	if len(b.Verdict.Missing) > mostListed {
		links = append(links, missingSections(f)...)
	} else {
		links = append(links, missingLinks(f, b.Verdict.Missing, "check")...)
	}
	for _, p := range b.Verdict.Problems {
		if p.Page != nil {
			links = append(links, render.Link{Text: "Mend “" + p.Field.Short + "”", Href: referralAddress(f.Case.Ref, p.Page.Task.ID, p.Page.ID) + "?from=check"})
		}
	}
	for _, found := range b.Verdict.Findings {
		if found.Level == referral.Refuse {
			links = append(links, findingLink(f, found))
		}
	}
	for _, t := range b.Unfinished {
		links = append(links, render.Link{Text: "Mark “" + t.Title + "” as completed", Href: referralAddress(f.Case.Ref, t.ID)})
	}
	return links
}

// mostListed is how many missing answers are named one by one.
const mostListed = 12

// missingSections lead to the sections that still need answers.
func missingSections(f desk.ReferralFile) []render.Link {
	var links []render.Link
	for _, t := range f.Draft.Form.Tasks {
		if n := len(f.Draft.MissingIn(t)); n > 0 {
			links = append(links, render.Link{Text: t.Title + ": " + plural(n, "answer") + " missing", Href: sectionAddress(f, t)})
		}
	}
	return links
}

func findingLink(f desk.ReferralFile, found referral.Finding) render.Link {
	link := render.Link{Text: found.Sentence(), Href: caseAddress(f.Case.Ref)}
	if field := f.Draft.Form.Field(found.Field); field.Page != nil {
		link.Href = referralAddress(f.Case.Ref, field.Page.Task.ID, field.Page.ID) + "?from=check"
	}
	return link
}

// oddities are answers that do not fit together and yet may be true.
func oddities(f desk.ReferralFile) []string {
	var says []string
	for _, found := range f.Draft.Findings() {
		if found.Level == referral.Warn {
			says = append(says, found.Sentence())
		}
	}
	return says
}

func (s *Server) postReferralCheck(c *gin.Context) error {
	_, edit, err := posted(c)
	if err != nil {
		return err
	}
	if err := s.desk.SendToReview(c.Request.Context(), me(c).Actor, edit); err != nil {
		return err
	}
	s.sessions.Notify(c.Request.Context(), "The referral waits for a second person to review it.")
	return seeOther(c, referralAddress(edit.Ref))
}
