package licences

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/google/licensecheck"
)

// known is how much of a file, in percent, must be text of licences for it to
// count as recognised; the rest is names and years.
const known = 75

// allowed are the licences under which a component may be shipped: none of them
// asks for more than that its text is passed on and its own files stay open.
var allowed = []string{
	"0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "MPL-2.0", "Unlicense",
}

var (
	licenceName = regexp.MustCompile(`(?i)^(un)?licen[cs]e|^copying|^mit-license`)
	noticeName  = regexp.MustCompile(`(?i)^notice`)
	sourceName  = regexp.MustCompile(`(?i)\.(go|js|mjs|ts|json|py|sh)$`)
)

// textsIn reads the licence and notice files of folder, named from top.
func textsIn(top, folder string) ([]Text, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, fmt.Errorf("licences: %w", err)
	}
	var texts []Text
	for _, e := range entries {
		name := e.Name()
		if !e.Type().IsRegular() || sourceName.MatchString(name) ||
			!licenceName.MatchString(name) && !noticeName.MatchString(name) {
			continue
		}
		path := filepath.Join(folder, name)
		body, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("licences: %w", err)
		}
		file, err := filepath.Rel(top, path)
		if err != nil {
			return nil, fmt.Errorf("licences: %w", err)
		}
		texts = append(texts, Text{File: filepath.ToSlash(file), Body: string(body)})
	}
	return texts, nil
}

// unrecognised stands for a licence file that is none of the known ones.
const unrecognised = "unrecognised"

// identify names the licences that the texts contain, sorted. A notice states
// facts and grants nothing.
func identify(texts []Text) []string {
	var names []string
	for _, t := range texts {
		if noticeName.MatchString(filepath.Base(t.File)) {
			continue
		}
		found := licensecheck.Scan([]byte(t.Body))
		if found.Percent < known {
			names = append(names, unrecognised)
			continue
		}
		for _, m := range found.Match {
			if !m.IsURL {
				names = append(names, m.ID)
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Check says which components may not be shipped: those without a licence, with
// one that is not recognised, or with one that is neither on the list nor
// excepted by name.
func Check(components []Component) error {
	var faults []error
	for _, c := range components {
		if len(c.Licences) == 0 {
			faults = append(faults, fmt.Errorf("%s %s: no licence file", c.Name, c.Version))
		}
		if c.Excepted != "" {
			continue
		}
		for _, l := range c.Licences {
			if !slices.Contains(allowed, l) {
				faults = append(faults, fmt.Errorf("%s %s: %s is not one of %s", c.Name, c.Version, l, strings.Join(allowed, ", ")))
			}
		}
	}
	return errors.Join(faults...)
}
