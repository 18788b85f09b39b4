package specimen

import "math/rand/v2"

// Report is a report before any layout prints it: its parts in reading order,
// merged cells known. The printer of internal/printer sets it on pages.
type Report struct {
	Parts []Part
	Truth Truth
}

// Part is a heading, a paragraph or, where Table is set, a table.
type Part struct {
	Level int // 1 title, 2 section heading, 0 paragraph
	Text  string
	Table *Table
}

// Table is a table of the form as the official form lays it out.
type Table struct {
	ID    string
	Stubs int // label columns
	Width int // columns
	Rows  []Row
}

// Row is one row of a Table. Title says that it is the heading of a block, Head
// that it holds labels of columns.
type Row struct {
	Title, Head bool
	Cells       []Cell // without those that a merged cell covers
}

// Cell is one cell of a Row. It covers Across columns and Down rows.
type Cell struct {
	Text         string
	Key          string // canonical key of a figure
	Figure       bool
	Across, Down int
}

// Compose makes the report that o describes without writing it as a file. Of
// the layout and the damages only those of the typesetting matter.
func Compose(o Options) Report {
	o.Layout = "html"
	m := newMaker(o)
	m.style = m.drawStyle()
	m.applyStyle()
	m.place = m.drawPlace()
	m.drawFigures()
	m.showFigures()
	m.truth.Violations = Violations(m.forms, m.truth.Forms, m.truth.Cells)

	written := m.write()
	r := Report{Truth: m.truth}
	for _, p := range written.parts {
		part := Part{Level: p.level, Text: p.text}
		if p.grid != nil {
			part.Table = p.grid.export()
		}
		r.Parts = append(r.Parts, part)
	}
	return r
}

func (g *grid) export() *Table {
	t := &Table{ID: g.table, Stubs: g.stubs, Width: g.width}
	for _, r := range g.rows {
		row := Row{Title: r.kind == blockTitle, Head: r.kind == headRow}
		for _, c := range r.cells {
			if !c.covered() {
				row.Cells = append(row.Cells, Cell{Text: c.text, Key: c.key, Figure: c.role == figure, Across: c.across, Down: c.down})
			}
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// Paragraphs draws n invented paragraphs of the sort that fills such reports.
func Paragraphs(rng *rand.Rand, n int) []string {
	paragraphs := make([]string, n)
	for i := range paragraphs {
		for range 2 + rng.IntN(4) {
			paragraphs[i] += sentence(rng)
		}
	}
	return paragraphs
}
