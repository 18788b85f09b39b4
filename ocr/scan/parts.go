package scan

import (
	"context"
	"image"

	"github.com/gouji/gouji/ocr"
)

// Raster makes pictures ready for recognition.
type Raster interface {
	// Clean takes stamps out, evens the ground and guesses a missing resolution.
	Clean(ctx context.Context, img image.Image, dpi float64) (*image.Gray, float64, error)
	// Level turns a clean picture by quarter turns, sets it level, binarises it
	// and finds its rules.
	Level(ctx context.Context, gray *image.Gray, dpi float64, turn int) (*ocr.Sheet, error)
	// Tables finds the ruled tables of a sheet, in its pixels, without text.
	Tables(s *ocr.Sheet) []ocr.Table
	// ToPage turns pixels of the sheet into points of the upright page.
	ToPage(s *ocr.Sheet, r ocr.Rect) ocr.Rect
}

// Recogniser reads strips of text. It need not be safe for concurrent use.
type Recogniser interface {
	// Orientation finds the clockwise degrees that set a picture upright, and
	// how sure that is, from 0 to 1.
	Orientation(ctx context.Context, img *image.Gray, dpi float64) (turn int, confidence float64, err error)
	// Digits reads many short strips at once.
	Digits(ctx context.Context, m ocr.Model, strips []*image.Gray, whitelist string, dpi float64) ([]ocr.Reading, error)
	// Line reads one line in one of Tesseract's page segmentation modes.
	Line(ctx context.Context, m ocr.Model, mode int, img *image.Gray, dpi float64, whitelist string) (ocr.Reading, error)
	// Lines reads a page by the recogniser's own layout, in pixels.
	Lines(ctx context.Context, m ocr.Model, img *image.Gray, dpi float64) ([]ocr.Line, error)
}

// Page segmentation modes of Tesseract.
const (
	singleLine = 7
	rawLine    = 13
)

// Reader reads page pictures. It is for one goroutine, as its Recogniser is.
type Reader struct {
	raster Raster
	ocr    Recogniser
}

// New returns a Reader that works with the given parts.
func New(r Raster, o Recogniser) *Reader { return &Reader{raster: r, ocr: o} }
