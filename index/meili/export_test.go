package meili

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sync/errgroup"

	"github.com/gouji/gouji/index"
)

const (
	exportReports = 52
	exportCells   = 200 // 10,400 figures: more than Meilisearch finds by itself
)

// TestAll takes out more figures than a page of results, a batch or the search
// server's own limit holds, in several ways to ask for them.
func TestAll(t *testing.T) {
	c := newClient(t, shared)
	fill(t, c)
	mine := index.Filter{Attribute: "kind", Values: []string{"disclosure-annual-report"}}
	reports := index.Filter{Attribute: "doc_id"}
	for i := range exportReports {
		reports.Values = append(reports.Values, fmt.Sprintf("export%d", i))
	}
	only := []index.Filter{mine, reports}
	all := exportReports * exportCells
	tests := map[string]struct {
		query index.Query
		want  int
	}{
		"all figures":     {index.Query{Index: index.Cells, Filters: only}, all},
		"by value":        {index.Query{Index: index.Cells, Filters: only, Sort: []index.Sort{{Attribute: "value", Descending: true}}}, all},
		"by year":         {index.Query{Index: index.Cells, Filters: only, Sort: []index.Sort{{Attribute: "year"}}}, all},
		"by words":        {index.Query{Index: index.Cells, Filters: only, Text: "總計"}, all},
		"words left out":  {index.Query{Index: index.Cells, Filters: only, Text: "总计 獬豸"}, all},
		"range":           {index.Query{Index: index.Cells, Filters: only, Ranges: []index.Range{{Attribute: "value", Min: ptr(150.0)}}}, exportReports * 50},
		"documents":       {index.Query{Index: index.Docs, Filters: only}, exportReports},
		"pages of a year": {index.Query{Index: index.Pages, Filters: append(only, index.Filter{Attribute: "year", Values: []string{"2003"}})}, 2},
		"nothing":         {index.Query{Index: index.Cells, Filters: []index.Filter{{Attribute: "doc_id", Values: []string{"nowhere"}}}}, 0},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			found, err := c.Search(t.Context(), test.query)
			if err != nil || found.Total != test.want {
				t.Errorf("search counts %d, want %d (%v)", found.Total, test.want, err)
			}
			seen := map[string]bool{}
			var order []float64
			for record, err := range c.All(t.Context(), test.query) {
				if err != nil {
					t.Fatal(err)
				}
				id, _ := record["id"].(string)
				if seen[id] {
					t.Fatalf("%s comes twice", id)
				}
				seen[id] = true
				for attribute := range record {
					if strings.HasPrefix(attribute, heldBack) {
						t.Fatalf("record holds %s", attribute)
					}
				}
				for _, s := range test.query.Sort {
					n, _ := record[s.Attribute].(float64)
					if s.Descending {
						n = -n
					}
					order = append(order, n)
				}
			}
			if len(seen) != test.want {
				t.Errorf("%d records, want %d", len(seen), test.want)
			}
			if !slices.IsSorted(order) {
				t.Error("records are not in the order asked for")
			}
		})
	}
	t.Run("documents of figures", func(t *testing.T) {
		var years []string
		q := index.Query{Index: index.Cells, Filters: only, Text: "总计", Sort: []index.Sort{{Attribute: "year"}}}
		for id, err := range c.Documents(t.Context(), q) {
			if err != nil {
				t.Fatal(err)
			}
			years = append(years, id)
		}
		slices.Sort(years)
		if len(slices.Compact(years)) != exportReports {
			t.Errorf("%d documents, want %d", len(years), exportReports)
		}
	})
	t.Run("given up", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		n := 0
		var last error
		for _, err := range c.All(ctx, index.Query{Index: index.Cells, Filters: only}) {
			if n++; n == perFetch(index.Cells)/2 {
				cancel()
			}
			last = err
		}
		if !errors.Is(last, context.Canceled) || n > 3*perFetch(index.Cells) {
			t.Errorf("after %d records: %v", n, last)
		}
		n = 0
		for _, err := range c.All(t.Context(), index.Query{Index: index.Cells, Filters: only}) {
			if err != nil {
				t.Fatal(err)
			}
			if n++; n == 10 {
				break
			}
		}
	})
	t.Run("bad question", func(t *testing.T) {
		for _, err := range c.All(t.Context(), index.Query{Index: "secrets"}) {
			if _, bad := errors.AsType[*index.BadQuery](err); !bad {
				t.Errorf("error %v", err)
			}
		}
	})
}

func fill(t *testing.T, c *Client) {
	t.Helper()
	g, ctx := errgroup.WithContext(t.Context())
	for i := range exportReports {
		g.Go(func() error { return c.Write(ctx, sample(fmt.Sprintf("export%d", i), 2000+i%25, exportCells)) })
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
}

// TestCutAnswer holds that an answer whose end is missing is no short answer.
func TestCutAnswer(t *testing.T) {
	whole := `{"query":"x","hits":[{"id":"a"},{"id":"b"}],"limit":9}`
	for cut := range len(whole) - len(`,"limit":9}`) {
		var last error
		for _, err := range values(strings.NewReader(whole[:cut]), "id") {
			last = err
		}
		if last == nil {
			t.Errorf("no error after %q", whole[:cut])
		}
	}
}
