package document

import (
	"cmp"
	"strconv"
	"strings"

	"golang.org/x/text/width"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/index/web/site"
	"github.com/gouji/gouji/ocr"
)

// table is a table as it is shown: in the official layout where it has one,
// else as it was read.
type table struct {
	*extract.Table
	Number int // from 1
	Panels []panel
}

// panel is a part of a table with its own heads.
type panel struct {
	Title string
	Width int        // columns of the whole table, with its stub
	Stub  int        // columns of the heads of rows
	Heads [][]column // levels of column heads
	Rows  []row
}

// column is a merged head of columns.
type column struct {
	Text       string
	Rows, Cols int
	Group      bool
}

// row is a row with the heads that begin there.
type row struct {
	Heads   []column
	Figures []figure
}

// figure is a cell of a table as it is shown.
type figure struct {
	*extract.Cell
	Anchor  string
	Columns int
	Address string // of the page with this figure chosen
	Pinned  bool
	Failing bool // stands in a check that failed
	Total   bool // is the total of a check that failed
}

// Shown is what stands in the cell: the figure as the document prints it. Where
// a person has corrected it, or where the print is not this figure alone, such as
// a row of figures run together, it is the value.
func (f figure) Shown() string {
	if f.Corrected() || !f.Printed() {
		return site.Figure(f.Value)
	}
	return f.Raw
}

// Printed reports whether the document prints the figure by itself.
func (f figure) Printed() bool {
	if f.Value == nil {
		return true
	}
	plain := separators.Replace(width.Narrow.String(f.Raw))
	if len(plain) > 1 && plain[0] == '0' && plain[1] != '.' {
		return false // zeros run together
	}
	v, err := strconv.ParseFloat(plain, 64)
	return err == nil && v == *f.Value
}

// separators and units may stand in a printed figure and change nothing.
var separators = strings.NewReplacer(",", "", " ", "", "\u00a0", "", "+", "", "−", "-", "件", "", "项", "", "万元", "", "元", "")

// Corrected reports whether a person has entered the figure.
func (f figure) Corrected() bool { return f.Origin == ocr.Corrected }

// Sure reports whether nothing is doubtful about the figure.
func (f figure) Sure() bool { return f.Status == extract.CellOK }

// tables lays out all tables of a document.
func (v *view) tables(doc *extract.Document) []table {
	out := make([]table, len(doc.Tables))
	for i := range doc.Tables {
		t := &doc.Tables[i]
		out[i] = table{Table: t, Number: i + 1, Panels: v.panels(t)}
	}
	return out
}

func (v *view) panels(t *extract.Table) []panel {
	layout := layoutOf(t)
	stub, wide := 0, 1
	for _, p := range layout {
		stub, wide = max(stub, depth(p.Rows)), multiple(wide, len(p.Columns))
	}
	out := make([]panel, len(layout))
	for i, p := range layout {
		each := wide / max(1, len(p.Columns))
		out[i] = panel{Title: p.Title, Width: stub + wide, Stub: stub, Heads: columnHeads(p.Columns, each)}
		for j, heads := range merge(p.Rows, stub) {
			r := row{}
			for _, h := range heads {
				r.Heads = append(r.Heads, column{Text: h.Text, Rows: h.Span, Cols: h.Deep, Group: h.Span > 1})
			}
			for _, c := range p.Columns {
				r.Figures = append(r.Figures, v.figure(t.ID+"/"+p.Rows[j].Key+"/"+c.Key, each))
			}
			out[i].Rows = append(out[i].Rows, r)
		}
	}
	return out
}

// columnHeads are the levels of the heads of columns, each column so many
// columns of the table wide.
func columnHeads(heads []extract.Head, each int) [][]column {
	levels := depth(heads)
	out := make([][]column, levels)
	for _, begin := range merge(heads, levels) {
		for _, h := range begin {
			out[h.Depth] = append(out[h.Depth], column{Text: h.Text, Rows: h.Deep, Cols: h.Span * each, Group: h.Span > 1})
		}
	}
	return out
}

// figure is the figure of a key. One that the document does not have is shown
// as missing.
func (v *view) figure(key string, columns int) figure {
	c := cmp.Or(v.cells[key], &extract.Cell{Key: key, Status: extract.Missing})
	return figure{
		Cell: c, Anchor: site.Anchor(key), Columns: columns, Address: v.address(c.Page, key),
		Pinned: key == v.pinned, Failing: v.failing[key], Total: v.totals[key],
	}
}

// multiple is the least common multiple.
func multiple(a, b int) int {
	if b == 0 {
		return a
	}
	x, y := a, b
	for y != 0 {
		x, y = y, x%y
	}
	return a / x * b
}
