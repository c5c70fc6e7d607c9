package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/deadline"
)

func rulesCheckCommand() *cobra.Command {
	var holidays string
	command := &cobra.Command{
		Use:   "check FILE",
		Short: "Say what is wrong with a file of rules, or what it would change",
		Long: `Read a file of deadline rules (CSV) and say everything that is wrong with it, a
line for each problem. A file that can be used is compared with the rules this
release carries. Nothing is changed. The name - reads standard input.

Exit status 1 means that the file is refused, 2 that it cannot be read.`,
		Example: "  nrmdesk rules check new-rules.csv",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			h := calendar.Published()
			if holidays != "" {
				var err error
				if h, err = readHolidays(holidays); err != nil {
					return &exitError{code: 2, err: err}
				}
			}
			file, err := openFile(cmd.InOrStdin(), args[0])
			if err != nil {
				return &exitError{code: 2, err: err}
			}
			defer func() { _ = file.Close() }()
			return checkRules(file, h, cmd.OutOrStdout())
		},
	}
	command.Flags().StringVar(&holidays, "holidays", "", "file of bank holidays as GOV.UK serves it (default: the list of this release)")
	return command
}

// checkRules writes what is wrong with the rules, or what they would change.
func checkRules(raw io.Reader, h *calendar.Holidays, out io.Writer) error {
	book, err := deadline.Parse(raw, h)
	if wrong := (*deadline.RulesError)(nil); errors.As(err, &wrong) {
		for _, sentence := range wrong.Sentences() {
			if _, err := fmt.Fprintln(out, sentence); err != nil {
				return err
			}
		}
		return fmt.Errorf("%s to put right; nothing of the file can be used until then", count(len(wrong.Problems), "thing"))
	}
	if err != nil {
		return &exitError{code: 2, err: err}
	}
	published := deadline.Published()
	if _, err := fmt.Fprintf(out, "%s, version %s, counted with bank holidays %s.\n", count(len(book.Rules()), "rule"), book.Version(), book.CalendarVersion()); err != nil {
		return err
	}
	changes := published.ChangesTo(book)
	if len(changes) == 0 {
		_, err := fmt.Fprintf(out, "No rule differs from those of this release, version %s.\n", published.Version())
		return err
	}
	if _, err := fmt.Fprintf(out, "What differs from the rules of this release, version %s:\n", published.Version()); err != nil {
		return err
	}
	for _, c := range changes {
		if err := writeChange(out, c); err != nil {
			return err
		}
	}
	return nil
}

func writeChange(out io.Writer, c deadline.RuleChange) error {
	switch {
	case c.Before == nil:
		_, err := fmt.Fprintf(out, "+ %s: %s\n", c.ID(), c.After.Label)
		return err
	case c.After == nil:
		_, err := fmt.Fprintf(out, "- %s: %s\n", c.ID(), c.Before.Label)
		return err
	}
	if _, err := fmt.Fprintf(out, "~ %s: %s\n", c.ID(), c.After.Label); err != nil {
		return err
	}
	for _, column := range c.Columns {
		if _, err := fmt.Fprintf(out, "    %s: %s -> %s\n", column.Column, cellWords(column.Before), cellWords(column.After)); err != nil {
			return err
		}
	}
	return nil
}

func cellWords(cell string) string {
	if cell == "" {
		return "(empty)"
	}
	return cell
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// openFile opens a file, or standard input for -.
func openFile(in io.Reader, name string) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(in), nil
	}
	return os.Open(name)
}

func readHolidays(name string) (*calendar.Holidays, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	return calendar.ParseHolidays(file)
}
