package search_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gouji/gouji/index"
)

type answer struct {
	Index, Query, Error, Detail string
	Total, Page, Pages          int
	Hits                        []map[string]any
	Facets                      map[string]map[string]int
	Stats                       map[string]index.Stat `json:"facet_stats"`
}

func find(t *testing.T, pairs ...string) (int, answer) {
	t.Helper()
	return decoded[answer](t, "/api/search?"+parameters(pairs...))
}

func TestSearch(t *testing.T) {
	tests := map[string]struct {
		parameters []string
		total      int
	}{
		"all documents":       {nil, 3},
		"a county":            {[]string{"q=白石县"}, 1},
		"in pages":            {[]string{"index=pages", "q=申请 2083"}, 3},
		"year":                {[]string{"year=2020"}, 1},
		"either year":         {[]string{"year=2019", "year=2020"}, 2},
		"years from":          {[]string{"year_min=2020"}, 2},
		"region":              {[]string{"region=福建省 > 云岭市"}, 3},
		"deep region":         {[]string{"region=福建省 > 云岭市 > 青溪县"}, 1},
		"row and column":      {[]string{"index=cells", "row=received", "column=total"}, 3},
		"value range":         {[]string{"index=cells", "value_min=9", "value_max=10"}, 2},
		"doubtful figures":    {[]string{"index=cells", "status=suspect", "year=2019"}, 1},
		"failed checks":       {[]string{"index=cells", "check_status=fail", "table=applications"}, 3},
		"empty parameters":    {[]string{"index=cells", "q=", "year=", "value_min="}, 6},
		"quotes in a filter":  {[]string{`issuer=" OR year > 0 OR issuer = "`}, 0},
		"traditional in form": {[]string{"index=pages", "q=答覆"}, 3},
		"simplified words":    {[]string{"index=pages", "q=答复"}, 3},
		"simplified":          {[]string{"index=pages", "q=申请收到"}, 3},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			status, a := find(t, tt.parameters...)
			if status != http.StatusOK || a.Total != tt.total || a.Hits == nil {
				t.Errorf("%d: %d found, want %d: %+v", status, a.Total, tt.total, a.Error)
			}
		})
	}
}

func TestSearchFacetsPagesAndSort(t *testing.T) {
	_, a := find(t, "index=cells", "facets=year,region,value", "sort=value:desc", "per_page=2", "page=1", "row=received")
	if a.Facets["year"]["2020"] != 1 || a.Facets["region_2"]["福建省 > 云岭市"] != 3 {
		t.Errorf("facets %v", a.Facets)
	}
	if a.Stats["value"].Max != 11 || a.Pages != 2 || len(a.Hits) != 2 || a.Hits[0]["value"] != 11.0 {
		t.Errorf("stats %v, pages %d, first %v", a.Stats, a.Pages, a.Hits[0])
	}
}

func TestSearchHighlightsAreSafe(t *testing.T) {
	_, a := find(t, "index=pages", "q=2083", "year=2019")
	marked := a.Hits[0]["highlights"].(map[string]any)["search_text"].(string)
	if !strings.Contains(marked, "<mark>2083</mark>") || strings.Contains(marked, "<script") || !strings.Contains(marked, "&lt;script") {
		t.Errorf("%q", marked)
	}
}

func TestSearchRefusesBadParameters(t *testing.T) {
	for _, parameter := range []string{
		"index=secrets", "colour=red", "year_min=abc", "page=0", "page=x", "per_page=100000", "sort=value:up",
		"sort=sha256", "facets=text", "sha256_max=1", "value_min=NaN", "q=" + strings.Repeat("长", 501),
	} {
		status, a := find(t, "index=cells", parameter)
		if parameter == "index=secrets" {
			status, a = find(t, parameter)
		}
		if status != http.StatusBadRequest || a.Error == "" || a.Detail == "" {
			t.Errorf("%.30s: %d %+v", parameter, status, a)
		}
	}
}

func TestFacetValues(t *testing.T) {
	type values struct {
		Values []index.Value
		Error  string
	}
	tests := map[string]struct {
		parameters []string
		status     int
		want       string // the first value
		count      int    // of values
	}{
		"beginning":                  {[]string{"facet=issuer", "facet_q=白石"}, 200, "白石县人民政府", 1},
		"within":                     {[]string{"facet=issuer", "facet_q=人民政府", "index=cells"}, 200, "<b>红</b>县人民政府", 3},
		"traditional":                {[]string{"facet=issuer", "facet_q=白石縣", "index=pages"}, 200, "白石县人民政府", 1},
		"all":                        {[]string{"facet=issuer"}, 200, "<b>红</b>县人民政府", 3},
		"none":                       {[]string{"facet=issuer", "facet_q=航天"}, 200, "", 0},
		"without its own filter":     {[]string{"facet=issuer", "facet_q=青溪", "issuer=白石县人民政府"}, 200, "青溪县人民政府", 1},
		"with the others":            {[]string{"facet=issuer", "facet_q=青溪", "year=2019"}, 200, "", 0},
		"with the words":             {[]string{"facet=issuer", "facet_q=青溪", "q=白石县"}, 200, "", 0},
		"county":                     {[]string{"facet=region", "facet_q=青溪"}, 200, "福建省 > 云岭市 > 青溪县", 1},
		"a place, not what it is in": {[]string{"facet=region", "facet_q=云岭"}, 200, "福建省 > 云岭市", 1},
		"row":                        {[]string{"facet=row_label", "facet_q=予以", "index=cells"}, 200, "（一）予以公开", 1},
		"not a facet":                {[]string{"facet=text", "facet_q=x"}, 400, "", 0},
		"no facet":                   {nil, 400, "", 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			status, a := decoded[values](t, "/api/facets?"+parameters(tt.parameters...))
			if status != tt.status || len(a.Values) != tt.count || tt.count > 0 && a.Values[0].Value != tt.want {
				t.Errorf("%d %+v", status, a)
			}
		})
	}
}

func TestRecord(t *testing.T) {
	status, body := get(t, pages, "/api/records/pages/doc0-p1")
	if status != http.StatusOK || !strings.Contains(body, "收到申請2083件") {
		t.Errorf("%d %s", status, body)
	}
	if status, _ := get(t, pages, "/api/records/pages/nobody"); status != http.StatusNotFound {
		t.Errorf("unknown record: %d", status)
	}
	if status, _ := get(t, pages, "/api/records/keys/doc0"); status != http.StatusBadRequest {
		t.Errorf("unknown index: %d", status)
	}
}

func FuzzParameters(f *testing.F) {
	f.Add("index=cells&value_min=1&region=a > b&facets=region&sort=value:desc")
	f.Add("index=docs&_min=&q=-%ff&region=")
	f.Add("index=cells&facet_issuer=-&facet_region=\"&facet=region&facet_q=a\"b&region=a&region=b > c > d > e > f")
	f.Fuzz(func(t *testing.T, raw string) {
		for _, path := range []string{"/", "/api/search", "/api/facets"} {
			request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
			request.URL.RawQuery = raw
			w := httptest.NewRecorder()
			pages.ServeHTTP(w, request)
			if w.Code != 200 && w.Code != 400 {
				t.Errorf("%s?%q: %d %s", path, raw, w.Code, w.Body.String())
			}
		}
	})
}
