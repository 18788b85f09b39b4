package grid

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/gouji/gouji/ocr"
)

var a4 = ocr.Rect{Right: 595, Bottom: 842}

// shape is what must come back of a drawn table.
type shape struct{ Row, Column, RowSpan, ColSpan int }

func shapesOf(t ocr.Table) []shape {
	var out []shape
	for _, c := range t.Cells {
		out = append(out, shape{c.Row, c.Column, c.RowSpan, c.ColSpan})
	}
	return out
}

// drawn is a random table with merged cells.
func drawn(t *rapid.T) ocr.Table {
	width, height := rapid.IntRange(1, 10).Draw(t, "columns"), rapid.IntRange(1, 14).Draw(t, "rows")
	if width*height == 1 {
		width = 2
	}
	edges := func(n int, at, least float64) []float64 {
		out := []float64{at}
		for range n {
			at += least + rapid.Float64Range(0, 30).Draw(t, "size")
			out = append(out, at)
		}
		return out
	}
	table := ocr.Table{Columns: edges(width, 40, 14), Rows: edges(height, 60, 14), Ruled: true}
	taken := make([]bool, width*height)
	for i := range taken {
		if taken[i] {
			continue
		}
		c := ocr.Cell{Row: i / width, Column: i % width, RowSpan: 1, ColSpan: 1}
		if rapid.IntRange(0, 4).Draw(t, "merge") == 0 {
			c.RowSpan, c.ColSpan = rapid.IntRange(1, min(3, height-c.Row)).Draw(t, "down"), rapid.IntRange(1, min(4, width-c.Column)).Draw(t, "across")
		}
		for y := c.Row; y < c.Row+c.RowSpan; y++ {
			for x := c.Column; x < c.Column+c.ColSpan; x++ {
				if taken[y*width+x] {
					c.RowSpan, c.ColSpan = 1, 1
				}
			}
		}
		for y := c.Row; y < c.Row+c.RowSpan; y++ {
			for x := c.Column; x < c.Column+c.ColSpan; x++ {
				taken[y*width+x] = true
			}
		}
		table.Cells = append(table.Cells, c)
	}
	finish(&table)
	if len(table.Cells) == 1 {
		t.Skip("a frame is no table")
	}
	return table
}

// rulesOf draws a table as careless printers do: every side of every cell by
// itself or doubled, with jitter, gaps, overshoot and split lines.
func rulesOf(t *rapid.T, table ocr.Table) []ocr.Rule {
	r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
	jitter := func() float64 { return (r.Float64() - 0.5) * 1.2 }
	var rules []ocr.Rule
	draw := func(x0, y0, x1, y1 float64) {
		parts := 1 + r.IntN(2)
		for k := range parts {
			a, b := float64(k)/float64(parts), float64(k+1)/float64(parts)
			left, right := x0+(x1-x0)*a, x0+(x1-x0)*b
			top, bottom := y0+(y1-y0)*a, y0+(y1-y0)*b
			j := jitter()
			if x1-x0 > y1-y0 {
				rules = append(rules, ocr.Rule{Rect: ocr.Rect{Left: left + jitter(), Top: top + j, Right: right + jitter(), Bottom: top + j + 0.5*r.Float64()}})
			} else {
				rules = append(rules, ocr.Rule{Rect: ocr.Rect{Left: left + j, Top: top + jitter(), Right: left + j + 0.5*r.Float64(), Bottom: bottom + jitter()}})
			}
		}
	}
	for _, c := range table.Cells {
		for range 1 + r.IntN(2) {
			draw(c.Left, c.Top, c.Right, c.Top)
			draw(c.Left, c.Bottom, c.Right, c.Bottom)
			draw(c.Left, c.Top, c.Left, c.Bottom)
			draw(c.Right, c.Top, c.Right, c.Bottom)
		}
	}
	r.Shuffle(len(rules), func(i, j int) { rules[i], rules[j] = rules[j], rules[i] })
	return rules
}

func TestFromRulesReturnsTheDrawnTable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := drawn(t)
		got := FromRules(rulesOf(t, want), ocr.Rect{}, Options{})
		if len(got) != 1 {
			t.Fatalf("%d tables for %v", len(got), shapesOf(want))
		}
		if diff := cmp.Diff(shapesOf(want), shapesOf(got[0])); diff != "" {
			t.Fatal(diff)
		}
		for i, c := range got[0].Cells {
			for k, d := range []float64{c.Left - want.Cells[i].Left, c.Top - want.Cells[i].Top, c.Right - want.Cells[i].Right, c.Bottom - want.Cells[i].Bottom} {
				if d > 1.5 || d < -1.5 {
					t.Fatalf("edge %d of cell %d is off by %v", k, i, d)
				}
			}
		}
	})
}

