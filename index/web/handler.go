package web

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/gouji/gouji/index"
)

// Limits of a request.
const (
	requestTimeout = 15 * time.Second
	maxBody        = 64 << 10
	maxHeader      = 64 << 10
)

// Searcher finds records.
type Searcher interface {
	// Search returns a *index.BadQuery for a question that cannot be asked.
	Search(ctx context.Context, q index.Query) (index.Result, error)
	// Record returns nil where there is none.
	Record(ctx context.Context, name, id string) (map[string]any, error)
}

// Operator looks after the running program.
type Operator interface {
	// Status returns a value to be shown as JSON.
	Status(ctx context.Context) (any, error)
	// Retry puts refused and parked files back to work, all of them when ids
	// is empty, and returns how many.
	Retry(ctx context.Context, ids []string) (int, error)
	// Reindex begins to build the indexes anew and returns.
	Reindex(ctx context.Context) error
	// Healthy returns nil when files can be taken and found.
	Healthy(ctx context.Context) error
}

// Options are the parts a handler needs.
type Options struct {
	Searcher Searcher
	Operator Operator
	// Hosts are the names under which a proxy asks a server that listens on the
	// loopback address; localhost and IP addresses are always answered there.
	Hosts []string
	Log   *slog.Logger
}

// handler holds the parts for the requests.
type handler struct {
	search  Searcher
	operate Operator
	log     *slog.Logger
	pages   *pages
}

// New returns the handler of all addresses.
func New(o Options) (http.Handler, error) {
	pages, err := loadPages()
	if err != nil {
		return nil, err
	}
	h := &handler{search: o.Searcher, operate: o.Operator, log: o.Log, pages: pages}
	if h.log == nil {
		h.log = slog.New(slog.DiscardHandler)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", h.getPage)
	mux.HandleFunc("GET /records/{index}/{id}", h.getRecordPage)
	mux.HandleFunc("GET /style.css", h.getStyle)
	mux.HandleFunc("GET /api/search", h.getSearch)
	mux.HandleFunc("GET /api/records/{index}/{id}", h.getRecord)
	mux.HandleFunc("GET /api/status", h.getStatus)
	mux.HandleFunc("POST /api/retry", h.postRetry)
	mux.HandleFunc("POST /api/reindex", h.postReindex)
	mux.HandleFunc("GET /healthz", h.getHealth)
	return guard(ownHost(o.Hosts, http.NewCrossOriginProtection().Handler(mux))), nil
}

// NewServer returns a server of a handler whose limits no slow or large client
// can pass.
func NewServer(address string, h http.Handler, log *slog.Logger) *http.Server {
	s := &http.Server{
		Addr: address, Handler: h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      60 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    maxHeader,
	}
	if log != nil {
		s.ErrorLog = slog.NewLogLogger(log.Handler(), slog.LevelWarn)
	}
	return s
}

// guard bounds every request in time and size and tells browsers to run
// nothing and to load nothing from elsewhere.
func guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		header.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("X-Frame-Options", "DENY")
		header.Set("Referrer-Policy", "same-origin")
		header.Set("Cross-Origin-Resource-Policy", "same-origin")
		header.Set("Cache-Control", "no-store")
		ctx, cancel := context.WithTimeout(r.Context(), requestTimeout)
		defer cancel()
		r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}
