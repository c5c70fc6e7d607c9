package server

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/referral"
	"nrmdesk/internal/render"
)

type referralPackPage struct {
	casePage
	Says     []string
	Marks    render.SummaryList
	Keeping  string // how it is printed, and kept as PDF
	Warning  render.WarningText
	Sections []packSection
	Amended  []render.StackedTable // what was amended since it was sent, in order
	Progress string                // empty once it is recorded as sent: there is nothing to tick
	Action   string
	Hidden   []render.Hidden
	Buttons  render.SaveButtons
	Files    []render.Link
	Links    []render.Link
	Record   *render.Button
}

// packSection is one section of the official form, ready to copy across.
type packSection struct {
	Title   string
	Entries []packEntry
}

type packEntry struct {
	Field, ID, Label string
	Text             string
	Copied           bool
}

const copiedField = "copied"

// packKey keeps which answers somebody has copied across.
func packKey(r casefile.Ref) string { return "pack:" + string(r) }

// getReferralPack shows the answers in official order, to print or to copy
// field by field into the official service.
func (s *Server) getReferralPack(c *gin.Context) error {
	f, err := s.readPack(c)
	if err != nil {
		return err
	}
	snapshot := packed(f)
	page := referralPackPage{casePage: s.caseLayout(c, f.Head, packTitle(f))}
	page.Back = &render.Link{Text: "Back to the referral", Href: referralAddress(f.Case.Ref)}
	page.Print = render.PrintMark{
		Marking: "Official – sensitive. " + redaction(snapshot) + " Not sent from here", By: me(c).Name, On: s.desk.Today().Long(), CaseRef: string(f.Case.Ref),
	}
	if page.Marks, err = packMarks(f, snapshot); err != nil {
		return err
	}
	copied := map[string]bool{}
	if f.Snapshot != nil {
		page.Says = append([]string{"Recorded as sent on " + moment(f.Referral.SentAt) + "."}, amendedSays(f)...)
		page.Amended, page.Links = packAmendments(f), sentLinks(f)
	} else {
		if f.Reporting() {
			page.Says = oddities(f)
		}
		page.Warning = render.WarningText{Text: "This is not sent from here. Copy it into the official online service, then record that you sent it."}
		page.Record = &render.Button{Text: "Record that it was sent", Href: referralAddress(f.Case.Ref, "sent")}
		page.Links = []render.Link{{Text: "Record that a draft was begun or saved in the official service, to be told before it is deleted", Href: referralAddress(f.Case.Ref, "official-draft")}}
		if f.Reporting() {
			page.Record, page.Links = &render.Button{Text: "Record the report as sent", Href: caseAddress(f.Case.Ref) + "/duty"}, nil
		}
		ticked, err := s.copied(c, f.Case.Ref)
		if err != nil {
			return err
		}
		for _, e := range snapshot.Entries {
			copied[e.Field] = slices.Contains(ticked, e.Field)
		}
		page.keepProgress(f.Case.Ref, copied)
	}
	page.Sections = packSections(f.Draft.Form, snapshot.Entries, copied)
	page.Keeping = "To print them or keep them as PDF, use the print function of your browser."
	if s.options.PDF != nil {
		page.Keeping = "To print them, download the PDF or use the print function of your browser."
		page.Files = []render.Link{{Text: "Download to read and print (PDF)", Href: referralAddress(f.Case.Ref, "pack.pdf")}}
	}
	page.Files = append(page.Files, render.Link{Text: "Download as data (JSON)", Href: referralAddress(f.Case.Ref, "pack.json")})
	if !f.Reporting() {
		page.Files = append(page.Files, render.Link{Text: "Download with the documents of the case (ZIP)", Href: referralAddress(f.Case.Ref, "pack.zip")})
	}
	if len(page.Amended) > 0 {
		page.Files = append(page.Files, render.Link{Text: "Download the amendments as data (JSON)", Href: referralAddress(f.Case.Ref, "amendments.json")})
	}
	return s.render.Page(c.Writer, http.StatusOK, "referral_pack", page)
}

