package grid

import (
	"cmp"
	"slices"

	"github.com/gouji/gouji/ocr"
)

const (
	// maxElements bounds the elementary cells of one table.
	maxElements = 200_000
	// wall is the share of a cell's side that a rule must cover to divide it
	// from its neighbour; less is an overshoot or an underlined word.
	wall = 0.6
)

// table divides the component into cells. ok is false when it is no table.
func (c *component) table(snap float64) (ocr.Table, bool) {
	columns := edges(c.vertical, c.horizontal, snap)
	rows := edges(c.horizontal, c.vertical, snap)
	width, height := len(columns)-1, len(rows)-1
	if width < 1 || height < 1 || width*height > maxElements {
		return ocr.Table{}, false
	}
	right := walls(c.vertical, columns, rows)   // [edge][row]
	below := walls(c.horizontal, rows, columns) // [edge][column]
	region := newSets(width * height)
	for y := range height {
		for x := range width {
			if x > 0 && !right[x*height+y] {
				region.join(y*width+x-1, y*width+x)
			}
			if y > 0 && !below[y*width+x] {
				region.join((y-1)*width+x, y*width+x)
			}
		}
	}
	t := ocr.Table{Columns: columns, Rows: rows, Ruled: true, Cells: rectangles(region, width, height)}
	finish(&t)
	return t, len(t.Cells) > 1
}

// edges are the places of the lines, clustered, and the ends of the crossing
// lines where they reach beyond: the open edge of a table.
func edges(lines, crossing []line, snap float64) []float64 {
	places := make([]float64, len(lines))
	for i, l := range lines {
		places[i] = l.at
	}
	out := cluster(places, snap)
	first, last := out[0], out[len(out)-1]
	for _, l := range crossing {
		first, last = min(first, l.from), max(last, l.to)
	}
	if first < out[0]-2*snap {
		out = slices.Insert(out, 0, first)
	}
	if last > out[len(out)-1]+2*snap {
		out = append(out, last)
	}
	return out
}

// cluster returns the means of the groups of places that lie within snap.
func cluster(places []float64, snap float64) []float64 {
	slices.Sort(places)
	var out []float64
	for i := 0; i < len(places); {
		j, sum := i, 0.0
		for j < len(places) && (j == i || places[j]-places[j-1] <= snap && places[j]-places[i] <= 3*snap) {
			sum += places[j]
			j++
		}
		out = append(out, sum/float64(j-i))
		i = j
	}
	return out
}

// walls tells for every edge and every stretch between two neighbouring
// crossing edges whether a line on the edge covers the stretch.
func walls(lines []line, at, across []float64) []bool {
	n := len(across) - 1
	cover := make([]float64, len(at)*n)
	for _, l := range lines {
		edge := nearest(at, l.at)
		for i := max(0, between(across, l.from)); i < n && across[i] < l.to; i++ {
			cover[edge*n+i] += max(0, min(l.to, across[i+1])-max(l.from, across[i]))
		}
	}
	out := make([]bool, len(cover))
	for i := range out {
		out[i] = cover[i] >= wall*(across[i%n+1]-across[i%n])
	}
	return out
}

// nearest is the index of the edge next to a place.
func nearest(edges []float64, place float64) int {
	i, _ := slices.BinarySearch(edges, place)
	if i == len(edges) || i > 0 && place-edges[i-1] < edges[i]-place {
		return i - 1
	}
	return i
}

// between is the index of the stretch of edges that holds a place, -1 before
// the first edge and len(edges)-1 behind the last.
func between(edges []float64, place float64) int {
	i, found := slices.BinarySearch(edges, place)
	if found {
		return i
	}
	return i - 1
}

// rectangles makes cells of the regions of elementary cells, row by row. A
// region that is no rectangle, since a rule is missing, is cut into some.
func rectangles(region sets, width, height int) []ocr.Cell {
	taken := make([]bool, width*height)
	same := func(i, root int) bool { return !taken[i] && region.find(i) == root }
	var cells []ocr.Cell
	for i := range taken {
		if taken[i] {
			continue
		}
		y, x, root := i/width, i%width, region.find(i)
		across := 1
		for x+across < width && same(i+across, root) {
			across++
		}
		down := 1
		for y+down < height && !slices.ContainsFunc(stretch(i+down*width, across), func(j int) bool { return !same(j, root) }) {
			down++
		}
		for dy := range down {
			for dx := range across {
				taken[i+dy*width+dx] = true
			}
		}
		cells = append(cells, ocr.Cell{Row: y, Column: x, RowSpan: down, ColSpan: across})
	}
	return cells
}

func stretch(from, n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = from + i
	}
	return out
}

// finish drops the edges at which no cell begins or ends, sorts the cells and
// gives them their rectangles.
func finish(t *ocr.Table) {
	rows, columns := make([]bool, len(t.Rows)), make([]bool, len(t.Columns))
	for _, c := range t.Cells {
		rows[c.Row], rows[c.Row+c.RowSpan] = true, true
		columns[c.Column], columns[c.Column+c.ColSpan] = true, true
	}
	var newRow, newColumn []int
	t.Rows, newRow = keep(t.Rows, rows)
	t.Columns, newColumn = keep(t.Columns, columns)
	for i := range t.Cells {
		c := &t.Cells[i]
		bottom, right := newRow[c.Row+c.RowSpan], newColumn[c.Column+c.ColSpan]
		c.Row, c.Column = newRow[c.Row], newColumn[c.Column]
		c.RowSpan, c.ColSpan = bottom-c.Row, right-c.Column
		if !c.Empty() {
			continue
		}
		c.Rect = ocr.Rect{Left: t.Columns[c.Column], Top: t.Rows[c.Row], Right: t.Columns[right], Bottom: t.Rows[bottom]}
	}
	slices.SortFunc(t.Cells, func(a, b ocr.Cell) int { return cmp.Or(a.Row-b.Row, a.Column-b.Column) })
	t.Rect = ocr.Rect{Left: t.Columns[0], Top: t.Rows[0], Right: t.Columns[len(t.Columns)-1], Bottom: t.Rows[len(t.Rows)-1]}
}

// keep returns the marked edges and, for each old index, the new one.
func keep(edges []float64, marked []bool) (kept []float64, index []int) {
	index = make([]int, len(edges))
	for i, e := range edges {
		index[i] = len(kept)
		if marked[i] {
			kept = append(kept, e)
		}
	}
	return kept, index
}
