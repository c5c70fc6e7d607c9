package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"nrmdesk/internal/app"
	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/staff"
)

// bookLoad is what the arguments of "rules load" say.
type bookLoad struct {
	rules, holidays      string // names of files
	organisation, reason string
	dryRun, yes          bool
}

func rulesLoadCommand(settings *settings) *cobra.Command {
	var in bookLoad
	command := &cobra.Command{
		Use:   "load [FILE]",
		Short: "Rehearse rules or bank holidays on every open case, and take them into use",
		Long: `Read a file of deadline rules (CSV), of bank holidays (JSON as GOV.UK publishes
it), or both, and count every open case with them. What would move is printed:
case, date, from, to. Only with --yes are they taken into use, for each
organisation in one step that is written to its audit trail. What is wrong with
a file is said line by line, and nothing changes then.

Exit status 1 means that a file is refused or that --yes was missing, 2 that the
arguments cannot be used.`,
		Example: `  nrmdesk rules load new-rules.csv --dry-run
  nrmdesk rules load --holidays bank-holidays.json --reason "One-off holiday on 15 June" --yes`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				in.rules = args[0]
			}
			choice, err := in.read(cmd.InOrStdin())
			if err != nil {
				return &exitError{2, err}
			}
			return withApp(cmd.Context(), settings, func(a *app.App) error {
				return loadBook(cmd.Context(), a.Desk, in, choice, cmd.OutOrStdout())
			})
		},
	}
	flags := command.Flags()
	flags.StringVar(&in.holidays, "holidays", "", "file of bank holidays")
	flags.StringVar(&in.organisation, "organisation", "", "name of the organisation; all of them without it")
	flags.StringVar(&in.reason, "reason", "", "why they are taken into use, for whoever reads the history later")
	flags.BoolVar(&in.dryRun, "dry-run", false, "only print what would move")
	flags.BoolVar(&in.yes, "yes", false, "take them into use")
	return command
}

// read checks the arguments and reads the files.
func (in bookLoad) read(stdin io.Reader) (choice desk.BookChoice, err error) {
	switch {
	case in.rules == "" && in.holidays == "":
		return choice, errors.New("name a file of rules, or one of bank holidays with --holidays")
	case in.rules == "-" && in.holidays == "-":
		return choice, errors.New("only one of the two files can be standard input")
	case in.yes && in.dryRun:
		return choice, errors.New("--yes and --dry-run say opposite things")
	case in.yes && in.reason == "":
		return choice, errors.New("say why with --reason")
	}
	for _, file := range []struct {
		name string
		into *[]byte
	}{{in.rules, &choice.Rules}, {in.holidays, &choice.Holidays}} {
		if file.name == "" {
			continue
		}
		if *file.into, err = readFile(stdin, file.name); err != nil {
			return choice, err
		}
		if len(*file.into) == 0 {
			return choice, fmt.Errorf("%s is empty", file.name)
		}
	}
	return choice, nil
}

func readFile(stdin io.Reader, name string) ([]byte, error) {
	if name == "-" {
		return io.ReadAll(stdin)
	}
	return os.ReadFile(name)
}

// loadBook rehearses for every organisation before it takes anything into use.
func loadBook(ctx context.Context, d *desk.Desk, in bookLoad, choice desk.BookChoice, out io.Writer) error {
	organisations, err := in.chosen(ctx, d)
	if err != nil {
		return err
	}
	rehearsals := map[string]string{} // by organisation
	for _, o := range organisations {
		actor := programOf(o)
		id, err := d.RehearseBook(ctx, actor, choice, "")
		if bad := (*desk.BadBook)(nil); errors.As(err, &bad) {
			return refuseBook(out, bad)
		}
		if conflict := (*fault.Conflict)(nil); errors.As(err, &conflict) {
			if _, err := fmt.Fprintf(out, "%s: %s\n", o.Name, conflict.Message); err != nil {
				return err
			}
			continue
		}
		if err != nil {
			return fmt.Errorf("%s: %w", o.Name, err)
		}
		rehearsals[o.ID] = id
		if err := writeRehearsal(ctx, d, o, id, out); err != nil {
			return err
		}
	}
	if in.dryRun || len(rehearsals) == 0 {
		_, err := fmt.Fprintln(out, "Nothing was changed.")
		return err
	}
	if !in.yes {
		return errors.New("nothing was changed: run it again with --yes and --reason to take this into use")
	}
	for _, o := range organisations {
		id, ok := rehearsals[o.ID]
		if !ok {
			continue
		}
		taken, err := d.TakeBook(ctx, programOf(o), desk.BookTaking{RehearsalID: id, Reason: in.reason})
		if err != nil {
			return fmt.Errorf("%s: not taken into use: %w", o.Name, err)
		}
		if _, err := fmt.Fprintf(out, "%s: in use from now on. %s.\n", o.Name, countsOf(taken.BookRehearsal)); err != nil {
			return err
		}
	}
	return nil
}

// chosen are the organisations to load for.
func (in bookLoad) chosen(ctx context.Context, d *desk.Desk) ([]staff.Organisation, error) {
	list, err := d.BookOrganisations(ctx, machine)
	if err != nil || in.organisation == "" {
		return list, err
	}
	list = slices.DeleteFunc(list, func(o staff.Organisation) bool { return o.Name != in.organisation })
	if len(list) == 0 {
		return nil, &exitError{2, fmt.Errorf("there is no organisation %q", in.organisation)}
	}
	return list, nil
}

func programOf(o staff.Organisation) staff.Actor {
	actor := machine
	actor.OrganisationID = o.ID
	return actor
}

func refuseBook(out io.Writer, bad *desk.BadBook) error {
	for _, sentence := range bad.Sentences {
		if _, err := fmt.Fprintln(out, sentence); err != nil {
			return err
		}
	}
	return fmt.Errorf("%s to put right; nothing was changed", count(len(bad.Sentences), "thing"))
}

func writeRehearsal(ctx context.Context, d *desk.Desk, o staff.Organisation, id string, out io.Writer) error {
	const page = 1000
	for after := 0; ; {
		r, err := d.BookRehearsal(ctx, programOf(o), id, desk.MovesQuery{After: after, Limit: page})
		if err != nil {
			return err
		}
		if after == 0 {
			if _, err := fmt.Fprintf(out, "%s: rehearsed. %s.\n", o.Name, countsOf(r.BookRehearsal)); err != nil {
				return err
			}
		}
		for _, m := range r.Moves {
			if _, err := fmt.Fprintf(out, "  %s  %s: %s -> %s%s\n", m.Ref, m.Label, dayOr(m.From, "not running"), dayOr(m.To, "runs no longer"), moveNote(m)); err != nil {
				return err
			}
			after = m.Number
		}
		if !r.More {
			return nil
		}
	}
}

func countsOf(r desk.BookRehearsal) string {
	return fmt.Sprintf("Open cases: %d. Dates that move: %d, in %s. Dates that become overdue: %d",
		r.OpenCases, r.MovedDates, count(r.MovedCases, "case"), r.LateDates)
}

func dayOr(on calendar.Date, otherwise string) string {
	if on.IsZero() {
		return otherwise
	}
	return on.Long()
}

func moveNote(m desk.BookMove) string {
	switch {
	case m.Over:
		return " (over already)"
	case m.Late:
		return " (overdue)"
	}
	return ""
}
