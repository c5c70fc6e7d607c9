package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"nrmdesk/internal/app"
	"nrmdesk/internal/audit"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/sealfile"
)

// machine is who acts when a command is typed on the machine itself.
var machine = staff.Actor{UserID: "system", Name: "NRM Desk", Roles: []staff.Role{staff.System}}

func auditCommand(settings *settings) *cobra.Command {
	command := &cobra.Command{Use: "audit", Short: "Check, seal and prove the audit trails"}
	command.AddCommand(auditVerifyCommand(settings), auditSealCommand(settings))
	return command
}

// withApp opens the database for one command.
func withApp(ctx context.Context, settings *settings, body func(*app.App) error) (err error) {
	c, log, err := settings.load()
	if err != nil {
		return err
	}
	a, err := app.Open(ctx, c, log)
	if err != nil {
		return err
	}
	defer func() {
		if closing := a.Close(); err == nil {
			err = closing
		}
	}()
	return body(a)
}

func auditVerifyCommand(settings *settings) *cobra.Command {
	var seals string
	var since bool
	command := &cobra.Command{
		Use:   "verify",
		Short: "Go through every audit trail and every seal, and name the first bad row of each bad one",
		Long: `Go through every audit trail of the database, the log they form together and all
its seals, and name the first bad row of each bad one: changed, missing, moved,
rewritten, or cut off at the end. The seals are compared with those of the seal
file. The exit status is 1 when anything was found.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withApp(cmd.Context(), settings, func(a *app.App) error {
				if seals != "" {
					a.Desk.Seals.File = sealfile.File{Path: seals}
				}
				check := a.Desk.VerifyAudit
				if since {
					check = a.Desk.VerifySinceSeal
				}
				report, err := check(cmd.Context(), machine)
				if err != nil {
					return err
				}
				return printReport(cmd.OutOrStdout(), report)
			})
		},
	}
	command.Flags().StringVar(&seals, "seals", "", "file with seals to compare with, such as one kept elsewhere (otherwise the configured seal file)")
	command.Flags().BoolVar(&since, "since-seal", false, "check only what was written since the last seal, and that seal")
	return command
}

func auditSealCommand(settings *settings) *cobra.Command {
	return &cobra.Command{
		Use:   "seal",
		Short: "Seal what is in no seal yet, as the program does by itself every few minutes",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withApp(cmd.Context(), settings, func(a *app.App) error {
				if err := a.Desk.ListUnsealed(cmd.Context(), machine); err != nil {
					return err
				}
				done, err := a.Desk.SealAudit(cmd.Context(), machine)
				if err != nil {
					return err
				}
				out := cmd.OutOrStdout()
				if done.Left {
					_, err := fmt.Fprintln(out, "The running program is sealing just now.")
					return err
				}
				if _, err := fmt.Fprintf(out, "%d entries sealed; the log holds %d. Seals are in %s.\n", done.Entries, done.Size, a.Desk.Seals.File.Path); err != nil {
					return err
				}
				return printFindings(out, done.Findings)
			})
		},
	}
}

func printReport(out io.Writer, report audit.Report) error {
	if err := printFindings(out, report.Findings); err != nil {
		return err
	}
	if _, err := fmt.Fprintf(out, "All entries fit together. Entries: %d. Chains: %d.\n", report.Entries, report.Chains); err != nil {
		return err
	}
	said := "Nothing is sealed yet.\n"
	if report.Sealed > 0 {
		said = fmt.Sprintf("The last seal, made %s, covers %d entries.\n", report.SealedAt.Format("2006-01-02 15:04:05 MST"), report.Sealed)
	}
	_, err := io.WriteString(out, said)
	return err
}

// printFindings names each bad place; having any is an error.
func printFindings(out io.Writer, findings []audit.Finding) error {
	for _, f := range findings {
		if _, err := fmt.Fprintln(out, f); err != nil {
			return err
		}
	}
	if len(findings) > 0 {
		return fmt.Errorf("the audit trail does not fit together in %d places", len(findings))
	}
	return nil
}
