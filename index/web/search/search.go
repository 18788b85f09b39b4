package search

import (
	"context"
	"net/http"

	"github.com/gouji/gouji/index"
	"github.com/gouji/gouji/index/web/site"
)

// Searcher finds records.
type Searcher interface {
	// Search returns a *index.BadQuery for a question that cannot be asked.
	Search(ctx context.Context, q index.Query) (index.Result, error)
	// Record returns nil where there is none.
	Record(ctx context.Context, name, id string) (map[string]any, error)
}

// Pages are the search page and its API.
type Pages struct {
	site   *site.Site
	search Searcher
}

// New returns the pages.
func New(s *site.Site, searcher Searcher) (*Pages, error) {
	return &Pages{site: s, search: searcher}, nil
}

// Mount adds the addresses.
func (p *Pages) Mount(mux *http.ServeMux) {
	mux.HandleFunc("GET /api/search", p.getSearch)
	mux.HandleFunc("GET /api/records/{index}/{id}", p.getRecord)
}
