package web_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/index"
	"github.com/gouji/gouji/index/meili"
	"github.com/gouji/gouji/index/web"
	"github.com/gouji/gouji/ingest"
	"github.com/gouji/gouji/ocr"
)

// site is the handler over a real search server, for all tests.
var (
	site     http.Handler
	operator = &recorder{}
)

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	defer closeAll()
	if err := open(); err != nil {
		fmt.Fprintln(os.Stderr, err, "(run: make tools)")
		return 1
	}
	return m.Run()
}

var closers []func()

func closeAll() {
	for i := len(closers) - 1; i >= 0; i-- {
		closers[i]()
	}
}

func open() (err error) {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "gouji-web-")
	if err != nil {
		return err
	}
	closers = append(closers, func() { _ = os.RemoveAll(dir) })
	binary := filepath.Join("..", "..", ".cache", "bin", "meilisearch")
	if _, err := os.Stat(binary); err != nil {
		binary = ""
	}
	server, err := meili.StartServer(ctx, meili.ServerOptions{Dir: dir, Binary: binary})
	if err != nil {
		return err
	}
	closers = append(closers, func() { _ = server.Close() })
	client, err := meili.New(meili.Options{URL: server.URL(), Key: server.Key()})
	if err != nil {
		return err
	}
	closers = append(closers, func() { _ = client.Close() })
	if err := client.EnsureSettings(ctx); err != nil {
		return err
	}
	for i, county := range []string{"白石县", "青溪县", "<b>红</b>县"} {
		if err := client.Write(ctx, report(fmt.Sprintf("doc%d", i), county, 2019+i)); err != nil {
			return err
		}
	}
	site, err = web.New(web.Options{Searcher: client, Operator: operator})
	return err
}

func ptr[T any](v T) *T { return &v }

func report(id, county string, year int) index.Records {
	doc := &extract.Document{
		ID: id, Kind: extract.AnnualReport, Status: extract.Review, Source: extract.Source{Name: id + ".txt"},
		Meta: extract.Meta{
			Title: ptr(county + fmt.Sprint(year) + "年政府信息公开工作年度报告"), Issuer: ptr(county + "人民政府"), Year: &year,
			Region: &extract.Region{Province: ptr("福建省"), City: ptr("云岭市"), County: ptr(county)},
		},
		Pages: []extract.Page{{Number: 1, Origin: ocr.Text, Text: "全年收到申請2083件，<script>alert(1)</script>均已答覆。"}},
		Tables: []extract.Table{{ID: "applications", Form: "2019", Title: "收到和处理政府信息公开申请情况", Cells: []extract.Cell{
			{Key: "applications/received/total", RowLabel: "一、本年新收政府信息公开申请数量", ColumnLabel: "总计", Raw: "9", Value: ptr(float64(year - 2010)), Page: 1, Origin: ocr.Text, Status: extract.CellOK},
			{Key: "applications/granted/total", RowLabel: "（一）予以公开", ColumnLabel: "总计", Raw: "3", Value: ptr(3.0), Page: 1, Origin: ocr.Text, Status: extract.Suspect},
		}}},
		Findings: []extract.Finding{{Rule: "applications.row_total", Status: extract.Fail, Cells: []string{"applications/granted/total"}, Message: "“予以公开”各列之和与总计不符。"}},
	}
	return index.Build(doc, nil, time.Now())
}

// recorder is an Operator that remembers what it was told.
type recorder struct {
	retried   []string
	reindexed int
	sick      error
}

func (o *recorder) Status(context.Context) (any, error) { return map[string]int{"parked": 2}, nil }
func (o *recorder) Retry(_ context.Context, ids []string) (int, error) {
	o.retried = ids
	return len(ids), nil
}
func (o *recorder) Reindex(context.Context) error { o.reindexed++; return nil }
func (o *recorder) Healthy(context.Context) error { return o.sick }

func get(t *testing.T, address string) (int, string) {
	t.Helper()
	w := httptest.NewRecorder()
	site.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, address, nil))
	return w.Code, w.Body.String()
}

type answer struct {
	Index, Query, Error, Detail string
	Total, Page, Pages          int
	Hits                        []map[string]any
	Facets                      map[string]map[string]int
	Stats                       map[string]index.Stat `json:"facet_stats"`
}

