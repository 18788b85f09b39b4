package access

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"embed"
	"errors"
	"io/fs"
	"log/slog"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/gouji/gouji/index/web/site"
)

//go:embed login
var files embed.FS

// Login is how people say who they are.
type Login string

// The ways to log in.
const (
	None     Login = "none"     // everyone may ask
	Password Login = "password" // a page asks for the name and the shared password
	Proxy    Login = "proxy"    // a trusted proxy names the person in a header
)

// Options say who may ask.
type Options struct {
	// Hosts are the names under which a proxy asks a server that listens on the
	// loopback address; localhost and IP addresses are always answered there.
	Hosts []string
	// Origin is the scheme and host under which people reach the site through a
	// proxy that changes the Host header; may be empty.
	Origin   string
	Login    Login          // empty: None
	Password string         // of Password
	Key      string         // signs the sessions of Password
	Header   string         // of Proxy
	Proxies  []netip.Prefix // the proxies whose headers are believed
	Token    string         // programs that send it may ask, too; may be empty
	Log      *slog.Logger
}

// Access guards the site.
type Access struct {
	options  Options
	site     *site.Site
	page     *site.View
	sessions *sessions
	limit    *limit
	foreign  *http.CrossOriginProtection
	now      func() time.Time
}

// New returns the guard. It refuses options that would protect nothing.
func New(s *site.Site, o Options) (*Access, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	switch {
	case o.Login == Password && (o.Password == "" || o.Key == ""):
		return nil, errors.New("login by password needs a password and a key")
	case o.Login == Proxy && (o.Header == "" || len(o.Proxies) == 0):
		return nil, errors.New("login by a proxy needs its header and its address")
	}
	pages, err := fs.Sub(files, "login")
	if err != nil {
		return nil, err
	}
	page, err := s.View(pages)
	if err != nil {
		return nil, err
	}
	a := &Access{
		options: o, site: s, page: page,
		sessions: newSessions(o.Key, o.Password), limit: newLimit(), now: time.Now,
		foreign: http.NewCrossOriginProtection(),
	}
	if o.Origin != "" {
		if err := a.foreign.AddTrustedOrigin(o.Origin); err != nil {
			return nil, err
		}
	}
	a.foreign.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a.refuse(w, r, http.StatusForbidden, site.Fault{Error: "此请求来自其他网站，已拒绝。", Detail: "a request of another site was refused"})
	}))
	return a, nil
}

// Mount adds the addresses of logging in and out.
func (a *Access) Mount(mux *http.ServeMux) {
	mux.HandleFunc("GET /login", a.getLogin)
	mux.HandleFunc("POST /login", a.postLogin)
	mux.HandleFunc("POST /logout", a.postLogout)
}

// Guard returns a handler that lets through what may be asked.
func (a *Access) Guard(next http.Handler) http.Handler {
	return headers(ownHost(a.options.Hosts, a.foreign.Handler(a.unchanged(a.known(next)))))
}

// unchanged refuses in read-only mode whatever could change something.
func (a *Access) unchanged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if a.site.ReadOnly() && !readOnly(r) {
			a.refuse(w, r, http.StatusForbidden, site.Fault{Error: "只读模式：可以查看，不能修改。", Detail: "read-only mode: everything can be seen, nothing changed"})
			return
		}
		next.ServeHTTP(w, r)
	})
}

func readOnly(r *http.Request) bool {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		return true
	}
	return r.URL.Path == "/login" || r.URL.Path == "/logout"
}

// known lets through who is known and what everyone may ask.
func (a *Access) known(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v, ok := a.identify(w, r)
		switch {
		case ok:
			ctx, cancel := v.context(r.Context())
			defer cancel()
			next.ServeHTTP(w, r.WithContext(ctx))
		case open(r):
			next.ServeHTTP(w, r)
		default:
			a.turnAway(w, r)
		}
	})
}

// visitor is who asks.
type visitor struct {
	user  site.User
	until time.Time // when the login ends; zero where it does not
}

// context returns that of a visitor's request. An answer that goes on for long
// ends with the login.
func (v visitor) context(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx = site.WithUser(ctx, v.user)
	if v.until.IsZero() {
		return context.WithCancel(ctx)
	}
	return context.WithDeadline(ctx, v.until)
}

// identify finds out who asks, and whether that is enough.
func (a *Access) identify(w http.ResponseWriter, r *http.Request) (visitor, bool) {
	switch {
	case a.isProgram(r):
		return visitor{}, true
	case a.options.Login == Password:
		return a.sessionVisitor(w, r)
	case a.options.Login == Proxy:
		name := a.proxyUser(r)
		return visitor{user: site.User{Name: name}}, name != ""
	default:
		return visitor{}, true
	}
}

// isProgram reports whether a request carries the token.
func (a *Access) isProgram(r *http.Request) bool {
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok || a.options.Token == "" {
		return false
	}
	given, want := sha256.Sum256([]byte(token)), sha256.Sum256([]byte(a.options.Token))
	return subtle.ConstantTimeCompare(given[:], want[:]) == 1
}

// open reports whether everyone may ask: for what tells whether the program is
// well, and for what the login page is made of. The path is taken as it was
// written, so that nothing decodes into another one.
func open(r *http.Request) bool {
	switch path := r.URL.EscapedPath(); path {
	case "/login", "/logout", "/healthz", "/readyz", "/metrics":
		return true
	default:
		return strings.HasPrefix(path, "/assets/")
	}
}

// turnAway tells who is not known what to do.
func (a *Access) turnAway(w http.ResponseWriter, r *http.Request) {
	switch {
	case a.options.Login == Proxy:
		a.refuse(w, r, http.StatusForbidden, site.Fault{Error: "请经由单位的登录入口访问本页。", Detail: "come through the proxy that logs you in; see server.trusted_proxies and server.proxy_header"})
	case r.Header.Get("HX-Request") == "true":
		w.Header().Set("HX-Refresh", "true") // the whole page comes again, and then asks for the login
		a.refuse(w, r, http.StatusUnauthorized, needLogin)
	case wantsJSON(r):
		w.Header().Set("WWW-Authenticate", `Bearer realm="gouji"`)
		a.refuse(w, r, http.StatusUnauthorized, needLogin)
	default:
		http.Redirect(w, r, loginAddress(r), http.StatusSeeOther)
	}
}

var needLogin = site.Fault{Error: "需要登录。", Detail: "log in; a program sends the token that stands in api-token in the data folder"}

// refuse answers with a sentence, to programs as JSON.
func (a *Access) refuse(w http.ResponseWriter, r *http.Request, status int, f site.Fault) {
	if wantsJSON(r) {
		a.site.Answer(w, r, status, f)
		return
	}
	http.Error(w, f.Error+" "+f.Detail, status)
}

func wantsJSON(r *http.Request) bool {
	return strings.HasPrefix(r.URL.Path, "/api/") || strings.HasPrefix(r.Header.Get("Accept"), "application/json")
}
