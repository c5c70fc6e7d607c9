package main

import "github.com/spf13/cobra"

// referralCommand is about the answers of one referral.
func referralCommand() *cobra.Command {
	command := &cobra.Command{
		Use:   "referral",
		Short: "Judge the answers of a referral",
	}
	command.AddCommand(referralCheckCommand())
	return command
}
