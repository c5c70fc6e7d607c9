package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"nrmdesk/internal/app"
	"nrmdesk/internal/desk"
)

// evidenceCommand looks after the documents of cases.
func evidenceCommand(settings *settings) *cobra.Command {
	command := &cobra.Command{Use: "evidence", Short: "Check the documents of cases"}
	command.AddCommand(&cobra.Command{
		Use:   "verify",
		Short: "Read every document and compare it with what was added",
		Long: `Read the content of every document, as it would be opened, and compare it with
the sum that was kept when it was added. Run it after a restore: database and
evidence folder must fit together. The exit status is 1 when a document is
missing or is not what was added.`,
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
			defer func() { err = errors.Join(err, a.Close()) }()
			report, err := a.Desk.VerifyEvidence(cmd.Context(), machine)
			if err != nil {
				return err
			}
			return printEvidence(cmd.OutOrStdout(), report)
		},
	})
	return command
}

func printEvidence(out io.Writer, report desk.EvidenceReport) error {
	for _, f := range report.Lost {
		if _, err := fmt.Fprintf(out, "document %d of case %s: %s\n", f.Number, f.Ref, f.Why); err != nil {
			return err
		}
	}
	if len(report.Lost) > 0 {
		return fmt.Errorf("%d of %d documents are not what was added", len(report.Lost), report.Files)
	}
	_, err := fmt.Fprintf(out, "All documents are whole. Documents: %d. Bytes: %d.\n", report.Files, report.Bytes)
	return err
}
