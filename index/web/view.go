package web

import (
	"cmp"
	"encoding/json"
	"fmt"
	"html/template"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gouji/gouji/index"
)

// facetLinks is how many values of a facet the page offers.
const facetLinks = 12

// view is what the search page shows.
type view struct {
	Language language
	Values   url.Values // the parameters of this page, for its links
	Index    string
	Text     string
	Kept     []field // parameters that the form carries on
	Switch   link    // the same page in the other language
	Tabs     []link
	Chips    []link // filters that are set; each link removes one
	Error    string
	Total    string
	Relaxed  bool
	Cards    []card
	Facets   []facet
	Where    string
	Previous string
	Next     string
}

type link struct {
	Text, Address string
	Active        bool
	Count         int
}

type facet struct {
	Name  string
	Links []link
}

// card is one hit.
type card struct {
	Title    template.HTML
	Address  string
	Facts    []string
	Badges   []badge
	Passage  template.HTML
	Findings []string
	Links    []link
}

type badge struct{ Text, Class string }

// newView prepares what does not depend on an answer.
func newView(values url.Values) *view {
	v := &view{Language: languageOf(values.Get("lang")), Values: values, Index: values.Get("index"), Text: values.Get("q")}
	if v.Index == "" {
		v.Index = index.Docs
	}
	v.Values = maps.Clone(values)
	other := english
	if v.Language == english {
		other = chinese
	}
	v.Switch = link{Text: map[language]string{chinese: "中文", english: "English"}[other], Address: v.with("lang", other.Tag())}
	for _, name := range index.Names() {
		v.Tabs = append(v.Tabs, link{Text: v.Word(indexWord(name)), Address: v.tab(name), Active: name == v.Index})
	}
	for _, name := range sortedKeys(values) {
		if name == "q" || name == "page" {
			continue
		}
		for _, value := range nonEmpty(values[name]) {
			v.Kept = append(v.Kept, field{name, value})
			if name != "index" && name != "lang" && name != "sort" && name != "per_page" && name != "facets" {
				v.Chips = append(v.Chips, link{Text: v.Language.name(name) + ": " + v.Language.name(value), Address: v.without(name, value)})
			}
		}
	}
	return v
}

// fill adds the answer.
func (v *view) fill(q index.Query, r *index.Result) {
	v.Total = fmt.Sprintf(v.Word("total"), r.Total)
	v.Relaxed = r.Relaxed
	for _, hit := range r.Hits {
		v.Cards = append(v.Cards, v.card(hit))
	}
	for _, name := range q.Facets {
		if f := v.facet(name, r.Facets[name]); len(f.Links) > 1 {
			v.Facets = append(v.Facets, f)
		}
	}
	if r.Pages > 1 {
		v.Where = fmt.Sprintf(v.Word("page"), r.Page, r.Pages)
	}
	if r.Page > 1 {
		v.Previous = v.with("page", strconv.Itoa(r.Page-1))
	}
	if r.Page < r.Pages {
		v.Next = v.with("page", strconv.Itoa(r.Page+1))
	}
}

// pageFacets names the facets beside the hits; of the region the level below
// the one that is chosen.
func pageFacets(q index.Query) []string {
	level := 1
	for _, f := range q.Filters {
		if depth, ok := strings.CutPrefix(f.Attribute, "region_"); ok {
			level = min(int(depth[0]-'0')+1, 4)
		}
	}
	region := fmt.Sprintf("region_%d", level)
	switch q.Index {
	case index.Cells:
		return []string{"year", region, "check_status", "status", "table", "row_label", "column_label"}
	case index.Pages:
		return []string{"year", region, "form"}
	}
	return []string{"year", region, "check_status", "status", "form", "kind"}
}

func (v *view) facet(name string, counts map[string]int) facet {
	f := facet{Name: v.Language.name(name)}
	parameter := name
	if strings.HasPrefix(name, "region_") {
		parameter = "region"
	}
	for value, count := range counts {
		text := value[strings.LastIndex(value, regionSeparator)+1:]
		text = v.Language.name(strings.TrimPrefix(text, "> "))
		f.Links = append(f.Links, link{Text: text, Address: v.with(parameter, value), Count: count})
	}
	slices.SortFunc(f.Links, func(a, b link) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Text, b.Text))
	})
	f.Links = f.Links[:min(len(f.Links), facetLinks)]
	return f
}

