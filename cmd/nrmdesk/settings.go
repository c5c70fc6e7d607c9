package main

import (
	"log/slog"
	"os"

	"github.com/spf13/cobra"

	"nrmdesk/internal/config"
)

// settings are the options every subcommand that opens the database shares.
type settings struct{ file string }

func (s *settings) flags(command *cobra.Command) {
	command.PersistentFlags().StringVar(&s.file, "config", "", "file with settings (otherwise NRMDESK_CONFIG, then the defaults)")
}

// load reads the settings and opens the log. A setting that cannot be used
// ends the program with status 2.
func (s *settings) load() (config.Config, *slog.Logger, error) {
	c, err := config.FromEnvironment(s.file)
	if err != nil {
		return config.Config{}, nil, &exitError{2, err}
	}
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.Log.Level)); err != nil {
		return config.Config{}, nil, &exitError{2, err}
	}
	options := &slog.HandlerOptions{Level: level}
	var handler slog.Handler = slog.NewJSONHandler(os.Stderr, options)
	if c.Log.Format == "text" {
		handler = slog.NewTextHandler(os.Stderr, options)
	}
	log := slog.New(handler)
	slog.SetDefault(log)
	return c, log, nil
}
