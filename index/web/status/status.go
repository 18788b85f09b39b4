package status

import (
	"context"
	"embed"
	"io"
	"net/http"

	"github.com/gouji/gouji/index/web/site"
)

//go:embed templates/*.html words.yaml
var files embed.FS

// Operator looks after the running program.
type Operator interface {
	Status(ctx context.Context) (Report, error)
	// Retry puts refused and parked files back to work, all of them when ids
	// is empty, and returns how many.
	Retry(ctx context.Context, ids []string) (int, error)
	// Reindex begins to build the indexes anew and returns.
	Reindex(ctx context.Context) error
	// Alive returns nil unless a restart would help.
	Alive(ctx context.Context) error
	// Ready returns nil when files can be taken and found.
	Ready(ctx context.Context) error
	// Upload puts a file into a watched folder, under its name or one like it,
	// and returns that name. What was written of a file that cannot be read to
	// its end is removed. Errors may be ErrTooLarge, ErrEmpty, ErrIgnored or
	// ErrNoRoom.
	Upload(ctx context.Context, name string, content io.Reader) (stored string, err error)
	// Stopping is closed when the program begins to stop.
	Stopping() <-chan struct{}
}

// Pages are the status page and its API.
type Pages struct {
	site    *site.Site
	operate Operator
	view    *site.View
	live    *live
	streams slots
	uploads slots
}

// New returns the pages.
func New(s *site.Site, operator Operator) (*Pages, error) {
	v, err := s.View(files)
	if err != nil {
		return nil, err
	}
	return &Pages{
		site: s, operate: operator, view: v, live: newLive(operator, v),
		streams: make(slots, maxStreams), uploads: make(slots, maxUploads),
	}, nil
}

// Mount adds the addresses.
func (p *Pages) Mount(mux *http.ServeMux) {
	mux.HandleFunc("GET /status", p.getPage)
	mux.HandleFunc("GET /status/events", p.getEvents)
	mux.HandleFunc("POST /status/retry", p.writing(p.postRetryForm))
	mux.HandleFunc("POST /status/reindex", p.writing(p.postReindexForm))
	mux.HandleFunc("POST /upload", p.writing(p.postUpload))
	mux.Handle("GET /upload", http.RedirectHandler("/status", http.StatusSeeOther))
	mux.HandleFunc("GET /api/status", p.getStatus)
	mux.HandleFunc("POST /api/retry", p.writing(p.postRetry))
	mux.HandleFunc("POST /api/reindex", p.writing(p.postReindex))
	mux.HandleFunc("GET /healthz", p.tell(p.operate.Alive))
	mux.HandleFunc("GET /readyz", p.tell(p.operate.Ready))
}

// writing refuses a request that would change something in read-only mode.
func (p *Pages) writing(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if p.site.ReadOnly() {
			p.site.Answer(w, r, http.StatusForbidden, site.Fault{Error: "只读模式：不能修改。", Detail: "read-only"})
			return
		}
		next(w, r)
	}
}

// slots bounds how many do something at the same time.
type slots chan struct{}

// take reports whether there was a free one; give must follow.
func (s slots) take() bool {
	select {
	case s <- struct{}{}:
		return true
	default:
		return false
	}
}

func (s slots) give() { <-s }
