package daemon

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"slices"

	"github.com/gouji/gouji/cmd/gouji/internal/pictures"
	"github.com/gouji/gouji/cmd/gouji/internal/source"
	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/extract/reader"
	"github.com/gouji/gouji/index/web/document"
	"github.com/gouji/gouji/ingest"
)

const (
	// The widths of pictures, in pixels. They go in steps, so that windows of
	// many sizes share the pictures that are kept.
	narrowest = 400
	widest    = 3000
	widthStep = 200
	// keptPictures is how many bytes of pictures are kept: of some 5,000 pages.
	keptPictures = 1 << 30
)

// gallery draws the pages of files and keeps the pictures.
type gallery struct {
	files *source.Source
	kept  *pictures.Cache
}

// stepped is the width that is drawn for the one that is asked for.
func stepped(width int) int {
	width = min(max(width, narrowest), widest)
	return (width + widthStep - 1) / widthStep * widthStep
}

// Picture implements document.Library.
func (l *library) Picture(ctx context.Context, id string, number, width int) (document.Picture, error) {
	source, page, err := l.page(id, number)
	if err != nil {
		return document.Picture{}, err
	}
	key := pictures.Key{ID: id, Page: number, Width: stepped(width), Turn: page.Turn}
	p, err := l.gallery.kept.Get(ctx, key, func(ctx context.Context) (pictures.Picture, error) {
		f, err := l.spool.Open(source.SHA256)
		if err != nil {
			return pictures.Picture{}, err
		}
		defer f.Close()
		drawn, err := l.gallery.files.Picture(ctx, f, source.MediaType, page, key.Width)
		return pictures.Picture(drawn), err
	})
	if errors.Is(err, context.DeadlineExceeded) {
		err = &ingest.Error{Kind: ingest.Retry, Stage: "picture", Reason: "这一页的图像还在生成，请稍后再看。", Err: err}
	}
	return document.Picture(p), err
}

// page finds a page that can be drawn. Of a document, that is little to decode.
func (l *library) page(id string, number int) (extract.Source, extract.Page, error) {
	b, err := l.handler.documents.Document(id)
	if err != nil {
		return extract.Source{}, extract.Page{}, err
	}
	var doc struct {
		Source extract.Source
		Pages  []extract.Page
	}
	if err := json.Unmarshal(b, &doc); err != nil {
		return extract.Source{}, extract.Page{}, err
	}
	at := slices.IndexFunc(doc.Pages, func(p extract.Page) bool { return p.Number == number })
	if at < 0 || !reader.Paged(doc.Source.MediaType) {
		return extract.Source{}, extract.Page{}, fs.ErrNotExist
	}
	return doc.Source, doc.Pages[at], nil
}
