package tesseract

import (
	"context"
	"image"

	"github.com/gouji/gouji/ocr"
)

// Page segmentation modes of Tesseract.
const (
	Automatic  = 3  // columns, blocks and lines
	Block      = 6  // one block of lines
	SingleLine = 7  // one line
	Sparse     = 11 // as much text as there is, in no order
	RawLine    = 13 // one line, without Tesseract's own preparation
)

// Line reads one line by itself, with mode RawLine or SingleLine. The ink of
// prose is best about 36 pixels high. An empty whitelist allows everything; with
// one, symbols carry alternatives. SingleLine now and then loses a short label
// whole, RawLine does not.
//
// Beside Han characters spaces are dropped and punctuation is made full-width:
// the Chinese models do not tell （ from (. A picture without ink, or one so long
// and low that it is no line of text, gives an empty reading.
func (e *Engine) Line(ctx context.Context, m ocr.Model, psm int, img *image.Gray, dpi float64, whitelist string) (ocr.Reading, error) {
	readable, err := checkLine(img)
	if err != nil || !readable {
		return ocr.Reading{}, err
	}
	all, err := e.recognise(ctx, m, psm, img, dpi, whitelist)
	if err != nil {
		return ocr.Reading{}, err
	}
	return compose(all), nil
}

// Orientation finds which way is up: the clockwise degrees (0, 90, 180 or 270)
// that set the picture upright, and how sure that is, from 0 (no idea, as on a
// page with few letters) to 1.
func (e *Engine) Orientation(ctx context.Context, img *image.Gray, dpi float64) (turn int, confidence float64, err error) {
	readable, err := check(img)
	if err != nil || !readable {
		return 0, 0, err
	}
	if err := ctx.Err(); err != nil {
		return 0, 0, failed(ctx, err)
	}
	h, err := e.handle(Orientation)
	if err != nil {
		return 0, 0, err
	}
	degrees, sure, ok, err := h.upright(img, resolution(dpi))
	if err != nil {
		return 0, 0, failed(ctx, err)
	}
	if !ok {
		return 0, 0, nil
	}
	return (360 - degrees) % 360, min(sure/15, 1), nil
}

// dark is the value below which a pixel is ink.
const dark = 128

// blank reports whether a picture has no dark pixel.
func blank(img *image.Gray) bool {
	b := img.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		row := img.Pix[img.PixOffset(b.Min.X, y):][:b.Dx()]
		for _, v := range row {
			if v < dark {
				return false
			}
		}
	}
	return true
}
