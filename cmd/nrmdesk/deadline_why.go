package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/deadline"
)

// whyQuestion is one call of deadline why.
type whyQuestion struct {
	rule, on, nation string
	events           []string
	caseFile         string
	ifs              []string
	ifNation         string
	today            calendar.Date
}

func deadlineWhyCommand() *cobra.Command {
	var q whyQuestion
	command := &cobra.Command{
		Use:   "why",
		Short: "Print the steps that lead to a date",
		Long: `Print the steps that lead to a date: the rule, what it counts from, each day
that is skipped, and where the rule comes from.

With --case all dates of a case are counted from a file of its events: CSV with
the columns event and on, and if need be known_from (the date of the letter that
gives a day ahead) and record (which handoff an event belongs to). The name -
reads standard input.

--if and --if-nation ask what would be different on another day or in another
nation. For one rule --if is the other day, for a case it is event=day.`,
		Example: `  nrmdesk deadline why --rule EW-RECOVERY-30 --on 2026-03-02
  nrmdesk deadline why --rule SC-SUPPORT-90 --nation scotland --on 2026-03-02 --event cg_positive=2026-04-10
  nrmdesk deadline why --rule EW-RECOVERY-30 --on 2026-03-02 --if 2022-12-12
  nrmdesk deadline why --case events.csv --nation wales --if-nation scotland`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			q.today = calendar.LondonDay(time.Now())
			answer := q.explainRule
			if q.caseFile != "" {
				answer = q.explainCase
			}
			var out strings.Builder
			if err := answer(cmd.InOrStdin(), &out); err != nil {
				return &exitError{code: 2, err: err}
			}
			_, err := io.WriteString(cmd.OutOrStdout(), out.String())
			return err
		},
	}
	flags := command.Flags()
	flags.StringVar(&q.rule, "rule", "", "identifier of the rule, for example EW-RECOVERY-30")
	flags.StringVar(&q.on, "on", "", "date of the event the rule counts from, YYYY-MM-DD")
	flags.StringVar(&q.nation, "nation", "", "nation of the case: england, wales, scotland or northern_ireland (default: the rule's own)")
	flags.StringArrayVar(&q.events, "event", nil, "a further event as kind=YYYY-MM-DD; may be repeated")
	flags.StringVar(&q.caseFile, "case", "", "file with the events of a whole case")
	flags.StringArrayVar(&q.ifs, "if", nil, "another day, or with --case kind=YYYY-MM-DD; may be repeated")
	flags.StringVar(&q.ifNation, "if-nation", "", "another nation")
	command.MarkFlagsOneRequired("rule", "case")
	command.MarkFlagsRequiredTogether("rule", "on")
	command.MarkFlagsMutuallyExclusive("rule", "case")
	command.MarkFlagsMutuallyExclusive("event", "case")
	return command
}

// explainRule answers for one rule.
func (q whyQuestion) explainRule(_ io.Reader, out *strings.Builder) error {
	d, err := q.compute(q.on, q.nation)
	if err != nil {
		return err
	}
	writeDate(out, d)
	writeSteps(out, deadline.Published().Why(d))
	if len(q.ifs) == 0 && q.ifNation == "" {
		return nil
	}
	if len(q.ifs) > 1 {
		return errors.New("one rule has one other day: give --if once")
	}
	on, nation := q.on, q.nation
	if len(q.ifs) == 1 {
		on = q.ifs[0]
	}
	if q.ifNation != "" {
		nation = q.ifNation
	}
	then, err := q.inForceThen(d, on, nation)
	if err != nil {
		return err
	}
	out.WriteString("\nIf it were so:\n")
	writeDate(out, then)
	writeSteps(out, deadline.Published().Counting(then))
	return nil
}

// compute counts the rule from the day in the nation.
func (q whyQuestion) compute(on, nation string) (deadline.Deadline, error) {
	book := deadline.Published()
	rule, ok := book.Rule(q.rule)
	if !ok {
		return deadline.Deadline{}, fmt.Errorf("%w: %q", deadline.ErrUnknownRule, q.rule)
	}
	return q.computeRule(rule, on, nation)
}

func (q whyQuestion) computeRule(rule *deadline.Rule, on, nation string) (deadline.Deadline, error) {
	jurisdiction := rule.Jurisdiction
	if nation != "" {
		var err error
		if jurisdiction, err = parseJurisdiction(nation); err != nil {
			return deadline.Deadline{}, err
		}
	}
	events, err := parseEvents(strings.Join(append([]string{string(rule.Trigger)}, q.events...), ";"), on)
	if err != nil {
		return deadline.Deadline{}, err
	}
	return deadline.Published().Compute(rule.ID, jurisdiction, events)
}

// inForceThen counts the version of the clock that holds on the other day and
// in the other nation.
func (q whyQuestion) inForceThen(d deadline.Deadline, on, nation string) (deadline.Deadline, error) {
	day, err := calendar.ParseDate(on)
	if err != nil {
		return deadline.Deadline{}, fmt.Errorf("%w: %w", deadline.ErrImpossibleDate, err)
	}
	jurisdiction := d.Rule.Jurisdiction
	if nation != "" {
		if jurisdiction, err = parseJurisdiction(nation); err != nil {
			return deadline.Deadline{}, err
		}
	}
	rule, ok := deadline.Published().InForce(d.Rule.Clock, jurisdiction, d.Rule.Trigger, day)
	if !ok {
		return deadline.Deadline{}, fmt.Errorf("%w: %s is not counted in %s for %s (--case shows all dates of a case)", deadline.ErrNotInForce, d.Rule.Label, jurisdiction.Name(), day.Long())
	}
	return q.computeRule(rule, on, nation)
}

func writeDate(out *strings.Builder, d deadline.Deadline) {
	fmt.Fprintf(out, "%s: %s\n", d.Rule.Label, dayWords(d))
}

func dayWords(d deadline.Deadline) string {
	if d.AtLeast {
		return "at least until " + d.Day().LongWithDay()
	}
	return d.Day().LongWithDay()
}

func writeSteps(out *strings.Builder, steps []string) {
	for i, step := range steps {
		fmt.Fprintf(out, "%2d. %s\n", i+1, step)
	}
}
