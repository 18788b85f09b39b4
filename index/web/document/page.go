package document

import (
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/index/web/site"
	"github.com/gouji/gouji/index/web/wording"
	"github.com/gouji/gouji/ocr"
)

// view is what the page of a document shows.
type view struct {
	*extract.Document
	Entry
	Checks  checks
	Doubts  []figure
	Shown   []table
	Page    *pageView // nil where no page was read
	Chosen  *chosen   // the figure that is looked at, or nil
	Pages   int
	path    string
	pinned  string                   // key of the chosen figure
	cells   map[string]*extract.Cell // by key
	wording *wording.Wording
	failing map[string]bool // cells of failed checks
	totals  map[string]bool // totals of failed checks
}

// pageView is the page beside the tables.
type pageView struct {
	*extract.Page
	Picture        string // address; empty for a text
	Boxes          []figure
	Previous, Next string // addresses; empty at the ends
}

// chosen is the figure that is looked at.
type chosen struct {
	figure
	Name    string
	Crop    string // address of its part of the page; may be empty
	Compare string // address of the same figure in other documents
	Close   string // address of the page without it
	Checks  []check
}

// show answers with the page of a document.
func (p *Pages) show(w http.ResponseWriter, r *http.Request) {
	doc, err := p.document(r)
	if err != nil {
		p.site.ShowFault(w, r, err)
		return
	}
	entry, err := p.library.Entry(r.Context(), doc.ID)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		p.site.ShowFault(w, r, err)
		return
	}
	v := newView(doc, r.URL.Query(), wording.New(doc, string(site.LanguageOf(r))))
	v.Entry = entry
	p.view.Show(w, r, http.StatusOK, site.Page{Title: v.wording.Tab(), Data: v})
}

func newView(doc *extract.Document, query url.Values, w *wording.Wording) *view {
	v := &view{
		Document: doc, Pages: len(doc.Pages), path: "/documents/" + doc.ID,
		cells: map[string]*extract.Cell{}, wording: w, failing: map[string]bool{}, totals: map[string]bool{},
	}
	for i := range doc.Tables {
		for j := range doc.Tables[i].Cells {
			c := &doc.Tables[i].Cells[j]
			v.cells[c.Key] = c
		}
	}
	for i := range doc.Findings {
		if f := &doc.Findings[i]; f.Status == extract.Fail && len(f.Cells) > 0 {
			v.totals[f.Cells[0]] = true
			for _, key := range f.Cells {
				v.failing[key] = true
			}
		}
	}
	if key := query.Get("cell"); v.cells[key] != nil {
		v.pinned = key
	}
	v.Shown = v.tables(doc)
	v.Doubts = v.doubts()
	v.Checks = v.checks()
	v.Page = v.page(query.Get("page"))
	v.Chosen = v.chosen()
	return v
}

// Title is what the document is called.
func (v *view) Title() string { return v.wording.Title() }

// Region is the place of the document, from the province downwards.
func (v *view) Region() string {
	r := v.Meta.Region
	if r == nil {
		return ""
	}
	var levels []string
	for _, level := range []*string{r.Province, r.City, r.County, r.Town} {
		if level != nil && !slices.Contains(levels, *level) {
			levels = append(levels, *level)
		}
	}
	return strings.Join(levels, " ")
}

// Size is the size of the file.
func (v *view) Size() string {
	if v.Source.Bytes < 1<<20 {
		return fmt.Sprintf("%d KB", (v.Source.Bytes+1023)>>10)
	}
	return fmt.Sprintf("%.1f MB", float64(v.Source.Bytes)/(1<<20))
}

// Open reports whether a person should look at the document.
func (v *view) Open() bool { return v.Status != extract.OK }

// Address is the address of the page with a page of the document beside it.
func (v *view) Address(page int) string { return v.address(page, "") }

// address is the address of the page with a page of the document and a figure
// chosen. A page of 0 is not known.
func (v *view) address(page int, key string) string {
	values, anchor := url.Values{}, ""
	if page > 0 {
		values.Set("page", strconv.Itoa(page))
	}
	if key != "" {
		values.Set("cell", key)
		anchor = "#" + site.Anchor(key)
	}
	return v.path + "?" + values.Encode() + anchor
}

// doubts are the figures that are not sure.
func (v *view) doubts() []figure {
	var out []figure
	for i := range v.Tables {
		for j := range v.Tables[i].Cells {
			if c := &v.Tables[i].Cells[j]; c.Status != extract.CellOK {
				out = append(out, v.figure(c.Key, 1))
			}
		}
	}
	return out
}

// page is the page that is asked for, or that of the chosen figure, or the first.
func (v *view) page(asked string) *pageView {
	number, _ := strconv.Atoi(asked)
	if c := v.cells[v.pinned]; number == 0 && c != nil {
		number = c.Page
	}
	at := max(0, slices.IndexFunc(v.Document.Pages, func(p extract.Page) bool { return p.Number == number }))
	if at >= len(v.Document.Pages) {
		return nil
	}
	out := &pageView{Page: &v.Document.Pages[at]}
	if at > 0 {
		out.Previous = v.address(v.Document.Pages[at-1].Number, "")
	}
	if at+1 < len(v.Document.Pages) {
		out.Next = v.address(v.Document.Pages[at+1].Number, "")
	}
	if v.pictured() {
		out.Picture = v.path + "/pages/" + strconv.Itoa(out.Number) + "/picture?width=1200"
		out.Boxes = v.boxes(out.Number)
	}
	return out
}

// pictured reports whether the pages have pictures.
func (v *view) pictured() bool {
	return v.Source.MediaType == "application/pdf" || strings.HasPrefix(v.Source.MediaType, "image/")
}

// boxes are the figures whose place on a page is known.
func (v *view) boxes(page int) []figure {
	var out []figure
	for i := range v.Tables {
		for j := range v.Tables[i].Cells {
			if c := &v.Tables[i].Cells[j]; c.Page == page && c.Box != nil {
				out = append(out, v.figure(c.Key, 1))
			}
		}
	}
	return out
}

// Width and Height are those of the figure's box, as shares of the page.
func (f figure) Width() float64  { return f.Box[2] - f.Box[0] }
func (f figure) Height() float64 { return f.Box[3] - f.Box[1] }

// chosen tells all about the pinned figure.
func (v *view) chosen() *chosen {
	if v.pinned == "" {
		return nil
	}
	c := &chosen{figure: v.figure(v.pinned, 1), Name: wording.Figure(v.cells[v.pinned])}
	c.Close = v.address(c.Page, "")
	if c.Box != nil && v.pictured() {
		c.Crop = v.path + "/crop?" + url.Values{"page": {strconv.Itoa(c.Page)}, "box": {corners(c.Box)}}.Encode()
	}
	if v.Meta.Issuer != nil {
		c.Compare = "/compare?" + url.Values{"key": {v.pinned}, "issuer": {*v.Meta.Issuer}}.Encode()
	}
	for _, f := range slices.Concat(v.Checks.Failed, v.Checks.Unknown) {
		if slices.Contains(f.Finding.Cells, v.pinned) {
			c.Checks = append(c.Checks, f)
		}
	}
	return c
}

// Number is the figure as a number.
func (c chosen) Number() string { return site.Figure(c.Value) }

// Percent is how sure the reading is.
func (c chosen) Percent() int { return int(c.Confidence * 100) }

// corners writes a box as left,top,right,bottom.
func corners(b *ocr.Box) string {
	parts := make([]string, len(b))
	for i, v := range b {
		parts[i] = strconv.FormatFloat(v, 'f', -1, 64)
	}
	return strings.Join(parts, ",")
}
