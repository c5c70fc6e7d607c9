// Package migrations holds the database schema as numbered SQL steps, run in
// order by goose. Nothing else changes the schema.
package migrations

import "embed"

// FS holds every migration.
//
//go:embed 0*.sql
var FS embed.FS
