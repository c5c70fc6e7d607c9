// Package web carries the HTML templates and the compiled assets inside the binary.
//
// It holds no logic: templates are parsed by internal/render, static files are served by internal/server.
// What is in static/ comes out of assets/ (see assets/README.md); nobody edits it by hand.
package web

import (
	"embed"
	"io/fs"
)

//go:embed all:templates
var templates embed.FS

//go:embed static
var static embed.FS

// Templates holds layout/, govuk/, app/, pages/ and mail/.
func Templates() fs.FS { return sub(templates, "templates") }

// Static holds manifest.json and the files it names, at the root.
func Static() fs.FS { return sub(static, "static") }

func sub(files embed.FS, dir string) fs.FS {
	inner, err := fs.Sub(files, dir)
	if err != nil {
		panic(err) // only an invalid constant path gets here
	}
	return inner
}
