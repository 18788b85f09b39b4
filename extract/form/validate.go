package form

import (
	"errors"
	"fmt"
	"slices"
)

func (f *Form) validate() error {
	if f.ID == "" || f.Kind == "" || len(f.Tables) == 0 {
		return errors.New("id, kind and tables are required")
	}
	seen := map[string]bool{}
	for i := range f.Tables {
		t := &f.Tables[i]
		if t.ID == "" || seen[t.ID] {
			return fmt.Errorf("table id %q is empty or used twice", t.ID)
		}
		seen[t.ID] = true
		if err := t.validate(); err != nil {
			return fmt.Errorf("table %s: %w", t.ID, err)
		}
	}
	return nil
}

func (t *Table) validate() error {
	rows, columns := map[string]bool{}, map[string]bool{}
	if len(t.Blocks) == 0 {
		return errors.New("a table needs blocks")
	}
	for i := range t.Blocks {
		b := &t.Blocks[i]
		if len(b.Columns) == 0 || len(b.Rows) == 0 {
			return fmt.Errorf("block %q needs columns and rows", b.Title)
		}
		here := map[string]bool{}
		for _, c := range b.Columns {
			if c.Key == "" || c.Label == "" || here[c.Key] {
				return fmt.Errorf("column %q of block %q has no key or label, or stands twice", c.Key, b.Title)
			}
			switch c.Type {
			case Count, Signed, Amount:
			default:
				return fmt.Errorf("column %s: type %q is not count, signed or amount", c.Key, c.Type)
			}
			here[c.Key], columns[c.Key] = true, true
		}
		for _, r := range b.Rows {
			if r.Key == "" || rows[r.Key] {
				return fmt.Errorf("row %q has no key or stands twice", r.Key)
			}
			if r.Label == "" && len(b.Rows) > 1 {
				return fmt.Errorf("row %s: only a block's single row may lack a label", r.Key)
			}
			rows[r.Key] = true
		}
		for _, s := range b.Subtotals {
			for _, k := range s.Of {
				if !here[k] {
					return fmt.Errorf("subtotal %s: no column %q", s.Label, k)
				}
			}
		}
	}
	for _, h := range t.Headings {
		if err := h.validate(rows, columns); err != nil {
			return fmt.Errorf("heading %s: %w", h.Label, err)
		}
	}
	for _, id := range t.Identities {
		if err := id.validate(rows, columns); err != nil {
			return fmt.Errorf("identity %s: %w", id.Rule, err)
		}
	}
	return nil
}

func (id Identity) validate(rows, columns map[string]bool) error {
	keys := rows
	switch id.Over {
	case EachRow:
		keys = columns
	case EachColumn:
	default:
		return fmt.Errorf("over: %q is not rows or columns", id.Over)
	}
	if id.Rule == "" || len(id.Sum) == 0 || len(id.Equals) == 0 {
		return errors.New("rule, sum and equals are required")
	}
	return named(keys, slices.Concat(id.Sum, id.Equals))
}

func (h Heading) validate(rows, columns map[string]bool) error {
	if h.Label == "" || len(h.Rows)+len(h.Columns) == 0 {
		return errors.New("label, and rows or columns, are required")
	}
	return errors.Join(named(rows, h.Rows), named(columns, h.Columns))
}

// named checks that each pattern names a key.
func named(keys map[string]bool, patterns []string) error {
	for _, pattern := range patterns {
		found := false
		for k := range keys {
			found = found || Match(pattern, k)
		}
		if !found {
			return fmt.Errorf("%q names no row or column of the table", pattern)
		}
	}
	return nil
}
