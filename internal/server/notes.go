package server

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/render"
)

func (s *Server) noteRoutes() []route {
	return []route{
		{method: "GET", path: "/cases/:ref/notes", handle: s.getNotes},
		{method: "POST", path: "/cases/:ref/notes", handle: s.postNote},
	}
}

type notesPage struct {
	casePage
	Action    string
	Hidden    []render.Hidden
	Questions []render.Question
	Buttons   render.SaveButtons
	Notes     render.Timeline
}

func noteKey(r casefile.Ref) string { return "note:" + string(r) }

func (s *Server) getNotes(c *gin.Context) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	text, at, err := s.desk.Draft(c.Request.Context(), me(c).Actor, noteKey(r))
	if err != nil && !errors.Is(err, fault.NotFound) {
		return err
	}
	saved := ""
	if err == nil {
		saved = clock(at)
	}
	kept, err := url.ParseQuery(text)
	if err != nil {
		return err
	}
	return s.notes(c, r, form.Of(kept), saved, nil)
}

func (s *Server) postNote(c *gin.Context) error {
	v, edit, err := posted(c)
	if err != nil {
		return err
	}
	ctx, actor := c.Request.Context(), me(c).Actor
	if v.Has("later") {
		if _, err := s.mergeDraft(c, noteKey(edit.Ref), form.Of(url.Values{"note": v.All("note")})); err != nil {
			return err
		}
		s.sessions.Notify(ctx, "Your note is saved as a draft. Nobody else sees it.")
		return seeOther(c, caseAddress(edit.Ref))
	}
	err = s.desk.AddNote(ctx, actor, edit, v.Trimmed("note"))
	if retry(err) {
		return s.notes(c, edit.Ref, v, "", err)
	}
	if err != nil {
		return err
	}
	if err := s.desk.DropDraft(ctx, actor, noteKey(edit.Ref)); err != nil {
		return err
	}
	s.sessions.Notify(ctx, "The note is added.")
	return seeOther(c, caseAddress(edit.Ref)+"/notes")
}

// notes shows the form above the notes. When somebody else changed the case
// meanwhile, the text stays and the form stands on the case as it is now.
func (s *Server) notes(c *gin.Context, r casefile.Ref, v form.Values, saved string, failed error) error {
	file, err := s.desk.Notes(c.Request.Context(), me(c).Actor, r, notePlace(c))
	if err != nil {
		return err
	}
	var invalid *fault.Invalid
	var problems fault.Problems
	status := http.StatusOK
	if errors.As(failed, &invalid) {
		status, problems = http.StatusUnprocessableEntity, invalid.Problems
	}
	q := ask(v, problems)
	q.long("note", "Write a note", "Once added, a note cannot be changed or deleted. Correct it with another note.")
	page := notesPage{
		casePage: s.caseLayout(c, file.Head, "Notes"), Action: caseAddress(r) + "/notes", Questions: q.list,
		Buttons: render.SaveButtons{Text: "Add note", Later: true, SavedAt: saved}, Notes: noteList(file, r),
	}
	page.DraftKey = noteKey(r)
	page.Hidden = append(formHidden(file.Head, uuid.NewString()), render.Hidden{Name: draftKeyField, Value: page.DraftKey})
	page.Errors = q.summary()
	var conflict *fault.Conflict
	if errors.As(failed, &conflict) {
		status = http.StatusConflict
		page.Errors = &render.ErrorSummary{TitleText: "The note is not added yet", ErrorList: []render.ErrorLink{
			{Text: conflict.Message + " What you typed is still here: add it again if it still fits.", Href: "#note"},
		}}
	}
	return s.render.Page(c.Writer, status, "notes_list", page)
}

func notePlace(c *gin.Context) desk.NotePlace {
	at, err := time.Parse(time.RFC3339Nano, c.Query("before"))
	if err != nil || afterID(c.Query("after")) == "" {
		return desk.NotePlace{}
	}
	return desk.NotePlace{At: at, ID: c.Query("after")}
}

// noteTitles are the headings of notes by kind: acts keep their reason here.
var noteTitles = map[string]string{
	"note":         "Note",
	"closing":      "Reason for closing the case",
	"reopening":    "Reason for opening the case again",
	"reassignment": "Reason for giving the case to somebody else",
	"match":        "Reason for a new case although another may be the client’s",
	"imported":     "From a spreadsheet",
}

func noteList(file desk.Notes, r casefile.Ref) render.Timeline {
	list := render.Timeline{Heading: "Notes so far", Empty: "There are no notes yet."}
	for _, n := range file.List {
		list.Entries = append(list.Entries, render.TimelineEntry{
			Title: noteTitles[string(n.Kind)], When: moment(n.WrittenAt), At: n.WrittenAt.Format(time.RFC3339),
			By: file.Names[n.AuthorID], Text: strings.Split(n.Text, "\n"), Link: chronologyLink(file, n),
		})
	}
	if file.More {
		list.More = &render.Link{Text: "Older notes", Href: caseAddress(r) + "/notes?after=" + file.Next.ID +
			"&before=" + file.Next.At.UTC().Format("2006-01-02T15:04:05.999999Z")}
	}
	return list
}

// chronologyLink takes a note over into the chronology while the referral is
// written.
func chronologyLink(file desk.Notes, n desk.Note) *render.Link {
	if file.Case.State != casefile.Draft || noteTitles[string(n.Kind)] != noteTitles["note"] {
		return nil
	}
	return &render.Link{
		Text: "Take over into the chronology", Hidden: "(" + moment(n.WrittenAt) + ")",
		Href: referralAddress(file.Case.Ref, "chronology") + "?note=" + n.ID,
	}
}
