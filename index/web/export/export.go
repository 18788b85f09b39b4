package export

import (
	"context"
	"iter"
	"net/http"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/index"
	"github.com/gouji/gouji/index/web/site"
)

// Source yields what is to be exported.
type Source interface {
	// All yields every record that a query finds, however many, in batches.
	All(ctx context.Context, q index.Query) iter.Seq2[map[string]any, error]
}

// Library holds the documents. What it does not have is an fs.ErrNotExist.
type Library interface {
	Document(ctx context.Context, id string) (*extract.Document, error)
}

// Pages are the exports.
type Pages struct {
	site    *site.Site
	source  Source
	library Library
}

// New returns the pages.
func New(s *site.Site, source Source, l Library) (*Pages, error) {
	return &Pages{site: s, source: source, library: l}, nil
}

// Mount adds the addresses.
func (p *Pages) Mount(mux *http.ServeMux) {}
