package main

import (
	"context"
	"errors"
	"fmt"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"nrmdesk/internal/app"
	"nrmdesk/internal/config"
	"nrmdesk/internal/demo"
)

// demoCommand adds invented cases.
func demoCommand(settings *settings) *cobra.Command {
	var cases int
	command := &cobra.Command{
		Use:   "demo",
		Short: "Add invented cases to the demo organisations (development only)",
		Long: `Add invented cases to the demo organisations. An empty database gets the
organisations and the people first; one that holds anything else is left alone.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, stop := signal.NotifyContext(cmd.Context(), syscall.SIGINT, syscall.SIGTERM)
			defer stop()
			if cases < 1 {
				return &exitError{2, fmt.Errorf("--cases is %d; it must be 1 or more", cases)}
			}
			if err := addDemo(ctx, settings, cases); err != nil {
				return err
			}
			_, err := fmt.Fprintf(cmd.OutOrStdout(), "%d cases added. The password of all demo people is: %s\n", cases, demo.Password)
			return err
		},
	}
	command.Flags().IntVar(&cases, "cases", demo.Usual.Cases, "how many to add")
	return command
}

func addDemo(ctx context.Context, settings *settings, cases int) (err error) {
	c, log, err := settings.load()
	if err != nil {
		return err
	}
	if c.Mode == config.Production {
		return &exitError{2, errors.New("demo people have a password everybody knows; they are refused in production")}
	}
	a, err := app.Open(ctx, c, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	office, closeOffice, err := a.DemoOffice(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeOffice()) }()
	return demo.Add(ctx, office, cases)
}
