package worker

import (
	"context"
	"image"

	"github.com/gouji/gouji/ocr"
	"github.com/gouji/gouji/ocr/raster"
)

// pictureFile is an open file of one or more pictures, each a page.
type pictureFile struct {
	*raster.File
	mapped mapped
	scan   *scanner
}

func (w *Worker) openPicture(path string) (document, error) {
	m, err := mapFile(path)
	if err != nil {
		return nil, err
	}
	f, err := raster.Open(m.bytes, raster.Limits{Pages: w.settings.MaxPages, Pixels: w.settings.MaxPixels})
	if err != nil {
		m.close()
		return nil, err
	}
	return &pictureFile{f, m, w.scan}, nil
}

// Close implements document.
func (f *pictureFile) Close() { f.mapped.close() }

// Page implements document. A picture has no text to compare with.
func (f *pictureFile) Page(ctx context.Context, number int, _ string) (*ocr.Page, error) {
	img, dpi, err := f.File.Page(ctx, number)
	if err != nil {
		return nil, err
	}
	return f.scan.read(ctx, img, dpi, number)
}

// image is the picture of a page and its resolution, 0 if it is not stated.
func (f *pictureFile) image(ctx context.Context, number int) (image.Image, float64, error) {
	return f.File.Page(ctx, number)
}

// Render implements document. A picture is never enlarged.
func (f *pictureFile) Render(ctx context.Context, number, width, turn int) (image.Image, error) {
	img, _, err := f.File.Page(ctx, number)
	if err != nil {
		return nil, err
	}
	size := img.Bounds().Size()
	scale := min(1, shrink(float64(size.X), float64(size.Y), width, turn))
	return turned(scaledTo(img, pixelsOf(size.X, scale), pixelsOf(size.Y, scale)), turn), nil
}
