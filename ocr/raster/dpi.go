package raster

import (
	"image"
	"math"
	"slices"
)

const (
	minDPI, maxDPI = 70, 600
	// character is the height in inches of the ink of a usual Chinese character:
	// forms are set in 10.5 to 12 points, prose in 14 to 16.
	character = 12.5 / 72
	// enough characters make a guess.
	enough = 40
)

// papers are the proportions of pages and their long sides in inches. A3 looks
// like A4, so its resolution comes out too high, which only costs time.
var papers = []struct{ proportion, long float64 }{
	{math.Sqrt2, 11.69}, // A4
	{11 / 8.5, 11},      // Letter
	{14 / 8.5, 14},      // Legal
}

// guess is the resolution of a picture that does not state it: that of a whole
// page by its proportions, else by the height of its characters.
func guess(g *image.Gray) float64 {
	long, short := float64(max(g.Rect.Dx(), g.Rect.Dy())), float64(min(g.Rect.Dx(), g.Rect.Dy()))
	dpi := long / papers[0].long
	whole := false
	for _, p := range papers {
		if !whole && math.Abs(long/short/p.proportion-1) < 0.015 {
			dpi, whole = long/p.long, true
		}
	}
	if !whole {
		if height := characterHeight(g); height > 0 {
			dpi = min(max(height/character, dpi/3), 3*dpi)
		}
	}
	return min(max(dpi, minDPI), maxDPI)
}

// characterHeight is the height in pixels of most characters, 0 if there are
// few: of the pieces of ink that are about as wide as high, the larger ones are
// whole characters and the smaller ones parts.
func characterHeight(g *image.Gray) float64 {
	x := newPix(g)
	defer x.free()
	if !isBilevel(g) {
		x.even()
	}
	ink := x.threshold(darkness)
	defer ink.free()
	var heights []int
	for _, r := range ink.boxes(true) {
		if w, h := r.Dx(), r.Dy(); h >= 7 && h <= 200 && 2*w >= h && w <= 2*h {
			heights = append(heights, h)
		}
	}
	if len(heights) < enough {
		return 0
	}
	slices.Sort(heights)
	return float64(heights[len(heights)*3/4])
}
