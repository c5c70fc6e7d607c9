package server

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/render"
)

// withdrawAll is the answer that the client takes everything back.
const withdrawAll = "all"

// withdrawConsent is the flow that records a withdrawal: everything that rests
// on consent on one page, then how it was taken back, then what exactly this
// does before anything is recorded.
func (s *Server) withdrawConsent() *flow {
	return &flow{
		name: "withdraw-consent", area: "Consent", title: "Record a withdrawal",
		start: s.startWithdrawal,
		steps: []step{
			{
				id: "what", heading: "What does the client take back?",
				intro: []string{"The client may take back all of it, or some, at any time. They do not have to say why."},
				ask:   askWithdrawn, check: withdrawalProblems("withdrawn"),
			},
			{
				id: "how", heading: "How did they take it back?",
				ask: func(_ *walk, q *questions) {
					q.date("given_on", "When did the client withdraw?", "For example, 12 5 2026.")
					q.text("withdrawn_at", "At what time? (optional)", "For example, 2:05pm.").Classes = "govuk-input--width-5"
					q.one("withdrawn_how", "How did they withdraw?", "", labelled(consent.WithdrawnHows)...)
					q.one("provider_told", "Has the support provider been told?", "If not, a task to tell them is opened.",
						choice{value: string(consent.ToldYes), text: "Yes"}, choice{value: string(consent.ToldNo), text: "Not yet"},
						choice{value: string(consent.NoProvider), text: "There is no support provider"})
					q.long("withdraw_reason", "What they said about why, if they wished to say (optional)", "")
				},
				check: withdrawalProblems("given_on", "withdrawn_at", "withdrawn_how", "provider_told", "withdraw_reason"),
			},
		},
		check: s.checkWithdrawal,
		submit: func(c *gin.Context, x *walk) (string, error) {
			r := restsOf(x).Case.Ref
			edit := desk.Edit{Ref: r, Version: versionOf(x.text(versionField)), Token: x.token()}
			if err := s.desk.WithdrawConsent(c.Request.Context(), me(c).Actor, edit, withdrawalOf(x)); err != nil {
				return "", err
			}
			s.sessions.Notify(c.Request.Context(), "The withdrawal is recorded. What is still to be done stands below.")
			return caseAddress(r) + "/consent", nil
		},
	}
}

// startWithdrawal reads everything that rests on consent. Where there is
// nothing to take back it says so kindly: a second withdrawal is no mistake of
// anybody's.
func (s *Server) startWithdrawal(c *gin.Context, x *walk) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	file, err := s.desk.RestsOnConsent(c.Request.Context(), me(c).Actor, r)
	var conflict *fault.Conflict
	if errors.As(err, &conflict) {
		return kindly{
			heading: "Nothing is left to withdraw", says: []string{conflict.Message},
			link: render.Link{Text: "See the consent records", Href: caseAddress(r) + "/consent"},
		}
	}
	if err != nil {
		return err
	}
	bar := caseBar(file.Head)
	x.file, x.bar = file, &bar
	if c.Param("step") == "" || x.text(versionField) == "" {
		x.kept.Set(versionField, strconv.FormatInt(file.Case.Version, 10))
	}
	return nil
}

func restsOf(x *walk) desk.RestsOnConsent { return x.file.(desk.RestsOnConsent) }

func askWithdrawn(x *walk, q *questions) {
	f := restsOf(x)
	q.heading("What rests on it now")
	q.add(render.Question{Summary: &render.SummaryList{Rows: restRows(f)}})
	choices := []choice{{value: withdrawAll, text: "Everything", hint: "Nothing may be shared any more, and the client is not in the National Referral Mechanism."}}
	for _, p := range f.Standing.Permitted() {
		choices = append(choices, choice{value: string(p), text: p.Label()})
	}
	q.some("withdrawn", "The client takes back", "Choose everything, or each thing by itself.", choices...)
}

