package scan

import (
	"image"
	"math"
	"slices"

	"github.com/gouji/gouji/ocr"
)

// kind is what the ink of a cell looks like.
type kind int

const (
	blank  kind = iota
	mark        // a dash or a slash, known by its shape
	figure      // one line of digits
	label       // anything else: text
)

// inkedCell is a cell of a table with the ink in it.
type inkedCell struct {
	cell  *ocr.Cell
	em    int // of the table's text
	kind  kind
	text  string // of a mark
	ink   image.Rectangle
	blobs []blob
	lines []textLine
	// unsure is set when ink at the border was taken for the rest of a rule
	// although it has the height of a digit.
	unsure bool
	// wide is set when a figure does not look like digits alone, having a piece
	// that is wider than most: it may be a character after all.
	wide bool
}

// look finds the ink of a cell and tells what it is. The em is that of the
// table's text.
func look(sheet *ocr.Sheet, cell *ocr.Cell, box image.Rectangle, em int) inkedCell {
	c := inkedCell{cell: cell, em: em}
	c.blobs, c.unsure = clean(blobs(sheet.Ink, box), box, em)
	c.ink = bounds(c.blobs)
	switch {
	case len(c.blobs) == 0:
		c.kind = blank
	default:
		c.kind, c.text = c.shape(sheet)
	}
	if c.kind == label || c.kind == figure {
		c.lines = lines(c.blobs, max(cellEm(c.blobs), em/2))
	}
	return c
}

// leaveBlank takes a cell for empty, in doubt if a stroke as high as a digit was
// taken for the rest of a rule.
func (c *inkedCell) leaveBlank() {
	c.cell.Confidence = 1
	if c.unsure {
		doubt(c.cell, 0.7, "格线旁有笔画，可能是数字")
	}
}

// cellEm is the em of a cell whose characters may be larger or smaller than
// those of its table.
func cellEm(of []blob) int { return em(of, math.MaxInt) }

// clean drops what is not writing: specks, and what a rule has left at the
// border of the cell. It reports whether something of that might have been a
// digit after all.
func clean(all []blob, box image.Rectangle, em int) (kept []blob, unsure bool) {
	speck := max(2, em/14)
	inner, edge := box.Inset(max(3, em/8)), box.Inset(2)
	thin := max(4, em/7)
	for _, b := range all {
		touches := !b.In(edge)
		switch {
		case b.Dx() <= speck && b.Dy() <= speck:
		case !b.Overlaps(inner): // in the border band
		case touches && (10*b.Dx() > 8*box.Dx() || 10*b.Dy() > 8*box.Dy()): // along the cell
		case corner(b, edge) && 2*max(b.Dx(), b.Dy()) <= em: // where dashed rules meet
		case touches && min(b.Dx(), b.Dy()) <= thin:
			unsure = unsure || 3*max(b.Dx(), b.Dy()) >= em
		default:
			kept = append(kept, b)
		}
	}
	return withoutDust(kept), unsure
}

// corner reports whether a piece stands in a corner of a cell, given the cell
// without its outermost pixels.
func corner(b blob, edge image.Rectangle) bool {
	return (b.Min.X < edge.Min.X || b.Max.X > edge.Max.X) && (b.Min.Y < edge.Min.Y || b.Max.Y > edge.Max.Y)
}

// withoutDust drops pieces that are small against the rest of the ink and stand
// neither where a point or comma does nor where a dash does.
func withoutDust(all []blob) []blob {
	high := 0
	for _, b := range all {
		high = max(high, b.Dy())
	}
	var body image.Rectangle
	for _, b := range all {
		if 2*b.Dy() >= high {
			body = body.Union(b.Rectangle)
		}
	}
	return slices.DeleteFunc(all, func(b blob) bool {
		if 5*max(b.Dx(), b.Dy()) > 2*high || b.Overlaps(body) && 5*max(b.Dx(), b.Dy()) > high {
			return false
		}
		at := 100 * ((b.Min.Y+b.Max.Y)/2 - body.Min.Y) / max(1, body.Dy())
		point := at >= 65 && at <= 125
		dash := b.Dx() > b.Dy() && at >= 30 && at <= 70
		return !point && !dash
	})
}

