package search

import (
	"context"
	"embed"
	"net/http"

	"github.com/gouji/gouji/index"
	"github.com/gouji/gouji/index/web/site"
)

// Searcher finds records. A question that cannot be asked is an
// *index.BadQuery.
type Searcher interface {
	Search(ctx context.Context, q index.Query) (index.Result, error)
	// Survey answers with the facets and the totals of all indexes as well.
	Survey(ctx context.Context, q index.Query) (index.Survey, error)
	// Values returns the values of facets that hold a text, the most frequent first.
	Values(ctx context.Context, q index.Query, facets []string, text string) ([]index.Value, error)
	// Record returns nil where there is none.
	Record(ctx context.Context, name, id string) (map[string]any, error)
}

//go:embed templates words.yaml
var files embed.FS

// Pages are the search page and its API.
type Pages struct {
	site   *site.Site
	view   *site.View
	search Searcher
}

// New returns the pages.
func New(s *site.Site, searcher Searcher) (*Pages, error) {
	v, err := s.View(files)
	if err != nil {
		return nil, err
	}
	return &Pages{site: s, view: v, search: searcher}, nil
}

// Mount adds the addresses.
func (p *Pages) Mount(mux *http.ServeMux) {
	mux.HandleFunc("GET /{$}", p.getPage)
	mux.HandleFunc("GET /api/search", p.getSearch)
	mux.HandleFunc("GET /api/facets", p.getFacets)
	mux.HandleFunc("GET /api/records/{index}/{id}", p.getRecord)
}
