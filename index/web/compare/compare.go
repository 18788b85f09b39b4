package compare

import (
	"context"
	"embed"
	"net/http"
	"net/url"
	"strings"

	"github.com/gouji/gouji/index"
	"github.com/gouji/gouji/index/web/site"
)

//go:embed templates/*.html words.yaml
var files embed.FS

// Searcher finds records.
type Searcher interface {
	Search(ctx context.Context, q index.Query) (index.Result, error)
}

// Pages are the comparisons.
type Pages struct {
	site   *site.Site
	view   *site.View
	search Searcher
}

// New returns the pages.
func New(s *site.Site, searcher Searcher) (*Pages, error) {
	view, err := s.View(files)
	return &Pages{site: s, view: view, search: searcher}, err
}

// Mount adds the addresses.
func (p *Pages) Mount(mux *http.ServeMux) { mux.HandleFunc("GET /compare", p.getCompare) }

// page is the dot of the template.
type page struct {
	choice
	Choices choices
	Label   string // of the figure
	Reports []report
	Total   int // reports found, of which no more than mostReports are shown
	Twice   bool
	Chart   chart
	Heads   []head
	Export  string
}

func (p *Pages) getCompare(w http.ResponseWriter, r *http.Request) {
	data, err := p.page(r)
	if err != nil {
		p.site.ShowFault(w, r, err)
		return
	}
	title, err := p.view.Phrases(r).Word("part.compare")
	if err != nil {
		p.site.ShowFault(w, r, err)
		return
	}
	if data.Label != "" {
		title = data.Label + " · " + title
	}
	p.view.Show(w, r, http.StatusOK, site.Page{Title: title, Part: "compare", Data: data})
}

func (p *Pages) page(r *http.Request) (*page, error) {
	data := &page{choice: chosen(r.URL.Query())}
	var err error
	if data.Choices, err = p.choices(r.Context()); err != nil {
		return nil, err
	}
	if !data.Complete() {
		return data, nil
	}
	if data.Reports, data.Total, err = p.reports(r.Context(), data.choice); err != nil {
		return nil, err
	}
	data.Label = data.Choices.label(data.Key)
	if data.Label == data.Key && len(data.Reports) > 0 {
		data.Label = data.Reports[0].label()
	}
	data.Twice = twice(data.Reports)
	data.Heads = heads(r.URL, data.choice)
	data.Export = "/export/new?" + data.search().Encode()
	phrases := p.view.Phrases(r)
	data.Chart, err = draw(data.Reports, data.choice, phrases)
	data.sort(data.Reports)
	return data, err
}

// choice is what a visitor compares.
type choice struct {
	Key, Issuer, Region, Year string
	Sort                      string
	Descending                bool
}

func chosen(values url.Values) choice {
	// The page repeats what was asked for.
	get := func(name string) string { return strings.ToValidUTF8(values.Get(name), "\uFFFD") }
	c := choice{
		Key: get("key"), Issuer: get("issuer"), Region: get("region"), Year: get("year"),
		Sort: get("sort"), Descending: get("dir") == "desc",
	}
	if c.Sort == "" {
		c.Sort, c.Descending = byValue, true
		if c.OverYears() {
			c.Sort, c.Descending = byYear, false
		}
	}
	return c
}

// OverYears reports whether the years of an issuer are compared, rather than the
// issuers of a region.
func (c choice) OverYears() bool { return c.Issuer != "" }

// Complete reports whether there is enough to compare.
func (c choice) Complete() bool {
	return c.Key != "" && (c.Issuer != "" || c.Region != "" && c.Year != "")
}

// Begun reports whether something was chosen, but not enough.
func (c choice) Begun() bool {
	return !c.Complete() && c.Key+c.Issuer+c.Region+c.Year != ""
}

// search are the parameters of the search for the figures.
func (c choice) search() url.Values {
	v := url.Values{"index": {index.Cells}, "key": {c.Key}}
	if c.OverYears() {
		v.Set("issuer", c.Issuer)
	} else {
		v.Set("region", c.Region)
		v.Set("year", c.Year)
	}
	return v
}
