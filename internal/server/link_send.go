package server

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"nrmdesk/internal/access"
	"nrmdesk/internal/desk"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/link"
	"nrmdesk/internal/render"
)

// linkSection is what the page of a handoff says of its one-time links.
type linkSection struct {
	None  string // said while there is none
	Facts render.SummaryList
	Send  *render.Button
	Stop  *linkStop
	Log   *render.Timeline
}

// linkStop is the form that ends a link.
type linkStop struct {
	Action string
	Hidden []render.Hidden
	Button render.Button
}

// linkSectionOf tells the sender how the newest link stands and what was done
// with all of them.
func (s *Server) linkSectionOf(c *gin.Context, file desk.HandoffFile) linkSection {
	var section linkSection
	address := handoffAddress(file.Case.Ref, file.Handoff.Number) + "/link"
	may := link.MayBeSent(file.Handoff.State) == nil && s.desk.May(me(c).Actor, access.SendLink)
	if may {
		section.Send = &render.Button{Text: "Send a one-time link", Href: address, Classes: "govuk-button--secondary"}
	}
	if len(file.Links) == 0 {
		section.None = "No link was sent. With a link the recipient can read this handoff and answer it without an account."
		return section
	}
	l := file.Links[0]
	state := l.State(file.Now)
	section.Facts.Rows = []render.SummaryRow{
		answer("Link "+number(l.Number), state.Label()), answer("Sent to", l.Email+"\n"+linkMailWords(l)),
		answer("Works until", moment(l.ExpiresAt)), answer("Opened", openedWords(l)),
		answer("Wrong codes", number(l.WrongCodes)+" of "+number(l.MaxWrong)),
	}
	if may {
		section.Send.Text = "Send a new link"
	}
	if l.EndedAt.IsZero() && state != link.Expired && s.desk.May(me(c).Actor, access.StopLink) {
		section.Stop = &linkStop{
			Action: address + "/stop", Hidden: formHidden(file.Head, uuid.NewString()),
			Button: render.Button{Text: "Stop the link", Classes: "govuk-button--warning"},
		}
	}
	section.Log = &render.Timeline{Heading: "What was done with links"}
	for _, e := range file.LinkLog {
		entry := timelineEntry(file.Case.Ref, e)
		entry.Link = nil
		if e.Action == access.ReadLink.String() { // a look, of which the timeline tells nothing
			entry.Title = linkReadTitle(e.Facts)
		}
		section.Log.Entries = append(section.Log.Entries, entry)
	}
	return section
}

func linkMailWords(l desk.HandoffLink) string {
	switch l.Mail {
	case desk.MailSent:
		return "The email was sent."
	case desk.MailParked:
		return "The email could not be sent. Check the address and send a new link."
	case desk.MailCancelled:
		return "The email was not sent: the link had ended."
	default:
		return "The email is on its way."
	}
}

func openedWords(l desk.HandoffLink) string {
	said := number(l.Views) + " of " + times(l.MaxViews)
	if !l.OpenedAt.IsZero() {
		said += ", last on " + moment(l.OpenedAt)
	}
	return said
}

func (s *Server) getSendLink(c *gin.Context) error { return s.sendLinkForm(c, form.Values{}, nil) }

func (s *Server) sendLinkForm(c *gin.Context, v form.Values, failed error) error {
	file, err := s.readHandoff(c)
	if err != nil {
		return err
	}
	if err := s.desk.Ask(c.Request.Context(), me(c).Actor, access.SendLink); err != nil {
		return err
	}
	practice := link.PracticeOn(s.desk.Today())
	page := questionPage{
		Caption: "Handoff to " + file.Handoff.RecipientName, Heading: "Send a one-time link",
		Intro: []string{
			"The recipient gets an email with a link and nothing about the client. The link opens with a code. You see the code on the next page, once, and give it to them by phone.",
			"Call them on a number from the directory or one you already know, not on one from an email. Make sure you speak to the person who is to read this.",
			"The link works for " + plural(int(practice.Life/time.Hour), "hour") + " and can be opened " + times(practice.Views) + ". You see each opening here and can stop it at any time.",
		},
		Buttons: render.SaveButtons{Text: "Send the link"},
		Other:   &render.Link{Text: "Go back to the handoff", Href: handoffAddress(file.Case.Ref, file.Handoff.Number)},
	}
	if len(file.Links) > 0 && file.Links[0].EndedAt.IsZero() {
		page.Intro = append(page.Intro, "The link that was sent before ends at once.")
	}
	if failed == nil && !v.Has("link_email") {
		known := ""
		if len(file.Links) > 0 {
			known = file.Links[0].Email
		} else if services, err := s.desk.Services(c.Request.Context(), me(c).Actor.OrganisationID); err != nil {
			return err
		} else if entry, ok := services.ByID(file.Handoff.Entry); ok {
			known = entry.Email
		}
		v = form.Of(map[string][]string{"link_email": {known}})
	}
	return s.caseForm(c, file.Head, v, failed, page, func(q *questions) {
		email := q.text("link_email", "Email address of the recipient", "An address that only they, or their team, read.")
		email.Type, email.Spellcheck = "email", render.Off
	})
}

// linkSentPage shows the code, once: it is kept nowhere.
type linkSentPage struct {
	casePage
	Code  string
	To    string
	Until string
	Home  render.Link
}

func (s *Server) postSendLink(c *gin.Context) error {
	v, edit, err := posted(c)
	if err != nil {
		return err
	}
	file, err := s.readHandoff(c)
	if err != nil {
		return err
	}
	ctx, n := c.Request.Context(), file.Handoff.Number
	code, err := s.desk.SendLink(ctx, me(c).Actor, edit, n, v.Trimmed("link_email"))
	if retry(err) {
		return s.sendLinkForm(c, v, err)
	}
	if err != nil {
		return err
	}
	if code == "" {
		s.sessions.Notify(ctx, "The link was sent. Its code was shown once: if you did not note it, send a new link.")
		return seeOther(c, handoffAddress(edit.Ref, n))
	}
	page := linkSentPage{
		casePage: s.caseLayout(c, file.Head, "Read this code out by phone"), Code: codeHalves(code), To: v.Trimmed("link_email"),
		Until: moment(s.desk.Now().Add(link.PracticeOn(s.desk.Today()).Life)),
		Home:  render.Link{Text: "Go to the handoff", Href: handoffAddress(edit.Ref, n)},
	}
	page.Width = render.TwoThirds
	return s.render.Page(c.Writer, http.StatusOK, "link_sent", page)
}

// codeHalves is a code in two halves, as it is read out.
func codeHalves(code string) string {
	half := (len(code) + 1) / 2
	return code[:half] + " " + code[half:]
}

func (s *Server) postStopLink(c *gin.Context) error {
	_, edit, err := posted(c)
	if err != nil {
		return err
	}
	file, err := s.readHandoff(c)
	if err != nil {
		return err
	}
	if err := s.desk.StopLink(c.Request.Context(), me(c).Actor, edit, file.Handoff.Number); err != nil {
		return err
	}
	s.sessions.Notify(c.Request.Context(), "The link is stopped. It opens nothing any more.")
	return seeOther(c, handoffAddress(edit.Ref, file.Handoff.Number))
}
