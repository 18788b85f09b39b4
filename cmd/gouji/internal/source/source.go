package source

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gouji/gouji/configs"
	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/extract/form"
	"github.com/gouji/gouji/extract/reader"
)

// Source reads files. It is safe for concurrent use.
type Source struct {
	reader *reader.Reader
	limit  int64
}

// New returns a Source that refuses files of more than limit bytes.
func New(limit int64) (*Source, error) {
	forms, err := form.Load(configs.Forms)
	if err != nil {
		return nil, err
	}
	r, err := reader.New(forms, limit)
	if err != nil {
		return nil, err
	}
	return &Source{reader: r, limit: limit}, nil
}

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

// Read reads what an open file holds. The name is the file's own, without a
// folder. A file that cannot be read gives an *ingest.Error of kind Refuse.
func (s *Source) Read(ctx context.Context, name string, f io.Reader) (*extract.Document, error) {
	b, err := io.ReadAll(io.LimitReader(f, s.limit+1))
	if err != nil {
		return nil, err
	}
	return s.reader.Read(ctx, name, b)
}

// ReadFile reads a file. A fault of the reader is an error of this file, not
// the end of the program.
func (s *Source) ReadFile(ctx context.Context, path string) (doc *extract.Document, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("internal error of the reader: %v", p)
		}
	}()
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("not a regular file")
	}
	if info.Size() > s.limit {
		return nil, fmt.Errorf("%w: %d bytes, limit %d", reader.ErrTooLarge, info.Size(), s.limit)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return s.Read(ctx, filepath.Base(path), f)
}