func (v *view) card(hit index.Hit) card {
	id, docID := text(hit.Fields, "id"), text(hit.Fields, "doc_id")
	c := card{Address: "/records/" + v.Index + "/" + url.PathEscape(id) + "?lang=" + v.Language.Tag(), Title: marked(hit, "title")}
	for _, name := range []string{"issuer", "year", "region"} {
		if s := text(hit.Fields, name); s != "" {
			c.Facts = append(c.Facts, s)
		}
	}
	switch v.Index {
	case index.Cells:
		c.Title, c.Facts = marked(hit, "sentence"), append([]string{text(hit.Fields, "title")}, c.Facts...)
		c.badges(v, hit, "status", "check_status")
	case index.Pages:
		page, _ := strconv.Atoi(text(hit.Fields, "page")) // absent in no page record
		c.Facts = append(c.Facts, fmt.Sprintf(v.Word("page number"), page))
	default:
		c.badges(v, hit, "status", "check_status")
	}
	if passage, ok := hit.Highlights["search_text"]; ok {
		c.Passage = template.HTML(markHTML(passage)) // escaped there
	}
	if findings, ok := hit.Fields["findings"].([]any); ok {
		for _, f := range findings[:min(len(findings), 3)] {
			c.Findings = append(c.Findings, fmt.Sprint(f))
		}
	}
	for _, name := range []string{index.Pages, index.Cells} {
		if name != v.Index {
			address := "/?" + url.Values{"index": {name}, "doc_id": {docID}, "lang": {v.Language.Tag()}}.Encode()
			c.Links = append(c.Links, link{Text: v.Word(indexWord(name)), Address: address})
		}
	}
	return c
}

// badges shows states other than the good ones.
func (c *card) badges(v *view, hit index.Hit, attributes ...string) {
	for _, a := range attributes {
		switch s := text(hit.Fields, a); s {
		case "", "ok", "pass", "none":
		default:
			c.Badges = append(c.Badges, badge{v.Language.name(a) + "：" + v.Language.name(s), s})
		}
	}
}

// marked returns an attribute with what was found in it.
func marked(hit index.Hit, attribute string) template.HTML {
	if s, ok := hit.Highlights[attribute]; ok {
		return template.HTML(markHTML(s)) // escaped there
	}
	return template.HTML(template.HTMLEscapeString(text(hit.Fields, attribute)))
}

// with is the address of this page with one parameter set, from its start.
func (v *view) with(name, value string) string {
	values := maps.Clone(v.Values)
	values.Del("page")
	values.Set(name, value)
	return "/?" + values.Encode()
}

// without is the address of this page without one value of a parameter.
func (v *view) without(name, value string) string {
	values := maps.Clone(v.Values)
	values.Del("page")
	values[name] = slices.DeleteFunc(slices.Clone(values[name]), func(s string) bool { return strings.TrimSpace(s) == value })
	return "/?" + values.Encode()
}

// tab is the address of another index with the filters that all indexes have.
func (v *view) tab(name string) string {
	values := url.Values{"index": {name}}
	for _, kept := range []string{"q", "lang", "year", "year_min", "year_max", "region", "issuer", "form", "doc_id"} {
		if given := nonEmpty(v.Values[kept]); len(given) > 0 {
			values[kept] = given
		}
	}
	return "/?" + values.Encode()
}

// Word is used by the templates.
func (v *view) Word(key string) string { return v.Language.word(key) }

// text returns a field of a record as text.
func text(record map[string]any, name string) string {
	switch value := record[name].(type) {
	case nil:
		return ""
	case string:
		return value
	case float64:
		return strconv.FormatFloat(value, 'f', -1, 64)
	default:
		return show(value)
	}
}

// show returns any field in a form that can be read.
func show(value any) string {
	switch value := value.(type) {
	case string:
		return value
	case float64:
		return strconv.FormatFloat(value, 'f', -1, 64)
	}
	readable, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		return fmt.Sprint(value)
	}
	return string(readable)
}
