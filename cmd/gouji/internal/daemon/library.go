package daemon

import (
	"context"
	"errors"
	"io"
	"io/fs"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/index/web"
	"github.com/gouji/gouji/index/web/document"
	"github.com/gouji/gouji/ingest"
	"github.com/gouji/gouji/ingest/spool"
)

// library shows what is stored. It implements web.Library.
type library struct {
	handler *Handler
	service *ingest.Service
	spool   *spool.Store
	gallery gallery
}

var _ web.Library = (*library)(nil)

// Document implements document.Library: it returns the document as people have
// decided about it.
func (l *library) Document(_ context.Context, id string) (*extract.Document, error) {
	doc, err := l.handler.stored(id)
	if err != nil {
		return nil, err
	}
	return l.handler.desk.reviewed(doc), nil
}

// Entry implements document.Library.
func (l *library) Entry(ctx context.Context, id string) (document.Entry, error) {
	r, paths, err := l.service.Record(ctx, id)
	if errors.Is(err, ingest.ErrNoRecord) {
		return document.Entry{}, fs.ErrNotExist
	}
	e := document.Entry{Added: r.Added}
	for _, p := range paths {
		e.Paths = append(e.Paths, readable(p))
	}
	return e, err
}

// Original implements document.Library.
func (l *library) Original(ctx context.Context, id string) (io.ReadSeekCloser, error) {
	r, _, err := l.service.Record(ctx, id)
	if errors.Is(err, ingest.ErrNoRecord) {
		return nil, fs.ErrNotExist
	}
	if err != nil {
		return nil, err
	}
	return l.spool.Open(r.SHA256)
}
