package raster

import (
	"github.com/gouji/gouji/ocr"
)

// boxes finds the white boxes between rules: straight runs of ink are opened
// out of the page by morphology, mended, and the white components between them
// are the boxes.
func boxes(ink pix, dpi float64) []ocr.Rect {
	if !ink.ok() {
		return nil
	}
	z := newScale(dpi)
	across, down := ink.straight(z.shortest, z.gap, false), ink.straight(z.shortest, z.gap, true)
	defer across.free()
	defer down.free()
	if !across.ok() || !down.ok() {
		return nil
	}
	bits := ink.bitmap()
	added := mend(strokes(across, bits, false, z), strokes(down, bits, true, z), bits, z)
	across.or(down)
	rules := across.bitmap()
	for _, s := range added {
		s.draw(rules)
	}
	across.invert()
	page := ink.size()
	var out []ocr.Rect
	for _, b := range across.boxes(false) {
		w, h := b.Dx(), b.Dy()
		if 20*w > 19*page.X || 10*h > 9*page.Y || w < z.smallest || h < z.smallest {
			continue
		}
		out = append(out, ocr.Rect{Left: float64(b.Min.X), Top: float64(b.Min.Y), Right: float64(b.Max.X), Bottom: float64(b.Max.Y)})
	}
	return out
}
