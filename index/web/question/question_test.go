package question

import (
	"errors"
	"net/url"
	"reflect"
	"testing"

	"github.com/gouji/gouji/index"
)

func ptr[T any](v T) *T { return &v }

func TestParse(t *testing.T) {
	for text, want := range map[string]index.Query{
		"":                                      {Index: index.Docs},
		"q=%E7%99%BD&lang=en":                   {Index: index.Docs, Text: "白"},
		"index=cells&year=2020&year=2021&year=": {Index: index.Cells, Filters: []index.Filter{{Attribute: "year", Values: []string{"2020", "2021"}}}},
		"index=cells&value_min=1&value_max=2.5": {Index: index.Cells, Ranges: []index.Range{{Attribute: "value", Min: ptr(1.0), Max: ptr(2.5)}}},
		"region=A+%3E+B&region=A":               {Index: index.Docs, Filters: []index.Filter{{Attribute: "region_2", Values: []string{"A > B"}}}},
		"sort=year:desc,title&page=2&per_page=5": {
			Index: index.Docs, Page: 2, PerPage: 5, Sort: []index.Sort{{Attribute: "year", Descending: true}, {Attribute: "title"}},
		},
	} {
		values, err := url.ParseQuery(text)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := Parse(values); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, want %+v (%v)", text, got, want, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"q=x&index=cells&year=2020", "index=secrets", "page=0", "page=-1", "per_page=1e9", "value_min=NaN", "value_min=&value_max=x&index=cells",
		"sort=year:up", "sort=,,", "facets=region,year", "region=a+>+b+>+c+>+d+>+e", "doc_id=%22+OR+1=1", "_min=1", "q=%00%ff",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		values, err := url.ParseQuery(text)
		if err != nil {
			return
		}
		q, err := Parse(values)
		if _, refused := errors.AsType[*index.BadQuery](err); err != nil && !refused {
			t.Fatalf("%q: %v is no refusal", text, err)
		}
		if err == nil && q.Validate() != nil {
			t.Fatalf("%q is taken and not valid", text)
		}
	})
}
