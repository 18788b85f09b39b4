package search

import (
	"cmp"
	"slices"
	"strings"

	"github.com/gouji/gouji/index"
)

const (
	shownValues = 10 // values of a facet that are offered before one looks for more
	openFacets  = 3  // facets that are open from the start
)

// facet is an attribute with its values and how many hits have each.
type facet struct {
	Name   string
	Values []choice
	Open   bool
	Box    string // parameter of the box to look for values in; empty where there are few
	Text   string // what stands in it
	More   int    // values that are not shown
}

// choice is a value that can be chosen.
type choice struct {
	Value   string
	ID      string // of its element
	Count   int
	Checked bool
}

// facetsOf names the facets of an index in the order of the page. The regions
// stand by themselves.
func facetsOf(name string) []string {
	switch name {
	case index.Cells:
		return []string{"year", "status", "check_status", "issuer", "table", "row_label", "column_label", "form", "origin"}
	case index.Pages:
		return []string{"year", "origin", "issuer", "form"}
	}
	return []string{"year", "check_status", "status", "issuer", "form", "rules", "media_type", "kind"}
}

// searchable reports whether a facet may have many values.
func searchable(name string) bool {
	return slices.Contains([]string{"issuer", "row_label", "column_label", "rules"}, name)
}

func newFacets(q *index.Query, s *index.Survey, asked values) []*facet {
	var all []*facet
	for i, name := range facetsOf(q.Index) {
		f := &facet{Name: name}
		for value, count := range s.Facets[name] {
			f.add(value, count)
		}
		f.check(asked[name])
		if len(f.Values) == 0 || len(f.Values) == 1 && len(asked[name]) == 0 && name != "year" {
			continue // nothing to choose
		}
		f.Open = i < openFacets || len(asked[name]) > 0
		f.cut(asked)
		all = append(all, f)
	}
	return all
}

func (f *facet) add(value string, count int) {
	f.Values = append(f.Values, choice{Value: value, Count: count, ID: idOf(f.Name, value)})
}

// check marks the chosen values and brings all into order: the chosen ones
// first, years from the latest, others by their counts.
func (f *facet) check(chosen []string) {
	for _, value := range chosen {
		i := slices.IndexFunc(f.Values, func(c choice) bool { return c.Value == value })
		if i < 0 {
			f.add(value, 0)
			i = len(f.Values) - 1
		}
		f.Values[i].Checked = true
	}
	slices.SortFunc(f.Values, func(a, b choice) int {
		if f.Name == "year" {
			return cmp.Compare(b.Value, a.Value)
		}
		return cmp.Or(compareBool(b.Checked, a.Checked), cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
	})
}

// cut leaves the first values, and a box to look for the others in.
func (f *facet) cut(asked values) {
	if !searchable(f.Name) {
		return
	}
	f.Text = asked.get(boxOf(f.Name))
	if len(f.Values) > shownValues || f.Text != "" {
		f.Box = boxOf(f.Name)
	}
	f.Open = f.Open || f.Text != ""
	f.shorten()
}

func (f *facet) shorten() {
	checked := 0
	for _, c := range f.Values {
		if c.Checked {
			checked++
		}
	}
	shown := min(len(f.Values), max(shownValues, checked))
	f.More = len(f.Values) - shown
	f.Values = f.Values[:shown]
}

// found shows the values that hold the text in the box, after the chosen ones.
func (f *facet) found(values []index.Value) {
	f.Values = slices.DeleteFunc(f.Values, func(c choice) bool { return !c.Checked })
	for _, v := range values {
		if !slices.ContainsFunc(f.Values, func(c choice) bool { return c.Value == v.Value }) {
			f.add(v.Value, v.Count)
		}
	}
	f.shorten()
}

// idOf makes an id, which must not hold blanks.
func idOf(name, value string) string { return name + "-" + strings.Join(strings.Fields(value), "_") }

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// bounds are the ends of a range.
type bounds struct{ Name, Min, Max string }

func newBounds(name string, asked values) []bounds {
	all := []bounds{{"year", asked.get("year_min"), asked.get("year_max")}}
	if name == index.Cells {
		all = append(all, bounds{"value", asked.get("value_min"), asked.get("value_max")})
	}
	return all
}
