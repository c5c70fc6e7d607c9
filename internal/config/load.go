package config

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/knadh/koanf/parsers/yaml"
	"github.com/knadh/koanf/providers/env/v2"
	"github.com/knadh/koanf/providers/file"
	"github.com/knadh/koanf/providers/rawbytes"
	"github.com/knadh/koanf/v2"

	"nrmdesk/configs"
)

const prefix = "NRMDESK_"

// Load reads the defaults, then the file, then the environment, which is given
// as os.Environ gives it. Without a path NRMDESK_CONFIG names the file. The
// error has one line, a sentence, for each thing that is wrong.
func Load(path string, environ []string) (Config, error) {
	k := koanf.New(".")
	if err := k.Load(rawbytes.Provider(configs.Default), yaml.Parser()); err != nil {
		return Config{}, fmt.Errorf("the built-in default.yaml: %w", err)
	}
	known := keys{names: k.Keys(), lists: map[string]bool{}}
	for _, name := range known.names {
		_, known.lists[name] = k.Get(name).([]any)
	}
	if path == "" {
		path = lookup(environ, prefix+"CONFIG")
	}
	var wrong []error
	if path != "" {
		fromFile := koanf.New(".")
		if err := fromFile.Load(file.Provider(path), yaml.Parser()); err != nil {
			return Config{}, fmt.Errorf("cannot read the configuration file %s: %w", path, err)
		}
		for _, key := range fromFile.Keys() {
			if !slices.Contains(known.names, key) {
				wrong = append(wrong, fmt.Errorf("%s: there is no setting %q%s", path, key, suggest(key, known.names)))
			}
		}
		if err := k.Merge(fromFile); err != nil {
			return Config{}, err
		}
	}
	if err := k.Load(env.Provider(".", env.Opt{
		Prefix: prefix, TransformFunc: known.fromVariable, EnvironFunc: func() []string { return environ },
	}), nil); err != nil {
		return Config{}, err
	}
	wrong = append(wrong, known.unknownVariables(environ, k.String("keyset.env"), k.String("seals.key_env"))...)
	if len(wrong) > 0 {
		return Config{}, errors.Join(wrong...)
	}
	var c Config
	if err := k.Unmarshal("", &c); err != nil {
		return Config{}, fmt.Errorf("a setting has a value that cannot be used: %w", err)
	}
	if c.BaseURL == "" {
		c.BaseURL = "http://" + c.Addr
	}
	return c, c.check()
}

// FromEnvironment is Load with the environment of this program.
func FromEnvironment(path string) (Config, error) { return Load(path, os.Environ()) }

// keys are the settings there are.
type keys struct {
	names []string
	lists map[string]bool
}

// aliases are variables with a shorter name than their key gives.
var aliases = map[string]string{prefix + "SMTP_URL": "mail.smtp_url"}

func variable(key string) string {
	return prefix + strings.ToUpper(strings.ReplaceAll(key, ".", "_"))
}

// key is the setting a variable stands for, or "".
func (ks keys) key(name string) string {
	if key, ok := aliases[name]; ok {
		return key
	}
	for _, key := range ks.names {
		if variable(key) == name {
			return key
		}
	}
	return ""
}

func (ks keys) fromVariable(name, value string) (string, any) {
	key := ks.key(name)
	if !ks.lists[key] {
		return key, value
	}
	return key, strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == ' ' })
}

// unknownVariables refuses variables that look like ours and are none. Those
// of the tests, the name of the file, and those that hold keys are fine.
func (ks keys) unknownVariables(environ []string, holding ...string) (wrong []error) {
	var all []string
	for _, key := range ks.names {
		all = append(all, variable(key))
	}
	for _, entry := range environ {
		name, _, _ := strings.Cut(entry, "=")
		if !strings.HasPrefix(name, prefix) || strings.HasPrefix(name, prefix+"TEST_") || name == prefix+"CONFIG" || slices.Contains(holding, name) {
			continue
		}
		if ks.key(name) == "" {
			wrong = append(wrong, fmt.Errorf("there is no setting for the environment variable %s%s", name, suggest(name, all)))
		}
	}
	return wrong
}

func lookup(environ []string, name string) string {
	for _, entry := range slices.Backward(environ) {
		if value, ok := strings.CutPrefix(entry, name+"="); ok {
			return value
		}
	}
	return ""
}
