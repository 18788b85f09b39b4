package raster

import (
	"image"
	"image/color"
	"math"
	"math/rand/v2"

	"golang.org/x/image/draw"
	"golang.org/x/image/math/f64"
)

// paper is a white page of 8.27 by 11.69 inches.
func paper(dpi float64) *image.Gray {
	g := image.NewGray(image.Rect(0, 0, int(8.27*dpi), int(11.69*dpi)))
	fill(g, g.Rect, 255)
	return g
}

func fill(g *image.Gray, r image.Rectangle, v byte) {
	draw.Draw(g, r, image.NewUniform(color.Gray{v}), image.Point{}, draw.Src)
}

// table is a drawing of a ruled table.
type table struct {
	left, top, width, height int // of a cell, in 1/300 inch
	columns, rows            int
	thick                    int
	dash, space              int  // of rules; 0 is solid
	open                     bool // without the last rule across
	bow                      int  // how far rules bend
}

func (t table) draw(g *image.Gray, dpi float64) {
	px := func(v int) int { return int(float64(v)*dpi/300 + 0.5) }
	wide, high := t.columns*t.width, t.rows*t.height
	bent := func(v, of int) int { return int(float64(t.bow) * math.Sin(math.Pi*float64(v)/float64(of))) }
	period := max(1, t.dash+t.space)
	last := t.rows
	if t.open {
		last--
	}
	for r := 0; r <= last; r++ {
		for x := range px(wide) {
			if t.dash == 0 || x%period < t.dash {
				fill(g, image.Rect(0, 0, 1, t.thick).Add(image.Pt(px(t.left)+x, px(t.top+r*t.height)+bent(x, px(wide)))), 30)
			}
		}
	}
	for c := 0; c <= t.columns; c++ {
		for y := range px(high) {
			if t.dash == 0 || y%period < t.dash {
				fill(g, image.Rect(0, 0, t.thick, 1).Add(image.Pt(px(t.left+c*t.width)+bent(y, px(high)), px(t.top)+y)), 30)
			}
		}
	}
}

// glyph draws something that looks like a Chinese character: strokes across
// and down.
func glyph(g *image.Gray, x, y, size int, rng *rand.Rand) {
	stroke := max(1, size/14)
	for _, part := range []int{0, 3, 6, 9} {
		at := y + part*size/10 + rng.IntN(max(1, size/6))
		fill(g, image.Rect(x+rng.IntN(size/8), at, x+size-rng.IntN(size/8), at+stroke), 20)
	}
	for range 3 {
		at := x + size/8 + rng.IntN(size*3/4)
		fill(g, image.Rect(at, y, at+stroke, y+size), 20)
	}
}

func write(g *image.Gray, x, y, size, n int, rng *rand.Rand) {
	for i := range n {
		glyph(g, x+i*size*11/10, y, size, rng)
	}
}

// askew turns a picture clockwise about its middle.
func askew(g *image.Gray, degrees float64) *image.Gray {
	out := image.NewGray(g.Rect)
	fill(out, out.Rect, 255)
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	cx, cy := float64(g.Rect.Dx())/2, float64(g.Rect.Dy())/2
	draw.BiLinear.Transform(out, f64.Aff3{cos, -sin, cx - cos*cx + sin*cy, sin, cos, cy - sin*cx - cos*cy}, g, g.Rect, draw.Over, nil)
	return out
}

// specks strews black and white points.
func specks(g *image.Gray, black, white float64, rng *rand.Rand) {
	for i := range g.Pix {
		switch r := rng.Float64(); {
		case r < black:
			g.Pix[i] = 0
		case r < black+white:
			g.Pix[i] = 255
		}
	}
}
