package source

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"

	"github.com/gouji/gouji/cmd/gouji/internal/worker"
	"github.com/gouji/gouji/extract/reader"
	"github.com/gouji/gouji/ocr"
	"github.com/gouji/gouji/ocr/proc"
)

// WriteSearchable reads a PDF or picture and writes it as a PDF in which the
// recognised text lies below the picture. It returns the pages as they were
// read: one with a Failure has no text in the PDF.
func (s *Source) WriteSearchable(ctx context.Context, path string, w io.Writer) ([]ocr.Page, error) {
	f, err := s.openFile(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	name := filepath.Base(path)
	media, err := sniff(name, f)
	switch {
	case err != nil:
		return nil, err
	case !reader.Paged(media):
		return nil, refuse(name, "只有 PDF 和图片可以输出为可检索的 PDF。", errors.New("neither a PDF nor a picture"))
	}
	ctx, cancel := context.WithTimeoutCause(ctx, s.limits.ReadTime, errReadTime)
	defer cancel()
	p, err := s.pages(ctx, name, media, f, func(int, int) {})
	if err == nil {
		err = p.writeSearchable(ctx, w)
	}
	if err != nil && errors.Is(context.Cause(ctx), errReadTime) {
		return nil, tooSlow(name, "limits.read_time", s.limits.ReadTime)
	}
	if err != nil {
		return nil, err
	}
	return p.pages, nil
}

// writeSearchable has a worker write the PDF and copies it.
func (p *paged) writeSearchable(ctx context.Context, w io.Writer) (err error) {
	out, err := os.CreateTemp(p.scratch, "gouji-searchable-*.pdf")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close(), os.Remove(out.Name())) }()
	request := worker.Request{Op: worker.Searchable, Path: p.path, Media: p.media, Out: out.Name()}
	for i := range p.pages {
		request.Pages = append(request.Pages, &p.pages[i])
	}
	if err := p.pool.Do(ctx, proc.Call{Key: p.path, Limit: p.limits.ReadTime, Request: request}); err != nil {
		return p.unreadable(err)
	}
	_, err = io.Copy(w, out)
	return err
}
