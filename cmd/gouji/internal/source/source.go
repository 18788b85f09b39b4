package source

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/gouji/gouji/cmd/gouji/internal/worker"
	"github.com/gouji/gouji/configs"
	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/extract/form"
	"github.com/gouji/gouji/extract/reader"
	"github.com/gouji/gouji/ocr/proc"
)

// Options say how files are read.
type Options struct {
	Settings *configs.Settings
	Scratch  string // where the workers' folders are made; empty: os.TempDir
	Cache    string // where compiled code is kept; empty: nowhere
	// Died is told why a worker is gone, see proc.Options; may be nil.
	Died func(error)
	Log  *slog.Logger
}

// Source reads files. It is safe for concurrent use.
type Source struct {
	reader *reader.Reader
	limits configs.Limits
	pool   *proc.Pool
	// drawers draws pages for people, who do not wait until a book is read.
	drawers *proc.Pool
	rest    *time.Timer // ends the drawers that nobody has needed for a while
	// scratch is where large results of the workers go; empty: os.TempDir.
	scratch string
	log     *slog.Logger

	preparing sync.Mutex // held while a worker compiles pdfium
	prepared  bool
}

// New returns a Source. Close ends its workers, of which none runs before the
// first PDF or picture.
func New(o Options) (*Source, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	forms, err := form.Load(configs.Forms)
	if err != nil {
		return nil, err
	}
	s := o.Settings
	r, err := reader.New(forms, int64(s.Limits.TextBytes))
	if err != nil {
		return nil, err
	}
	pool, err := newPool(o, s.OCR.Workers)
	if err != nil {
		return nil, err
	}
	drawers, err := newPool(o, 1)
	if err != nil {
		return nil, errors.Join(err, pool.Close())
	}
	return &Source{reader: r, limits: s.Limits, pool: pool, drawers: drawers, rest: time.AfterFunc(restAfter, drawers.Rest), scratch: o.Scratch, log: o.Log}, nil
}

func newPool(o Options, size int) (*proc.Pool, error) {
	if worker.Inside() {
		return nil, errors.New("a page worker has no workers of its own")
	}
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	s := o.Settings
	settings := worker.Settings{
		Passwords: s.PDF.Passwords, Cache: o.Cache, Tessdata: filepath.SplitList(s.OCR.Tessdata), MaxPages: s.Limits.Pages, MaxPixels: s.Limits.Pixels,
	}
	env, err := settings.Env()
	if err != nil {
		return nil, err
	}
	return proc.NewPool(proc.Options{
		Command: []string{program, worker.Command}, Env: env, Size: size, Memory: int64(s.OCR.Memory),
		JobsPerChild: s.OCR.PagesPerWorker, Scratch: o.Scratch, Died: o.Died, Log: o.Log,
	}), nil
}

// Close ends the workers, also those that read.
func (s *Source) Close() error {
	s.rest.Stop()
	return errors.Join(s.drawers.Close(), s.pool.Close())
}

// Workers is how many processes read or draw now, with those that wait for work.
func (s *Source) Workers() int { return s.pool.Children() + s.drawers.Children() }

// Version changes when the same file would be read differently: with another
// reader or with other forms.
func Version() (string, error) {
	h := sha256.New()
	err := fs.WalkDir(configs.Forms, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(configs.Forms, name)
		fmt.Fprintf(h, "%s %d\n", name, len(b))
		h.Write(b)
		return err
	})
	return fmt.Sprintf("reader %d forms %s", reader.Version, hex.EncodeToString(h.Sum(nil)[:8])), err
}

// Progress is told how many pages of a file have been read.
type Progress func(read, pages int)

// Read reads what an open file holds; its own name is where the workers find
// it. The given name is the document's, without a folder. A file that cannot be
// read gives an *ingest.Error of kind Refuse.
func (s *Source) Read(ctx context.Context, name string, f *os.File, progress Progress) (*extract.Document, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, s.limits.ReadTime, errReadTime)
	defer cancel()
	doc, err := s.read(ctx, name, f, progress)
	if err != nil && errors.Is(context.Cause(ctx), errReadTime) {
		return nil, tooSlow(name, "limits.read_time", s.limits.ReadTime)
	}
	return doc, err
}

func (s *Source) read(ctx context.Context, name string, f *os.File, progress Progress) (*extract.Document, error) {
	media, err := sniff(name, f)
	if err != nil {
		return nil, err
	}
	if reader.Paged(media) {
		return s.readPaged(ctx, name, media, f, progress)
	}
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if info.Size() > int64(s.limits.TextBytes) {
		return nil, tooLarge(name, info.Size(), s.limits.TextBytes, "limits.text_bytes")
	}
	b, err := io.ReadAll(io.LimitReader(f, int64(s.limits.TextBytes)))
	if err != nil {
		return nil, err
	}
	return s.within(ctx, name, func(ctx context.Context) (*extract.Document, error) { return s.reader.Read(ctx, name, b) })
}

// Paged reports whether a file is a PDF or a picture, which is read page by page
// in the workers. One that cannot be told is not.
func Paged(name string, f *os.File) bool {
	media, err := sniff(name, f)
	return err == nil && reader.Paged(media)
}

func sniff(name string, f *os.File) (media string, err error) {
	head := make([]byte, reader.HeadBytes)
	n, err := f.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	return reader.Sniff(name, head[:n])
}

// ReadFile reads a file. A fault of the reader is an error of this file, not
// the end of the program.
func (s *Source) ReadFile(ctx context.Context, path string) (doc *extract.Document, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("internal error of the reader: %v", p)
		}
	}()
	f, err := s.openFile(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return s.Read(ctx, filepath.Base(path), f, func(int, int) {})
}

// openFile opens a file within its limit of size. Its name is absolute, as the
// workers need it.
func (s *Source) openFile(path string) (*os.File, error) {
	info, err := os.Stat(path) // first: opening a pipe would wait for a writer
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, errors.New("not a regular file")
	case info.Size() > int64(s.limits.FileBytes):
		return nil, tooLarge(filepath.Base(path), info.Size(), s.limits.FileBytes, "limits.file_bytes")
	}
	absolute, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	return os.Open(absolute)
}

func tooLarge(name string, size int64, limit configs.Size, setting string) error {
	return refuse(name, fmt.Sprintf("文件过大（%.1f MB），超过上限 %s（%s）。", float64(size)/(1<<20), limit, setting),
		fmt.Errorf("%w: %d bytes, limit %s", reader.ErrTooLarge, size, limit))
}
