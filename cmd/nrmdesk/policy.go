package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"nrmdesk/internal/access"
)

// policyCommand shows who may do what.
func policyCommand() *cobra.Command {
	command := &cobra.Command{Use: "policy", Short: "Show who may do what"}
	command.AddCommand(&cobra.Command{
		Use:   "table",
		Short: "Print every action and which roles may do it",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			policy, err := access.Load()
			if err != nil {
				return err
			}
			_, err = fmt.Fprint(cmd.OutOrStdout(), policy.Table())
			return err
		},
	})
	return command
}
