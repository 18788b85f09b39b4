package document_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"

	"golang.org/x/net/html"

	"github.com/gouji/gouji/configs"
	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/extract/form"
	"github.com/gouji/gouji/extract/reader"
	"github.com/gouji/gouji/index/web/document"
	"github.com/gouji/gouji/index/web/site"
	"github.com/gouji/gouji/internal/specimen"
	"github.com/gouji/gouji/ocr"
)

// shelf is a library in memory.
type shelf map[string]stored

type stored struct {
	doc      *extract.Document
	original []byte
}

func (s shelf) Document(_ context.Context, id string) (*extract.Document, error) {
	d, ok := s[id]
	if !ok {
		return nil, fs.ErrNotExist
	}
	return d.doc, nil
}

func (s shelf) Entry(_ context.Context, id string) (document.Entry, error) {
	return document.Entry{Paths: []string{"收件/" + s[id].doc.Source.Name}, Added: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)}, nil
}

type open struct{ *bytes.Reader }

func (open) Close() error { return nil }

func (s shelf) Original(_ context.Context, id string) (io.ReadSeekCloser, error) {
	return open{bytes.NewReader(s[id].original)}, nil
}

func (s shelf) Picture(context.Context, string, int, int) (document.Picture, error) {
	return document.Picture{}, fs.ErrNotExist
}

// theReader is shared: it takes a second to open.
var theReader = sync.OnceValues(func() (*reader.Reader, error) {
	forms, err := form.Load(configs.Forms)
	if err != nil {
		return nil, err
	}
	return reader.New(forms, 0)
})

