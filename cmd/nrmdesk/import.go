package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"nrmdesk/internal/app"
	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/staff"
)

// fileImport is what the arguments of "import" say.
type fileImport struct {
	file, as, team, owner, nation, matches string
	dryRun                                 bool
}

func importCommand(settings *settings) *cobra.Command {
	var in fileImport
	command := &cobra.Command{
		Use:   "import FILE",
		Short: "Bring in the clients of a spreadsheet (CSV or XLSX), all of them or none",
		Long: `Read a spreadsheet with one row for each client and make a case of each. What the
columns hold is told by their headings; what was said of them on the page
/admin/import is remembered. Every row is checked first and its problems are
printed with row and column: while there are any, nothing is made.

It is done on behalf of somebody who may do it on that page: a supervisor, or an
admin. Rows that may belong to a case that is there already need --matches.

Exit status 1 means that rows have to be put right or decided first, 2 that the
file or the arguments cannot be used.`,
		Example: `  nrmdesk import clients.xlsx --as priya@example.org --team Outreach --owner sam@example.org --nation england --dry-run
  nrmdesk import clients.xlsx --as priya@example.org --team Outreach --owner sam@example.org --matches skip`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			in.file = args[0]
			if in.matches != "" && in.matches != "skip" && in.matches != "new" {
				return &exitError{2, errors.New("--matches is skip or new")}
			}
			return withApp(cmd.Context(), settings, func(a *app.App) error { return importFile(cmd.Context(), a, in, cmd.OutOrStdout()) })
		},
	}
	flags := command.Flags()
	flags.StringVar(&in.as, "as", "", "email of the supervisor or admin on whose behalf it is done")
	flags.StringVar(&in.team, "team", "", "name of the team that works on the cases")
	flags.StringVar(&in.owner, "owner", "", "email of the caseworker who will hold them")
	flags.StringVar(&in.nation, "nation", "", "nation of rows that do not say: england, wales, scotland or northern_ireland")
	flags.StringVar(&in.matches, "matches", "", "rows that may be here already: skip leaves them out, new makes new cases")
	flags.BoolVar(&in.dryRun, "dry-run", false, "only check the rows")
	for _, name := range []string{"as", "team", "owner"} {
		_ = command.MarkFlagRequired(name)
	}
	return command
}

func importFile(ctx context.Context, a *app.App, in fileImport, out io.Writer) (err error) {
	user, err := a.DB.UserByEmail(ctx, in.as)
	if errors.Is(err, fault.NotFound) || err == nil && user.Disabled {
		return &exitError{2, fmt.Errorf("nobody signs in with %s", in.as)}
	}
	if err != nil {
		return err
	}
	actor := user.Actor("")
	f, err := os.Open(in.file)
	if err != nil {
		return &exitError{2, err}
	}
	id, err := a.Desk.ReceiveImport(ctx, actor, filepath.Base(in.file), f)
	if err = errors.Join(err, f.Close()); err != nil {
		return &exitError{2, inSentences(err)}
	}
	done := false
	defer func() {
		if !done { // nothing of the file stays behind
			err = errors.Join(err, a.Desk.DropImport(context.WithoutCancel(ctx), actor, id))
		}
	}()
	if err := in.check(ctx, a, actor, id); err != nil {
		return &exitError{2, inSentences(err)}
	}
	if in.matches != "" {
		if err := a.Desk.DecideMatches(ctx, actor, id, desk.RowState(in.matches)); err != nil {
			return err
		}
	}
	open, err := printRows(ctx, a.Desk, actor, id, out)
	if err != nil {
		return err
	}
	switch {
	case open > 0:
		return fmt.Errorf("%d rows have to be put right or decided first; nothing was made", open)
	case in.dryRun:
		_, err := fmt.Fprintln(out, "Every row is ready. Nothing was made.")
		return err
	}
	if err := a.Desk.StartImport(ctx, actor, id); err != nil {
		return inSentences(err)
	}
	done = true
	if _, err := a.Desk.RunImports(ctx, machine); err != nil {
		return err
	}
	r, err := a.Desk.Import(ctx, actor, id)
	if err != nil {
		return err
	}
	if r.Failed != "" {
		done = false
		return errors.New(r.Failed)
	}
	_, err = fmt.Fprintf(out, "%d cases made, %d rows left out. It can be taken back on /admin/import within a day.\n", r.Made, r.Skipped)
	return err
}

func (in fileImport) check(ctx context.Context, a *app.App, actor staff.Actor, id string) error {
	r, err := a.Desk.Import(ctx, actor, id)
	if err != nil {
		return err
	}
	plan := desk.ImportPlan{Mapping: r.Proposal, Nation: calendar.Nation(in.nation)}
	if i := slices.IndexFunc(r.Teams, func(t staff.Team) bool { return strings.EqualFold(t.Name, in.team) }); i >= 0 {
		plan.TeamID = r.Teams[i].ID
	}
	if i := slices.IndexFunc(r.Carriers, func(u staff.User) bool { return strings.EqualFold(u.Email, in.owner) }); i >= 0 {
		plan.OwnerID = r.Carriers[i].ID
	}
	return a.Desk.CheckImport(ctx, actor, id, plan)
}

// printRows prints every row that waits for a person, and says how many do.
func printRows(ctx context.Context, d *desk.Desk, actor staff.Actor, id string, out io.Writer) (open int, err error) {
	for after := 0; ; {
		r, err := d.ImportRows(ctx, actor, id, after, "wrong", "match")
		if err != nil {
			return 0, err
		}
		open = r.Open()
		for _, row := range r.List {
			lines := []string{"may belong to a case that is there already"}
			if row.Twin > 0 {
				lines = []string{fmt.Sprintf("looks like row %d of the same file", row.Twin)}
			}
			if row.State == "wrong" {
				lines = nil
				for _, p := range row.Problems {
					lines = append(lines, p.Says)
				}
			}
			for _, line := range lines {
				if _, err := fmt.Fprintf(out, "Row %d: %s\n", row.Number, line); err != nil {
					return 0, err
				}
			}
			after = row.Number
		}
		if !r.More {
			return open, nil
		}
	}
}

// inSentences turns problems into their sentences.
func inSentences(err error) error {
	if errors.Is(err, fault.Forbidden) {
		return errors.New("--as: only a supervisor or an admin may bring cases in")
	}
	invalid := (*fault.Invalid)(nil)
	if !errors.As(err, &invalid) {
		return err
	}
	words := map[string]string{
		"import_team": "--team: no such team that this person may bring cases into", "import_owner": "--owner: nobody with this email holds cases in that team",
		"import_nation": "--nation: england, wales, scotland or northern_ireland",
	}
	var sentences []string
	for _, p := range invalid.Problems {
		text := words[p.Field]
		if text == "" {
			text = strings.Join(append([]string{}, p.Args...), " ")
		}
		sentences = append(sentences, text)
	}
	return errors.New(strings.Join(sentences, "\n"))
}
