package licences

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	cdx "github.com/CycloneDX/cyclonedx-go"
)

// lockFile is what of package-lock.json is needed.
type lockFile struct {
	Packages map[string]struct {
		Version, Integrity string
		Dev                bool
	}
}

// bundledPackages lists the npm packages that are bundled into the script of
// the web interface. A build without the script has none of them.
func bundledPackages(root, front string) ([]Component, error) {
	front = filepath.Join(root, front)
	if _, err := os.Stat(filepath.Join(front, "dist", "app.js")); errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	data, err := os.ReadFile(filepath.Join(front, "package-lock.json"))
	if err != nil {
		return nil, fmt.Errorf("npm packages: %w", err)
	}
	var lock lockFile
	if err := json.Unmarshal(data, &lock); err != nil {
		return nil, fmt.Errorf("package-lock.json: %w", err)
	}
	var bundled []Component
	for path, p := range lock.Packages {
		if path == "" || p.Dev {
			continue
		}
		_, name, _ := strings.Cut(path, "node_modules/")
		c := Component{
			Name: name, Version: p.Version, Type: cdx.ComponentTypeLibrary,
			PURL:   "pkg:npm/" + strings.Replace(name, "@", "%40", 1) + "@" + p.Version,
			Hashes: integrityHash(p.Integrity),
		}
		folder := filepath.Join(front, filepath.FromSlash(path))
		if c.Texts, err = textsIn(folder, folder); err != nil {
			return nil, fmt.Errorf("npm package %s is bundled, but not there (run npm ci in %s): %w", name, front, err)
		}
		c.Licences = identify(c.Texts)
		bundled = append(bundled, c)
	}
	return bundled, nil
}

// integrityHash turns npm's "sha512-BASE64" into a hash.
func integrityHash(integrity string) []cdx.Hash {
	encoded, ok := strings.CutPrefix(integrity, "sha512-")
	raw, err := base64.StdEncoding.DecodeString(encoded)
	if !ok || err != nil {
		return nil
	}
	return []cdx.Hash{{Algorithm: cdx.HashAlgoSHA512, Value: hex.EncodeToString(raw)}}
}
