package web

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/klauspost/compress/gzhttp"

	"github.com/gouji/gouji/index/web/access"
	"github.com/gouji/gouji/index/web/admin"
	"github.com/gouji/gouji/index/web/compare"
	"github.com/gouji/gouji/index/web/document"
	"github.com/gouji/gouji/index/web/export"
	"github.com/gouji/gouji/index/web/review"
	"github.com/gouji/gouji/index/web/search"
	"github.com/gouji/gouji/index/web/site"
	"github.com/gouji/gouji/index/web/status"
)

// Limits of a request.
const (
	requestTimeout = 15 * time.Second
	maxBody        = 64 << 10
	maxHeader      = 64 << 10
)

// Searcher finds records, for pages and for exports.
type Searcher interface {
	search.Searcher
	export.Source
}

// Library holds the documents and what people decide about them.
type Library interface {
	document.Library
	review.Desk
}

// Options are the parts a handler needs.
type Options struct {
	Searcher Searcher
	Library  Library
	Operator status.Operator
	Keeper   admin.Keeper
	Site     site.Options
	Access   access.Options
	Metrics  http.Handler // of GET /metrics; may be nil
}

// part is a part of the site.
type part interface{ Mount(mux *http.ServeMux) }

// New returns the handler of all addresses.
func New(o Options) (http.Handler, error) {
	s, err := site.New(o.Site)
	if err != nil {
		return nil, err
	}
	guard, err := access.New(s, o.Access)
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	if o.Metrics != nil {
		mux.Handle("GET /metrics", o.Metrics)
	}
	s.Mount(mux)
	guard.Mount(mux)
	admin.New(s, o.Keeper, o.Access.Token).Mount(mux)
	for _, open := range []func() (part, error){
		func() (part, error) { return search.New(s, o.Searcher) },
		func() (part, error) { return document.New(s, o.Library) },
		func() (part, error) { return compare.New(s, o.Searcher) },
		func() (part, error) { return review.New(s, o.Searcher, o.Library) },
		func() (part, error) { return status.New(s, o.Operator) },
		func() (part, error) { return export.New(s, o.Searcher, o.Library) },
	} {
		p, err := open()
		if err != nil {
			return nil, err
		}
		p.Mount(mux)
	}
	return guard.Guard(bounded(gzhttp.GzipHandler(mux))), nil
}

// longLived are the addresses whose requests or answers have no end that could
// be foreseen: each bounds itself.
func longLived(path string) bool {
	return path == "/upload" || path == "/status/events" || strings.HasPrefix(path, "/export")
}

// bounded bounds every request in time and size.
func bounded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if longLived(r.URL.Path) || admin.LongLived(r) {
			next.ServeHTTP(w, r)
			return
		}
		ctx, cancel := context.WithTimeout(r.Context(), requestTimeout)
		defer cancel()
		r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// NewServer returns a server of a handler whose limits no slow or large client
// can pass. What is long-lived moves its own deadlines.
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
