package main

import "github.com/spf13/cobra"

// rulesCommand is about files of deadline rules.
func rulesCommand() *cobra.Command {
	command := &cobra.Command{
		Use:   "rules",
		Short: "Check files of deadline rules, and print the rules for people",
	}
	command.AddCommand(rulesCheckCommand(), rulesPageCommand())
	return command
}
