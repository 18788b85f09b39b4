package raster

import (
	"image"
	"slices"

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
		b = rules.inner(b, z.bow)
		out = append(out, ocr.Rect{Left: float64(b.Min.X), Top: float64(b.Min.Y), Right: float64(b.Max.X), Bottom: float64(b.Max.Y)})
	}
	return out
}

// inner is a white box as measured through its inside: between rules that bow,
// the bounds of a high or wide box lie beyond those of the small ones beside
// it. White is 1 here.
func (b bitmap) inner(r image.Rectangle, bow int) image.Rectangle {
	in := r
	in.Min.X, in.Max.X = b.extent(r.Min.X, r.Max.X, r.Min.Y, r.Max.Y, bow, false)
	in.Min.Y, in.Max.Y = b.extent(r.Min.Y, r.Max.Y, r.Min.X, r.Max.X, bow, true)
	return in
}

// rays is how many lines are measured through a box.
const rays = 5

// extent is the median of where rays from the middle line of a box end before
// both of its sides. More than bow away from a side something else is in the
// way, and the side stays.
func (b bitmap) extent(low, high, from, to, bow int, down bool) (first, last int) {
	white := func(along, aside int) bool {
		x, y := point(along, aside, down)
		return b.at(x, y)
	}
	bow = min(bow, (to-from)/16)
	var begins, ends [rays]int
	for i := range rays {
		aside := from + (2*i+1)*(to-from)/(2*rays)
		begin, end := (low+high)/2, (low+high)/2
		for begin > low && white(begin-1, aside) {
			begin--
		}
		for end < high && white(end, aside) {
			end++
		}
		begins[i], ends[i] = begin, end
	}
	slices.Sort(begins[:])
	slices.Sort(ends[:])
	first, last = low, high
	if begin := begins[rays/2]; begin-low <= bow {
		first = begin
	}
	if end := ends[rays/2]; high-end <= bow {
		last = end
	}
	return first, last
}
