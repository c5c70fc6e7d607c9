// Package configs holds the configuration files. default.yaml names every key
// there is and is built into the program; the others are examples to start
// from. Package config reads them.
package configs

import _ "embed"

// Default is default.yaml.
//
//go:embed default.yaml
var Default []byte
