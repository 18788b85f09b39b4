package search

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gouji/gouji/index"
	"github.com/gouji/gouji/index/web/question"
	"github.com/gouji/gouji/index/web/site"
)

// page is what the template shows.
type page struct {
	Index   string
	Text    string
	Tabs    []tab
	Chips   []chip // filters that are set
	Clear   string // address without them
	Facets  []*facet
	Region  *regions
	Ranges  []bounds
	Kept    []parameter // the parameters that no visible field holds
	Sorts   []option
	Exports []export

	Fault   *site.Fault // instead of an answer
	Mistake bool        // the fault is in what was asked
	Again   string      // this page
	Found   int
	Relaxed bool
	Cards   []card
	Page    int
	Pages   int
	Before  string // address of the page before; empty on the first
	After   string

	asked   values
	perPage int
}

// perPage is how many hits a page shows unless told otherwise. Finding the
// passages of long texts is what costs the search server most of its time.
func perPage(name string) int {
	if name == index.Cells {
		return 20
	}
	return 10
}

type tab struct {
	Index, Address string
	Current        bool
	Count          int
}

type chip struct {
	Name, Sign, Value string
	Address           string // without it
}

type parameter struct{ Name, Value string }

type option struct {
	Value    string
	Selected bool
}

type export struct{ Format, Address string }

// getPage answers with the search page. A question that fails still shows what
// was asked, so that it can be mended.
func (p *Pages) getPage(w http.ResponseWriter, r *http.Request) {
	asked := cleaned(r.URL.Query())
	v := newPage(asked)
	err := p.answer(r.Context(), v, asked)
	status := http.StatusOK
	if err != nil {
		var f site.Fault
		status, f = p.site.FaultOf(r, err)
		v.Fault, v.Mistake = &f, status == http.StatusBadRequest
	}
	v.keep(asked)
	title := v.Text
	if title == "" {
		title, _ = p.view.Phrases(r).Word("search") // a common word
	}
	p.view.Show(w, r, status, site.Page{Title: title, Part: "search", Query: v.Text, Data: v})
}

// answer asks what the page asks, and fills it in.
func (p *Pages) answer(ctx context.Context, v *page, asked values) error {
	q, err := question.Parse(url.Values(asked.question()))
	if err != nil {
		return err
	}
	v.Index, q.PerPage = q.Index, cmp.Or(q.PerPage, perPage(q.Index))
	if q.Index == index.Docs && q.Text == "" && len(q.Sort) == 0 {
		q.Sort = []index.Sort{{Attribute: "added_at", Descending: true}}
	}
	region := newRegions(&q, asked)
	q.Facets = append(facetsOf(q.Index), region.next...)
	s, err := p.search.Survey(ctx, q)
	if err != nil {
		return err
	}
	v.fill(asked, &s)
	v.perPage = q.PerPage
	v.Facets, v.Ranges = newFacets(&q, &s, asked), newBounds(q.Index, asked)
	region.fill(&s, asked)
	v.Region = region
	return p.lookUp(ctx, v, q)
}

// lookUp puts into a facet the values that hold the text in its box.
func (p *Pages) lookUp(ctx context.Context, v *page, q index.Query) error {
	for _, f := range v.Facets {
		if f.Text == "" {
			continue
		}
		found, err := p.search.Values(ctx, q, []string{f.Name}, f.Text)
		if err != nil {
			return err
		}
		f.found(found)
	}
	if v.Region.Text == "" {
		return nil
	}
	found, err := p.search.Values(ctx, q, regionLevels(), v.Region.Text)
	v.Region.found(found)
	return err
}

