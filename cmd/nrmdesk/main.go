// Command nrmdesk is NRM Desk in one binary; each file of this package is one
// of its subcommands.
package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"
)

func main() {
	if err := rootCommand().Execute(); err != nil {
		fmt.Fprintln(os.Stderr, "nrmdesk:", err)
		os.Exit(exitStatus(err))
	}
}

func rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:           "nrmdesk",
		Short:         "Case management for first responders in the National Referral Mechanism",
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	settings := &settings{}
	settings.flags(root)
	root.AddCommand(
		serveCommand(settings), migrateCommand(settings), demoCommand(settings), userCommand(settings), auditCommand(settings), evidenceCommand(settings),
		keysCommand(settings), policyCommand(), deadlineCommand(), referralCommand(), formCommand(settings), rulesCommand(settings), importCommand(settings), healthCommand(settings),
	)
	return root
}

// exitError is an error with an exit status of its own.
type exitError struct {
	code int
	err  error
}

func (e *exitError) Error() string { return e.err.Error() }

func (e *exitError) Unwrap() error { return e.err }

func exitStatus(err error) int {
	if exit := (*exitError)(nil); errors.As(err, &exit) {
		return exit.code
	}
	return 1
}
