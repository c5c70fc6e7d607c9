package main

import (
	"os"
	"path/filepath"
	"testing"
)

func TestKeys_createNeverReplaces(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("NRMDESK_DATA_DIR", folder)
	run := func(args ...string) error {
		root := rootCommand()
		root.SetArgs(args)
		return root.Execute()
	}
	if err := run("keys", "create"); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(folder, "keyset.json")
	before, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := run("keys", "create"); exitStatus(err) != 2 {
		t.Errorf("a second create: %v", err)
	}
	if after, _ := os.ReadFile(file); string(after) != string(before) {
		t.Error("the keys were replaced")
	}
	if err := run("keys", "rotate"); err != nil {
		t.Error(err)
	}
}
