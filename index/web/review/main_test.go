package review_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gouji/gouji/configs"
	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/extract/form"
	"github.com/gouji/gouji/extract/reader"
	"github.com/gouji/gouji/index"
	"github.com/gouji/gouji/index/meili"
	"github.com/gouji/gouji/index/web/review"
	"github.com/gouji/gouji/index/web/site"
	"github.com/gouji/gouji/ingest"
	"github.com/gouji/gouji/internal/specimen"
	"github.com/gouji/gouji/ocr"
)

// search is a real search server, files the reader of documents, for all tests.
var (
	search *meili.Client
	files  *reader.Reader
)

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "gouji-review-")
	if err != nil {
		return complain(err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	forms, err := form.Load(configs.Forms)
	if err != nil {
		return complain(err)
	}
	if files, err = reader.New(forms, 1<<20); err != nil {
		return complain(err)
	}
	binary := filepath.Join("..", "..", "..", ".cache", "bin", "meilisearch")
	if _, err := os.Stat(binary); err != nil {
		binary = ""
	}
	server, err := meili.StartServer(ctx, meili.ServerOptions{Dir: dir, Binary: binary})
	if err != nil {
		return complain(err)
	}
	defer func() { _ = server.Close() }()
	if search, err = meili.New(meili.Options{URL: server.URL(), Key: server.Key()}); err != nil {
		return complain(err)
	}
	defer func() { _ = search.Close() }()
	if err := search.EnsureSettings(ctx); err != nil {
		return complain(err)
	}
	return m.Run()
}

func complain(err error) int {
	fmt.Fprintln(os.Stderr, err, "(run: make tools)")
	return 1
}

// desk keeps decisions in memory and judges them by real documents.
type desk struct {
	t         *testing.T
	read      map[string]*extract.Document
	added     map[string]time.Time
	decisions map[string][]extract.Decision
	refusals  []review.Refusal
}

func (d *desk) Document(_ context.Context, id string) (*extract.Document, error) {
	doc := d.read[id]
	if doc == nil {
		return nil, fs.ErrNotExist
	}
	if len(d.decisions[id]) == 0 {
		return doc, nil
	}
	return files.Review(doc, d.decisions[id]), nil
}

func (d *desk) Decide(ctx context.Context, decision extract.Decision) error {
	doc, err := d.Document(ctx, decision.Document)
	if err != nil {
		return err
	}
	if decision.Cell != "" && !cell(doc, decision.Cell).Reading().Equal(decision.Before) {
		return &ingest.Error{Kind: ingest.Refuse, Stage: "review", Reason: "这一格已经被别人改过，请重新查看。", Err: errors.New("stale")}
	}
	d.decisions[doc.ID] = append(d.decisions[doc.ID], decision)
	d.index(doc.ID)
	return nil
}

func (d *desk) Decisions(_ context.Context, id string) ([]extract.Decision, error) {
	return d.decisions[id], nil
}

func (d *desk) Refusals(context.Context) ([]review.Refusal, error) { return d.refusals, nil }

// index brings a document into search as it stands.
func (d *desk) index(id string) {
	doc, err := d.Document(d.t.Context(), id)
	if err == nil {
		err = search.Write(d.t.Context(), index.Build(doc, index.File{Added: d.added[id]}, time.Now()))
	}
	if err != nil {
		d.t.Error(err)
	}
}

func cell(doc *extract.Document, key string) *extract.Cell {
	for t := range doc.Tables {
		for n := range doc.Tables[t].Cells {
			if doc.Tables[t].Cells[n].Key == key {
				return &doc.Tables[t].Cells[n]
			}
		}
	}
	panic("no cell " + key)
}

// office is the review pages over documents, and a browser that keeps cookies.
type office struct {
	t       *testing.T
	desk    *desk
	mux     *http.ServeMux
	user    site.User
	cookies map[string]*http.Cookie
}

// open returns an office with some documents, the first of which came in first.
func open(t *testing.T, o site.Options, docs ...*extract.Document) *office {
	t.Helper()
	s, err := site.New(o)
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{t: t, read: map[string]*extract.Document{}, added: map[string]time.Time{}, decisions: map[string][]extract.Decision{}}
	for n, doc := range docs {
		d.read[doc.ID], d.added[doc.ID] = doc, time.Date(2026, 1, 1+n, 9, 0, 0, 0, time.UTC)
	}
	var writing sync.WaitGroup // the search server gathers what comes together
	for _, doc := range docs {
		writing.Go(func() { d.index(doc.ID) })
	}
	writing.Wait()
	t.Cleanup(func() {
		var deleting sync.WaitGroup
		for _, doc := range docs {
			deleting.Go(func() { _ = search.Delete(context.Background(), doc.ID) })
		}
		deleting.Wait()
	})
	pages, err := review.New(s, search, d)
	if err != nil {
		t.Fatal(err)
	}
	of := &office{t: t, desk: d, mux: http.NewServeMux(), cookies: map[string]*http.Cookie{}}
	pages.Mount(of.mux)
	return of
}

func (o *office) do(method, address string, form url.Values) (status int, body, location string) {
	o.t.Helper()
	ctx := site.WithUser(o.t.Context(), o.user)
	r := httptest.NewRequestWithContext(ctx, method, address, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for _, c := range o.cookies {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	o.mux.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		o.cookies[c.Name] = c
	}
	if strings.Contains(w.Body.String(), "<script>") {
		o.t.Errorf("%s %s: unescaped text", method, address)
	}
	return w.Code, w.Body.String(), w.Header().Get("Location")
}

func (o *office) get(address string) (int, string) {
	o.t.Helper()
	status, body, _ := o.do(http.MethodGet, address, nil)
	return status, body
}

// report is an invented report as the reader reads it.
func report(t *testing.T, o specimen.Options) *extract.Document {
	t.Helper()
	s := specimen.Make(o)
	doc, err := files.Read(t.Context(), s.Name, s.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// violated is a report that breaks a sum.
func violated(t *testing.T) *extract.Document {
	t.Helper()
	for seed := range uint64(50) {
		doc := report(t, specimen.Options{Seed: seed, Violate: true})
		if slices.ContainsFunc(doc.Findings, broken) {
			return doc
		}
	}
	t.Fatal("no report breaks a sum")
	return nil
}

func broken(f extract.Finding) bool { return f.Status == extract.Fail && len(f.Cells) > 2 }

// doubted is a report that breaks nothing, with a figure that may have been
// misread, one that was not found and a page that failed.
func doubted(t *testing.T) *extract.Document {
	t.Helper()
	doc := report(t, specimen.Options{Seed: 7})
	c := cell(doc, doubtful)
	c.Status, c.Note, c.Alternatives = extract.Suspect, "数字模糊", []string{"17", "<script>"}
	c.Page, c.Box = 1, &ocr.Box{0.5, 0.25, 0.6, 0.3}
	absent := cell(doc, missing)
	absent.Status, absent.Raw, absent.Value = extract.Missing, "", nil
	doc.Pages = append(doc.Pages, extract.Page{Number: 2, Failure: "这一页的图像已损坏。"})
	doc.Status = extract.Review
	return doc
}

// The figures of doubted.
const (
	doubtful = "applications/received/natural_person"
	missing  = "article20/penalty/decisions"
)

// text is what a page says, without its elements.
func text(body string) string {
	var b strings.Builder
	inside := false
	for _, c := range body {
		switch {
		case c == '<':
			inside = true
		case c == '>':
			inside = false
		case !inside:
			b.WriteRune(c)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
