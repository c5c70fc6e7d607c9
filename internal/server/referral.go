package server

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/referral"
	"nrmdesk/internal/render"
)

func (s *Server) referralRoutes() []route {
	return []route{
		{method: "GET", path: "/cases/:ref/referral", handle: s.getReferral},
		{method: "GET", path: "/cases/:ref/referral/check", handle: s.getReferralCheck},
		{method: "POST", path: "/cases/:ref/referral/check", handle: s.postReferralCheck},
		{method: "GET", path: "/cases/:ref/referral/pack", handle: s.getReferralPack},
		{method: "POST", path: "/cases/:ref/referral/pack", handle: s.postReferralPack},
		{method: "GET", path: "/cases/:ref/referral/pack.json", handle: s.getReferralJSON},
		{method: "GET", path: "/cases/:ref/referral/pack.pdf", handle: s.getReferralPDF},
		{method: "GET", path: "/cases/:ref/referral/pack.zip", handle: s.getReferralZIP},
		{method: "GET", path: "/cases/:ref/referral/sent", handle: s.getReferralSent},
		{method: "POST", path: "/cases/:ref/referral/sent", handle: s.postReferralSent},
		{method: "GET", path: "/cases/:ref/referral/reference", handle: s.getHomeOfficeReference},
		{method: "POST", path: "/cases/:ref/referral/reference", handle: s.postHomeOfficeReference},
		{method: "GET", path: "/cases/:ref/referral/signs", handle: s.getSigns},
		{method: "POST", path: "/cases/:ref/referral/signs", handle: s.postSigns},
		{method: "GET", path: "/cases/:ref/referral/chronology", handle: s.getChronology},
		{method: "POST", path: "/cases/:ref/referral/chronology", handle: s.postChronology},
		{method: "GET", path: "/cases/:ref/referral/chronology/:page", handle: s.getHappening},
		{method: "POST", path: "/cases/:ref/referral/chronology/:page", handle: s.postHappening},
		{method: "GET", path: "/cases/:ref/referral/:task", handle: s.getReferralSection},
		{method: "POST", path: "/cases/:ref/referral/:task", handle: s.postReferralSection},
		{method: "GET", path: "/cases/:ref/referral/:task/:page", handle: s.getReferralPage},
		{method: "POST", path: "/cases/:ref/referral/:task/:page", handle: s.postReferralPage},
		{method: "GET", path: "/cases/:ref/referral/:task/:page/earlier", handle: s.getEarlierTexts},
		{method: "GET", path: "/cases/:ref/review", handle: s.getReferralReview},
		{method: "POST", path: "/cases/:ref/review", handle: s.postReferralReview},
		{method: "GET", path: "/cases/:ref/review/comment/:field", handle: s.getAnswerComment},
		{method: "POST", path: "/cases/:ref/review/comment/:field", handle: s.postAnswerComment},
		{method: "GET", path: "/review", handle: s.getReviewQueue},
	}
}

type referralTasksPage struct {
	casePage
	Says    []string
	Comment *comment // of the reviewer who returned it
	Resume  *resume
	Blocks  []render.Link
	Tasks   *render.TaskList
	Button  *render.Button
	Cards   []render.SummaryList // what was sent
	Links   []render.Link
}

// comment is what a reviewer said.
type comment struct {
	Heading string
	Lines   []string
	Answers []answerRemark
}

// commentLines is a comment on the whole; none when only answers have one.
func commentLines(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, "\n")
}

// readReferral reads the referral of the case in the address.
func (s *Server) readReferral(c *gin.Context) (desk.ReferralFile, error) {
	r, err := ref(c)
	if err != nil {
		return desk.ReferralFile{}, err
	}
	return s.desk.Referral(c.Request.Context(), me(c).Actor, r)
}

func referralAddress(r casefile.Ref, parts ...string) string {
	return strings.Join(append([]string{caseAddress(r), "referral"}, parts...), "/")
}

func (s *Server) getReferral(c *gin.Context) error {
	f, err := s.readReferral(c)
	if err != nil {
		return err
	}
	page := referralTasksPage{casePage: s.caseLayout(c, f.Head, writtenTitle(f))}
	page.Says = referralSays(f)
	switch {
	case f.Snapshot != nil:
		page.Cards = append([]render.SummaryList{sentCard(f)}, snapshotCards(*f.Snapshot)...)
		page.Links = append(sentLinks(f), render.Link{Text: "Open the pack to print or copy", Href: referralAddress(f.Case.Ref, "pack")})
	case f.Editable(), f.Case.State == casefile.Review:
		page.Tasks = taskList(f)
		page.Comment = returned(f)
		page.Button, page.Links = referralActs(f)
	}
	if f.Editable() {
		page.Blocks = blockLinks(f)
		if err := s.resumeReferral(c, f, &page); err != nil {
			return err
		}
	}
	return s.render.Page(c.Writer, http.StatusOK, "referral_tasks", page)
}

// writtenTitle is what is being written, or was.
func writtenTitle(f desk.ReferralFile) string {
	if f.Reporting() {
		return "Report of the refusal"
	}
	return "Referral"
}