func search(t *testing.T, parameters ...string) (int, answer) {
	t.Helper()
	values := url.Values{}
	for _, p := range parameters {
		name, value, _ := strings.Cut(p, "=")
		values.Add(name, value)
	}
	status, body := get(t, "/api/search?"+values.Encode())
	var a answer
	if err := json.Unmarshal([]byte(body), &a); err != nil {
		t.Fatalf("%v: %s", err, body)
	}
	return status, a
}

func TestSearch(t *testing.T) {
	tests := map[string]struct {
		parameters []string
		total      int
	}{
		"all documents":       {nil, 3},
		"a county":            {[]string{"q=白石县"}, 1},
		"in pages":            {[]string{"index=pages", "q=申请 2083"}, 3},
		"year":                {[]string{"year=2020"}, 1},
		"either year":         {[]string{"year=2019", "year=2020"}, 2},
		"years from":          {[]string{"year_min=2020"}, 2},
		"region":              {[]string{"region=福建省 > 云岭市"}, 3},
		"deep region":         {[]string{"region=福建省 > 云岭市 > 青溪县"}, 1},
		"row and column":      {[]string{"index=cells", "row=received", "column=total"}, 3},
		"value range":         {[]string{"index=cells", "value_min=9", "value_max=10"}, 2},
		"doubtful figures":    {[]string{"index=cells", "status=suspect", "year=2019"}, 1},
		"failed checks":       {[]string{"index=cells", "check_status=fail", "table=applications"}, 3},
		"empty parameters":    {[]string{"index=cells", "q=", "year=", "value_min="}, 6},
		"quotes in a filter":  {[]string{`issuer=" OR year > 0 OR issuer = "`}, 0},
		"traditional in form": {[]string{"index=pages", "q=答覆"}, 3},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			status, a := search(t, tt.parameters...)
			if status != http.StatusOK || a.Total != tt.total || a.Hits == nil {
				t.Errorf("%d: %d found, want %d: %+v", status, a.Total, tt.total, a.Error)
			}
		})
	}
}

func TestSearchFacetsPagesAndSort(t *testing.T) {
	_, a := search(t, "index=cells", "facets=year,region,value", "sort=value:desc", "per_page=2", "page=1", "row=received")
	if a.Facets["year"]["2020"] != 1 || a.Facets["region_2"]["福建省 > 云岭市"] != 3 {
		t.Errorf("facets %v", a.Facets)
	}
	if a.Stats["value"].Max != 11 || a.Pages != 2 || len(a.Hits) != 2 || a.Hits[0]["value"] != 11.0 {
		t.Errorf("stats %v, pages %d, first %v", a.Stats, a.Pages, a.Hits[0])
	}
}

func TestSearchHighlightsAreSafe(t *testing.T) {
	_, a := search(t, "index=pages", "q=2083", "year=2019")
	marked := a.Hits[0]["highlights"].(map[string]any)["search_text"].(string)
	if !strings.Contains(marked, "<mark>2083</mark>") || strings.Contains(marked, "<script") || !strings.Contains(marked, "&lt;script") {
		t.Errorf("%q", marked)
	}
}

func TestSearchRefusesBadParameters(t *testing.T) {
	for _, parameter := range []string{
		"index=secrets", "colour=red", "year_min=abc", "page=0", "page=x", "per_page=100000", "sort=value:up",
		"sort=sha256", "facets=text", "sha256_max=1", "value_min=NaN", "q=" + strings.Repeat("长", 501),
	} {
		status, a := search(t, "index=cells", parameter)
		if parameter == "index=secrets" {
			status, a = search(t, parameter)
		}
		if status != http.StatusBadRequest || a.Error == "" || a.Detail == "" {
			t.Errorf("%.30s: %d %+v", parameter, status, a)
		}
	}
}

func TestRecord(t *testing.T) {
	status, body := get(t, "/api/records/pages/doc0-p1")
	if status != http.StatusOK || !strings.Contains(body, "收到申請2083件") {
		t.Errorf("%d %s", status, body)
	}
	if status, _ := get(t, "/api/records/pages/nobody"); status != http.StatusNotFound {
		t.Errorf("unknown record: %d", status)
	}
	if status, _ := get(t, "/api/records/keys/doc0"); status != http.StatusBadRequest {
		t.Errorf("unknown index: %d", status)
	}
}

