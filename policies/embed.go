// Package policies holds the files that say which role may do what. They are
// reviewed like code and change only with a release, so nobody can widen
// rights at run time. Package access reads them; which cases a person may see
// (own team, own organisation) is decided in Go beside the noun.
package policies

import _ "embed"

// Model is the casbin model: roles, inheritance, allow only.
//
//go:embed model.conf
var Model string

// Policy is the list of what each role may do.
//
//go:embed policy.csv
var Policy string

// Expect is the full table of roles and actions that the policy must produce.
// Only tests read it: a right changes when two files say so.
//
//go:embed expect.csv
var Expect string
