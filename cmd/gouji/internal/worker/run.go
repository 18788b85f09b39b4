package worker

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"os"
	"runtime/debug"

	"golang.org/x/sys/unix"

	"github.com/gouji/gouji/ocr"
	"github.com/gouji/gouji/ocr/pdf"
	"github.com/gouji/gouji/ocr/proc"
)

const mediaPDF = "application/pdf"

const (
	// pagesPerOpening is after how many pages a file is opened afresh: what
	// pdfium keeps of pages makes its memory grow, and never shrink.
	pagesPerOpening = 24
	// gcPercent keeps the garbage small that pictures of 30 MB leave.
	gcPercent = 25
)

// Run serves the parent until it has no more requests.
func Run(ctx context.Context) error {
	in, out, err := proc.Pipes()
	if err != nil {
		return err
	}
	debug.SetGCPercent(gcPercent)
	w, err := New()
	if err != nil {
		return err
	}
	return errors.Join(proc.Serve(ctx, in, out, w.Handle), w.Close())
}

// New returns a worker with the settings that its parent has put into the
// environment.
func New() (*Worker, error) {
	s, err := settings()
	if err != nil {
		return nil, err
	}
	return &Worker{settings: s, scan: &scanner{settings: s}}, nil
}

// document is an open file of pages.
type document interface {
	Pages() int
	// Page reads a page, counted from 1. witness is a second reading of its text.
	Page(ctx context.Context, number int, witness string) (*ocr.Page, error)
	// Render draws a page, turned clockwise by so many degrees, about width
	// pixels wide.
	Render(ctx context.Context, number, width, turn int) (image.Image, error)
	Close()
}

// Worker reads pages. It keeps the last file open, because the next request is
// mostly for another page of it. It is for one goroutine.
type Worker struct {
	settings Settings
	library  *pdf.Library
	scan     *scanner
	path     string
	file     document
	pages    int // read since the file was opened
}

// Handle answers a Request, both as JSON.
func (w *Worker) Handle(ctx context.Context, body []byte) ([]byte, error) {
	var r Request
	if err := json.Unmarshal(body, &r); err != nil {
		return nil, err
	}
	answer, err := w.do(ctx, r)
	if err != nil {
		return nil, err
	}
	return json.Marshal(answer)
}

func (w *Worker) do(ctx context.Context, r Request) (any, error) {
	switch r.Op {
	case Prepare:
		_, err := w.lib(ctx)
		return nil, err
	case Witness:
		return w.witness(ctx, r.Path)
	case Searchable:
		return nil, w.searchable(ctx, r)
	}
	if err := w.open(ctx, r.Path, r.Media); err != nil {
		return nil, err
	}
	switch r.Op {
	case Open:
		return Opened{Pages: w.file.Pages()}, nil
	case Page:
		return w.file.Page(ctx, r.Number, r.Witness)
	case Render:
		img, err := w.file.Render(ctx, r.Number, r.Width, r.Turn)
		if err != nil {
			return nil, err
		}
		return encode(img, r.Print)
	}
	return nil, fmt.Errorf("unknown operation %q", r.Op)
}

// lib is pdfium, made for the first PDF.
func (w *Worker) lib(ctx context.Context) (*pdf.Library, error) {
	if w.library != nil {
		return w.library, nil
	}
	library, err := pdf.NewLibrary(ctx, pdf.Options{
		Passwords: w.settings.Passwords, CacheDir: w.settings.Cache,
		MaxPages: w.settings.MaxPages, MaxPixels: w.settings.MaxPixels,
	})
	w.library = library
	return library, err
}

// open opens a file in the place of the last one, unless it is the same.
func (w *Worker) open(ctx context.Context, path, media string) (err error) {
	if w.file != nil && w.path == path && w.pages < pagesPerOpening {
		w.pages++
		return nil
	}
	w.closeFile()
	w.pages = 0
	if media == mediaPDF {
		w.file, err = w.openPDF(ctx, path)
	} else {
		w.file, err = w.openPicture(path)
	}
	if err != nil {
		w.file = nil
		return err
	}
	w.path = path
	return nil
}

func (w *Worker) closeFile() {
	if w.file != nil {
		w.file.Close()
		w.file = nil
		debug.FreeOSMemory()
	}
}

// Close frees everything.
func (w *Worker) Close() error {
	w.closeFile()
	w.scan.close()
	if w.library == nil {
		return nil
	}
	return w.library.Close()
}

func (w *Worker) witness(ctx context.Context, path string) ([]string, error) {
	m, err := mapFile(path)
	if err != nil {
		return nil, err
	}
	defer m.close()
	return pdf.Witness(ctx, m.bytes, w.settings.Passwords...)
}

// mapped is a file in the address space: it costs memory only where it is read,
// and the kernel may take that back.
type mapped struct{ bytes []byte }

func mapFile(path string) (mapped, error) {
	f, err := os.Open(path)
	if err != nil {
		return mapped{}, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || info.Size() == 0 {
		return mapped{}, err
	}
	b, err := unix.Mmap(int(f.Fd()), 0, int(info.Size()), unix.PROT_READ, unix.MAP_PRIVATE)
	if err != nil {
		return mapped{}, &os.PathError{Op: "mmap", Path: path, Err: err}
	}
	return mapped{b}, nil
}

func (m mapped) close() {
	if m.bytes != nil {
		_ = unix.Munmap(m.bytes) // the addresses are right, so it cannot fail
	}
}
