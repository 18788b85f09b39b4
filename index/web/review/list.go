package review

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gouji/gouji/index"
	"github.com/gouji/gouji/index/web/site"
	"github.com/gouji/gouji/index/web/wording"
)

// itemsShown is how many items of a document the list shows; all where it
// shows a single document.
const itemsShown = 12

// list is the page of all that needs a person.
type list struct {
	Filter    filter
	Total     int // documents
	Kinds     []option
	Choices   []choice
	Documents []document
	Previous  string
	Next      string
	Pages     int
	Refusals  []Refusal
	Done      *entry
}

// option is a choice of a filter.
type option struct {
	Value, Text string
	Count       int
	Chosen      bool
}

// choice is a filter by an attribute.
type choice struct {
	Name    string
	Options []option
}

// document is a document of the list.
type document struct {
	ID, Title, Issuer, Name, Added string
	Items                          []listed
	More                           int
	Address                        string // of the first item that waits
	All                            string // of the list of this document alone
	History                        []entry
}

// listed is an item of the list.
type listed struct {
	item
	Label   []wording.Phrase
	Address string
}

func (p *Pages) getList(w http.ResponseWriter, r *http.Request) {
	l, err := p.listOf(r)
	if err != nil {
		p.site.ShowFault(w, r, err)
		return
	}
	title, err := p.view.Phrases(r).Word("title")
	if err != nil {
		p.site.ShowFault(w, r, err)
		return
	}
	p.view.Show(w, r, http.StatusOK, site.Page{Title: title, Part: "review", Data: page{List: l}})
}

func (p *Pages) listOf(r *http.Request) (*list, error) {
	f := parseFilter(r.URL.Query())
	q := f.query()
	q.Facets = []string{"year", "issuer", "region_1", "region_2", "region_3", "region_4"}
	result, err := p.search.Search(r.Context(), q)
	if err != nil {
		return nil, err
	}
	l := &list{Filter: f, Total: result.Total, Pages: result.Pages, Choices: choices(f, result.Facets)}
	if l.Kinds, err = p.kinds(r.Context(), f); err != nil {
		return nil, err
	}
	if f.Page > 1 {
		l.Previous = f.List("page", strconv.Itoa(f.Page-1))
	}
	if f.Page < result.Pages {
		l.Next = f.List("page", strconv.Itoa(f.Page+1))
	}
	for _, hit := range result.Hits {
		d, err := p.documentOf(r, f, hit)
		if errors.Is(err, fs.ErrNotExist) { // removed a moment ago
			continue
		}
		if err != nil {
			return nil, err
		}
		l.Documents = append(l.Documents, d)
	}
	if l.Refusals, err = p.desk.Refusals(r.Context()); err != nil {
		return nil, err
	}
	l.Done, err = p.doneOf(r, f)
	return l, err
}

// documentOf shows a document that was found, with what waits in it or with
// what was decided.
func (p *Pages) documentOf(r *http.Request, f filter, hit index.Hit) (document, error) {
	id := text(hit, "id")
	stored, err := p.desk.Document(r.Context(), id)
	if err != nil {
		return document{}, err
	}
	w := wordingOf(r, stored)
	d := document{
		ID: id, Title: w.Title(), Issuer: text(hit, "issuer"), Name: stored.Source.Name,
		Address: f.Case(id, ""), All: f.List("doc", id),
	}
	if added := placeIn(hit).added; added > 0 {
		d.Added = site.When(time.Unix(int64(added), 0))
	}
	all := itemsOf(stored)
	if f.Show == showDecided {
		decisions, err := p.desk.Decisions(r.Context(), id)
		d.History = history(all, f, w, id, decisions, nameOf(r))
		return d, err
	}
	open := all.open(f.Kind)
	if f.Doc == "" && len(open) > itemsShown {
		d.More = len(open) - itemsShown
		open = open[:itemsShown]
	}
	for _, it := range open {
		d.Items = append(d.Items, listed{it, it.Label(w), f.Case(id, it.ID)})
	}
	return d, nil
}

// choices are the filters, from the counts of the documents found.
func choices(f filter, counts map[string]map[string]int) []choice {
	years := options(counts["year"], f.Year)
	slices.Reverse(years)
	places := map[string]int{}
	for _, level := range []string{"region_1", "region_2", "region_3", "region_4"} {
		maps.Copy(places, counts[level])
	}
	regions := options(places, f.Region)
	for n := range regions {
		path := strings.Split(regions[n].Value, regionSeparator)
		regions[n].Text = strings.Repeat("\u3000", len(path)-1) + path[len(path)-1]
	}
	return []choice{{"year", years}, {"region", regions}, {"issuer", options(counts["issuer"], f.Issuer)}}
}

// kinds counts the documents of each kind of item, whichever is chosen.
func (p *Pages) kinds(ctx context.Context, f filter) ([]option, error) {
	chosen := f.Kind
	f.Kind, f.Show, f.Page = "", "", 1
	q := f.query()
	q.PerPage, q.Facets = 1, []string{"review"}
	result, err := p.search.Search(ctx, q)
	if err != nil {
		return nil, err
	}
	var out []option
	for _, kind := range index.OpenKinds() {
		out = append(out, option{Value: kind, Count: result.Facets["review"][kind], Chosen: kind == chosen})
	}
	return out, nil
}

// options are the values that were counted, in their order, and the one that
// is chosen.
func options(counts map[string]int, chosen string) []option {
	out := []option{}
	if _, counted := counts[chosen]; !counted && chosen != "" {
		out = append(out, option{chosen, chosen, 0, true})
	}
	for _, value := range slices.Sorted(maps.Keys(counts)) {
		out = append(out, option{value, value, counts[value], value == chosen})
	}
	return out
}
