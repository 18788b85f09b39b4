package web

import (
	"encoding/json"
	"errors"
	"html"
	"io"
	"net/http"
	"strings"

	"github.com/gouji/gouji/index"
	"github.com/gouji/gouji/ingest"
)

// searchAnswer is the answer of GET /api/search.
type searchAnswer struct {
	Index   string                    `json:"index"`
	Query   string                    `json:"query"`
	Relaxed bool                      `json:"relaxed"` // nothing held all the words
	Total   int                       `json:"total"`
	Page    int                       `json:"page"`
	Pages   int                       `json:"pages"`
	Hits    []map[string]any          `json:"hits"` // records, each with "highlights"
	Facets  map[string]map[string]int `json:"facets"`
	Stats   map[string]index.Stat     `json:"facet_stats"`
	TookMS  int64                     `json:"took_ms"`
}

// fault is the answer to a request that failed.
type fault struct {
	Error  string `json:"error"` // plain Chinese
	Detail string `json:"detail"`
}

func (h *handler) getSearch(w http.ResponseWriter, r *http.Request) {
	q, err := parseQuery(r.URL.Query())
	if err != nil {
		h.fail(w, r, err)
		return
	}
	result, err := h.search.Search(r.Context(), q)
	if err != nil {
		h.fail(w, r, err)
		return
	}
	answer := searchAnswer{
		Index: result.Index, Query: result.Query, Relaxed: result.Relaxed,
		Total: result.Total, Page: result.Page, Pages: result.Pages, Hits: make([]map[string]any, 0, len(result.Hits)),
		Facets: result.Facets, Stats: result.Stats, TookMS: result.Took.Milliseconds(),
	}
	for _, hit := range result.Hits {
		marked := make(map[string]string, len(hit.Highlights))
		for attribute, text := range hit.Highlights {
			marked[attribute] = markHTML(text)
		}
		hit.Fields["highlights"] = marked
		answer.Hits = append(answer.Hits, hit.Fields)
	}
	h.answer(w, r, http.StatusOK, answer)
}

func (h *handler) getRecord(w http.ResponseWriter, r *http.Request) {
	record, err := h.search.Record(r.Context(), r.PathValue("index"), r.PathValue("id"))
	switch {
	case err != nil:
		h.fail(w, r, err)
	case record == nil:
		h.answer(w, r, http.StatusNotFound, fault{"没有这条记录。", r.PathValue("id")})
	default:
		h.answer(w, r, http.StatusOK, record)
	}
}

func (h *handler) getStatus(w http.ResponseWriter, r *http.Request) {
	status, err := h.operate.Status(r.Context())
	if err != nil {
		h.fail(w, r, err)
		return
	}
	h.answer(w, r, http.StatusOK, status)
}

// postRetry takes {"ids": ["…"]}, or nothing for all.
func (h *handler) postRetry(w http.ResponseWriter, r *http.Request) {
	var request struct {
		IDs []string `json:"ids"`
	}
	if err := json.NewDecoder(r.Body).Decode(&request); err != nil && !errors.Is(err, io.EOF) {
		h.answer(w, r, http.StatusBadRequest, fault{"请求内容不是有效的 JSON。", err.Error()})
		return
	}
	n, err := h.operate.Retry(r.Context(), request.IDs)
	if err != nil {
		h.fail(w, r, err)
		return
	}
	h.answer(w, r, http.StatusOK, map[string]int{"retried": n})
}

func (h *handler) postReindex(w http.ResponseWriter, r *http.Request) {
	if err := h.operate.Reindex(r.Context()); err != nil {
		h.fail(w, r, err)
		return
	}
	h.answer(w, r, http.StatusAccepted, map[string]bool{"started": true})
}

func (h *handler) getHealth(w http.ResponseWriter, r *http.Request) {
	if err := h.operate.Healthy(r.Context()); err != nil {
		h.log.WarnContext(r.Context(), "not healthy", "err", err)
		h.answer(w, r, http.StatusServiceUnavailable, map[string]string{"status": "unavailable", "error": ingest.ReasonOf(err)})
		return
	}
	h.answer(w, r, http.StatusOK, map[string]string{"status": "ok"})
}

// fail answers with what went wrong. The cause is logged; a visitor sees it
// only where the question was wrong.
func (h *handler) fail(w http.ResponseWriter, r *http.Request, err error) {
	status, f := h.faultOf(r, err)
	h.answer(w, r, status, f)
}

func (h *handler) faultOf(r *http.Request, err error) (int, fault) {
	if bad, ok := errors.AsType[*index.BadQuery](err); ok {
		return http.StatusBadRequest, fault{bad.Reason, bad.Detail}
	}
	h.log.WarnContext(r.Context(), "request failed", "method", r.Method, "path", r.URL.Path, "err", err)
	kind := ingest.KindOf(err)
	f := fault{ingest.ReasonOf(err), "kind=" + kind.String()}
	switch kind {
	case ingest.Retry:
		return http.StatusServiceUnavailable, f
	case ingest.Refuse:
		return http.StatusConflict, f
	default:
		return http.StatusInternalServerError, f
	}
}

func (h *handler) answer(w http.ResponseWriter, r *http.Request, status int, v any) {
	body, err := json.Marshal(v)
	if err != nil {
		h.log.ErrorContext(r.Context(), "encode an answer", "path", r.URL.Path, "err", err)
		http.Error(w, `{"error":"内部错误。","detail":"encode"}`, http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	if status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "2")
	}
	w.WriteHeader(status)
	if _, err := w.Write(append(body, '\n')); err != nil {
		h.log.DebugContext(r.Context(), "visitor went away", "err", err)
	}
}

// markHTML escapes a marked text and turns its marks into <mark> elements. A
// stored text cannot open an element, whatever it holds.
func markHTML(s string) string {
	var b strings.Builder
	open := false
	for s != "" {
		i := strings.IndexAny(s, index.MarkStart+index.MarkEnd)
		if i < 0 {
			break
		}
		b.WriteString(html.EscapeString(s[:i]))
		starts := strings.HasPrefix(s[i:], index.MarkStart)
		s = s[i+len(index.MarkStart):]
		if starts != open {
			b.WriteString(map[bool]string{true: "<mark>", false: "</mark>"}[starts])
			open = starts
		}
	}
	b.WriteString(html.EscapeString(s))
	if open {
		b.WriteString("</mark>")
	}
	return b.String()
}
