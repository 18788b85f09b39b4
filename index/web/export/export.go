package export

import (
	"context"
	"embed"
	"iter"
	"net/http"

	"golang.org/x/sync/semaphore"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/index"
	"github.com/gouji/gouji/index/web/site"
)

// maxExports bounds the exports that are written at the same time.
const maxExports = 4

//go:embed templates/*.html words.yaml
var files embed.FS

// Source yields what is to be exported.
type Source interface {
	// Search returns a *index.BadQuery for a question that cannot be asked.
	Search(ctx context.Context, q index.Query) (index.Result, error)
	// All yields every record that a query finds, however many, in batches.
	All(ctx context.Context, q index.Query) iter.Seq2[map[string]any, error]
	// Documents yields the ids of the documents of those records, each once.
	Documents(ctx context.Context, q index.Query) iter.Seq2[string, error]
}

// Library holds the documents. What it does not have is an fs.ErrNotExist.
type Library interface {
	Document(ctx context.Context, id string) (*extract.Document, error)
}

// Pages are the exports.
type Pages struct {
	site    *site.Site
	view    *site.View
	source  Source
	library Library
	slots   *semaphore.Weighted
	running running
}

// New returns the pages.
func New(s *site.Site, source Source, l Library) (*Pages, error) {
	view, err := s.View(files)
	if err != nil {
		return nil, err
	}
	return &Pages{site: s, view: view, source: source, library: l, slots: semaphore.NewWeighted(maxExports)}, nil
}

// Mount adds the addresses.
func (p *Pages) Mount(mux *http.ServeMux) {
	mux.HandleFunc("GET /export", p.getExport)
	mux.HandleFunc("GET /export/new", p.getNew)
	mux.HandleFunc("GET /export/progress", p.getProgress)
	mux.HandleFunc("GET /documents/{id}/export", p.getDocument)
}
