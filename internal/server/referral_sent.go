package server

import (
	"fmt"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/referral"
	"nrmdesk/internal/render"
)

type referralSentPage struct {
	render.Layout
	CaseBar *render.CaseBar
	Panel   render.Panel
	Next    []string
	Links   []render.Link
}

// getReferralSent asks when and how the referral was sent; once that is
// recorded it says what happens next.
func (s *Server) getReferralSent(c *gin.Context) error {
	return s.showReferralSent(c, form.Values{}, nil)
}

func (s *Server) showReferralSent(c *gin.Context, v form.Values, failed error) error {
	f, err := s.readReferral(c)
	switch {
	case err != nil:
		return err
	case f.Snapshot != nil:
		return s.confirmSent(c, f)
	case f.Case.State != casefile.Review:
		return fault.Conflictf("This referral cannot be recorded as sent: the case is at “%s”.", f.Case.State.Label())
	case !f.Approved:
		return fault.Conflictf("A second person must approve this referral before it is sent.")
	}
	return s.caseForm(c, f.Head, v, failed, questionPage{
		Heading: "Record that the referral was sent", Caption: "Referral",
		Intro: []string{
			"NRM Desk does not send the referral. Record it here after you have sent it.",
			"What was sent is then kept as it is and cannot be changed.",
		},
		Buttons: render.SaveButtons{Text: "Record as sent"},
	}, func(q *questions) {
		q.date("sent_on", "When was it sent?", "For example, "+exampleDate(f.Today)+".")
		time := q.text("sent_at", "At what time?", "For example, 9:30am.")
		time.Classes = "govuk-input--width-10"
		var ways []choice
		for _, how := range referral.Hows {
			ways = append(ways, choice{value: string(how), text: how.Label()})
		}
		q.one("sent_how", "How was it sent?", "", ways...)
		number := q.text("home_office_number", "What reference did the Home Office give?", "Leave this empty if it has not come yet.")
		number.Classes = "govuk-input--width-20"
		q.some("reference_awaited", "", "", choice{value: "yes", text: "The reference has not come yet"})
	})
}

func exampleDate(d calendar.Date) string {
	return fmt.Sprintf("%d %d %d", d.Day(), int(d.Month()), d.Year())
}

func (s *Server) postReferralSent(c *gin.Context) error {
	v, edit, err := posted(c)
	if err != nil {
		return err
	}
	in := referral.Sent{
		On: dateOf(v, "sent_on"), How: referral.How(v.Text("sent_how")), Reference: v.Trimmed("home_office_number"),
		Awaited: v.Text("reference_awaited") == "yes",
	}
	hour, minute, clockProblem := form.ParseTime(v.Text("sent_at"))
	in.Hour, in.Minute = hour, minute
	if _, _, _, code := v.Date("sent_on").Parse(); clockProblem != "" || code != "" {
		err = sentAsTyped(in, v, clockProblem, s)
	} else {
		err = s.desk.RecordSent(c.Request.Context(), me(c).Actor, edit, in)
	}
	if retry(err) {
		return s.showReferralSent(c, v, err)
	}
	if err != nil {
		return err
	}
	return seeOther(c, referralAddress(edit.Ref, "sent"))
}

// sentAsTyped is everything wrong with a form whose date or time could not be
// read, so that it is mended in one go.
func sentAsTyped(in referral.Sent, v form.Values, clockProblem string, s *Server) error {
	problems := in.Check(in.On, s.desk.Now())
	problems = dateProblems(problems, v, "sent_on")
	problems = slices.DeleteFunc(problems, func(p fault.Problem) bool { return p.Field == "sent_at" })
	if clockProblem != "" {
		problems.Add("sent_at", clockProblem)
	}
	return problems.Err()
}

// confirmSent is the end of the referral: what happens next, and by when.
func (s *Server) confirmSent(c *gin.Context, f desk.ReferralFile) error {
	bar := caseBar(f.Head)
	page := referralSentPage{Layout: s.layout(c, "Referral recorded as sent", string(f.Case.Ref)), CaseBar: &bar}
	page.Panel = render.Panel{TitleText: "Referral recorded as sent", Text: "Home Office reference: " + or(f.Number, "not received yet")}
	page.Next = []string{
		"The Home Office confirms that it has the referral, and gives its reference.",
		"The police are told of the referral. The client does not have to speak to them to get support.",
	}
	if !f.RGBy.IsZero() {
		page.Next = append(page.Next, "The reasonable grounds (RG) decision is expected by "+dated(f.RGBy, f.Today)+". This is a target, not a limit.")
	}
	page.Next = append(page.Next, "You are reminded of each date before it comes.")
	if f.Number == "" {
		page.Links = append(page.Links, render.Link{Text: "Record the Home Office reference", Href: referralAddress(f.Case.Ref, "reference")})
	}
	page.Links = append(page.Links,
		render.Link{Text: "Back to the case", Href: caseAddress(f.Case.Ref)},
		render.Link{Text: "Read what was sent", Href: referralAddress(f.Case.Ref)})
	page.Links = append(page.Links, sentLinks(f)...)
	return s.render.Page(c.Writer, http.StatusOK, "referral_sent", page)
}

func (s *Server) getHomeOfficeReference(c *gin.Context) error {
	return s.showReference(c, form.Values{}, nil)
}

func (s *Server) showReference(c *gin.Context, v form.Values, failed error) error {
	f, err := s.readReferral(c)
	if err != nil {
		return err
	}
	if f.Snapshot == nil {
		return fault.Conflictf("This referral is not recorded as sent yet.")
	}
	if failed == nil {
		v = form.Of(map[string][]string{"home_office_number": {f.Number}})
	}
	return s.caseForm(c, f.Head, v, failed, questionPage{
		Heading: "Home Office reference", Caption: "Referral", Intro: []string{"The case can then be found by it."},
		Buttons: render.SaveButtons{Text: "Record the reference"},
	}, func(q *questions) {
		in := q.text("home_office_number", "Reference", "Copy it exactly as the Home Office writes it.")
		in.Classes = "govuk-input--width-20"
	})
}

func (s *Server) postHomeOfficeReference(c *gin.Context) error {
	v, edit, err := posted(c)
	if err != nil {
		return err
	}
	err = s.desk.RecordHomeOfficeReference(c.Request.Context(), me(c).Actor, edit, v.Text("home_office_number"))
	if retry(err) {
		return s.showReference(c, v, err)
	}
	if err != nil {
		return err
	}
	s.sessions.Notify(c.Request.Context(), "The Home Office reference is recorded.")
	return seeOther(c, referralAddress(edit.Ref))
}
