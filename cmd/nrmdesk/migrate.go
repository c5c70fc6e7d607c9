package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"nrmdesk/internal/config"
	"nrmdesk/internal/localpg"
	"nrmdesk/internal/postgres"
)

// migrateCommand brings the schema up to date, or takes it away.
func migrateCommand(settings *settings) *cobra.Command {
	var down bool
	command := &cobra.Command{
		Use:   "migrate",
		Short: "Bring the database schema up to this release",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, log, err := settings.load()
			if err != nil {
				return err
			}
			ctx := cmd.Context()
			address := c.DatabaseURL.Reveal()
			if address == "" {
				local, err := localpg.Start(ctx, localpg.Options{DataDir: c.DataDir, BinDir: c.PostgresBinDir, Logger: log})
				if err != nil {
					return err
				}
				defer func() { _ = local.Stop(context.WithoutCancel(ctx)) }()
				address = local.URL()
			}
			if down {
				if c.Mode == config.Production {
					return &exitError{2, fmt.Errorf("taking the schema away destroys every case; it is refused in production")}
				}
				return postgres.MigrateDown(ctx, address)
			}
			steps, err := postgres.Migrate(ctx, address)
			if err != nil {
				return err
			}
			version, err := postgres.SchemaVersion(ctx, address)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%d steps run; the schema is at version %d.\n", steps, version)
			return err
		},
	}
	command.Flags().BoolVar(&down, "down", false, "take the whole schema and all data away (development only)")
	return command
}
