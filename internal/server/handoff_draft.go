package server

import (
	"net/url"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/nrm/need"
)

// sharedDraftField is the draft kept with the case, among the answers.
const sharedDraftField = "handoff-draft"

func (s *Server) startHandoff(c *gin.Context, x *walk) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	file, err := s.desk.PrepareHandoff(c.Request.Context(), me(c).Actor, r)
	if err != nil {
		return err
	}
	bar := caseBar(file.Head)
	x.file, x.bar = file, &bar
	if c.Param("step") == "" {
		if err := s.takeUpHandoff(c, x, file); err != nil {
			return err
		}
	}
	if c.Param("step") == "" || x.text(versionField) == "" {
		x.kept.Set(versionField, strconv.FormatInt(file.Case.Version, 10))
	}
	x.values = form.Of(x.kept)
	if to := draftHandoff(x).Recipient(); to.Class != "" {
		suggestDay(x, "keep_until", file.Today.AddDays(handoff.KeepFor(to.Class).Days))
		suggestDay(x, "chase_on", calendar.LondonDay(file.AnswerDueAt))
	}
	return nil
}

// suggestDay fills in a day nobody has typed anything about yet.
func suggestDay(x *walk, name string, day calendar.Date) {
	if x.values.Date(name).Empty() {
		fillDate(x.kept, name, day)
		x.values = form.Of(x.kept)
	}
}

// takeUpHandoff decides what the flow begins with: a draft of the case that
// somebody left, a new one, one for a service that was chosen elsewhere, or one
// like a handoff that led nowhere. What the actor was typing and nobody else
// has yet is never dropped for it.
func (s *Server) takeUpHandoff(c *gin.Context, x *walk, file desk.HandoffDesk) error {
	kept := func(id string) (desk.HandoffDraft, bool) {
		i := slices.IndexFunc(file.Drafts, func(d desk.HandoffDraft) bool { return d.ID == id })
		if i < 0 {
			return desk.HandoffDraft{}, false
		}
		return file.Drafts[i], true
	}
	mine, asked := x.text(sharedDraftField), c.Query("draft")
	if _, there := kept(mine); mine != "" && (!there || asked == "new" || c.Query("service") != "" || c.Query("from") != "") {
		x.kept = url.Values{tokenField: {uuid.NewString()}}
	}
	if d, ok := kept(asked); ok && (mine != asked || d.SavedAt.After(x.savedAt)) {
		typed, err := url.ParseQuery(d.Form)
		if err != nil {
			return err
		}
		typed.Set(tokenField, uuid.NewString())
		typed.Set(sharedDraftField, d.ID)
		x.kept = typed
	}
	if entry, ok := file.Services.ByID(c.Query("service")); ok && entry.CanBeChosen() {
		x.kept.Set("recipient", "directory")
		x.kept.Set("directory_entry", entry.ID)
	}
	if wants := c.Query("need"); need.Code(wants).Label() != "" {
		x.kept.Set("handoff_needs", wants)
	}
	if n, err := strconv.Atoi(c.Query("from")); err == nil && n > 0 && n < 1<<30 {
		return s.likeHandoff(c, x, n)
	}
	return nil
}

// likeHandoff begins a handoff with what another one said: the purpose, the
// note, and what was put into it.
func (s *Server) likeHandoff(c *gin.Context, x *walk, n int) error {
	file, err := s.desk.Handoff(c.Request.Context(), me(c).Actor, handoffOf(x).Case.Ref, n)
	if err != nil {
		return err
	}
	x.kept.Set("purpose", file.Handoff.Purpose)
	x.kept.Set("note", file.Handoff.Note)
	x.kept.Del("items")
	x.kept.Del("handoff_files")
	for _, d := range file.Handoff.Items {
		if !d.Shared {
			continue
		}
		x.kept.Add("items", string(d.Item))
		if d.Item.Written() {
			x.kept.Set(d.Item.Field(), d.Value)
		}
	}
	x.kept.Del("handoff_needs")
	for _, code := range file.Needs {
		x.kept.Add("handoff_needs", string(code))
	}
	for _, f := range handoff.SharedFiles(file.Handoff.Files) {
		x.kept.Add("handoff_files", strconv.Itoa(f.Number))
	}
	return nil
}

// keepHandoff keeps what was typed with the case, from the page that says whom
// it is for.
func (s *Server) keepHandoff(c *gin.Context, x *walk, st step) error {
	if st.id == "find" {
		return nil
	}
	id, err := s.desk.KeepHandoffDraft(c.Request.Context(), me(c).Actor, handoffOf(x).Case.Ref, x.text(sharedDraftField), x.kept.Encode())
	if err != nil {
		return err
	}
	x.kept.Set(sharedDraftField, id)
	return s.keep(c, x)
}

// draftHandoff reads the handoff from the answers; what belongs to the way not
// taken is left out.
func draftHandoff(x *walk) handoff.Draft {
	return readHandoffDraft(x.values, handoffOf(x).Surroundings)
}

func readHandoffDraft(v form.Values, around handoff.Surroundings) handoff.Draft {
	d := handoff.Draft{
		ID: v.Trimmed(sharedDraftField), Purpose: v.Trimmed("purpose"), Note: v.Trimmed("note"), SentHow: handoff.SentHow(v.Trimmed("sent_how")),
		KeepUntil: dateOf(v, "keep_until"), Said: map[handoff.Item]string{}, Desk: around,
	}
	switch v.Trimmed("recipient") {
	case "directory":
		d.Entry = v.Trimmed("directory_entry")
		entry, _ := around.Services.ByID(d.Entry)
		d.Class, d.ConfirmedCurrent = handoff.Class(entry.Class), v.Trimmed("confirmed_current") == "yes"
	case "colleague":
		d.Class, d.Colleague = handoff.Colleague, v.Trimmed("colleague")
	default:
		d.RecipientName, d.Class = v.Trimmed("recipient_name"), handoff.Class(v.Trimmed("recipient_class"))
	}
	for _, code := range v.All("handoff_needs") {
		d.Needs = append(d.Needs, need.Code(code))
	}
	for _, item := range v.All("items") {
		d.Wanted = append(d.Wanted, handoff.Item(item))
	}
	for _, text := range v.All("handoff_files") {
		n, err := strconv.Atoi(text)
		if err != nil {
			n = -1 // refused like a document of another case
		}
		d.WantedFiles = append(d.WantedFiles, n)
	}
	for _, item := range handoff.Items {
		if item.Written() {
			d.Said[item] = v.Trimmed(item.Field())
		}
	}
	if d.SentHow.ByHand() {
		d.Contact, d.ChaseOn = v.Trimmed("sent_contact"), dateOf(v, "chase_on")
	}
	return d
}
