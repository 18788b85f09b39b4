package grid

import (
	"cmp"
	"slices"

	"github.com/gouji/gouji/ocr"
)

// FromCells builds tables from the white boxes that rules enclose, as a
// picture's connected components give them: neighbours are apart by the
// thickness of a rule, at most Snap. A cell has the place of its box, without
// the rules around it. Elements of the grid that no box covers become empty
// cells of their own.
func FromCells(cells []ocr.Rect, page ocr.Rect, o Options) []ocr.Table {
	snap := o.snap()
	boxes := innermost(soundBoxes(cells, page, snap), page)
	var tables []ocr.Table
	for _, group := range neighbours(boxes, snap) {
		if t, ok := arrange(group, snap); ok {
			tables = append(tables, t)
		}
	}
	sortTables(tables)
	return tables
}

// soundBoxes drops what is too small for a character; of more than maxLines
// boxes the largest are kept.
func soundBoxes(cells []ocr.Rect, page ocr.Rect, snap float64) []ocr.Rect {
	var out []ocr.Rect
	for _, r := range cells {
		if sound(r) && r.Width() > snap && r.Height() > snap && (page.Empty() || page.Contains(r.Center())) {
			out = append(out, r)
		}
	}
	if len(out) > maxLines {
		slices.SortFunc(out, func(a, b ocr.Rect) int { return cmp.Compare(area(b), area(a)) })
		out = out[:maxLines]
	}
	return out
}

func area(r ocr.Rect) float64 { return r.Width() * r.Height() }

// maxSpecks is the number of boxes inside a cell that may be specks.
const maxSpecks = 3

// innermost drops the boxes around other boxes, such as the page's own white,
// and the specks inside of a cell.
func innermost(boxes []ocr.Rect, page ocr.Rect) []ocr.Rect {
	slices.SortFunc(boxes, func(a, b ocr.Rect) int {
		return cmp.Or(cmp.Compare(a.Top, b.Top), cmp.Compare(a.Left, b.Left))
	})
	dropped := make([]bool, len(boxes))
	for i, outer := range boxes {
		var inner []int
		covered := 0.0
		from, _ := slices.BinarySearchFunc(boxes, outer.Top, func(b ocr.Rect, y float64) int { return cmp.Compare(b.Top, y) })
		for j := from; j < len(boxes) && boxes[j].Top < outer.Bottom; j++ {
			if j != i && area(boxes[j]) < area(outer) && outer.Contains(boxes[j].Center()) {
				inner, covered = append(inner, j), covered+area(boxes[j])
			}
		}
		if covered > area(outer)/8 || len(inner) > maxSpecks || len(inner) > 0 && area(outer) > area(page)/2 {
			dropped[i] = true
			continue
		}
		for _, j := range inner {
			dropped[j] = true
		}
	}
	var out []ocr.Rect
	for i, b := range boxes {
		if !dropped[i] {
			out = append(out, b)
		}
	}
	return out
}

// neighbours groups the boxes that lie within snap of each other.
func neighbours(boxes []ocr.Rect, snap float64) [][]ocr.Rect {
	group := newSets(len(boxes))
	for i, a := range boxes { // by their top edge
		for j := i + 1; j < len(boxes) && boxes[j].Top <= a.Bottom+snap; j++ {
			if b := boxes[j]; b.Left <= a.Right+snap && a.Left <= b.Right+snap {
				group.join(i, j)
			}
		}
	}
	at := map[int]int{}
	var out [][]ocr.Rect
	for i, b := range boxes {
		root := group.find(i)
		if _, ok := at[root]; !ok {
			at[root] = len(out)
			out = append(out, nil)
		}
		out[at[root]] = append(out[at[root]], b)
	}
	return out
}

// arrange puts neighbouring boxes into the rows and columns that their edges
// make.
func arrange(boxes []ocr.Rect, snap float64) (ocr.Table, bool) {
	var xs, ys []float64
	for _, b := range boxes {
		xs, ys = append(xs, b.Left, b.Right), append(ys, b.Top, b.Bottom)
	}
	t := ocr.Table{Columns: cluster(xs, snap), Rows: cluster(ys, snap), Ruled: true}
	width, height := len(t.Columns)-1, len(t.Rows)-1
	if len(boxes) < 2 || width < 1 || height < 1 || width*height > maxElements {
		return t, false
	}
	taken := make([]bool, width*height)
	slices.SortStableFunc(boxes, func(a, b ocr.Rect) int { return cmp.Compare(area(a), area(b)) })
	place := func(c ocr.Cell) bool {
		for pass := range 2 {
			for y := c.Row; y < c.Row+c.RowSpan; y++ {
				for x := c.Column; x < c.Column+c.ColSpan; x++ {
					if pass == 0 && taken[y*width+x] {
						return false
					}
					taken[y*width+x] = pass == 1
				}
			}
		}
		t.Cells = append(t.Cells, c)
		return true
	}
	for _, b := range boxes {
		c := ocr.Cell{Rect: b, Row: nearest(t.Rows, b.Top), Column: nearest(t.Columns, b.Left)}
		c.RowSpan, c.ColSpan = nearest(t.Rows, b.Bottom)-c.Row, nearest(t.Columns, b.Right)-c.Column
		if c.RowSpan > 0 && c.ColSpan > 0 {
			place(c)
		}
	}
	for i := range taken {
		if !taken[i] {
			place(ocr.Cell{Row: i / width, Column: i % width, RowSpan: 1, ColSpan: 1})
		}
	}
	finish(&t)
	return t, len(t.Cells) > 1
}
