package licences

import (
	"context"
	"fmt"
	"slices"
	"strings"

	cdx "github.com/CycloneDX/cyclonedx-go"
)

// Component is one piece of other people's work in what is shipped.
type Component struct {
	// Name and Version are those of its own ecosystem.
	Name, Version string
	// Type is the kind of component in the terms of CycloneDX.
	Type cdx.ComponentType
	// PURL is its package URL, empty if it has none.
	PURL string
	// Inside is the name of the component that contains it, empty if it stands by
	// itself.
	Inside string
	// Licences are SPDX identifiers, sorted, all of which apply.
	Licences []string
	// Excepted says why it is shipped although its licence is not on the list.
	Excepted string
	// Texts are its licence and notice files.
	Texts []Text
	// Hashes are the checksums that its ecosystem publishes.
	Hashes []cdx.Hash
}

// Text is one file of a licence or a notice.
type Text struct {
	File, Body string
}

// Inventory lists the components of the program, sorted by kind and name: the
// modules linked into the Go package command, the npm packages bundled by the
// folder front, and the declared ones. Paths are below root, the repository.
func Inventory(ctx context.Context, root, command, front string) ([]Component, error) {
	modules, folders, err := linkedModules(ctx, root, command)
	if err != nil {
		return nil, err
	}
	bundled, err := bundledPackages(root, front)
	if err != nil {
		return nil, err
	}
	declared, err := declaredComponents(ctx, root, folders)
	if err != nil {
		return nil, err
	}
	all := slices.Concat(modules, bundled, declared)
	slices.SortStableFunc(all, func(a, b Component) int { return strings.Compare(a.ref(), b.ref()) })
	return all, nil
}

// ref names the component in the bill of materials, unlike every other.
func (c Component) ref() string {
	if c.PURL != "" {
		return c.PURL
	}
	return fmt.Sprintf("%s:%s@%s", c.Type, c.Name, c.Version)
}