// keepProgress puts the ticks on the page. They are kept as they are set, and
// without scripts by the button.
func (p *referralPackPage) keepProgress(r casefile.Ref, copied map[string]bool) {
	done := 0
	for _, ticked := range copied {
		if ticked {
			done++
		}
	}
	p.Progress = fmt.Sprintf("%d of %s copied.", done, plural(len(copied), "answer"))
	p.Action, p.DraftKey = referralAddress(r, "pack"), packKey(r)
	// An empty value tells the draft that every tick was cleared.
	p.Hidden = []render.Hidden{{Name: draftKeyField, Value: p.DraftKey}, {Name: copiedField}}
	p.Buttons = render.SaveButtons{Text: "Keep what is ticked"}
}

func (s *Server) copied(c *gin.Context, r casefile.Ref) ([]string, error) {
	text, _, err := s.desk.Draft(c.Request.Context(), me(c).Actor, packKey(r))
	if errors.Is(err, fault.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	kept, err := url.ParseQuery(text)
	return kept[copiedField], err
}

func (s *Server) postReferralPack(c *gin.Context) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	v, err := form.Read(c.Request, form.Usual)
	if err != nil {
		return err
	}
	if _, err := s.readReferral(c); err != nil {
		return err
	}
	if _, err := s.mergeDraft(c, packKey(r), form.Of(url.Values{copiedField: v.All(copiedField)})); err != nil {
		return err
	}
	s.sessions.Notify(c.Request.Context(), "What you ticked is kept.")
	return seeOther(c, referralAddress(r, "pack"))
}

func (s *Server) readPack(c *gin.Context) (desk.ReferralFile, error) {
	r, err := ref(c)
	if err != nil {
		return desk.ReferralFile{}, err
	}
	return s.desk.ReferralPack(c.Request.Context(), me(c).Actor, r)
}

// packed is what leaves, or what left.
func packed(f desk.ReferralFile) referral.Snapshot {
	if f.Snapshot != nil {
		return *f.Snapshot
	}
	return f.Draft.Snapshot()
}

// packMarks say which referral this is and what it leaves out.
func packMarks(f desk.ReferralFile, snapshot referral.Snapshot) (render.SummaryList, error) {
	canonical, err := packBytes(f)
	return render.SummaryList{Rows: []render.SummaryRow{
		answer("State", packState(f)),
		answer("Questions", "Official form as of "+snapshot.FormVersion),
		answer("Left out", redaction(snapshot)),
		{Key: render.Text("SHA-256"), Value: typedContent(referral.Digest(canonical))},
	}}, err
}

func packTitle(f desk.ReferralFile) string {
	if f.Reporting() {
		return "Report of the refusal"
	}
	return "Referral pack"
}

func packState(f desk.ReferralFile) string {
	if f.Snapshot != nil {
		return "Recorded as sent on " + moment(f.Referral.SentAt)
	}
	if f.Reporting() {
		return "Complete, not recorded as sent"
	}
	return "Approved, not recorded as sent"
}

func redaction(s referral.Snapshot) string {
	if s.Nameless {
		return "Without a name: nothing that is known to identify the client is in it."
	}
	return "Names the client. Answers that are not asked on this route are left out."
}

func packSections(official *referral.Form, entries []referral.Entry, copied map[string]bool) []packSection {
	var sections []packSection
	for _, e := range entries {
		if len(sections) == 0 || sections[len(sections)-1].Title != e.Section {
			sections = append(sections, packSection{Title: e.Section})
		}
		last := &sections[len(sections)-1]
		last.Entries = append(last.Entries, packEntry{
			Field: e.Field, ID: "answer-" + e.Field, Label: e.Label, Text: entryText(official, e), Copied: copied[e.Field],
		})
	}
	return sections
}

func entryText(official *referral.Form, e referral.Entry) string {
	if field := official.Field(e.Field); field != nil {
		return shownText(field, e.Values)
	}
	return strings.Join(e.Shown, "\n")
}

// getReferralJSON hands out the very bytes the SHA-256 is of.
func (s *Server) getReferralJSON(c *gin.Context) error {
	f, err := s.readPack(c)
	if err != nil {
		return err
	}
	canonical, err := packBytes(f)
	if err != nil {
		return err
	}
	return attachment(c, string(f.Case.Ref)+"-referral.json", "application/json", canonical)
}

func packBytes(f desk.ReferralFile) ([]byte, error) {
	if f.Snapshot != nil {
		return f.Referral.Snapshot, nil
	}
	return f.Draft.Snapshot().Canonical()
}
