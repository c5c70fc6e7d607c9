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

// parseJurisdiction reads a nation or a division, in the spellings people and
// files use.
func parseJurisdiction(s string) (deadline.Jurisdiction, error) {
	if n := nationOf(s); n.Valid() {
		return deadline.JurisdictionOf(n), nil
	}
	if j := deadline.Jurisdiction(strings.ToLower(strings.TrimSpace(s))); j.Valid() {
		return j, nil
	}
	return "", fmt.Errorf("unknown jurisdiction %q", s)
}

// nationOf reads a nation however it is spelled; what is none is not Valid.
func nationOf(s string) calendar.Nation {
	return calendar.Nation(strings.NewReplacer(" ", "_", "-", "_").Replace(strings.ToLower(strings.TrimSpace(s))))
}
