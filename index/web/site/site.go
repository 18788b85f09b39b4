package site

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"

	"github.com/gouji/gouji/index/web/front"
)

//go:embed templates/*.html words.yaml
var common embed.FS

//go:embed fault
var files embed.FS

// Site puts pages into their frame and answers requests.
type Site struct {
	assets   *front.Assets
	common   words
	fault    *View
	readOnly bool
	log      *slog.Logger
}

// Options say how the site is.
type Options struct {
	ReadOnly bool // nothing can be changed: pages show no forms that would
	Log      *slog.Logger
}

// New returns a site.
func New(o Options) (*Site, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	assets, err := front.Load()
	if err != nil {
		return nil, err
	}
	w, err := loadWords(common)
	if err != nil {
		return nil, err
	}
	s := &Site{assets: assets, common: w, readOnly: o.ReadOnly, log: o.Log}
	pages, err := fs.Sub(files, "fault")
	if err != nil {
		return nil, err
	}
	s.fault, err = s.View(pages)
	return s, err
}

// ReadOnly reports whether nothing can be changed.
func (s *Site) ReadOnly() bool { return s.readOnly }

// Log is for what only the administrator must know.
func (s *Site) Log() *slog.Logger { return s.log }

// Mount adds the assets.
func (s *Site) Mount(mux *http.ServeMux) { s.assets.Mount(mux) }

// View is a page in all languages.
type View struct {
	site      *Site
	templates map[Language]*template.Template
	phrases   map[Language]Phrases
}

// View reads a page out of its folder: templates/*.html, one of which defines
// "main", and words.yaml. Templates may call
//
//	word KEY ARGS…  a word of the page, or a common one
//	name VALUE      the name of an attribute or of a value
//	lang            the language
//	readonly        whether nothing can be changed
//	figure VALUE    a figure without an exponent; nothing for a blank
//	when TIME       a time, to the minute
//	anchor KEY      the id of a figure on the page of its document
//	query U K V…    the address U with parameters set; an empty V removes one
func (s *Site) View(fsys fs.FS) (*View, error) {
	w, err := loadWords(fsys)
	if err != nil {
		return nil, err
	}
	v := &View{site: s, templates: map[Language]*template.Template{}, phrases: map[Language]Phrases{}}
	for _, l := range Languages() {
		p := Phrases{l, w, s.common}
		functions := template.FuncMap{
			"word": p.Word, "name": p.Name, "lang": p.Language, "readonly": s.ReadOnly, "query": withQuery, "anchor": Anchor,
			"figure": Figure, "when": When,
		}
		t, err := template.New("page").Funcs(functions).ParseFS(common, "templates/*.html")
		if err == nil {
			t, err = t.ParseFS(fsys, "templates/*.html")
		}
		if err != nil {
			return nil, err
		}
		v.templates[l], v.phrases[l] = t, p
	}
	return v, nil
}

// Phrases are the words of the page in the language of a request.
func (v *View) Phrases(r *http.Request) Phrases { return v.phrases[LanguageOf(r)] }

// Page is what a page tells the frame around it.
type Page struct {
	Title string // of the browser's tab, in the language of the request
	Part  string // of the site: search, compare, review, status; may be empty
	Query string // what stands in the search box
	Data  any    // is the dot of "main"
}

// frame is the dot of the frame.
type frame struct {
	Page
	User   User
	Assets *front.Assets
	Switch string // this page in the other language
	Here   string // this page, to come back to
}

// Show answers with a page.
func (v *View) Show(w http.ResponseWriter, r *http.Request, status int, p Page) {
	here := *r.URL
	values := here.Query()
	values.Del(languageName)
	here.RawQuery = values.Encode()
	f := frame{
		Page: p, User: UserOf(r.Context()), Assets: v.site.assets, Here: here.RequestURI(),
		Switch: withQuery(here.RequestURI(), languageName, string(LanguageOf(r).other())),
	}
	var body bytes.Buffer
	if err := v.templates[LanguageOf(r)].ExecuteTemplate(&body, "frame.html", f); err != nil {
		v.site.log.ErrorContext(r.Context(), "render a page", "path", r.URL.Path, "err", err)
		http.Error(w, "页面无法显示。 This page cannot be shown.", http.StatusInternalServerError)
		return
	}
	v.write(w, r, status, body.Bytes())
}

// Part renders a single template of the page, such as a row that is sent to the
// browser when it changes.
func (v *View) Part(l Language, name string, data any) (string, error) {
	var body bytes.Buffer
	if err := v.templates[l].ExecuteTemplate(&body, name, data); err != nil {
		return "", fmt.Errorf("template %s: %w", name, err)
	}
	return body.String(), nil
}

func (v *View) write(w http.ResponseWriter, r *http.Request, status int, body []byte) {
	remember(w, r)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Vary", "Cookie")
	w.WriteHeader(status)
	if _, err := w.Write(body); err != nil {
		v.site.log.DebugContext(r.Context(), "visitor went away", "err", err)
	}
}

// withQuery returns an address with parameters set.
func withQuery(address string, pairs ...string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	values := u.Query()
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] == "" {
			values.Del(pairs[i])
		} else {
			values.Set(pairs[i], pairs[i+1])
		}
	}
	u.RawQuery = values.Encode()
	return u.String()
}
