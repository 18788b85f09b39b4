package meili

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/index"
	"github.com/gouji/gouji/ocr"
)

// shared is the one server that the tests of this package use; each test has
// documents or a server of its own where it would disturb others.
var shared *Server

func TestMain(m *testing.M) {
	if dir := os.Getenv(parentVariable); dir != "" {
		os.Exit(beParent(dir))
	}
	os.Exit(run(m))
}

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "gouji-meili-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() { _ = os.RemoveAll(dir) }()
	shared, err = StartServer(context.Background(), ServerOptions{Dir: dir, Binary: testBinary()})
	if err != nil {
		fmt.Fprintln(os.Stderr, err, "(run: make tools)")
		return 1
	}
	defer func() { _ = shared.Close() }()
	return m.Run()
}

// testBinary is the server that make tools installs, if it is there.
func testBinary() string {
	path := filepath.Join("..", "..", ".cache", "bin", "meilisearch")
	if _, err := os.Stat(path); err == nil {
		return path
	}
	return ""
}

// newClient returns a client of a server with the settings applied.
func newClient(tb testing.TB, s *Server) *Client {
	tb.Helper()
	c, err := New(Options{URL: s.URL(), Key: s.Key()})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = c.Close() })
	if err := c.EnsureSettings(tb.Context()); err != nil {
		tb.Fatal(err)
	}
	return c
}

func ptr[T any](v T) *T { return &v }

// sample returns the records of an invented report with n figures.
func sample(id string, year, n int) index.Records {
	doc := &extract.Document{
		ID: id, Kind: extract.AnnualReport, Status: extract.OK,
		Source: extract.Source{Name: id + ".txt", MediaType: "text/plain"},
		Meta: extract.Meta{
			Title: ptr(fmt.Sprintf("白石縣%d年政府信息公開工作年度報告", year)), Issuer: ptr("白石县人民政府"), Year: &year,
			Region: &extract.Region{Province: ptr("福建省"), City: ptr("云岭市"), County: ptr("白石县")},
		},
		Pages:  []extract.Page{{Number: 1, Origin: ocr.Text, Confidence: 1, Text: "全年主動公開政府信息2083條，依申請公開答覆及時，無行政訴訟。"}},
		Tables: []extract.Table{{ID: "applications", Form: "2019", Title: "收到和处理政府信息公开申请情况"}},
	}
	for i := range n {
		value := float64(i)
		doc.Tables[0].Cells = append(doc.Tables[0].Cells, extract.Cell{
			Key: fmt.Sprintf("applications/row%d/total", i), RowLabel: fmt.Sprintf("第%d行", i), ColumnLabel: "总计",
			Raw: fmt.Sprint(i), Value: &value, Page: 1, Origin: ocr.Text, Status: extract.CellOK,
		})
	}
	return index.Build(doc, index.File{Paths: []string{"/in/" + id}}, time.Now())
}

// count returns how many records an index holds of a document.
func count(tb testing.TB, c *Client, name, docID string) int {
	tb.Helper()
	r, err := c.Search(tb.Context(), index.Query{Index: name, Filters: []index.Filter{{Attribute: "doc_id", Values: []string{docID}}}})
	if err != nil {
		tb.Fatal(err)
	}
	return r.Total
}
