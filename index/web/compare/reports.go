package compare

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/index"
	"github.com/gouji/gouji/index/web/question"
	"github.com/gouji/gouji/index/web/site"
)

// mostReports bounds a comparison.
const mostReports = 1000

// What a table sorts by.
const (
	byYear   = "year"
	byIssuer = "issuer"
	byValue  = "value"
)

// report is the figure of one report.
type report struct {
	DocID, Key                     string
	Title, Issuer, Form            string
	Year                           int // 0 where it is not stated
	Value                          *float64
	Raw, Note                      string
	Status, CheckStatus, Origin    string
	tableTitle, rowLabel, colLabel string
}

// Number is the value as text; empty for a blank.
func (r *report) Number() string {
	if r.Value == nil {
		return ""
	}
	return strconv.FormatFloat(*r.Value, 'f', -1, 64)
}

// Sure reports whether the figure is beyond doubt.
func (r *report) Sure() bool { return r.Status == string(extract.CellOK) }

// Link is the figure on the page of its document.
func (r *report) Link() string {
	return "/documents/" + url.PathEscape(r.DocID) + "#" + site.Anchor(r.Key)
}

func (r *report) label() string { return labelOf(r.tableTitle, r.rowLabel, r.colLabel) }

func labelOf(labels ...string) string {
	return strings.Join(slices.DeleteFunc(labels, func(s string) bool { return s == "" }), " › ")
}

// reports finds the figures to compare, and how many there are in all.
func (p *Pages) reports(ctx context.Context, c choice) ([]report, int, error) {
	q, err := question.Parse(c.search())
	if err != nil {
		return nil, 0, err
	}
	q.Sort = []index.Sort{{Attribute: "issuer"}, {Attribute: "year"}}
	q.PerPage = index.MaxPerPage
	var all []report
	for q.Page = 1; ; q.Page++ {
		result, err := p.search.Search(ctx, q)
		if err != nil {
			return nil, 0, err
		}
		for _, hit := range result.Hits {
			all = append(all, reportOf(hit.Fields))
		}
		if q.Page >= result.Pages || len(all) >= mostReports {
			return all, result.Total, nil
		}
	}
}

func reportOf(fields map[string]any) report {
	text := func(attribute string) string {
		s, _ := fields[attribute].(string)
		return s
	}
	r := report{
		DocID: text("doc_id"), Key: text("key"), Title: text("title"), Issuer: text("issuer"), Form: text("form"),
		Raw: text("raw"), Note: text("note"), Status: text("status"), CheckStatus: text("check_status"), Origin: text("origin"),
		tableTitle: text("table_title"), rowLabel: text("row_label"), colLabel: text("column_label"),
	}
	if year, ok := fields["year"].(float64); ok {
		r.Year = int(year)
	}
	if value, ok := fields["value"].(float64); ok {
		r.Value = &value
	}
	return r
}

// sort orders reports; a blank comes last whichever way.
func (c choice) sort(reports []report) {
	slices.SortStableFunc(reports, func(a, b report) int {
		if c.Sort == byValue && (a.Value == nil || b.Value == nil) {
			return cmp.Compare(btoi(a.Value == nil), btoi(b.Value == nil))
		}
		var order int
		switch c.Sort {
		case byValue:
			order = cmp.Compare(*a.Value, *b.Value)
		case byIssuer:
			order = cmp.Compare(a.Issuer, b.Issuer)
		default:
			order = cmp.Compare(a.Year, b.Year)
		}
		if c.Descending {
			order = -order
		}
		return order
	})
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// twice reports whether an issuer has several reports on one year.
func twice(reports []report) bool {
	type whose struct {
		issuer string
		year   int
	}
	seen := map[whose]bool{}
	for _, r := range reports {
		w := whose{r.Issuer, r.Year}
		if seen[w] {
			return true
		}
		seen[w] = true
	}
	return false
}

// head is the head of a column that sorts.
type head struct {
	Name string
	Link string
	Sort string // the value of aria-sort; empty where the table is in another order
}

func heads(here *url.URL, c choice) []head {
	own := byIssuer // what tells the reports apart
	if c.OverYears() {
		own = byYear
	}
	var all []head
	for _, name := range []string{own, byValue} {
		h := head{Name: name}
		values := here.Query()
		values.Set("sort", name)
		values.Del("dir")
		if name == c.Sort {
			h.Sort = "descending"
			if !c.Descending {
				h.Sort = "ascending"
				values.Set("dir", "desc")
			}
		}
		h.Link = "/compare?" + values.Encode()
		all = append(all, h)
	}
	return all
}
