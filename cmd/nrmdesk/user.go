package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"nrmdesk/internal/app"
	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/signin"
)

func userCommand(settings *settings) *cobra.Command {
	command := &cobra.Command{Use: "user", Short: "Look after the people who sign in"}
	command.AddCommand(userAddCommand(settings))
	return command
}

// newUser is what the flags of "user add" say.
type newUser struct {
	organisation, kind, name, email string
	duty, readPassword              bool
	roles, teams                    []string
}

func userAddCommand(settings *settings) *cobra.Command {
	var in newUser
	command := &cobra.Command{
		Use:   "add",
		Short: "Add somebody who signs in, with their organisation and teams when those are missing",
		Example: `  nrmdesk user add --organisation "Northside Refuge" --kind charity --name "Joy Okafor" --email joy@example.org --role admin
  nrmdesk user add --organisation "Northside Refuge" --name "Sam Lind" --email sam@example.org --role caseworker --team Outreach --password-stdin`,
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
			return addUser(cmd, a, in)
		},
	}
	flags := command.Flags()
	flags.StringVar(&in.organisation, "organisation", "", "name of the organisation")
	flags.StringVar(&in.kind, "kind", "", "kind of organisation, needed to add one: "+kinds())
	flags.BoolVar(&in.duty, "duty", false, "a new organisation has the Duty to Notify (Modern Slavery Act 2015 s.52)")
	flags.StringVar(&in.name, "name", "", "full name of the person")
	flags.StringVar(&in.email, "email", "", "address the person signs in with")
	flags.StringArrayVar(&in.roles, "role", nil, "caseworker, supervisor, auditor or admin; may be repeated")
	flags.StringArrayVar(&in.teams, "team", nil, "name of a team, added when missing; may be repeated")
	flags.BoolVar(&in.readPassword, "password-stdin", false, "read the password from standard input instead of making one")
	for _, name := range []string{"organisation", "name", "email", "role"} {
		_ = command.MarkFlagRequired(name)
	}
	return command
}

func kinds() string {
	names := make([]string, len(staff.OrganisationKinds))
	for i, k := range staff.OrganisationKinds {
		names[i] = string(k)
	}
	return strings.Join(names, ", ")
}

func addUser(cmd *cobra.Command, a *app.App, in newUser) error {
	password, err := choosePassword(cmd.InOrStdin(), in.readPassword)
	if err != nil {
		return err
	}
	ctx := cmd.Context()
	hash, problems, err := a.Gate.HashNew(ctx, "password", password, in.name, in.email, in.organisation)
	if err != nil {
		return err
	}
	user := desk.NewUser{Name: in.name, Email: in.email, PasswordHash: hash}
	for _, r := range in.roles {
		user.Roles = append(user.Roles, staff.Role(r))
	}
	if err := problems.Err(); err != nil {
		return plainly(err)
	}
	_, err = a.Desk.SetUpUser(ctx, machine, desk.SetUp{
		Organisation: staff.Organisation{
			Name: strings.TrimSpace(in.organisation), Kind: staff.OrganisationKind(in.kind), DutyToNotify: in.duty, NeutralSite: a.Config.ExitURL,
		},
		Teams: in.teams, User: user,
	})
	if err != nil {
		return plainly(err)
	}
	out := cmd.OutOrStdout()
	if _, err := fmt.Fprintf(out, "%s can now sign in with %s.\n", in.name, in.email); err != nil || in.readPassword {
		return err
	}
	_, err = fmt.Fprintf(out, "Password, shown this once: %s\n", password)
	return err
}

func choosePassword(in io.Reader, read bool) (string, error) {
	if !read {
		return signin.Generate(), nil
	}
	line, err := bufio.NewReader(in).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("read the password: %w", err)
	}
	return strings.TrimRight(line, "\r\n"), nil
}

// plainly turns problems into what the person at the command line can mend.
func plainly(err error) error {
	invalid := (*fault.Invalid)(nil)
	if !errors.As(err, &invalid) {
		return err
	}
	var lines []string
	for _, p := range invalid.Problems {
		words, ok := userProblems[p.Field+"/"+p.Code]
		if !ok {
			words = "--" + p.Field + " cannot be used (" + strings.ReplaceAll(p.Code, "_", " ") + ")"
		}
		lines = append(lines, words)
	}
	return &exitError{code: 2, err: errors.New(strings.Join(lines, "\n"))}
}

var userProblems = map[string]string{
	"work_email/taken":        "--email: somebody signs in with this address already",
	"work_email/not_an_email": "--email: give an address like name@example.org",
	"role/not_in_list":        "--role: choose caseworker, supervisor, auditor or admin",
	"team/needed_for_cases":   "--team: caseworkers and supervisors need a team",
	"password/required":       "the password on standard input is empty",
	"password/too_short":      "the password needs 15 characters or more",
	"password/too_common":     "the password is too easy to guess",
	"password/has_own_name":   "the password must not be made of the name, the address or the organisation",
}
