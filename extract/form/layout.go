package form

import (
	"slices"

	"github.com/gouji/gouji/extract"
)

// layout returns the table as the official form lays it out.
func (t *Table) layout() []extract.Panel {
	panels := make([]extract.Panel, len(t.Blocks))
	for i, b := range t.Blocks {
		p := extract.Panel{Title: b.Title}
		for _, r := range b.Rows {
			over := t.headings(r.Key, func(h Heading) []string { return h.Rows })
			p.Rows = append(p.Rows, extract.Head{Key: r.Key, Label: r.Label, Under: over})
		}
		for _, c := range b.Columns {
			over := t.headings(c.Key, func(h Heading) []string { return h.Columns })
			if c.Group != "" {
				over = append(over, c.Group)
			}
			p.Columns = append(p.Columns, extract.Head{Key: c.Key, Label: c.Label, Under: over})
		}
		panels[i] = p
	}
	return panels
}

// headings are the headings over a row or a column, the outermost first.
func (t *Table) headings(key string, patterns func(Heading) []string) []string {
	var over []string
	for _, h := range t.Headings {
		if slices.ContainsFunc(patterns(h), func(p string) bool { return Match(p, key) }) {
			over = append(over, h.Label)
		}
	}
	return over
}
