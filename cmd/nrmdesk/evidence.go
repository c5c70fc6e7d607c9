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
missing or is not what was added. Files that belong to no document are counted.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withEvidence(cmd, settings, func(d *desk.Desk) error {
				report, err := d.VerifyEvidence(cmd.Context(), machine)
				if err != nil {
					return err
				}
				return printEvidence(cmd.OutOrStdout(), report)
			})
		},
	}, &cobra.Command{
		Use:   "remove-strays",
		Short: "Remove files that belong to no document",
		Long: `Remove the files in the evidence folder that belong to no document and were kept
more than a day ago. An older database that was restored beside a newer folder
leaves them. Nobody can read them without the newer database, which holds their
keys: run this only when it is certain that this database is the right one.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withEvidence(cmd, settings, func(d *desk.Desk) error {
				removed, err := d.RemoveStrays(cmd.Context(), machine)
				if err != nil {
					return err
				}
				_, err = fmt.Fprintf(cmd.OutOrStdout(), "Files removed: %d.\n", removed)
				return err
			})
		},
	})
	return command
}

func withEvidence(cmd *cobra.Command, settings *settings, do func(d *desk.Desk) error) (err error) {
	c, log, err := settings.load()
	if err != nil {
		return err
	}
	a, err := app.Open(cmd.Context(), c, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	return do(a.Desk)
}

func printEvidence(out io.Writer, report desk.EvidenceReport) error {
	for _, f := range report.Lost {
		if _, err := fmt.Fprintf(out, "document %d of case %s: %s\n", f.Number, f.Ref, f.Why); err != nil {
			return err
		}
	}
	if report.Strays > 0 {
		if _, err := fmt.Fprintf(out, "Files that belong to no document: %d. “nrmdesk evidence remove-strays --help” says what they are.\n", report.Strays); err != nil {
			return err
		}
	}
	if len(report.Lost) > 0 {
		return fmt.Errorf("%d of %d documents are not what was added", len(report.Lost), report.Files)
	}
	_, err := fmt.Fprintf(out, "All documents are whole. Documents: %d. Bytes: %d.\n", report.Files, report.Bytes)
	return err
}
