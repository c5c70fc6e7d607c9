package main

import "github.com/spf13/cobra"

// rulesCommand is about files of deadline rules and of bank holidays.
func rulesCommand(settings *settings) *cobra.Command {
	command := &cobra.Command{
		Use:   "rules",
		Short: "Check files of deadline rules, load them, and print the rules for people",
	}
	command.AddCommand(rulesCheckCommand(), rulesLoadCommand(settings), rulesPageCommand())
	return command
}
