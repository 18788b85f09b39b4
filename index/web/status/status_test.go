package status_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gouji/gouji/index/web/site"
	"github.com/gouji/gouji/index/web/status"
	"github.com/gouji/gouji/ingest"
)

// recorder is an Operator that remembers what it was told.
type recorder struct {
	mu        sync.Mutex
	report    status.Report
	fault     error // of Status
	sick      error
	retried   [][]string
	reindexed int
	stored    map[string]string
	refuse    error
	stopping  chan struct{}
}

func newRecorder() *recorder {
	since := time.Date(2026, 3, 5, 8, 0, 0, 0, time.UTC)
	return &recorder{stored: map[string]string{}, stopping: make(chan struct{}), report: status.Report{
		Version: "test", Since: since, Counts: map[string]int{"done": 7, "parked": 1, "refused": 1, "queued": 3},
		Files: 2, MaxBytes: 8 << 20, Search: status.Search{Documents: 7, Pending: 1},
		Folders: []status.Folder{{Path: "/in", Mode: "consume", Archive: "/in/archive", Failed: "/in/failed"}},
		InFlight: []status.InFlight{
			{ID: "r1", Name: "<b>白石县</b>.pdf", Stage: "reading", Page: 3, Pages: 12, Since: since, Began: since, LeftSeconds: 100},
			{ID: "r2", Name: "青溪县.pdf", Stage: "reading", Since: since}, // waits for its turn
			{ID: "r3", Name: "云岭市.txt", Stage: "indexing", Since: since, Began: since},
		},
		Finished: []status.Finished{{ID: "d1", Name: "a.txt", Title: "白石县2020年报告", Status: "review", At: since}},
		Waiting:  []status.Waiting{{ID: "w1", Name: "排队.txt", Since: since}},
		Failures: []status.Failure{
			{ID: "f1", Name: "坏.pdf", Status: "refused", Reason: "文件已损坏。", Error: "bad xref", At: since},
			{ID: "f2", Name: "慢.pdf", Status: "parked", Reason: "多次失败。", At: since},
		},
	}}
}

func (o *recorder) Status(context.Context) (status.Report, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.report, o.fault
}

func (o *recorder) set(change func()) {
	o.mu.Lock()
	defer o.mu.Unlock()
	change()
}

func (o *recorder) Retry(_ context.Context, ids []string) (int, error) {
	o.retried = append(o.retried, ids)
	return len(ids), nil
}
func (o *recorder) Reindex(context.Context) error { o.reindexed++; return nil }
func (o *recorder) Alive(context.Context) error   { return nil }
func (o *recorder) Ready(context.Context) error   { return o.sick }
func (o *recorder) Stopping() <-chan struct{}     { return o.stopping }
func (o *recorder) Upload(_ context.Context, name string, content io.Reader) (string, error) {
	b, err := io.ReadAll(content)
	if err = errors.Join(err, o.refuse); err != nil {
		return "", err
	}
	o.set(func() { o.stored[name] = string(b) })
	return name, nil
}

func handler(t *testing.T, o status.Operator, options site.Options) http.Handler {
	t.Helper()
	s, err := site.New(options)
	if err != nil {
		t.Fatal(err)
	}
	p, err := status.New(s, o)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	p.Mount(mux)
	return mux
}

