package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/deadline"
)

// deadlineCommand is the rulebook at the command line: no database, no case.
func deadlineCommand() *cobra.Command {
	command := &cobra.Command{
		Use:   "deadline",
		Short: "Count NRM dates and explain them",
	}
	command.AddCommand(deadlineWhyCommand(), deadlineComputeCommand())
	return command
}

func deadlineWhyCommand() *cobra.Command {
	var rule, on, nation string
	var more []string
	command := &cobra.Command{
		Use:   "why",
		Short: "Print the steps that lead to a date",
		Long: `Print the steps that lead to a date: the rule, what it counts from, each day
that is skipped, and where the rule comes from.`,
		Example: `  nrmdesk deadline why --rule EW-RECOVERY-30 --on 2026-03-02
  nrmdesk deadline why --rule SC-SUPPORT-90 --nation scotland --on 2026-03-02 --event cg_positive=2026-04-10`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			d, err := whyDeadline(rule, on, nation, more)
			if err != nil {
				return &exitError{code: 2, err: err}
			}
			out := cmd.OutOrStdout()
			day := d.Day().LongWithDay()
			if d.AtLeast {
				day = "at least until " + day
			}
			if _, err := fmt.Fprintf(out, "%s: %s\n", d.Rule.Label, day); err != nil {
				return err
			}
			for i, step := range deadline.Published().Why(d) {
				if _, err := fmt.Fprintf(out, "%2d. %s\n", i+1, step); err != nil {
					return err
				}
			}
			return nil
		},
	}
	flags := command.Flags()
	flags.StringVar(&rule, "rule", "", "identifier of the rule, for example EW-RECOVERY-30")
	flags.StringVar(&on, "on", "", "date of the event the rule counts from, YYYY-MM-DD")
	flags.StringVar(&nation, "nation", "", "nation of the case: england, wales, scotland or northern_ireland (default: the rule's own)")
	flags.StringArrayVar(&more, "event", nil, "a further event as kind=YYYY-MM-DD; may be repeated")
	_ = command.MarkFlagRequired("rule")
	_ = command.MarkFlagRequired("on")
	return command
}

func whyDeadline(ruleID, on, nation string, more []string) (deadline.Deadline, error) {
	book := deadline.Published()
	rule, ok := book.Rule(ruleID)
	if !ok {
		return deadline.Deadline{}, fmt.Errorf("%w: %q", deadline.ErrUnknownRule, ruleID)
	}
	jurisdiction := rule.Jurisdiction
	if nation != "" {
		var err error
		if jurisdiction, err = parseJurisdiction(nation); err != nil {
			return deadline.Deadline{}, err
		}
	}
	events, err := parseEvents(strings.Join(append([]string{string(rule.Trigger)}, more...), ";"), on)
	if err != nil {
		return deadline.Deadline{}, err
	}
	return book.Compute(ruleID, jurisdiction, events)
}

// parseJurisdiction reads a nation or a division, in the spellings people and
// files use.
func parseJurisdiction(s string) (deadline.Jurisdiction, error) {
	word := strings.ToLower(strings.TrimSpace(s))
	if n := calendar.Nation(strings.NewReplacer(" ", "_", "-", "_").Replace(word)); n.Valid() {
		return deadline.JurisdictionOf(n), nil
	}
	if j := deadline.Jurisdiction(word); j.Valid() {
		return j, nil
	}
	return "", fmt.Errorf("unknown jurisdiction %q", s)
}
