package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"nrmdesk/internal/app"
	"nrmdesk/internal/audit"
	"nrmdesk/internal/nrm/staff"
)

// machine is who acts when a command is typed on the machine itself.
var machine = staff.Actor{UserID: "system", Name: "NRM Desk", Roles: []staff.Role{staff.System}}

func auditCommand(settings *settings) *cobra.Command {
	command := &cobra.Command{Use: "audit", Short: "Check the audit trails"}
	command.AddCommand(&cobra.Command{
		Use:   "verify",
		Short: "Go through every audit trail and name the first bad row of each bad one",
		Long: `Go through every audit trail of the database and name the first bad row of each
bad one: changed, missing, moved, or cut off at the end. The exit status is 1
when anything was found.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			c, log, err := settings.load()
			if err != nil {
				return err
			}
			a, err := app.Open(cmd.Context(), c, log)
			if err != nil {
				return err
			}
			defer func() {
				if closing := a.Close(); err == nil {
					err = closing
				}
			}()
			report, err := a.Desk.VerifyAudit(cmd.Context(), machine)
			if err != nil {
				return err
			}
			return printReport(cmd.OutOrStdout(), report)
		},
	})
	return command
}

func printReport(out io.Writer, report audit.Report) error {
	if report.Good() {
		_, err := fmt.Fprintf(out, "All entries fit together. Entries: %d. Chains: %d.\n", report.Entries, report.Chains)
		return err
	}
	for _, f := range report.Findings {
		if _, err := fmt.Fprintln(out, f); err != nil {
			return err
		}
	}
	return fmt.Errorf("%d of %d audit chains do not fit together", len(report.Findings), report.Chains)
}