// newPage prepares what does not depend on an answer.
func newPage(asked values) *page {
	v := &page{Index: cmp.Or(asked.get("index"), index.Docs), Text: asked.get("q"), Again: asked.address(), asked: asked}
	for _, name := range index.Names() {
		v.Tabs = append(v.Tabs, tab{Index: name, Address: asked.tab(name), Current: name == v.Index, Count: -1})
	}
	unfiltered := asked
	for _, name := range asked.names() {
		if !asked.filters(name) {
			continue
		}
		unfiltered = unfiltered.without(name, "")
		for _, value := range asked[name] {
			v.Chips = append(v.Chips, newChip(name, value, asked.without(name, value).address()))
		}
	}
	v.Clear = unfiltered.address()
	for _, format := range []string{"csv", "xlsx", "jsonl"} {
		v.Exports = append(v.Exports, export{format, "/export?" + url.Values(asked.question().without("page", "").without("per_page", "").with("format", format)).Encode()})
	}
	return v
}

func newChip(name, value, address string) chip {
	switch attribute, isMin, ok := question.Bound(name); {
	case ok && isMin:
		return chip{attribute, "≥", value, address}
	case ok:
		return chip{attribute, "≤", value, address}
	}
	return chip{name, "", index.LastPlace(value), address}
}

// fill adds the answer.
func (v *page) fill(asked values, s *index.Survey) {
	for i := range v.Tabs {
		v.Tabs[i].Count = s.Totals[v.Tabs[i].Index]
	}
	v.Found, v.Relaxed, v.Page, v.Pages = s.Total, s.Relaxed, s.Page, s.Pages
	for _, hit := range s.Hits {
		v.Cards = append(v.Cards, newCard(s.Index, hit))
	}
	if s.Page > 1 {
		v.Before = asked.with("page", strconv.Itoa(min(s.Page-1, max(s.Pages, 1)))).address()
	}
	if s.Page < s.Pages {
		v.After = asked.with("page", strconv.Itoa(s.Page+1)).address()
	}
	chosen := asked.get("sort")
	orders := append([]string{""}, sortsOf(s.Index)...)
	if !slices.Contains(orders, chosen) {
		orders = append(orders, chosen)
	}
	for _, order := range orders {
		v.Sorts = append(v.Sorts, option{order, order == chosen})
	}
}

// sortsOf are the orders that the page offers.
func sortsOf(name string) []string {
	switch name {
	case index.Cells:
		return []string{"value:desc", "value:asc", "year:desc", "year:asc", "issuer:asc"}
	case index.Pages:
		return []string{"year:desc", "year:asc", "issuer:asc", "page:asc"}
	}
	return []string{"added_at:desc", "year:desc", "year:asc", "issuer:asc", "title:asc", "failed:desc", "suspect:desc"}
}

// keep has the form carry on what none of its visible fields does.
func (v *page) keep(asked values) {
	visible := []string{"q", "page", "lang"}
	if v.Sorts != nil {
		visible = append(visible, "sort")
	}
	for _, f := range v.Facets {
		visible = append(visible, f.Name, boxOf(f.Name))
	}
	for _, b := range v.Ranges {
		visible = append(visible, b.Name+"_min", b.Name+"_max")
	}
	if v.Region != nil {
		visible = append(visible, boxOf("region"))
	}
	for _, name := range asked.names() {
		if !slices.Contains(visible, name) {
			for _, value := range asked[name] {
				v.Kept = append(v.Kept, parameter{name, value})
			}
		}
	}
}

// Narrowed reports whether anything narrows the question.
func (v *page) Narrowed() bool { return len(v.Chips) > 0 }

// First is the number of the first card.
func (v *page) First() int { return (max(v.Page, 1)-1)*v.perPage + 1 }

// Asked is the value of a parameter.
func (v *page) Asked(name string) string { return v.asked.get(name) }

// Elsewhere are the indexes that hold what this one does not.
func (v *page) Elsewhere() []tab {
	return slices.DeleteFunc(slices.Clone(v.Tabs), func(t tab) bool { return t.Current || t.Count < 1 })
}

// blank reports whether a text holds nothing to see.
func blank(s string) bool { return strings.TrimSpace(s) == "" }
