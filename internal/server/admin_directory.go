package server

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/directory"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/nrm/need"
	"nrmdesk/internal/render"
)

const adminDirectory = "/admin/directory"

type adminDirectoryPage struct {
	render.Layout
	Heading string
	Intro   []string
	New     render.Button
	Table   render.StackedTable
	Inbox   inboxSwitch
}

// inboxSwitch is the form that opens or closes the inbox for handoffs of other
// organisations.
type inboxSwitch struct {
	Says   string
	Action string
	Hidden []render.Hidden
	Button render.Button
}

func newInboxSwitch(open bool) inboxSwitch {
	sw := inboxSwitch{
		Says: "Other organisations on this installation cannot send you handoffs, and do not see that you are here.", Action: adminDirectory + "/inbox",
		Hidden: []render.Hidden{{Name: tokenField, Value: uuid.NewString()}, {Name: "inbox", Value: "open"}}, Button: render.Button{Text: "Take handoffs from others", Classes: "govuk-button--secondary"},
	}
	if open {
		sw.Says = "Other organisations on this installation can name you in their directory and send you handoffs. They arrive in the inbox of your caseworkers and supervisors."
		sw.Hidden[1].Value, sw.Button.Text = "closed", "Stop taking handoffs"
	}
	return sw
}

func (s *Server) getAdminDirectory(c *gin.Context) error {
	list, err := s.desk.DirectoryDesk(c.Request.Context(), me(c).Actor)
	if err != nil {
		return err
	}
	inbox, err := s.desk.InboxSetting(c.Request.Context(), me(c).Actor)
	if err != nil {
		return err
	}
	page := adminDirectoryPage{
		Layout: s.layout(c, "Directory", "Admin"), Heading: "Support directory",
		Intro: []string{
			"The services your organisation hands clients to. What comes with the program can be changed, and you can add your own; every version stays to be read.",
			plural(list.Check, "entry") + " of " + number(len(list.Services)) + " must be checked: nobody has for half a year. Until then staff are asked to confirm before they use one.",
		},
		New: render.Button{Text: "Add a service", Href: adminDirectory + "/new"}, Inbox: newInboxSwitch(inbox.Open),
		Table: render.StackedTable{
			Caption: "Services", CaptionHidden: true,
			Head: []render.Column{{Text: "Service", Width: "one-third"}, {Text: "Contact", Width: "one-quarter"}, {Text: "How sure we are"}, {Text: "Written by"}},
		},
	}
	page.Width = render.Full
	for _, e := range list.Services {
		written := render.RowCell{Text: "Comes with the program"}
		if e.Version > 0 {
			written = render.RowCell{Text: e.WrittenBy, Lines: []string{calendar.LondonDay(e.WrittenAt).Long()}}
		}
		page.Table.Rows = append(page.Table.Rows, render.Row{Cells: []render.RowCell{
			{Header: true, Link: &render.Link{Text: e.Name(), Href: serviceAddress(e.ID)}}, {Text: contactWords(e.Entry)},
			{Tags: []render.Tag{entryTag(e.Entry)}, Lines: []string{e.CheckedWords()}}, written,
		}})
	}
	return s.render.Page(c.Writer, http.StatusOK, "admin_directory", page)
}

func serviceAddress(id string) string { return adminDirectory + "/entries/" + id }

type servicePage struct {
	render.Layout
	Heading  string
	Tag      render.Tag
	Entry    render.SummaryList
	Edit     render.Button
	Checked  string // address of the form, empty for what is kept for history
	Hidden   []render.Hidden
	Versions render.StackedTable
}

