package scan

import (
	"image"

	"github.com/gouji/gouji/ocr"
)

const (
	// manySpecks make a sheet noisy.
	manySpecks = 200
	// otherSpecks is how many pixels of other specks may lie near one.
	otherSpecks = 6
)

// despeckle takes the specks out of a sheet that is full of them, as faxes and
// photocopies are: pieces of ink too small to be a point, with no writing
// beside them that they may have broken off from. A clean sheet stays untouched.
func despeckle(s *ocr.Sheet) (noisy bool) {
	largest := max(3, int(s.DPI/70))
	var specks []blob
	all := blobs(s.Ink, s.Ink.Rect)
	for _, b := range all {
		if max(b.Dx(), b.Dy()) <= largest {
			specks = append(specks, b)
		}
	}
	if len(specks) < manySpecks || 3*len(specks) < len(all) {
		return false
	}
	reach := max(3, int(s.DPI/50))
	for _, b := range specks {
		if inkIn(s.Ink, b.Inset(-reach)) <= b.area+otherSpecks {
			whiten(s.Ink, b.Rectangle)
			whiten(s.Gray, b.Inset(-1))
		}
	}
	return true
}

// inkIn counts the ink pixels of a rectangle.
func inkIn(ink *image.Gray, r image.Rectangle) int {
	r = r.Intersect(ink.Rect)
	n := 0
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for _, v := range ink.Pix[ink.PixOffset(r.Min.X, y):][:r.Dx()] {
			if v == 0 {
				n++
			}
		}
	}
	return n
}

// whiten paints a rectangle white.
func whiten(img *image.Gray, r image.Rectangle) {
	r = r.Intersect(img.Rect)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row := img.Pix[img.PixOffset(r.Min.X, y):][:r.Dx()]
		for x := range row {
			row[x] = 255
		}
	}
}
