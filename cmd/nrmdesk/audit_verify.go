package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"nrmdesk/internal/app"
	"nrmdesk/internal/audit"
	"nrmdesk/internal/proofpack"
	"nrmdesk/internal/sealfile"
)

// verifyOptions are the flags of "audit verify".
type verifyOptions struct {
	export, key, seals string
	sinceSeal          bool
}

func auditVerifyCommand(settings *settings) *cobra.Command {
	var o verifyOptions
	command := &cobra.Command{
		Use:   "verify [FILE]",
		Short: "Check every audit trail and every seal of the database, an export or a proof pack",
		Long: `Go through every audit trail, the log they form together and all its seals, and
name the first bad row of each bad one: changed, missing, moved, rewritten, or
cut off at the end. The exit status is 1 when anything was found.

Without FILE the database is checked, and its seals are compared with those of
the seal file. FILE is an export (nrmdesk audit export) or a proof pack; these
need no database, only the public key.`,
		Example: `  nrmdesk audit verify
  nrmdesk audit verify --since-seal
  nrmdesk audit verify export.jsonl --key nrmdesk-1a2b3c4d+5e6f7a8b+… --seals /mnt/elsewhere/nrmdesk-seals.txt
  nrmdesk audit verify pack.zip --key public-key.txt`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				o.export = args[0]
			}
			if o.export == "" {
				return verifyDatabase(cmd, settings, o)
			}
			return verifyFile(cmd.OutOrStdout(), settings, o)
		},
	}
	flags := command.Flags()
	flags.StringVar(&o.export, "export", "", "export or proof pack to check; the same as FILE")
	flags.StringVar(&o.key, "key", "", "public key, or a file with public keys (otherwise those of the configured seal key)")
	flags.StringVar(&o.seals, "seals", "", "file with seals to compare with (otherwise the configured seal file; for an export none)")
	flags.BoolVar(&o.sinceSeal, "since-seal", false, "check only what was written since the last seal, and that seal")
	return command
}

func verifyDatabase(cmd *cobra.Command, settings *settings, o verifyOptions) error {
	if o.key != "" {
		return &exitError{2, errors.New("--key is for exports and proof packs; the database is checked with the configured seal key")}
	}
	return withApp(cmd.Context(), settings, func(a *app.App) error {
		if o.seals != "" {
			a.Desk.Seals.File = sealfile.File{Path: o.seals}
		}
		check := a.Desk.VerifyAudit
		if o.sinceSeal {
			check = a.Desk.VerifySinceSeal
		}
		report, err := check(cmd.Context(), machine)
		if err != nil {
			return err
		}
		return printReport(cmd.OutOrStdout(), report)
	})
}

// verifyFile checks an export or a proof pack, whichever the file is.
func verifyFile(out io.Writer, settings *settings, o verifyOptions) error {
	if o.sinceSeal {
		return &exitError{2, errors.New("--since-seal is for the database; a file is checked as a whole")}
	}
	keys, err := publicKeys(settings, o.key)
	if err != nil {
		return err
	}
	f, err := os.Open(o.export)
	if err != nil {
		return &exitError{2, err}
	}
	defer f.Close()
	whole := bufio.NewReader(f)
	beginning, err := whole.Peek(len(audit.AppendHeader(nil)))
	if err != nil && !errors.Is(err, io.EOF) {
		return &exitError{2, err}
	}
	switch {
	case proofpack.Is(beginning):
		b, err := io.ReadAll(io.LimitReader(whole, proofpack.MaxSize+1))
		if err != nil {
			return err
		}
		return printPack(out, proofpack.Verify(b, keys))
	case !audit.IsExport(beginning):
		return &exitError{2, fmt.Errorf("%s is neither an export nor a proof pack of NRM Desk: it does not begin like one", o.export)}
	}
	var outside iter.Seq2[string, error]
	if o.seals != "" {
		if outside, err = (sealfile.File{Path: o.seals}).All(); err != nil {
			return &exitError{2, err}
		}
	}
	report, err := audit.VerifyExport(whole, keys, outside)
	if err != nil {
		return err
	}
	return printReport(out, report)
}

// publicKeys are those given, as text or as the name of a file, or those of
// this installation.
func publicKeys(settings *settings, given string) (audit.PublicKeys, error) {
	if given == "" {
		c, _, err := settings.load()
		if err != nil {
			return audit.PublicKeys{}, err
		}
		key, err := app.SealKey(c)
		if errors.Is(err, fs.ErrNotExist) {
			return audit.PublicKeys{}, &exitError{2, errors.New("give the public key with --key: a file proves nothing by a key of its own")}
		}
		if err != nil {
			return audit.PublicKeys{}, err
		}
		return key.Public(), nil
	}
	text := given
	if b, err := os.ReadFile(given); err == nil {
		text = string(b)
	} else if !strings.Contains(given, "+") {
		return audit.PublicKeys{}, &exitError{2, err}
	}
	keys, err := audit.ParsePublicKeys(text)
	if err != nil {
		return keys, &exitError{2, fmt.Errorf("--key: %w", err)}
	}
	return keys, nil
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
		said = fmt.Sprintf("The last seal, made %s, covers %d entries.\n", report.SealedAt.Format(sealTime), report.Sealed)
	}
	_, err := io.WriteString(out, said)
	return err
}

const sealTime = "2006-01-02 15:04:05 MST"

func printPack(out io.Writer, r proofpack.Report) error {
	for _, f := range r.Findings {
		if _, err := fmt.Fprintln(out, f.Sentence); err != nil {
			return err
		}
	}
	if !r.Good() {
		return errors.New("the proof pack does not hold")
	}
	var b strings.Builder
	b.WriteString("The pack is as it was signed.\n")
	for _, c := range r.Pack.Cases {
		fmt.Fprintf(&b, "Case %s: %d rows, all there and in order; rows 1 to %d are under the seal.\n", c.Reference, c.Rows, c.InLog)
	}
	if r.Seal.Size > 0 {
		fmt.Fprintf(&b, "The seal was made %s and covers %d entries of the log. Proofs tried: %d.\n", r.Seal.At.Format(sealTime), r.Seal.Size, r.Proofs)
	} else {
		b.WriteString("Nothing was sealed yet when it was made, so nothing in it is proved.\n")
	}
	_, err := io.WriteString(out, b.String())
	return err
}

// printFindings names each bad place; having any is an error.
func printFindings(out io.Writer, findings []audit.Finding) error {
	for _, f := range findings {
		if _, err := fmt.Fprintln(out, f); err != nil {
			return err
		}
	}
	switch len(findings) {
	case 0:
		return nil
	case 1:
		return errors.New("it does not fit together: 1 finding")
	default:
		return fmt.Errorf("it does not fit together: %d findings", len(findings))
	}
}