func (s *Server) getService(c *gin.Context) error {
	f, err := s.desk.Service(c.Request.Context(), me(c).Actor, c.Param("entry"))
	if err != nil {
		return err
	}
	page := servicePage{
		Layout: s.layout(c, "Service", "Admin"), Heading: f.Name(), Tag: entryTag(f.Entry), Entry: render.SummaryList{Rows: serviceRows(f.Service)},
		Edit:   render.Button{Text: "Change", Href: serviceAddress(f.ID) + "/edit", Classes: "govuk-button--secondary"},
		Hidden: []render.Hidden{{Name: tokenField, Value: uuid.NewString()}, {Name: "row-version", Value: strconv.Itoa(f.Version)}},
		Versions: render.StackedTable{
			Caption: "Versions", CaptionSize: "m", Head: []render.Column{{Text: "Version"}, {Text: "Contact"}, {Text: "How sure we were"}, {Text: "Written"}},
		},
	}
	page.Back = &render.Link{Text: "Back to the directory", Href: adminDirectory}
	if len(f.SameNumber) > 0 {
		page.Entry.Rows = append(page.Entry.Rows, answer("The same number", sameNumber(f.SameNumber)))
	}
	if !f.Ended() {
		page.Checked = serviceAddress(f.ID) + "/checked"
	}
	for _, v := range f.Versions {
		name, written := number(v.Version), render.RowCell{Text: moment(v.WrittenAt), Lines: []string{"by " + v.WrittenBy}}
		if v.Version == 0 {
			name, written = "As it comes", render.RowCell{Text: "With the program"}
		}
		page.Versions.Rows = append(page.Versions.Rows, render.Row{Cells: []render.RowCell{
			{Header: true, Text: name}, {Text: contactWords(v.Entry)}, {Tags: []render.Tag{entryTag(v.Entry)}, Lines: notEmpty(v.CheckedWords(), v.Change)}, written,
		}})
	}
	return s.render.Page(c.Writer, http.StatusOK, "directory_entry", page)
}

// sameNumber names other entries with one of the numbers: they may be one
// service under two names.
func sameNumber(entries []directory.Entry) string {
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = e.Name() + " (" + e.ID + ")"
	}
	return strings.Join(names, "\n")
}

func serviceRows(e desk.Service) []render.SummaryRow {
	var needs []string
	for _, code := range e.Needs {
		needs = append(needs, code.Label())
	}
	var nations []string
	for _, n := range e.Nations {
		nations = append(nations, n.Name())
	}
	readers := "Everybody"
	if !e.Public {
		readers = "Only your organisation"
	}
	kind := handoff.Class(e.Class).Label()
	if kind == "" {
		kind = "Nobody to hand a client to"
	}
	rows := []render.SummaryRow{
		answer("Offers", orNone(e.Offer)), answer("Helps with", orNone(strings.Join(needs, ", "))), answer("Kind", kind), answer("Where", strings.Join(nations, ", ")),
		answer("Who it is for", capital(forWhom(e.Entry))), answer("Contact", contactWords(e.Entry)), answer("Hours", orNone(e.Hours)),
		answer("Old numbers", orNone(strings.Join(e.OldPhones, ", "))), answer("Last checked", e.CheckedWords()), answer("Says who", e.Source), answer("Who may read it", readers),
	}
	if e.Change != "" {
		rows = append(rows, answer("What changed", e.Change))
	}
	if e.Notes != "" {
		rows = append(rows, answer("Notes", e.Notes))
	}
	return rows
}

func (s *Server) postServiceChecked(c *gin.Context) error {
	v, err := form.Read(c.Request, form.Usual)
	if err != nil {
		return err
	}
	id := c.Param("entry")
	if err := s.desk.CheckService(c.Request.Context(), me(c).Actor, id, int(versionOf(v.Text("row-version"))), v.Text(tokenField)); err != nil {
		return err
	}
	s.sessions.Notify(c.Request.Context(), "Checked today.")
	return seeOther(c, serviceAddress(id))
}

func (s *Server) getNewService(c *gin.Context) error {
	v := url.Values{tokenField: {uuid.NewString()}, "service_status": {string(directory.Current)}, "service_for_clients": {"yes"}}
	return s.serviceForm(c, http.StatusOK, "", v, nil)
}

func (s *Server) getEditService(c *gin.Context) error {
	f, err := s.desk.Service(c.Request.Context(), me(c).Actor, c.Param("entry"))
	if err != nil {
		return err
	}
	v := serviceValues(f.Service)
	v.Set("row-version", strconv.Itoa(f.Version))
	return s.serviceForm(c, http.StatusOK, f.ID, v, nil)
}

