package document

import (
	"slices"
	"strings"

	"github.com/gouji/gouji/extract"
)

// head is a head of a row or of a column, merged over what it stands for.
type head struct {
	Text  string
	Depth int // levels above it, or to the left of it
	Span  int // rows or columns that it stands for
	Deep  int // levels that it fills
}

// chain is a head with those above it.
func chain(h extract.Head) []string { return append(slices.Clone(h.Under), h.Label) }

// depth is the number of levels that heads need. Heads that say nothing need none.
func depth(heads []extract.Head) int {
	deepest := 0
	for _, h := range heads {
		if h.Label != "" || len(h.Under) > 0 {
			deepest = max(deepest, len(h.Under)+1)
		}
	}
	return deepest
}

// merge returns for each row (or column) the heads that begin there. A head goes
// on as long as the next rows stand under it too.
func merge(heads []extract.Head, levels int) [][]head {
	out := make([][]head, len(heads))
	for i := range heads {
		own := chain(heads[i])
		for d := 0; d < len(own) && d < levels; d++ {
			if d == len(own)-1 {
				out[i] = append(out[i], head{Text: own[d], Depth: d, Span: 1, Deep: levels - d})
				continue
			}
			if i > 0 && together(heads[i-1], heads[i], d) {
				continue
			}
			h := head{Text: own[d], Depth: d, Span: 1, Deep: 1}
			for i+h.Span < len(heads) && together(heads[i], heads[i+h.Span], d) {
				h.Span++
			}
			out[i] = append(out[i], h)
		}
	}
	return out
}

// together reports whether two heads stand under the same head at level d.
func together(a, b extract.Head, d int) bool {
	return len(a.Under) > d && len(b.Under) > d && slices.Equal(a.Under[:d+1], b.Under[:d+1])
}

// layoutOf is the layout of a table. One that was stored without a layout shows
// its figures in the order of their keys.
func layoutOf(t *extract.Table) []extract.Panel {
	if t.Layout != nil {
		return t.Layout
	}
	var panels []extract.Panel
	for i := range t.Cells {
		c := &t.Cells[i]
		part := strings.SplitN(c.Key, "/", 3)
		if len(part) < 3 {
			continue
		}
		row, column := extract.Head{Key: part[1], Label: c.RowLabel}, extract.Head{Key: part[2], Label: c.ColumnLabel}
		last := len(panels) - 1
		if last < 0 || panels[last].Rows[0].Key != row.Key {
			panels = append(panels, extract.Panel{Rows: []extract.Head{row}})
			last++
		}
		panels[last].Columns = append(panels[last].Columns, column)
	}
	return joined(panels)
}

// joined joins the panels that have the same columns.
func joined(panels []extract.Panel) []extract.Panel {
	var out []extract.Panel
	for _, p := range panels {
		last := len(out) - 1
		same := func(a, b extract.Head) bool { return a.Key == b.Key }
		if last >= 0 && slices.EqualFunc(out[last].Columns, p.Columns, same) {
			out[last].Rows = append(out[last].Rows, p.Rows...)
			continue
		}
		out = append(out, p)
	}
	return out
}
