package raster

import (
	"github.com/gouji/gouji/ocr"
)

const (
	// shortest is the length in inches of a run of ink that is a rule and no
	// stroke; gap is what may be missing in it.
	shortest = 0.233
	gap      = 0.037
	// smallest is the side of the smallest box.
	smallest = 1.0 / 15
)

// boxes finds the white boxes between rules.
func boxes(ink pix, dpi float64) []ocr.Rect {
	if !ink.ok() {
		return nil
	}
	length, hole := int(shortest*dpi), max(3, int(gap*dpi))
	rules, down := ink.straight(length, hole, false), ink.straight(length, hole, true)
	defer rules.free()
	defer down.free()
	rules.or(down)
	rules.invert()
	page := ink.size()
	var out []ocr.Rect
	for _, b := range rules.boxes(false) {
		w, h := float64(b.Dx()), float64(b.Dy())
		if w > 0.95*float64(page.X) || h > 0.9*float64(page.Y) || w < smallest*dpi || h < smallest*dpi {
			continue
		}
		out = append(out, ocr.Rect{Left: float64(b.Min.X), Top: float64(b.Min.Y), Right: float64(b.Max.X), Bottom: float64(b.Max.Y)})
	}
	return out
}
