package export_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/index"
	"github.com/gouji/gouji/index/meili"
)

const (
	benchDocuments = 500
	benchFigures   = 200 // of each: 100,000 in all
)

// BenchmarkExport writes 100,000 figures in each format and reports the seconds
// and by how many megabytes the heap grows at most. The search server is another
// process.
func BenchmarkExport(b *testing.B) {
	c := benchClient(b)
	handler := newHandler(b, c)
	for _, query := range []string{"format=csv", "format=xlsx", "format=jsonl", "format=csv&layout=wide", "format=xlsx&layout=wide", "format=csv&q=予以公开&sort=value:desc"} {
		b.Run(query, func(b *testing.B) {
			server := httptest.NewServer(handler)
			defer server.Close()
			for b.Loop() {
				runtime.GC()
				before := heap()
				peak := watchHeap(b.Context())
				began := time.Now()
				n := download(b, server, "/export?index=cells&"+query)
				b.ReportMetric(time.Since(began).Seconds(), "s/export")
				b.ReportMetric(float64(peak()-before)/(1<<20), "MB-heap")
				b.ReportMetric(float64(n)/(1<<20), "MB-file")
			}
		})
	}
}

func download(b *testing.B, server *httptest.Server, path string) int64 {
	request, err := http.NewRequestWithContext(b.Context(), http.MethodGet, server.URL+path, nil)
	if err != nil {
		b.Fatal(err)
	}
	response, err := server.Client().Do(request)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	var n int64
	part := make([]byte, 64<<10)
	for {
		got, err := response.Body.Read(part)
		n += int64(got)
		if err != nil {
			if response.StatusCode != http.StatusOK || err.Error() != "EOF" {
				b.Fatal(response.Status, err)
			}
			return n
		}
	}
}

func heap() int64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapInuse)
}

// watchHeap samples the heap until the function that it returns is called for
// the highest.
func watchHeap(ctx context.Context) func() int64 {
	ctx, cancel := context.WithCancel(ctx)
	var highest int64
	var watch sync.WaitGroup
	watch.Go(func() {
		for tick := time.NewTicker(20 * time.Millisecond); ctx.Err() == nil; <-tick.C {
			highest = max(highest, heap())
		}
	})
	return func() int64 {
		cancel()
		watch.Wait()
		return highest
	}
}

// benchClient returns the client of a server of its own with the figures.
func benchClient(b *testing.B) *meili.Client {
	b.Helper()
	server, err := meili.StartServer(b.Context(), meili.ServerOptions{Dir: filepath.Join(b.TempDir(), "meili"), Binary: binary()})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = server.Close() })
	c, err := meili.New(meili.Options{URL: server.URL(), Key: server.Key()})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = c.Close() })
	if err := c.EnsureSettings(b.Context()); err != nil {
		b.Fatal(err)
	}
	g, ctx := errgroup.WithContext(b.Context())
	g.SetLimit(64)
	for i := range benchDocuments {
		g.Go(func() error { return c.Write(ctx, index.Build(benchDocument(i), index.File{}, time.Now())) })
	}
	if err := g.Wait(); err != nil {
		b.Fatal(err)
	}
	return c
}

func benchDocument(n int) *extract.Document {
	doc := &extract.Document{
		ID: fmt.Sprintf("%032x", n), Kind: extract.AnnualReport, Status: extract.OK,
		Meta: extract.Meta{
			Title: ptr("白石县政府信息公开工作年度报告"), Issuer: ptr(fmt.Sprintf("白石%d县人民政府", n/16)), Year: ptr(2008 + n%16),
			Region: &extract.Region{Province: ptr("福建省"), City: ptr("云岭市"), County: ptr(fmt.Sprintf("白石%d县", n/16))},
		},
	}
	t := extract.Table{ID: "applications", Form: "2021", Title: "收到和处理政府信息公开申请情况"}
	for i := range benchFigures {
		value := float64(n * i % 997)
		t.Cells = append(t.Cells, extract.Cell{
			Key: fmt.Sprintf("applications/row%d/column%d", i/8, i%8), RowLabel: fmt.Sprintf("（%d）予以公开", i/8), ColumnLabel: fmt.Sprintf("自然人%d", i%8),
			Raw: fmt.Sprint(value), Value: &value, Page: 1, Origin: "text", Status: extract.CellOK,
		})
	}
	doc.Tables = []extract.Table{t}
	return doc
}
