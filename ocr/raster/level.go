package raster

import (
	"context"
	"image"
	"math"

	"github.com/gouji/gouji/ocr"
)

const (
	// A skew is believed from some confidence on: the ratio of the best score
	// to the worst, which is about 2 for prose, hundreds for tables and less
	// than 1.6 where there is little. A large skew is rare and must be surer.
	sureSkew, sureLarge, sureRuled = 1.7, 2.5, 50
	// In degrees: what a scanner does, and what a photo may have.
	usual, widest = 5.0, 16.0
	// leastSkew is the angle in degrees below which turning only blurs.
	leastSkew = 0.03
	// darkness divides ink from paper where only the skew is looked for; the
	// even ground lies at 200.
	darkness = 130
	// windows is how many windows of Sauvola's go into an inch, weight is his k:
	// his 0.34 breaks the thin strokes across of Song type at 150 dpi, 0.15 lets
	// the ground in.
	windows = 6
	weight  = 0.22
	// Ink of less than an inch over speck that stands an inch over apart from
	// other ink is noise where there is but black and white: at 200 dpi the point
	// of a number has 3 pixels. What is nearer may be of a broken stroke.
	speck, apart = 70, 60
)

// Level turns a clean picture clockwise by turn degrees, a multiple of 90, sets
// it level, binarises it and finds the boxes that its rules enclose.
func Level(ctx context.Context, gray *image.Gray, dpi float64, turn int) (*ocr.Sheet, error) {
	x := newPix(gray)
	defer x.free()
	if turn%360 != 0 {
		x.quarter(turn)
	}
	if !x.ok() {
		return nil, errPix
	}
	size := x.size()
	s := &ocr.Sheet{DPI: dpi, Turn: turn, Width: size.X, Height: size.Y}
	var smooth pix // without specks
	defer smooth.free()
	if isBilevel(gray) {
		smooth = x.despeckle(max(1, int(dpi/speck)), max(1, int(dpi/apart)))
	}
	if angle := findSkew(x, dpi); math.Abs(angle) >= leastSkew {
		s.Skew = -angle
		x.rotate(angle)
		smooth.rotate(angle)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	ink := x.ink(dpi)
	defer ink.free()
	s.Boxes = boxes(ink, dpi) // specks may be dots of rules
	if smooth.ok() {
		x, smooth = smooth, x
		ink.then(x.ink(dpi).p)
	}
	var err error
	if s.Gray, err = x.gray(); err != nil {
		return nil, err
	}
	if s.Ink, err = ink.gray(); err != nil {
		return nil, err
	}
	return s, ctx.Err()
}

// ink separates ink from paper.
func (x pix) ink(dpi float64) pix {
	return x.sauvola(max(8, int(dpi/windows/2)), weight)
}

// findSkew is the clockwise turn in degrees that sets a page level, 0 if that
// is not clear.
func findSkew(x pix, dpi float64) float64 {
	reduction := 1
	for float64(2*reduction) <= dpi/100 {
		reduction *= 2
	}
	angle, sure, pieces := x.skew(darkness, reduction, usual)
	if sure >= sureRuled {
		return angle
	}
	if pieces < enough {
		return 0
	}
	if sure < sureSkew || math.Abs(angle) > usual/2 {
		wide, surer, _ := x.skew(darkness, reduction, widest)
		switch {
		case surer >= sureLarge && surer > sure:
			return wide
		case math.Abs(wide-angle) > 0.5:
			return 0
		}
	}
	if sure < sureSkew {
		return 0
	}
	return angle
}

// Cells are the boxes of a sheet that rules enclose.
func Cells(s *ocr.Sheet) []ocr.Rect { return s.Boxes }

// ToPage moves a rectangle of the sheet, in pixels, to where its middle lay on
// the upright page before that was levelled, in points. Its sides stay as they
// are, so that neighbours do not overlap.
func ToPage(s *ocr.Sheet, r ocr.Rect) ocr.Rect {
	x, y := r.Center()
	sin, cos := math.Sincos(s.Skew * math.Pi / 180)
	x -= float64(s.Gray.Rect.Dx()) / 2
	y -= float64(s.Gray.Rect.Dy()) / 2
	x, y = x*cos-y*sin+float64(s.Width)/2, x*sin+y*cos+float64(s.Height)/2
	w, h := r.Width()/2, r.Height()/2
	return ocr.Rect{Left: x - w, Top: y - h, Right: x + w, Bottom: y + h}.Scale(72 / s.DPI)
}
