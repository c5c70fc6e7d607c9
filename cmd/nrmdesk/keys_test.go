package main

import (
	"os"
	"path/filepath"
	"strings"
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
	sealKey, err := os.ReadFile(filepath.Join(folder, "seal.key"))
	if err != nil {
		t.Fatal(err)
	}
	if err := run("keys", "create"); exitStatus(err) != 2 {
		t.Errorf("a second create: %v", err)
	}
	if after, _ := os.ReadFile(file); string(after) != string(before) {
		t.Error("the keys were replaced")
	}
	if after, _ := os.ReadFile(filepath.Join(folder, "seal.key")); string(after) != string(sealKey) {
		t.Error("the seal key was replaced")
	}
	for _, command := range []string{"rotate", "rotate-seal", "public"} {
		if err := run("keys", command); err != nil {
			t.Error(err)
		}
	}
	if after, _ := os.ReadFile(filepath.Join(folder, "seal.key")); !strings.Contains(string(after), strings.Fields(string(sealKey))[1]) {
		t.Error("the public half of the old seal key is gone: what it signed could not be checked")
	}
	// An installation from before there were seals gets the key it lacks.
	if err := os.Remove(filepath.Join(folder, "seal.key")); err != nil {
		t.Fatal(err)
	}
	if err := run("keys", "create"); err != nil {
		t.Error(err)
	}
	if after, _ := os.ReadFile(filepath.Join(folder, "seal.key")); len(after) == 0 {
		t.Error("the missing seal key was not made")
	}
}
