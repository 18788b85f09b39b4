package raster

import (
	"context"
	"image"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gouji/gouji/ocr"
)

func sheet(t testing.TB, img image.Image, dpi float64) *ocr.Sheet {
	t.Helper()
	g, dpi, err := Clean(context.Background(), img, dpi)
	if err != nil {
		t.Fatal(err)
	}
	s, err := Level(context.Background(), g, dpi, 0)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

var grid = table{left: 300, top: 400, width: 180, height: 90, columns: 8, rows: 12, thick: 3}

func changed(t table, change func(*table)) table {
	change(&t)
	return t
}

func TestCells(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	cases := []struct {
		name  string
		dpi   float64
		table table
		spoil func(*image.Gray) *image.Gray
	}{
		{"clean", 300, grid, nil},
		{"at 200 dpi", 200, grid, nil},
		{"at 150 dpi with thin rules", 150, changed(grid, func(t *table) { t.thick = 1 }), nil},
		{"askew", 300, grid, func(g *image.Gray) *image.Gray { return askew(g, 1.3) }},
		{"askew the other way", 200, grid, func(g *image.Gray) *image.Gray { return askew(g, -3.5) }},
		{"dots", 300, changed(grid, func(t *table) { t.dash, t.space = 3, 5 }), nil},
		{"dashes", 300, changed(grid, func(t *table) { t.dash, t.space = 20, 8 }), nil},
		{"bowed", 300, changed(grid, func(t *table) { t.bow = 12 }), nil},
		{"open at the page break", 300, changed(grid, func(t *table) { t.open = true }), nil},
		{"specks", 200, grid, func(g *image.Gray) *image.Gray { specks(g, 0.004, 0.004, rng); return g }},
		{"pieces of rules gone", 300, grid, func(g *image.Gray) *image.Gray {
			for range 60 {
				x, y := 300+rng.IntN(1440), 400+rng.IntN(1080)
				fill(g, image.Rect(x, y, x+16, y+16), 255)
			}
			return g
		}},
		{"a corner gone", 300, grid, func(g *image.Gray) *image.Gray {
			fill(g, image.Rect(280, 380, 325, 425), 255)
			return g
		}},
		{"dark on one side", 300, grid, func(g *image.Gray) *image.Gray {
			for i, v := range g.Pix {
				g.Pix[i] = byte(float64(v) * (1 - 0.5*float64(i%g.Stride)/float64(g.Stride)))
			}
			return g
		}},
		{"faint", 300, changed(grid, func(t *table) { t.thick = 2 }), func(g *image.Gray) *image.Gray {
			for i, v := range g.Pix {
				g.Pix[i] = 255 - (255-v)/2
			}
			return g
		}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			g := paper(c.dpi)
			c.table.draw(g, c.dpi)
			size := int(42 * c.dpi / 300)
			for r := range c.table.rows {
				for col := range c.table.columns {
					x, y := float64(c.table.left+col*c.table.width+14)*c.dpi/300, float64(c.table.top+r*c.table.height+26)*c.dpi/300
					write(g, int(x)+c.table.bow, int(y)+c.table.bow, size, 3, rng)
				}
			}
			if c.spoil != nil {
				g = c.spoil(g)
			}
			s := sheet(t, g, c.dpi)
			cells := Cells(s)
			if want := c.table.columns * c.table.rows; len(cells) != want {
				t.Errorf("%d cells, want %d", len(cells), want)
			}
			for _, cell := range cells {
				w, h := cell.Width()*300/s.DPI, cell.Height()*300/s.DPI
				if math.Abs(w-float64(c.table.width)) > 16 || math.Abs(h-float64(c.table.height)) > 16 {
					t.Errorf("a cell of %.0f by %.0f", w, h)
				}
			}
		})
	}
}

func TestCellsOfProse(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	g := paper(300)
	for y := 300; y < 3000; y += 90 {
		write(g, 300, y, 58, 28, rng)
	}
	fill(g, image.Rect(300, 250, 2100, 254), 20) // a rule over the page
	for y := 3100; y < 3400; y += 80 {           // lines to fill in
		fill(g, image.Rect(600, y, 1200, y+3), 20)
	}
	if cells := Cells(sheet(t, g, 300)); len(cells) > 0 {
		t.Errorf("cells in prose: %v", cells)
	}
}

// TestNarrowCells has characters so close that their strokes weld to rules.
func TestNarrowCells(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	g := paper(300)
	narrow := table{left: 200, top: 400, width: 132, height: 120, columns: 15, rows: 3, thick: 4}
	narrow.draw(g, 300)
	for r := range narrow.rows {
		for c := range narrow.columns {
			write(g, narrow.left+c*narrow.width+8, narrow.top+r*narrow.height+10, 37, 3, rng)
			write(g, narrow.left+c*narrow.width+45, narrow.top+r*narrow.height+60, 37, 1, rng)
		}
	}
	if n := len(Cells(sheet(t, g, 300))); n != 45 {
		t.Errorf("%d cells, want 45", n)
	}
}
