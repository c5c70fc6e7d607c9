package server

import (
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/evidence"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/render"
)

// askFiles offers the documents that may be shared, each by itself. The others
// say why they cannot be.
func askFiles(x *walk, q *questions) {
	file := handoffOf(x)
	papers := map[int]evidence.File{}
	for _, p := range file.Papers {
		papers[p.Number] = p
	}
	var choices []choice
	var rows []render.SummaryRow
	for _, f := range handoff.PackFiles(file.Consent, draftHandoff(x).Recipient(), file.Papers, nil) {
		if !f.MayBeChosen() {
			rows = append(rows, answer(paperWords(f), f.Why))
			continue
		}
		p := papers[f.Number]
		choices = append(choices, choice{strconv.Itoa(f.Number), paperWords(f), p.Name + ", added " + calendar.LondonDay(p.AddedAt).Long() + ". " + p.Scan.Label() + "."})
	}
	if len(choices) == 0 {
		q.inset("None of the documents can be shared with this recipient.")
	} else {
		q.some("handoff_files", "Documents (optional)", "", choices...)
	}
	if len(rows) > 0 {
		q.heading("Cannot be shared")
		q.add(render.Question{Summary: &render.SummaryList{Rows: rows}})
	}
}

// paperWords call a document by its number and kind: the name a person gave it
// may say more than the recipient should know.
func paperWords(f handoff.File) string { return "Document " + number(f.Number) + ": " + f.Kind.Label() }

// checkHandoff shows exactly what the recipient will see, drawn as they will
// see it. Whoever reads it has seen the case as it is now, so the edit counts
// from here.
func (s *Server) checkHandoff(c *gin.Context, x *walk, page *checkPage) error {
	file, d := handoffOf(x), draftHandoff(x)
	r := d.Compose(file.Consent, file.Values)
	x.kept.Set(versionField, strconv.FormatInt(file.Case.Version, 10))
	if err := s.keep(c, x); err != nil {
		return err
	}
	page.Heading = "Check what the recipient will see"
	page.Title = page.Heading
	page.Intro = []string{
		"You stay responsible until they accept. Without an answer by " + moment(file.AnswerDueAt) + " the handoff is overdue.",
	}
	page.Cards = envelopeCards(me(c).Organisation.Name, handoff.ForReceiver(r, file.Today), nil)
	for i, change := range []string{"/purpose", "/items", "/files"} {
		if i < len(page.Cards) {
			card := page.Cards[i].Card
			card.Actions = []render.Action{{Text: "Change", Href: x.base + change, VisuallyHiddenText: strings.ToLower(card.Title.Text)}}
		}
	}
	held := heldBackRows(r)
	sending := []render.SummaryRow{
		answer("To", r.RecipientName), answer("Kind", r.Class.Label()), answer("Sent", r.SentHow.Label()), answer("Needs", orNone(needLabels(d.Needs))),
	}
	if r.SentHow.ByHand() {
		sending = append(sending, answer("Taken by", d.Contact), answer("Ask again on", d.ChaseOn.Long()))
	}
	page.Cards = append(page.Cards, answerCard("Held back: they do not see this ("+number(len(held))+")", "", held...),
		answerCard("How it is sent: they do not see this", x.base+"/find", sending...))
	page.Cards = append(page.Cards, wishCard(file)...)
	if entry, ok := entryOf(x); ok && d.Entry != "" {
		if unsafe := unsafeAt(entry, file.Wishes); unsafe != "" {
			page.Intro = append([]string{unsafe + "."}, page.Intro...)
		}
	}
	page.Buttons.Text = "Record handoff as sent"
	if d.SentHow == handoff.ToInbox {
		page.Buttons.Text = "Send to their inbox"
	}
	return nil
}

// envelopeCards is an envelope as its recipient sees it; the sender sees the
// same before it is sent. Each line says what the sharing rests on. Open gives
// the address of a document; nil before there is one.
func envelopeCards(from string, r handoff.Record, open func(f handoff.File) string) []render.SummaryList {
	about := []render.SummaryRow{
		answer("From", from), answer("Purpose", r.Purpose), answer("Note on safe contact", orNone(r.Note)),
	}
	if !r.KeepUntil.IsZero() {
		about = append(about, answer("May be kept until", r.KeepUntil.Long()+". Delete it then."))
	}
	var items, files []render.SummaryRow
	for _, d := range r.Items {
		items = append(items, answer(d.Item.Label(), d.Value+"\n("+d.Why+")"))
	}
	for _, f := range r.Files {
		row := answer(paperWords(f), "("+f.Why+")")
		if open != nil {
			row.Actions = []render.Action{{Text: "Open", Href: open(f), VisuallyHiddenText: "document " + number(f.Number)}}
		}
		files = append(files, row)
	}
	cards := []render.SummaryList{answerCard("What it is for", "", about...), answerCard("Shared ("+number(len(items))+")", "", items...)}
	if len(files) > 0 {
		cards = append(cards, answerCard("Documents ("+number(len(files))+")", "", files...))
	}
	return cards
}

// heldBackRows are what is not in the envelope, and why.
func heldBackRows(r handoff.Record) []render.SummaryRow {
	var rows []render.SummaryRow
	for _, d := range r.Items {
		if !d.Shared {
			rows = append(rows, answer(d.Item.Label(), d.Why))
		}
	}
	for _, f := range r.Files {
		if !f.Shared {
			rows = append(rows, answer(paperWords(f), f.Why))
		}
	}
	return rows
}
