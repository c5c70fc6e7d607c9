package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"

	"github.com/spf13/cobra"

	"nrmdesk/internal/app"
	"nrmdesk/internal/config"
	"nrmdesk/internal/secret"
)

// keysCommand looks after the keys that seal names and contacts, and the key
// that signs the audit log. In production the program never makes them by
// itself: new keys beside old data would look like a start and be a loss.
func keysCommand(settings *settings) *cobra.Command {
	command := &cobra.Command{Use: "keys", Short: "Look after the encryption keys and the seal key"}
	add := func(use, short string, run func(config.Config, io.Writer) error) {
		command.AddCommand(&cobra.Command{Use: use, Short: short, Args: cobra.NoArgs, RunE: func(cmd *cobra.Command, _ []string) error {
			c, _, err := settings.load()
			if err != nil {
				return err
			}
			return run(c, cmd.OutOrStdout())
		}})
	}
	add("create", "Make the key files of a new installation that are missing; never replaces one", createKeys)
	add("rotate", "Encrypt with a new key from now on; what older keys encrypted stays readable", rotateKeys)
	add("rotate-seal", "Sign the audit log with a new key from now on; what older keys signed stays good", rotateSealKey)
	add("public", "Print the public key that seals and proof packs are checked with", printPublicKey)
	return command
}

func createKeys(c config.Config, out io.Writer) error {
	keys, seal := secret.Create(c.KeysetFile()), fs.ErrExist
	if c.Seals.KeyEnv == "" {
		seal = app.CreateSealKey(c)
	}
	if errors.Is(keys, fs.ErrExist) && errors.Is(seal, fs.ErrExist) {
		return &exitError{2, fmt.Errorf("%s and the seal key are there already; they are left as they are", c.KeysetFile())}
	}
	for _, made := range []struct {
		err  error
		path string
		why  string
	}{
		{keys, c.KeysetFile(), "Keep a copy apart from the database: without it every name is lost."},
		{seal, c.SealKeyFile(), "It signs the audit log. Keep it from whoever looks after the database."},
	} {
		if errors.Is(made.err, fs.ErrExist) {
			continue
		}
		if made.err != nil {
			return made.err
		}
		if _, err := fmt.Fprintf(out, "Keys made in %s. %s\n", made.path, made.why); err != nil {
			return err
		}
	}
	return printPublicKey(c, out)
}

func rotateKeys(c config.Config, out io.Writer) error {
	if _, err := secret.Rotate(c.KeysetFile()); err != nil {
		return err
	}
	_, err := fmt.Fprintf(out, "A new key is in %s. Restart the program, and copy the file again.\n", c.KeysetFile())
	return err
}

func rotateSealKey(c config.Config, out io.Writer) error {
	if c.Seals.KeyEnv != "" {
		return &exitError{2, errors.New("the seal key is in an environment variable, which this command cannot change")}
	}
	if _, err := app.RotateSealKey(c); err != nil {
		return err
	}
	if _, err := fmt.Fprintf(out, "A new seal key is in %s. Restart the program, and give auditors the new public key:\n", c.SealKeyFile()); err != nil {
		return err
	}
	return printPublicKey(c, out)
}

func printPublicKey(c config.Config, out io.Writer) error {
	key, err := app.SealKey(c)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "# Public key of the audit log, fingerprint %s\n%s\n", key.Public().Fingerprint(), key.Public().Newest())
	return err
}
