package document

import (
	"context"
	"io"
	"net/http"
	"time"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/index/web/site"
)

// Library holds the documents. What it does not have is an fs.ErrNotExist.
type Library interface {
	// Document returns a document with what people have decided about it.
	Document(ctx context.Context, id string) (*extract.Document, error)
	// Entry tells where a document came from.
	Entry(ctx context.Context, id string) (Entry, error)
	// Original opens the file as it was dropped.
	Original(ctx context.Context, id string) (io.ReadSeekCloser, error)
	// Picture returns a page, counted from 1, as a picture about so many pixels
	// wide. A text has no pictures.
	Picture(ctx context.Context, id string, page, width int) (Picture, error)
}

// Entry tells where a document came from.
type Entry struct {
	Paths []string
	Added time.Time
}

// Picture is a picture of a page.
type Picture struct {
	Media         string // image/jpeg or image/png
	Body          []byte
	Width, Height int // pixels
}

// Pages are the pages of documents.
type Pages struct {
	site    *site.Site
	library Library
}

// New returns the pages.
func New(s *site.Site, l Library) (*Pages, error) {
	return &Pages{site: s, library: l}, nil
}

// Mount adds the addresses.
func (p *Pages) Mount(mux *http.ServeMux) {}
