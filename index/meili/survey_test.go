package meili

import (
	"errors"
	"testing"

	"github.com/gouji/gouji/index"
)

func TestSurvey(t *testing.T) {
	c := newClient(t, shared)
	for id, year := range map[string]int{"surveyed1": 1991, "surveyed2": 1992} {
		if err := c.Write(t.Context(), sample(id, year, 4)); err != nil {
			t.Fatal(err)
		}
	}
	q := index.Query{
		Index: index.Cells, Text: "白石縣", Facets: []string{"year", "row_label", "region_3"}, PerPage: 1,
		Filters: []index.Filter{
			{Attribute: "doc_id", Values: []string{"surveyed1", "surveyed2"}},
			{Attribute: "year", Values: []string{"1991"}},
			{Attribute: "row_label", Values: []string{"第1行", "第2行"}},
		},
	}
	s, err := c.Survey(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	if s.Total != 2 || s.Pages != 2 || len(s.Hits) != 1 || s.Relaxed {
		t.Errorf("%d found on %d pages, %d hits, relaxed: %t", s.Total, s.Pages, len(s.Hits), s.Relaxed)
	}
	if s.Totals[index.Cells] != 2 || s.Totals[index.Docs] != 1 || s.Totals[index.Pages] != 1 {
		t.Errorf("totals %v", s.Totals)
	}
	if s.Facets["year"]["1991"] != 2 || s.Facets["year"]["1992"] != 2 {
		t.Errorf("the years without their own filter: %v", s.Facets["year"])
	}
	if s.Facets["row_label"]["第1行"] != 1 || s.Facets["row_label"]["第3行"] != 1 {
		t.Errorf("the rows without their own filter: %v", s.Facets["row_label"])
	}
	if s.Facets["region_3"]["福建省 > 云岭市 > 白石县"] != 2 {
		t.Errorf("the regions: %v", s.Facets["region_3"])
	}
}

func TestSurveyRelaxes(t *testing.T) {
	c := newClient(t, shared)
	if err := c.Write(t.Context(), sample("surveyed3", 1993, 1)); err != nil {
		t.Fatal(err)
	}
	here := []index.Filter{{Attribute: "doc_id", Values: []string{"surveyed3"}}}
	s, err := c.Survey(t.Context(), index.Query{Index: index.Pages, Text: "行政诉讼 航天飞机", Filters: here})
	if err != nil || !s.Relaxed || s.Total != 1 {
		t.Errorf("%+v, %v", s, err)
	}
	_, err = c.Survey(t.Context(), index.Query{Index: index.Pages, Facets: []string{"value"}})
	if _, ok := errors.AsType[*index.BadQuery](err); !ok {
		t.Errorf("a facet that is none: %v", err)
	}
}