func ask(t *testing.T, h http.Handler, method, address, body string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func expect(t *testing.T, w *httptest.ResponseRecorder, code int, has ...string) {
	t.Helper()
	if w.Code != code {
		t.Errorf("status %d, want %d: %s", w.Code, code, w.Body)
	}
	for _, s := range has {
		if !strings.Contains(w.Body.String(), s) {
			t.Errorf("no %q in %s", s, w.Body)
		}
	}
}

func TestPage(t *testing.T) {
	o := newRecorder()
	h := handler(t, o, site.Options{})
	w := ask(t, h, http.MethodGet, "/status", "")
	expect(t, w, http.StatusOK,
		`<dd id="count-done" class="done">7</dd>`, `<dd id="count-reading">1</dd>`, `<dd id="count-indexing">1</dd>`,
		`<dd id="count-waiting">4</dd>`, `<dd id="count-failed" class="refused">2</dd>`,
		`value="3" max="12"`, "已读 3 页，共 12 页 · 约 2 分钟", "&lt;b&gt;白石县", `href="/documents/d1"`, "白石县2020年报告",
		"文件已损坏。", `id="retry-f1"`, "排队.txt", "/in/archive", `action="/upload"`, `sse-connect="/status/events?lang=zh-CN"`)
	if strings.Contains(w.Body.String(), "<b>白石县") || strings.Contains(w.Body.String(), "style=") {
		t.Errorf("not escaped, or styled: %s", w.Body)
	}
	expect(t, ask(t, h, http.MethodGet, "/status?lang=en", ""), http.StatusOK, "3 of 12 pages read · about 2 min left", `lang="en"`)
	expect(t, ask(t, handler(t, o, site.Options{ReadOnly: true}), http.MethodGet, "/status", ""), http.StatusOK, "只读模式")
}

func TestPageTellsTrouble(t *testing.T) {
	o := newRecorder()
	o.report.Trouble = "磁盘空间不足。"
	expect(t, ask(t, handler(t, o, site.Options{}), http.MethodGet, "/status", ""), http.StatusOK, `notice bad`, "磁盘空间不足。")
	o.fault = &ingest.Error{Kind: ingest.Retry, Reason: "队列没有回答。", Err: errors.New("away")}
	expect(t, ask(t, handler(t, o, site.Options{}), http.MethodGet, "/status", ""), http.StatusServiceUnavailable, "队列没有回答。")
}

func TestReadOnlyChangesNothing(t *testing.T) {
	o := newRecorder()
	h := handler(t, o, site.Options{ReadOnly: true})
	for _, address := range []string{"/upload", "/status/retry", "/status/reindex", "/api/retry", "/api/reindex"} {
		expect(t, ask(t, h, http.MethodPost, address, ""), http.StatusForbidden)
	}
	body := ask(t, h, http.MethodGet, "/status", "").Body.String()
	if strings.Contains(body, `method="post"`) || o.retried != nil || o.reindexed != 0 {
		t.Errorf("read-only, and still: %v %d %s", o.retried, o.reindexed, body)
	}
}

func TestRetryForm(t *testing.T) {
	const form = "application/x-www-form-urlencoded"
	tests := map[string]struct {
		back, to string
	}{
		"a page":        {"/review?page=2", "/review?page=2"},
		"none":          {"", "/status"},
		"elsewhere":     {"https://elsewhere.example/", "/status"},
		"no scheme":     {"//elsewhere.example/", "/status"},
		"backslash":     {`/\elsewhere.example/`, "/status"},
		"script":        {"javascript:alert(1)", "/status"},
		"relative":      {"status", "/status"},
		"header ending": {"/status\r\nX: y", "/status"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			o := newRecorder()
			body := url.Values{"id": {"f1"}, "back": {tt.back}}.Encode()
			w := ask(t, handler(t, o, site.Options{}), http.MethodPost, "/status/retry", body, "Content-Type", form)
			if w.Code != http.StatusSeeOther || w.Header().Get("Location") != tt.to || fmt.Sprint(o.retried) != "[[f1]]" {
				t.Errorf("%d to %q, retried %v", w.Code, w.Header().Get("Location"), o.retried)
			}
		})
	}
	o := newRecorder()
	w := ask(t, handler(t, o, site.Options{}), http.MethodPost, "/status/retry", "", "Content-Type", form, "HX-Request", "true")
	if w.Code != http.StatusNoContent || len(o.retried) != 1 || len(o.retried[0]) != 0 {
		t.Errorf("all, by script: %d, retried %v", w.Code, o.retried)
	}
}

func TestReindexFormIsConfirmed(t *testing.T) {
	const form = "application/x-www-form-urlencoded"
	o := newRecorder()
	h := handler(t, o, site.Options{})
	expect(t, ask(t, h, http.MethodPost, "/status/reindex", "", "Content-Type", form), http.StatusSeeOther)
	if o.reindexed != 0 {
		t.Error("begun without a confirmation")
	}
	expect(t, ask(t, h, http.MethodPost, "/status/reindex", "confirm=yes", "Content-Type", form), http.StatusSeeOther)
	if o.reindexed != 1 {
		t.Error("not begun")
	}
}

func TestAPI(t *testing.T) {
	o := newRecorder()
	h := handler(t, o, site.Options{})
	w := ask(t, h, http.MethodGet, "/api/status", "")
	expect(t, w, http.StatusOK, `"parked":1`, `"finished":[{"id":"d1"`, `"left_seconds":100`)
	var report status.Report
	if err := json.Unmarshal(w.Body.Bytes(), &report); err != nil || len(report.Failures) != 2 {
		t.Errorf("%v %+v", err, report)
	}
	expect(t, ask(t, h, http.MethodPost, "/api/retry", `{"ids":["a","b"]}`), http.StatusOK, `"retried":2`)
	expect(t, ask(t, h, http.MethodPost, "/api/retry", ""), http.StatusOK)
	if last := o.retried[len(o.retried)-1]; last != nil {
		t.Errorf("retry of all: %v", last)
	}
	expect(t, ask(t, h, http.MethodPost, "/api/retry", "{"), http.StatusBadRequest)
	expect(t, ask(t, h, http.MethodPost, "/api/reindex", ""), http.StatusAccepted)
	expect(t, ask(t, h, http.MethodGet, "/api/reindex", ""), http.StatusMethodNotAllowed)
	if o.reindexed != 1 {
		t.Errorf("%d rebuilds", o.reindexed)
	}
}

func TestHealth(t *testing.T) {
	o := newRecorder()
	h := handler(t, o, site.Options{})
	expect(t, ask(t, h, http.MethodGet, "/readyz", ""), http.StatusOK, `"ok"`)
	o.sick = &ingest.Error{Kind: ingest.Retry, Reason: "磁盘已满。", Err: errors.New("disk full")}
	expect(t, ask(t, h, http.MethodGet, "/readyz", ""), http.StatusServiceUnavailable, "磁盘已满。")
	expect(t, ask(t, h, http.MethodGet, "/healthz", ""), http.StatusOK, `"ok"`) // a restart frees no disk
}
