package status

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"github.com/gouji/gouji/index/web/site"
	"github.com/gouji/gouji/ingest"
)

func (p *Pages) getStatus(w http.ResponseWriter, r *http.Request) {
	report, err := p.operate.Status(r.Context())
	if err != nil {
		p.site.Fail(w, r, err)
		return
	}
	p.site.Answer(w, r, http.StatusOK, report)
}

// postRetry takes {"ids": ["…"]}, or nothing for all.
func (p *Pages) postRetry(w http.ResponseWriter, r *http.Request) {
	var request struct {
		IDs []string `json:"ids"`
	}
	if err := json.NewDecoder(r.Body).Decode(&request); err != nil && !errors.Is(err, io.EOF) {
		p.site.Answer(w, r, http.StatusBadRequest, site.Fault{Error: "请求内容不是有效的 JSON。", Detail: err.Error()})
		return
	}
	n, err := p.operate.Retry(r.Context(), request.IDs)
	if err != nil {
		p.site.Fail(w, r, err)
		return
	}
	p.site.Answer(w, r, http.StatusOK, map[string]int{"retried": n})
}

func (p *Pages) postReindex(w http.ResponseWriter, r *http.Request) {
	if err := p.operate.Reindex(r.Context()); err != nil {
		p.site.Fail(w, r, err)
		return
	}
	p.site.Answer(w, r, http.StatusAccepted, map[string]bool{"started": true})
}

// tell answers 200, or 503 with the reason.
func (p *Pages) tell(well func(context.Context) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := well(r.Context()); err != nil {
			p.site.Log().WarnContext(r.Context(), "not well", "path", r.URL.Path, "error", err)
			p.site.Answer(w, r, http.StatusServiceUnavailable, map[string]string{"status": "unavailable", "error": ingest.ReasonOf(err)})
			return
		}
		p.site.Answer(w, r, http.StatusOK, map[string]string{"status": "ok"})
	}
}
