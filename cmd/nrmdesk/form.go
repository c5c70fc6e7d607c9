package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"nrmdesk/internal/app"
	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/referral"
)

// formCommand is about versions of the referral form and its official lists.
func formCommand(settings *settings) *cobra.Command {
	command := &cobra.Command{
		Use:   "form",
		Short: "Check versions of the referral form and official lists, and load them",
	}
	command.AddCommand(formPrintCommand(), formCheckCommand(), formLoadCommand(settings))
	return command
}

func formPrintCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "print",
		Short: "Print the form of this release as one file, to make another version from",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			file, err := referral.PublishedFile()
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s\n", file)
			return err
		},
	}
}

func formCheckCommand() *cobra.Command {
	var list string
	command := &cobra.Command{
		Use:   "check FILE",
		Short: "Say what is wrong with a version of the form or a list, or what it would change",
		Long: `Read a version of the referral form (JSON as "form print" writes it), or with
--list an official list (CSV with the heading "value"), and say everything that
is wrong with it, a line for each thing. What can be used is compared with the
form or list of this release. Nothing is changed. The name - reads standard
input. It needs neither a database nor settings.

Exit status 1 means that the file is refused, 2 that it cannot be read.`,
		Example: "  nrmdesk form check form-2026-10-01.json\n  nrmdesk form check --list uk_towns towns.csv",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			raw, err := readFile(cmd.InOrStdin(), args[0])
			if err == nil && list != "" && referral.Published().ListNamed(list) == nil {
				err = fmt.Errorf("there is no list %q; the lists are %s", list, strings.Join(referral.Published().Lists(), ", "))
			}
			if err != nil {
				return &exitError{code: 2, err: err}
			}
			return checkForm(raw, list, cmd.OutOrStdout())
		},
	}
	command.Flags().StringVar(&list, "list", "", "the file is this official list")
	return command
}

// checkForm writes what is wrong with a file, or what it would change.
func checkForm(raw []byte, list string, out io.Writer) error {
	var says []string
	var err error
	if list == "" {
		says, err = formSays(raw)
	} else {
		says, err = listSays(raw, list)
	}
	if wrong := (*referral.FormError)(nil); errors.As(err, &wrong) {
		return refuseForm(out, wrong)
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(out, strings.Join(says, "\n"))
	return err
}

func refuseForm(out io.Writer, wrong *referral.FormError) error {
	for _, sentence := range wrong.Sentences() {
		if _, err := fmt.Fprintln(out, sentence); err != nil {
			return err
		}
	}
	return fmt.Errorf("%s to put right; nothing of the file can be used until then", count(len(wrong.Sentences()), "thing"))
}

func formSays(raw []byte) ([]string, error) {
	form, err := referral.Parse(raw)
	if err != nil {
		return nil, err
	}
	says := []string{fmt.Sprintf("Form of %s, %s.", form.Version, count(len(form.Fields), "field"))}
	changes := referral.Published().ChangesTo(form)
	if len(changes) == 0 {
		return append(says, "No field differs from the form of this release, "+referral.Published().Version+"."), nil
	}
	says = append(says, "What differs from the form of this release, "+referral.Published().Version+":")
	for _, c := range changes {
		says = append(says, c.Name+": "+strings.Join(c.Says, "; "))
	}
	return says, nil
}

func listSays(raw []byte, name string) ([]string, error) {
	list, err := referral.ParseList(raw)
	if err != nil {
		return nil, err
	}
	says := []string{fmt.Sprintf("List %s, %s.", name, count(len(list.Values), "value"))}
	change := referral.Published().ListNamed(name).ChangesTo(list)
	for _, v := range change.Added {
		says = append(says, "+ "+v)
	}
	for _, v := range change.Removed {
		says = append(says, "- "+v)
	}
	if len(change.Added)+len(change.Removed) == 0 {
		says = append(says, "It holds the values of this release.")
	}
	return says, nil
}

// formLoad is what the arguments of "form load" say.
type formLoad struct {
	organisation, asOf string
	yes                bool
	file               desk.FormFile
}

func formLoadCommand(settings *settings) *cobra.Command {
	var in formLoad
	command := &cobra.Command{
		Use:   "load FILE",
		Short: "Take a version of the form or an official list into use, without a release",
		Long: `Read what "form check" reads and take it into use. New referrals start with a
version of the form; those that are being written stay on theirs until somebody
moves them. A list counts at once for every referral that is not sent. Nothing
that was loaded is ever replaced: each has a date of its own.

Exit status 1 means that the file is refused or that --yes was missing, 2 that
the arguments cannot be used.`,
		Example: `  nrmdesk form load form-2026-10-01.json --source "Home Office, 1 October 2026" --yes
  nrmdesk form load --list uk_towns --as-of 2026-10-01 towns.csv --source "Home Office, 1 October 2026" --yes`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if in.file.Body, err = readFile(cmd.InOrStdin(), args[0]); err == nil {
				err = in.check()
			}
			if err != nil {
				return &exitError{code: 2, err: err}
			}
			if err := checkForm(in.file.Body, in.file.List, cmd.OutOrStdout()); err != nil {
				return err
			}
			if !in.yes {
				return errors.New("nothing was changed: run it again with --yes to take this into use")
			}
			return withApp(cmd.Context(), settings, func(a *app.App) error {
				return in.load(cmd.Context(), a.Desk, cmd.OutOrStdout())
			})
		},
	}
	flags := command.Flags()
	flags.StringVar(&in.file.List, "list", "", "the file is this official list")
	flags.StringVar(&in.asOf, "as-of", "", "the date of the list, YYYY-MM-DD")
	flags.StringVar(&in.file.Source, "source", "", "where it comes from, for whoever reads it later")
	flags.StringVar(&in.organisation, "organisation", "", "name of the organisation; all of them without it")
	flags.BoolVar(&in.yes, "yes", false, "take it into use")
	return command
}

// check reads the arguments.
func (in *formLoad) check() (err error) {
	switch {
	case in.file.List != "" && referral.Published().ListNamed(in.file.List) == nil:
		return fmt.Errorf("there is no list %q; the lists are %s", in.file.List, strings.Join(referral.Published().Lists(), ", "))
	case (in.file.List != "") != (in.asOf != ""):
		return errors.New("a list, and nothing else, needs its date: --list and --as-of go together")
	case strings.TrimSpace(in.file.Source) == "":
		return errors.New("say with --source where it comes from")
	case in.asOf != "":
		in.file.AsOf, err = calendar.ParseDate(in.asOf)
	}
	return err
}

func (in formLoad) load(ctx context.Context, d *desk.Desk, out io.Writer) error {
	organisations, err := d.FormOrganisations(ctx, machine)
	if err != nil {
		return err
	}
	found := false
	for _, o := range organisations {
		if in.organisation != "" && o.Name != in.organisation {
			continue
		}
		found = true
		says := "in use from now on."
		err := d.LoadForm(ctx, programOf(o), in.file)
		if conflict := (*fault.Conflict)(nil); errors.As(err, &conflict) {
			says, err = conflict.Message, nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w", o.Name, err)
		}
		if _, err := fmt.Fprintf(out, "%s: %s\n", o.Name, says); err != nil {
			return err
		}
	}
	if !found {
		return &exitError{code: 2, err: fmt.Errorf("there is no organisation %q", in.organisation)}
	}
	return nil
}
