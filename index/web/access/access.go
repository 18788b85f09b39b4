package access

import (
	"log/slog"
	"net/http"

	"github.com/gouji/gouji/index/web/site"
)

// Options say who may ask.
type Options struct {
	// Hosts are the names under which a proxy asks a server that listens on the
	// loopback address; localhost and IP addresses are always answered there.
	Hosts []string
	Log   *slog.Logger
}

// Access guards the site.
type Access struct {
	options Options
	site    *site.Site
}

// New returns the guard.
func New(s *site.Site, o Options) (*Access, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Access{options: o, site: s}, nil
}

// Mount adds the addresses of logging in and out.
func (a *Access) Mount(mux *http.ServeMux) {}

// Guard returns a handler that lets through what may be asked.
func (a *Access) Guard(next http.Handler) http.Handler {
	return headers(ownHost(a.options.Hosts, http.NewCrossOriginProtection().Handler(next)))
}

// policy lets pages load and run only what this server sends.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// headers tells browsers to run nothing and to load nothing from elsewhere.
func headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		header.Set("Content-Security-Policy", policy)
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("X-Frame-Options", "DENY")
		header.Set("Referrer-Policy", "same-origin")
		header.Set("Cross-Origin-Resource-Policy", "same-origin")
		header.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}