func (s *Server) postNewService(c *gin.Context) error { return s.takeService(c, desk.Service{}) }

func (s *Server) postEditService(c *gin.Context) error {
	f, err := s.desk.Service(c.Request.Context(), me(c).Actor, c.Param("entry"))
	if err != nil {
		return err
	}
	return s.takeService(c, f.Service)
}

// takeService keeps what was typed. What the form does not ask stays as it was.
func (s *Server) takeService(c *gin.Context, was desk.Service) error {
	v, err := form.Read(c.Request, form.Usual)
	if err != nil {
		return err
	}
	entry, problems := readService(v, was.Entry)
	problems = append(problems, dateProblems(nil, v, "service_checked_on")...)
	if len(problems) == 0 {
		err = s.desk.KeepService(c.Request.Context(), me(c).Actor, desk.ServiceEdit{
			Entry: entry, Public: v.Text("service_public") == "yes", Seen: int(versionOf(v.Text("row-version"))), Token: v.Text(tokenField),
		})
		if invalid := (*fault.Invalid)(nil); errors.As(err, &invalid) {
			problems = invalid.Problems
		} else if err != nil {
			return err
		}
	}
	if len(problems) > 0 {
		typed, err := url.ParseQuery(v.Encode())
		if err != nil {
			return err
		}
		return s.serviceForm(c, http.StatusUnprocessableEntity, was.ID, typed, problems)
	}
	s.sessions.Notify(c.Request.Context(), "The entry is kept.")
	if was.ID == "" {
		return seeOther(c, adminDirectory)
	}
	return seeOther(c, serviceAddress(was.ID))
}

func readService(v form.Values, e directory.Entry) (directory.Entry, fault.Problems) {
	var ps fault.Problems
	years := func(field string) int {
		text := v.Trimmed(field)
		n, err := strconv.Atoi(text)
		if text != "" && err != nil {
			ps.Add(field, "not_an_age")
		}
		return n
	}
	e.Organisation, e.Service, e.Offer = v.Trimmed("service_organisation"), v.Trimmed("service_name"), v.Trimmed("service_offer")
	e.Needs, e.Class = listOf[need.Code](v, "service_needs"), consent.Recipient(v.Trimmed("service_class"))
	e.Nations, e.Genders = listOf[calendar.Nation](v, "service_nations"), listOf[directory.Gender](v, "service_genders")
	e.AgeFrom, e.AgeTo = years("service_age_from"), years("service_age_to")
	e.Exploitation, e.Stages = listOf[directory.Exploitation](v, "service_exploitation"), listOf[directory.Stage](v, "service_stages")
	e.ForWhom, e.Hours, e.Open = v.Trimmed("service_for_whom"), v.Trimmed("service_hours"), directory.Opening(strings.ToLower(v.Trimmed("service_open")))
	e.Phones, e.Text, e.Email = linesOf(v.Text("service_phones")), v.Trimmed("service_text"), v.Trimmed("service_email")
	e.Inbox = v.Trimmed("service_inbox")
	e.Website, e.Reach, e.OldPhones = v.Trimmed("service_website"), v.Trimmed("service_reach"), linesOf(v.Text("service_old_phones"))
	e.Source, e.Status, e.Change = v.Trimmed("service_source"), directory.Status(v.Trimmed("service_status")), v.Trimmed("service_change")
	e.Instead, e.CheckedOn, e.Notes = v.Trimmed("service_instead"), dateOf(v, "service_checked_on"), v.Trimmed("service_notes")
	e.ForClients = v.Text("service_for_clients") == "yes"
	return e, ps
}

func listOf[T ~string](v form.Values, field string) []T {
	var list []T
	for _, text := range v.All(field) {
		list = append(list, T(text))
	}
	return list
}

