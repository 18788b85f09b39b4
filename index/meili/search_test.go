package meili

import (
	"errors"
	"strings"
	"testing"

	"github.com/gouji/gouji/index"
)

func TestSearch(t *testing.T) {
	c := newClient(t, shared)
	const id = "searched"
	if err := c.Write(t.Context(), sample(id, 1999, 12)); err != nil {
		t.Fatal(err)
	}
	here := index.Filter{Attribute: "doc_id", Values: []string{id}}
	tests := map[string]struct {
		query index.Query
		total int
	}{
		"simplified in traditional": {index.Query{Index: index.Pages, Text: "依申请公开答复"}, 1},
		"traditional query":         {index.Query{Index: index.Pages, Text: "行政訴訟"}, 1},
		"number before Han":         {index.Query{Index: index.Pages, Text: "2083"}, 1},
		"number with its Han":       {index.Query{Index: index.Pages, Text: "2083条"}, 1},
		"full-width number":         {index.Query{Index: index.Pages, Text: "２０８３"}, 1},
		"not in it":                 {index.Query{Index: index.Pages, Text: "7777777"}, 0},
		"excluded":                  {index.Query{Index: index.Pages, Text: "公开 -诉讼"}, 0},
		"title and place on cells":  {index.Query{Index: index.Cells, Text: "白石县 第3行"}, 1},
		"range of values":           {index.Query{Index: index.Cells, Ranges: []index.Range{{Attribute: "value", Min: ptr(3.0), Max: ptr(5.0)}}}, 3},
		"row and column":            {index.Query{Index: index.Cells, Filters: []index.Filter{{Attribute: "row", Values: []string{"row4", "row5"}}, {Attribute: "column", Values: []string{"total"}}}}, 2},
		"region":                    {index.Query{Index: index.Docs, Filters: []index.Filter{{Attribute: "region_2", Values: []string{"福建省 > 云岭市"}}}}, 1},
		"other region":              {index.Query{Index: index.Docs, Filters: []index.Filter{{Attribute: "region_2", Values: []string{"福建省"}}}}, 0},
		"year as text":              {index.Query{Index: index.Docs, Filters: []index.Filter{{Attribute: "year", Values: []string{"1999"}}}}, 1},
		"filter that is no year":    {index.Query{Index: index.Docs, Filters: []index.Filter{{Attribute: "issuer", Values: []string{`" OR doc_id EXISTS OR issuer = "`, `\" OR doc_id EXISTS OR issuer = \"`}}}}, 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			tt.query.Filters = append(tt.query.Filters, here)
			r, err := c.Search(t.Context(), tt.query)
			if err != nil {
				t.Fatal(err)
			}
			if r.Total != tt.total || len(r.Hits) != tt.total {
				t.Errorf("found %d (%d hits), want %d", r.Total, len(r.Hits), tt.total)
			}
		})
	}
}

func TestSearchCountsMarksAndSorts(t *testing.T) {
	c := newClient(t, shared)
	const id = "facetted"
	if err := c.Write(t.Context(), sample(id, 1998, 25)); err != nil {
		t.Fatal(err)
	}
	here := []index.Filter{{Attribute: "doc_id", Values: []string{id}}}
	r, err := c.Search(t.Context(), index.Query{
		Index: index.Cells, Text: "总计", Filters: here, Facets: []string{"year", "region_3", "value"},
		Sort: []index.Sort{{Attribute: "value", Descending: true}}, Page: 2, PerPage: 10,
	})
	if err != nil {
		t.Fatal(err)
	}
	if r.Total != 25 || r.Pages != 3 || r.Page != 2 || len(r.Hits) != 10 {
		t.Errorf("total %d, page %d of %d, %d hits", r.Total, r.Page, r.Pages, len(r.Hits))
	}
	if r.Facets["year"]["1998"] != 25 || r.Facets["region_3"]["福建省 > 云岭市 > 白石县"] != 25 {
		t.Errorf("facets %v", r.Facets)
	}
	if s := r.Stats["value"]; s.Min != 0 || s.Max != 24 {
		t.Errorf("stats %v", r.Stats)
	}
	if v := r.Hits[0].Fields["value"]; v != 14.0 {
		t.Errorf("first value of the second page is %v", v)
	}
	if m := r.Hits[0].Highlights["sentence"]; !strings.Contains(m, index.MarkStart+"总计"+index.MarkEnd) {
		t.Errorf("marked: %q", m)
	}
	if _, ok := r.Hits[0].Fields["search_text"]; ok {
		t.Error("a hit shows its search text")
	}
}

func TestSearchShowsAPassageOfAPage(t *testing.T) {
	c := newClient(t, shared)
	if err := c.Write(t.Context(), sample("passage", 1997, 1)); err != nil {
		t.Fatal(err)
	}
	r, err := c.Search(t.Context(), index.Query{Index: index.Pages, Text: "行政诉讼", Filters: []index.Filter{{Attribute: "doc_id", Values: []string{"passage"}}}})
	if err != nil || len(r.Hits) != 1 {
		t.Fatal(err, r.Total)
	}
	if m := r.Hits[0].Highlights["search_text"]; !strings.Contains(m, index.MarkStart+"行政诉讼"+index.MarkEnd) {
		t.Errorf("marked: %q", m)
	}
	record, err := c.Record(t.Context(), index.Pages, r.Hits[0].Fields["id"].(string))
	if err != nil || !strings.Contains(record["text"].(string), "無行政訴訟") {
		t.Errorf("record %v, %v", record, err)
	}
	if record, err := c.Record(t.Context(), index.Pages, "nobody"); record != nil || err != nil {
		t.Errorf("a record that is not there: %v, %v", record, err)
	}
}

func TestSearchRelaxesWhenNothingHoldsAllWords(t *testing.T) {
	c := newClient(t, shared)
	if err := c.Write(t.Context(), sample("relaxed", 1996, 1)); err != nil {
		t.Fatal(err)
	}
	r, err := c.Search(t.Context(), index.Query{Index: index.Pages, Text: "行政诉讼 航天飞机", Filters: []index.Filter{{Attribute: "doc_id", Values: []string{"relaxed"}}}})
	if err != nil || !r.Relaxed || r.Total != 1 {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestSearchOfABadQuery(t *testing.T) {
	c := newClient(t, shared)
	_, err := c.Search(t.Context(), index.Query{Index: "tasks"})
	if _, ok := errors.AsType[*index.BadQuery](err); !ok {
		t.Errorf("%v", err)
	}
}
