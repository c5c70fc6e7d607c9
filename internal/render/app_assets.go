package render

import (
	"encoding/json"
	"fmt"
	"html/template"
	"io/fs"
)

// StaticPath is where internal/server serves web.Static. Names carry a hash of their content, so answers may be kept
// for a year.
const StaticPath = "/static/"

// Manifest maps a logical asset name ("app.css") to the committed file.
type Manifest map[string]Asset

// Asset is one committed file and the SHA-256 of its content.
type Asset struct {
	File   string `json:"file"`
	SHA256 string `json:"sha256"`
}

// ReadManifest reads manifest.json and refuses one that names a missing file.
func ReadManifest(static fs.FS) (Manifest, error) {
	data, err := fs.ReadFile(static, "manifest.json")
	if err != nil {
		return nil, fmt.Errorf("read asset manifest: %w", err)
	}
	var m Manifest
	if err := json.Unmarshal(data, &m); err != nil {
		return nil, fmt.Errorf("read asset manifest: %w", err)
	}
	for name, asset := range m {
		if _, err := fs.Stat(static, asset.File); err != nil {
			return nil, fmt.Errorf("asset %s: %w", name, err)
		}
	}
	return m, nil
}

// Path gives the address of a logical asset name; a name that is not there fails the page in its first test.
func (m Manifest) Path(name string) (string, error) {
	asset, ok := m[name]
	if !ok {
		return "", fmt.Errorf("no asset %q in the manifest", name)
	}
	return StaticPath + asset.File, nil
}

func funcs(assets Manifest) template.FuncMap {
	return template.FuncMap{"asset": assets.Path}
}
