package tesseract

import (
	"context"
	"fmt"
	"image"

	"github.com/otiai10/gosseract/v2"

	"github.com/gouji/gouji/ingest"
	"github.com/gouji/gouji/ocr"
)

// Options configure an Engine.
type Options struct {
	// TessData are folders of models, searched before the usual ones ([Folders]).
	TessData []string
	// ReadingsPerHandle is after how many readings (a line, a batch or a page
	// each) a handle is replaced. 0 means 2,000.
	ReadingsPerHandle int
}

// Engine reads pictures. It is not for concurrent use.
type Engine struct {
	folders map[ocr.Model]string // where each model was found
	uses    int                  // per handle
	handles map[ocr.Model]*handle
	pages   map[ocr.Model]*pageClient
}

// New finds the models; they are loaded when they are first used. A required
// one that is missing (all but Best and Traditional) is an ingest.Error of kind
// Stop with a reason that says how to install it.
func New(o Options) (*Engine, error) {
	e := &Engine{
		folders: map[ocr.Model]string{}, uses: o.ReadingsPerHandle,
		handles: map[ocr.Model]*handle{}, pages: map[ocr.Model]*pageClient{},
	}
	if e.uses <= 0 {
		e.uses = 2000
	}
	all := Folders(o.TessData...)
	for _, entry := range catalog {
		folder := locate(entry.model, all)
		if folder == "" && entry.required {
			return nil, missing(entry.model)
		}
		if folder != "" {
			e.folders[entry.model] = folder
		}
	}
	return e, nil
}

// Version is Tesseract's.
func Version() string { return gosseract.Version() }

// Has reports whether a model is installed.
func (e *Engine) Has(m ocr.Model) bool { return e.folders[m] != "" }

// Close frees the models. The Engine may be used again afterwards.
func (e *Engine) Close() {
	for m, h := range e.handles {
		h.close()
		delete(e.handles, m)
	}
	for m, p := range e.pages {
		p.close()
		delete(e.pages, m)
	}
}

// handle returns the open handle of a model.
func (e *Engine) handle(m ocr.Model) (*handle, error) {
	if h := e.handles[m]; h != nil {
		if h.uses < e.uses {
			return h, nil
		}
		h.close()
		delete(e.handles, m)
	}
	if !e.Has(m) {
		return nil, missing(m)
	}
	h, err := open(e.folders[m], m)
	if err != nil {
		return nil, err
	}
	e.handles[m] = h
	return h, nil
}

// recognise reads one picture with a model and gives errors their kind.
func (e *Engine) recognise(ctx context.Context, m ocr.Model, psm int, img *image.Gray, dpi float64, whitelist string) ([]found, error) {
	h, err := e.handle(m)
	if err != nil {
		return nil, err
	}
	all, err := h.recognise(ctx, psm, img, resolution(dpi), whitelist)
	if err != nil {
		h.uses = e.uses // whatever went wrong, begin the next one afresh
		return nil, failed(ctx, err)
	}
	return all, nil
}

// failed wraps what went wrong with one picture.
func failed(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return fmt.Errorf("ocr: %w", ctx.Err())
	}
	return &ingest.Error{Kind: ingest.Refuse, Stage: "ocr", Reason: "图片中的文字无法识别。", Err: err}
}

// check refuses pictures that Tesseract cannot hold. It reports whether there
// is anything to read: a picture of fewer than 3 pixels a side is blank.
func check(img *image.Gray) (readable bool, err error) {
	if img == nil || img.Bounds().Empty() {
		return false, &ingest.Error{
			Kind: ingest.Refuse, Stage: "ocr", Reason: "图片中没有任何像素。",
			Err: fmt.Errorf("picture without pixels"),
		}
	}
	w, h := img.Bounds().Dx(), img.Bounds().Dy()
	if w > maxSide || h > maxSide {
		return false, &ingest.Error{
			Kind: ingest.Refuse, Stage: "ocr", Reason: "图片的边长过大，无法识别。",
			Err: fmt.Errorf("picture of %d×%d pixels is larger than %d", w, h, maxSide),
		}
	}
	return w >= 3 && h >= 3, nil
}

// maxAspect is how many times longer than high a line of text can be: three
// times the longest line of an A4 page.
const maxAspect = 200

// checkLine is check for one line. Tesseract scales a line to its own height,
// so what is long and low (a piece of a rule) would grow beyond all bounds.
func checkLine(img *image.Gray) (readable bool, err error) {
	readable, err = check(img)
	if err != nil || !readable {
		return false, err
	}
	b := img.Bounds()
	return b.Dx() <= maxAspect*b.Dy() && !blank(img), nil
}

// resolution keeps to what Tesseract believes; what it does not, it guesses.
func resolution(dpi float64) float64 {
	if dpi < 70 || dpi > 2400 {
		return 300
	}
	return dpi
}
