package site

import (
	"encoding/json"
	"errors"
	"io/fs"
	"net/http"
	"strings"

	"github.com/gouji/gouji/index"
	"github.com/gouji/gouji/ingest"
)

// Fault is the answer to a request that failed.
type Fault struct {
	Error  string `json:"error"` // plain Chinese
	Detail string `json:"detail"`
}

// Answer answers with a value as JSON.
func (s *Site) Answer(w http.ResponseWriter, r *http.Request, status int, v any) {
	body, err := json.Marshal(v)
	if err != nil {
		s.log.ErrorContext(r.Context(), "encode an answer", "path", r.URL.Path, "err", err)
		http.Error(w, `{"error":"内部错误。","detail":"encode"}`, http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	if status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "2")
	}
	w.WriteHeader(status)
	if _, err := w.Write(append(body, '\n')); err != nil {
		s.log.DebugContext(r.Context(), "visitor went away", "err", err)
	}
}

// Fail answers with what went wrong, as JSON.
func (s *Site) Fail(w http.ResponseWriter, r *http.Request, err error) {
	status, f := s.FaultOf(r, err)
	s.Answer(w, r, status, f)
}

// FaultOf is what a visitor is told about an error, and the status of the
// answer. The cause is logged; a visitor sees it only where the question was
// wrong.
func (s *Site) FaultOf(r *http.Request, err error) (int, Fault) {
	if bad, ok := errors.AsType[*index.BadQuery](err); ok {
		return http.StatusBadRequest, Fault{bad.Reason, bad.Detail}
	}
	if errors.Is(err, fs.ErrNotExist) {
		return http.StatusNotFound, Fault{"没有找到。", strings.TrimPrefix(r.URL.Path, "/")}
	}
	s.log.WarnContext(r.Context(), "request failed", "method", r.Method, "path", r.URL.Path, "err", err)
	kind := ingest.KindOf(err)
	f := Fault{ingest.ReasonOf(err), "kind=" + kind.String()}
	switch kind {
	case ingest.Retry:
		return http.StatusServiceUnavailable, f
	case ingest.Refuse:
		return http.StatusConflict, f
	default:
		return http.StatusInternalServerError, f
	}
}

// ShowFault answers with a page that says what went wrong.
func (s *Site) ShowFault(w http.ResponseWriter, r *http.Request, err error) {
	status, f := s.FaultOf(r, err)
	s.fault.Show(w, r, status, Page{Title: f.Error, Data: f})
}
