package search_test

import (
	"context"
	"encoding/json"
	"fmt"
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
	"github.com/gouji/gouji/index/web/search"
	"github.com/gouji/gouji/index/web/site"
	"github.com/gouji/gouji/ocr"
)

// The handlers of all tests: over a real search server with three reports, over
// one without any, and over one that has ended.
var pages, empty, dead http.Handler

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "gouji-search-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() { _ = os.RemoveAll(dir) }()
	binary := filepath.Join("..", "..", "..", ".cache", "bin", "meilisearch")
	if _, err := os.Stat(binary); err != nil {
		binary = ""
	}
	server, err := meili.StartServer(context.Background(), meili.ServerOptions{Dir: dir, Binary: binary})
	if err != nil {
		fmt.Fprintln(os.Stderr, err, "(run: make tools)")
		return 1
	}
	defer func() { _ = server.Close() }()
	if err := fill(server); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

func fill(server *meili.Server) error {
	ctx := context.Background()
	var err error
	if pages, err = open(ctx, meili.Options{URL: server.URL(), Key: server.Key()}, reports()...); err != nil {
		return err
	}
	if empty, err = open(ctx, meili.Options{URL: server.URL(), Key: server.Key(), Prefix: "empty-"}); err != nil {
		return err
	}
	nobody := httptest.NewServer(http.NotFoundHandler())
	nobody.Close()
	dead, err = open(ctx, meili.Options{URL: nobody.URL})
	return err
}

// open returns the search pages over an index that holds some records. Its
// client serves as long as the tests run.
func open(ctx context.Context, o meili.Options, all ...index.Records) (http.Handler, error) {
	client, err := meili.New(o)
	if err != nil {
		return nil, err
	}
	if o.Key != "" {
		if err := client.EnsureSettings(ctx); err != nil {
			return nil, err
		}
	}
	for _, r := range all {
		if err := client.Write(ctx, r); err != nil {
			return nil, err
		}
	}
	s, err := site.New(site.Options{})
	if err != nil {
		return nil, err
	}
	p, err := search.New(s, client)
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	p.Mount(mux)
	return mux, nil
}

func ptr[T any](v T) *T { return &v }

func reports() []index.Records {
	var all []index.Records
	for i, county := range []string{"白石县", "青溪县", "<b>红</b>县"} {
		doc := report(fmt.Sprintf("doc%d", i), county, 2019+i)
		all = append(all, index.Build(doc, index.File{Added: time.Unix(int64(1e9+i), 0)}, time.Now()))
	}
	return all
}

// report is an invented report, in traditional characters.
func report(id, county string, year int) *extract.Document {
	return &extract.Document{
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
}

// parameters writes name=value pairs as a query.
func parameters(pairs ...string) string {
	values := url.Values{}
	for _, p := range pairs {
		name, value, _ := strings.Cut(p, "=")
		values.Add(name, value)
	}
	return values.Encode()
}

func get(t *testing.T, h http.Handler, address string) (int, string) {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, address, nil))
	return w.Code, w.Body.String()
}

// decoded gets an address of the API.
func decoded[T any](t *testing.T, address string) (int, T) {
	t.Helper()
	status, body := get(t, pages, address)
	var answer T
	if err := json.Unmarshal([]byte(body), &answer); err != nil {
		t.Fatalf("%v: %s", err, body)
	}
	return status, answer
}
