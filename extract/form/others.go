package form

import (
	"fmt"
	"slices"

	"github.com/gouji/gouji/extract"
)

// others collects the source tables of which no row was used by a form. A
// block counts as a table from two rows and two columns.
func others(items []*item, blocks []extract.Block) []extract.Table {
	used := map[int]bool{}
	for _, it := range items {
		if it.used {
			used[it.block] = true
		}
	}
	var out []extract.Table
	for i, b := range blocks {
		if used[i] || len(b.Rows) < 2 {
			continue
		}
		t := extract.Table{ID: fmt.Sprintf("table-%d", len(out)+1), Grid: [][]string{}, Pages: []int{}, Cells: []extract.Cell{}}
		width := 0
		for _, r := range b.Rows {
			texts := make([]string, len(r.Fields))
			for j, f := range r.Fields {
				texts[j] = f.Text
			}
			width = max(width, len(texts))
			t.Grid = append(t.Grid, texts)
			if !slices.Contains(t.Pages, r.Page) {
				t.Pages = append(t.Pages, r.Page)
			}
		}
		if width < 2 {
			continue
		}
		if i > 0 && blocks[i-1].Rows == nil && len([]rune(blocks[i-1].Text)) <= maxLabel {
			t.Title = blocks[i-1].Text
		}
		out = append(out, t)
	}
	return out
}
