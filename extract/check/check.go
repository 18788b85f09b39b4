package check

import (
	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/extract/form"
)

// Run makes every check that the document can answer by itself. Passing
// findings are returned too. Tables of no known form and documents of another
// kind have none.
func Run(doc *extract.Document, forms *form.Set) []extract.Finding {
	out := []extract.Finding{}
	cells := figures{}
	for i := range doc.Tables {
		t := &doc.Tables[i]
		f := forms.Table(t.Form, t.ID)
		if f == nil {
			continue
		}
		cells.add(t)
		c := checker{table: f, cells: cells, names: map[string]string{}}
		for _, identity := range f.Identities {
			for _, e := range c.equations(identity) {
				out = append(out, c.compare(e))
			}
		}
		out = append(out, c.ranges(t)...)
	}
	if len(cells) == 0 && doc.Kind != extract.AnnualReport {
		return out
	}
	out = append(out, prose(doc, cells)...)
	return append(out, structure(doc, cells)...)
}

// figures are the cells of a document by key.
type figures map[string]*extract.Cell

func (f figures) add(t *extract.Table) {
	for i := range t.Cells {
		if _, twice := f[t.Cells[i].Key]; !twice {
			f[t.Cells[i].Key] = &t.Cells[i]
		}
	}
}

// state tells how a cell may be used in a check.
type state int

const (
	known   state = iota // a figure
	blank                // shown as blank, - or 无: nothing, not zero
	doubted              // a figure that may have been misread
	absent               // not shown, or not readable
)

// value returns the figure of a cell and how it may be used.
func (f figures) value(key string) (float64, state) {
	c, ok := f[key]
	switch {
	case !ok || c.Status == extract.Missing:
		return 0, absent
	case c.Value == nil && c.Status == extract.Suspect:
		return 0, absent
	case c.Value == nil:
		return 0, blank
	case c.Status == extract.Suspect:
		return *c.Value, doubted
	}
	return *c.Value, known
}

func (f figures) page(keys ...string) int {
	for _, k := range keys {
		if c, ok := f[k]; ok && c.Page > 0 {
			return c.Page
		}
	}
	return 0
}
