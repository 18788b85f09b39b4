package review

import (
	"context"
	"net/http"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/index"
	"github.com/gouji/gouji/index/web/site"
)

// Searcher finds the documents that need somebody.
type Searcher interface {
	Search(ctx context.Context, q index.Query) (index.Result, error)
}

// Desk keeps what people decide.
type Desk interface {
	// Document returns a document with what people have decided about it, or
	// fs.ErrNotExist.
	Document(ctx context.Context, id string) (*extract.Document, error)
	// Decide keeps a decision for good and brings it into search soon. Where the
	// subject is not as the person saw it, the error is of kind ingest.Refuse.
	Decide(ctx context.Context, d extract.Decision) error
	// Decisions returns all decisions about a document, the oldest first.
	Decisions(ctx context.Context, id string) ([]extract.Decision, error)
}

// Pages are the list and the single cases.
type Pages struct {
	site   *site.Site
	search Searcher
	desk   Desk
}

// New returns the pages.
func New(s *site.Site, searcher Searcher, d Desk) (*Pages, error) {
	return &Pages{site: s, search: searcher, desk: d}, nil
}

// Mount adds the addresses.
func (p *Pages) Mount(mux *http.ServeMux) {}
