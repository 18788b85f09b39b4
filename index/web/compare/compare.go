package compare

import (
	"context"
	"net/http"

	"github.com/gouji/gouji/index"
	"github.com/gouji/gouji/index/web/site"
)

// Searcher finds records.
type Searcher interface {
	Search(ctx context.Context, q index.Query) (index.Result, error)
}

// Pages are the comparisons.
type Pages struct {
	site   *site.Site
	search Searcher
}

// New returns the pages.
func New(s *site.Site, searcher Searcher) (*Pages, error) {
	return &Pages{site: s, search: searcher}, nil
}

// Mount adds the addresses.
func (p *Pages) Mount(mux *http.ServeMux) {}
