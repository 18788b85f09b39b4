package worker

import (
	"context"
	"fmt"
	"image"
	"strings"

	"github.com/gouji/gouji/ingest"
	"github.com/gouji/gouji/ocr"
	"github.com/gouji/gouji/ocr/grid"
	"github.com/gouji/gouji/ocr/pdf"
)

const (
	pointsPerInch = 72.0
	// leastDPI and mostDPI are between what a page's picture is read at: fewer
	// pixels lose strokes, more bring none.
	leastDPI = 200
	mostDPI  = 300
)

// pdfFile is an open PDF.
type pdfFile struct {
	*pdf.Document
	mapped mapped
	scan   *scanner
	// pixels are how many the picture of a page may have.
	pixels int
}

func (w *Worker) openPDF(ctx context.Context, path string) (document, error) {
	library, err := w.lib(ctx)
	if err != nil {
		return nil, err
	}
	m, err := mapFile(path)
	if err != nil {
		return nil, err
	}
	d, err := library.Open(ctx, m.bytes)
	if err != nil {
		m.close()
		return nil, err
	}
	return &pdfFile{d, m, w.scan, w.settings.MaxPixels}, nil
}

// Close implements document.
func (f *pdfFile) Close() {
	f.Document.Close()
	f.mapped.close()
}

// Page implements document: what kind of page it is decides whether its text
// layer is taken or its picture is read.
func (f *pdfFile) Page(ctx context.Context, number int, witness string) (*ocr.Page, error) {
	layer, err := f.Layer(ctx, number)
	if err != nil {
		return nil, err
	}
	switch layer.Class {
	case ocr.Layer:
		return f.layered(ctx, layer, witness)
	case ocr.Blank:
		return &ocr.Page{
			Number: number, Width: layer.Width, Height: layer.Height, Turn: layer.Turn,
			Class: ocr.Blank, Origin: ocr.Text, Confidence: 1,
		}, nil
	default:
		return f.picture(ctx, layer)
	}
}

// layered takes the text layer. Where the second reader does not confirm it,
// or its digits do not look like themselves, the figures of its tables are
// compared with what the picture shows.
func (f *pdfFile) layered(ctx context.Context, layer *pdf.Layer, witness string) (*ocr.Page, error) {
	page := fromLayer(layer)
	sound := shaped(page, layer.Glyphs) && !garbled(page)
	switch agrees := pdf.Agreement(textOf(layer.Glyphs), witness) >= agreed; {
	case !hasFigures(page):
		if !agrees {
			page.Confidence = alone
		}
		return page, nil
	case sound && (agrees || confirmed(page, witness)):
		return page, nil
	}
	page.Confidence = alone
	for _, t := range page.Tables {
		for i := range t.Cells {
			t.Cells[i].Confidence = alone
		}
	}
	seen, err := f.picture(ctx, layer)
	if err != nil {
		seen = &ocr.Page{} // a layer that nobody confirms is still the better text
	}
	compare(page, seen, !sound)
	return page, nil
}

// picture reads a page from its picture.
func (f *pdfFile) picture(ctx context.Context, layer *pdf.Layer) (*ocr.Page, error) {
	if layer.ImagePixels > f.pixels && (layer.Class == ocr.Scan || layer.Class == ocr.Layered) {
		return nil, f.tooLarge(layer)
	}
	dpi := float64(mostDPI)
	if layer.ImageDPI > 0 && layer.Class != ocr.Outlines && layer.Class != ocr.Layer {
		dpi = min(max(layer.ImageDPI, leastDPI), mostDPI)
	}
	img, err := f.Document.Render(ctx, layer.Number, dpi, layer.Turn)
	if err != nil {
		return nil, err
	}
	// A page beyond the limit of pixels is drawn smaller.
	dpi = float64(img.Rect.Dx()) * pointsPerInch / layer.Width
	page, err := f.scan.read(ctx, img, dpi, layer.Number)
	if err != nil {
		return nil, err
	}
	page.Turn = (page.Turn + layer.Turn) % 360
	page.Class = layer.Class
	return page, nil
}

// tooLarge is the error of a page that is a picture of too many pixels. pdfium
// would unpack it for long and then, often, draw nothing.
func (f *pdfFile) tooLarge(layer *pdf.Layer) error {
	return &ingest.Error{
		Kind: ingest.Refuse, Stage: "read", Err: fmt.Errorf("page %d: a picture of %d pixels, limit %d", layer.Number, layer.ImagePixels, f.pixels),
		Reason: fmt.Sprintf("页面上的图片有 %d 个像素，超过上限 %d 个（limits.pixels）", layer.ImagePixels, f.pixels),
	}
}

// Render implements document.
func (f *pdfFile) Render(ctx context.Context, number, width, turn int) (image.Image, error) {
	w, h, err := f.Size(ctx, number)
	if err != nil {
		return nil, err
	}
	return f.Document.Render(ctx, number, pointsPerInch*shrink(w, h, width, turn), turn)
}

// fromLayer builds a page of the characters and lines of its text layer.
func fromLayer(l *pdf.Layer) *ocr.Page {
	page := &ocr.Page{
		Number: l.Number, Width: l.Width, Height: l.Height, Turn: l.Turn,
		Class: ocr.Layer, Origin: ocr.Text, Confidence: 1,
	}
	sheet := ocr.Rect{Right: l.Width, Bottom: l.Height}
	page.Tables = grid.FromRules(l.Rules, sheet, grid.Options{})
	page.Lines = grid.Lines(grid.Fill(page.Tables, l.Glyphs))
	borderless, rest := grid.Borderless(page.Lines)
	page.Tables, page.Lines = append(page.Tables, borderless...), rest
	return page
}

func textOf(glyphs []ocr.Glyph) string {
	var b strings.Builder
	for _, g := range glyphs {
		b.WriteRune(g.Rune)
	}
	return b.String()
}
