package server

import (
	"strconv"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/render"
)

func (s *Server) caseRoutes() []route {
	return []route{{method: "GET", path: "/cases/:ref", handle: s.getCase}}
}

type caseOverviewPage struct {
	casePage
	Next   render.NextStep
	Tasks  render.SummaryList // what a withdrawal left to be done
	Steps  *render.StackedTable
	More   *render.Link // to all next steps
	Dates  render.DeadlineStrip
	Facts  render.SummaryList
	Latest render.Timeline
	Acts   []render.Link
}

func (s *Server) getCase(c *gin.Context) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	f, err := s.desk.CaseFile(c.Request.Context(), me(c).Actor, r)
	if err != nil {
		return err
	}
	page := caseOverviewPage{casePage: s.caseLayout(c, f.Head, "Overview")}
	page.Next = nextStepBox(f, me(c).Actor)
	page.Tasks = noticeTasks(r, f.Notices, me(c).Actor)
	page.Dates = dateStrip(f)
	page.Steps, page.More = caseSteps(f)
	page.Facts = keyFacts(f)
	page.Facts.Rows = append(append(page.Facts.Rows, needsFact(f)), s.handoffFacts(f)...)
	page.Latest = latest(f)
	page.Acts = caseActs(f, me(c).Actor)
	return s.render.Page(c.Writer, 200, "case", page)
}

// fewSteps is how many next steps the overview shows.
const fewSteps = 5

// caseSteps are the next steps that cannot wait, and the way to all of them.
func caseSteps(f desk.CaseFile) (*render.StackedTable, *render.Link) {
	if len(f.Tasks) == 0 {
		return nil, nil
	}
	t := &render.StackedTable{Caption: "Next steps", Head: []render.Column{
		{Text: "Step", Width: "one-half"}, {Text: "Due", Width: "one-quarter"}, {Text: "For", Width: "one-quarter"},
	}}
	for _, step := range f.Tasks[:min(fewSteps, len(f.Tasks))] {
		t.Rows = append(t.Rows, taskRow(f.Case.Ref, step, f.Today, ownerOf(step, f.Owner), nil))
	}
	return t, &render.Link{Text: "See all next steps (" + strconv.Itoa(len(f.Tasks)) + ")", Href: caseAddress(f.Case.Ref) + "/tasks"}
}

func keyFacts(f desk.CaseFile) render.SummaryList {
	base := caseAddress(f.Case.Ref)
	var rows []render.SummaryRow
	if f.Case.MergedInto != "" {
		merged := answer("Merged", "Into another case of the same client")
		merged.Actions = []render.Action{{Text: "Open", Href: base + "/matches", VisuallyHiddenText: "what it was merged into"}}
		rows = append(rows, merged)
	}
	rows = append(rows,
		answer("Held by", f.Owner),
		answer("Started", calendar.LondonDay(f.Case.CreatedAt).Long()),
		answer("Stage", f.Case.State.Label()+", since "+calendar.LondonDay(f.Case.StateSince).Long()),
	)
	if why := f.Case.ClosedWhy.Label(); why != "" {
		rows = append(rows, answer("Closed because", why))
	}
	if !f.Case.SubmittedOn.IsZero() {
		number := f.HomeOfficeReference
		if number == "" {
			number = "Not received yet"
		}
		sent := answer("Referred", f.Case.SubmittedOn.Long())
		sent.Actions = []render.Action{{Text: "Correct", Href: correctionAddress(f.Case.Ref, desk.RecordName{Kind: desk.ReferralRecord, ID: f.Case.ID}), VisuallyHiddenText: "the date of the referral"}}
		rows = append(rows, sent, answer("Home Office reference", number))
	}
	if !f.DateOfBirth.IsZero() {
		born := answer("Date of birth", f.DateOfBirth.Long())
		if f.Case.State != casefile.Draft {
			born.Actions = []render.Action{{Text: "Correct", Href: correctionAddress(f.Case.Ref, desk.RecordName{Kind: desk.BirthRecord, ID: f.Case.ID}), VisuallyHiddenText: "the date of birth"}}
		}
		rows = append(rows, born)
	}
	contact := answer("Safe contact checked", f.ContactCheckedOn.Long())
	contact.Actions = []render.Action{{Text: "Change", Href: base + "/contact", VisuallyHiddenText: "safe contact"}}
	rows = append(rows, contact)
	if f.Case.AgeBand.TreatedAsChild() {
		rows = append(rows, answer("Local authority told", f.Client.LocalAuthorityContact), answer("Age based on", f.Client.AgeEvidence))
	}
	return render.SummaryList{Rows: rows}
}

// latest is the end of the timeline, in the timeline's own words.
func latest(f desk.CaseFile) render.Timeline {
	list := render.Timeline{
		Heading: "Latest", Empty: "Nothing has happened yet.",
		More: &render.Link{Text: "See the full timeline", Href: caseAddress(f.Case.Ref) + "/timeline"},
	}
	for _, e := range f.Latest {
		list.Entries = append(list.Entries, timelineEntry(f.Case.Ref, e))
	}
	return list
}

// caseActs are what can be done to the case at any time, beside the next step.
func caseActs(f desk.CaseFile, a staff.Actor) []render.Link {
	base := caseAddress(f.Case.Ref)
	acts := []render.Link{{Text: "Contact the client", Href: contactAddress(f.Case.Ref)}, {Text: "Add a note", Href: base + "/notes"}, {Text: "Hand over to support", Href: base + "/send-handoff"},
		{Text: "Look for other cases of this client", Href: base + "/matches"}}
	if f.Case.Stage().Sent() {
		acts = append(acts, render.Link{Text: "Record a decision", Href: base + "/record-decision"})
		if !f.Case.SubmittedOn.IsZero() {
			acts = append(acts, render.Link{Text: "Amend the referral, or record late evidence, a new contact or a question of the authority", Href: updatesAddress(f.Case.Ref)})
		}
	}
	if f.Case.State != casefile.Closed {
		acts = append(acts, render.Link{Text: "Record that something happened", Href: base + "/events/new"}, render.Link{Text: "Change the nation", Href: base + "/nation"},
			render.Link{Text: "Record an age assessment", Href: base + "/age"})
	}
	if a.Has(staff.Supervisor) {
		acts = append(acts, render.Link{Text: "Give the case to somebody else", Href: base + "/reassign"}, render.Link{Text: "Hide the case from somebody", Href: base + "/restrict"},
			render.Link{Text: "Make a proof pack", Href: proofAddress(f.Case.Ref)})
		if f.Case.MergedInto != "" {
			return acts
		}
		if f.Case.State == casefile.Closed {
			acts = append(acts, render.Link{Text: "Open the case again", Href: base + "/reopen"})
		} else {
			acts = append(acts, render.Link{Text: "Close the case", Href: base + "/close"})
		}
	}
	return acts
}
