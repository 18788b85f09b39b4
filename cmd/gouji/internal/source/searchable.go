package source

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"

	"github.com/gouji/gouji/cmd/gouji/internal/worker"
	"github.com/gouji/gouji/extract/reader"
	"github.com/gouji/gouji/ocr/proc"
)

// WriteSearchable reads a PDF or picture and writes it as a PDF in which the
// recognised text lies below the picture.
func (s *Source) WriteSearchable(ctx context.Context, path string, w io.Writer) (err error) {
	ctx, cancel := context.WithTimeoutCause(ctx, s.limits.ReadTime, errReadTime)
	defer cancel()
	absolute, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	f, err := os.Open(absolute)
	if err != nil {
		return err
	}
	defer f.Close()
	name := filepath.Base(path)
	media, err := sniff(name, f)
	switch {
	case err != nil:
		return err
	case !reader.Paged(media):
		return refuse(name, "只有 PDF 和图片可以输出为可检索的 PDF。", errors.New("neither a PDF nor a picture"))
	}
	p, err := s.pages(ctx, name, media, f, func(int, int) {})
	if err != nil {
		return err
	}
	out, err := os.CreateTemp(s.scratch, "gouji-searchable-*.pdf")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close(), os.Remove(out.Name())) }()
	request := worker.Request{Op: worker.Searchable, Path: p.path, Media: media, Out: out.Name()}
	for i := range p.pages {
		request.Pages = append(request.Pages, &p.pages[i])
	}
	if err := s.pool.Do(ctx, proc.Call{Key: p.path, Limit: s.limits.ReadTime, Request: request}); err != nil {
		return p.unreadable(err)
	}
	_, err = io.Copy(w, out)
	return err
}
