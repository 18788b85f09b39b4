package review

import (
	"context"
	"embed"
	"net/http"
	"time"

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
	// Refusals returns the files that were refused or parked, the latest first.
	Refusals(ctx context.Context) ([]Refusal, error)
}

// Refusal is a file that is not in search.
type Refusal struct {
	ID     string
	Name   string
	Status string // refused or parked
	Reason string // plain Chinese
	At     time.Time
}

//go:embed templates/*.html words.yaml
var files embed.FS

// Pages are the list and the single cases.
type Pages struct {
	site   *site.Site
	view   *site.View
	search Searcher
	desk   Desk
}

// New returns the pages.
func New(s *site.Site, searcher Searcher, d Desk) (*Pages, error) {
	view, err := s.View(files)
	if err != nil {
		return nil, err
	}
	return &Pages{site: s, view: view, search: searcher, desk: d}, nil
}

// Mount adds the addresses.
func (p *Pages) Mount(mux *http.ServeMux) {
	mux.HandleFunc("GET /review", p.getList)
	mux.HandleFunc("GET /review/{id}", p.getCase)
	mux.HandleFunc("POST /review/{id}", p.postDecision)
}

// page is the dot of "main": one of both.
type page struct {
	List *list
	Case *caseFile
}
