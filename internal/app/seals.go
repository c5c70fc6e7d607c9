package app

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"nrmdesk/internal/audit"
	"nrmdesk/internal/config"
	"nrmdesk/internal/desk"
	"nrmdesk/internal/sealfile"
	"nrmdesk/internal/secret"
)

// openSeals finds the key that signs seals and the file they are written to.
// Only in development is a key made when there is none: in production a new
// key would sign, unnoticed, what the old one would not have.
func openSeals(c config.Config) (*desk.Sealing, error) {
	key, err := SealKey(c)
	if errors.Is(err, fs.ErrNotExist) && c.Mode == config.Development {
		if err := CreateSealKey(c); err != nil && !errors.Is(err, fs.ErrExist) {
			return nil, err
		}
		key, err = SealKey(c)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("there is no seal key in %s: make one with nrmdesk keys create", c.SealKeyFile())
	}
	if err != nil {
		return nil, err
	}
	return &desk.Sealing{Key: key, File: sealfile.File{Path: c.SealFile()}, Every: c.Seals.Every}, nil
}

// SealKey reads the configured seal key; fs.ErrNotExist when there is none.
func SealKey(c config.Config) (*audit.SealKey, error) {
	if c.Seals.KeyEnv != "" {
		return audit.ParseSealKey(os.Getenv(c.Seals.KeyEnv))
	}
	text, err := secret.ReadFile(c.SealKeyFile())
	if err != nil {
		return nil, err
	}
	key, err := audit.ParseSealKey(string(text))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c.SealKeyFile(), err)
	}
	return key, nil
}

// CreateSealKey makes a seal key in a file that must not be there yet;
// otherwise the error is fs.ErrExist and nothing is touched.
func CreateSealKey(c config.Config) error {
	key, err := audit.NewSealKey()
	if err != nil {
		return err
	}
	return secret.CreateFile(c.SealKeyFile(), []byte(key.Text()))
}

// RotateSealKey makes a new seal key. What the older ones signed stays good.
func RotateSealKey(c config.Config) (*audit.SealKey, error) {
	old, err := SealKey(c)
	if err != nil {
		return nil, err
	}
	next, err := old.Next()
	if err != nil {
		return nil, err
	}
	return next, secret.ReplaceFile(c.SealKeyFile(), []byte(next.Text()))
}