// shape tells marks, figures and labels apart by the outlines of their ink.
func (c *inkedCell) shape(sheet *ocr.Sheet) (kind, string) {
	w, h := c.ink.Dx(), c.ink.Dy()
	flat := 10*h <= c.em // whatever is left of it, it lay
	if flat || len(c.blobs) <= 2 && w > 2*h && h*4 <= c.em && 4*w >= c.em {
		if 4*w >= 3*c.em {
			return mark, "—"
		}
		return mark, "-"
	}
	if len(c.blobs) == 1 && slash(sheet.Ink, c.ink) {
		return mark, "/"
	}
	if c.digits() {
		return figure, ""
	}
	return label, ""
}

// digits reports whether the ink looks like one line of digits: pieces of one
// height that are narrower than high, with points and dashes between them.
func (c *inkedCell) digits() bool {
	h := c.ink.Dy()
	if 3*h < c.em || 3*h > 5*c.em || storeys(c.blobs, h) {
		return false
	}
	columns := merge(c.blobs)
	if len(columns) > 16 {
		return false
	}
	tall := 0
	for _, b := range columns {
		switch {
		case 20*b.Dx() > 17*h: // as wide as a Chinese character
			return false
		case 4*b.Dy() >= 3*h:
			tall++
			c.wide = c.wide || 100*b.Dx() > 72*h
		case 2*b.Dy() > h: // neither a digit nor a point
			return false
		}
	}
	return tall > 0
}

// followColumns takes what stands in a column of figures and has their height
// for a figure too, however little its broken strokes look like one.
func followColumns(cells []inkedCell) {
	var heights []int
	figures, labels := map[int]int{}, map[int]int{}
	for _, c := range cells {
		switch c.kind {
		case figure:
			heights = append(heights, c.ink.Dy())
			figures[c.cell.Column]++
		case label:
			labels[c.cell.Column]++
		}
	}
	if len(heights) < leastFigures {
		return
	}
	slices.Sort(heights)
	high := heights[len(heights)/2]
	for i := range cells {
		c := &cells[i]
		h := c.ink.Dy()
		if c.kind == label && len(c.lines) <= 1 && 10*h >= 7*high && 10*h <= 13*high && c.ink.Dx() <= 6*high &&
			figures[c.cell.Column] > labels[c.cell.Column] {
			c.kind, c.unsure, c.wide = figure, true, true
		}
	}
}

// leastFigures is how many figures tell the height of a table's digits.
const leastFigures = 6

// storeys reports whether the ink stands in lines one above the other: a gap
// goes through all of it, with much ink on both sides.
func storeys(of []blob, height int) bool {
	if len(of) < 4 {
		return false
	}
	of = slices.Clone(of)
	slices.SortFunc(of, func(a, b blob) int { return a.Min.Y - b.Min.Y })
	top, bottom := of[0].Min.Y, of[0].Max.Y
	for _, b := range of[1:] {
		if b.Min.Y-bottom >= max(2, height/12) && 4*(bottom-top) >= height {
			return true
		}
		bottom = max(bottom, b.Max.Y)
	}
	return false
}

// merge joins pieces that stand one above the other, which is how noise and
// thin strokes break a digit.
func merge(of []blob) []blob {
	of = slices.Clone(of)
	slices.SortFunc(of, func(a, b blob) int { return a.Min.X - b.Min.X })
	var columns []blob
	for _, b := range of {
		if n := len(columns); n > 0 {
			last := &columns[n-1]
			if shared := last.Max.X - b.Min.X; 2*shared > min(last.Dx(), b.Dx()) {
				*last = join(*last, b)
				continue
			}
		}
		columns = append(columns, b)
	}
	return columns
}

// slash reports whether a piece of ink is one straight stroke from the lower
// left to the upper right.
func slash(ink *image.Gray, r image.Rectangle) bool {
	w, h := r.Dx(), r.Dy()
	if h < 8 || 5*w < h || 4*w > 5*h {
		return false
	}
	for y := range h {
		row := ink.Pix[ink.PixOffset(r.Min.X, r.Min.Y+y):][:w]
		first, last := slices.Index(row, 0), w-1
		for last > 0 && row[last] != 0 {
			last--
		}
		if first < 0 || 3*(last-first+1) > 2*w && h > 12 {
			return false
		}
		middle := float64(first+last) / 2 / float64(w)
		expected := 1 - float64(y)/float64(h)
		expected = expected*0.7 + 0.15
		if middle < expected-0.22 || middle > expected+0.22 {
			return false
		}
	}
	return true
}
