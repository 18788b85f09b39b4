package licences

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	cdx "github.com/CycloneDX/cyclonedx-go"
)

// listed is what of `go list -json` is needed.
type listed struct {
	Dir      string
	Standard bool
	Module   *struct {
		Path, Version, Dir, Sum string
		Main                    bool
	}
}

// linkedModules lists the modules that the packages of command come from, with
// the standard library as one of them, and their folders by module path.
func linkedModules(ctx context.Context, root, command string) ([]Component, map[string]string, error) {
	packages, err := listPackages(ctx, root, command)
	if err != nil {
		return nil, nil, err
	}
	found := map[string]*Component{}
	folders := map[string]string{}
	for _, p := range packages {
		if p.Module == nil || p.Module.Main {
			continue
		}
		m := found[p.Module.Path]
		if m == nil {
			m = &Component{
				Name: p.Module.Path, Version: p.Module.Version, Type: cdx.ComponentTypeLibrary,
				PURL: "pkg:golang/" + p.Module.Path + "@" + p.Module.Version, Hashes: moduleHash(p.Module.Sum),
			}
			found[p.Module.Path] = m
			folders[p.Module.Path] = p.Module.Dir
		}
		// A package may have a licence of its own below that of its module.
		if err := addTexts(m, p.Module.Dir, p.Dir); err != nil {
			return nil, nil, err
		}
	}
	library, err := standardLibrary(ctx, root)
	if err != nil {
		return nil, nil, err
	}
	modules := []Component{library}
	for _, m := range found {
		m.Licences = identify(m.Texts)
		modules = append(modules, *m)
	}
	return modules, folders, nil
}

func listPackages(ctx context.Context, root, command string) ([]listed, error) {
	out, err := goTool(ctx, root, "list", "-deps", "-json=Dir,Standard,Module", command)
	if err != nil {
		return nil, err
	}
	var packages []listed
	for d := json.NewDecoder(strings.NewReader(out)); ; {
		var p listed
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return packages, nil
		} else if err != nil {
			return nil, fmt.Errorf("go list: %w", err)
		}
		if !p.Standard {
			packages = append(packages, p)
		}
	}
}

// standardLibrary is Go itself, which is linked into every program.
func standardLibrary(ctx context.Context, root string) (Component, error) {
	out, err := goTool(ctx, root, "env", "GOROOT")
	if err != nil {
		return Component{}, err
	}
	version := strings.TrimPrefix(runtime.Version(), "go")
	std := Component{
		Name: "std", Version: version, Type: cdx.ComponentTypeLibrary, PURL: "pkg:golang/std@" + version,
	}
	folder := strings.TrimSpace(out)
	if err := addTexts(&std, folder, folder); err != nil {
		return Component{}, err
	}
	std.Licences = identify(std.Texts)
	return std, nil
}

// addTexts adds the licence files of folder and of those above it, up to top.
func addTexts(c *Component, top, folder string) error {
	for {
		texts, err := textsIn(top, folder)
		if err != nil {
			return err
		}
		for _, t := range texts {
			if !slices.Contains(c.Texts, t) {
				c.Texts = append(c.Texts, t)
			}
		}
		if folder == top || len(folder) <= len(top) {
			return nil
		}
		folder = filepath.Dir(folder)
	}
}

// moduleHash is the sum that go.sum holds: the SHA-256 of the list of the
// module's files.
func moduleHash(sum string) []cdx.Hash {
	raw, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(sum, "h1:"))
	if err != nil || len(raw) == 0 {
		return nil
	}
	return []cdx.Hash{{Algorithm: cdx.HashAlgoSHA256, Value: hex.EncodeToString(raw)}}
}

func goTool(ctx context.Context, root string, args ...string) (string, error) {
	command := exec.CommandContext(ctx, "go", args...)
	command.Dir = root
	out, err := command.Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return "", fmt.Errorf("go %s: %w: %s", args[0], err, strings.TrimSpace(string(exit.Stderr)))
	}
	if err != nil {
		return "", fmt.Errorf("go %s: %w", args[0], err)
	}
	return string(out), nil
}
