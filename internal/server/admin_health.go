package server

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/render"
)

type healthPage struct {
	render.Layout
	Heading string
	Says    string
	Facts   render.SummaryList
	Jobs    render.StackedTable
}

func (s *Server) getHealth(c *gin.Context) error {
	h, err := s.desk.Health(c.Request.Context(), me(c).Actor)
	if err != nil {
		return err
	}
	page := healthPage{Layout: s.layout(c, "Health", "Admin"), Heading: "Health of the service", Says: "Everything is in order."}
	page.Width = render.Full
	rules := bookWarnings(h.Holidays, h.Release)
	switch {
	case !h.KeysFit || h.Mail.Parked > 0 || h.LateReminders > 0 || h.Stalled || h.Scanner == desk.ScannerAway || h.Audit.Behind:
		page.Says = "Something needs the person who runs this service."
	case len(rules) > 0:
		page.Says = "Something needs the person who looks after the rules."
	}
	page.Facts.Rows = append(healthFacts(h, s.options.Version), linked(answer("Rules and bank holidays", strings.Join(orLine(rules, "Bank holidays are known until "+h.Holidays.Until.Long()), "\n")), "Rules and bank holidays", adminRules))
	page.Facts.Rows = append(page.Facts.Rows, sealFacts(h.Audit)...)
	page.Facts.Rows = append(page.Facts.Rows, answer("PDFs of referral packs", s.pdfWords()))
	page.Jobs = jobTable(h)
	return s.render.Page(c.Writer, http.StatusOK, "admin_health", page)
}

func healthFacts(h desk.Health, version string) []render.SummaryRow {
	keys := "They open what the database holds"
	if !h.KeysFit {
		keys = "They do not open what the database holds. Put back the keys that belong to this database"
	}
	last := "None yet"
	if !h.Mail.LastSentAt.IsZero() {
		last = moment(h.Mail.LastSentAt)
	}
	parked := answer("Reminder emails given up", strconv.Itoa(h.Mail.Parked))
	if h.Mail.Parked > 0 {
		parked.Actions = []render.Action{{Text: "See why and try again", Href: "/admin/mail"}}
	}
	late := strconv.Itoa(h.LateReminders)
	switch {
	case h.Stalled:
		late += ". Reminders stand still: no look for due reminders has come to its end for 15 minutes. Restart the program, and read its log"
	case h.LateReminders > 0:
		late += ". If this stays for more than 10 minutes, there is nobody to tell: no holder who can sign in, no supervisor, no admin"
	}
	return []render.SummaryRow{
		answer("Program", version), answer("Database", "Reachable, schema "+strconv.FormatInt(h.Schema, 10)), answer("Encryption keys", keys),
		answer("Reminders due and not prepared", late), answer("Reminder emails waiting", strconv.Itoa(h.Mail.Waiting)),
		parked, answer("Last reminder email sent", last),
		answer("Virus scanner", scannerWords[h.Scanner]), answer("Documents held until they are scanned", strconv.Itoa(h.Unscanned.Held)),
		answer("Documents open without being scanned", unscannedWords(h)),
	}
}

// pdfWords say what makes PDFs.
func (s *Server) pdfWords() string {
	if s.options.PDF == nil {
		return "Not made: no Chromium is in use. Packs are printed by the browser. The setting pdf.chromium names one"
	}
	return "Made by " + s.options.PDF.Program
}

// scannerWords say how the virus scanner is.
var scannerWords = map[desk.Scanner]string{
	desk.ScannerOff: "Off. Documents are stored and opened without being scanned for viruses. " +
		"The person who runs this service can switch it on with the setting evidence.clamd",
	desk.ScannerAnswers: "On, and it answers",
	desk.ScannerAway:    "On, and it does not answer. New documents are held until it does. Check clamd and the setting evidence.clamd",
}

func unscannedWords(h desk.Health) string {
	words := strconv.Itoa(h.Unscanned.Unscanned)
	if h.Unscanned.Unscanned > 0 && h.Scanner != desk.ScannerOff {
		words += ". They were added before the scanner was switched on and are being scanned"
	}
	return words
}

// jobWords are what the jobs that run by themselves do.
var jobWords = map[string]string{
	"remind": "Look for due reminders", "deliver": "Send emails", "tidy": "Forget what has run out", "watch": "Watch over the reminders",
	"scan": "Look for viruses in documents", "seal": "Seal the audit trail", "mail_seal": "Send seals to auditors", "holidays": "Look after the bank holidays",
}

func jobTable(h desk.Health) render.StackedTable {
	t := render.StackedTable{
		Caption: "What runs by itself", Empty: "Nothing has run yet.",
		Head: []render.Column{{Text: "Job"}, {Text: "Came to its end"}, {Text: "Failed"}},
	}
	for _, run := range h.Jobs {
		name, ok := jobWords[run.Job]
		if !ok {
			name = run.Job
		}
		row := render.Row{Cells: []render.RowCell{{Header: true, Text: name}, {Text: "Not yet"}, {Text: "Never"}}}
		if !run.FinishedAt.IsZero() {
			row.Cells[1].Text = moment(run.FinishedAt)
		}
		if !run.FailedAt.IsZero() {
			row.Cells[2].Text = moment(run.FailedAt)
			if run.Error != "" {
				row.Cells[2].Lines = []string{"Since then it has not come to its end. The log says why."}
			}
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}
