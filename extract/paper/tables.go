package paper

import (
	"math"
	"slices"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/ocr"
)

// sameEdge is the distance in points within which two pages' columns are one.
const sameEdge = 3.0

// printed is a row of a table with the cells that begin in it.
type printed struct {
	extract.Row
	cells []*ocr.Cell // one for each field
}

// joinTables makes rows of the table at the head of the flow and of those on
// the following pages that go on with it. It returns the number of elements used.
func joinTables(flow []element) ([]extract.Row, int) {
	rows := rowsOf(flow[0])
	n := 1
	for n < len(flow) && continues(flow[n-1], flow[n]) {
		rows = mend(rows, flow[n-1], flow[n])
		n++
	}
	out := make([]extract.Row, 0, len(rows))
	for _, r := range rows {
		if len(r.Fields) > 0 {
			out = append(out, r.Row)
		}
	}
	return out, n
}

// rowsOf makes a row of fields of every row of the table: one field for each
// cell that begins in it.
func rowsOf(e element) []printed {
	rows := make([]printed, max(0, len(e.table.Rows)-1))
	for i := range rows {
		rows[i].Row = extract.Row{Page: e.page.Number, Grid: true}
	}
	for i := range e.table.Cells {
		c := &e.table.Cells[i]
		if c.Row < len(rows) {
			r := &rows[c.Row]
			r.Fields, r.cells = append(r.Fields, fieldOf(e.page, c)), append(r.cells, c)
		}
	}
	if !e.table.Ruled {
		scruple(rows)
	}
	return rows
}

// fieldOf makes the field of a cell.
func fieldOf(p *ocr.Page, c *ocr.Cell) extract.Field {
	f := extract.Field{
		Text: c.Text, Box: p.Share(c.Rect), Origin: p.Origin,
		Confidence: c.Confidence, Doubt: c.Doubt, Alternatives: c.Alternatives,
	}
	if f.Origin == "" {
		f.Origin = ocr.Text
	}
	f.Confidence = max(f.Confidence, 0.01) // 0 would mean that there is nothing to doubt
	return f
}

// continues reports whether b goes on with table a: it opens the next page,
// its outer edges are the same, and the columns of one are among the other's.
func continues(a, b element) bool {
	if a.table == nil || b.table == nil || a.page == b.page || layout(b.table) || a.table.Ruled != b.table.Ruled {
		return false
	}
	few, many := columnsOf(a), align(a, b)
	if len(few) < 2 || len(many) < 2 || math.Abs(few[len(few)-1]-many[len(many)-1]) > sameEdge {
		return false
	}
	if len(few) > len(many) {
		few, many = many, few
	}
	return !slices.ContainsFunc(few, func(x float64) bool {
		return !slices.ContainsFunc(many, func(y float64) bool { return math.Abs(x-y) <= sameEdge })
	})
}

// columnsOf are the edges of a table's columns, from its left edge.
func columnsOf(e element) []float64 {
	if len(e.table.Columns) == 0 {
		return nil
	}
	out := make([]float64, len(e.table.Columns))
	for i, x := range e.table.Columns {
		out[i] = x - e.table.Columns[0]
	}
	return out
}

// maxScale is the difference in scale that two scanned pages may have.
const maxScale = 0.03

// align gives the edges of b's columns at the scale of a.
func align(a, b element) []float64 {
	out := columnsOf(b)
	for i := range out {
		out[i] *= scale(a, b)
	}
	return out
}

// scale is the ratio of the tables' widths where it may be the scanner's doing.
func scale(a, b element) float64 {
	s := a.table.Width() / b.table.Width()
	if math.Abs(s-1) > maxScale || math.IsNaN(s) {
		return 1
	}
	return s
}
