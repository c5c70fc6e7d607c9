package server

import (
	"errors"
	"github.com/gin-gonic/gin"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/form"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/consent"
	"nrmdesk/internal/render"
)

func (s *Server) getWithdrawal(c *gin.Context) error {
	return s.withdrawalForm(c, form.Values{}, nil)
}

func (s *Server) postWithdrawal(c *gin.Context) error {
	v, edit, err := posted(c)
	if err != nil {
		return err
	}
	// The desk says "required" about a date that was typed and is none.
	err = typedDates(s.desk.WithdrawConsent(c.Request.Context(), me(c).Actor, edit, withdrawalOf(v)), v, "given_on")
	if retry(err) {
		return s.withdrawalForm(c, v, err)
	}
	if err != nil {
		return err
	}
	s.sessions.Notify(c.Request.Context(), "The withdrawal is recorded.")
	return seeOther(c, caseAddress(edit.Ref)+"/consent")
}

func withdrawalOf(v form.Values) consent.Record {
	return consent.Record{
		Kind: consent.Withdrawal, GivenOn: dateOf(v, "given_on"), WithdrawnHow: consent.WithdrawnHow(v.Trimmed("withdrawn_how")),
		WithdrawReason: v.Trimmed("withdraw_reason"), ProviderTold: consent.ProviderTold(v.Trimmed("provider_told")),
	}
}

// withdrawalForm shows what a withdrawal does above the questions about it.
func (s *Server) withdrawalForm(c *gin.Context, v form.Values, failed error) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	effects, err := s.desk.WithdrawalEffects(c.Request.Context(), me(c).Actor, r)
	if err != nil {
		return err
	}
	return s.caseForm(c, effects.Head, v, failed, questionPage{
		Heading: "Record a withdrawal",
		Intro:   []string{"The client may withdraw at any time and does not have to say why."},
		Buttons: render.SaveButtons{Text: "Record the withdrawal"},
		Other:   &render.Link{Text: "Go back, nothing is withdrawn", Href: caseAddress(r) + "/consent"},
	}, func(q *questions) {
		q.heading("What this does")
		q.add(render.Question{Summary: &render.SummaryList{Rows: effectRows(effects)}})
		q.heading("The withdrawal")
		q.date("given_on", "When did the client withdraw?", "For example, 12 5 2026.")
		q.one("withdrawn_how", "How did they withdraw?", "", labelled(consent.WithdrawnHows)...)
		q.one("provider_told", "Has the support provider been told?", "",
			choice{value: string(consent.ToldYes), text: "Yes"}, choice{value: string(consent.ToldNo), text: "Not yet"},
			choice{value: string(consent.NoProvider), text: "There is no support provider"})
		q.long("withdraw_reason", "What they said about why, if they wished to say (optional)", "")
	})
}

func effectRows(e desk.WithdrawalEffects) []render.SummaryRow {
	rows := []render.SummaryRow{answer("The case", "Moves to “"+e.To.Label()+"”.")}
	if e.To == casefile.Withdrawn {
		rows = append(rows,
			answer("The referral", "No decision follows. Tell the Home Office: recording it here does not tell them."),
			answer("Support", "Support paid for by the Home Office ends. Other support can go on."),
			answer("Dates", "Dates that depend on the referral stop."))
	} else {
		rows = append(rows, answer("The referral", "It has not been sent and cannot be sent now. What was written is kept."))
	}
	sharing := "Nothing more is shared. Nobody has to be told: nothing handed over is still open."
	if len(e.Holders) > 0 {
		sharing = "Nothing more is shared. Tell these to stop using what they have:"
		for _, h := range e.Holders {
			sharing += "\n" + h.RecipientName
		}
	}
	return append(rows, answer("Sharing", sharing),
		answer("The record", "Nothing is deleted. The client may agree again later."))
}

func withdrawalRows(r consent.Record) []render.SummaryRow {
	told := map[consent.ProviderTold]string{
		consent.ToldYes: "Yes", consent.ToldNo: "Not yet", consent.NoProvider: "There is no support provider",
	}
	rows := []render.SummaryRow{
		answer("Withdrawn on", r.GivenOn.Long()), answer("How", r.WithdrawnHow.Label()), answer("Support provider told", told[r.ProviderTold]),
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
