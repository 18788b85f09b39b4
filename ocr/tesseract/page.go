package tesseract

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"strconv"

	"github.com/otiai10/gosseract/v2"

	"github.com/gouji/gouji/ocr"
)

// Word is a word of a page, in pixels of the picture.
type Word struct {
	ocr.Word
	Confidence float64 // 0 to 1
	Line       int     // counted from 0 over the page; words of a line follow each other
}

// Page reads a page or a region of one with Tesseract's own segmentation, mode
// Automatic, Block or Sparse: words in reading order. It does not cope with
// ruled tables; it is a second opinion. It can be stopped only between pages.
func (e *Engine) Page(ctx context.Context, m Model, psm int, img *image.Gray, dpi float64) ([]Word, error) {
	readable, err := check(img)
	if err != nil || !readable || blank(img) {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, failed(ctx, err)
	}
	p, err := e.page(m)
	if err != nil {
		return nil, err
	}
	words, err := p.read(psm, img, resolution(dpi))
	if err != nil {
		return nil, failed(ctx, err)
	}
	return words, nil
}

// page returns the gosseract client of a model.
func (e *Engine) page(m Model) (*pageClient, error) {
	if p := e.pages[m]; p != nil {
		if p.uses < e.uses {
			return p, nil
		}
		p.close()
		delete(e.pages, m)
	}
	if !e.Has(m) {
		return nil, missing(m)
	}
	p := &pageClient{client: gosseract.NewClient()}
	if err := p.client.SetLanguage(string(m)); err != nil {
		return nil, err
	}
	if err := p.client.SetTessdataPrefix(e.folders[m]); err != nil {
		return nil, err
	}
	e.pages[m] = p
	return p, nil
}

// pageClient is a gosseract client.
type pageClient struct {
	client *gosseract.Client
	uses   int
}

func (p *pageClient) close() { _ = p.client.Close() } // it never fails

// read reads one picture. Everything is set as a variable: they are applied
// after the client has loaded its model, which resets the segmentation mode.
func (p *pageClient) read(psm int, img *image.Gray, dpi float64) ([]Word, error) {
	for name, value := range map[gosseract.SettableVariable]string{
		gosseract.DEBUG_FILE:    "/dev/null",
		"tessedit_pageseg_mode": strconv.Itoa(psm),
		"user_defined_dpi":      strconv.Itoa(int(dpi)),
	} {
		if err := p.client.SetVariable(name, value); err != nil {
			return nil, fmt.Errorf("set %s: %w", name, err)
		}
	}
	if err := p.client.SetImageFromBytes(graymap(img)); err != nil {
		return nil, err
	}
	if p.uses == 0 { // the model is loaded now
		initialising.Lock()
		defer initialising.Unlock()
	}
	p.uses++
	boxes, err := p.client.GetBoundingBoxesVerbose()
	if err != nil {
		return nil, err
	}
	words := make([]Word, 0, len(boxes))
	type place struct{ block, paragraph, line int }
	last, line := place{}, -1
	for _, b := range boxes {
		if at := (place{b.BlockNum, b.ParNum, b.LineNum}); at != last {
			last = at
			line++
		}
		words = append(words, Word{
			Word: ocr.Word{Text: b.Word, Rect: ocr.Rect{
				Left: float64(b.Box.Min.X), Top: float64(b.Box.Min.Y),
				Right: float64(b.Box.Max.X), Bottom: float64(b.Box.Max.Y),
			}},
			Confidence: b.Confidence / 100,
			Line:       line,
		})
	}
	return words, nil
}

// graymap encodes a picture as a binary portable graymap: raw pixels behind a
// header, the cheapest format that gosseract can be given.
func graymap(img *image.Gray) []byte {
	b := img.Bounds()
	var out bytes.Buffer
	fmt.Fprintf(&out, "P5\n%d %d\n255\n", b.Dx(), b.Dy())
	out.Grow(b.Dx() * b.Dy())
	for y := b.Min.Y; y < b.Max.Y; y++ {
		out.Write(img.Pix[img.PixOffset(b.Min.X, y):][:b.Dx()])
	}
	return out.Bytes()
}
