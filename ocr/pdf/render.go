package pdf

import (
	"context"
	"fmt"
	"image"
	"math"
)

// Flags and formats of FPDF_RenderPageBitmap and FPDFBitmap_CreateEx.
const (
	drawAnnotations     = 0x01 // stamps are annotations
	redFirst            = 0x10 // RGBA in place of pdfium's BGRA
	withoutAlpha        = 3    // BGRx, four bytes a pixel
	white               = 0xFFFFFFFF
	longestSide         = 30_000 // pixels
	pointsPerInch       = 72.0
	bytesPerPixel       = 4
	fullyOpaque         = 0xFF
	smallestSide    int = 1
)

// Render draws page n, counted from 1, in colour on white at a resolution in
// pixels per inch, turned clockwise by a multiple of 90 degrees after the
// file's own rotation. A page too large for the pixel limit is drawn at a lower
// resolution: the picture's size tells which.
func (d *Document) Render(ctx context.Context, n int, dpi float64, turn int) (*image.RGBA, error) {
	var img *image.RGBA
	err := d.page(ctx, n, func(e *engine, page uint64) error {
		v, ok := newView(ctx, e, page)
		if !ok {
			return ErrPage
		}
		w, h, err := d.pixels(v.turned(turn), dpi)
		if err != nil {
			return err
		}
		img = draw(ctx, e, page, w, h, turn/90&3)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return img, nil
}

// Size is the width and height of page n, counted from 1, in points as shown.
func (d *Document) Size(ctx context.Context, n int) (width, height float64, err error) {
	err = d.page(ctx, n, func(e *engine, page uint64) error {
		v, ok := newView(ctx, e, page)
		if !ok {
			return ErrPage
		}
		width, height = v.size()
		return nil
	})
	return width, height, err
}

// pixels is the size of the picture of a page.
func (d *Document) pixels(v view, dpi float64) (w, h int, err error) {
	if !(dpi > 0) || !finite(dpi) {
		return 0, 0, fmt.Errorf("%w: a resolution of %g dpi", ErrPage, dpi)
	}
	width, height := v.size()
	scale := dpi / pointsPerInch
	scale = min(scale, math.Sqrt(float64(d.library.options.MaxPixels)/(width*height)))
	scale = min(scale, longestSide/max(width, height))
	side := func(points float64) int { return max(int(math.Floor(points*scale+0.01)), smallestSide) }
	return side(width), side(height), nil
}

func draw(ctx context.Context, e *engine, page uint64, w, h, quarters int) *image.RGBA {
	stride := w * bytesPerPixel
	pixels := e.malloc(ctx, stride*h)
	bitmap := e.call(ctx, "FPDFBitmap_CreateEx", uint64(w), uint64(h), withoutAlpha, uint64(pixels), uint64(stride))
	e.call(ctx, "FPDFBitmap_FillRect", bitmap, 0, 0, uint64(w), uint64(h), white)
	e.call(ctx, "FPDF_RenderPageBitmap", bitmap, page, 0, 0, uint64(w), uint64(h), uint64(quarters), drawAnnotations|redFirst)
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	if drawn, ok := e.module.Memory().Read(pixels, uint32(stride*h)); ok && e.err == nil {
		copy(img.Pix, drawn)
	}
	for i := 3; i < len(img.Pix); i += bytesPerPixel {
		img.Pix[i] = fullyOpaque
	}
	e.call(ctx, "FPDFBitmap_Destroy", bitmap)
	e.free(ctx, pixels)
	return img
}
