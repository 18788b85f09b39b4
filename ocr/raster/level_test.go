package raster

import (
	"context"
	"image"
	"math"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/gouji/gouji/ocr"
)

// prose is a page of lines with a black mark.
func prose(dpi float64, mark image.Rectangle) *image.Gray {
	rng := rand.New(rand.NewPCG(7, 8))
	g := paper(dpi)
	size := int(58 * dpi / 300)
	for y := int(dpi); y < int(9*dpi); y += size * 3 / 2 {
		write(g, int(dpi), y, size, 28, rng)
	}
	fill(g, mark, 0)
	return g
}

func TestLevel(t *testing.T) {
	for dpi, angles := range map[float64][]float64{150: {-1.2, 9}, 200: {0, -4.5, -14}} {
		for _, degrees := range angles {
			at := image.Pt(int(6*dpi), int(10*dpi))
			mark := image.Rectangle{at, at.Add(image.Pt(int(dpi/2), int(dpi/4)))}
			s := sheet(t, askew(prose(dpi, mark), degrees), dpi)
			if math.Abs(s.Skew-degrees) > 0.15 {
				t.Errorf("%g degrees at %g dpi: found %g", degrees, dpi, s.Skew)
				continue
			}
			back := ToPage(s, largest(s)).Scale(dpi / 72)
			sin, cos := math.Sincos(degrees * math.Pi / 180)
			x, y := float64(mark.Min.X+mark.Max.X)/2-float64(int(8.27*dpi))/2, float64(mark.Min.Y+mark.Max.Y)/2-float64(int(11.69*dpi))/2
			x, y = x*cos-y*sin+float64(int(8.27*dpi))/2, x*sin+y*cos+float64(int(11.69*dpi))/2
			gotX, gotY := back.Center()
			if math.Hypot(gotX-x, gotY-y) > 2 {
				t.Errorf("%g degrees at %g dpi: the mark of %.1f,%.1f is given back at %.1f,%.1f", degrees, dpi, x, y, gotX, gotY)
			}
		}
	}
}

// largest is the largest piece of ink of a sheet.
func largest(s *ocr.Sheet) ocr.Rect {
	x := newPix(s.Ink)
	defer x.free()
	ink := x.threshold(128)
	defer ink.free()
	var best image.Rectangle
	for _, r := range ink.boxes(true) {
		if r.Dx()*r.Dy() > best.Dx()*best.Dy() {
			best = r
		}
	}
	return ocr.Rect{Left: float64(best.Min.X), Top: float64(best.Min.Y), Right: float64(best.Max.X), Bottom: float64(best.Max.Y)}
}

func TestLevelLeavesOthers(t *testing.T) {
	blank := paper(200)
	dot := paper(200)
	fill(dot, image.Rect(700, 900, 720, 915), 0)
	noise := paper(200)
	specks(noise, 0.02, 0, rand.New(rand.NewPCG(9, 1)))
	ruled := paper(200)
	grid.draw(ruled, 200)
	tiny := image.NewGray(image.Rect(0, 0, 3, 2))
	for name, g := range map[string]*image.Gray{"blank": blank, "dot": dot, "noise": noise, "ruled": ruled, "tiny": tiny} {
		if s := sheet(t, g, 200); math.Abs(s.Skew) > 0.06 {
			t.Errorf("%s: turned by %g", name, s.Skew)
		}
	}
}

func TestLevelTurns(t *testing.T) {
	g := paper(200)
	fill(g, image.Rect(100, 200, 300, 250), 0)
	for turn, want := range map[int]image.Point{0: {200, 225}, 90: {2337 - 225, 200}, 180: {1653 - 200, 2337 - 225}, 270: {225, 1653 - 200}, -90: {225, 1653 - 200}} {
		s, err := Level(context.Background(), g, 200, turn)
		if err != nil {
			t.Fatal(err)
		}
		x, y := largest(s).Center()
		if math.Abs(x-float64(want.X)) > 2 || math.Abs(y-float64(want.Y)) > 2 || s.Turn != turn {
			t.Errorf("turn %d: the mark is at %g,%g, want %v", turn, x, y, want)
		}
	}
}

func TestLevelStops(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	stop()
	if _, err := Level(ctx, paper(100), 100, 0); err == nil {
		t.Error("a page was levelled after its time")
	}
	if _, _, err := Clean(ctx, paper(100), 100); err == nil {
		t.Error("a page was cleaned after its time")
	}
}

// resident is the memory of the process that Leptonica's is part of, in MB.
func resident(t *testing.T) int {
	raw, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		t.Skip("no /proc here")
	}
	pages, err := strconv.Atoi(strings.Fields(string(raw))[1])
	if err != nil {
		t.Fatal(err)
	}
	return pages * os.Getpagesize() >> 20
}

func TestMemoryStaysFlat(t *testing.T) {
	const dpi = 170 // the least that is not enlarged
	g := paper(dpi)
	grid.draw(g, dpi)
	g = askew(g, 1)
	before := 0
	for i := range 21 {
		sheet(t, g, dpi)
		if i == 5 {
			before = resident(t)
		}
	}
	// A page's picture has 3 MB here: one lost a page would be 45.
	if after := resident(t); after > before+30 {
		t.Errorf("memory grew from %d to %d MB over 15 pages", before, after)
	}
}

func BenchmarkSheet(b *testing.B) {
	g := paper(300)
	grid.draw(g, 300)
	rgba := image.NewRGBA(g.Rect)
	for i, v := range askew(g, 1).Pix {
		copy(rgba.Pix[4*i:], []byte{v, v, v, 255})
	}
	for b.Loop() {
		sheet(b, rgba, 300)
	}
}
