package export_test

import (
	"context"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/gouji/gouji/configs"
	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/extract/form"
	"github.com/gouji/gouji/extract/reader"
	"github.com/gouji/gouji/index"
	"github.com/gouji/gouji/index/meili"
	"github.com/gouji/gouji/index/web/export"
	"github.com/gouji/gouji/index/web/site"
	"github.com/gouji/gouji/internal/specimen"
)

const reports = 26 // some 5,000 figures: several batches

// library holds the documents that were read.
type library map[string]*extract.Document

func (l library) Document(_ context.Context, id string) (*extract.Document, error) {
	if doc := l[id]; doc != nil {
		return doc, nil
	}
	return nil, fs.ErrNotExist
}

// What all tests share: a search server with the figures of invented reports.
var (
	client *meili.Client
	shelf  = library{}
	books  []string // ids of some of each sort
)

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "gouji-export-test-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() { _ = os.RemoveAll(dir) }()
	server, err := meili.StartServer(context.Background(), meili.ServerOptions{Dir: dir, Binary: binary()})
	if err != nil {
		fmt.Fprintln(os.Stderr, err, "(run: make tools)")
		return 1
	}
	defer func() { _ = server.Close() }()
	if client, err = meili.New(meili.Options{URL: server.URL(), Key: server.Key()}); err == nil {
		defer func() { _ = client.Close() }()
		err = fill(context.Background())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

// binary is the server that make tools installs, if it is there.
func binary() string {
	path := filepath.Join("..", "..", "..", ".cache", "bin", "meilisearch")
	if _, err := os.Stat(path); err == nil {
		return path
	}
	return ""
}

// fill reads invented reports, the last of which is full of what could be taken
// for something else, and indexes them.
func fill(ctx context.Context) error {
	forms, err := form.Load(configs.Forms)
	if err != nil {
		return err
	}
	r, err := reader.New(forms, 0)
	if err != nil {
		return err
	}
	if err := client.EnsureSettings(ctx); err != nil {
		return err
	}
	for i := range reports {
		o := specimen.Options{Seed: uint64(i), Form: []string{"2019", "2021"}[i%2], Figures: specimen.Small, Violate: i == 3}
		if i == 5 {
			o.Figures = specimen.Dashes
		}
		made := specimen.Make(o)
		doc, err := r.Read(ctx, made.Name, made.Bytes)
		if err != nil {
			return err
		}
		shelf[doc.ID] = doc
		if i < 6 {
			books = append(books, doc.ID)
		}
	}
	h := hostile()
	shelf[h.ID] = h
	books = append(books, h.ID)
	g, ctx := errgroup.WithContext(ctx)
	for _, doc := range shelf {
		g.Go(func() error { return client.Write(ctx, index.Build(doc, index.File{}, time.Now())) })
	}
	return g.Wait()
}

func ptr[T any](v T) *T { return &v }

// hostileTexts would run as formulas, end a line or break XML.
var hostileTexts = []string{
	"=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", `quote " and, comma`, "two\nlines", "<b>&amp;</b>", "_x0041_\x0b", "-", "−5", "-5", "1e3",
}

// hostile is a document whose labels are hostileTexts.
func hostile() *extract.Document {
	doc := &extract.Document{
		ID: "00000000000000000000000000abcdef", Kind: extract.AnnualReport, Status: extract.Review,
		Meta: extract.Meta{Title: ptr("=HYPERLINK(\"x\")"), Issuer: ptr("@红石县人民政府"), Year: ptr(2031)},
	}
	t := extract.Table{ID: "applications", Title: "=[危险]:*?/\\'表"}
	for i, label := range hostileTexts {
		t.Cells = append(t.Cells, extract.Cell{
			Key: fmt.Sprintf("applications/hostile%d/total", i), RowLabel: label, ColumnLabel: "总计", Raw: label, Value: ptr(-float64(i)),
			Page: 1, Origin: "text", Status: []extract.CellStatus{extract.CellOK, extract.Suspect}[i%2], Note: label,
		})
	}
	doc.Tables = []extract.Table{t, {ID: "table-1", Title: t.Title, Grid: [][]string{{"=1", "x"}, {"2"}}}}
	return doc
}

// newHandler returns the exports of a source.
func newHandler(tb testing.TB, source export.Source) http.Handler {
	tb.Helper()
	s, err := site.New(site.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	pages, err := export.New(s, source, shelf)
	if err != nil {
		tb.Fatal(err)
	}
	mux := http.NewServeMux()
	pages.Mount(mux)
	return mux
}