func TestPages(t *testing.T) {
	tests := map[string]struct {
		address string
		status  int
		has     []string
	}{
		"start":     {"/", 200, []string{`lang="zh-CN"`, "共 3 条", "白石县"}},
		"English":   {"/?lang=en&index=cells&q=" + url.QueryEscape("予以公开"), 200, []string{`lang="en"`, "3 found", "<mark>予以公开</mark>", "doubtful"}},
		"escaped":   {"/?q=" + url.QueryEscape(`"><script>`), 200, []string{"&#34;&gt;&lt;script&gt;"}},
		"pages":     {"/?index=pages&q=2083", 200, []string{"<mark>2083</mark>", "&lt;script&gt;"}},
		"bad":       {"/?index=pages&sort=nothing", 400, []string{`role="alert"`}},
		"record":    {"/records/cells/doc0-applications-granted-total", 200, []string{"row_label", "予以公开"}},
		"no record": {"/records/cells/nobody", 404, []string{"没有这条记录"}},
		"style":     {"/style.css", 200, []string{"mark"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			status, body := get(t, tt.address)
			if status != tt.status || strings.Contains(body, "<script>") || strings.Contains(body, "<b>红") {
				t.Errorf("%d: %s", status, body)
			}
			for _, s := range tt.has {
				if !strings.Contains(body, s) {
					t.Errorf("no %q in %s", s, body)
				}
			}
		})
	}
	if status, _ := get(t, "/nothing"); status != http.StatusNotFound {
		t.Errorf("unknown address: %d", status)
	}
}

func TestHeadersOfEveryAnswer(t *testing.T) {
	w := httptest.NewRecorder()
	site.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil))
	for _, name := range []string{"Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy"} {
		if w.Header().Get(name) == "" {
			t.Errorf("no %s", name)
		}
	}
}

func TestOperating(t *testing.T) {
	send := func(path, body string, headers ...string) (int, string) {
		w := httptest.NewRecorder()
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, strings.NewReader(body))
		for i := 0; i < len(headers); i += 2 {
			r.Header.Set(headers[i], headers[i+1])
		}
		site.ServeHTTP(w, r)
		content, err := io.ReadAll(w.Result().Body)
		if err != nil {
			t.Fatal(err)
		}
		return w.Code, string(content)
	}
	if status, body := get(t, "/api/status"); status != 200 || !strings.Contains(body, `"parked":2`) {
		t.Errorf("status: %d %s", status, body)
	}
	if status, body := send("/api/retry", `{"ids":["a","b"]}`); status != 200 || !strings.Contains(body, `"retried":2`) {
		t.Errorf("retry: %d %s", status, body)
	}
	if status, _ := send("/api/retry", ""); status != 200 || operator.retried != nil {
		t.Errorf("retry all: %d", status)
	}
	if status, body := send("/api/retry", "{"); status != 400 {
		t.Errorf("bad body: %d %s", status, body)
	}
	if status, _ := send("/api/retry", `{"ids":["`+strings.Repeat("x", 1<<20)+`"]}`); status != 400 {
		t.Errorf("large body: %d", status)
	}
	if status, _ := send("/api/reindex", "", "Sec-Fetch-Site", "cross-site"); status != 403 || operator.reindexed != 0 {
		t.Errorf("cross-site reindex: %d", status)
	}
	if status, _ := send("/api/reindex", "", "Origin", "http://elsewhere.example"); status != 403 || operator.reindexed != 0 {
		t.Errorf("reindex from another origin: %d", status)
	}
	if status, _ := send("/api/reindex", ""); status != 202 || operator.reindexed != 1 {
		t.Errorf("reindex: %d", status)
	}
	if status, _ := get(t, "/api/reindex"); status != 405 {
		t.Errorf("reindex by GET: %d", status)
	}
}

func TestHealth(t *testing.T) {
	if status, _ := get(t, "/healthz"); status != 200 {
		t.Errorf("healthy: %d", status)
	}
	operator.sick = &ingest.Error{Kind: ingest.Retry, Reason: "磁盘已满。", Err: errors.New("disk full")}
	defer func() { operator.sick = nil }()
	if status, body := get(t, "/healthz"); status != 503 || !strings.Contains(body, "磁盘已满") {
		t.Errorf("sick: %d %s", status, body)
	}
}

func FuzzSearchParameters(f *testing.F) {
	f.Add("index=cells&value_min=1&region=a > b&facets=region&sort=value:desc")
	f.Add("index=docs&_min=&q=-%ff&region=")
	f.Fuzz(func(t *testing.T, raw string) {
		request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/api/search", nil)
		request.URL.RawQuery = raw
		w := httptest.NewRecorder()
		site.ServeHTTP(w, request)
		if w.Code != 200 && w.Code != 400 {
			t.Errorf("%q: %d %s", raw, w.Code, w.Body.String())
		}
	})
}
