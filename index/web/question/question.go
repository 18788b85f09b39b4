package question

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gouji/gouji/index"
)

// Parse reads a question from the parameters of an address. Every name
// that is no parameter is a filter: year=2020&year=2021 asks for either year.
// The language of the page is no part of the question. What cannot be asked is
// an *index.BadQuery.
func Parse(values url.Values) (index.Query, error) {
	q := index.Query{Index: index.Docs}
	ranges := map[string]*index.Range{}
	for _, name := range sortedKeys(values) {
		if err := parseParameter(&q, ranges, name, nonEmpty(values[name])); err != nil {
			return q, err
		}
	}
	for _, name := range sortedKeys(ranges) {
		q.Ranges = append(q.Ranges, *ranges[name])
	}
	err := q.Validate()
	return q, err
}

func parseParameter(q *index.Query, ranges map[string]*index.Range, name string, given []string) error {
	if len(given) == 0 {
		return nil
	}
	last := given[len(given)-1]
	var err error
	switch name {
	case "lang":
	case "q":
		q.Text = last
	case "index":
		q.Index = last
	case "page":
		q.Page, err = parseCount(name, last)
	case "per_page":
		q.PerPage, err = parseCount(name, last)
	case "facets":
		for _, f := range splitList(given) {
			q.Facets = append(q.Facets, expandRegion(f)...)
		}
	case "sort":
		for _, s := range splitList(given) {
			attribute, direction, _ := strings.Cut(s, ":")
			if direction != "" && direction != "asc" && direction != "desc" {
				return bad("排序应写作 属性:asc 或 属性:desc。", name, s)
			}
			q.Sort = append(q.Sort, index.Sort{Attribute: attribute, Descending: direction == "desc"})
		}
	case "region":
		q.Filters = append(q.Filters, regionFilters(given)...)
	default:
		if attribute, isMin, ok := Bound(name); ok {
			return parseBound(ranges, attribute, isMin, name, last)
		}
		q.Filters = append(q.Filters, index.Filter{Attribute: name, Values: given})
	}
	return err
}

// Bound divides the name of a parameter such as year_min or year_max.
func Bound(name string) (attribute string, isMin, ok bool) {
	if attribute, ok = strings.CutSuffix(name, "_min"); ok {
		return attribute, true, true
	}
	attribute, ok = strings.CutSuffix(name, "_max")
	return attribute, false, ok
}

func parseBound(ranges map[string]*index.Range, attribute string, isMin bool, name, text string) error {
	number, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return bad("范围的界限必须是数字。", name, text)
	}
	r := ranges[attribute]
	if r == nil {
		r = &index.Range{Attribute: attribute}
		ranges[attribute] = r
	}
	if isMin {
		r.Min = &number
	} else {
		r.Max = &number
	}
	return nil
}

// regionFilters finds the facet of each place by the depth of its path. A
// question for places of different depths has no single facet; the deepest
// ones are taken.
func regionFilters(paths []string) []index.Filter {
	byLevel := map[int][]string{}
	deepest := 0
	for _, path := range paths {
		level := strings.Count(path, index.RegionSeparator) + 1
		byLevel[level] = append(byLevel[level], path)
		deepest = max(deepest, level)
	}
	return []index.Filter{{Attribute: fmt.Sprintf("region_%d", deepest), Values: byLevel[deepest]}}
}

// expandRegion lets facets=region stand for all its levels.
func expandRegion(facet string) []string {
	if facet == "region" {
		return []string{"region_1", "region_2", "region_3", "region_4"}
	}
	return []string{facet}
}

func parseCount(name, text string) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		return 0, bad("页码和每页条数必须是正整数。", name, text)
	}
	return n, nil
}

// splitList accepts facets=a,b and facets=a&facets=b.
func splitList(given []string) []string {
	var all []string
	for _, text := range given {
		all = append(all, strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' })...)
	}
	return all
}

func nonEmpty(given []string) []string {
	var kept []string
	for _, text := range given {
		if text = strings.TrimSpace(text); text != "" {
			kept = append(kept, text)
		}
	}
	return kept
}

func bad(reason, name, value string) error {
	return &index.BadQuery{Reason: reason, Detail: fmt.Sprintf("%s=%q", name, value)}
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