// restRows is everything that rests on what the client agreed to.
func restRows(f desk.RestsOnConsent) []render.SummaryRow {
	referral := "Not begun"
	switch {
	case f.Sent:
		referral = "With the Home Office"
	case f.Writing:
		referral = "Being written, not sent"
	}
	rows := []render.SummaryRow{answer("The referral", referral)}
	for _, h := range f.Handoffs {
		var items []string
		for _, d := range h.Items {
			if d.Shared {
				items = append(items, d.Item.Label())
			}
		}
		row := answer("Handoff to "+h.RecipientName, h.State.Label()+"\nHolds: "+strings.Join(items, ", "))
		row.Actions = []render.Action{{Text: "Open", Href: handoffAddress(f.Case.Ref, h.Number), VisuallyHiddenText: "handoff " + number(h.Number)}}
		rows = append(rows, row)
	}
	if len(f.Handoffs) == 0 {
		rows = append(rows, answer("Handoffs", "Nobody outside holds anything by a handoff"))
	}
	if f.Drafts > 0 {
		rows = append(rows, answer("Handoffs that are being written", plural(f.Drafts, "person")+" at work on one. They are dropped."))
	}
	for _, o := range f.Overrides {
		rows = append(rows, answer("Override for "+o.NamedShown, o.State(o.RequestedAt).Label()+". It ends with the withdrawal."))
	}
	for _, e := range f.Exports {
		rows = append(rows, answer(exportWords[e.Kind], "Taken out on "+moment(e.At)+" by "+e.ByName))
	}
	return append(rows, answer("Messages", "None waits: NRM Desk sends no messages about a client"))
}

var exportWords = map[string]string{desk.ReceiptExport: "Receipt for the client", desk.PackExport: "Referral pack", desk.ReportExport: "Report of the refusal"}

func withdrawnOf(x *walk) []consent.Purpose {
	var taken []consent.Purpose
	for _, p := range x.values.All("withdrawn") {
		if p == withdrawAll {
			return nil
		}
		taken = append(taken, consent.Purpose(p))
	}
	return taken
}

func withdrawalOf(x *walk) consent.Record {
	r := consent.Record{
		Kind: consent.Withdrawal, GivenOn: dateOf(x.values, "given_on"), Withdrawn: withdrawnOf(x),
		WithdrawnHow: consent.WithdrawnHow(x.text("withdrawn_how")), WithdrawReason: x.text("withdraw_reason"),
		ProviderTold: consent.ProviderTold(x.text("provider_told")), WithdrawnAt: x.text("withdrawn_at"),
	}
	if hour, minute, problem := form.ParseTime(r.WithdrawnAt); r.WithdrawnAt != "" && problem == "" {
		r.WithdrawnAt = twoDigits(hour) + ":" + twoDigits(minute)
	}
	return r
}

func twoDigits(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}

// withdrawalProblems are the problems of some fields only: those of one page.
func withdrawalProblems(fields ...string) func(x *walk) fault.Problems {
	return func(x *walk) fault.Problems {
		f := restsOf(x)
		about := consent.About{
			AgeBand: f.Case.AgeBand, State: f.Case.State, FirstContactOn: calendar.LondonDay(f.Case.CreatedAt), BornOn: f.DateOfBirth, Today: f.Today,
			Permitted: f.Standing.Permitted(),
		}
		r := withdrawalOf(x)
		var problems fault.Problems
		if len(x.values.All("withdrawn")) == 0 {
			problems.Add("withdrawn", "select_one")
		}
		problems = append(problems, consent.Check(about, r)...)
		if latest := f.Standing.Record.GivenOn; !r.GivenOn.IsZero() && r.GivenOn.Before(latest) {
			problems.Add("given_on", "before", latest.Long())
		}
		return only(dateProblems(problems, x.values, "given_on"), fields...)
	}
}

// checkWithdrawal shows what exactly the withdrawal does. Whoever reads it has
// seen the case as it is now, so the edit counts from here.
func (s *Server) checkWithdrawal(c *gin.Context, x *walk, page *checkPage) error {
	f, r := restsOf(x), withdrawalOf(x)
	page.Heading = "Check what the withdrawal does"
	page.Title = page.Heading
	page.Cards = []render.SummaryList{
		answerCard("Taken back", x.base+"/what", answer("What", withdrawnWords(r.Withdrawn))),
		answerCard("The withdrawal", x.base+"/how", withdrawalRows(r)...),
		answerCard("What this does", "", effectRows(f, r)...),
	}
	page.Intro = []string{"Once recorded, this cannot be changed. Everything recorded before is kept. The client may agree again later."}
	page.Buttons.Text = "Record the withdrawal"
	page.Other = &render.Link{Text: "Go back, nothing is withdrawn", Href: caseAddress(f.Case.Ref) + "/consent"}
	return s.addLeaving(c, f.Case.Ref, desk.RouteChange{Record: &r}, page)
}

