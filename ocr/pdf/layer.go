package pdf

import (
	"context"

	"github.com/gouji/gouji/ocr"
)

// Layer is what a page holds besides its picture. All geometry is in points
// from the upper left corner of the page as shown (the file's own rotation
// applied) and turned further by Turn, so that most characters stand upright.
type Layer struct {
	Number        int     // from 1
	Width, Height float64 // points, after Turn
	Turn          int     // see ocr.Page.Turn
	Class         ocr.Class
	// Glyphs are the characters that leave ink, in the order of the file, the
	// invisible ones of a scan's text layer included. Spaces are left out.
	Glyphs []ocr.Glyph
	// Rules are level and upright lines: strokes, sides of stroked rectangles,
	// thin filled rectangles, rows of dots or dashes. Doubles and collinear
	// pieces are kept.
	Rules []ocr.Rule
	// Invisible is the share of Glyphs, from 0 to 1, that are not drawn or that
	// lie under a picture of the page.
	Invisible float64
	// Cover is the share of the page, from 0 to 1, that pictures cover.
	Cover float64
	// ImageDPI is the resolution of the largest picture, in its own pixels per
	// inch of the page. 0 without one.
	ImageDPI float64
	// ImagePixels is how many pixels the largest picture says it has. 0 without one.
	ImagePixels int
}

// leastSide is the narrowest page that is read, in points: no print is smaller.
const leastSide = 3

// Layer reads page n, counted from 1.
func (d *Document) Layer(ctx context.Context, n int) (*Layer, error) {
	var l *Layer
	err := d.page(ctx, n, func(e *engine, page uint64) error {
		v, ok := newView(ctx, e, page)
		if !ok {
			return ErrPage
		}
		if width, height := v.size(); min(width, height) < leastSide {
			return sliver(n, width, height)
		}
		drawn, err := readDrawing(ctx, e, page, v)
		if err != nil {
			return err
		}
		chars, err := readText(ctx, e, page, drawn.covered)
		if err != nil {
			return err
		}
		l = newLayer(n, v, drawn, chars)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return l, nil
}

func newLayer(n int, v view, drawn *drawing, chars []char) *Layer {
	turn := upright(chars, v)
	v = v.turned(turn)
	l := &Layer{
		Number: n, Turn: turn,
		Glyphs: glyphs(chars, v), Rules: ruled(drawn.joined(), v),
		Cover: drawn.cover.share(), ImageDPI: drawn.pictures.dpi, ImagePixels: drawn.pictures.pixels,
	}
	l.Width, l.Height = v.size()
	hidden := 0
	for _, c := range chars {
		if c.hidden {
			hidden++
		}
	}
	if hidden > 0 {
		l.Invisible = float64(hidden) / float64(len(chars))
	}
	l.Class = classify(traits{text: quality(l.Glyphs), cover: l.Cover, invisible: l.Invisible, paths: drawn.paths})
	return l
}
