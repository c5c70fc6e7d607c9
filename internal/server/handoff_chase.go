package server

import (
	"net/url"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/directory"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/render"
)

func (s *Server) getHandoffChase(c *gin.Context) error { return s.chaseForm(c, form.Values{}, nil) }

// chaseForm says what to say when asking again, and asks what came of it.
func (s *Server) chaseForm(c *gin.Context, v form.Values, failed error) error {
	r, n, err := handoffPlace(c)
	if err != nil {
		return err
	}
	file, err := s.desk.HandoffToChase(c.Request.Context(), me(c).Actor, r, n)
	if err != nil {
		return err
	}
	page := questionPage{
		Caption: "Handoff to " + file.Handoff.RecipientName, Heading: "Ask again", Buttons: render.SaveButtons{Text: "Record that you asked"},
		Other: &render.Link{Text: "Go back to the handoff", Href: handoffAddress(r, n)},
	}
	return s.caseForm(c, file.Head, v, failed, page, func(q *questions) {
		q.heading("What to do")
		q.inset(file.Script.Try + ".")
		for _, line := range file.Script.Say {
			q.say(line)
		}
		q.say(file.Script.Else)
		q.heading("What came of it")
		q.one("chase_how", "How did you ask?", "", labelled(handoff.SentHows)...)
		q.text("chase_contact", "Who did you speak to, or try to reach?", "")
		q.long("chase_said", "What was said?", "If nobody answered, say so. If they answered, record that as an answer instead.")
		q.date("chase_next", "When will you ask next?", "A day within two weeks.")
	})
}

func (s *Server) postHandoffChase(c *gin.Context) error {
	v, edit, err := posted(c)
	if err != nil {
		return err
	}
	_, n, err := handoffPlace(c)
	if err != nil {
		return err
	}
	err = s.desk.ChaseHandoff(c.Request.Context(), me(c).Actor, edit, n, handoff.Chase{
		How: handoff.SentHow(v.Trimmed("chase_how")), Contact: v.Trimmed("chase_contact"), Said: v.Trimmed("chase_said"), NextOn: dateOf(v, "chase_next"),
	})
	if retry(err) {
		return s.chaseForm(c, v, typedDates(err, v, "chase_next"))
	}
	if err != nil {
		return err
	}
	s.sessions.Notify(c.Request.Context(), "It is recorded that you asked. The day to ask next is with your dates.")
	return seeOther(c, handoffAddress(edit.Ref, n))
}

// postHandoffDraftDrop drops a handoff that nobody has sent.
func (s *Server) postHandoffDraftDrop(c *gin.Context) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	if afterID(c.Param("draft")) != "" {
		if err := s.desk.DropHandoffDraft(c.Request.Context(), me(c).Actor, r, c.Param("draft")); err != nil {
			return err
		}
	}
	s.sessions.Notify(c.Request.Context(), "What was written is dropped. Nothing of it was sent.")
	return seeOther(c, caseAddress(r)+"/handoffs")
}

// draftRows are the handoffs of a case that nobody has sent, each with who it
// would be for and what stands in its way.
func draftRows(list desk.CaseHandoffs) []handoffDraftRow {
	var rows []handoffDraftRow
	for _, d := range list.Drafts {
		to, warning := draftRecipient(d.Form, list.Services)
		rows = append(rows, handoffDraftRow{
			To: to, Warning: warning, Saved: "Written by " + d.BegunBy + ", last saved by " + d.SavedBy + " " + moment(d.SavedAt),
			Continue: caseAddress(list.Case.Ref) + "/send-handoff?draft=" + d.ID, Drop: caseAddress(list.Case.Ref) + "/handoff-drafts/" + d.ID + "/drop",
		})
	}
	return rows
}

type handoffDraftRow struct {
	To, Warning, Saved, Continue, Drop string
}

// draftRecipient says who a handoff that is being written is for, as far as
// that was said, and what stands in its way.
func draftRecipient(typed string, services directory.Listing) (to, warning string) {
	fields, err := url.ParseQuery(typed)
	if err != nil {
		return "Not chosen yet", ""
	}
	v := form.Of(fields)
	entry, ok := services.ByID(v.Trimmed("directory_entry"))
	switch {
	case v.Trimmed("recipient") == "directory" && ok && !entry.CanBeChosen():
		return entry.Name(), "This service has closed down, was replaced or takes nobody over. Go on and choose another: what was written is kept."
	case v.Trimmed("recipient") == "directory" && ok:
		return entry.Name(), ""
	case v.Trimmed("recipient") == "colleague":
		return "A colleague or a team", ""
	case v.Trimmed("recipient") == "other" && v.Trimmed("recipient_name") != "":
		return v.Trimmed("recipient_name"), ""
	default:
		return "Not chosen yet", ""
	}
}
