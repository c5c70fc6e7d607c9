package main

import (
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"nrmdesk/internal/app"
	"nrmdesk/internal/audit"
	"nrmdesk/internal/desk"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/server"
)

// machine is who acts when a command is typed on the machine itself.
var machine = staff.Actor{UserID: "system", Name: "NRM Desk", Roles: []staff.Role{staff.System}}

func auditCommand(settings *settings) *cobra.Command {
	command := &cobra.Command{Use: "audit", Short: "Check, seal, export and prove the audit trails"}
	command.AddCommand(auditVerifyCommand(settings), auditSealCommand(settings), auditExportCommand(settings),
		auditProveCommand(settings), auditPackCommand(settings), auditFingerprintCommand(settings))
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

func auditExportCommand(settings *settings) *cobra.Command {
	return &cobra.Command{
		Use:   "export FILE",
		Short: "Write the whole log to a file that can be checked elsewhere; never replaces one",
		Long: `Seal what is new and write the whole log, of every organisation, to FILE: lines
of JSON with every entry, every seal and the end of every chain. It holds ids,
states and dates of staff and cases, and no names; keep it as you keep the
database. nrmdesk audit verify FILE checks it.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return withApp(cmd.Context(), settings, func(a *app.App) error {
				var counts audit.Counts
				err := newFile(args[0], func(w io.Writer) (err error) {
					counts, err = a.Desk.ExportAudit(cmd.Context(), machine, w)
					return err
				})
				if err != nil {
					return err
				}
				_, err = fmt.Fprintf(cmd.OutOrStdout(), "%d entries of %d chains written to %s.\n", counts.Entries, counts.Chains, args[0])
				return err
			})
		},
	}
}

// newFile writes a file that must not be there yet, for its owner alone. What
// could not be written to the end is taken away again.
func newFile(path string, write func(io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return &exitError{2, err}
	}
	err = write(f)
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err != nil {
		_ = os.Remove(path)
	}
	return err
}

func auditProveCommand(settings *settings) *cobra.Command {
	return &cobra.Command{
		Use:   "prove CASE|CHAIN ROW",
		Short: "Prove that one row of a trail is under the newest seal",
		Long: `Print proof that one row of a trail is in the audit log under the newest seal:
the row, its hash, its place, the hashes that lead from it to the root, and the
seal. CASE is a case reference, CHAIN the id of a chain.`,
		Example: "  nrmdesk audit prove ND-7Q4K-29 12",
		Args:    cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			row, err := strconv.ParseInt(args[1], 10, 64)
			if err != nil {
				return &exitError{2, fmt.Errorf("%q is not the number of a row", args[1])}
			}
			return withApp(cmd.Context(), settings, func(a *app.App) error {
				proof, err := a.Desk.ProveEntry(cmd.Context(), machine, args[0], row)
				if err != nil {
					return err
				}
				return printProof(cmd.OutOrStdout(), proof)
			})
		},
	}
}

func printProof(out io.Writer, p desk.Proof) error {
	var b strings.Builder
	e := p.Entry
	fmt.Fprintf(&b, "Row %d of chain %s: %s, %s, by %s.\n", e.Seq, e.ChainID, e.Action, e.At.Format(sealTime), e.ActorID)
	fmt.Fprintf(&b, "Hash of the row: %x\nPlace in the log: %d of %d\nPath:\n", e.Hash, p.Index, p.Seal.Size)
	for _, h := range p.Path {
		fmt.Fprintf(&b, "  %s\n", hex.EncodeToString(h[:]))
	}
	fmt.Fprintf(&b, "Seal:\n%s\nThe path leads from the row to the seal.\n", p.Seal.Note)
	_, err := io.WriteString(out, b.String())
	return err
}

func auditFingerprintCommand(settings *settings) *cobra.Command {
	return &cobra.Command{
		Use:   "fingerprint [KEY]",
		Short: "Print the fingerprint of a public key, to be compared by telephone",
		Long:  "KEY is a public key, or a file with one; otherwise it is that of this installation. It needs no database.",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			keys, err := publicKeys(settings, strings.Join(args, ""))
			if err != nil {
				return err
			}
			_, err = fmt.Fprintln(cmd.OutOrStdout(), keys.Fingerprint())
			return err
		},
	}
}

func auditPackCommand(settings *settings) *cobra.Command {
	var file string
	command := &cobra.Command{
		Use:   "pack CASE",
		Short: "Make the proof pack of a case: a ZIP file to read, and to check with the public key alone",
		Long: `Write the whole trail of a case, proof that it is under the newest seal, and a
page to read, to a ZIP file. Members of staff appear by role. The trail of the
case says that it was made. nrmdesk audit verify FILE checks it, anywhere.`,
		Example: "  nrmdesk audit pack ND-7Q4K-29 --out pack.zip",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ref, err := casefile.ParseRef(args[0])
			if err != nil {
				return &exitError{2, fmt.Errorf("%q is not a case reference", args[0])}
			}
			return withApp(cmd.Context(), settings, func(a *app.App) error {
				err := newFile(file, func(w io.Writer) error {
					pack, err := a.Desk.ProveCase(cmd.Context(), machine, ref, desk.CasePack{}, server.TrailWords)
					if err != nil {
						return err
					}
					_, err = w.Write(pack)
					return err
				})
				if err != nil {
					return err
				}
				_, err = fmt.Fprintf(cmd.OutOrStdout(), "Proof pack written to %s. Public key to check it with:\n%s\n", file, a.Desk.Seals.Key.Public().Newest())
				return err
			})
		},
	}
	command.Flags().StringVar(&file, "out", "proof-pack.zip", "file to write; it must not be there yet")
	return command
}
