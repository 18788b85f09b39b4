package licences

import (
	"context"
	_ "embed"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	cdx "github.com/CycloneDX/cyclonedx-go"
	"github.com/goccy/go-yaml"
)

//go:embed declared.yaml
var declaredYAML []byte

// declaration is one entry of declared.yaml.
type declaration struct {
	Name, Version, Type, PURL, Inside, Excepted string
	SHA256                                      string   `yaml:"sha256"`
	PkgConfig                                   string   `yaml:"pkg_config"`
	Licences                                    []string `yaml:"licences"`
	Texts                                       []string `yaml:"texts"`
	ModuleTexts                                 []string `yaml:"module_texts"`
}

// declaredComponents reads declared.yaml; folders are those of the modules.
func declaredComponents(ctx context.Context, root string, folders map[string]string) ([]Component, error) {
	var declarations []declaration
	if err := yaml.UnmarshalWithOptions(declaredYAML, &declarations, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("declared.yaml: %w", err)
	}
	declared := make([]Component, 0, len(declarations))
	for _, d := range declarations {
		c, err := d.component(ctx, root, folders)
		if err != nil {
			return nil, fmt.Errorf("declared.yaml: %s: %w", d.Name, err)
		}
		declared = append(declared, c)
	}
	return declared, nil
}

func (d declaration) component(ctx context.Context, root string, folders map[string]string) (Component, error) {
	c := Component{
		Name: d.Name, Version: d.Version, Type: cdx.ComponentType(d.Type), PURL: d.PURL,
		Inside: d.Inside, Licences: d.Licences, Excepted: d.Excepted,
	}
	slices.Sort(c.Licences)
	if d.SHA256 != "" {
		c.Hashes = []cdx.Hash{{Algorithm: cdx.HashAlgoSHA256, Value: d.SHA256}}
	}
	if d.PkgConfig != "" {
		c.Version = installedVersion(ctx, d.PkgConfig)
		c.PURL += "@" + c.Version
	}
	folder, linked := folders[d.Inside]
	if d.Inside != "" && !linked {
		return c, fmt.Errorf("%s is not linked any more", d.Inside)
	}
	for _, source := range []struct {
		folder string
		files  []string
	}{{root, d.Texts}, {folder, d.ModuleTexts}} {
		for _, file := range source.files {
			body, err := os.ReadFile(filepath.Join(source.folder, filepath.FromSlash(file)))
			if err != nil {
				return c, err
			}
			c.Texts = append(c.Texts, Text{File: file, Body: string(body)})
		}
	}
	return c, nil
}

// installedVersion asks pkg-config which version of a library the build links;
// "unknown" where there is no pkg-config.
func installedVersion(ctx context.Context, library string) string {
	out, err := exec.CommandContext(ctx, "pkg-config", "--modversion", library).Output()
	if err != nil {
		return "unknown"
	}
	return strings.TrimSpace(string(out))
}
