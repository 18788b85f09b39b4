package specimen

// role is what a cell of a grid is.
type role int

const (
	filler role = iota // empty, or covered by a merged cell
	stub               // label of a row
	header             // label of a column or of a block
	figure
)

// cell is one cell of a grid. A merged cell spans across columns and down
// rows; the cells that it covers have across 0.
type cell struct {
	text         string
	role         role
	key          string // canonical key of a figure; empty for a figure without one
	across, down int
}

func (c cell) covered() bool { return c.across == 0 }

type rowKind int

const (
	blockTitle rowKind = iota
	headRow
	dataRow
	continuation // part of a data row that was torn off it
	furniture    // what stands between the rows at a page break: its text is cells[0].text
)

// gridRow is one row. Its cells fill the whole width of the grid until it is
// flattened; then it has whatever fields the file shows.
type gridRow struct {
	kind  rowKind
	row   string // row key
	cells []cell
}

// grid is one table.
type grid struct {
	table string
	stubs int // label columns
	width int
	rows  []gridRow
}

func (r gridRow) figures() []int {
	var at []int
	for i, c := range r.cells {
		if c.role == figure {
			at = append(at, i)
		}
	}
	return at
}

// leaf is the index of the label nearest to the figures, or -1.
func (r gridRow) leaf() int {
	last := -1
	for i, c := range r.cells {
		if c.role == stub && c.text != "" {
			last = i
		}
	}
	return last
}

// hasBlank reports whether a figure of the row shows nothing, so that a shift
// of its fields could not be noticed.
func (r gridRow) hasBlank() bool {
	for _, c := range r.cells {
		if c.role == figure && c.text == "" {
			return true
		}
	}
	return false
}

func (g *grid) dataRows() []int {
	var at []int
	for i, r := range g.rows {
		if r.kind == dataRow {
			at = append(at, i)
		}
	}
	return at
}

// cover returns n cells that a merged cell covers.
func cover(n int) []cell { return make([]cell, max(0, n)) }

func label(text string, r role, across, down int) cell {
	return cell{text: text, role: r, across: across, down: down}
}
