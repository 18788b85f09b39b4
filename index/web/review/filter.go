package review

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gouji/gouji/index"
)

// perPage is how many documents a page of the list shows.
const perPage = 10

// showDecided is the value of show for what has been decided.
const showDecided = "decided"

// regionSeparator stands between the levels of a region.
const regionSeparator = " > "

// filter chooses what of the list is shown and worked off.
type filter struct {
	Kind   string // of index.OpenKinds; empty for all
	Year   string
	Region string // a path: 福建省 > 三明市
	Issuer string
	Text   string
	Doc    string // a single document
	Show   string // decided, or empty for what is open
	Page   int
}

func parseFilter(values url.Values) filter {
	f := filter{
		Kind: values.Get("kind"), Year: values.Get("year"), Region: values.Get("region"), Issuer: values.Get("issuer"),
		Text: values.Get("q"), Doc: values.Get("doc"), Show: values.Get("show"), Page: 1,
	}
	if !slices.Contains(index.OpenKinds(), f.Kind) {
		f.Kind = ""
	}
	if f.Show != showDecided {
		f.Show = ""
	}
	if n, err := strconv.Atoi(values.Get("page")); err == nil && n > 0 {
		f.Page = n
	}
	return f
}

// Set reports whether something narrows the list.
func (f filter) Set() bool {
	return f.Kind+f.Year+f.Region+f.Issuer+f.Text+f.Doc != ""
}

// address is a path with the filter, without its page.
func (f filter) address(path string, more ...string) string {
	values := url.Values{}
	pairs := append([]string{"kind", f.Kind, "year", f.Year, "region", f.Region, "issuer", f.Issuer, "q", f.Text, "doc", f.Doc, "show", f.Show}, more...)
	for n := 0; n+1 < len(pairs); n += 2 {
		if pairs[n+1] != "" {
			values.Set(pairs[n], pairs[n+1])
		} else {
			values.Del(pairs[n])
		}
	}
	if len(values) == 0 {
		return path
	}
	return path + "?" + values.Encode()
}

// List is the address of the list.
func (f filter) List(more ...string) string { return f.address("/review", more...) }

// Case is the address of an item; of the first that waits if none is named.
func (f filter) Case(id, item string, more ...string) string {
	f.Show = ""
	return f.address("/review/"+url.PathEscape(id), append([]string{"item", item}, more...)...)
}

// query asks for the documents, the oldest first.
func (f filter) query() index.Query {
	q := index.Query{
		Index: index.Docs, Text: f.Text, Page: f.Page, PerPage: perPage,
		Sort: []index.Sort{{Attribute: "added_at"}, {Attribute: "doc_id"}},
	}
	wanted := index.OpenKinds()
	switch {
	case f.Show == showDecided:
		wanted = []string{index.ReviewDecided}
	case f.Kind != "":
		wanted = []string{f.Kind}
	}
	add := func(attribute string, values ...string) {
		if values[0] != "" {
			q.Filters = append(q.Filters, index.Filter{Attribute: attribute, Values: values})
		}
	}
	add("review", wanted...)
	add("year", f.Year)
	add("issuer", f.Issuer)
	add("doc_id", f.Doc)
	add(fmt.Sprintf("region_%d", min(strings.Count(f.Region, regionSeparator)+1, 4)), f.Region)
	return q
}
