package export

import (
	"context"
	"crypto/rand"
	"net/http"
	"net/url"
	"time"

	"github.com/gouji/gouji/index"
	"github.com/gouji/gouji/index/web/site"
)

const (
	pageTimeout = 15 * time.Second
	// stopPolling is the status with which htmx asks no further.
	stopPolling = 286
)

// offer is the page that offers an export.
type offer struct {
	Index  string
	Total  int
	Search url.Values // the parameters of the search, passed on
	Back   string     // the search
	Job    string
	Query  string
}

// Figures reports whether figures are exported.
func (o offer) Figures() bool { return o.Index == index.Cells }

func (p *Pages) getNew(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), pageTimeout)
	defer cancel()
	r = r.WithContext(ctx)
	q, err := p.parse(r)
	if err != nil {
		p.site.ShowFault(w, r, err)
		return
	}
	o := offer{Index: q.query.Index, Search: searchOf(r.URL.Query()), Job: rand.Text(), Query: q.query.Text}
	o.Search.Del("lang")
	o.Back = "/?" + o.Search.Encode()
	if o.Total, err = p.count(r, q.query); err != nil {
		p.site.ShowFault(w, r, err)
		return
	}
	title, err := q.words.Word("export")
	if err != nil {
		p.site.ShowFault(w, r, err)
		return
	}
	p.view.Show(w, r, http.StatusOK, site.Page{Title: title, Query: q.query.Text, Data: o})
}

// getProgress answers with the progress of an export, for the page that offers
// it. It asks no further when the export has ended.
func (p *Pages) getProgress(w http.ResponseWriter, r *http.Request) {
	kept := p.running.of(r.URL.Query().Get(jobName))
	if kept == nil {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	html, err := p.view.Part(site.LanguageOf(r), "progress", kept)
	if err != nil {
		p.site.ShowFault(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	if kept.State() != writing {
		w.WriteHeader(stopPolling)
	}
	if _, err := w.Write([]byte(html)); err != nil {
		p.site.Log().DebugContext(r.Context(), "visitor went away", "err", err)
	}
}
