package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/referral"
)

func referralCheckCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "check",
		Short: "Say what would become of a referral, read as JSON",
		Long: `Read one JSON object from standard input and say what would become of these
answers if they were sent now. It judges with the code that judges in the
browser, and needs neither a database nor settings.

  {"answers": {"age_status": "adult", "exploitation_forms": ["wages_taken"]},
   "attempt": "nrm_referral",
   "steps": [{"do": "answer", "field": "consent_to_nrm", "value": "no"},
             {"do": "change", "field": "age_status", "to": "unknown"}]}

An answer is a text; a list of texts where the form takes several (one text is
a list of one); true or "yes" for a box to tick; a number or its figures for a
number; YYYY-MM-DD for a date; null for none. "attempt" is nrm_referral or
dtn_notification: without it the answers decide. "steps" are applied in their
order, before anything is judged. What a step puts out of play is kept, and
comes back when a later step brings its question back; it never leaves.

Written are outcome (nrm_referral, dtn_notification, refused or incomplete),
route (adult, child or dtn), missing (every answer that the route demands and
that is not there), problems, in_play and submission: what would leave, in
official order, empty when it is refused. A Duty to Notify report never names
the client here: leave to be named is an answer of the case and no field of the
form. While age or consent is open, the route is that of the report tried, or
else an adult's; missing, problems and in_play are those of that route, the open
answer among the missing, and submission is empty.

Exit status 0 means that it could be judged, whatever came out, 2 that the
input is not JSON of this shape.`,
		Example: `  echo '{"answers": {"age_status": "under_18"}}' | nrmdesk referral check`,
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			question, err := readReferralQuestion(cmd.InOrStdin())
			if err != nil {
				return &exitError{code: 2, err: fmt.Errorf("standard input: %w", err)}
			}
			return question.judge(referral.Published(), calendar.LondonDay(time.Now())).write(cmd.OutOrStdout())
		},
	}
}

// judge puts the question to the form.
func (q referralQuestion) judge(form *referral.Form, today calendar.Date) referralAnswer {
	answers, wrong := q.read(form)
	j := referral.NewDraft(form, referral.Facts{}, answers, today).Judge(q.attempt, wrong...)
	a := referralAnswer{
		Outcome: j.Outcome, Route: j.Route, Missing: fieldNames(j.Missing), Problems: []referralProblem{},
		InPlay: fieldNames(j.InPlay), Submission: submission{},
	}
	for _, o := range j.Objections {
		a.Problems = append(a.Problems, referralProblem{o.Field, o.Code, o.Message, o.Level})
	}
	for _, e := range j.Submission {
		a.Submission = append(a.Submission, sentAnswer{e.Field, shapeOf(form.Field(e.Field), q.answers[e.Field], e.Values)})
	}
	return a
}

func fieldNames(fields []*referral.Field) []string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.Name
	}
	return names
}

// referralAnswer is what is written.
type referralAnswer struct {
	Outcome    referral.Sending  `json:"outcome"`
	Route      referral.Route    `json:"route"`
	Missing    []string          `json:"missing"`
	Problems   []referralProblem `json:"problems"`
	InPlay     []string          `json:"in_play"`
	Submission submission        `json:"submission"`
}

type referralProblem struct {
	Field   string         `json:"field"`
	Code    string         `json:"code"`
	Message string         `json:"message"`
	Level   referral.Level `json:"level"`
}

// submission is a JSON object that keeps the official order.
type submission []sentAnswer

type sentAnswer struct {
	field string
	value any
}

// MarshalJSON writes the object.
func (s submission) MarshalJSON() ([]byte, error) {
	out := []byte{'{'}
	for i, a := range s {
		if i > 0 {
			out = append(out, ',')
		}
		name, err := plainJSON(a.field)
		if err != nil {
			return nil, err
		}
		value, err := plainJSON(a.value)
		if err != nil {
			return nil, err
		}
		out = append(append(append(out, name...), ':'), value...)
	}
	return append(out, '}'), nil
}

func (a referralAnswer) write(out io.Writer) error {
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(a)
}

// plainJSON leaves angle brackets as they were typed.
func plainJSON(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}
