package grid

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/gouji/gouji/ocr"
)

// Fill puts the glyphs into the cells that hold the centre of their ink and
// sets the cells' texts, with a confidence of 1. It returns the glyphs that
// stand in no table. Where tables overlap, the smaller one has the glyph.
func Fill(tables []ocr.Table, glyphs []ocr.Glyph) (rest []ocr.Glyph) {
	order := make([]int, len(tables))
	places := make([][]int, len(tables)) // the cell of every element
	inside := make([][][]ocr.Glyph, len(tables))
	for i := range tables {
		order[i], places[i] = i, elements(&tables[i])
		inside[i] = make([][]ocr.Glyph, len(tables[i].Cells))
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(area(tables[a].Rect), area(tables[b].Rect)) })
	for _, g := range glyphs {
		if !sound(g.Rect) {
			continue
		}
		x, y := g.Center()
		found := false
		for _, i := range order {
			if cell := cellAt(&tables[i], places[i], x, y); cell >= 0 {
				inside[i][cell] = append(inside[i][cell], g)
				found = true
				break
			}
		}
		if !found {
			rest = append(rest, g)
		}
	}
	for i := range tables {
		for j := range tables[i].Cells {
			c := &tables[i].Cells[j]
			c.Text, c.Confidence = cellText(inside[i][j], c.Rect), 1
		}
	}
	return rest
}

// elements maps every elementary cell of a table to its cell.
func elements(t *ocr.Table) []int {
	width := len(t.Columns) - 1
	out := make([]int, max(0, width*(len(t.Rows)-1)))
	for i := range out {
		out[i] = -1
	}
	for i, c := range t.Cells {
		for y := c.Row; y < c.Row+c.RowSpan; y++ {
			for x := c.Column; x < c.Column+c.ColSpan; x++ {
				out[y*width+x] = i
			}
		}
	}
	return out
}

func cellAt(t *ocr.Table, places []int, x, y float64) int {
	column, row := between(t.Columns, x), between(t.Rows, y)
	if row < 0 || column < 0 || row >= len(t.Rows)-1 || column >= len(t.Columns)-1 {
		return -1
	}
	return places[row*(len(t.Columns)-1)+column]
}

// cellText joins the lines of a cell: its glyphs turned upright, one
// orientation after the other.
func cellText(glyphs []ocr.Glyph, cell ocr.Rect) string {
	var b strings.Builder
	for _, run := range byAngle(glyphs) {
		width := cell.Width()
		if quarter(run[0].Angle)%2 != 0 {
			width = cell.Height()
		}
		var before inkLine
		for _, l := range inkLines(upright(run)) {
			text := l.text(false)
			if b.Len() > 0 && divided(before, l, width) {
				b.WriteByte(' ')
			}
			b.WriteString(text)
			before = l
		}
	}
	return b.String()
}

// divided reports whether a blank belongs between two lines of a cell: between
// words of letters, and between numbers unless the first one fills the line.
func divided(before, after inkLine, width float64) bool {
	if len(before) == 0 || len(after) == 0 {
		return true
	}
	a, b := before[len(before)-1], after[0]
	if !narrow(a.Rune) || !narrow(b.Rune) {
		return false
	}
	if numeric(a.Rune) && numeric(b.Rune) {
		return before.right()-before[0].Left+1.5*a.Size < width
	}
	return isWord(a.Rune) && isWord(b.Rune)
}

// byAngle groups glyphs by their orientation, the most frequent first.
func byAngle(glyphs []ocr.Glyph) [][]ocr.Glyph {
	at := map[float64]int{}
	var out [][]ocr.Glyph
	for _, g := range glyphs {
		a := math.Mod(math.Round(g.Angle)+360, 360)
		if math.IsNaN(a) {
			a, g.Angle = 0, 0
		}
		if q := math.Round(a/90) * 90; math.Abs(a-q) <= 3 {
			a = math.Mod(q, 360)
		}
		if _, ok := at[a]; !ok {
			at[a] = len(out)
			out = append(out, nil)
		}
		out[at[a]] = append(out[at[a]], g)
	}
	slices.SortStableFunc(out, func(a, b []ocr.Glyph) int { return len(b) - len(a) })
	return out
}

// quarter is the number of clockwise quarter turns next to an angle.
func quarter(angle float64) int { return (int(math.Round(angle/90))%4 + 4) % 4 }

// upright turns glyphs of one orientation so that they read from left to right.
func upright(glyphs []ocr.Glyph) []ocr.Glyph {
	turns := quarter(glyphs[0].Angle)
	sin, cos := math.Sincos(-glyphs[0].Angle * math.Pi / 180)
	slanted := math.Abs(sin*cos) > 0.1
	out := make([]ocr.Glyph, len(glyphs))
	for i, g := range glyphs {
		r := g.Rect
		switch {
		case slanted:
			x, y := r.Center()
			u, v, half := x*cos-y*sin, x*sin+y*cos, em(g)/2
			g.Rect = ocr.Rect{Left: u - half, Top: v - half, Right: u + half, Bottom: v + half}
		case turns == 1:
			g.Rect = ocr.Rect{Left: r.Top, Top: -r.Right, Right: r.Bottom, Bottom: -r.Left}
		case turns == 2:
			g.Rect = ocr.Rect{Left: -r.Right, Top: -r.Bottom, Right: -r.Left, Bottom: -r.Top}
		case turns == 3:
			g.Rect = ocr.Rect{Left: -r.Bottom, Top: r.Left, Right: -r.Top, Bottom: r.Right}
		}
		out[i] = g
	}
	return out
}
