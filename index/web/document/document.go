package document

import (
	"context"
	"embed"
	"io"
	"io/fs"
	"net/http"
	"regexp"
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

//go:embed templates/*.html words.yaml
var files embed.FS

// Pages are the pages of documents.
type Pages struct {
	site    *site.Site
	library Library
	view    *site.View
}

// New returns the pages.
func New(s *site.Site, l Library) (*Pages, error) {
	view, err := s.View(files)
	if err != nil {
		return nil, err
	}
	return &Pages{site: s, library: l, view: view}, nil
}

// Mount adds the addresses.
func (p *Pages) Mount(mux *http.ServeMux) {
	mux.HandleFunc("GET /documents/{id}", p.show)
	mux.HandleFunc("GET /documents/{id}/original", p.original)
	mux.HandleFunc("GET /documents/{id}/text", p.text)
	mux.HandleFunc("GET /api/documents/{id}", p.answer)
	p.mountPictures(mux)
}

var documentID = regexp.MustCompile(`^[0-9a-f]{32}$`)

// document returns the document that a request is about.
func (p *Pages) document(r *http.Request) (*extract.Document, error) {
	id := r.PathValue("id")
	if !documentID.MatchString(id) {
		return nil, fs.ErrNotExist
	}
	return p.library.Document(r.Context(), id)
}

// answer answers with the document as programs read it.
func (p *Pages) answer(w http.ResponseWriter, r *http.Request) {
	doc, err := p.document(r)
	if err != nil {
		p.site.Fail(w, r, err)
		return
	}
	p.site.Answer(w, r, http.StatusOK, doc)
}
