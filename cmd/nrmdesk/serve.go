package main

import (
	"context"
	"fmt"
	"io"
	"os/signal"
	"sync"
	"syscall"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"nrmdesk/internal/app"
	"nrmdesk/internal/config"
	"nrmdesk/internal/demo"
)

// serveCommand starts the program: database, pages and jobs, until Ctrl-C.
func serveCommand(settings *settings) *cobra.Command {
	var withDemo bool
	command := &cobra.Command{
		Use:   "serve",
		Short: "Serve the pages and run the reminders until Ctrl-C",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, stop := signal.NotifyContext(cmd.Context(), syscall.SIGINT, syscall.SIGTERM)
			defer stop()
			return serve(ctx, settings, withDemo, cmd.OutOrStdout())
		},
	}
	command.Flags().BoolVar(&withDemo, "with-demo", false, "load invented people and cases when the database is empty (development only)")
	return command
}

func serve(ctx context.Context, settings *settings, withDemo bool, out io.Writer) (err error) {
	began := time.Now()
	c, log, err := settings.load()
	if err != nil {
		return err
	}
	if withDemo && c.Mode == config.Production {
		return &exitError{2, fmt.Errorf("demo people have a password everybody knows; they are refused in production")}
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
	if !withDemo {
		return a.Serve(ctx, false, func() { announce(out, a, began) })
	}
	office, closeOffice, err := a.DemoOffice(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = closeOffice() }()
	sample, err := demo.LoadIfEmpty(ctx, office, demo.Usual)
	if err != nil {
		return err
	}
	// The other cases follow once the pages are there. Leaving waits for the
	// step under way, before the database goes.
	var topUp sync.WaitGroup
	defer topUp.Wait()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	return a.Serve(ctx, sample, func() {
		announce(out, a, began)
		if !sample {
			return
		}
		printSignIns(out)
		topUp.Go(func() {
			if err := demo.TopUp(ctx, office, demo.Usual); err != nil && ctx.Err() == nil {
				log.ErrorContext(ctx, "the demo is not complete", "error", err.Error())
			}
		})
	})
}

// announce says where the pages are.
func announce(out io.Writer, a *app.App, began time.Time) {
	fmt.Fprintf(out, "\nNRM Desk is ready at %s (after %.1f s). Ctrl-C stops it; the data is kept in %s.\n",
		a.Config.BaseURL, time.Since(began).Seconds(), a.Config.DataDir)
}

// printSignIns shows who can sign in to the demo.
func printSignIns(out io.Writer) {
	fmt.Fprintf(out, "\nInvented people to sign in as. The password of all is: %s\n\n", demo.Password)
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "E-MAIL\tNAME\tROLE\tORGANISATION\tTEAM")
	for _, p := range demo.People {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", p.Email, p.Name, p.RoleWords(), p.Organisation, p.Team)
	}
	_ = table.Flush()
	fmt.Fprintf(out, "\nE-mails are caught inside the program: read them at /dev/mail.\n\n")
}
