package form

import (
	"slices"
	"strings"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/ocr"
)

// reclaim gives rows of a ruled table the fields back that stand among their
// figures but read as words, as they do under a stamp. Which fields these are
// is known by their place, from the rows above and below that show every
// figure; nothing else would tell them from a label.
func reclaim(rows []*item, columns int) {
	whole := slices.IndexFunc(rows, func(it *item) bool { return it.ruled() && len(it.values) == columns })
	if whole < 0 {
		return
	}
	for _, it := range rows {
		if it.ruled() && len(it.values) < columns && it.block == rows[whole].block {
			it.take(rows[whole].values)
		}
	}
}

// ruled reports whether a row stands in a grid and its places are known.
func (it *item) ruled() bool {
	return it.grid && !slices.ContainsFunc(it.fields, func(f extract.Field) bool { return f.Box == nil })
}

// take makes the fields below or above those of another row the row's values,
// if there is one for each.
func (it *item) take(columns []extract.Field) {
	first := slices.IndexFunc(it.fields, func(f extract.Field) bool { return below(*f.Box, *columns[0].Box) })
	if first < 0 || first+len(columns) > len(it.fields) {
		return
	}
	values := it.fields[first : first+len(columns)]
	shown, damaged := 0, false
	for i, f := range values {
		if !below(*f.Box, *columns[i].Box) {
			return
		}
		if f.Text != "" {
			shown++
		}
		damaged = damaged || strings.ContainsRune(f.Text, lost)
	}
	it.values, it.first, it.figures, it.damaged = values, first, shown, damaged
}

// below reports whether two cells stand in one column: the middle of each lies
// within the other.
func below(a, b ocr.Box) bool {
	x, y := (a[0]+a[2])/2, (b[0]+b[2])/2
	return b[0] < x && x < b[2] && a[0] < y && y < a[2]
}
