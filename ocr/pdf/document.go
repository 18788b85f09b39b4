package pdf

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/gouji/gouji/ingest"
)

// Document is an open PDF. It has an instance of pdfium of its own, so that what
// one file breaks harms no other and its memory goes when it is closed.
type Document struct {
	library  *Library
	file     *bytes.Reader
	size     int
	password string
	pages    int

	engine *engine
	handle uint64
}

// Open opens a PDF. The bytes must not change until the document is closed.
func (l *Library) Open(ctx context.Context, b []byte) (*Document, error) {
	b, ok := trim(b)
	if !ok {
		return nil, foreign()
	}
	d := &Document{library: l, file: bytes.NewReader(b), size: len(b)}
	if err := d.open(ctx); err != nil {
		d.Close()
		return nil, err
	}
	return d, nil
}

// trim drops what mail gateways and download tools put before the header;
// pdfium itself looks through the first KiB only.
func trim(b []byte) ([]byte, bool) {
	start := bytes.Index(b, []byte("%PDF-"))
	if start < 0 {
		return nil, false
	}
	return b[start:], true
}

// open starts pdfium and opens the file, with no password or the first that fits.
func (d *Document) open(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("open PDF: %w", err)
	}
	var err error
	if d.engine, err = newEngine(ctx, d.library.pool); err != nil {
		return &ingest.Error{Kind: ingest.Stop, Stage: stage, Reason: "PDF 组件无法启动", Err: err}
	}
	for _, password := range append([]string{d.password, ""}, d.library.options.Passwords...) {
		code := d.load(ctx, password)
		if d.engine.err != nil {
			return damaged(d.engine.err.Error())
		}
		switch code {
		case loaded:
			return d.count(ctx)
		case badPassword:
			continue
		case badSecurity:
			return encrypted(" (unknown encryption)")
		default:
			return damaged(fmt.Sprintf("pdfium's error %d", code))
		}
	}
	return encrypted("")
}

// Results of load: 0, or one of pdfium's FPDF_ERR codes.
const (
	loaded      = 0
	unknown     = 1
	badPassword = 4
	badSecurity = 5
)

func (d *Document) load(ctx context.Context, password string) int {
	e := d.engine
	access := e.fileAccess(d.file, d.size)
	secret := e.put(ctx, append([]byte(password), 0))
	d.handle = e.call(ctx, "FPDF_LoadCustomDocument", access, uint64(secret))
	if d.handle == 0 {
		if code := e.int(ctx, "FPDF_GetLastError"); code != loaded {
			return code
		}
		return unknown
	}
	e.free(ctx, secret)
	d.password = password
	return loaded
}

func (d *Document) count(ctx context.Context) error {
	d.pages = d.engine.int(ctx, "FPDF_GetPageCount", d.handle)
	switch most := d.library.options.MaxPages; {
	case d.engine.err != nil:
		return damaged(d.engine.err.Error())
	case d.pages <= 0:
		return refuse(ErrNoPages, "PDF 中没有任何页面")
	case d.pages > most:
		return refuse(fmt.Errorf("%w: %d, at most %d", ErrTooManyPages, d.pages, most),
			fmt.Sprintf("PDF 有 %d 页，超过上限 %d 页；请拆分后再放入", d.pages, most))
	}
	return nil
}

// Pages is the number of pages.
func (d *Document) Pages() int { return d.pages }

// Close frees the document. Closing twice does nothing.
func (d *Document) Close() {
	if d.engine != nil {
		// The instance goes with all that it holds; if it cannot even be closed
		// there is nothing left to free.
		_ = d.engine.close()
	}
	// go-pdfium keeps the reader for good; the file itself goes.
	d.file.Reset(nil)
	d.engine, d.handle, d.pages = nil, 0, 0
}

// page loads page n, counted from 1, for the length of f. A page that breaks
// pdfium costs a new instance, not the rest of the file.
func (d *Document) page(ctx context.Context, n int, f func(e *engine, page uint64) error) error {
	if n < 1 || n > d.pages {
		return fmt.Errorf("page %d of %d: %w", n, d.pages, ErrPage)
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("page %d: %w", n, err)
	}
	if d.engine.err != nil {
		_ = d.engine.close()
		if err := d.open(ctx); err != nil {
			return err
		}
	}
	e := d.engine
	page := e.call(ctx, "FPDF_LoadPage", d.handle, uint64(n-1))
	if e.err == nil && page == 0 {
		return badPage(n, "pdfium does not load it")
	}
	err := f(e, page)
	if e.err != nil {
		return badPage(n, e.err.Error())
	}
	e.call(ctx, "FPDF_ClosePage", page)
	if errors.Is(err, ErrPage) {
		return badPage(n, err.Error())
	}
	return err
}