func TestFromCellsReturnsTheDrawnTable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := drawn(t)
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		var boxes []ocr.Rect
		for _, c := range want.Cells {
			in := func() float64 { return 2 + 3*r.Float64() }
			b := c.Scale(4)
			boxes = append(boxes, ocr.Rect{Left: b.Left + in(), Top: b.Top + in(), Right: b.Right - in(), Bottom: b.Bottom - in()})
		}
		boxes = append(boxes, ocr.Rect{Right: 4000, Bottom: 4000}) // the white of the page
		got := FromCells(boxes, ocr.Rect{Right: 4000, Bottom: 4000}, Options{Snap: 12})
		if len(got) != 1 {
			t.Fatalf("%d tables", len(got))
		}
		if diff := cmp.Diff(shapesOf(want), shapesOf(got[0])); diff != "" {
			t.Fatal(diff)
		}
	})
}

func horizontal(x0, x1, y float64) ocr.Rule {
	return ocr.Rule{Rect: ocr.Rect{Left: x0, Top: y, Right: x1, Bottom: y}}
}

func vertical(x, y0, y1 float64) ocr.Rule {
	return ocr.Rule{Rect: ocr.Rect{Left: x, Top: y0, Right: x, Bottom: y1}}
}

func TestFromRules(t *testing.T) {
	for _, tc := range []struct {
		name  string
		rules []ocr.Rule
		want  [][]shape
	}{
		{"an underline is no table", []ocr.Rule{horizontal(50, 200, 100)}, nil},
		{"a frame is no table", []ocr.Rule{horizontal(50, 500, 50), horizontal(50, 500, 800), vertical(50, 50, 800), vertical(500, 50, 800)}, nil},
		{"lines side by side are no table", []ocr.Rule{horizontal(50, 500, 50), horizontal(50, 500, 80), horizontal(50, 500, 100)}, nil},
		{"a page break leaves the foot open", []ocr.Rule{horizontal(50, 300, 50), horizontal(50, 300, 80), vertical(50, 50, 110), vertical(100, 50, 110), vertical(300, 50, 110)},
			[][]shape{{{0, 0, 1, 1}, {0, 1, 1, 1}, {1, 0, 1, 1}, {1, 1, 1, 1}}}},
		{"a page break leaves the head open", []ocr.Rule{horizontal(50, 300, 80), horizontal(50, 300, 110), vertical(50, 50, 110), vertical(100, 50, 110), vertical(300, 50, 110)},
			[][]shape{{{0, 0, 1, 1}, {0, 1, 1, 1}, {1, 0, 1, 1}, {1, 1, 1, 1}}}},
		{"a cell open at both ends spans the page", []ocr.Rule{vertical(50, 50, 110), vertical(100, 50, 110), vertical(300, 50, 110), horizontal(100, 300, 80)},
			[][]shape{{{0, 0, 2, 1}, {0, 1, 1, 1}, {1, 1, 1, 1}}}},
		{"sides without rules are closed", []ocr.Rule{horizontal(50, 300, 50), horizontal(50, 300, 80), horizontal(50, 300, 110), vertical(120, 50, 110)},
			[][]shape{{{0, 0, 1, 1}, {0, 1, 1, 1}, {1, 0, 1, 1}, {1, 1, 1, 1}}}},
		{"an underlined word divides no cell", []ocr.Rule{horizontal(50, 300, 50), horizontal(50, 300, 110), vertical(50, 50, 110), vertical(150, 50, 110), vertical(300, 50, 110), horizontal(150, 200, 80)},
			[][]shape{{{0, 0, 1, 1}, {0, 1, 1, 1}}}},
		{"two tables, the upper one first", []ocr.Rule{
			horizontal(50, 300, 400), horizontal(50, 300, 430), vertical(50, 400, 430), vertical(100, 400, 430), vertical(300, 400, 430),
			horizontal(50, 300, 50), horizontal(50, 300, 80), horizontal(50, 300, 110), vertical(50, 50, 110), vertical(300, 50, 110)},
			[][]shape{{{0, 0, 1, 1}, {1, 0, 1, 1}}, {{0, 0, 1, 1}, {0, 1, 1, 1}}}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var got [][]shape
			for _, table := range FromRules(tc.rules, a4, Options{}) {
				got = append(got, shapesOf(table))
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestFromCellsLeavesNoHole(t *testing.T) {
	var boxes []ocr.Rect
	for y := range 3 {
		for x := range 4 {
			if y == 1 && x == 2 { // under a stamp
				continue
			}
			boxes = append(boxes, ocr.Rect{Left: float64(x*100 + 2), Top: float64(y*40 + 2), Right: float64(x*100 + 98), Bottom: float64(y*40 + 38)})
		}
	}
	tables := FromCells(boxes, ocr.Rect{Right: 1000, Bottom: 1000}, Options{Snap: 6})
	if len(tables) != 1 || !slices.Contains(shapesOf(tables[0]), shape{1, 2, 1, 1}) {
		t.Errorf("got %v", tables)
	}
}
