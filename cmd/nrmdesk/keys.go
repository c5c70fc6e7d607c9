package main

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/spf13/cobra"

	"nrmdesk/internal/secret"
)

// keysCommand looks after the keys that seal names and contacts. In production
// the program never makes them by itself: new keys beside old data would look
// like a start and be a loss.
func keysCommand(settings *settings) *cobra.Command {
	command := &cobra.Command{Use: "keys", Short: "Look after the encryption keys"}
	command.AddCommand(
		&cobra.Command{
			Use:   "create",
			Short: "Make the key file of a new installation; never replaces one",
			Args:  cobra.NoArgs,
			RunE: func(cmd *cobra.Command, _ []string) error {
				c, _, err := settings.load()
				if err != nil {
					return err
				}
				path := c.KeysetFile()
				if err := secret.Create(path); errors.Is(err, fs.ErrExist) {
					return &exitError{2, fmt.Errorf("%s is there already; it is left as it is", path)}
				} else if err != nil {
					return err
				}
				_, err = fmt.Fprintf(cmd.OutOrStdout(), "Keys made in %s. Keep a copy apart from the database: without it every name is lost.\n", path)
				return err
			},
		},
		&cobra.Command{
			Use:   "rotate",
			Short: "Seal with a new key from now on; what older keys sealed stays readable",
			Args:  cobra.NoArgs,
			RunE: func(cmd *cobra.Command, _ []string) error {
				c, _, err := settings.load()
				if err != nil {
					return err
				}
				if _, err := secret.Rotate(c.KeysetFile()); err != nil {
					return err
				}
				_, err = fmt.Fprintf(cmd.OutOrStdout(), "A new key is in %s. Restart the program, and copy the file again.\n", c.KeysetFile())
				return err
			},
		},
	)
	return command
}
