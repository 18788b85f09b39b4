package form

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
)

// Set is all forms that the program knows, in the order of their IDs.
type Set struct {
	Forms []*Form
	words map[rune][]spelling // labels that run-on text is cut at
}

// Load reads and validates every *.yaml file below fsys. An error names the
// file, and the line where the YAML itself is wrong.
func Load(fsys fs.FS) (*Set, error) {
	var set Set
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".yaml" {
			return err
		}
		f, err := loadFile(fsys, name)
		if err != nil {
			return fmt.Errorf("form %s: %w", name, err)
		}
		set.Forms = append(set.Forms, f)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if len(set.Forms) == 0 {
		return nil, errors.New("form: no form file found")
	}
	slices.SortFunc(set.Forms, func(a, b *Form) int { return strings.Compare(a.ID, b.ID) })
	for i := 1; i < len(set.Forms); i++ {
		if set.Forms[i].ID == set.Forms[i-1].ID {
			return nil, fmt.Errorf("form: two forms have the id %q", set.Forms[i].ID)
		}
	}
	set.words = set.vocabulary()
	return &set, nil
}

func loadFile(fsys fs.FS, name string) (*Form, error) {
	b, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, err
	}
	var f Form
	if err := yaml.NewDecoder(bytes.NewReader(b), yaml.Strict()).Decode(&f); err != nil {
		return nil, err
	}
	if err := f.validate(); err != nil {
		return nil, err
	}
	f.prepare()
	return &f, nil
}

// prepare makes the labels ready for comparing, once for all documents.
func (f *Form) prepare() {
	for i := range f.Tables {
		t := &f.Tables[i]
		t.prepared = t.slots()
		for j := range t.Blocks {
			columns := t.Blocks[j].Columns
			for k := range columns {
				columns[k].prepared = columns[k].labels()
			}
		}
	}
}

// Form returns the form with the given ID, or nil.
func (s *Set) Form(id string) *Form {
	for _, f := range s.Forms {
		if f.ID == id {
			return f
		}
	}
	return nil
}

// Table returns the table with the given ID of the given form, or nil.
func (s *Set) Table(formID, tableID string) *Table {
	f := s.Form(formID)
	if f == nil {
		return nil
	}
	for i := range f.Tables {
		if f.Tables[i].ID == tableID {
			return &f.Tables[i]
		}
	}
	return nil
}

// Key builds the canonical key of a cell.
func Key(table, row, column string) string { return table + "/" + row + "/" + column }

// Match reports whether a key of an identity, which may end in "*", names key.
func Match(pattern, key string) bool {
	if prefix, ok := strings.CutSuffix(pattern, "*"); ok {
		return strings.HasPrefix(key, prefix)
	}
	return pattern == key
}
