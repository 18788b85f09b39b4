package worker

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"image/jpeg"
	"os"

	"github.com/gouji/gouji/ocr"
	"github.com/gouji/gouji/ocr/pdf"
)

// jpegQuality is that of pictures that become pages of a PDF.
const jpegQuality = 85

// unstatedDPI is taken for the resolution of a picture that states none and
// could not be read.
const unstatedDPI = 200

// searchable writes a copy of a PDF, or a PDF of pictures, with the text that
// was read.
func (w *Worker) searchable(ctx context.Context, r Request) error {
	library, err := w.lib(ctx)
	if err != nil {
		return err
	}
	content, free, err := w.asPDF(ctx, r)
	if err != nil {
		return err
	}
	defer free()
	out, err := os.OpenFile(r.Out, os.O_WRONLY|os.O_TRUNC, 0)
	if err != nil {
		return err
	}
	return errors.Join(library.Searchable(ctx, out, content, r.Pages), out.Close())
}

// asPDF is the PDF itself, or one of the pictures in the file.
func (w *Worker) asPDF(ctx context.Context, r Request) (content []byte, free func(), err error) {
	if r.Media == mediaPDF {
		w.closeFile() // a library has one document open at a time
		m, err := mapFile(r.Path)
		return m.bytes, m.close, err
	}
	if err := w.open(ctx, r.Path, r.Media); err != nil {
		return nil, nil, err
	}
	pictures := make([]pdf.Picture, len(r.Pages))
	for i, p := range r.Pages {
		if pictures[i], err = w.picture(ctx, p); err != nil {
			return nil, nil, err
		}
	}
	var b bytes.Buffer
	err = pdf.Compose(ctx, &b, pictures)
	return b.Bytes(), func() {}, err
}

// picture is a page of a file of pictures, as it lies in the file.
func (w *Worker) picture(ctx context.Context, p *ocr.Page) (pdf.Picture, error) {
	file, ok := w.file.(*pictureFile)
	if !ok {
		return pdf.Picture{}, fmt.Errorf("page %d is no picture", p.Number)
	}
	img, dpi, err := file.image(ctx, p.Number)
	if err != nil {
		return pdf.Picture{}, err
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: jpegQuality}); err != nil {
		return pdf.Picture{}, err
	}
	width, height := p.Width, p.Height
	if p.Turn%180 != 0 {
		width, height = height, width
	}
	if width <= 0 || height <= 0 { // it was not read
		dpi = cmp.Or(dpi, unstatedDPI)
		width, height = float64(img.Bounds().Dx())*pointsPerInch/dpi, float64(img.Bounds().Dy())*pointsPerInch/dpi
	}
	return pdf.Picture{JPEG: b.Bytes(), Width: width, Height: height}, nil
}