func withdrawnWords(taken []consent.Purpose) string {
	if len(taken) == 0 {
		return "Everything"
	}
	var lines []string
	for _, p := range taken {
		lines = append(lines, p.Label())
	}
	return strings.Join(lines, "\n")
}

func effectRows(f desk.RestsOnConsent, r consent.Record) []render.SummaryRow {
	to, leaves := f.To(r.Withdrawn), r.TakesBack(consent.ReferToNRM)
	rows := []render.SummaryRow{answer("The case", "Stays at “"+f.Case.State.Label()+"”.")}
	if to != f.Case.State {
		rows[0] = answer("The case", "Moves to “"+to.Label()+"”.")
	}
	switch {
	case leaves && to == casefile.Withdrawn:
		rows = append(rows,
			answer("The referral", "No decision follows. Tell the Home Office: recording it here does not tell them."),
			answer("Support", "Support paid for by the Home Office ends. Other support can go on."),
			answer("Dates", "Dates that depend on the referral stop."))
	case leaves:
		rows = append(rows, answer("The referral", "It has not been sent and cannot be sent now. What was written is kept."))
	default:
		rows = append(rows, answer("The referral", "Goes on as it is."))
	}
	if f.Drafts > 0 || len(f.Overrides) > 0 {
		rows = append(rows, answer("Not sent yet", "Handoffs that are being written are dropped, and overrides end."))
	}
	return append(rows, answer("To be told", tellWords(f, r, leaves)), answer("The supervisor", "Sees it under “To confirm” until they have said so."),
		answer("The record", "Nothing is deleted."))
}

// tellWords names everybody for whom a task is opened.
func tellWords(f desk.RestsOnConsent, r consent.Record, leaves bool) string {
	after := f.Without(r.Withdrawn)
	var tell []string
	provider := false
	for _, h := range f.Handoffs {
		ended := handoff.Ended(h, after, "")
		if len(ended) == 0 {
			continue
		}
		provider = provider || h.Class == handoff.SupportProvider
		var items []string
		for _, i := range ended {
			items = append(items, i.Label())
		}
		tell = append(tell, h.RecipientName+": stop using "+strings.Join(items, ", "))
	}
	if leaves && f.Sent {
		tell = append(tell, "Home Office, the competent authority")
	}
	if r.ProviderTold == consent.ToldNo && !provider {
		tell = append(tell, "The support provider")
	}
	if len(tell) == 0 {
		return "Nobody outside holds anything that rests on it."
	}
	return strings.Join(tell, "\n")
}

func withdrawalRows(r consent.Record) []render.SummaryRow {
	told := map[consent.ProviderTold]string{
		consent.ToldYes: "Yes", consent.ToldNo: "Not yet", consent.NoProvider: "There is no support provider",
	}
	on := r.GivenOn.Long()
	if r.WithdrawnAt != "" {
		on += " at " + r.WithdrawnAt
	}
	rows := []render.SummaryRow{
		answer("Withdrawn on", on), answer("How", r.WithdrawnHow.Label()),
		answer("Support provider told", told[r.ProviderTold]),
	}
	return more(rows, "Why", r.WithdrawReason)
}

// typedDates says of a date what was wrong with it as typed.
func typedDates(err error, v form.Values, names ...string) error {
	var invalid *fault.Invalid
	if errors.As(err, &invalid) {
		return dateProblems(invalid.Problems, v, names...).Err()
	}
	return err
}

// openTasks are the notices about which something is to be done.
func openTasks(notices []consent.Notice) []consent.Notice {
	return slices.DeleteFunc(slices.Clone(notices), func(n consent.Notice) bool { return n.Next() == "" })
}
