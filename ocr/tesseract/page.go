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
func (e *Engine) Page(ctx context.Context, m ocr.Model, psm int, img *image.Gray, dpi float64) ([]Word, error) {
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
func (e *Engine) page(m ocr.Model) (*pageClient, error) {
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
	p, err := openPage(e.folders[m], m)
	if err != nil {
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

// openPage loads the model of a folder. gosseract loads it with the first
// reading and loses a segmentation mode that was set before, so a blank picture
// is read first.
func openPage(folder string, m ocr.Model) (*pageClient, error) {
	initialising.Lock()
	defer initialising.Unlock()
	p := &pageClient{client: gosseract.NewClient()}
	for _, step := range []func() error{
		func() error { return p.client.SetLanguage(string(m)) },
		func() error { return p.client.SetTessdataPrefix(folder) },
		func() error { return p.client.SetVariable(gosseract.DEBUG_FILE, "/dev/null") },
		func() error { return p.client.SetImageFromBytes(graymap(image.NewGray(image.Rect(0, 0, 8, 8)))) },
		func() error { _, err := p.client.Text(); return err },
	} {
		if err := step(); err != nil {
			p.close()
			return nil, damaged(folder, m, err)
		}
	}
	return p, nil
}

func (p *pageClient) close() { _ = p.client.Close() } // it never fails

// read reads one picture.
func (p *pageClient) read(psm int, img *image.Gray, dpi float64) ([]Word, error) {
	p.uses++
	if err := p.client.SetPageSegMode(gosseract.PageSegMode(psm)); err != nil {
		return nil, err
	}
	if err := p.client.SetVariable("user_defined_dpi", strconv.Itoa(int(dpi))); err != nil {
		return nil, err
	}
	if err := p.client.SetImageFromBytes(graymap(img)); err != nil {
		return nil, err
	}
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
