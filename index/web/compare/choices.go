package compare

import (
	"context"
	"slices"
	"strings"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/index"
)

// choices are what the form offers.
type choices struct {
	Groups  []group // of figures, in the order of the forms
	Issuers []string
	Regions []string
	Years   []string // the latest first
}

// group are the figures of a table.
type group struct {
	Label   string
	Figures []figure
}

// figure is a figure that can be compared.
type figure struct{ Key, Label string }

// label names a figure; one that is not offered is called by its key.
func (c *choices) label(key string) string {
	for _, g := range c.Groups {
		for _, f := range g.Figures {
			if f.Key == key {
				return labelOf(g.Label, f.Label)
			}
		}
	}
	return key
}

// choices asks what there is to compare.
func (p *Pages) choices(ctx context.Context) (choices, error) {
	var c choices
	found, err := p.search.Search(ctx, index.Query{
		Index: index.Docs, PerPage: 1, Facets: []string{"issuer", "year", "region_1", "region_2", "region_3", "region_4"},
		Filters: []index.Filter{{Attribute: "kind", Values: []string{string(extract.AnnualReport)}}},
	})
	if err != nil {
		return c, err
	}
	for name, counts := range found.Facets {
		for value := range counts {
			switch {
			case name == "issuer":
				c.Issuers = append(c.Issuers, value)
			case name == "year":
				c.Years = append(c.Years, value)
			case strings.HasPrefix(name, "region_"):
				c.Regions = append(c.Regions, value)
			}
		}
	}
	slices.Sort(c.Issuers)
	slices.Sort(c.Regions)
	slices.Sort(c.Years)
	slices.Reverse(c.Years)
	c.Groups, err = p.groups(ctx)
	return c, err
}

// groups lists the figures, table by table. The names are those of a document in
// the newest form that has the table; what only older forms have follows.
func (p *Pages) groups(ctx context.Context) ([]group, error) {
	kinds, err := p.search.Search(ctx, index.Query{Index: index.Cells, PerPage: 1, Facets: []string{"table", "form"}})
	if err != nil {
		return nil, err
	}
	var all []group
	known := map[string]bool{}
	for _, table := range sorted(kinds.Facets["table"]) {
		forms := sorted(kinds.Facets["form"])
		slices.Reverse(forms)
		for _, form := range forms {
			cells, err := p.example(ctx, table, form)
			if err != nil {
				return nil, err
			}
			for _, r := range cells {
				if known[r.Key] {
					continue
				}
				known[r.Key] = true
				if len(all) == 0 || all[len(all)-1].Label != r.tableTitle {
					all = append(all, group{Label: r.tableTitle})
				}
				last := &all[len(all)-1]
				last.Figures = append(last.Figures, figure{r.Key, labelOf(r.rowLabel, r.colLabel)})
			}
		}
	}
	return all, nil
}

// example returns the figures of a table in one document of a form.
func (p *Pages) example(ctx context.Context, table, form string) ([]report, error) {
	q := index.Query{Index: index.Cells, PerPage: 1, Filters: []index.Filter{
		{Attribute: "table", Values: []string{table}}, {Attribute: "form", Values: []string{form}},
	}}
	found, err := p.search.Search(ctx, q)
	if err != nil || len(found.Hits) == 0 {
		return nil, err
	}
	first := reportOf(found.Hits[0].Fields)
	q.Filters = append(q.Filters, index.Filter{Attribute: "doc_id", Values: []string{first.DocID}})
	q.PerPage = index.MaxPerPage
	if found, err = p.search.Search(ctx, q); err != nil {
		return nil, err
	}
	cells := make([]report, len(found.Hits))
	for i, hit := range found.Hits {
		cells[i] = reportOf(hit.Fields)
	}
	return cells, nil
}

func sorted(counts map[string]int) []string {
	all := make([]string, 0, len(counts))
	for value := range counts {
		all = append(all, value)
	}
	slices.Sort(all)
	return all
}
