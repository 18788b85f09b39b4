package index

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
)

// Limits of a query.
const (
	MaxQueryRunes = 500
	MaxPerPage    = 200
	MaxHits       = 10000 // pages beyond this many hits are not served
	maxValues     = 100   // values of one filter
)

// Query is one question to one index.
type Query struct {
	Index   string   // docs, pages or cells
	Text    string   // as typed; may be empty
	Filters []Filter // all must hold
	Ranges  []Range  // all must hold
	Facets  []string // attributes to count the values of
	Sort    []Sort
	Page    int // from 1; zero is 1
	PerPage int // zero is 20
}

// Filter asks for records in which the attribute has one of the values.
type Filter struct {
	Attribute string
	Values    []string
}

// Range asks for records in which the attribute is at least Min and at most
// Max; nil is no bound.
type Range struct {
	Attribute string
	Min, Max  *float64
}

// Sort orders by an attribute.
type Sort struct {
	Attribute  string
	Descending bool
}

// Result is the answer to a Query.
type Result struct {
	Index   string // as asked
	Query   string // the text that was searched for, after Norm
	Relaxed bool   // no record held all the words, so some were left out
	Total   int
	Page    int
	Pages   int
	Hits    []Hit
	Facets  map[string]map[string]int // attribute, value, count
	Stats   map[string]Stat           // bounds of numeric facets
	Took    time.Duration
}

// Survey is a Result with what a page shows around it.
type Survey struct {
	// The values of a facet are counted without its own filter, so that others of
	// its values can be chosen as well. Took is for all of it.
	Result
	Totals map[string]int // hits in each index, by its name
}

// Value is a value of a facet.
type Value struct {
	Attribute string `json:"attribute"`
	Value     string `json:"value"`
	Count     int    `json:"count"`
}

// Hit is one record that was found.
type Hit struct {
	Fields map[string]any
	// Highlights holds the found places by attribute, between MarkStart and
	// MarkEnd. It is plain text: whoever shows it must escape it.
	Highlights map[string]string
}

// Stat is the smallest and the largest value of a numeric facet.
type Stat struct {
	Min float64 `json:"min"`
	Max float64 `json:"max"`
}

// BadQuery is a Query that cannot be asked.
type BadQuery struct {
	Reason string // plain Chinese
	Detail string // the parameter and its value
}

// Error implements error.
func (e *BadQuery) Error() string { return fmt.Sprintf("bad query: %s", e.Detail) }

// In returns the same question to another index, with those conditions that
// mean the same in every index.
func (q Query) In(name string) Query {
	other := Query{Index: name, Text: q.Text}
	for _, f := range q.Filters {
		if Everywhere(f.Attribute) {
			other.Filters = append(other.Filters, f)
		}
	}
	for _, r := range q.Ranges {
		if Everywhere(r.Attribute) {
			other.Ranges = append(other.Ranges, r)
		}
	}
	return other
}

// Everywhere reports whether all indexes can be filtered by an attribute.
func Everywhere(attribute string) bool {
	for _, name := range Names() {
		schema, _ := SchemaOf(name)
		if !slices.Contains(schema.Filters, attribute) {
			return false
		}
	}
	return true
}

// LastPlace is the name of a place without those of the places it lies in. Other
// values stay as they are.
func LastPlace(value string) string {
	if i := strings.LastIndex(value, RegionSeparator); i >= 0 {
		return value[i+len(RegionSeparator):]
	}
	return value
}

// Without returns q without its filters on some attributes.
func (q Query) Without(attributes ...string) Query {
	q.Filters = slices.DeleteFunc(slices.Clone(q.Filters), func(f Filter) bool { return slices.Contains(attributes, f.Attribute) })
	return q
}

// Filtered reports whether q has a filter on an attribute.
func (q *Query) Filtered(attribute string) bool {
	return slices.ContainsFunc(q.Filters, func(f Filter) bool { return f.Attribute == attribute && len(f.Values) > 0 })
}

// Validate returns a *BadQuery unless q asks only for what its index has.
func (q *Query) Validate() error {
	schema, ok := SchemaOf(q.Index)
	if !ok {
		return &BadQuery{"没有这个索引，可选 docs、pages、cells。", fmt.Sprintf("index=%q", q.Index)}
	}
	if len([]rune(q.Text)) > MaxQueryRunes {
		return &BadQuery{fmt.Sprintf("查询太长，最多 %d 个字。", MaxQueryRunes), "q"}
	}
	for _, f := range q.Filters {
		if !slices.Contains(schema.Filters, f.Attribute) {
			return unknown("filter", f.Attribute)
		}
		if len(f.Values) > maxValues {
			return &BadQuery{fmt.Sprintf("一个筛选项最多 %d 个值。", maxValues), f.Attribute}
		}
	}
	for _, r := range q.Ranges {
		if !slices.Contains(schema.Ranges, r.Attribute) {
			return unknown("range", r.Attribute)
		}
		if !finite(r.Min) || !finite(r.Max) {
			return &BadQuery{"范围的界限必须是数字。", r.Attribute}
		}
	}
	for _, f := range q.Facets {
		if !slices.Contains(schema.Facets, f) {
			return unknown("facets", f)
		}
	}
	for _, s := range q.Sort {
		if !slices.Contains(schema.Sorts, s.Attribute) {
			return unknown("sort", s.Attribute)
		}
	}
	return q.validatePaging()
}

func (q *Query) validatePaging() error {
	if q.PerPage < 0 || q.PerPage > MaxPerPage {
		return &BadQuery{fmt.Sprintf("每页最多 %d 条。", MaxPerPage), fmt.Sprintf("per_page=%d", q.PerPage)}
	}
	if q.Page < 0 || q.Page > MaxHits {
		return &BadQuery{"页码无效。", fmt.Sprintf("page=%d", q.Page)}
	}
	return nil
}

func unknown(what, attribute string) error {
	return &BadQuery{"这个索引没有这个属性。", fmt.Sprintf("%s=%q", what, attribute)}
}

func finite(f *float64) bool {
	return f == nil || !math.IsNaN(*f) && !math.IsInf(*f, 0)
}