// referralSays tells in a sentence or two where the referral stands.
func referralSays(f desk.ReferralFile) []string {
	switch {
	case f.Snapshot != nil:
		return append([]string{"This is what was sent to the Home Office. It cannot be changed."}, amendedSays(f)...)
	case f.Case.State == casefile.Review && f.Approved:
		return []string{"Approved. Send it in the official online service, then record it here. NRM Desk does not send it."}
	case f.Case.State == casefile.Review:
		return []string{"A second person is reviewing this referral. It cannot be changed meanwhile."}
	case f.Editable():
		done, of := f.Progress()
		says := []string{fmt.Sprintf("%d of %d sections completed.", done, of)}
		if f.Reporting() {
			says = append([]string{reportSays(f.Draft)}, says...)
		}
		if names := authorNames(f); names != "" {
			says = append(says, "Written by "+names+".")
		}
		return says
	case f.Case.State == casefile.Enquiry && f.Case.AgeBand.TreatedAsChild():
		return []string{"The referral can be written once the local authority is told and that is recorded with the consent."}
	case f.Case.State == casefile.Enquiry, f.Case.State == casefile.ConsentPending:
		return []string{"The referral can be written once the client has agreed to it and that is recorded."}
	default:
		return []string{"There is no referral to write: the case is at “" + f.Case.State.Label() + "”."}
	}
}

// reportSays is what a report of a refusal may hold.
func reportSays(d *referral.Draft) string {
	if d.Nameless() {
		return "The client did not agree to be named. Who they are is not asked, and what was written of it before does not go."
	}
	return "The client agreed to be named. A report without a name is also enough."
}

func authorNames(f desk.ReferralFile) string {
	var names []string
	for _, a := range f.Authors {
		names = append(names, a.Name)
	}
	return strings.Join(names, ", ")
}

// returned is the comment of a reviewer, while it is still to be dealt with.
func returned(f desk.ReferralFile) *comment {
	if len(f.Reviews) == 0 || f.Reviews[0].Outcome != referral.Returned || !f.Editable() {
		return nil
	}
	r := f.Reviews[0]
	return &comment{Heading: "Returned by " + r.ReviewedByName + " on " + moment(r.ReviewedAt), Lines: commentLines(r.Comment), Answers: saidOf(f, r)}
}

func taskList(f desk.ReferralFile) *render.TaskList {
	list := &render.TaskList{IDPrefix: "section"}
	for _, t := range f.Draft.Form.Tasks {
		state := f.TaskState(t)
		item := render.Task{Title: render.Text(t.Title), Status: taskStatus(state)}
		if section, ok := f.Sections[t.ID]; ok && state != referral.NotNeeded {
			item.Hint = render.Text("Last saved by " + section.UpdatedBy + " on " + moment(section.UpdatedAt))
		}
		if state != referral.NotNeeded && state != referral.CannotStart {
			item.Href = sectionAddress(f, t)
		}
		list.Items = append(list.Items, item)
	}
	return list
}

// sectionAddress is the first question of a section nobody began, and
// otherwise its answers.
func sectionAddress(f desk.ReferralFile, t *referral.Task) string {
	if pages := f.Draft.Pages(t); f.Editable() && f.TaskState(t) == referral.NotStarted && len(pages) > 0 {
		return referralAddress(f.Case.Ref, t.ID, pages[0].ID)
	}
	return referralAddress(f.Case.Ref, t.ID)
}

func taskStatus(state referral.State) render.Content {
	tag := func(text, classes string) render.Content {
		return render.Content{Tag: &render.Tag{Text: text, Classes: classes}}
	}
	switch state {
	case referral.Completed:
		return render.Text("Completed")
	case referral.InProgress:
		return tag("In progress", "govuk-tag--teal")
	case referral.NotStarted:
		return tag("Not started", "govuk-tag--blue")
	case referral.NotNeeded:
		return render.Text("Not needed")
	default:
		return render.Content{Text: "Cannot start yet", Classes: "govuk-task-list__status--cannot-start-yet"}
	}
}

// referralActs are the button and links under the task list.
func referralActs(f desk.ReferralFile) (*render.Button, []render.Link) {
	at := func(parts ...string) string { return referralAddress(f.Case.Ref, parts...) }
	switch {
	case f.Reporting():
		return &render.Button{Text: "Check the answers", Href: at("check")}, []render.Link{
			{Text: "Chronology: what happened, by date", Href: at("chronology")}, {Text: "Checklist of signs of exploitation", Href: at("signs")},
			{Text: "Record that the report was sent", Href: caseAddress(f.Case.Ref) + "/duty"},
		}
	case f.Editable():
		links := []render.Link{
			{Text: "Chronology: what happened, by date", Href: at("chronology")}, {Text: "Checklist of signs of exploitation", Href: at("signs")},
			{Text: "Draft in the official online form: be told before it is deleted", Href: at("official-draft")},
		}
		if newest := f.NewestForm; newest != f.Draft.Form.Version {
			links = append(links, render.Link{Text: "Move to the form of " + longDate(newest), Href: caseAddress(f.Case.Ref) + "/referral-form"})
		}
		return &render.Button{Text: "Check the answers", Href: at("check")}, links
	case f.Approved:
		return &render.Button{Text: "Prepare for sending", Href: at("pack")}, []render.Link{
			{Text: "Record that it was sent", Href: at("sent")}, {Text: "Read all answers", Href: at("check")},
		}
	default:
		return nil, []render.Link{{Text: "Read all answers", Href: at("check")}, {Text: "Review this referral", Href: caseAddress(f.Case.Ref) + "/review"}}
	}
}

// blockLinks are what stands in the way besides unanswered questions.
func blockLinks(f desk.ReferralFile) []render.Link {
	var links []render.Link
	b := f.Blocks()
	if b.NoConsent {
		links = append(links, render.Link{Text: "Record consent: none that covers this referral holds today", Href: caseAddress(f.Case.Ref) + "/consent"})
	}
	if b.LocalAuthority {
		links = append(links, render.Link{Text: "Record who at the local authority was told, and what the age is based on", Href: caseAddress(f.Case.Ref) + "/consent"})
	}
	return links
}
