package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strings"

	"github.com/gouji/gouji/index"
)

//go:embed page.html record.html style.css
var files embed.FS

// pages are the parsed templates.
type pages struct {
	search, record *template.Template
	style          []byte
}

func loadPages() (*pages, error) {
	var p pages
	var err error
	if p.search, err = template.ParseFS(files, "page.html"); err != nil {
		return nil, fmt.Errorf("search page: %w", err)
	}
	if p.record, err = template.ParseFS(files, "record.html"); err != nil {
		return nil, fmt.Errorf("record page: %w", err)
	}
	p.style, err = files.ReadFile("style.css")
	return &p, err
}

// getPage serves the search page.
func (h *handler) getPage(w http.ResponseWriter, r *http.Request) {
	values := r.URL.Query()
	v := newView(values)
	values.Del("lang")
	q, err := parseQuery(values)
	status := http.StatusOK
	if err == nil {
		q.Facets = pageFacets(q)
		var result index.Result
		if result, err = h.search.Search(r.Context(), q); err == nil {
			v.fill(q, &result)
		}
	}
	if err != nil {
		var f fault
		status, f = h.faultOf(r, err)
		v.Error = f.Error
		if status == http.StatusBadRequest {
			v.Error += "（" + f.Detail + "）"
		}
	}
	h.render(w, r, status, h.pages.search, v)
}

// recordView is a single record.
type recordView struct {
	Language language
	Title    string
	Back     string
	Fields   []field
}

type field struct{ Name, Text string }

// getRecordPage serves one record as a list of its fields.
func (h *handler) getRecordPage(w http.ResponseWriter, r *http.Request) {
	record, err := h.search.Record(r.Context(), r.PathValue("index"), r.PathValue("id"))
	l := languageOf(r.URL.Query().Get("lang"))
	v := recordView{Language: l, Title: text(record, "title"), Back: "/?" + url.Values{"lang": {l.Tag()}}.Encode()}
	status := http.StatusOK
	switch {
	case err != nil:
		var f fault
		status, f = h.faultOf(r, err)
		v.Title = f.Error
	case record == nil:
		status, v.Title = http.StatusNotFound, "没有这条记录。"
	}
	for _, name := range sortedKeys(record) {
		if !strings.HasPrefix(name, "search_") {
			v.Fields = append(v.Fields, field{name, show(record[name])})
		}
	}
	h.render(w, r, status, h.pages.record, v)
}

func (h *handler) getStyle(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	w.Header().Set("Cache-Control", "max-age=3600")
	_, _ = w.Write(h.pages.style) // the visitor may be gone
}

func (h *handler) render(w http.ResponseWriter, r *http.Request, status int, t *template.Template, v any) {
	var body bytes.Buffer
	if err := t.Execute(&body, v); err != nil {
		h.log.ErrorContext(r.Context(), "render a page", "err", err)
		http.Error(w, "页面无法显示。", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(body.Bytes()) // the visitor may be gone
}

// Word is used by the templates.
func (v recordView) Word(key string) string { return v.Language.word(key) }