// report is an invented report as it is read.
func report(t testing.TB, o specimen.Options) stored {
	t.Helper()
	r, err := theReader()
	if err != nil {
		t.Fatal(err)
	}
	s := specimen.Make(o)
	doc, err := r.Read(t.Context(), s.Name, s.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	return stored{doc, s.Bytes}
}

// serve serves documents.
func serve(t testing.TB, docs ...stored) http.Handler {
	t.Helper()
	s, err := site.New(site.Options{})
	if err != nil {
		t.Fatal(err)
	}
	library := shelf{}
	for _, d := range docs {
		library[d.doc.ID] = d
	}
	pages, err := document.New(s, library)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	pages.Mount(mux)
	return mux
}

func get(t *testing.T, h http.Handler, address string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, address, http.NoBody)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// page gets a page of the site that must be there.
func page(t *testing.T, h http.Handler, address string) *html.Node {
	t.Helper()
	w := get(t, h, address)
	if w.Code != http.StatusOK {
		t.Fatalf("%s: status %d: %.300s", address, w.Code, w.Body)
	}
	node, err := html.Parse(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	return node
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// elements returns all elements with a tag.
func elements(root *html.Node, tag string) []*html.Node {
	var out []*html.Node
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && n.Data == tag {
			out = append(out, n)
		}
	}
	return out
}

func textOf(root *html.Node) string {
	var b strings.Builder
	for n := range root.Descendants() {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
	}
	return strings.TrimSpace(b.String())
}

// ids counts the ids of a page.
func ids(root *html.Node) map[string]int {
	out := map[string]int{}
	for n := range root.Descendants() {
		if id := attribute(n, "id"); n.Type == html.ElementNode && id != "" {
			out[id]++
		}
	}
	return out
}

// TestEveryFigureStandsOnce reads reports of both forms in many layouts and
// looks for each figure on the page, in a table of equally long rows.
func TestEveryFigureStandsOnce(t *testing.T) {
	for _, edition := range []string{"2019", "2021"} {
		for _, layout := range []string{"tab", "html"} {
			for seed := range uint64(2) {
				d := report(t, specimen.Options{Seed: seed + 1, Form: edition, Layout: layout, Violate: seed%2 == 1, Figures: specimen.AllFigures()[4*seed]})
				root := page(t, serve(t, d), "/documents/"+d.doc.ID)
				once := ids(root)
				for id, n := range once {
					if n != 1 {
						t.Errorf("%s %s %d: id %s stands %d times", edition, layout, seed, id, n)
					}
				}
				for _, table := range d.doc.Tables {
					for _, c := range table.Cells {
						if once[site.Anchor(c.Key)] != 1 {
							t.Errorf("%s %s %d: no element of %s", edition, layout, seed, c.Key)
						}
					}
				}
				for _, table := range elements(root, "table") {
					rectangular(t, table)
				}
				links(t, root, "/documents/"+d.doc.ID, once)
			}
		}
	}
}

// rectangular fails where the merged cells of a rebuilt table leave gaps or
// overlap.
func rectangular(t *testing.T, table *html.Node) {
	t.Helper()
	if attribute(table, "lang") != "" {
		return // as it was read
	}
	for _, part := range elements(table, "tbody") {
		rows := elements(part, "tr")
		filled := make([]int, len(rows))
		for i, tr := range rows {
			for cell := range tr.ChildNodes() {
				if cell.Type != html.ElementNode {
					continue
				}
				down, across := span(cell, "rowspan"), span(cell, "colspan")
				for j := i; j < i+down; j++ {
					if j >= len(rows) {
						t.Fatalf("a cell reaches below its table: %s", textOf(cell))
					}
					filled[j] += across
				}
			}
		}
		for i, n := range filled {
			if n != filled[0] {
				t.Errorf("row %d of %.40q fills %d columns, the first %d", i, textOf(part), n, filled[0])
			}
		}
	}
}

func span(n *html.Node, key string) int {
	var v int
	if err := json.Unmarshal([]byte(attribute(n, key)), &v); err != nil {
		return 1
	}
	return v
}

// links fails where a link into the page leads to no element.
func links(t *testing.T, root *html.Node, path string, known map[string]int) {
	t.Helper()
	for _, a := range elements(root, "a") {
		u, err := url.Parse(attribute(a, "href"))
		if err != nil {
			t.Errorf("href %q: %v", attribute(a, "href"), err)
			continue
		}
		if here := u.Path == path || u.Path == ""; here && u.Fragment != "" && known[u.Fragment] != 1 {
			t.Errorf("link %s leads nowhere", u)
		}
	}
}

// failing is a report some of whose sums do not add up.
func failing(t *testing.T) stored {
	t.Helper()
	for seed := range uint64(50) {
		d := report(t, specimen.Options{Seed: seed, Violate: true, Differ: true})
		for i := range d.doc.Findings {
			if d.doc.Findings[i].Status == extract.Fail {
				return d
			}
		}
	}
	t.Fatal("no invented report fails")
	return stored{}
}

func TestFailedChecks(t *testing.T) {
	d := failing(t)
	root := page(t, serve(t, d), "/documents/"+d.doc.ID)
	shown := textOf(root)
	for _, f := range d.doc.Findings {
		if f.Status == extract.Fail && !strings.Contains(shown, f.Message) {
			t.Errorf("the page does not say %q", f.Message)
		}
	}
	if !strings.Contains(shown, "≠") {
		t.Error("no total is marked as failed")
	}
	if a := elements(root, "a"); !hasLink(a, "/review/"+d.doc.ID) {
		t.Error("no link to the review")
	}
}

func hasLink(links []*html.Node, address string) bool {
	for _, a := range links {
		if attribute(a, "href") == address {
			return true
		}
	}
	return false
}

var han = regexp.MustCompile(`\p{Han}`)

// TestEnglish looks for Chinese that is not marked as such.
func TestEnglish(t *testing.T) {
	docs := []stored{failing(t)}
	for seed := range uint64(3) {
		docs = append(docs, report(t, specimen.Options{Seed: seed, Layout: "glued", Figures: specimen.Marks, Violate: true, Differ: true}))
	}
	for _, d := range docs {
		for i := range d.doc.Tables {
			for j := range d.doc.Tables[i].Cells {
				d.doc.Tables[i].Cells[j].Note = "可能认错"
			}
		}
		key := d.doc.Tables[0].Cells[0].Key
		root := page(t, serve(t, d), "/documents/"+d.doc.ID+"?lang=en&cell="+url.QueryEscape(key))
		chinese(t, elements(root, "title")[0])
		for _, main := range elements(root, "main") {
			chinese(t, main)
		}
	}
}

func chinese(t *testing.T, n *html.Node) {
	t.Helper()
	if attribute(n, "lang") == "zh-CN" {
		return
	}
	if n.Type == html.TextNode && han.MatchString(n.Data) {
		t.Errorf("not English: %q", n.Data)
	}
	for _, a := range n.Attr {
		if a.Key != "href" && han.MatchString(a.Val) {
			t.Errorf("not English: %s=%q", a.Key, a.Val)
		}
	}
	for c := range n.ChildNodes() {
		chinese(t, c)
	}
}

// TestDecisions shows what people have decided, beside what was read.
func TestDecisions(t *testing.T) {
	d := failing(t)
	at := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	c := &d.doc.Tables[0].Cells[0]
	c.Review = &extract.Verdict{Kind: extract.Corrected, By: "陈<b>明", At: at, Before: c.Reading()}
	corrected := 4711.0
	c.Value, c.Origin = &corrected, ocr.Corrected
	for i := range d.doc.Findings {
		if f := &d.doc.Findings[i]; f.Status == extract.Fail {
			f.Review = &extract.Verdict{Kind: extract.DocumentWrong, By: "李红", At: at, Note: "原件如此"}
		}
	}
	d.doc.Pages[0].Failure = "本页读取超时"
	d.doc.Pages[0].Review = &extract.Verdict{Kind: extract.Confirmed, By: "王小明", At: at, Note: "空白页"}
	root := page(t, serve(t, d), "/documents/"+d.doc.ID+"?cell="+url.QueryEscape(c.Key))
	shown := textOf(root)
	for _, want := range []string{"4711", "人工更正", "陈<b>明", "李红", "原件如此", "原文有误", "本页读取超时", "已确认", "王小明", "空白页"} {
		if !strings.Contains(shown, want) {
			t.Errorf("the page does not show %q", want)
		}
	}
	if del := elements(root, "del"); len(del) != 1 || textOf(del[0]) != c.Raw {
		t.Errorf("what was printed is not shown beside the correction: %d", len(del))
	}
	if id := ids(root); id["chosen"] != 1 {
		t.Error("nothing tells about the chosen figure")
	}
}

// TestPicture marks the boxes of the figures on the picture of their page.
func TestPicture(t *testing.T) {
	d := report(t, specimen.Options{Seed: 3})
	d.doc.Source.MediaType = "application/pdf"
	d.doc.Pages = append(d.doc.Pages, extract.Page{Number: 2, Origin: ocr.Recognised, Failure: "本页读取超时"})
	cells := d.doc.Tables[0].Cells
	for i := range cells {
		cells[i].Page, cells[i].Box = 1+i%2, &ocr.Box{0.1, 0.2, 0.3, 0.25}
	}
	h := serve(t, d)
	root := page(t, h, "/documents/"+d.doc.ID+"?cell="+url.QueryEscape(cells[1].Key))
	images := elements(root, "img")
	if len(images) != 2 || attribute(images[1], "src") != "/documents/"+d.doc.ID+"/pages/2/picture?width=1200" {
		t.Fatalf("no picture of the figure's page, and its crop: %d pictures", len(images))
	}
	pinned := 0
	for _, rect := range elements(root, "rect") {
		if strings.Contains(attribute(rect, "class"), "pinned") {
			pinned++
		}
	}
	if rects := elements(root, "rect"); len(rects) != len(cells)/2 || pinned != 1 {
		t.Errorf("%d boxes and %d pinned ones for %d figures on two pages", len(rects), pinned, len(cells))
	}
	if !strings.Contains(textOf(root), "本页读取超时") {
		t.Error("the page does not say why a page could not be read")
	}
	if first := page(t, h, "/documents/"+d.doc.ID); !hasLink(elements(first, "a"), "/documents/"+d.doc.ID+"?page=2#viewer") {
		t.Error("no link to the next page")
	}
}

// TestStrangers shows nothing of a file as markup.
func TestStrangers(t *testing.T) {
	evil := `</pre><script>alert(1)</script>"'><img src=x onerror=alert(1)>`
	d := report(t, specimen.Options{Seed: 5})
	doc := d.doc
	doc.Source.Name, doc.Source.Repairs, doc.Source.Encodings = evil, []string{evil}, []string{evil}
	doc.Meta = extract.Meta{Title: &evil, Issuer: &evil, DocNumber: &evil, Phone: &evil, Email: &evil, Address: &evil, Region: &extract.Region{County: &evil}}
	for i := range doc.Tables {
		table := &doc.Tables[i]
		table.Title, table.Form, table.Grid = evil, evil, [][]string{{evil}}
		for j := range table.Cells {
			c := &table.Cells[j]
			c.Raw, c.Note, c.RowLabel, c.ColumnLabel, c.Status = evil, evil, evil, evil, extract.Suspect
		}
	}
	for i := range doc.Findings {
		doc.Findings[i].Message, doc.Findings[i].Status = evil, extract.Fail
	}
	for i := range doc.Sections {
		doc.Sections[i] = extract.Section{Number: evil, Title: evil, Page: 1, Text: evil}
	}
	for i := range doc.Pages {
		doc.Pages[i].Text, doc.Pages[i].Original, doc.Pages[i].Failure = evil, evil, evil
	}
	h := serve(t, d)
	for _, query := range []string{"", "?lang=en", "?page=1&cell=" + url.QueryEscape(doc.Tables[0].Cells[0].Key), "?page=" + url.QueryEscape(evil) + "&cell=" + url.QueryEscape(evil)} {
		root := page(t, h, "/documents/"+doc.ID+query)
		for _, s := range elements(root, "script") {
			if attribute(s, "src") == "" {
				t.Errorf("%s: a script of the file: %s", query, textOf(s))
			}
		}
		for _, img := range elements(root, "img") {
			if !strings.HasPrefix(attribute(img, "src"), "/documents/") {
				t.Errorf("%s: a picture of the file: %s", query, attribute(img, "src"))
			}
		}
	}
}

// TestMissing answers 404 for what is no document.
func TestMissing(t *testing.T) {
	h := serve(t, report(t, specimen.Options{}))
	for _, id := range []string{"0", strings.Repeat("0", 32), strings.Repeat("A", 32), strings.Repeat("a", 33), "..%2f..%2fetc", "%00"} {
		for _, address := range []string{"/documents/" + id, "/documents/" + id + "/original", "/documents/" + id + "/text", "/api/documents/" + id} {
			if w := get(t, h, address); w.Code != http.StatusNotFound {
				t.Errorf("%s: status %d", address, w.Code)
			}
		}
	}
}

func TestDocumentAsJSON(t *testing.T) {
	d := report(t, specimen.Options{Seed: 2})
	var got extract.Document
	w := get(t, serve(t, d), "/api/documents/"+d.doc.ID)
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	want, err := json.Marshal(d.doc)
	if err != nil {
		t.Fatal(err)
	}
	again, err := json.Marshal(&got)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, again) {
		t.Error("the document changed on its way")
	}
}

// FuzzQuery asks for any page and any figure.
func FuzzQuery(f *testing.F) {
	f.Add("page=1&cell=applications/received/total")
	f.Add("page=-1&cell=%00&lang=en")
	f.Add("page=99999999999999999999&cell=a/b")
	f.Add("page=1&page=2&%zz;")
	d := report(f, specimen.Options{Seed: 1})
	h := serve(f, d)
	f.Fuzz(func(t *testing.T, query string) {
		if strings.ContainsFunc(query, func(r rune) bool { return r == ' ' || unicode.IsControl(r) || r > unicode.MaxASCII }) {
			return
		}
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/documents/"+d.doc.ID, http.NoBody)
		r.URL.RawQuery = query
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != http.StatusOK {
			t.Errorf("status %d", w.Code)
		}
	})
}