// linesOf are the lines of a text that hold something.
func linesOf(text string) []string {
	var lines []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// serviceValues are the fields of a form filled with an entry.
func serviceValues(s desk.Service) url.Values {
	e := s.Entry
	v := url.Values{
		tokenField: {uuid.NewString()}, "service_organisation": {e.Organisation}, "service_name": {e.Service}, "service_offer": {e.Offer},
		"service_needs": wordsOf(e.Needs), "service_class": {string(e.Class)}, "service_nations": wordsOf(e.Nations), "service_genders": wordsOf(e.Genders),
		"service_exploitation": wordsOf(e.Exploitation), "service_stages": wordsOf(e.Stages), "service_for_whom": {e.ForWhom}, "service_hours": {e.Hours},
		"service_open": {string(e.Open)}, "service_phones": {strings.Join(e.Phones, "\n")}, "service_text": {e.Text}, "service_email": {e.Email},
		"service_website": {e.Website}, "service_reach": {e.Reach}, "service_old_phones": {strings.Join(e.OldPhones, "\n")}, "service_source": {e.Source},
		"service_status": {string(e.Status)}, "service_change": {e.Change}, "service_instead": {e.Instead}, "service_notes": {e.Notes},
		"service_inbox": {e.Inbox},
	}
	for field, years := range map[string]int{"service_age_from": e.AgeFrom, "service_age_to": e.AgeTo} {
		if years > 0 {
			v.Set(field, strconv.Itoa(years))
		}
	}
	for field, yes := range map[string]bool{"service_public": s.Public, "service_for_clients": e.ForClients} {
		if yes {
			v.Set(field, "yes")
		}
	}
	fillDate(v, "service_checked_on", e.CheckedOn)
	return v
}

func wordsOf[T ~string](list []T) []string {
	words := make([]string, len(list))
	for i, x := range list {
		words[i] = string(x)
	}
	return words
}

func (s *Server) serviceForm(c *gin.Context, status int, id string, typed url.Values, problems fault.Problems) error {
	inbox, err := s.desk.InboxSetting(c.Request.Context(), me(c).Actor)
	if err != nil {
		return err
	}
	v := form.Of(typed)
	q := ask(v, problems)
	askService(q, inbox.Others)
	page := questionPage{
		Layout: s.layout(c, "Service", "Admin"), Heading: "Add a service", Action: adminDirectory + "/new",
		Intro:     []string{"Nothing about any client belongs here."},
		Questions: q.list, Buttons: render.SaveButtons{Text: "Keep this entry"},
		Hidden: []render.Hidden{{Name: tokenField, Value: v.Text(tokenField)}, {Name: "row-version", Value: v.Text("row-version")}},
	}
	page.Back = &render.Link{Text: "Back to the directory", Href: adminDirectory}
	if id != "" {
		page.Heading, page.Action = "Change a service", serviceAddress(id)+"/edit"
	}
	page.Title = page.Heading
	page.Errors = q.summary()
	return s.render.Page(c.Writer, status, "question", page)
}

func askService(q *questions, inboxes []handoff.Inbox) {
	q.heading("What it is")
	q.text("service_organisation", "Organisation", "")
	q.text("service_name", "Service", "As they call it.")
	q.long("service_offer", "What it offers (optional)", "").Rows = 3
	var needs []choice
	for _, n := range need.All() {
		needs = append(needs, choice{value: string(n.Code), text: n.Label})
	}
	q.some("service_needs", "What it helps with", "", needs...)
	var classes []choice
	for _, class := range handoff.Classes {
		if class != handoff.Colleague {
			classes = append(classes, choice{value: string(class), text: class.Label()})
		}
	}
	q.pick("service_class", "Kind of recipient", "Decides which answer of a client a share rests on. Leave it empty for one nobody is handed to.", classes...)
	q.heading("Whom it takes")
	var nations []choice
	for _, n := range calendar.Nations {
		nations = append(nations, choice{value: string(n), text: n.Name()})
	}
	q.some("service_nations", "Where it works", "", nations...)
	q.some("service_genders", "Gender (optional)", "Tick none if it takes everybody.", labelled(directory.Genders)...)
	q.text("service_age_from", "Youngest age (optional)", "In years.").Classes = "govuk-input--width-3"
	q.text("service_age_to", "Oldest age (optional)", "In years.").Classes = "govuk-input--width-3"
	q.some("service_exploitation", "Exploitation (optional)", "Tick none if it takes everybody.", labelled(directory.Exploitations)...)
	q.some("service_stages", "Stage (optional)", "Tick none if it takes everybody.", labelled(directory.Stages)...)
	q.text("service_for_whom", "Anything else about whom it takes (optional)", "In their words.")
	q.heading("How to reach it")
	q.long("service_phones", "Phone numbers (optional)", "One on each line.").Rows = 3
	q.text("service_text", "Number for text messages (optional)", "")
	q.text("service_email", "Email (optional)", "")
	q.text("service_website", "Website (optional)", "Beginning with https://")
	q.text("service_reach", "Any other way (optional)", "")
	if len(inboxes) > 0 {
		choices := make([]choice, len(inboxes))
		for i, in := range inboxes {
			choices[i] = choice{value: in.OrganisationID, text: in.Name}
		}
		q.pick("service_inbox", "Their inbox in NRM Desk (optional)", "Organisations on this installation that take handoffs. Staff can then send to them here.", choices...)
	}
	q.text("service_hours", "Hours (optional)", "As they say them.")
	q.text("service_open", "When somebody answers (optional)", "For the program to read: always, or for example mon-fri 09:00-17:00.")
	q.long("service_old_phones", "Old numbers (optional)", "Numbers that leaflets still print, one on each line.").Rows = 3
	q.heading("How sure we are")
	q.one("service_status", "Status", "", labelled(directory.Statuses)...)
	q.text("service_change", "What changed (optional)", "")
	q.text("service_instead", "Entry to use instead (optional)", "Its number in the directory, for example DIR-010.").Classes = "govuk-input--width-20"
	q.date("service_checked_on", "When was it last checked? (optional)", "For example, 12 5 2026.")
	q.text("service_source", "Who says so", "A page, a letter, a phone call and with whom.")
	q.long("service_notes", "Notes (optional)", "").Rows = 3
	q.heading("Who may see it")
	q.some("service_for_clients", "Clients", "", choice{value: "yes", text: "It may be offered to clients and printed for them"})
	q.some("service_public", "Everybody", "Leave it empty for a place that must stay secret.", choice{value: "yes", text: "Show it on the public page"})
}

var directoryWords = words{
	fields: map[string]string{
		"service_organisation": "the organisation", "service_name": "the service", "service_offer": "what it offers", "service_needs": "what it helps with",
		"service_inbox": "the inbox", "service_class": "the kind of recipient", "service_nations": "where it works", "service_genders": "the gender", "service_age_from": "the youngest age",
		"service_age_to": "the oldest age", "service_exploitation": "the exploitation", "service_stages": "the stage", "service_for_whom": "whom it takes",
		"service_phones": "the phone numbers", "service_text": "the number for text messages", "service_email": "the email address", "service_website": "the website",
		"service_reach": "the other way", "service_hours": "the hours", "service_open": "when somebody answers", "service_status": "the status",
		"service_change": "what changed", "service_instead": "the entry to use instead", "service_checked_on": "the date of the check", "service_source": "who says so",
		"service_notes": "the notes",
	},
	messages: map[string]string{
		"service_nations/select_one":    "Select where it works",
		"service_age_from/not_an_age":   "Youngest age must be a number of years up to 120",
		"service_age_to/not_an_age":     "Oldest age must be a number of years up to 120, and not below the youngest",
		"service_open/not_an_opening":   "Enter when somebody answers like this: mon-fri 09:00-17:00",
		"service_phones/not_a_phone":    "Enter phone numbers as digits, one on each line",
		"service_text/not_a_phone":      "Enter the number for text messages as digits",
		"service_email/not_an_email":    "Enter an email address in the right form, like name@example.org",
		"service_website/not_a_website": "Enter the website beginning with https://",
		"service_change/required":       "Enter what replaced it",
		"service_instead/required":      "Enter the entry it is the same as",
		"service_instead/not_in_list":   "Enter the number of another entry of the directory",
	},
}
